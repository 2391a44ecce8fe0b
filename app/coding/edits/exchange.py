"""Visits and findings as the command line exchanges them, one JSON object a line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.coding.edits.finding import Finding
from app.coding.edits.visit import (
    COMMERCIAL,
    PAYER_KINDS,
    Circumstances,
    Clinician,
    PastLine,
    ServiceLine,
    Supervision,
    Visit,
)

_YEARS = range(1850, 3000)
"""What is a year of birth or of service at all; others lead nowhere in a calendar."""


_UNNUMBERED = frozenset({"modifiers", "pointers"})
"""Lists in which a place without anything is passed over; diagnoses and lines keep their number."""


class Unreadable(ValueError):
    """A line that is no coded visit; the text names the field, never a value of a patient."""


def visit_of(told: Any) -> Visit:
    """Read a visit from the shape of ``codes check``.

    Raises:
        Unreadable: it has another shape.
    """
    if not isinstance(told, dict):
        raise Unreadable("visit")
    patient = _mapping(told.get("patient"), "patient")
    birth = patient.get("birth")
    return Visit(
        dos=_day(told.get("dos"), "dos"),
        diagnoses=tuple(_code(one, "diagnoses") for one in _list(told, "diagnoses")),
        lines=tuple(_line(one) for one in _list(told, "lines")),
        about=Circumstances(
            birth=_day(birth, "birth") if birth else None,
            sex=_text(patient.get("sex"), "sex"),
            place=_text(told.get("place_of_service"), "place_of_service"),
            payer_kind=_payer_kind(told.get("payer_kind")),
            clinician=_clinician(told.get("provider")),
            history=tuple(_past(one) for one in _list(told, "history")),
            incident_to=_supervision(told.get("incident_to")),
        ),
    )


def finding_out(finding: Finding) -> dict[str, Any]:
    """Give a finding in the shape of ``codes check``."""
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "target": finding.target,
        "codes": list(finding.codes),
        "message": finding.message,
        "source": finding.origin,
        "release": finding.release,
    }


def _line(told: Any) -> ServiceLine:
    row = _mapping(told, "lines")
    return ServiceLine(
        code=_code(row.get("code"), "lines.code"),
        modifiers=tuple(_code(one, "modifiers") for one in _list(row, "modifiers")),
        units=_number(row.get("units")),
        pointers=tuple(_pointer(one) for one in _list(row, "pointers")),
        product=_text(row.get("ndc"), "lines.ndc"),
    )


def _past(told: Any) -> PastLine:
    row = _mapping(told, "history")
    return PastLine(
        dos=_day(row.get("dos"), "history.dos"),
        code=_code(row.get("code"), "history.code"),
        clinician=_clinician(row.get("provider")),
        modifiers=tuple(_code(one, "modifiers") for one in _list(row, "modifiers")),
        units=_number(row.get("units")),
    )


def _supervision(told: Any) -> Supervision | None:
    """Read who was there when a visit is billed under a physician; false or absent: it is not."""
    if not told:
        return None
    row = {} if told is True else _mapping(told, "incident_to")
    present = _text(row.get("present"), "incident_to.present")
    if present not in ("", "in_person", "video"):
        raise Unreadable("incident_to.present")
    return Supervision(
        supervisor=_text(row.get("supervisor"), "incident_to.supervisor"),
        new_problem=row.get("new_problem") is True,
        plan_by_physician=row.get("plan_by_physician") is True,
        in_person=present == "in_person",
        by_video=present == "video",
    )


def _clinician(told: Any) -> Clinician | None:
    if not told:
        return None
    if isinstance(told, str):
        return Clinician(npi=told.strip())
    row = _mapping(told, "provider")
    return Clinician(*(str(row.get(name) or "").strip() for name in ("npi", "group", "taxonomy")))


def _text(told: Any, name: str) -> str:
    if isinstance(told, dict | list):
        raise Unreadable(name)
    return str(told or "").strip()


def _payer_kind(told: Any) -> str:
    kind = str(told or COMMERCIAL).strip().lower()
    if kind not in PAYER_KINDS:
        raise Unreadable("payer_kind")
    return kind


def _list(row: Mapping[str, Any], name: str) -> list[Any]:
    found = row.get(name) or []
    if not isinstance(found, list):
        raise Unreadable(name)
    if name in _UNNUMBERED:
        return [one for one in found if one is not None]
    return found


def _mapping(told: Any, name: str) -> Mapping[str, Any]:
    if told is None and name == "patient":
        return {}
    if not isinstance(told, dict):
        raise Unreadable(name)
    return told


def _code(told: Any, name: str) -> str:
    if not isinstance(told, str) or not told.strip() or not told.isprintable():
        raise Unreadable(name)
    return told.strip().upper()


def _pointer(told: Any) -> int:
    if isinstance(told, bool) or not isinstance(told, int):
        raise Unreadable("pointers")
    return told


def _day(told: Any, name: str) -> date:
    try:
        found = date.fromisoformat(str(told))
    except ValueError as error:
        raise Unreadable(name) from error
    if found.year not in _YEARS:
        raise Unreadable(name)
    return found


def _number(told: Any) -> Decimal:
    try:
        found = Decimal(1 if told is None else str(told))
    except InvalidOperation as error:
        raise Unreadable("units") from error
    if not found.is_finite() or found <= 0:
        raise Unreadable("units")
    return found
