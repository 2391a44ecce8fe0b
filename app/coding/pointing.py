"""Which diagnosis a new service points at before anybody says so."""

from __future__ import annotations

from app.coding.draft import CodingDraft
from app.coding.edits import em_codes

_VACCINE = "Z23"


def usual(draft: CodingDraft, code: str) -> int:
    """Give the number of the diagnosis that a service is mostly for: a vaccine is for Z23.

    Any other points at the first one; 0 where no diagnosis stands yet.
    Source: ICD-10-CM Official Guidelines, I.C.21.c.2.
    """
    codes = [one.code for one in draft.diagnoses]
    if _VACCINE in codes and em_codes.is_vaccine(code):
        return codes.index(_VACCINE) + 1
    return 1 if codes else 0
