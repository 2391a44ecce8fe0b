"""The command line group ``plans``."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from app.commands.case_file import cases_of


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``plans evaluate FILE --jsonl`` to the command line."""
    group = subparsers.add_parser("plans", help="work out the payment plans of a file")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    evaluate = actions.add_parser("evaluate", help="work out the plans of a file of cases")
    evaluate.add_argument("file", metavar="FILE", help='JSON: {"cases": [{"id", "input"}]}')
    evaluate.add_argument("--jsonl", action="store_true", help="one JSON object a line (always so)")
    evaluate.set_defaults(run=run_evaluate)


def run_evaluate(args: argparse.Namespace) -> int:
    """Print ``{"id", "result"}`` for each case of the file; 0 when all were evaluated.

    What happened to a plan is posted through the books of a scratch office, one for each case.

    Raises:
        Refused: plans.unreadable or plans.not_cases, before anything was printed.
    """
    # Keeps the start of every other command fast.
    from app.plans.cases import evaluate_case  # noqa: PLC0415
    from app.plans.scratch import state_through_books  # noqa: PLC0415

    for case in cases_of(Path(args.file), "plans.unreadable", "plans.not_cases"):
        answer = {"id": case.get("id"), "result": evaluate_case(case, state_through_books)}
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 0
