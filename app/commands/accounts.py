"""The command line group ``accounts``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.commands.case_file import cases_of


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

    for case in cases_of(Path(args.file), "ledger.unreadable", "ledger.not_cases"):
        sys.stdout.write(json.dumps(answer(case), ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 0
