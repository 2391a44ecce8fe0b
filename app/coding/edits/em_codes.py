"""Families of visit codes and of services, as bare code numbers.

Own words; the numbers are facts. Source: CMS, Physician Fee Schedule; CMS, NCCI Policy Manual,
chapters I and XI.
"""

from __future__ import annotations

from collections.abc import Iterable

Spans = tuple[tuple[str, str], ...]


def spans(*parts: str) -> Spans:
    """Read "99202-99215" and single codes into spans, both ends within."""
    return tuple((p.partition("-")[0], p.rpartition("-")[2]) for p in parts)


def within(code: str, held: Spans) -> bool:
    """Tell whether a five-character code stands in one of the spans."""
    return any(low <= code <= high for low, high in held) and len(code) == len(held[0][0])


def marks(words: str) -> frozenset[str]:
    """Read codes or modifiers with blanks between."""
    return frozenset(words.split())


def any_within(codes: Iterable[str], held: Spans) -> bool:
    """Tell whether one of the codes stands in one of the spans."""
    return any(within(code, held) for code in codes)


OFFICE = spans("99202-99215")
OFFICE_NEW = spans("99202-99205")
OUTPATIENT_CONSULT = spans("99242-99245")
INPATIENT_CONSULT = spans("99252-99255")
HOSPITAL = spans("99221-99239")
EMERGENCY = spans("99281-99285")
CRITICAL = spans("99291-99292")
NURSING = spans("99304-99310", "99315-99316")
HOME = spans("99341-99350")
PREVENTIVE_NEW = spans("99381-99387")
PREVENTIVE = spans("99381-99387", "99391-99397")
EYE = spans("92002-92014")
EYE_NEW = spans("92002-92004")
WELLNESS = spans("G0402-G0402", "G0438-G0439")
TELEVISITS = spans("98000-98015")

PROBLEM = OFFICE + OUTPATIENT_CONSULT + HOME + EYE
"""Visits for a problem, outside a hospital."""

EM = (
    *PROBLEM, *INPATIENT_CONSULT, *HOSPITAL, *EMERGENCY, *CRITICAL, *NURSING, *PREVENTIVE,
    *spans("99401-99412", "99415-99418", "99460-99480", "99483-99498"),
)  # fmt: skip
"""Evaluation and management, the eye examinations with it."""

NEW_PATIENT = OFFICE_NEW + spans("99341-99345") + PREVENTIVE_NEW + EYE_NEW

FACE_TO_FACE = (
    *PROBLEM, *INPATIENT_CONSULT, *HOSPITAL, *EMERGENCY, *CRITICAL, *NURSING, *PREVENTIVE,
    *TELEVISITS, *WELLNESS,
    *spans(
        "10004-36399", "36420-69990", "90791-90853", "98925-98943", "99460-99480", "99483-99483",
        "99495-99498", "99024-99024", "99201-99201", "99241-99251", "99217-99220", "99318-99337",
        "90935-90970", "99401-99412", "G0101-G0101", "G0245-G0246", "G0443-G0443", "G0445-G0447",
        "S0610-S0613",
    ),
)  # fmt: skip
"""Services that a clinician gives face to face; tests, venipuncture and staff services are none."""

SURGERY = spans("10004-36399", "36420-69990")
VACCINE_GIVEN = spans("90460-90474", "90480-90480")
MEDICARE_VACCINE_GIVEN = spans("G0008-G0010")
VACCINE = spans("90476-90759", "91300-91323", "0001A-0174A", "Q2034-Q2039")
LABORATORY = spans("80047-89398")
RADIOLOGY = spans("70010-79999")
ANESTHESIA = spans("00100-01999")

MINOR_MEDICINE = spans(
    "94640-94640",
    "95004-95078",
    "95115-95180",
    "96360-96379",
    "96401-96450",
    "97597-97598",
    "97602-97610",
    "98925-98943",
)
"""Services outside the surgery chapter that hold the usual visit work around them."""


_AT_HOME = {"99341": "99347", "99342": "99348", "99344": "99349", "99345": "99350"}

INSTITUTIONS = marks("19 21 22 23 31 51 52 61")
"""Places of hospitals and skilled nursing facilities."""


def is_em(code: str) -> bool:
    """Tell an evaluation and management code, a Medicare wellness visit included."""
    return within(code, EM) or within(code, WELLNESS)


def established(code: str) -> str:
    """Give the established patient's visit of the same level or age for a new patient's.

    Empty for a code that has none. Source: CPT code ranges; office and home levels by the same
    medical decision making.
    """
    if within(code, OFFICE_NEW) or within(code, PREVENTIVE_NEW):
        return str(int(code) + 10)
    return _AT_HOME.get(code, "")


def is_vaccine_given(code: str) -> bool:
    """Tell the giving of a vaccine."""
    return within(code, VACCINE_GIVEN) or within(code, MEDICARE_VACCINE_GIVEN)


def is_vaccine(code: str) -> bool:
    """Tell a vaccine or the giving of one, Medicare's and the pandemic's own codes included."""
    return is_vaccine_given(code) or within(code, VACCINE)


def is_laboratory(code: str) -> bool:
    """Tell a laboratory test, proprietary ones and Medicare's own included."""
    if within(code, LABORATORY) or (code[:4].isdigit() and code[-1] in "UM"):
        return True
    return within(code, spans("G0027-G0027", "G0103-G0103", "G0123-G0148", "G0306-G0307")) or (
        within(code, spans("G0472-G0483", "P2028-P9615", "Q0111-Q0115", "U0001-U0005"))
    )
