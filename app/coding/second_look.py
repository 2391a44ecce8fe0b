"""The second look: who codes and bills alone reads some visits again, blind and later.

A visit of one person who wears both hats is held when a rule of risk names it or the random
share draws it. It goes on when the same person has coded it again without seeing the first
codes, when another person releases it, or by an override with a reason. Every one of these is
a row that is never changed; an end lets exactly its own codes go.

Source: internal control of small offices: nobody carries a transaction from charge to write-off
alone (facts on separation of duties); the coding desk's answer is a delayed blind re-read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from secrets import randbelow

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.charting import transitions
from app.coding import passages, risk
from app.coding.codebook import CodeBook
from app.coding.comparing import Codes, Comparison, compare
from app.coding.draft import CodingDraft, Span
from app.practice import settings
from app.security import permissions
from app.store.actor import Actor
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus, LookEnd
from models.encounter import Encounter
from models.second_look import (
    BlindDraft,
    SecondLook,
    SecondLookDraw,
    SecondLookEnd,
    SecondLookRead,
)

RANDOM = "random"
OVERRIDES = ("second_person_read", "payer_deadline", "corrected_claim", "other")
"""Why a look may be passed by; "other" needs its words all the same."""


@dataclass(frozen=True, slots=True)
class Held:
    """A visit that waits. ``due_on`` is the first day for the person who coded it."""

    id: int
    encounter_id: int
    due_on: date
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One look as the desk shows it. ``first`` are the codes to compare with, never to show."""

    id: int
    encounter_id: int
    held_by_id: int | None
    held_by: str
    due_on: date
    reasons: tuple[str, ...]
    first: Codes
    second: Codes
    """The blind codes kept so far; empty when the reading has not begun."""
    is_read: bool
    """Whether a blind reading was finished and differs, so that a person must choose."""
    evidence: tuple[Span, ...] = ()
    """The passages linked in the blind reading so far."""


def wears_both_hats(actor: Actor) -> bool:
    """Tell a signed-in person who may hand visits over and also turn them into charges."""
    both = actor.may(permissions.RELEASE) and actor.may(permissions.POST_CHARGES)
    return actor.user_id is not None and both


def due(work: Work, draft: CodingDraft, book: CodeBook) -> tuple[str, ...]:
    """Give why this coding must be read again before it goes to the biller; empty: it may go.

    Codes that an ended look has let go are not held again; the random draw is made once.

    Raises:
        Refused: coding.look_waits, when these codes are held already for the one who asks.
    """
    look = open_look(work.session, draft.encounter_id)
    if look is not None and look.held_by_id != work.actor.user_id:
        return ()
    if not _applies(work):
        return ()
    codes = Codes.of(draft)
    if look is not None and look.first == codes:
        raise Refused("coding.look_waits", due=look.due_on.isoformat())
    if _let_go(work.session, draft.encounter_id, codes):
        return ()
    reasons = risk.reasons(work.session, draft, book)
    return (*reasons, RANDOM) if _drawn(work, draft.encounter_id) else reasons


def hold(work: Work, draft: CodingDraft, reasons: tuple[str, ...]) -> Held:
    """Hold a visit for its second look; an open look at other codes of it is withdrawn."""
    before = open_look(work.session, draft.encounter_id)
    if before is not None:
        _end(work, before.id, LookEnd.WITHDRAWN)
    due_on = work.today + timedelta(days=settings.value(work.session, settings.LOOK_DELAY))
    row = SecondLook(
        encounter_id=draft.encounter_id,
        held_at=work.now,
        held_by_id=work.actor.user_id,
        held_by=work.actor.name,
        due_on=due_on,
        reasons=" ".join(reasons),
        codes=Codes.of(draft).as_json(),
    )
    work.session.add(row)
    encounter = work.session.get_one(Encounter, draft.encounter_id)
    transitions.move(work, encounter, CodingStatus.SECOND_LOOK)
    work.session.flush()
    return Held(row.id, row.encounter_id, due_on, reasons)


def end_open(work: Work, draft: CodingDraft) -> None:
    """End the look of a visit that goes to the biller while it is held; none open: nothing.

    Somebody else who lets it go has read it. Who held it goes on with other codes, which no rule
    holds: the look at the first ones is withdrawn.
    """
    look = open_look(work.session, draft.encounter_id)
    if look is None:
        return
    if look.held_by_id == work.actor.user_id:
        _end(work, look.id, LookEnd.WITHDRAWN)
        return
    codes = Codes.of(draft)
    _read(work, look, codes, is_blind=False)
    _end(work, look.id, LookEnd.SECOND_USER, codes)


def coder(work: Work, draft: CodingDraft) -> str:
    """Give who coded what is let go now: whose held codes these are, else who lets them go.

    Another person who releases a held visit as it stands has not coded it: the superbill, an
    audit's figures and its lessons name the one who did.
    """
    query = (
        sa.select(SecondLook.held_by)
        .join(SecondLookEnd, SecondLookEnd.second_look_id == SecondLook.id)
        .where(
            SecondLook.encounter_id == draft.encounter_id,
            SecondLook.codes == Codes.of(draft).as_json(),
            SecondLookEnd.outcome != LookEnd.WITHDRAWN,
        )
    )
    held = work.session.scalar(query.order_by(SecondLook.id.desc()).limit(1))
    return held or work.actor.name


def open_look(session: Session, encounter_id: int) -> Look | None:
    """Give the look that a visit waits for, or None."""
    ended = sa.select(SecondLookEnd.second_look_id)
    row = session.scalar(
        sa.select(SecondLook)
        .where(SecondLook.encounter_id == encounter_id, SecondLook.id.not_in(ended))
        .order_by(SecondLook.id.desc())
        .limit(1)
    )
    if row is None:
        return None
    kept = session.get(BlindDraft, row.id)
    was_read = session.scalar(
        sa.select(SecondLookRead.id).where(SecondLookRead.second_look_id == row.id).limit(1)
    )
    return Look(
        id=row.id,
        encounter_id=row.encounter_id,
        held_by_id=row.held_by_id,
        held_by=row.held_by,
        due_on=row.due_on,
        reasons=tuple(row.reasons.split()),
        first=Codes.from_json(row.codes),
        second=Codes.from_json(kept.codes if kept else ""),
        is_read=was_read is not None,
        evidence=passages.from_json(kept.evidence if kept else None),
    )


def keep_blind(
    work: Work, look_id: int, codes: Codes, evidence: tuple[Span, ...] | None = None
) -> None:
    """Keep the codes of a blind reading in progress, and its passages; None: those kept stay.

    Raises:
        Refused: not_allowed, coding.look_over, coding.look_early.
    """
    _readable(work, look_id)
    row = work.session.get(BlindDraft, look_id)
    if row is None:
        row = BlindDraft(second_look_id=look_id)
        work.session.add(row)
    row.codes, row.saved_at = codes.as_json(), work.now
    if evidence is not None:
        row.evidence = passages.as_json(evidence)
    work.session.flush()


def finish(
    work: Work, look_id: int, codes: Codes, evidence: tuple[Span, ...] | None = None
) -> Comparison:
    """End a blind reading and compare; when nothing differs the look ends and the codes may go.

    Raises:
        Refused: not_allowed, coding.look_over, coding.look_early, coding.look_empty,
            coding.look_read when it was read before: the honest reading is the first.
    """
    look = _readable(work, look_id)
    if look.is_read:
        raise Refused("coding.look_read")
    if not codes.diagnoses and not codes.lines:
        raise Refused("coding.look_empty")
    keep_blind(work, look_id, codes, evidence)
    found = _read(work, look, codes, is_blind=True)
    if found.is_same:
        _end(work, look_id, LookEnd.AGREED, look.first)
    return found


def settle(work: Work, look_id: int, outcome: LookEnd, reason: str) -> Codes:
    """Choose between the two codings after a reading that differed; give those that may go.

    ``outcome`` is FIRST_KEPT or SECOND_TAKEN; the reason says what the record shows.

    Raises:
        Refused: not_allowed, coding.look_over, coding.look_not_read, coding.reason_missing.
    """
    look = _readable(work, look_id)
    if not look.is_read:
        raise Refused("coding.look_not_read")
    if not reason.strip():
        raise Refused("coding.reason_missing")
    chosen = look.first if outcome is LookEnd.FIRST_KEPT else look.second
    _end(work, look_id, outcome, chosen, ("", reason.strip()))
    return chosen


def pass_by(work: Work, look_id: int, reason_code: str, reason: str) -> None:
    """Let the first codes go without a second look: an override, named in the audit trail.

    Raises:
        Refused: not_allowed, coding.look_over, coding.reason_missing, coding.no_such_reason.
    """
    work.require(permissions.RELEASE)
    look = _open(work.session, look_id)
    if reason_code not in OVERRIDES:
        raise Refused("coding.no_such_reason")
    if not reason.strip():
        raise Refused("coding.reason_missing")
    _end(work, look_id, LookEnd.BYPASSED, look.first, (reason_code, reason.strip()))
    work.note_deed(
        "second look passed by", "encounter", look.encounter_id,
        reason=reason_code, words=reason.strip(),
    )  # fmt: skip


def withdraw(work: Work, encounter_id: int) -> None:
    """End the open look of a visit that goes back to work or is not billable; none: nothing."""
    look = open_look(work.session, encounter_id)
    if look is not None:
        _end(work, look.id, LookEnd.WITHDRAWN)


def _applies(work: Work) -> bool:
    is_on = settings.value(work.session, settings.LOOK_ON)
    return is_on and wears_both_hats(work.actor)


def _let_go(session: Session, encounter_id: int, codes: Codes) -> bool:
    """Tell whether an ended look of the visit lets exactly these codes go."""
    found = session.scalar(
        sa.select(SecondLookEnd.second_look_id)
        .join(SecondLook, SecondLook.id == SecondLookEnd.second_look_id)
        .where(SecondLook.encounter_id == encounter_id, SecondLookEnd.codes == codes.as_json())
        .limit(1)
    )
    return found is not None


def _drawn(work: Work, encounter_id: int) -> bool:
    row = work.session.get(SecondLookDraw, encounter_id)
    if row is None:
        share = settings.value(work.session, settings.LOOK_SHARE)
        row = SecondLookDraw(
            encounter_id=encounter_id,
            is_drawn=_was_drawn(work.session, encounter_id) or randbelow(100) < share,
            share_percent=share,
            drawn_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
    return row.is_drawn


def _was_drawn(session: Session, encounter_id: int) -> bool:
    """Tell whether a look of the visit names the random share; taking it back is no way out."""
    told = session.scalars(
        sa.select(SecondLook.reasons).where(SecondLook.encounter_id == encounter_id)
    )
    return any(RANDOM in one.split() for one in told)


def _readable(work: Work, look_id: int) -> Look:
    work.require(permissions.CODE)
    look = _open(work.session, look_id)
    if look.held_by_id == work.actor.user_id and work.today < look.due_on:
        raise Refused("coding.look_early", due=look.due_on.isoformat())
    return look


def _open(session: Session, look_id: int) -> Look:
    row = session.get(SecondLook, look_id)
    look = None if row is None else open_look(session, row.encounter_id)
    if look is None or look.id != look_id:
        raise Refused("coding.look_over")
    return look


def _read(work: Work, look: Look, codes: Codes, *, is_blind: bool) -> Comparison:
    found = compare(look.first, codes)
    work.session.add(
        SecondLookRead(
            second_look_id=look.id,
            read_at=work.now,
            read_by_id=work.actor.user_id,
            read_by=work.actor.name,
            is_blind=is_blind,
            codes=codes.as_json(),
            agreed=found.agreed,
            compared=found.compared,
        )
    )
    work.session.flush()
    return found


def _end(
    work: Work,
    look_id: int,
    outcome: LookEnd,
    codes: Codes | None = None,
    why: tuple[str, str] = ("", ""),
) -> None:
    work.session.add(
        SecondLookEnd(
            second_look_id=look_id,
            outcome=outcome,
            codes="" if codes is None else codes.as_json(),
            reason_code=why[0],
            reason=why[1],
            ended_at=work.now,
            ended_by=work.actor.name,
        )
    )
    work.session.flush()
