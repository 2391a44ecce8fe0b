"""The command ``import schedule``: the visits that are expected."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.commands import typed
from app.values.words import say

if TYPE_CHECKING:
    from app.intake.schedule import ScheduleTaken


def register_schedule(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``import schedule FILE…`` to the command line."""
    lists = actions.add_parser("schedule", help="take a schedule in: the visits that are expected")
    lists.add_argument("files", nargs="+", metavar="FILE", help="file or folder of the schedule")
    lists.add_argument(
        "--dry-run", action="store_true", help="say what would come in; write nothing"
    )
    typed.add_json(lists)
    lists.set_defaults(run=run_schedule)


def run_schedule(args: argparse.Namespace) -> int:
    """Take a schedule in; 0 when all its lines were taken, 1 when some were rejected.

    Raises:
        Refused: a file is no schedule; nothing was written.
    """
    # Heavy; keeps the start of every other command fast.
    from app.commands import opening  # noqa: PLC0415
    from app.intake import schedule  # noqa: PLC0415
    from app.intake.staged import ListFiles, Reading  # noqa: PLC0415
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    with opening.open_office(default_folder()) as office:
        files = ListFiles(tuple(Path(name) for name in args.files))
        staged = schedule.read(files, Reading(office.store.today()))
        if args.dry_run:
            with office.store.read() as session:
                taken = schedule.preview(session, staged)
        else:
            with office.store.write(COMMAND_LINE) as work:
                taken = schedule.take(work, staged)
    if args.json:
        sys.stdout.write(json.dumps(_answer(taken), ensure_ascii=False) + "\n")
    else:
        _tell(taken)
    return 1 if taken.rejected else 0


def _answer(taken: ScheduleTaken) -> dict[str, Any]:
    return {
        "new": taken.new,
        "changed": taken.changed,
        "unchanged": taken.unchanged,
        "rejected": [
            {"file": one.file, "row": one.row, "reason": one.reason, "values": dict(one.values)}
            for one in taken.rejected
        ],
        "warnings": [
            {"file": one.file, "row": one.row, "reason": one.reason} for one in taken.warned
        ],
    }


def _tell(taken: ScheduleTaken) -> None:
    for one in taken.rejected:
        row = one.row or "–"
        told = say("intake.told.rejected", file=one.file, row=row, reason=one.reason)
        sys.stderr.write(told + "\n")
    counts = say("expected.told", new=taken.new, changed=taken.changed, unchanged=taken.unchanged)
    sys.stderr.write(counts + "\n")
