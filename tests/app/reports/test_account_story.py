"""The story of an account: each line with its running figures, the paper, and what was undone."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import book, closing
from app.ledger.drafts import ChangeDraft, HandOverDraft, PayerAnswerDraft, PayerLine, ReasonDraft
from app.ledger.undoing import ReversalDraft
from app.reports import account_story
from app.reports.account_rows import PaperKind
from app.reports.account_story import What
from app.values.ledger import Bucket
from app.values.money import ZERO
from app.values.problem import Refused
from models.encounter import Encounter
from models.remittance import Remittance
from models.superbill import Superbill
from tests import builders
from tests.builders import DOS, usd

LATER = date(2026, 7, 1)
TODAY = date(2026, 9, 30)


@pytest.fixture
def insured(store, amy):
    """Give (who, coverage, charge): 150.00 with a payer, its claim pending."""
    store.closing_checks = list(closing.CHECKS)
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "150.00", coverage_id=cover)
        builders.claim(work, who, cover, (charge,))
    return who, cover, charge


def answered(work, insured, paid, contractual, *reasons):
    """Post what a payer paid and took off by a check, with its reasons; hand the rest over."""
    who, cover, charge = insured
    remittance = Remittance(
        payer_id=1, trace="EFT88", paid_on=LATER, amount=usd(paid), posted_at=work.now,
        posted_by="amy",
    )  # fmt: skip
    work.session.add(remittance)
    work.session.flush()
    line = PayerLine(
        charge_id=charge, paid=usd(paid), contractual=usd(contractual),
        reasons=tuple(
            ReasonDraft(charge, cover, group, carc, usd(amount)) for group, carc, amount in reasons
        ),
    )  # fmt: skip
    draft = PayerAnswerDraft(
        account_id=who.account_id, coverage_id=cover, effective=LATER, lines=(line,),
        remittance_id=remittance.id,
    )  # fmt: skip
    book.payer_payment(work, draft)
    return remittance.id


def handed_over(work, insured, remittance):
    who, _cover, charge = insured
    over = HandOverDraft(
        account_id=who.account_id, charge_ids=(charge,), effective=LATER, remittance_id=remittance
    )
    book.hand_over(work, over)


def story(store, who, as_of=TODAY):
    with store.read() as session:
        return account_story.story_of(session, who.account_id, as_of)


def told(rows):
    return [(r.what, r.amount.plain(), r.payer.plain(), r.patient.plain()) for r in rows]


def test_an_answer_is_told_part_by_part_with_what_is_owed_after_each(store, amy, insured):
    who, cover, charge = insured
    with store.write(amy) as work:
        reasons = (("CO", "45", "40.00"), ("PR", "1", "30.00"))
        remittance = answered(work, insured, "80.00", "40.00", *reasons)
        handed_over(work, insured, remittance)
        taken = builders.payment(work, who.account_id, "30.00", on=LATER, charge_id=charge)
        book.reverse(work, taken.entry_id, ReversalDraft("bounced", LATER))
    (visit,) = story(store, who).visits
    assert told(visit.rows) == [
        (What.CHARGED, "150.00", "150.00", "0.00"),
        (What.INSURANCE_PAID, "-80.00", "70.00", "0.00"),
        (What.DISCOUNT, "-40.00", "30.00", "0.00"),
        (What.TO_PATIENT, "30.00", "0.00", "30.00"),
        (What.PATIENT_PAID, "-30.00", "0.00", "0.00"),
        (What.REVERSED, "30.00", "0.00", "30.00"),
    ]
    paid, moved, receipt, back = (visit.rows[n] for n in (1, 3, 4, 5))
    assert (paid.paper.kind, paid.paper.id, paid.paper.number) == (
        PaperKind.EOB, remittance, "EFT88",
    )  # fmt: skip
    assert paid.payer_name == "Meadow Health"
    assert [(code.code, code.amount) for code in moved.codes] == [("PR-1", usd("30.00"))]
    assert (receipt.paper.kind, receipt.paper.number) == (PaperKind.RECEIPT, str(taken.number))
    assert (receipt.is_undone, back.undoes) == (True, What.PATIENT_PAID)
    (line,) = visit.lines
    assert (line.charge_id, line.charged, line.insurance_paid) == (charge, usd("150"), usd("80"))
    assert (line.reduced, line.patient_paid, line.patient) == (usd("40"), ZERO, usd("30"))
    assert (line.payer, line.coverages, line.words) == (ZERO, (), line.code)
    assert visit.charge_ids == (charge,)
    assert visit.is_open
    assert visit.coverage == (cover, "Meadow Health")


def test_the_whole_charge_to_the_deductible_is_no_denial(store, amy, insured):
    with store.write(amy) as work:
        remittance = answered(work, insured, "0.00", "0.00", ("PR", "1", "150.00"))
        handed_over(work, insured, remittance)
    (visit,) = story(store, insured[0]).visits
    assert told(visit.rows) == [
        (What.CHARGED, "150.00", "150.00", "0.00"),
        (What.INSURANCE_PAID, "0.00", "150.00", "0.00"),
        (What.TO_PATIENT, "150.00", "0.00", "150.00"),
    ]


def test_an_answer_that_pays_nothing_for_a_reason_of_its_own_is_a_denial(store, amy, insured):
    who, cover, _charge = insured
    with store.write(amy) as work:
        answered(work, insured, "0.00", "0.00", ("CO", "197", "150.00"))
    (visit,) = story(store, who).visits
    assert told(visit.rows)[1:] == [(What.DENIED, "0.00", "150.00", "0.00")]
    assert visit.lines[0].coverages == ((cover, "Meadow Health", usd("150.00")),)


def test_what_was_written_off_is_told_with_its_reason(store, amy, insured):
    who, _cover, charge = insured
    with store.write(amy) as work:
        for amount, verb in (("20.00", book.to_patient), ("5.00", book.write_off)):
            draft = ChangeDraft(
                account_id=who.account_id, charge_id=charge, effective=LATER,
                amount=usd(amount), reason="as agreed", bucket=Bucket.PAYER,
            )  # fmt: skip
            verb(work, draft)
    (visit,) = story(store, who).visits
    assert told(visit.rows)[1:] == [
        (What.TO_PATIENT, "20.00", "130.00", "20.00"),
        (What.WRITE_OFF, "-5.00", "125.00", "20.00"),
    ]
    assert visit.rows[-1].reason == "as agreed"


def test_visits_stand_newest_first_and_money_on_no_charge_last(store, amy, insured):
    who, _cover, charge = insured
    with store.write(amy) as work:
        newer = builders.charge(work, who, "50.00", dos=date(2026, 7, 4))
        builders.payment(work, who.account_id, "12.00", on=date(2026, 7, 5))
    found = story(store, who)
    assert [visit.charge_ids for visit in found.visits] == [(newer,), (charge,), ()]
    assert told(found.visits[2].rows) == [(What.PATIENT_PAID, "-12.00", "0.00", "-12.00")]
    assert (found.payer, found.patient, found.balance) == (usd("150"), usd("38"), usd("188"))


def test_a_day_before_a_payment_does_not_know_it(store, amy, insured):
    who, _cover, charge = insured
    with store.write(amy) as work:
        builders.payment(work, who.account_id, "30.00", on=LATER, charge_id=charge)
    assert [row.what for row in story(store, who, DOS).visits[0].rows] == [What.CHARGED]


def test_a_visit_names_the_superbill_it_was_billed_from(store, amy, insured):
    who, _cover, _charge = insured
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
    papers = [visit.rows[0].paper for visit in story(store, who).visits]
    assert (PaperKind.SUPERBILL, "31") in [(p.kind, p.number) for p in papers if p]


def test_an_account_that_is_not_there_is_refused(store):
    with (
        pytest.raises(Refused, match=r"^ledger\.no_such_account$"),
        store.read() as session,
    ):
        account_story.story_of(session, 99, TODAY)
