"""The command ``codes check``: compliance edits on coded visits, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.values.problem import Outside, Refused

if TYPE_CHECKING:
    from app.codesets.reference import Reference

# The rooms are imported where they are used, so that other commands start fast.
# ruff: noqa: PLC0415


def add_check(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``check`` to the group "codes"."""
    check = inner.add_parser("check", help="compliance edits on coded visits")
    check.add_argument(
        "file", metavar="FILE|-", help="one visit a line, as JSON; - reads them here"
    )
    check.add_argument("--jsonl", action="store_true", help="one answer a line; always so")
    check.set_defaults(run=run_check)


def run_check(args: argparse.Namespace) -> int:
    """Check each visit of a file and print what the edits find; 1 when they find anything."""
    from app.codesets.rules_data import RulesData

    visits = list(_visits(args.file))
    reference = _reference()
    rules = RulesData(reference) if reference else None
    is_found = False
    for id_, visit in visits:
        answer = _answer(id_, visit, reference, rules)
        is_found = is_found or bool(answer["findings"])
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    return 1 if is_found else 0


def _answer(id_: Any, visit: Any, reference: Reference | None, rules: Any) -> dict[str, Any]:
    from app.coding.edits import check, exchange

    found = check.check(visit, reference, rules)
    return {"id": id_, "findings": [exchange.finding_out(one) for one in found]}


def _visits(file: str) -> Iterator[tuple[Any, Any]]:
    """Read every visit before any is answered: a refused file answers nothing."""
    from app.coding.edits import exchange

    name = "-" if file == "-" else Path(file).name
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            told = _read(line)
            yield told.get("id") if isinstance(told, dict) else None, exchange.visit_of(told)
        except exchange.Unreadable as error:
            raise Refused(
                "codes.bad_visit", file=name, line=str(number), field=str(error)
            ) from error


def _read(line: str) -> Any:
    """Read one line of JSON; too deep, too long a number and half a character are none."""
    from app.coding.edits import exchange

    try:
        told = json.loads(line)
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise exchange.Unreadable("JSON") from error
    return told


def _lines(file: str) -> list[str]:
    try:
        if file == "-":
            return sys.stdin.read().removeprefix("\ufeff").split("\n")
        return Path(file).read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise Outside("codes.unreadable", file=Path(file).name) from error


def _reference() -> Reference | None:
    """Open the code sets; None where there are none, which the answers then say."""
    from app.codesets import reference

    try:
        return reference.open_reference()
    except Outside:
        return None
