"""Take or give back a patient's money with its receipt; print one again, or made void."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents import filing
from app.documents.filing import Filing
from app.ledger import book
from app.ledger.drafts import PatientPaymentDraft, RefundDraft
from app.ledger.fee_names import service_name
from app.ledger.sums import CENTS, net_into
from app.plans import book as plan_book
from app.plans.book import PaymentTaken
from app.practice import identity, providers
from app.statements import billed
from app.store.store import Work
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import DocumentKind, EntryKind, PaymentMethod
from app.values.words import say
from models.account import Account
from models.charge import Charge
from models.document import Document
from models.ledger import Entry, Movement, Payment
from models.patient import Patient
from models.plan import PaymentPlan
from models.practice import Provider

if TYPE_CHECKING:
    from app.documents.paper.receipt import Applied, ReceiptView, Voided

_KEY, _REFUND_KEY = "receipt:", "refund:"
_DASH = "\N{EN DASH}"
_PATIENT_SIDE = (Bucket.PATIENT, Bucket.PATIENT_CREDIT)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A payment that was taken, or a refund, and the receipt that is kept of it.

    ``payment_id`` None: a refund; its ``number`` is that of its entry.
    """

    payment_id: int | None
    entry_id: int
    number: int
    amount: Money
    document_id: int


def take(work: Work, draft: PatientPaymentDraft) -> Receipt:
    """Take a payment and keep its receipt, both or neither.

    Raises:
        Refused: ledger.received_ahead; as ``book.patient_payment``; paper.no_glyph.
    """
    _require_here(work, draft.received_on)
    return _keep(work, draft.account_id, draft.amount, book.patient_payment(work, draft))


def take_on_plan(work: Work, account_id: int, plan_id: int, payment: PaymentTaken) -> Receipt:
    """Take a payment on a plan and keep its receipt.

    Raises:
        Refused: ledger.received_ahead; as ``plans.book.take_payment``; paper.no_glyph.
    """
    _require_here(work, payment.on)
    taken = plan_book.take_payment(work, plan_id, payment)
    return _keep(work, account_id, payment.amount, taken)


def pay_plan_off(work: Work, account_id: int, plan_id: int, payment: PaymentTaken) -> Receipt:
    """Take what ends a plan and keep its receipt.

    Raises:
        Refused: ledger.received_ahead; as ``plans.book.pay_off``; paper.no_glyph.
    """
    _require_here(work, payment.on)
    taken = plan_book.pay_off(work, plan_id, payment)
    return _keep(work, account_id, payment.amount, taken)


def refund(work: Work, draft: RefundDraft) -> Receipt | None:
    """Give money back and keep the receipt of it; a payer's money has no receipt of ours.

    Raises:
        Refused: as ``book.refund``; paper.no_glyph.
    """
    entry_id = book.refund(work, draft)
    if draft.to_payer or draft.coverage_id is not None:
        return None
    work.session.flush()
    drawn = _draw(refund_view(work.session, entry_id))
    kept = Filing(
        DocumentKind.RECEIPT,
        say("why.refund.title", number=entry_id),
        "application/pdf",
        account_id=draft.account_id,
        source_key=f"{_REFUND_KEY}{entry_id}",
    )
    document_id = filing.keep(work, kept, drawn)
    return Receipt(None, entry_id, entry_id, draft.amount, document_id)


def _require_here(work: Work, received_on: date) -> None:
    """Refuse money that is still to come: a receipt says that it is here."""
    if received_on > work.today:
        raise Refused("ledger.received_ahead")


def _keep(work: Work, account_id: int, amount: Money, taken: book.Taken) -> Receipt:
    """Keep the receipt of a payment that was just posted."""
    work.session.flush()
    drawn = _draw(receipt_view(work.session, taken.payment_id))
    kept = Filing(
        DocumentKind.RECEIPT,
        say("why.receipt.title", number=taken.number),
        "application/pdf",
        account_id=account_id,
        source_key=_key(taken.number),
    )
    document_id = filing.keep(work, kept, drawn)
    return Receipt(taken.payment_id, taken.entry_id, taken.number, amount, document_id)


def receipt_pdf(session: Session, payment_id: int) -> bytes:
    """Give a receipt: as it was kept, drawn anew where none was, or void after a reversal.

    Raises:
        Refused: documents.gone, when there is no such payment; paper.no_glyph.
    """
    view = receipt_view(session, payment_id)
    return _kept_or_drawn(session, _key(int(view.number)), view)


def refund_pdf(session: Session, entry_id: int) -> bytes:
    """Give the receipt of a refund by its entry, as ``receipt_pdf`` does.

    Raises:
        Refused: documents.gone, when that entry gave a patient nothing back; paper.no_glyph.
    """
    return _kept_or_drawn(session, f"{_REFUND_KEY}{entry_id}", refund_view(session, entry_id))


def _kept_or_drawn(session: Session, key: str, view: ReceiptView) -> bytes:
    document_id = session.scalar(sa.select(Document.id).where(Document.source_key == key))
    if view.void is None and document_id is not None:
        return filing.content(session, document_id)
    return _draw(view)


def kept_receipt(session: Session, document_id: int) -> bytes:
    """Give a receipt by its document: as it was kept, or void after a reversal.

    Raises:
        Refused: documents.gone, paper.no_glyph.
    """
    key = session.scalar(sa.select(Document.source_key).where(Document.id == document_id)) or ""
    refunded = key.removeprefix(_REFUND_KEY)
    if refunded.isdigit():
        return refund_pdf(session, int(refunded))
    number = key.removeprefix(_KEY)
    if not number.isdigit():
        return filing.content(session, document_id)
    return numbered_receipt(session, int(number))


def numbered_receipt(session: Session, number: int) -> bytes:
    """Give a receipt by its number, as ``receipt_pdf`` does.

    Raises:
        Refused: documents.gone, paper.no_glyph.
    """
    payment_id = session.scalar(sa.select(Payment.id).where(Payment.number == number))
    return receipt_pdf(session, payment_id or 0)


def receipt_view(session: Session, payment_id: int) -> ReceiptView:
    """Give what a receipt shows: what the payment went to, and what was left after it.

    Raises:
        Refused: documents.gone.
    """
    # ReportLab and the letterhead are only needed for paper.
    from app.documents.paper.receipt import ReceiptView  # noqa: PLC0415
    from app.statements.letter import letter  # noqa: PLC0415

    payment = session.get(Payment, payment_id)
    if payment is None:
        raise Refused("documents.gone")
    account = session.get_one(Account, payment.account_id)
    entry = session.get_one(Entry, payment.entry_id)
    plan = session.scalar(sa.select(PaymentPlan.number).where(PaymentPlan.id == payment.plan_id))
    paid = net_into(Bucket.RECEIVED)
    applied, unapplied = _shares(session, entry.id, paid, account.language, plan)
    return ReceiptView(
        number=str(payment.number),
        account=str(account.number),
        taken_at=entry.recorded_at.astimezone(),
        payer=_payer(account),
        method=method_words(payment.method, _in_print(payment.reference), account.language),
        amount=payment.amount,
        balance_after=_balance_after(session, entry),
        cashier=_in_print(payment.taken_by),
        practice=letter(session).practice,
        applied=applied,
        unapplied=unapplied,
        void=_void(session, entry, account.language),
        language=account.language,
        large=account.large_print,
    )


def refund_view(session: Session, entry_id: int) -> ReceiptView:
    """Give what the receipt of a refund shows: where the money had lain, and what is left.

    Raises:
        Refused: documents.gone, when that entry gave a patient nothing back.
    """
    from app.documents.paper.receipt import ReceiptView  # noqa: PLC0415  (as above)
    from app.statements.letter import letter  # noqa: PLC0415  (as above)

    entry = session.get(Entry, entry_id)
    if entry is None or entry.kind is not EntryKind.REFUND:
        raise Refused("documents.gone")
    account = session.get_one(Account, entry.account_id)
    given = -net_into(Bucket.RECEIVED)
    applied, unapplied = _shares(session, entry_id, given, account.language)
    return ReceiptView(
        number=str(entry_id),
        account=str(account.number),
        taken_at=entry.recorded_at.astimezone(),
        payer=_payer(account),
        method=_in_print(entry.reason),
        amount=Money.total(part.amount for part in applied) + unapplied,
        balance_after=_balance_after(session, entry),
        cashier=_in_print(entry.actor),
        practice=letter(session).practice,
        applied=applied,
        unapplied=unapplied,
        void=_void(session, entry, account.language),
        language=account.language,
        refund=True,
        large=account.large_print,
    )


def method_words(method: PaymentMethod, reference: str, language: str) -> str:
    """Say how was paid: "check 1182", "card ending in 4411", "cash"."""
    key = f"why.method.{method.value}"
    if not reference:
        return say(key, language, fallback=True)
    return say(f"{key}_with", language, fallback=True, reference=reference)


def _payer(account: Account) -> str:
    """Name who pays; by the account where the fonts lack the letters of the name."""
    name = f"{account.guarantor_first} {account.guarantor_last}".strip()
    number = say("why.receipt.of_account", account.language, fallback=True, number=account.number)
    return _in_print(name, number)


def _in_print(text: str, instead: str = "") -> str:
    """Give a text of a receipt, or what stands for it: money is not refused for want of a font."""
    from app.documents.paper.fonts import unprintable  # noqa: PLC0415  (as above)

    return instead if unprintable(text, "") else text


def _draw(view: ReceiptView) -> bytes:
    from app.documents.paper.receipt import draw_receipt  # noqa: PLC0415  (as above)

    return draw_receipt(view)


def _key(number: int) -> str:
    return f"{_KEY}{number}"


def _shares(
    session: Session,
    entry_id: int,
    amount: sa.ColumnElement[int],
    language: str,
    plan: int | None = None,
) -> tuple[tuple[Applied, ...], Money]:
    """Give the parts of an entry by charge, and what lies on no charge."""
    from app.documents.paper.receipt import Applied  # noqa: PLC0415  (as above)

    rows = session.execute(_parts(entry_id, amount)).all()
    parts, unapplied = [], ZERO
    practice = identity.practice(session).name
    for cents, dos, wording, code, is_fee, first, last, credentials, *who in rows:
        named = billed.doctor(who[1], who[0], credentials)
        provider = practice if providers.is_unnamed(*who) else named
        if dos is None:
            unapplied += Money(cents)
            continue
        name = service_name(wording, code, is_fee=bool(is_fee), language=language)
        what = _in_print(name, code)
        if plan is not None:
            what = say("why.receipt.plan", language, fallback=True, number=plan, service=what)
        patient = _in_print(first or last, _DASH)
        parts.append(Applied(dos, what, Money(cents), patient, _in_print(provider, practice)))
    return tuple(parts), unapplied


def _parts(entry_id: int, amount: sa.ColumnElement[int]) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            amount, Charge.dos, Charge.wording, Charge.code, Charge.is_fee, Patient.first,
            Patient.last, Provider.credentials, Provider.last_name, Provider.first_name,
            Provider.npi, Provider.source_key,
        )
        .select_from(Movement)
        .outerjoin(Charge, Charge.id == Movement.charge_id)
        .outerjoin(Patient, Patient.id == Charge.patient_id)
        .outerjoin(Provider, Provider.id == Charge.provider_id)
        .where(Movement.entry_id == entry_id)
        .group_by(Movement.charge_id)
        .having(amount > 0)
        .order_by(Charge.dos, Charge.id)
    )  # fmt: skip


def _balance_after(session: Session, entry: Entry) -> Money:
    """Give what the patient owed, less credit, once the entry was in the books."""
    came = sa.case((Movement.target.in_(_PATIENT_SIDE), CENTS), else_=0)
    went = sa.case((Movement.source.in_(_PATIENT_SIDE), CENTS), else_=0)
    found = (
        sa.select(sa.func.sum(came - went))
        .join(Entry, Entry.id == Movement.entry_id)
        .where(Entry.account_id == entry.account_id, Entry.id <= entry.id)
    )
    return Money(session.scalar(found) or 0)


def _void(session: Session, entry: Entry, language: str) -> Voided | None:
    from app.documents.paper.receipt import Voided  # noqa: PLC0415  (as above)

    undoing = session.scalar(sa.select(Entry).where(Entry.reverses_id == entry.id))
    if undoing is None:
        return None
    reference = say("why.receipt.entry", language, fallback=True, number=undoing.id)
    reason = _in_print(undoing.reason, _DASH)
    return Voided(undoing.recorded_at.astimezone(), reason, reference)
