"""New against established patients.

Source: CMS, Medicare Claims Processing Manual, chapter 12, section 30.6.7.A: new is who had no
face-to-face professional service of the clinician, or of one of the same group and specialty,
within the three years before.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.coding.edits import em_codes
from app.coding.edits.case import Case
from app.coding.edits.em_codes import within
from app.coding.edits.finding import WARN, Finding
from app.coding.edits.visit import years_before
from app.values.dates import show_date

SOURCE = "Medicare Claims Processing Manual, chapter 12, section 30.6.7.A"
YEARS = 3


def new_patient(case: Case) -> Iterator[Finding]:
    """Find a new-patient visit of a patient seen within three years, to the day."""
    dos = case.visit.dos
    since = years_before(dos, YEARS)
    seen = [
        one.dos
        for one in case.visit.past
        if since <= one.dos < dos and within(one.code, em_codes.FACE_TO_FACE)
    ]
    if not seen:
        return
    for number, one in enumerate(case.visit.lines, start=1):
        if within(one.code, em_codes.NEW_PATIENT):
            yield case.service("em.new_patient", WARN, number, SOURCE, last=show_date(max(seen)))
