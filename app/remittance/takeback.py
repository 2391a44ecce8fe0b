"""A payer takes an earlier answer back: its mirror stands on the EOB, every amount below zero.

Source: ASC X12N 005010X221A1 (835), 1.10.2.8: a claim is reversed whole, by its mirror; what the
payer decides instead follows as an answer of its own, on the same EOB or a later one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import life
from app.ledger import book
from app.ledger.drafts import EntryDraft
from app.ledger.sums import REVERSED
from app.ledger.undoing import moves_of
from app.remittance import onward
from app.remittance.eob import COINSURANCE, CONTRACT, COPAY, DEDUCTIBLE, EobClaim, EobLine
from app.store.store import Work
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.codes import Rarc
from app.values.problem import Refused
from app.values.states import ClaimStatus, EntryKind
from models.claim import Claim
from models.denial import Denial
from models.ledger import Entry, Reason
from models.remittance import RemitLine, Remittance, RemittanceVoid

_COLUMNS = {
    CONTRACT: "contractual",
    DEDUCTIBLE: "deductible",
    COINSURANCE: "coinsurance",
    COPAY: "copay",
}
VOIDED = "voided"
_Batch = list[tuple[RemitLine, date]]


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a claim that stands: the entry it made, its day and its lines."""

    claim_id: int
    remittance_id: int
    entry_id: int
    on: date
    lines: tuple[EobLine, ...]

    def mirror(self) -> EobClaim:
        """Give the claim as the payer takes it back."""
        lines = tuple(mirrored(line) for line in self.lines)
        return EobClaim(self.claim_id, lines, is_takeback=True)


def mirrored(line: EobLine) -> EobLine:
    """Give a line with every amount turned."""
    return replace(
        line,
        charged=-line.charged,
        allowed=None if line.allowed is None else -line.allowed,
        paid=-line.paid,
        contractual=-line.contractual,
        deductible=-line.deductible,
        coinsurance=-line.coinsurance,
        copay=-line.copay,
        others=tuple(replace(other, amount=-other.amount) for other in line.others),
    )


def standing(session: Session, claim_ids: Sequence[int]) -> dict[int, Answer]:
    """Give the last answer to each claim that neither we voided nor the payer took back."""
    stacks = _stacks(session, claim_ids)
    last = {claim_id: stack[-1] for claim_id, stack in stacks.items() if stack}
    told = _reasons(session, [batch[0][0].entry_id for batch in last.values()])
    return {claim_id: _answer(batch, told) for claim_id, batch in last.items()}


def told_on(session: Session, claim_ids: Sequence[int]) -> dict[int, set[int]]:
    """Name the charges of each claim that an answer that stands tells of."""
    return {
        claim_id: {line.charge_id for batch in stack for line, _ in batch}
        for claim_id, stack in _stacks(session, claim_ids).items()
    }


def _stacks(session: Session, claim_ids: Sequence[int]) -> dict[int, list[_Batch]]:
    """Give the lines of every answer that stands, by claim and in their order."""
    rows = session.execute(
        sa.select(RemitLine, Remittance.paid_on)
        .join(Remittance, Remittance.id == RemitLine.remittance_id)
        .outerjoin(RemittanceVoid, RemittanceVoid.remittance_id == Remittance.id)
        .where(RemitLine.claim_id.in_(claim_ids), RemittanceVoid.remittance_id.is_(None))
        .order_by(RemitLine.id)
    ).all()
    batches: dict[int, _Batch] = defaultdict(list)
    for line, on in rows:
        batches[line.entry_id].append((line, on))
    back = _takebacks(session, list(batches))
    stacks: dict[int, list[_Batch]] = defaultdict(list)
    for entry_id, batch in batches.items():
        stack = stacks[batch[0][0].claim_id]
        if entry_id not in back:
            stack.append(batch)
        elif stack:
            stack.pop()
    return stacks


def _takebacks(session: Session, entry_ids: Sequence[int]) -> set[int]:
    """Name the entries among these that took an answer back."""
    found = sa.select(Entry.id).where(Entry.id.in_(entry_ids), Entry.kind == EntryKind.TAKEBACK)
    return set(session.scalars(found))


def _reasons(
    session: Session, entry_ids: Sequence[int]
) -> Mapping[tuple[int, int], list[Adjustment]]:
    found: dict[tuple[int, int], list[Adjustment]] = defaultdict(list)
    kept = sa.select(Reason).where(Reason.entry_id.in_(entry_ids)).order_by(Reason.id)
    for row in session.scalars(kept):
        code = AdjustmentCode.parse(f"{row.group_code}-{row.carc}")
        remarks = tuple(Rarc.parse(one) for one in row.remarks.split())
        found[row.entry_id, row.charge_id].append(Adjustment(code, row.amount, remarks))
    return found


def _answer(
    batch: Sequence[tuple[RemitLine, date]], told: Mapping[tuple[int, int], list[Adjustment]]
) -> Answer:
    first, on = batch[0]
    return Answer(
        first.claim_id,
        first.remittance_id,
        first.entry_id,
        on,
        tuple(_line(row, told.get((row.entry_id, row.charge_id), ())) for row, _ in batch),
    )


def _line(row: RemitLine, reasons: Sequence[Adjustment]) -> EobLine:
    line = EobLine(row.charge_id, row.charged, row.allowed, row.paid)
    others = []
    for one in reasons:
        column = _COLUMNS.get(one.code)
        if column is None or one.remarks or getattr(line, column):
            others.append(one)
        else:
            named: dict[str, Any] = {column: one.amount}
            line = replace(line, **named)
    return replace(line, others=tuple(others))


def has_followed(session: Session, remittance_id: int) -> bool:
    """Tell whether a payer has taken an answer of a remittance back since."""
    rows = sa.select(RemitLine.entry_id, RemitLine.claim_id).where(
        RemitLine.remittance_id == remittance_id
    )
    answers = dict(session.execute(rows).all())
    stacks = _stacks(session, sorted(set(answers.values())))
    stand = {batch[0][0].entry_id for stack in stacks.values() for batch in stack}
    return bool(set(answers) - stand - _takebacks(session, list(answers)))


def take_back(work: Work, claim: Claim, told: EobClaim, remittance: Remittance) -> Answer:
    """Undo what followed from the answer, so that the claim waits again; give the answer.

    The entry with the mirror itself is posted by the caller. What was put to the patient goes
    back to the payer, what the patient paid stays. A claim to the next payer that has not gone
    out is dropped; one that has keeps what it asks for.

    Raises:
        Refused: remittance.nothing_to_take_back, remittance.no_mirror,
            remittance.before_answer.
    """
    answer = standing(work.session, [claim.id]).get(claim.id)
    if answer is None:
        raise Refused("remittance.nothing_to_take_back", number=str(claim.number))
    if told.lines != answer.mirror().lines:
        raise Refused("remittance.no_mirror", number=str(claim.number))
    if remittance.paid_on < answer.on:
        raise Refused("remittance.before_answer", number=str(claim.number))
    charges = [line.charge_id for line in answer.lines]
    next_asked = onward.drop_unsent(work, [claim.id], charges)
    for entry in _handed_on(work.session, claim, answer):
        if entry.kind is EntryKind.RESPONSIBILITY or not next_asked:
            _hand_back(work, entry, claim, remittance)
    if not claim.status.is_open:
        life.take_back(work, [claim.id])
    said = sa.select(Denial).where(Denial.entry_id == answer.entry_id, Denial.decided_at.is_(None))
    for denial in work.session.scalars(said):
        denial.decision, denial.decided_at = VOIDED, work.now
        denial.decided_by = work.actor.name
    return answer


def _handed_on(session: Session, claim: Claim, answer: Answer) -> list[Entry]:
    """Give the entries that handed on what the answer left, newest first."""
    found = sa.select(Entry).where(
        Entry.claim_id == claim.id,
        Entry.remittance_id == answer.remittance_id,
        Entry.kind.in_((EntryKind.RESPONSIBILITY, EntryKind.NEXT_PAYER)),
        Entry.id > answer.entry_id,
        Entry.id.not_in(REVERSED),
    )
    return list(session.scalars(found.order_by(Entry.id.desc())))


def _hand_back(work: Work, entry: Entry, claim: Claim, remittance: Remittance) -> None:
    moves = tuple(move.mirrored() for move in moves_of(work.session, entry.id))
    draft = EntryDraft(
        kind=EntryKind.NEXT_PAYER,
        account_id=claim.account_id,
        effective=remittance.paid_on,
        moves=moves,
        claim_id=claim.id,
        remittance_id=remittance.id,
        caused_by_id=entry.id,
    )
    book.post(work, draft)


def restore(work: Work, remittance: Remittance) -> None:
    """Let answers stand again that a remittance took back which is itself voided now.

    A claim that went out again after such an answer, corrected or on appeal, still waits.
    """
    rows = work.session.scalars(
        sa.select(RemitLine.claim_id)
        .join(Entry, Entry.id == RemitLine.entry_id)
        .where(RemitLine.remittance_id == remittance.id, Entry.kind == EntryKind.TAKEBACK)
    )
    answers = standing(work.session, sorted(set(rows)))
    for claim_id, answer in answers.items():
        again = sa.select(Denial).where(
            Denial.entry_id == answer.entry_id,
            Denial.decision == VOIDED,
            Denial.decided_at == remittance.posted_at,
        )
        denials = work.session.scalars(again).all()
        for denial in denials:
            denial.decision, denial.decided_at, denial.decided_by = "", None, ""
        claim = work.session.get_one(Claim, claim_id)
        if claim.submitted_on is None:
            claim.status = ClaimStatus.UNBILLED
        elif claim.submitted_on <= answer.on:
            claim.status = ClaimStatus.DENIED if denials else ClaimStatus.ADJUDICATED
            claim.adjudicated_on = answer.on
        _ask_next_again(work, claim, answer)


def _ask_next_again(work: Work, claim: Claim, answer: Answer) -> None:
    """Make the claim to the next payer anew that had not gone out when it was dropped."""
    for entry in _handed_on(work.session, claim, answer):
        moves = moves_of(work.session, entry.id)
        charges = [move.charge_id for move in moves if move.charge_id is not None]
        following = moves[0].target_coverage
        if following and not onward.later_claims(work.session, [claim.id], charges):
            life.make(work, charges, following)
