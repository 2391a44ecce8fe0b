"""The story of a charge and of an account, as screens and statements tell it."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy import event

from app.ledger import book, history
from app.ledger.drafts import (
    HandOverDraft,
    PayerAnswerDraft,
    PayerLine,
    ReasonDraft,
)
from app.ledger.undoing import ReversalDraft
from app.values.ledger import Bucket
from app.values.money import ZERO, Quantity
from app.values.states import DocumentKind
from app.values.words import has_words, say
from models.charge import Charge
from models.document import Document
from models.encounter import Encounter
from models.remittance import Remittance
from models.statement import Statement
from models.superbill import Superbill
from tests import builders
from tests.app.ledger.postings import LATER, change
from tests.builders import DOS, usd


def answered(work, who, cover, charge):
    """Post an answer with a discount and a deductible, from a remittance; hand the rest over."""
    document = Document(
        kind=DocumentKind.EOB, media_type="application/pdf", sha256="0", size=1,
        created_at=work.now,
    )  # fmt: skip
    work.session.add(document)
    work.session.flush()
    remittance = Remittance(
        payer_id=1, trace="EFT88", paid_on=LATER, amount=usd("80.00"), posted_at=work.now,
        posted_by="amy", document_id=document.id,
    )  # fmt: skip
    work.session.add(remittance)
    work.session.flush()
    reason = ReasonDraft(charge, cover, "PR", "1", usd("30.00"))
    line = PayerLine(
        charge_id=charge, paid=usd("80.00"), contractual=usd("40.00"), reasons=(reason,)
    )
    draft = PayerAnswerDraft(
        account_id=who.account_id, coverage_id=cover, effective=LATER, lines=(line,),
        remittance_id=remittance.id,
    )  # fmt: skip
    book.payer_payment(work, draft)
    over = HandOverDraft(account_id=who.account_id, charge_ids=(charge,), effective=LATER)
    book.hand_over(work, over)
    return document.id


def told(rows):
    return [
        (row.key, row.amount.plain(), row.payer_owes.plain(), row.patient_owes.plain())
        for row in rows
    ]


def test_a_charge_tells_its_story_with_running_balances(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        document = answered(work, who, cover, charge)
        taken = builders.payment(work, who.account_id, "30.00", on=LATER, charge_id=charge)
        book.reverse(work, taken.entry_id, ReversalDraft("bounced", LATER))
    with store.read() as session:
        found = history.charge_history(session, charge)
    assert told(found.rows) == [
        ("charge", "150.00", "150.00", "0.00"),
        ("payer_payment", "-80.00", "30.00", "0.00"),
        ("contractual", "-40.00", "30.00", "0.00"),
        ("responsibility", "30.00", "0.00", "30.00"),
        ("patient_payment", "-30.00", "0.00", "0.00"),
        ("reversal", "30.00", "0.00", "30.00"),
    ]
    paid, receipt, back = found.rows[1], found.rows[4], found.rows[5]
    assert (paid.paper.kind, paid.paper.number, paid.paper.document_id) == (
        "eob",
        "EFT88",
        document,
    )
    assert [(r.group, r.carc) for r in paid.reasons] == [("PR", "1")]
    assert paid.values["payer"] == "Meadow Health"
    assert (receipt.paper.kind, receipt.paper.number) == ("receipt", str(taken.number))
    assert (receipt.is_undone, receipt.can_be_reversed) == (True, False)
    assert back.undoes == "patient_payment"
    assert found.balance(Bucket.PATIENT) == usd("30.00")
    assert found.balance(Bucket.COLLECTIONS) == ZERO
    assert say(paid.words_key, **paid.values) == "Meadow Health paid"
    assert all(has_words(row.words_key) for row in found.rows)


def test_every_kind_of_entry_has_words():
    for kind in book.EntryKind:
        assert has_words(f"ledger.happened.{kind.value}"), kind


def test_a_reason_alone_explains_and_a_transfer_tells_what_moved(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        reason = ReasonDraft(charge, cover, "PR", "3", usd("20.00"))
        line = PayerLine(charge_id=charge, reasons=(reason,))
        draft = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=cover, effective=LATER, lines=(line,)
        )
        book.responsibility(work, draft)
        book.to_patient(work, change(who, charge, "20.00"))
        book.write_off(work, change(who, charge, "5.00"))
    with store.read() as session:
        rows = history.charge_history(session, charge).rows
    assert told(rows)[1:] == [
        ("explained", "0.00", "150.00", "0.00"),
        ("to_patient", "20.00", "130.00", "20.00"),
        ("write_off", "-5.00", "125.00", "20.00"),
    ]


def test_a_charge_without_entries_has_no_story(store):
    with store.read() as session:
        assert history.charge_history(session, 99).rows == ()


def test_an_account_tells_its_visits_newest_first_and_what_lies_on_none(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        answered(work, who, cover, charge)
        newer = builders.charge(work, who, "50.00", dos=date(2026, 7, 4))
        builders.payment(work, who.account_id, "12.00", on=date(2026, 7, 5))
        idle = Charge(
            account_id=who.account_id, patient_id=who.patient_id, dos=date(2026, 1, 1),
            code="0", units=Quantity.parse("1"), amount=ZERO, posted_at=work.now,
        )  # fmt: skip
        work.session.add(idle)
        work.session.add(
            Statement(
                number=7, account_id=who.account_id, issued_on=LATER, due_on=LATER,
                amount_due=usd("30.00"), account_balance=ZERO, patient_balance=ZERO, plan_due=ZERO,
                figures="{}", sha256="0", created_at=work.now, created_by="amy",
            )
        )  # fmt: skip
    with store.read() as session:
        found = history.account_ledger(session, who.account_id)
    assert [[line.charge_id for line in visit.charges] for visit in found.visits][:2] == [
        [newer],
        [charge],
    ]
    assert found.visits[1].patient_owes == usd("30.00")
    assert (found.visits[2].rows, found.visits[2].patient_owes) == ((), ZERO)
    assert told(found.unallocated) == [("patient_payment", "-12.00", "0.00", "0.00")]
    assert found.free_credit == usd("12.00")
    assert [(sent.paper.number, sent.amount_due) for sent in found.statements] == [
        ("7", usd("30.00"))
    ]


def test_a_visit_names_its_superbill(store, amy, own):
    who, _charge = own
    with store.write(amy) as work:
        encounter = Encounter(
            patient_id=who.patient_id, dos=DOS, dos_last=DOS, status_since=work.now
        )
        work.session.add(encounter)
        work.session.flush()
        bill = Superbill(
            number=31, encounter_id=encounter.id, revision=1, patient_id=who.patient_id,
            account_id=who.account_id, dos=DOS, place_of_service="11", total=usd("9.00"),
            coded_by="cal", issued_at=work.now, sha256="0",
        )  # fmt: skip
        work.session.add(bill)
        work.session.flush()
        line = book.ChargeDraft(
            patient_id=who.patient_id, dos=DOS, code="99213", amount=usd("9.00"),
            encounter_id=encounter.id, superbill_id=bill.id,
        )  # fmt: skip
        book.charge(work, book.ChargesDraft(account_id=who.account_id, lines=(line,)))
    with store.read() as session:
        visit = next(
            one for one in history.account_ledger(session, who.account_id).visits
            if one.encounter_id == encounter.id
        )  # fmt: skip
    assert (visit.rows[0].paper.kind, visit.rows[0].paper.number) == ("superbill", "31")


def test_an_account_of_many_visits_takes_no_more_queries_than_one(store, amy, own):
    who, _charge = own

    def queries():
        seen = []
        with store.read() as session:
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))
            history.account_ledger(session, who.account_id)
        return len(seen)

    before = queries()
    with store.write(amy) as work:
        for n in range(1, 20):
            builders.charge(work, who, "10.00", dos=date(2026, 5, n))
            builders.payment(work, who.account_id, "1.00")
    assert queries() == before
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Charge.id))) == 20
