"""Laboratory tests that an office may do under a certificate of waiver.

Source: CMS, Medicare Claims Processing Manual, chapter 16, section 70.8, and its transmittals of
new waived tests: the first page of each list names the tests that are waived without QW.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coding.edits.case import Case
from app.coding.edits.em_codes import marks
from app.coding.edits.finding import NOTE, Finding

MANUAL = "Medicare Claims Processing Manual, chapter 16, section 70.8"
WITHOUT_QW = marks("81002 81025 82270 82272 82962 83026 84830 85013 85651")
WAIVED = "QW"


def needless(case: Case) -> Iterator[Finding]:
    """Tell a QW on a test that is waived without it."""
    for number, line in enumerate(case.visit.lines, start=1):
        if WAIVED in line.modifiers and line.code in WITHOUT_QW:
            yield case.service("lab.waived", NOTE, number, MANUAL)
