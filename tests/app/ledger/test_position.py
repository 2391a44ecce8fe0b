"""Where the money of one charge stands and ought to stand; pure."""

from __future__ import annotations

from datetime import date

from app.ledger.position import (
    PATIENT,
    PATIENT_CREDIT,
    Position,
    Row,
    asked_of_patient,
    moves_to,
    settled,
)
from app.ledger.summary import AccountFacts, ChargeFacts, SummaryTerms, summarize
from app.values.ledger import Bucket, Move
from app.values.money import Money
from app.values.states import EntryKind

DAY = date(2026, 6, 30)
FIRST, SECOND = (Bucket.PAYER, 1), (Bucket.PAYER, 2)


def told(moves):
    return [(move.source, move.target, move.amount.cents) for move in moves]


def test_moves_go_from_what_is_over_to_what_lacks_in_their_order():
    found = Position(places={FIRST: 30, SECOND: 20, PATIENT: 0, PATIENT_CREDIT: -50})
    wanted = {FIRST: 0, SECOND: 0, PATIENT: 10, PATIENT_CREDIT: -10}
    assert told(moves_to(7, found, wanted)) == [
        (Bucket.PAYER, Bucket.PATIENT, 10),
        (Bucket.PAYER, Bucket.PATIENT_CREDIT, 20),
        (Bucket.PAYER, Bucket.PATIENT_CREDIT, 20),
    ]


def test_what_one_move_fills_takes_from_no_other():
    found = Position(places={FIRST: 30, SECOND: 30, PATIENT: 0})
    wanted = {FIRST: 0, SECOND: 29, PATIENT: 31}
    assert told(moves_to(7, found, wanted)) == [
        (Bucket.PAYER, Bucket.PATIENT, 30),
        (Bucket.PAYER, Bucket.PATIENT, 1),
    ]
    found = Position(places={FIRST: 30, SECOND: 1, PATIENT: -30, PATIENT_CREDIT: -1})
    wanted = {FIRST: 0, SECOND: 0, PATIENT: 0, PATIENT_CREDIT: 0}
    assert told(moves_to(7, found, wanted)) == [
        (Bucket.PAYER, Bucket.PATIENT, 30),
        (Bucket.PAYER, Bucket.PATIENT_CREDIT, 1),
    ]


def test_a_charge_that_never_met_a_payer_gives_no_payer_credit():
    found = Position(places={PATIENT: -40}, billed=100)
    assert settled(found, 500) == {PATIENT_CREDIT: -40}


def righted(**facts):
    """Give (insurance, patient, credit, payer credit) of a charge that later entries left askew."""
    charge = ChargeFacts(1, 1, DAY, **facts)
    found = summarize(AccountFacts(1, charges=(charge,)), DAY, SummaryTerms())
    return (
        found.insurance_pending.cents, found.patient_balance.cents,
        found.unapplied_credit.cents, found.payer_credit.cents,
    )  # fmt: skip


def test_a_day_between_entries_posted_late_still_reads_straight():
    assert righted(payer=-30, patient=50) == (0, 20, 0, 0)
    assert righted(payer=100, patient=-30) == (70, 0, 0, 0)
    assert righted(payer=0, patient=50, patient_credit=-20) == (0, 30, 0, 0)
    assert righted(payer=-30, patient=0) == (0, 0, 30, 0)
    assert righted(payer=0, patient=-10, payer_credit=-5) == (0, 0, 10, 5)
    assert righted(payer=0, patient=0, payer_credit=5, patient_credit=-5) == (0, 0, 0, 0)


def test_what_payers_owe_more_goes_to_the_one_that_holds_most_and_a_lack_is_the_firsts():
    found = Position(places={FIRST: 10, SECOND: 30, PATIENT: 60})
    assert settled(found, 0) == {FIRST: 10, SECOND: 90, PATIENT: 0}
    found = Position(places={FIRST: 10, SECOND: 30, PATIENT: -20})
    assert settled(found, 0) == {FIRST: 0, SECOND: 20, PATIENT: 0}


def told_in(*moves):
    """Give what a charge's story asks of the patient; a move is (kind, from, to, cents)."""
    return asked_of_patient(
        Row(number, kind, DAY, None, Move(
            source, target, Money(cents), 7,
            1 if source.has_coverage else None, 1 if target.has_coverage else None,
        ))
        for number, (kind, source, target, cents) in enumerate(moves, start=1)
    )  # fmt: skip


BILLED = (EntryKind.CHARGE, Bucket.BILLED, Bucket.PAYER, 100)
ASKED = (EntryKind.RESPONSIBILITY, Bucket.PAYER, Bucket.PATIENT, 80)
PAID = (EntryKind.PAYER_PAYMENT, Bucket.PAYER, Bucket.RECEIVED, 60)


def test_the_next_payer_takes_from_what_the_patient_is_asked_for():
    to_next = (EntryKind.NEXT_PAYER, Bucket.PATIENT, Bucket.PAYER, 30)
    assert told_in(BILLED, ASKED) == 80
    assert told_in(BILLED, ASKED, to_next) == 50


def test_the_next_payer_that_takes_all_that_is_left_leaves_nothing_asked():
    all_left = (EntryKind.NEXT_PAYER, Bucket.PATIENT, Bucket.PAYER, 40)
    assert told_in(BILLED, ASKED, PAID, all_left) == 0
