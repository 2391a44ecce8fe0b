"""The command ``codes check``: compliance edits on coded visits, one JSON object a line."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.values.problem import Outside, Refused

if TYPE_CHECKING:
    from app.codesets.reference import Reference

# The rooms are imported where they are used, so that other commands start fast.
# ruff: noqa: PLC0415

_MOST_UNREAD = 1000
"""After so many lines without one visit a file is not read further."""


def add_check(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``check`` to the group "codes"."""
    check = inner.add_parser("check", help="run the compliance edits on coded visits")
    check.add_argument(
        "file", metavar="FILE|-", help="one visit a line, as JSON; - reads them here"
    )
    check.add_argument("--jsonl", action="store_true", help="one answer a line; always so")
    check.set_defaults(run=run_check)


def run_check(args: argparse.Namespace) -> int:
    """Check each visit of a file and print what the edits find; 1 when they find anything.

    A line that is no visit is answered by its number and why, and the others are checked; a file
    without one visit among its lines is refused.
    """
    from app.codesets.rules_data import RulesData

    reference = _reference()
    rules = RulesData(reference) if reference else None
    is_found, waiting = False, _Refusals(args.file)
    for number, line in enumerate(_lines(args.file), start=1):
        if not line.strip():
            continue
        answer = _answer(number, line, reference, rules)
        is_found = is_found or bool(answer["findings"]) or "refused" in answer
        if not waiting.hold(number, answer):
            _print(answer)
    waiting.close()
    return 1 if is_found else 0


class _Refusals:
    """Holds back the lines that are no visit until the first visit shows what file this is."""

    def __init__(self, file: str) -> None:
        self._name = "-" if file == "-" else Path(file).name
        self._held: list[dict[str, Any]] = []
        self._is_visits = False

    def hold(self, number: int, answer: dict[str, Any]) -> bool:
        """Keep an answer for later; False when it can be printed now.

        Raises:
            Refused: codes.no_visits, when a thousand lines hold not one visit.
        """
        if not self._is_visits and "refused" in answer:
            self._held.append(answer)
            if number >= _MOST_UNREAD:
                self.close()
            return True
        self._is_visits = True
        for one in self._held:
            _print(one)
        self._held.clear()
        return False

    def close(self) -> None:
        """Refuse a file in which no line was a visit.

        Raises:
            Refused: codes.no_visits.
        """
        if self._held:
            first = self._held[0]
            raise Refused("codes.no_visits", file=self._name, line=str(first["line"]))


def _print(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _answer(number: int, line: str, reference: Reference | None, rules: Any) -> dict[str, Any]:
    from app.coding.edits import check, exchange
    from app.values.words import say

    told: Any = None
    try:
        told = _read(line)
        visit = exchange.visit_of(told)
    except exchange.Unreadable as error:
        why = say("codes.not_a_visit", line=str(number), field=str(error))
        return {"id": _id_of(told), "line": number, "refused": why, "findings": []}
    found = check.check(visit, reference, rules)
    return {"id": _id_of(told), "findings": [exchange.finding_out(one) for one in found]}


def _id_of(told: Any) -> Any:
    return told.get("id") if isinstance(told, dict) else None


def _read(line: str) -> Any:
    """Read one line of JSON; too deep, too long a number and half a character are none."""
    from app.coding.edits import exchange

    try:
        told = json.loads(line, parse_constant=_no_number)
        json.dumps(told, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise exchange.Unreadable("JSON") from error
    return told


def _no_number(name: str) -> None:
    """Refuse NaN and the infinities, which are no JSON.

    Raises:
        ValueError: always.
    """
    raise ValueError(name)


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
