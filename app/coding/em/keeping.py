"""Worksheets of an encounter: what the office knows of the visit, kept versions, the draft."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.coding import draft as drafts
from app.coding.draft import MOST_POINTERS, CodingDraft, Line
from app.coding.edits import em_codes
from app.coding.edits.visit import Supervision, years_before
from app.coding.em import extras
from app.coding.em.tables import Window
from app.coding.em.worksheet import Facts, Verdict, Worksheet
from app.security import permissions
from app.store.store import Work
from app.values.dates import age_in_years
from app.values.money import Quantity
from app.values.problem import Refused
from app.values.states import CodingStatus
from models.coding import RuleWindow
from models.coding import Worksheet as WorksheetRow
from models.coverage import Coverage, Payer
from models.encounter import Encounter, EncounterLine
from models.patient import Patient
from models.practice import Provider

_STAFF_VISIT = "99211"


@dataclass(frozen=True, slots=True)
class KeptSheet:
    """A worksheet as it was kept: its number at the visit, by whom and when, and its result.

    ``sources`` are the dated tables that were used, ``proposed`` the code they gave, maybe none.
    """

    number: int
    sheet: Worksheet
    proposed: str
    findings: tuple[str, ...]
    sources: tuple[str, ...]
    made_by: str
    made_at: datetime


def facts(session: Session, draft: CodingDraft) -> Facts:
    """Read what the office knows of a visit that is being coded.

    Raises:
        Refused: coding.gone.
    """
    found = facts_of(session, {draft.encounter_id: draft.lines})
    if not found:
        raise Refused("coding.gone")
    return found[draft.encounter_id]


def facts_of(session: Session, coded: Mapping[int, tuple[Line, ...]]) -> dict[int, Facts]:
    """Read what the office knows of visits with these services, by visit, in two queries."""
    seen = _last_seen(session, coded)
    rows = session.execute(
        sa.select(Encounter, Patient.birth, Payer.kind)
        .join(Patient, Patient.id == Encounter.patient_id)
        .outerjoin(Coverage, Coverage.id == Encounter.coverage_id)
        .outerjoin(Payer, Payer.id == Coverage.payer_id)
        .where(Encounter.id.in_(coded))
    )
    return {
        visit.id: Facts(
            dos=visit.dos,
            payer_kind="" if kind is None else kind.value,
            age=None if birth is None or birth > visit.dos else age_in_years(birth, visit.dos),
            place=visit.place_of_service,
            last_seen=seen.get(visit.id),
            others=_others(coded[visit.id]),
        )
        for visit, birth, kind in rows
    }


def _others(lines: tuple[Line, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((one.code, one.modifiers) for one in lines if not extras.is_level(one.code))


def blank(known: Facts) -> Worksheet:
    """Give the worksheet to begin with: an office visit, new or established as history says."""
    marks: tuple[str, ...] = ()
    if known.place in (extras.HOME_POS, extras.OTHER_POS):
        marks = ("video", "at_home") if known.place == extras.HOME_POS else ("video",)
    return Worksheet(patient="established" if known.last_seen else "new", marks=marks)


def windows(session: Session) -> tuple[Window, ...]:
    """Give the windows of dated rules that the practice has entered."""
    rows = session.scalars(sa.select(RuleWindow).order_by(RuleWindow.rule, RuleWindow.first_day))
    return tuple(
        Window(
            row.rule, (row.payer_kind,) if row.payer_kind else (), row.first_day, row.last_day,
            row.source,
        )
        for row in rows
    )  # fmt: skip


def set_windows(work: Work, rule: str, wanted: Iterable[Window], reason: str = "") -> None:
    """Put the practice's own windows in place of all it had for a rule; none: as shipped.

    Windows that stand as they were keep who entered them. ``reason`` says why, for the audit
    trail.

    Raises:
        Refused: not_allowed, worksheet.window_backwards.
    """
    work.require(permissions.SETTINGS)
    fresh = tuple(wanted)
    if any(one.until is not None and one.until < one.first for one in fresh):
        raise Refused("worksheet.window_backwards")
    left = {
        (payer, one.first, one.until, one.source) for one in fresh for payer in one.payers or ("",)
    }
    for row in work.session.scalars(sa.select(RuleWindow).where(RuleWindow.rule == rule)):
        told = (row.payer_kind, row.first_day, row.last_day, row.source)
        if told in left:
            left.remove(told)
        else:
            work.session.delete(row)
    for payer, first, until, source in sorted(left, key=lambda one: one[:2]):
        row = RuleWindow(
            rule=rule, payer_kind=payer, first_day=first, last_day=until,
            source=source, entered_by=work.actor.name, entered_at=work.now,
        )  # fmt: skip
        work.session.add(row)
    work.session.flush()
    work.note_deed("rule windows set", "rule_window", 0, rule=rule, reason=reason.strip())


def keep(work: Work, draft: CodingDraft, sheet: Worksheet) -> KeptSheet:
    """Keep a worksheet with what the tables make of it now; earlier ones stay.

    Raises:
        Refused: not_allowed, coding.gone, coding.closed.
    """
    work.require(permissions.CODE)
    visit = work.session.get(Encounter, draft.encounter_id)
    if visit is None:
        raise Refused("coding.gone")
    if not visit.status.is_open:
        raise Refused("coding.closed")
    found = extras.judge(sheet, facts(work.session, draft), windows(work.session))
    before = latest(work.session, draft.encounter_id)
    row = WorksheetRow(
        encounter_id=draft.encounter_id,
        number=1 if before is None else before.number + 1,
        family=sheet.family,
        ticks=_written(sheet),
        minutes=sheet.minutes,
        proposed=found.proposed,
        findings=json.dumps([one.code for one in found.findings]),
        tables="\n".join(found.sources),
        made_by=work.actor.name,
        made_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    work.note_deed("worksheet kept", "encounter", draft.encounter_id, code=found.proposed)
    return _kept(row)


def latest(session: Session, encounter_id: int) -> KeptSheet | None:
    """Give the worksheet that counts, the last one kept; None when there is none."""
    found = history(session, encounter_id)
    return found[0] if found else None


def history(session: Session, encounter_id: int) -> tuple[KeptSheet, ...]:
    """Give every worksheet of a visit, newest first."""
    return histories(session, (encounter_id,)).get(encounter_id, ())


def histories(session: Session, encounter_ids: Collection[int]) -> dict[int, tuple[KeptSheet, ...]]:
    """Give the worksheets of the visits that have any, newest first, in one query."""
    found: dict[int, tuple[KeptSheet, ...]] = {}
    for row in session.scalars(
        sa.select(WorksheetRow)
        .where(WorksheetRow.encounter_id.in_(encounter_ids))
        .order_by(WorksheetRow.encounter_id, WorksheetRow.number.desc())
    ):
        found[row.encounter_id] = (*found.get(row.encounter_id, ()), _kept(row))
    return found


def supervision(session: Session, encounter_id: int) -> Supervision | None:
    """Give how the last worksheet says a visit is billed under a physician; None: it does not."""
    found = latest(session, encounter_id)
    if found is None or "incident_to" not in found.sheet.marks:
        return None
    marks = found.sheet.marks
    return Supervision(
        supervisor=found.sheet.supervisor,
        new_problem="new_problem" in marks,
        plan_by_physician="plan_by_physician" in marks,
        in_person="supervised" in marks,
        by_video="supervised_by_video" in marks,
    )


def put(draft: CodingDraft, found: Verdict) -> CodingDraft:
    """Put a proposed level into the draft, in the place of the level that stands there.

    Modifiers and pointers of that line stay. What goes beside it is added once.
    """
    if not found.proposed:
        return draft
    made = _with_level(draft, found.proposed)
    for extra in found.extras:
        at = next((n for n, one in enumerate(made.lines, 1) if one.code == extra.code), 0)
        if at:
            made = drafts.set_units(made, at, Quantity.parse(str(extra.units)))
        else:
            pointers = _pointers(made)
            line = Line(extra.code, units=Quantity.parse(str(extra.units)), pointers=pointers)
            made = drafts.add_line(made, line)
    return made


def _with_level(draft: CodingDraft, code: str) -> CodingDraft:
    if any(one.code == code for one in draft.lines):
        return draft
    at = next((n for n, one in enumerate(draft.lines, 1) if extras.is_level(one.code)), 0)
    if not at:
        return drafts.add_line(draft, Line(code, pointers=_pointers(draft)), 1)
    lines = list(draft.lines)
    lines[at - 1] = replace(lines[at - 1], code=code, fee=None, wording="", listed=None)
    return replace(draft, lines=tuple(lines))


def _pointers(draft: CodingDraft) -> tuple[int, ...]:
    return tuple(range(1, min(len(draft.diagnoses), MOST_POINTERS) + 1))


def _last_seen(session: Session, encounter_ids: Collection[int]) -> dict[int, date]:
    """Give the last visit within three years with the same clinician, or group and specialty.

    The whole practice is one group; a clinician without a taxonomy counts alone. A visit is
    missing here where there was none.
    """
    asked, doctor, theirs = aliased(Encounter), aliased(Provider), aliased(Provider)
    rows = session.execute(
        sa.select(asked.id, asked.dos, Encounter.id, Encounter.dos, EncounterLine.code)
        .join(Encounter, Encounter.patient_id == asked.patient_id)
        .outerjoin(doctor, doctor.id == asked.provider_id)
        .outerjoin(theirs, theirs.id == Encounter.provider_id)
        .outerjoin(EncounterLine, EncounterLine.encounter_id == Encounter.id)
        .where(
            asked.id.in_(encounter_ids),
            Encounter.dos < asked.dos,
            Encounter.status != CodingStatus.NOT_BILLABLE,
            sa.or_(
                Encounter.provider_id.is_not_distinct_from(asked.provider_id),
                sa.and_(doctor.taxonomy > "", theirs.taxonomy == doctor.taxonomy),
            ),
        )
        .order_by(asked.id, Encounter.dos.desc(), Encounter.id.desc())
    )
    seen: dict[tuple[int, int], tuple[date, list[str]]] = {}
    for visit, dos, past, day, code in rows:
        if day >= years_before(dos, 3):
            seen.setdefault((visit, past), (day, []))[1].extend([code] if code else [])
    found: dict[int, date] = {}
    for (visit, _past), (day, codes) in seen.items():
        if not codes or any(_is_face_to_face(code) for code in codes):
            found.setdefault(visit, day)
    return found


def _is_face_to_face(code: str) -> bool:
    """Tell a service that a clinician gives in person; tests and staff visits are none."""
    if code == _STAFF_VISIT:
        return False
    return em_codes.within(code, em_codes.FACE_TO_FACE + em_codes.WELLNESS)


def _written(sheet: Worksheet) -> str:
    told = {
        "patient": sheet.patient, "counts": dict(sheet.counts), "risks": list(sheet.risks),
        "marks": list(sheet.marks), "around": sheet.around, "supervisor": sheet.supervisor,
    }  # fmt: skip
    return json.dumps(told, sort_keys=True)


def _kept(row: WorksheetRow) -> KeptSheet:
    told = json.loads(row.ticks)
    sheet = Worksheet(
        row.family, told["patient"], tuple(told["counts"].items()), tuple(told["risks"]),
        row.minutes, tuple(told["marks"]), told.get("around"), told.get("supervisor", ""),
    )  # fmt: skip
    return KeptSheet(
        row.number, sheet, row.proposed, tuple(json.loads(row.findings)),
        tuple(row.tables.splitlines()), row.made_by, row.made_at,
    )  # fmt: skip
