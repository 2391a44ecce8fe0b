"""Laboratory tests that an office may do under a certificate of waiver.

Source: CMS, Medicare Claims Processing Manual, chapter 16, section 70.8, and its transmittals of
new waived tests: the first page of each list names the tests that are waived without QW, the
others are billed with it. The table is ours, of codes and days alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from app.codesets.tables import Waived
from app.coding.edits.case import Case
from app.coding.edits.finding import NOTE, Finding
from app.coding.edits.visit import MEDICAID, MEDICARE

MANUAL = "Medicare Claims Processing Manual, chapter 16, section 70.8"
CERTIFICATE = "Medicare Claims Processing Manual, chapter 16, section 70.10"
WAIVED = "QW"
_OUTSIDE = "90"
"""The modifier of a test that another laboratory did; its certificate counts, not the office's."""
_OFFICE = "11"
_ALWAYS = date.max


def needless(case: Case) -> Iterator[Finding]:
    """Tell a QW on a test that is waived without it."""
    tests = _in_force(case)
    for number, line in enumerate(case.visit.lines, start=1):
        if WAIVED in line.modifiers and line.code in tests.without_qw:
            yield case.service("lab.waived", NOTE, number, MANUAL, release=tests.release)


def missing(case: Case) -> Iterator[Finding]:
    """Remind of QW on a test that an office does under a certificate of waiver."""
    if not _asks(case):
        return
    tests = _in_force(case)
    for number, line in enumerate(case.visit.lines, start=1):
        if line.code in tests.with_qw and not {WAIVED, _OUTSIDE} & set(line.modifiers):
            yield case.service("lab.qw", NOTE, number, MANUAL, release=tests.release)


def without_number(case: Case) -> Iterator[Finding]:
    """Tell once that a laboratory test is billed without a certificate's number on file.

    A claim for a test that the office does itself carries the number; without it Medicare gives
    the claim back.
    """
    if case.visit.about.clia != "" or not _asks(case):
        return
    tests = _in_force(case)
    for number, line in enumerate(case.visit.lines, start=1):
        is_test = WAIVED in line.modifiers or line.code in tests.with_qw | tests.without_qw
        if is_test and _OUTSIDE not in line.modifiers:
            yield case.service("lab.certificate", NOTE, number, CERTIFICATE)
            return


def _asks(case: Case) -> bool:
    about = case.visit.about
    return about.payer_kind in (MEDICARE, MEDICAID) and about.place == _OFFICE


def _in_force(case: Case) -> Waived:
    """Give the tests of the list that was loaded for the day, else of the one that is shipped."""
    dos = case.visit.dos
    return case.tables.waived or Waived(held("with_qw", dos), held("without_qw", dos), "")


@cache
def held(table: str, on: date) -> frozenset[str]:
    """Give the tests that stand in a table of the list on a day."""
    return frozenset(
        code
        for row in _read()[table]
        if row["first"] <= on <= row.get("last", _ALWAYS)
        for code in row["codes"]
    )


@cache
def _read() -> dict[str, Any]:
    text = files("resources").joinpath("codesets", "waived.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
