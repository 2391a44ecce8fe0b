"""What the books accept, and what every entry does to a charge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.ledger import balances, book
from app.ledger.drafts import (
    ChangeDraft,
    ChargeDraft,
    ChargesDraft,
    EntryDraft,
    HandOverDraft,
    PatientPaymentDraft,
    ReasonDraft,
    RefundDraft,
    ReturnedPaymentDraft,
)
from app.ledger.undoing import ReversalDraft
from app.store.actor import Actor
from app.values.ledger import Bucket, Move
from app.values.problem import Refused
from app.values.states import EntryKind, PaymentMethod
from models.ledger import Entry, Movement, Payment, Period, Reason
from tests import builders
from tests.app.ledger.postings import LATER, answer, change, refused, standing
from tests.builders import DOS, usd


def test_a_copay_at_the_visit_is_an_advance_on_the_payers_part(store, amy, insured):
    who, _cover, charge = insured
    with store.write(amy) as work:
        taken = builders.payment(work, who.account_id, "25.00", charge_id=charge)
    with store.read() as session:
        assert standing(session, charge) == ("125.00", "0.00", "0.00", "0.00")
        moves = session.scalars(sa.select(Movement).where(Movement.entry_id == taken.entry_id))
        assert {(m.source, m.target) for m in moves} == {
            (Bucket.PATIENT, Bucket.RECEIVED),
            (Bucket.PAYER, Bucket.PATIENT),
        }
        assert session.scalars(sa.select(Payment)).one().number == taken.number == 1


def test_an_answer_leaves_the_rest_with_the_payer_until_it_is_handed_over(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        book.payer_payment(work, answer(who, cover, charge, paid="80.00", contractual="40.00"))
        assert standing(work.session, charge) == ("30.00", "0.00", "0.00", "0.00")
        draft = HandOverDraft(
            account_id=who.account_id, charge_ids=(charge,), effective=LATER, coverage_id=cover
        )
        assert book.hand_over(work, draft) is not None
        assert book.hand_over(work, draft) is None
    with store.read() as session:
        assert standing(session, charge) == ("0.00", "30.00", "0.00", "0.00")


def test_an_answer_that_is_reversed_takes_its_reasons_back(store, amy, insured):
    who, cover, charge = insured
    told = answer(who, cover, charge, paid="80.00", contractual="40.00")
    why = ReasonDraft(charge, cover, "CO", "45", usd("40.00"), "")
    with store.write(amy) as work:
        entry = book.payer_payment(
            work, replace(told, lines=(replace(told.lines[0], reasons=(why,)),))
        )
        back = book.reverse(work, entry, ReversalDraft("another patient's"))
    with store.read() as session:
        rows = session.scalars(sa.select(Reason).order_by(Reason.entry_id)).all()
        assert [(row.entry_id, row.carc, row.amount) for row in rows] == [
            (entry, "45", usd("40.00")),
            (back, "45", -usd("40.00")),
        ]


def test_what_the_patient_owes_can_be_asked_of_a_payer_again(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        book.to_patient(work, change(who, charge, "60.00", coverage_id=cover))
        book.back_to_payer(work, change(who, charge, "60.00", coverage_id=cover))
        assert standing(work.session, charge) == ("150.00", "0.00", "0.00", "0.00")
    back = change(who, charge, "1.00", coverage_id=cover)
    refused(store, amy, "ledger.more_than_owed", book.back_to_payer, back)


def test_a_transfer_of_more_than_payers_owe_is_refused(store, amy, insured):
    who, _cover, charge = insured
    refused(store, amy, "ledger.more_than_owed", book.to_patient, change(who, charge, "150.01"))
    refused(store, amy, "ledger.amount_not_positive", book.to_patient, change(who, charge, "0.00"))


def test_a_write_off_takes_the_named_part(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        book.to_patient(work, change(who, charge, "60.00"))
        book.write_off(work, change(who, charge, "20.00", bucket=Bucket.PATIENT))
        assert standing(work.session, charge) == ("90.00", "40.00", "0.00", "0.00")
        book.write_off(work, change(who, charge, "90.00", bucket=Bucket.PAYER))
        assert standing(work.session, charge) == ("0.00", "40.00", "0.00", "0.00")
    too_much = change(who, charge, "1.00", bucket=Bucket.PAYER)
    refused(store, amy, "ledger.more_than_owed", book.write_off, too_much)
    too_much = change(who, charge, "41.00", bucket=Bucket.PATIENT)
    refused(store, amy, "ledger.more_than_owed", book.write_off, too_much)


def test_a_write_off_spans_payers_and_the_patient(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        second = builders.coverage(work, who.patient_id, rank=2)
        part = EntryDraft(
            kind=EntryKind.NEXT_PAYER, account_id=who.account_id, effective=LATER,
            moves=(Move(Bucket.PAYER, Bucket.PAYER, usd("50.00"), charge, cover, second),),
        )  # fmt: skip
        book.post(work, part)
        book.to_patient(work, change(who, charge, "30.00", coverage_id=second))
        book.write_off(work, change(who, charge, "20.00"))
        assert balances.with_payers(work.session, charge) == {
            cover: usd("80.00"),
            second: usd("20.00"),
        }


def test_a_write_off_needs_a_reason_and_stays_within_the_limit(store, amy, own):
    who, charge = own
    refused(
        store, amy, "ledger.reason_missing", book.write_off, change(who, charge, "1.00", reason=" ")
    )
    bea = Actor("bea", permissions=frozenset({"write_off"}), write_off_limit_cents=2550)
    with pytest.raises(Refused) as caught, store.write(bea) as work:
        book.write_off(work, change(who, charge, "25.51"))
    assert (caught.value.code, caught.value.values) == (
        "ledger.write_off_limit",
        {"limit": "25.50"},
    )
    with store.write(bea) as work:
        book.write_off(work, change(who, charge, "25.50"))


def test_nobody_posts_without_the_permission(store, amy, insured):
    who, cover, charge = insured
    cal = Actor("cal")
    payment = PatientPaymentDraft(account_id=who.account_id, received_on=LATER, amount=usd("1.00"))
    with store.read() as session:
        entry = session.scalars(sa.select(Entry.id)).first()
    steps = [
        (book.charge, ChargesDraft(account_id=who.account_id, lines=())),
        (book.payer_payment, answer(who, cover, charge)),
        (book.adjustment, answer(who, cover, charge)),
        (book.responsibility, answer(who, cover, charge)),
        (book.hand_over, HandOverDraft(account_id=1, charge_ids=(charge,), effective=LATER)),
        (book.to_patient, change(who, charge, "1.00")),
        (book.back_to_payer, change(who, charge, "1.00")),
        (book.patient_payment, payment),
        (book.apply_credit, change(who, charge, "1.00")),
        (book.refund, RefundDraft(account_id=1, effective=LATER, amount=usd("1.00"))),
        (book.write_off, change(who, charge, "1.00")),
        (book.to_collections, change(who, charge, "1.00")),
        (book.recovery, change(who, charge, "1.00")),
        (book.nsf, ReturnedPaymentDraft(payment_entry_id=entry, effective=LATER, reason="x")),
    ]
    for verb, draft in steps:
        refused(store, cal, "not_allowed", verb, draft)
    refused(store, cal, "not_allowed", book.reverse, entry, ReversalDraft("x"))


def test_a_charge_below_zero_or_no_charge_is_refused(store, amy, own):
    who, _charge = own
    line = ChargeDraft(patient_id=who.patient_id, dos=DOS, code="99213", amount=usd("-1.00"))
    empty = ChargesDraft(account_id=who.account_id, lines=())
    refused(store, amy, "ledger.nothing_to_post", book.charge, empty)
    below = ChargesDraft(account_id=who.account_id, lines=(line,))
    refused(store, amy, "ledger.amount_negative", book.charge, below)


def test_a_line_of_zero_is_a_charge_that_moves_nothing(store, amy, own):
    who, _charge = own
    lines = tuple(
        ChargeDraft(patient_id=who.patient_id, dos=DOS, code=code, amount=usd(amount))
        for code, amount in (("99213", "90.00"), ("3074F", "0.00"))
    )
    with store.write(amy) as work:
        billed = book.charge(work, ChargesDraft(account_id=who.account_id, lines=lines))
        moved = sa.select(Movement.charge_id).where(Movement.charge_id.in_(billed.charge_ids))
        assert list(work.session.scalars(moved)) == [billed.charge_ids[0]]
    with store.read() as session:
        assert standing(session, billed.charge_ids[1]) == ("0.00", "0.00", "0.00", "0.00")


def test_services_of_several_days_are_billed_on_the_first(store, amy, own):
    who, _charge = own
    lines = tuple(
        ChargeDraft(patient_id=who.patient_id, dos=dos, code="99232", amount=usd("90.00"))
        for dos in (DOS + timedelta(days=2), DOS, DOS + timedelta(days=1))
    )
    with store.write(amy) as work:
        billed = book.charge(work, ChargesDraft(account_id=who.account_id, lines=lines))
        assert work.session.get_one(Entry, billed.entry_id).effective == DOS


def test_lines_are_fees_only_together_and_a_fee_is_the_patients_whatever_the_coverage(
    store, amy, insured
):
    who, cover, _charge = insured
    line = ChargeDraft(
        patient_id=who.patient_id, dos=DOS, code="99213", amount=usd("90.00"), coverage_id=cover
    )
    fee = replace(line, code="FEE", amount=usd("25.00"), is_fee=True)
    with store.write(amy) as work:
        mixed = book.charge(work, ChargesDraft(account_id=who.account_id, lines=(line, fee)))
        alone = book.charge(work, ChargesDraft(account_id=who.account_id, lines=(fee,)))
        kinds = [work.session.get_one(Entry, one.entry_id).kind for one in (mixed, alone)]
        assert kinds == [EntryKind.CHARGE, EntryKind.FEE]
        told = [standing(work.session, one)[:2] for one in mixed.charge_ids]
        assert told == [("90.00", "0.00"), ("0.00", "25.00")]


def test_posting_the_same_source_twice_is_refused(store, amy, insured):
    who, cover, charge = insured
    draft = answer(who, cover, charge, paid="10.00", source_key="835:1:2:3")
    with store.write(amy) as work:
        book.payer_payment(work, draft)
    refused(store, amy, "ledger.already_posted", book.payer_payment, draft)
    line = ChargeDraft(
        patient_id=who.patient_id, dos=DOS, code="99213", amount=usd("1.00"), source_key="bill:1"
    )
    charges = ChargesDraft(account_id=who.account_id, lines=(line,))
    with store.write(amy) as work:
        book.charge(work, charges)
    refused(store, amy, "ledger.already_posted", book.charge, charges)


def test_a_closed_month_takes_nothing_and_late_charges_post_today(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        work.session.add(
            Period(
                first=date(2026, 6, 1), last=date(2026, 6, 30), closed_at=work.now, closed_by="amy"
            )
        )
    june = ChangeDraft(
        account_id=who.account_id, charge_id=charge, effective=date(2026, 6, 30),
        amount=usd("1.00"), reason="late",
    )  # fmt: skip
    for day in (date(2026, 6, 1), date(2026, 6, 30)):
        on_an_edge = replace(june, effective=day)
        refused(store, amy, "ledger.period_closed", book.write_off, on_an_edge)
    with store.write(amy) as work:
        for day in (date(2026, 5, 31), date(2026, 7, 1)):
            book.write_off(work, replace(june, effective=day))
        late = builders.charge(work, who, "10.00", dos=date(2026, 6, 30))
        effective = sa.select(Entry.effective).join(Movement).where(Movement.charge_id == late)
        assert work.session.scalar(effective) == work.today


def test_an_entry_makes_only_the_moves_of_its_kind(store, amy, own):
    who, charge = own
    wrong = EntryDraft(
        kind=EntryKind.RECOVERY, account_id=who.account_id, effective=LATER,
        moves=(Move(Bucket.PATIENT, Bucket.RECEIVED, usd("1.00"), charge),),
    )  # fmt: skip
    with pytest.raises(ValueError, match="does not make such a move"), store.write(amy) as work:
        book.post(work, wrong)


@pytest.mark.parametrize("model", [Entry, Movement, Reason, Payment, Period])
def test_the_ledger_cannot_be_rewritten(store, amy, own, model):
    who, charge = own
    with store.write(amy) as work:
        builders.payment(work, who.account_id, "1.00", charge_id=charge)
        work.session.add(Period(first=DOS, last=DOS, closed_at=work.now, closed_by="amy"))
        cover = builders.coverage(work, who.patient_id)
        entry = work.session.scalars(sa.select(Entry.id)).first()
        work.session.add(
            Reason(
                entry_id=entry, charge_id=charge, coverage_id=cover, group_code="PR", carc="1",
                amount=usd("1.00"),
            )
        )  # fmt: skip
    for statement in (sa.delete(model), sa.update(model).values(id=model.id + 1000)):
        with pytest.raises(IntegrityError, match="append-only"), store.write(amy) as work:
            work.session.execute(statement)


def test_a_payment_spreads_over_the_oldest_balances_and_keeps_the_rest(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        newer = builders.charge(work, who, "40.00", dos=date(2026, 6, 20))
        planned = builders.charge(work, who, "70.00", dos=date(2026, 1, 5))
        builders.plan(work, who.account_id, (planned,), ((date(2026, 8, 1), "70.00"),))
        given = PatientPaymentDraft(
            account_id=who.account_id, received_on=LATER, amount=usd("120.00"),
            method=PaymentMethod.CHECK, oldest_first=True, reference="1042",
        )  # fmt: skip
        book.patient_payment(work, given)
        assert standing(work.session, charge)[1] == "0.00"
        assert standing(work.session, newer)[1] == "20.00"
        assert standing(work.session, planned)[1] == "70.00"
        book.patient_payment(work, given)
        summary = balances.account_summary(work.session, who.account_id, LATER)
        assert summary.unapplied_credit == usd("100.00")
        assert summary.plan_balance == usd("70.00")


def test_a_payment_is_above_zero_and_not_allocated_beyond_its_amount(store, amy, own):
    who, charge = own
    draft = PatientPaymentDraft(account_id=who.account_id, received_on=LATER, amount=usd("0.00"))
    refused(store, amy, "ledger.amount_not_positive", book.patient_payment, draft)
    draft = PatientPaymentDraft(
        account_id=who.account_id, received_on=LATER, amount=usd("5.00"),
        on_charges=((charge, usd("5.01")),),
    )  # fmt: skip
    refused(store, amy, "ledger.allocated_too_much", book.patient_payment, draft)
    draft = PatientPaymentDraft(
        account_id=who.account_id, received_on=LATER, amount=usd("5.00"),
        on_charges=((charge, usd("0.00")),),
    )  # fmt: skip
    with store.write(amy) as work:
        book.patient_payment(work, draft)


def test_a_payment_goes_only_to_a_plan_of_the_account(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        plan = builders.plan(work, who.account_id, (charge,), ((date(2026, 8, 1), "100.00"),))
        stranger = builders.account(work)
    for account_id, plan_id in ((stranger, plan), (who.account_id, 999)):
        draft = PatientPaymentDraft(
            account_id=account_id, received_on=LATER, amount=usd("5.00"), plan_id=plan_id
        )
        refused(store, amy, "ledger.no_such_plan", book.patient_payment, draft)


def test_a_transfer_takes_from_the_first_payer_that_owes(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        second = builders.coverage(work, who.patient_id, rank=2)
        part = EntryDraft(
            kind=EntryKind.NEXT_PAYER, account_id=who.account_id, effective=LATER,
            moves=(Move(Bucket.PAYER, Bucket.PAYER, usd("50.00"), charge, cover, second),),
        )  # fmt: skip
        book.post(work, part)
        book.to_patient(work, change(who, charge, "70.00"))
        assert balances.with_payers(work.session, charge) == {
            cover: usd("30.00"),
            second: usd("50.00"),
        }


def test_a_payment_smaller_than_what_is_owed_stays_with_the_oldest(store, amy, own):
    who, charge = own
    with store.write(amy) as work:
        newer = builders.charge(work, who, "40.00", dos=date(2026, 6, 20))
        given = PatientPaymentDraft(
            account_id=who.account_id, received_on=LATER, amount=usd("100.00"), oldest_first=True
        )
        book.patient_payment(work, given)
        assert [standing(work.session, one)[1] for one in (charge, newer)] == ["0.00", "40.00"]
