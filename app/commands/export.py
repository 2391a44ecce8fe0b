"""The command ``export DIR``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.commands import typed
from app.values.words import say


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``export`` to the command line."""
    export = commands.add_parser("export", help="write all tables as CSV, and all documents")
    export.add_argument("folder", metavar="DIR", help="a new or empty folder")
    typed.add_json(export)
    export.set_defaults(run=_export)


def _export(args: argparse.Namespace) -> int:
    from app.commands import opening  # noqa: PLC0415  (heavy; keeps --help fast)
    from app.reports import export, leaving  # noqa: PLC0415
    from app.store.actor import COMMAND_LINE  # noqa: PLC0415
    from app.store.office import default_folder  # noqa: PLC0415

    folder = Path(args.folder)
    with opening.open_office(default_folder()) as office:
        with office.store.write(COMMAND_LINE) as work:
            leaving.begin(work, "office")
        with office.store.read() as session:
            counts = export.export(session, folder)
        with office.store.write(COMMAND_LINE) as work:
            export.note(work, counts)
    if args.json:
        sys.stdout.write(json.dumps({"folder": str(folder), "rows": counts}) + "\n")
    else:
        sys.stderr.write(say("export.done", folder=str(folder)) + "\n")
    return 0
