"""The command line group ``statements``."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import typed
from app.values.problem import Outside
from app.values.words import say

if TYPE_CHECKING:
    from app.statements.run import Outcome
    from app.store.office import Office
    from app.store.store import Work


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``statements run`` to the command line."""
    group = commands.add_parser("statements", help="issue statements, or try who would get one")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    run = actions.add_parser("run", help="issue a statement to everyone who is due one")
    run.add_argument(
        "--as-of",
        required=True,
        type=typed.day,
        metavar="DATE",
        help="the statements' day, such as 2026-09-30",
    )
    run.add_argument("--simulate", action="store_true", help="say who is due; write nothing")
    run.add_argument("--out", type=Path, metavar="DIR", help="also write the PDFs there")
    typed.add_json(run)
    run.set_defaults(run=run_statements)


def run_statements(args: argparse.Namespace) -> int:
    """Run, or try, the statements of a day and print who is due and why not.

    Raises:
        Refused: no office, or it does not open.
        Outside: statements.out_unwritable; when the folder fails before the run, nothing was
            issued, else the statements are in the office.
    """
    from app.commands import opening  # noqa: PLC0415  (heavy; keeps --help fast)
    from app.statements import run  # noqa: PLC0415
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    out: Path | None = None if args.simulate else args.out
    with opening.open_office(default_folder()) as office:
        if args.simulate:
            with office.store.read() as session:
                outcome = run.simulate(session, args.as_of)
        else:
            _make(out)
            with office.store.write(COMMAND_LINE) as work:
                outcome = run.issue(work, args.as_of)
                if out is not None:
                    _note_leaving(work, outcome)
        written = _write(office, outcome, out) if out is not None else {}
    _print(outcome, written, as_json=args.json)
    return 0


def _note_leaving(work: Work, outcome: Outcome) -> None:
    """Write that the papers of a run leave, in the unit of work that issues them."""
    from app.reports import leaving  # noqa: PLC0415  (as above)
    from app.statements.compose import show_number  # noqa: PLC0415

    if outcome.run_id is not None:
        ends = outcome.issued[0].number, outcome.issued[-1].number
        what = " to ".join(show_number(number) for number in ends)
        leaving.saved(work, leaving.Paper("statement_run", str(outcome.run_id), what))


def _make(out: Path | None) -> None:
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / ".twohats"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Outside("statements.out_unwritable", folder=str(out)) from error


def _write(office: Office, outcome: Outcome, out: Path) -> dict[int | str, str]:
    """Write each statement and the whole run; give the path of each number, and of the run."""
    from app.statements import issued  # noqa: PLC0415  (as above)
    from app.statements.compose import show_number  # noqa: PLC0415

    if outcome.run_id is None:
        return {}
    written: dict[int | str, str] = {}
    with office.store.read() as session:
        try:
            for row in issued.of_run(session, outcome.run_id):
                path = out / f"{show_number(row.number)}.pdf"
                _put(path, issued.original(session, row.id))
                written[row.number] = str(path)
            pdfs = issued.run_pdfs(session, outcome.run_id)
            for part, pdf in enumerate(pdfs, start=1):
                tail = f"-{part}" if len(pdfs) > 1 else ""
                path = (
                    out / f"statements-{outcome.as_of.isoformat()}-run-{outcome.run_id}{tail}.pdf"
                )
                _put(path, pdf)
                written.setdefault("run", str(path))
        except OSError as error:
            raise Outside("statements.out_unwritable", folder=str(out)) from error
    return written


def _put(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    part = path.with_suffix(".part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise


def _print(outcome: Outcome, written: dict[int | str, str], *, as_json: bool) -> None:
    told: dict[str, Any] = {
        "due": [
            {"account": row.key, "amount": row.amount.plain(), "file": written.get(row.number)}
            | ({"paperless": True} if row.paperless else {})
            | ({"address_cut": row.lost} if row.lost else {})
            for row in outcome.issued
        ],
        "skipped": [{"account": row.key, "reason": row.code} for row in outcome.skipped],
        "pdf": written.get("run"),
    }
    if as_json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return
    for row in outcome.issued:
        verdict = "paperless" if row.paperless else "send"
        sys.stdout.write(f"{row.key}\t{verdict}\t{row.amount.plain()}\n")
    for skipped in outcome.skipped:
        sys.stdout.write(f"{skipped.key}\t{skipped.code}\t{skipped.amount.plain()}\n")
    asked = str(outcome.asked)
    key = "statements.cli.tried" if outcome.run_id is None else "statements.cli.issued"
    sys.stderr.write(say(key, n=len(outcome.issued), asked=asked) + "\n")
    if outcome.paperless:
        sys.stderr.write(say("statements.cli.paperless", n=outcome.paperless) + "\n")
    for row in outcome.issued:
        if row.lost:
            sys.stderr.write(say(f"statements.cli.cut.{row.lost}", account=row.key) + "\n")
