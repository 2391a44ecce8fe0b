"""Where the money of one charge stands and ought to stand; pure."""

from __future__ import annotations

from datetime import date

from app.ledger.position import PATIENT, PATIENT_CREDIT, Position, moves_to, settled
from app.ledger.summary import AccountFacts, ChargeFacts, SummaryTerms, summarize
from app.values.ledger import Bucket

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
