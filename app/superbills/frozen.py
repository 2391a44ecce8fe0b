"""The superbill: a coded encounter frozen, numbered and handed to the biller; sent back once wrong.

A superbill never changes. What happens to it is events, and a correction is its next revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import transitions
from app.charting.queries import deeds as queries
from app.coding import problems, second_look, storing
from app.coding.codebook import CodeBook
from app.coding.draft import CodingDraft
from app.coding.second_look import Held
from app.security import permissions
from app.store.check import NamedCheck
from app.store.store import Work
from app.superbills import beside
from app.superbills.snapshot import (
    FrozenDiagnosis,
    FrozenFact,
    FrozenLine,
    changed,
    facts_of,
    fingerprint,
    priced,
    titled,
)
from app.values.money import Money
from app.values.problem import Refused, Severity
from app.values.states import CodingStatus, SuperbillStep
from models.encounter import Encounter
from models.patient import Patient
from models.superbill import (
    Superbill,
    SuperbillDiagnosis,
    SuperbillEvent,
    SuperbillFact,
    SuperbillLine,
)

FIRST_NUMBER = 1001
_FACT = tuple(FrozenFact.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class SuperbillNumber:
    """A frozen superbill: its id, the number on paper, and which revision of the visit it is."""

    id: int
    number: int
    revision: int


@dataclass(frozen=True, slots=True)
class Happening:
    """One step in a superbill's life, who did it and why."""

    step: SuperbillStep
    reason: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SuperbillRows:
    """A superbill whole. ``state`` is its last step; ``loops`` how often the visit came back."""

    id: int
    number: int
    revision: int
    encounter_id: int
    patient_id: int
    account_id: int
    provider_id: int | None
    coverage_id: int | None
    dos: date
    place_of_service: str
    total: Money
    coded_by: str
    issued_at: datetime
    diagnoses: tuple[FrozenDiagnosis, ...]
    lines: tuple[FrozenLine, ...]
    happenings: tuple[Happening, ...]
    loops: int
    facts: tuple[FrozenFact, ...] = ()

    @property
    def state(self) -> SuperbillStep:
        """Give the last step."""
        return self.happenings[-1].step


def release(work: Work, draft: CodingDraft, book: CodeBook) -> SuperbillNumber | Held:
    """Give a coded visit to the biller, or hold it for the second look that it is due.

    Raises:
        Refused: as ``hand_off``; coding.look_waits when it is held already.
    """
    current = _ready(work, draft, book)
    reasons = second_look.due(work, current, book)
    if reasons:
        return second_look.hold(work, current, reasons)
    return _hand_over(work, current, book)


def hand_off(work: Work, draft: CodingDraft, book: CodeBook) -> SuperbillNumber:
    """Save the draft, freeze it under the next number, and give the visit to the biller.

    Raises:
        Refused: not_allowed, superbills.blocked (with how many blocks), and as
            ``storing.save``; superbills.no_amount for a line without fee or listed amount;
            superbills.unanswered for warnings that are neither cured nor kept (how many, and
            their rules); queries.still_open while a query about the visit has no answer;
            superbills.second_look when the visit must be read again first (``release``).
    """
    current = _ready(work, draft, book)
    if second_look.due(work, current, book):
        raise Refused("superbills.second_look")
    return _hand_over(work, current, book)


def _ready(work: Work, draft: CodingDraft, book: CodeBook) -> CodingDraft:
    """Save a draft and see that nothing stands in the way of a superbill."""
    work.require(permissions.RELEASE)
    queries.refuse_open(work.session, draft.encounter_id)
    storing.save(work, draft)
    current = storing.load(work.session, draft.encounter_id)
    standing = problems.problems(current, book)
    blocks = [one for one in standing if one.severity is Severity.BLOCK]
    unpriced = [line.code for line in current.lines if line.amount is None]
    if unpriced and len(blocks) <= len(unpriced):
        # Nothing else is in the way: the refusal names the services and what helps.
        raise Refused("superbills.no_amount", codes=", ".join(dict.fromkeys(unpriced)))
    if blocks:
        raise Refused("superbills.blocked", count=str(len(blocks)))
    left = problems.unanswered(standing)
    if left:
        rules = ", ".join(dict.fromkeys(one.code for one in left))
        raise Refused("superbills.unanswered", count=str(len(left)), rules=rules)
    return current


def _hand_over(work: Work, current: CodingDraft, book: CodeBook) -> SuperbillNumber:
    second_look.end_open(work, current)
    encounter = work.session.get_one(Encounter, current.encounter_id)
    return _freeze(work, encounter, current, book)


def send_back(work: Work, superbill_id: int, reason: str) -> None:
    """Give a superbill that is not posted back to the coder; posted ones go by ``posting``.

    Raises:
        Refused: not_allowed, superbills.gone, superbills.reason_missing,
            superbills.not_waiting (sent back or superseded already, or posted).
    """
    work.require(permissions.POST_CHARGES)
    if state_of(work.session, superbill_id) is not SuperbillStep.HANDED_OFF:
        raise Refused("superbills.not_waiting")
    return_to_coder(work, superbill_id, reason)


def return_to_coder(work: Work, superbill_id: int, reason: str) -> None:
    """Write that a superbill was sent back; for ``send_back`` and for what undoes a posting.

    Raises:
        Refused: superbills.reason_missing.
    """
    said = reason.strip()
    if not said:
        raise Refused("superbills.reason_missing")
    row = work.session.get_one(Superbill, superbill_id)
    note_step(work, superbill_id, SuperbillStep.SENT_BACK, said)
    encounter = work.session.get_one(Encounter, row.encounter_id)
    transitions.move(work, encounter, CodingStatus.SENT_BACK)
    work.session.flush()


def note_step(work: Work, superbill_id: int, step: SuperbillStep, reason: str = "") -> None:
    """Add a step to a superbill's life."""
    work.session.add(
        SuperbillEvent(
            superbill_id=superbill_id,
            step=step,
            reason=reason,
            happened_at=work.now,
            by=work.actor.name,
        )
    )
    work.session.flush()


def state_of(session: Session, superbill_id: int) -> SuperbillStep:
    """Give the last step of a superbill.

    Raises:
        Refused: superbills.gone.
    """
    step = session.scalar(
        sa.select(SuperbillEvent.step)
        .where(SuperbillEvent.superbill_id == superbill_id)
        .order_by(SuperbillEvent.id.desc())
        .limit(1)
    )
    if step is None:
        raise Refused("superbills.gone")
    return step


def superbill(session: Session, superbill_id: int) -> SuperbillRows:
    """Read a superbill whole.

    Raises:
        Refused: superbills.gone.
    """
    row = session.get(Superbill, superbill_id)
    if row is None:
        raise Refused("superbills.gone")
    return SuperbillRows(
        id=row.id,
        number=row.number,
        revision=row.revision,
        encounter_id=row.encounter_id,
        patient_id=row.patient_id,
        account_id=row.account_id,
        provider_id=row.provider_id,
        coverage_id=row.coverage_id,
        dos=row.dos,
        place_of_service=row.place_of_service,
        total=row.total,
        coded_by=row.coded_by,
        issued_at=row.issued_at,
        diagnoses=_diagnoses(session, row.id),
        lines=_lines(session, row.id),
        happenings=_happenings(session, row.id),
        loops=loops(session, row.encounter_id),
        facts=facts_of(session, row.id).get(row.id, ()),
    )


def latest_of(session: Session, encounter_id: int) -> int | None:
    """Give the id of an encounter's newest superbill, or None."""
    return session.scalar(
        sa.select(Superbill.id)
        .where(Superbill.encounter_id == encounter_id)
        .order_by(Superbill.revision.desc())
        .limit(1)
    )


def sent_back_reason(session: Session, encounter_id: int) -> str:
    """Give why an encounter came back from the biller the last time; empty when it never did."""
    return (
        session.scalar(
            sa.select(SuperbillEvent.reason)
            .join(Superbill, Superbill.id == SuperbillEvent.superbill_id)
            .where(
                Superbill.encounter_id == encounter_id,
                SuperbillEvent.step == SuperbillStep.SENT_BACK,
            )
            .order_by(SuperbillEvent.id.desc())
            .limit(1)
        )
        or ""
    )


def loops(session: Session, encounter_id: int) -> int:
    """Count how often an encounter was sent back."""
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(SuperbillEvent)
            .join(Superbill, Superbill.id == SuperbillEvent.superbill_id)
            .where(
                Superbill.encounter_id == encounter_id,
                SuperbillEvent.step == SuperbillStep.SENT_BACK,
            )
        )
        or 0
    )


def _freeze(
    work: Work, encounter: Encounter, draft: CodingDraft, book: CodeBook
) -> SuperbillNumber:
    session = work.session
    before = latest_of(session, encounter.id)
    revision = 1
    if before is not None:
        revision = session.get_one(Superbill, before).revision + 1
        note_step(work, before, SuperbillStep.SUPERSEDED)
    diagnoses = titled(draft, book)
    lines = priced(draft)
    facts = beside.facts(session, draft, book)
    row = Superbill(
        number=work.next_number("superbill", first=FIRST_NUMBER),
        encounter_id=encounter.id,
        revision=revision,
        patient_id=encounter.patient_id,
        account_id=session.get_one(Patient, encounter.patient_id).account_id,
        provider_id=encounter.provider_id,
        coverage_id=None if encounter.is_self_pay else encounter.coverage_id,
        dos=encounter.dos,
        place_of_service=encounter.place_of_service,
        total=Money.total(line.amount for line in lines),
        coded_by=second_look.coder(work, draft),
        issued_at=work.now,
        sha256="",
    )
    row.sha256 = fingerprint(row, diagnoses, lines, facts)
    session.add(row)
    session.flush()
    _add_parts(session, row.id, diagnoses, lines)
    session.add_all(
        SuperbillFact(superbill_id=row.id, **{n: getattr(one, n) for n in _FACT}) for one in facts
    )
    note_step(work, row.id, SuperbillStep.HANDED_OFF)
    transitions.move(work, encounter, CodingStatus.HANDED_OFF)
    session.flush()
    return SuperbillNumber(row.id, row.number, revision)


def _add_parts(
    session: Session,
    superbill_id: int,
    diagnoses: Sequence[FrozenDiagnosis],
    lines: Sequence[FrozenLine],
) -> None:
    for one in diagnoses:
        session.add(
            SuperbillDiagnosis(
                superbill_id=superbill_id, position=one.position, code=one.code, title=one.title
            )
        )
    for line in lines:
        values = {name: getattr(line, name) for name in FrozenLine.__dataclass_fields__}
        session.add(SuperbillLine(superbill_id=superbill_id, **values))


def _diagnoses(session: Session, superbill_id: int) -> tuple[FrozenDiagnosis, ...]:
    rows = session.execute(
        sa.select(SuperbillDiagnosis.position, SuperbillDiagnosis.code, SuperbillDiagnosis.title)
        .where(SuperbillDiagnosis.superbill_id == superbill_id)
        .order_by(SuperbillDiagnosis.position)
    )
    return tuple(FrozenDiagnosis(*row) for row in rows)


def _lines(session: Session, superbill_id: int) -> tuple[FrozenLine, ...]:
    columns = [getattr(SuperbillLine, name) for name in FrozenLine.__dataclass_fields__]
    rows = session.execute(
        sa.select(*columns)
        .where(SuperbillLine.superbill_id == superbill_id)
        .order_by(SuperbillLine.position)
    )
    return tuple(FrozenLine(*row) for row in rows)


def _happenings(session: Session, superbill_id: int) -> tuple[Happening, ...]:
    rows = session.execute(
        sa.select(
            SuperbillEvent.step,
            SuperbillEvent.reason,
            SuperbillEvent.happened_at,
            SuperbillEvent.by,
        )
        .where(SuperbillEvent.superbill_id == superbill_id)
        .order_by(SuperbillEvent.id)
    )
    return tuple(Happening(*row) for row in rows)


def _lost_encounters(session: Session) -> Iterable[str]:
    """Find encounters that are with the biller without a superbill."""
    left = sa.select(Encounter.id).where(
        Encounter.status == CodingStatus.HANDED_OFF,
        ~sa.select(Superbill.id).where(Superbill.encounter_id == Encounter.id).exists(),
    )
    for number in session.scalars(left):
        yield f"visit {number} was handed off but has no superbill"


CHECKS: tuple[NamedCheck, ...] = (
    NamedCheck("superbills", changed),
    NamedCheck("handed-off visits", _lost_encounters),
)
