"""What may be written into the books. Every step is one entry; nothing is changed or deleted."""

from __future__ import annotations

from dataclasses import dataclass

from app.ledger import charging, credit, patient_side, payer_side, posting, undoing
from app.ledger.drafts import (
    ChangeDraft,
    ChargeDraft,
    ChargesDraft,
    EntryDraft,
    HandOverDraft,
    PatientPaymentDraft,
    PayerAnswerDraft,
    RefundDraft,
    ReturnedPaymentDraft,
    SpreadDraft,
)
from app.security import permissions
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import EntryKind

settle = posting.settle
undoings = undoing.undoings


@dataclass(frozen=True, slots=True)
class Charged:
    """An entry that billed charges, and the charges in the order of the draft."""

    entry_id: int
    charge_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A payment that was taken: its entry, its row and the number on its receipt."""

    entry_id: int
    payment_id: int
    number: int


@dataclass(frozen=True, slots=True)
class Returned:
    """A payment that came back: the entry that reverses it, and the fee, when there is one."""

    entry_id: int
    fee_entry_id: int | None
    fee_charge_id: int | None


def post(work: Work, draft: EntryDraft) -> int:
    """Post an entry as it stands, settled; for rooms that know their moves. Give its id.

    Raises:
        Refused: ledger.already_posted, ledger.period_closed.
        ValueError: a move that this kind of entry does not make.
    """
    return posting.write(work, draft)


def charge(work: Work, draft: ChargesDraft, caused_by_id: int | None = None) -> Charged:
    """Bill the services of one encounter: to the coverage each line names, or to the patient.

    ``caused_by_id``: the entry that a fee follows from, such as a payment that was returned.

    Raises:
        Refused: ledger.already_posted, ledger.period_closed, ledger.nothing_to_post,
            ledger.amount_negative, not_allowed.
    """
    work.require(permissions.POST_CHARGES)
    entry_id, charge_ids = charging.bill(work, draft, caused_by_id)
    return Charged(entry_id, charge_ids)


def payer_payment(work: Work, draft: PayerAnswerDraft) -> int:
    """Post what a payer paid and adjusted on one claim, or took back. Give the entry.

    What is left stays with the payer until ``hand_over``.

    Raises:
        Refused: ledger.already_posted, ledger.period_closed, not_allowed.
    """
    work.require(permissions.POST_PAYER)
    kind = EntryKind.TAKEBACK if payer_side.takes_back(draft) else EntryKind.PAYER_PAYMENT
    return posting.write(work, payer_side.answer(kind, draft))


def adjustment(work: Work, draft: PayerAnswerDraft) -> int:
    """Post adjustments of a payer that came without a payment. Give the entry.

    Raises:
        Refused: as ``payer_payment``.
    """
    work.require(permissions.POST_PAYER)
    return posting.write(work, payer_side.answer(EntryKind.ADJUSTMENT, draft))


def responsibility(work: Work, draft: PayerAnswerDraft) -> int:
    """Keep why a payer leaves something to the patient; it moves nothing. Give the entry.

    Raises:
        Refused: as ``payer_payment``.
    """
    work.require(permissions.POST_PAYER)
    return posting.write(work, payer_side.answer(EntryKind.RESPONSIBILITY, draft))


def hand_over(work: Work, draft: HandOverDraft) -> int | None:
    """Give what is left with payers to the next payer or, after the last, to the patient.

    None when nothing was left.

    Raises:
        Refused: ledger.already_posted, ledger.period_closed, not_allowed.
    """
    work.require(permissions.POST_PAYER)
    coming = payer_side.handed_over(work.session, draft)
    return posting.write(work, coming) if coming.moves else None


def to_patient(work: Work, draft: ChangeDraft) -> int:
    """Move a part from the payers to the patient by hand, while a payer is still asked.

    Raises:
        Refused: ledger.more_than_owed, ledger.amount_not_positive, ledger.period_closed,
            not_allowed.
    """
    work.require(permissions.TRANSFER)
    return posting.write(work, payer_side.transfer(work.session, draft))


def back_to_payer(work: Work, draft: ChangeDraft) -> int:
    """Move a part of what the patient owes to the coverage in the draft, to be asked again.

    Raises:
        Refused: as ``to_patient``.
    """
    work.require(permissions.TRANSFER)
    return posting.write(work, payer_side.back(work.session, draft))


def patient_payment(work: Work, draft: PatientPaymentDraft) -> Taken:
    """Take a patient's payment and number its receipt.

    Raises:
        Refused: ledger.amount_not_positive, ledger.allocated_too_much, ledger.no_such_plan,
            ledger.already_posted, ledger.period_closed, not_allowed.
    """
    work.require(permissions.TAKE_PAYMENT)
    entry_id, payment = patient_side.take(work, draft)
    return Taken(entry_id, payment.id, payment.number)


def apply_credit(work: Work, draft: ChangeDraft) -> tuple[int, ...]:
    """Pay a charge from the credit the account holds, oldest first. Give the entries.

    Raises:
        Refused: ledger.more_than_credit, ledger.more_than_owed, ledger.amount_not_positive,
            ledger.period_closed, not_allowed.
    """
    work.require(permissions.TAKE_PAYMENT)
    return tuple(credit.apply(work, draft))


def spread_credit(work: Work, draft: SpreadDraft) -> tuple[int, ...]:
    """Pay a visit, or all the account owes outside plans, from its credit. Give the entries.

    Oldest service first. ``credit.shares`` says beforehand where it goes.

    Raises:
        Refused: as ``apply_credit``.
    """
    work.require(permissions.TAKE_PAYMENT)
    return tuple(credit.spread(work, draft))


def refund(work: Work, draft: RefundDraft) -> int:
    """Give back money held for the patient or a payer.

    Raises:
        Refused: ledger.more_than_credit, ledger.amount_not_positive, ledger.period_closed,
            not_allowed.
    """
    work.require(permissions.REFUND)
    return posting.write(work, credit.refunded(work.session, draft))


def write_off(work: Work, draft: ChangeDraft) -> int:
    """Give up a part of a charge, with a reason and within the actor's limit.

    Raises:
        Refused: ledger.reason_missing, ledger.write_off_limit, ledger.more_than_owed,
            ledger.amount_not_positive, ledger.period_closed, not_allowed.
    """
    work.require(permissions.WRITE_OFF)
    if not draft.reason.strip():
        raise Refused("ledger.reason_missing")
    limit = work.actor.write_off_limit_cents
    if limit is not None and draft.amount.cents > limit:
        raise Refused("ledger.write_off_limit", limit=f"{limit // 100}.{limit % 100:02d}")
    return posting.write(work, patient_side.written_off(work.session, draft))


def to_collections(work: Work, draft: ChangeDraft) -> int:
    """Hand a part of what the patient owes to a collection agency.

    Raises:
        Refused: ledger.more_than_owed, ledger.amount_not_positive, ledger.period_closed,
            not_allowed.
    """
    work.require(permissions.WRITE_OFF)
    return posting.write(work, patient_side.collected(work.session, draft))


def recovery(work: Work, draft: ChangeDraft) -> int:
    """Post what a collection agency brought in on a charge.

    Raises:
        Refused: as ``to_collections``.
    """
    work.require(permissions.TAKE_PAYMENT)
    return posting.write(work, patient_side.recovered(work.session, draft))


def reverse(work: Work, entry_id: int, draft: undoing.ReversalDraft) -> int:
    """Undo an entry by its mirror, and what followed from it. Give the reversing entry.

    Raises:
        Refused: ledger.no_such_entry, ledger.already_reversed, ledger.only_with_its_cause,
            ledger.reason_missing, ledger.refund_in_the_way, ledger.period_closed, not_allowed.
    """
    work.require(permissions.VOID)
    return undoing.reverse(work, entry_id, draft)


def nsf(work: Work, draft: ReturnedPaymentDraft) -> Returned:
    """Reverse a payment that the bank returned, and charge the patient the fee, if any.

    Raises:
        Refused: as ``reverse``, and ledger.fee_without_patient.
    """
    work.require(permissions.VOID)
    back = undoing.ReversalDraft(draft.reason, draft.effective)
    entry_id = undoing.reverse(work, draft.payment_entry_id, back)
    if draft.fee is None:
        return Returned(entry_id, None, None)
    if draft.patient_id is None:
        raise Refused("ledger.fee_without_patient")
    fee = ChargeDraft(
        patient_id=draft.patient_id,
        dos=draft.effective,
        code="NSF",
        amount=draft.fee,
        source_key=draft.fee_source_key,
        is_fee=True,
    )
    account_id = undoing.account_of(work.session, entry_id)
    coming = ChargesDraft(account_id=account_id, lines=(fee,), effective=draft.effective)
    fee_entry, charges = charging.bill(work, coming, caused_by_id=entry_id)
    return Returned(entry_id, fee_entry, charges[0])
