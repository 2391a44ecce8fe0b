"""Why a patient owes what is left of a visit: a few plain sentences, and the page to print."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents.paper.reasons import Reason, ReasonKind, part
from app.documents.paper.wording import Wording, wording
from app.ledger.fee_names import fee_key
from app.reports import account_story, receipts
from app.reports.account_story import LedgerRow, LedgerVisit, PaperKind, What
from app.statements import billed
from app.statements import why as shares
from app.values.money import ZERO, Money
from app.values.problem import Refused
from models.account import Account
from models.remittance import Remittance

if TYPE_CHECKING:
    from app.documents.paper.why_page import WhyStep, WhyView


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one visit: what it was, what happened, and in the end what is whose.

    ``sources`` name the paper the figures come from; may be empty.
    """

    visit: int
    lead: str
    told: tuple[str, ...]
    end: str
    sources: tuple[str, ...]
    view: LedgerVisit


def answer(
    session: Session, account_id: int, visit_number: int, as_of: date, language: str = "en"
) -> Answer:
    """Answer for one visit (0: the credit on no charge) in a language.

    Raises:
        Refused: ledger.no_such_account, when account or visit is not there.
    """
    visit = _visit(session, account_id, visit_number, as_of)
    words = wording(language)
    if not visit.number:
        end = words("why.end.credit", amount=-visit.patient_owes)
        return Answer(0, words("why.lead.credit"), (), end, (), visit)
    told = [*_paid(visit, words)]
    told += [_capital(part(r, words)) + "." for r in _reasons(session, account_id, visit, words)]
    return Answer(
        visit=visit.number,
        lead=_lead(visit, words, as_of),
        told=tuple(told),
        end=_end(visit, words),
        sources=_sources(session, visit, words, short=True),
        view=visit,
    )


def why_pdf(
    session: Session, account_id: int, visit_number: int, as_of: date, language: str = ""
) -> bytes:
    """Draw the answer as a page, by default in the guarantor's language.

    Raises:
        Refused: as ``answer``; paper.no_glyph.
    """
    # ReportLab is heavy and only paper needs it.
    from app.documents.paper.why_page import draw_why  # noqa: PLC0415

    return draw_why(_view(session, (account_id, visit_number), as_of, language))


def _view(session: Session, which: tuple[int, int], as_of: date, language: str) -> WhyView:
    from app.documents.paper.why_page import WhyView  # noqa: PLC0415  (as above)
    from app.statements.letter import letter  # noqa: PLC0415  (as above)

    account = session.get_one(Account, which[0])
    visit = _visit(session, *which, as_of)
    words = wording(language or account.language)
    owed = visit.patient_owes
    return WhyView(
        account=str(account.number),
        made_on=as_of,
        day=visit.dos,
        patient=visit.patient,
        service=_services(visit, words),
        practice=letter(session).practice,
        steps=_steps(visit, words, as_of),
        owed=owed,
        reasons=tuple(_reasons(session, account.id, visit, words)),
        sources=_sources(session, visit, words, short=False),
        language=words.language,
        large=account.large_print,
    )


def _visit(session: Session, account_id: int, number: int, as_of: date) -> LedgerVisit:
    story = account_story.story_of(session, account_id, as_of)
    found = next((visit for visit in story.visits if visit.number == number), None)
    if found is None:
        raise Refused("ledger.no_such_account")
    return found


def _sum(visit: LedgerVisit, name: str) -> Money:
    return Money.total(getattr(line, name) for line in visit.lines)


def _services(visit: LedgerVisit, words: Wording) -> str:
    """Name what was done, or the fees by their kinds, in the reader's language."""
    if visit.is_fee:
        return shares.listed([words(fee_key(line.code)) for line in visit.lines], words)
    return shares.listed(visit.services, words)


def _lead(visit: LedgerVisit, words: Wording, as_of: date) -> str:
    charged = _sum(visit, "charged")
    day = words.day(visit.dos, as_of)
    if visit.is_fee:
        return words("why.lead.fee", what=_services(visit, words), day=day, amount=charged)
    return words("why.lead.visit", patient=visit.patient, day=day, amount=charged)


def _paid(visit: LedgerVisit, words: Wording) -> list[str]:
    """Tell what the plan paid and took off, what was written off, and what was paid."""
    told = []
    paid, off = _sum(visit, "insurance_paid"), _total(visit, What.DISCOUNT)
    if paid or off:
        key = "both" if paid and off else "paid" if paid else "off"
        told.append(words(f"why.plan.{key}", paid=paid, off=off))
    elif any(row.what is What.DENIED for row in visit.rows):
        told.append(words("why.plan.nothing"))
    given_up = _sum(visit, "reduced") - off
    if given_up > ZERO:
        told.append(words("why.we_took_off", amount=given_up))
    own = _sum(visit, "patient_paid")
    if own > ZERO:
        told.append(words("why.you_paid", amount=own))
    if visit.payer > ZERO:
        owing = [name for line in visit.lines for _, name, _ in line.coverages if name]
        payer = owing[0] if owing else words("why.insurer")
        told.append(words("why.waiting", payer=payer, amount=visit.payer))
    return told


def _total(visit: LedgerVisit, what: What) -> Money:
    rows = [row for row in visit.rows if what in (row.what, row.undoes)]
    return -Money.total(row.amount for row in rows)


def _end(visit: LedgerVisit, words: Wording) -> str:
    owed = visit.patient_owes
    if owed < ZERO:
        return words("why.end.credit", amount=-owed)
    if not owed:
        return words("why.end.nothing" if visit.payer <= ZERO else "why.end.not_yet")
    if visit.plan_number is not None:
        return words("why.end.plan", amount=owed, number=visit.plan_number)
    return words("why.end.yours", amount=owed)


def _reasons(session: Session, account_id: int, visit: LedgerVisit, words: Wording) -> list[Reason]:
    """Explain what is left for the patient; a visit with nothing left needs no reason."""
    owed = {line.charge_id: line.patient for line in visit.lines if line.patient > ZERO}
    if not owed:
        return []
    moved = any(row.what is What.TO_PATIENT and row.part == "whole" for row in visit.rows)
    known = billed.billed(session, date.max, [account_id])
    found = [
        reason
        for charge_id, amount in owed.items()
        for reason in shares.reasons_for(known[charge_id], amount.cents, moved, words)
    ]
    return [r for r in shares.merged(found) if r.kind is not ReasonKind.COPAY_PAID]


def _steps(visit: LedgerVisit, words: Wording, as_of: date) -> tuple[WhyStep, ...]:
    """Give what changed what is owed, in order; last what still waits for insurance."""
    from app.documents.paper.why_page import WhyStep  # noqa: PLC0415  (as above)

    steps = []
    left = ZERO
    for row in visit.rows:
        change = row.payer + row.patient - left
        left = row.payer + row.patient
        if change:
            steps.append(WhyStep(row.day, step_words(row, words), change))
    if visit.payer:
        key = "why.step.waiting" if visit.payer > ZERO else "why.step.returning"
        steps.append(WhyStep(as_of, words(key), -visit.payer))
    return tuple(steps)


def step_words(row: LedgerRow, words: Wording) -> str:
    """Say in the patient's words what a line of the ledger did."""
    if row.what is What.REVERSED and row.undoes is not None:
        return words("why.step.reversed", what=words(f"why.step.{row.undoes.value}"))
    if row.method is not None:
        how = receipts.method_words(row.method, row.reference, words.language)
        return words("why.step.patient_paid_by", method=how)
    return words(f"why.step.{row.what.value}")


def _sources(
    session: Session, visit: LedgerVisit, words: Wording, *, short: bool
) -> tuple[str, ...]:
    """Name the EOBs that the figures come from, each once."""
    papers = {
        row.paper.id: row
        for row in visit.rows
        if row.paper is not None and row.paper.kind is PaperKind.EOB and not row.is_undone
    }
    if not papers:
        return ()
    paid_on = dict(
        session.execute(
            sa.select(Remittance.id, Remittance.paid_on).where(Remittance.id.in_(papers))
        ).all()
    )
    return tuple(
        words(
            "why.source.short" if short else "why.source.whole",
            payer=row.payer_name or words("why.insurer"),
            day=words.short_date(paid_on[remittance_id]),
            trace=row.paper.number if row.paper else "",
        )
        for remittance_id, row in papers.items()
    )


def _capital(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
