"""A denial follows its money: what happens to the line on the account decides it, or opens it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from app.denials import standing
from app.denials.sharing import Line, left_of_each
from app.ledger.sums import CENTS, REVERSED, in_chunks
from app.store.changes import Changes
from app.store.check import NamedCheck
from app.store.store import ClosingCheck
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.states import ClaimStatus, EntryKind
from app.values.words import say
from models.claim import Claim
from models.denial import Denial
from models.ledger import Entry, Movement, Reason
from models.remittance import RemitLine, RemittanceVoid

TO_PATIENT, WRITTEN_OFF, PAID = "to_patient", "written_off", "paid"
NEXT_PAYER, TAKEN_BACK = "next_payer", "taken_back"
ANSWERED, VOIDED = "answered", "voided"

BY_MONEY = (TO_PATIENT, WRITTEN_OFF, PAID, NEXT_PAYER, TAKEN_BACK)
"""The decisions that moved money; when the money comes back to the payer they hold no more."""

_WAYS = {
    Bucket.WRITE_OFF: WRITTEN_OFF,
    Bucket.PAYER: NEXT_PAYER,
    Bucket.BILLED: TAKEN_BACK,
}
_OF_PATIENT = (EntryKind.PATIENT_PAYMENT, EntryKind.CREDIT_APPLIED, EntryKind.REALLOCATION)


@dataclass(slots=True)
class _Standing:
    """One denied line: its denials, newest answer first, and all that decides about them.

    ``owed`` in cents; ``answer`` is the entry of the payer's last answer that stands, 0 when
    none does; ``is_asked`` while a claim for it is open.
    """

    owed: int
    answer: int
    is_asked: bool
    denials: list[Denial] = field(default_factory=list)


def follow_posted(session: Session, changes: Changes) -> None:
    """Let the denials of a line follow what a unit of work posted on it.

    One of which nothing is left with the payer is decided as the money went. One whose
    decision moved money that is with the payer again is open again.
    """
    if not changes.touch("entry"):
        return
    for ids in in_chunks(sorted(changes.ids.get("entry", ())), 500):
        touched = _touched(session, ids)
        if touched:
            last = session.get_one(Entry, max(ids))
            _follow(session, touched, last)


CHECKS: tuple[ClosingCheck, ...] = (follow_posted,)


def overstated(session: Session) -> Iterable[str]:
    """Find denied lines of which more is told than was denied, or than the payer owes."""
    told = standing.left_of(session)
    owed = standing.owed_on(session, standing.OPEN)
    sums: dict[Line, int] = defaultdict(int)
    for denial in session.scalars(sa.select(Denial).where(standing.OPEN)):
        amount = told.get(denial.id, Money(0))
        sums[denial.charge_id, denial.coverage_id] += amount.cents
        if amount > denial.amount:
            yield f"denial {denial.id} tells of {amount.plain()}, more than was denied"
    for (charge_id, coverage_id), cents in sums.items():
        if cents > owed.get((charge_id, coverage_id), 0):
            yield f"charge {charge_id}: denials tell of more than coverage {coverage_id} owes"


def unseen(session: Session) -> Iterable[str]:
    """Find open denials of an answer that was taken back."""
    for denial_id in session.scalars(
        sa.select(Denial.id).where(standing.OPEN, Denial.entry_id.in_(REVERSED)).order_by(Denial.id)
    ):
        yield f"denial {denial_id} is open, but the answer it came with was taken back"


FINDINGS: tuple[NamedCheck, ...] = (
    NamedCheck("denied lines", overstated),
    NamedCheck("denials of taken back answers", unseen),
)


def _touched(session: Session, entry_ids: Sequence[int]) -> list[Denial]:
    """Give all denials of the charges that entries moved, or on which they gave or undid a no."""
    moved = (
        sa.select(Denial.charge_id)
        .join(Movement, Movement.charge_id == Denial.charge_id)
        .where(Movement.entry_id.in_(entry_ids))
    )
    # An answer that only says no moves nothing; its reasons, and their undoing, name the line.
    said = (
        sa.select(Denial.charge_id)
        .join(Reason, Reason.charge_id == Denial.charge_id)
        .where(Reason.entry_id.in_(entry_ids))
    )
    charges = {*session.scalars(moved), *session.scalars(said)}
    if not charges:
        return []
    newest_first = (Denial.entry_id.desc(), Denial.id)
    found = sa.select(Denial).where(Denial.charge_id.in_(charges)).order_by(*newest_first)
    return list(session.scalars(found))


def _follow(session: Session, denials: Sequence[Denial], last: Entry) -> None:
    lines = _lines(session, denials)
    went = _went(session, denials)
    for line, stand in lines.items():
        for denial, decision in _closing(stand):
            how = decision or _outcome(went.get(line, ()), denial.entry_id)
            _decide(denial, how, last.recorded_at, last.actor)
        for denial in _coming_back(stand):
            _open_again(denial)
    session.flush()
    _settle_claims(session, {denial.claim_id for denial in denials})


def _lines(session: Session, denials: Sequence[Denial]) -> dict[Line, _Standing]:
    ids = [denial.id for denial in denials]
    owed = standing.owed_on(session, Denial.id.in_(ids))
    answers = _last_answers(session, {denial.charge_id for denial in denials})
    claims = {denial.claim_id for denial in denials}
    asked = set(
        session.scalars(
            sa.select(Claim.id).where(
                Claim.id.in_(claims), Claim.status.in_([s for s in ClaimStatus if s.is_open])
            )
        )
    )
    found: dict[Line, _Standing] = {}
    for denial in denials:
        line = (denial.charge_id, denial.coverage_id)
        stand = found.setdefault(line, _Standing(owed.get(line, 0), answers.get(line, 0), False))
        stand.denials.append(denial)
        stand.is_asked = stand.is_asked or denial.claim_id in asked
    return found


def _last_answers(session: Session, charge_ids: set[int]) -> dict[Line, int]:
    """Give the entry of the last answer to each line that was not taken back."""
    rows = session.execute(
        sa.select(RemitLine.charge_id, RemitLine.coverage_id, sa.func.max(RemitLine.entry_id))
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == RemitLine.remittance_id)
        .where(RemitLine.charge_id.in_(charge_ids), RemittanceVoid.remittance_id.is_(None))
        .group_by(RemitLine.charge_id, RemitLine.coverage_id)
    )
    return {(charge, coverage): entry for charge, coverage, entry in rows}


def _closing(stand: _Standing) -> Iterator[tuple[Denial, str]]:
    """Give the open denials that are decided, each with how; empty: as the money went."""
    alive = []
    for denial in stand.denials:
        if denial.decided_at is not None:
            continue
        if stand.answer < denial.entry_id:
            yield denial, VOIDED
        elif stand.answer > denial.entry_id:
            yield denial, PAID if not stand.owed else ANSWERED
        else:
            alive.append(denial)
    denials = [(one.id, 0, 0, one.amount.cents) for one in alive]
    left = left_of_each({(0, 0): stand.owed}, denials)
    yield from ((one, "") for one in alive if one.id not in left)


def _coming_back(stand: _Standing) -> Iterator[Denial]:
    """Give the decided denials whose money is with the payer again, the last decided first.

    Only those of the last answer: an older one was answered anew. While the claim is open the
    payer is asked, and nobody has to decide.
    """
    if stand.is_asked:
        return
    own = [one for one in stand.denials if one.entry_id == stand.answer]
    rest = stand.owed - sum(one.amount.cents for one in own if one.decided_at is None)
    decided = [(one.decided_at, one.id, one) for one in own if one.decision in BY_MONEY]
    for _, _, denial in sorted(decided, key=lambda one: one[:2], reverse=True):
        if rest > 0:
            rest -= denial.amount.cents
            yield denial


def _went(session: Session, denials: Sequence[Denial]) -> dict[Line, list[tuple[int, str, int]]]:
    """Give (entry, outcome, cents) of all that left the payer of each line; undone: below zero."""
    undone = aliased(Entry)
    kind = sa.func.coalesce(undone.kind, Entry.kind)
    rows = session.execute(
        sa.select(
            Movement.charge_id, Movement.entry_id, sa.type_coerce(kind, Entry.kind.type), CENTS,
            Movement.source, Movement.target,
            Movement.source_coverage_id, Movement.target_coverage_id,
        )
        .join(Entry, Entry.id == Movement.entry_id)
        .outerjoin(undone, undone.id == Entry.reverses_id)
        .where(Movement.charge_id.in_({one.charge_id for one in denials}))
        .where(sa.or_(Movement.source == Bucket.PAYER, Movement.target == Bucket.PAYER))
    )  # fmt: skip
    found: dict[Line, list[tuple[int, str, int]]] = defaultdict(list)
    for charge_id, entry_id, of_kind, cents, source, target, giver, taker in rows:
        if source is Bucket.PAYER:
            found[charge_id, giver].append((entry_id, _way(of_kind, target), cents))
        if target is Bucket.PAYER:
            found[charge_id, taker].append((entry_id, _way(of_kind, source), -cents))
    return found


def _way(kind: EntryKind, other: Bucket) -> str:
    if other is Bucket.PATIENT:
        return PAID if kind in _OF_PATIENT else TO_PATIENT
    return _WAYS.get(other, PAID)


def _outcome(went: Iterable[tuple[int, str, int]], since: int) -> str:
    """Give where the most of the money went since an answer; had it gone before, where then."""
    after: dict[str, int] = dict.fromkeys(BY_MONEY, 0)
    ever = dict(after)
    for entry_id, how, cents in went:
        ever[how] += cents
        after[how] += cents * (entry_id > since)
    sums = after if max(after.values()) > 0 else ever
    return max(sums, key=lambda how: sums[how])


def _decide(denial: Denial, decision: str, at: datetime, by: str) -> None:
    denial.decision, denial.decided_at, denial.decided_by = decision, at, by
    _add_note(denial, say(f"denials.followed.{decision}"))


def _open_again(denial: Denial) -> None:
    denial.decision, denial.decided_at, denial.decided_by = "", None, ""
    _add_note(denial, say("denials.followed.again"))


def _add_note(denial: Denial, words: str) -> None:
    denial.note = "\n".join(part for part in (denial.note, words) if part)


def _settle_claims(session: Session, claim_ids: set[int]) -> None:
    """An answered claim waits for a decision exactly while one of its lines does."""
    waiting = set(
        session.scalars(
            sa.select(Denial.claim_id).where(Denial.claim_id.in_(claim_ids), standing.OPEN)
        )
    )
    states = (ClaimStatus.DENIED, ClaimStatus.ADJUDICATED)
    answered = sa.select(Claim).where(Claim.id.in_(claim_ids), Claim.status.in_(states))
    for claim in session.scalars(answered):
        wanted = ClaimStatus.DENIED if claim.id in waiting else ClaimStatus.ADJUDICATED
        if claim.status is not wanted:
            claim.status = wanted
