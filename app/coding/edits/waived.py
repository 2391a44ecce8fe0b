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

from app.coding.edits.case import Case
from app.coding.edits.finding import NOTE, Finding
from app.coding.edits.visit import MEDICAID, MEDICARE

MANUAL = "Medicare Claims Processing Manual, chapter 16, section 70.8"
WAIVED = "QW"
_OUTSIDE = "90"
"""The modifier of a test that another laboratory did; its certificate counts, not the office's."""
_OFFICE = "11"
_ALWAYS = date.max


def needless(case: Case) -> Iterator[Finding]:
    """Tell a QW on a test that is waived without it."""
    without = held("without_qw", case.visit.dos)
    for number, line in enumerate(case.visit.lines, start=1):
        if WAIVED in line.modifiers and line.code in without:
            yield case.service("lab.waived", NOTE, number, MANUAL)


def missing(case: Case) -> Iterator[Finding]:
    """Remind of QW on a test that an office does under a certificate of waiver."""
    about = case.visit.about
    if about.payer_kind not in (MEDICARE, MEDICAID) or about.place != _OFFICE:
        return
    asked = held("with_qw", case.visit.dos)
    for number, line in enumerate(case.visit.lines, start=1):
        if line.code in asked and not {WAIVED, _OUTSIDE} & set(line.modifiers):
            yield case.service("lab.qw", NOTE, number, MANUAL)


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
