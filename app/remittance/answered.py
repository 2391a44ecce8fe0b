"""The claims whose answer a payer may take back, as the finder of the EOB grid lists them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.remittance import takeback
from app.remittance.eob import EobLine
from app.remittance.grid import GridClaim, GridLine
from app.remittance.looking import ClaimChoice
from app.remittance.takeback import Answer
from app.values.dates import show_date
from app.values.money import Money
from app.values.states import ClaimStatus
from models.charge import Charge
from models.claim import Claim
from models.coverage import Coverage, Payer
from models.patient import Patient

_ANSWERED = (ClaimStatus.ADJUDICATED, ClaimStatus.DENIED)
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
        .where(Claim.status.in_(_ANSWERED))
        .order_by(Claim.adjudicated_on.desc(), Claim.id.desc())
        .limit(limit)
    )
    if payer_id is not None:
        which = which.where(Payer.id == payer_id)
    told = sa.cast(Claim.number, sa.String) + " " + Patient.last + " " + Patient.first
    for word in words.split():
        which = which.where(told.icontains(word, autoescape=True))
    rows = session.execute(which).all()
    answers = takeback.standing(session, [claim.id for claim, *_ in rows])
    lines = _named(session, answers, as_of)
    found = []
    for claim, last, first, payer, name in rows:
        answer = answers.get(claim.id)
        if answer is not None:
            head = (claim.number, f"{last}, {first}".rstrip(", "))
            found.append(_choice(answer, head, (payer, name), lines))
    return tuple(found)


def _named(session: Session, answers: Mapping[int, Answer], as_of: date) -> _Lines:
    """Give the day and the code of the lines of answers, by charge."""
    ids = {line.charge_id for answer in answers.values() for line in answer.lines}
    rows = session.execute(
        sa.select(Charge.id, Charge.dos, Charge.code, Charge.modifiers).where(Charge.id.in_(ids))
    )
    return {
        charge: (show_date(dos, as_of), "-".join([code, *modifiers.split()]))
        for charge, dos, code, modifiers in rows
    }


def _choice(
    answer: Answer, head: tuple[int, str], payer: tuple[int, str], named: _Lines
) -> ClaimChoice:
    def grid(lines: Sequence[EobLine], *, back: bool) -> GridClaim:
        told = tuple(GridLine(*named[line.charge_id], line) for line in lines)
        return GridClaim(answer.claim_id, *head, told, is_takeback=back)

    mirror = answer.mirror().lines
    again = [EobLine(line.charge_id, line.charged) for line in answer.lines]
    charged = Money.total(line.charged for line in mirror)
    back, anew = grid(mirror, back=True), grid(again, back=False)
    forth = ClaimChoice(answer.claim_id, *payer, anew, -charged)
    return ClaimChoice(answer.claim_id, *payer, back, charged, anew=forth)
