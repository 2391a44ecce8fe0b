"""The command line group ``accounts``, and how files of account cases are read."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from app.values.problem import Refused


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``accounts evaluate FILE --jsonl`` to the command line."""
    group = subparsers.add_parser(
        "accounts", help="work accounts out from a file of cases, without an office"
    )
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    evaluate = actions.add_parser("evaluate", help="work out the accounts of a file of cases")
    evaluate.add_argument("file", metavar="FILE", help='JSON: {"cases": [{"id", "input"}]}')
    evaluate.add_argument("--jsonl", action="store_true", help="one JSON object a line (always so)")
    evaluate.set_defaults(run=run_evaluate)


def run_evaluate(args: argparse.Namespace) -> int:
    """Print ``{"id", "result"}`` for each case of the file; 0 when all were evaluated.

    A case that one of its events spoils has ``event`` too, the id of that event.

    Raises:
        Refused: ledger.unreadable or ledger.not_cases, before anything was printed.
    """
    # Keeps the start of every other command fast.
    from app.ledger.cases import answer  # noqa: PLC0415

    for case in cases_of(Path(args.file)):
        sys.stdout.write(json.dumps(answer(case), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0


def cases_of(path: Path) -> list[dict[str, Any]]:
    """Read the cases of a file.

    Raises:
        Refused: ledger.unreadable, ledger.not_cases.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refused("ledger.unreadable", file=path.name) from error
    except (ValueError, RecursionError) as error:
        raise Refused("ledger.not_cases", file=path.name) from error
    cases = given.get("cases") if isinstance(given, dict) else None
    if not isinstance(cases, list) or not all(isinstance(case, dict) for case in cases):
        raise Refused("ledger.not_cases", file=path.name)
    return cases
