"""The agreement of a plan as PDF: of a draft while it is typed, and of what is signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.documents import filing
from app.documents.filing import Filing
from app.plans.disclosure import Disclosure
from app.plans.offers import OpenCharge
from app.plans.schedule import ScheduledInstallment
from app.practice import identity, settings
from app.store.store import Work
from app.values.money import ZERO, Money, Rate
from app.values.person import PersonName
from app.values.states import DocumentKind
from models.account import Account

if TYPE_CHECKING:
    from app.documents.paper.agreement import AgreementView
    from app.documents.paper.letterhead import Letterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """What an agreement says; the charges are the down payment and the rows' principal.

    ``number`` is empty before one was given. ``boxes`` None: none are needed. ``replaces``
    is the day of the agreement that this one takes the place of; None for the first one.
    """

    account_id: int
    agreed_on: date
    charges: Sequence[OpenCharge]
    rows: Sequence[ScheduledInstallment]
    down: Money = ZERO
    grace_days: int = 10
    late_fee: Money = ZERO
    missed: int = 3
    boxes: Disclosure | None = None
    number: str = ""
    autopay: str = ""
    replaces: date | None = None


def drawn(session: Session, agreement: Agreement, *, copy: bool = False) -> bytes:
    """Draw an agreement as PDF, in the guarantor's language.

    Raises:
        Refused: paper.no_glyph.
    """
    # ReportLab is heavy and only paper needs it.
    from app.documents.paper.agreement import draw_agreement  # noqa: PLC0415

    return draw_agreement(_view(session, agreement), copy=copy)


def filed(work: Work, agreement: Agreement) -> int:
    """Draw an agreement and keep it with the account; give the document.

    Raises:
        Refused: paper.no_glyph.
    """
    title = f"plan-{agreement.number}"
    kept = Filing(DocumentKind.AGREEMENT, title, "application/pdf", account_id=agreement.account_id)
    return filing.keep(work, kept, drawn(work.session, agreement))


def _view(session: Session, agreement: Agreement) -> AgreementView:
    from app.documents.paper import agreement as paper  # noqa: PLC0415  (as above)

    account = session.get_one(Account, agreement.account_id)
    name = PersonName(
        account.guarantor_last, account.guarantor_first, account.guarantor_middle,
        account.guarantor_suffix,
    )  # fmt: skip
    boxes = agreement.boxes
    return paper.AgreementView(
        number=agreement.number or "\N{EN DASH}",
        account=str(account.number),
        guarantor=name.spoken(),
        agreed_on=agreement.agreed_on,
        practice=_head(session),
        charges=tuple(
            paper.PlanCharge(one.dos, one.patient, one.service, one.balance)
            for one in agreement.charges
            if one.balance
        ),
        rows=tuple(
            paper.PlanRow(r.n, r.due, r.amount, r.principal, r.interest, r.balance_after)
            for r in agreement.rows
        ),
        down=agreement.down,
        grace_days=agreement.grace_days,
        late_fee=agreement.late_fee,
        returned_fee=settings.value(session, settings.NSF_FEE),
        missed=agreement.missed,
        disclosure=None
        if boxes is None
        else paper.Disclosure(
            Rate(boxes.annual_percentage_rate), boxes.finance_charge, boxes.amount_financed,
            boxes.total_of_payments,
        ),
        autopay=agreement.autopay,
        replaces=agreement.replaces,
        language=account.language,
        large=account.large_print,
    )  # fmt: skip


def _head(session: Session) -> Letterhead:
    from app.documents.paper.letterhead import Letterhead  # noqa: PLC0415  (as above)

    practice = identity.practice(session)
    return Letterhead(
        practice.name, str(practice.address), practice.billing_phone or practice.phone,
        practice.billing_hours, practice.web, practice.tax_id, practice.npi or "",
    )  # fmt: skip
