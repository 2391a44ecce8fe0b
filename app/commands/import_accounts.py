"""The command ``import accounts FILE``: balances from an old system."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app.commands import typed
from app.commands.case_file import cases_of
from app.values.problem import Refused
from app.values.words import say


def register_import(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``accounts FILE`` to the group ``import``."""
    accounts = subparsers.add_parser("accounts", help="bring accounts in from an old system")
    accounts.add_argument("file", metavar="FILE", help='JSON: {"cases": [{"id", "input"}]}')
    typed.add_json(accounts)
    accounts.set_defaults(run=run_import)


def run_import(args: argparse.Namespace) -> int:
    """Bring the accounts of a file in; 1 when some were rejected, which leaves no trace of them.

    Raises:
        Refused: ledger.unreadable or ledger.not_cases; nothing was written.
    """
    # Heavy; keeps the start of every other command fast.
    from app.commands import opening  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    cases = cases_of(Path(args.file), "ledger.unreadable", "ledger.not_cases")
    with opening.open_office(default_folder()) as office:
        answer = _take(office.store, cases)
    if args.json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        counts = {key: answer[key] for key in ("accounts_new", "unchanged")}
        rejected = answer["rejected"]
        sys.stderr.write(say("ledger.brought_in", **counts, rejected=len(rejected)) + "\n")
        for one in rejected:
            where = f" ({one['event']})" if "event" in one else ""
            sys.stderr.write(f"{one['id']}: {one['reason']}{where}\n")
    return 1 if answer["rejected"] else 0


def _take(store: Any, cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Bring cases in, each in a unit of work of its own, so that one refused stops no other."""
    from app.ledger import bringing  # noqa: PLC0415  (as above)
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415

    new, unchanged, rejected = 0, 0, []
    for case in cases:
        try:
            with store.write(COMMAND_LINE) as work:
                is_new = bringing.bring_in(work, case)
        except Refused as error:
            reason = error.code.removeprefix("ledger.")
            rejected.append({"id": case.get("id"), "reason": reason} | _event(error))
            continue
        new, unchanged = new + is_new, unchanged + (not is_new)
    return {"accounts_new": new, "unchanged": unchanged, "rejected": rejected}


def _event(error: Refused) -> dict[str, str]:
    """Name the event of the account that was refused, when it was one."""
    return {"event": error.values["event"]} if "event" in error.values else {}
