"""The claims whose answer a payer may take back, as the finder of the EOB grid lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.remittance import takeback
from app.remittance.eob import EobClaim, EobLine
from app.remittance.grid import GridClaim, GridLine
from app.remittance.looking import ClaimChoice
from app.remittance.takeback import Answer
from app.values.dates import show_date
from app.values.money import Money
from app.values.person import listed
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.patient import Patient
from models.remittance import RemitLine

_Lines = Mapping[int, tuple[str, str]]


def answered_claims(
    session: Session, as_of: date, payer_id: int | None, words: str = "", limit: int = 50
) -> tuple[ClaimChoice, ...]:
    """Give claims with a standing answer, the last answered first, each as its mirror.

    ``words`` are parts of the patient's name or of the claim's number; ``payer_id`` None: of
    every payer. ``anew`` of each is the same claim to be answered again.
    """
    which = (
        sa.select(Claim, Patient.last, Patient.first, Payer.id, Payer.name)
        .join(Patient, Patient.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Claim.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(sa.select(RemitLine.id).where(RemitLine.claim_id == Claim.id).exists())
        .order_by(
            sa.func.coalesce(Claim.adjudicated_on, Claim.submitted_on).desc(), Claim.id.desc()
        )
        .limit(limit)
    )
    if payer_id is not None:
        which = which.where(Payer.id == payer_id)
    told = sa.cast(Claim.number, sa.String) + " " + Patient.last + " " + Patient.first
    for word in words.split():
        which = which.where(told.icontains(word, autoescape=True))
    rows = session.execute(which).all()
    answers = takeback.standing(session, [claim.id for claim, *_ in rows])
    again = _again(session, answers)
    lines = _named(session, answers, again, as_of)
    found = []
    for claim, last, first, payer, name in rows:
        answer = answers.get(claim.id)
        if answer is not None:
            head = (claim.number, listed(last, first))
            back = _grid(answer.mirror(), head, lines)
            forth = _grid(EobClaim(claim.id, tuple(again[claim.id])), head, lines)
            anew = ClaimChoice(claim.id, payer, name, forth, _charged(forth))
            found.append(ClaimChoice(claim.id, payer, name, back, _charged(back), anew=anew))
    return tuple(found)


def _again(session: Session, answers: Mapping[int, Answer]) -> dict[int, list[EobLine]]:
    """Give the lines that each claim asks for once its answer is taken back.

    Those of the answer that the claim still asks for, and those that no answer told of yet: a
    corrected claim has other lines than the one that was answered.
    """
    links = session.execute(
        sa.select(ClaimCharge.claim_id, Charge.id, Charge.amount)
        .join(Charge, Charge.id == ClaimCharge.charge_id)
        .where(ClaimCharge.claim_id.in_(answers))
        .order_by(Charge.dos, Charge.position, Charge.id)
    )
    told = takeback.told_on(session, list(answers))
    found: dict[int, list[EobLine]] = {claim_id: [] for claim_id in answers}
    for claim_id, charge_id, amount in links:
        answered = {line.charge_id: line.charged for line in answers[claim_id].lines}
        if charge_id in answered or charge_id not in told[claim_id]:
            found[claim_id].append(EobLine(charge_id, answered.get(charge_id, amount)))
    return found


def _named(
    session: Session,
    answers: Mapping[int, Answer],
    again: Mapping[int, Sequence[EobLine]],
    as_of: date,
) -> _Lines:
    """Give the day and the code of all these lines, by charge."""
    both = [*(answer.lines for answer in answers.values()), *again.values()]
    ids = {line.charge_id for lines in both for line in lines}
    rows = session.execute(
        sa.select(Charge.id, Charge.dos, Charge.code, Charge.modifiers).where(Charge.id.in_(ids))
    )
    return {
        charge: (show_date(dos, as_of), "-".join([code, *modifiers.split()]))
        for charge, dos, code, modifiers in rows
    }


def _grid(told: EobClaim, head: tuple[int, str], named: _Lines) -> GridClaim:
    lines = tuple(GridLine(*named[line.charge_id], line) for line in told.lines)
    return GridClaim(told.claim_id, *head, lines, is_takeback=told.is_takeback)


def _charged(grid: GridClaim) -> Money:
    return Money.total(line.told.charged for line in grid.lines)
