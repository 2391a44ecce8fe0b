"""A claim is made, billed, answered, asked again; and waits in one queue."""

from datetime import date, timedelta

import pytest

from app.claims import life
from app.claims.life import Queue
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.claim import Claim
from tests import builders
from tests.builders import DOS, usd

TODAY = date(2026, 9, 30)


@pytest.fixture
def made(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        coverage = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "165.00", coverage_id=coverage)
        claim_id = life.make(work, [charge], coverage)
    return who, coverage, charge, claim_id


def _queues(store, as_of=TODAY):
    with store.read() as session:
        counts = life.queue_counts(session, as_of)
        listed = {q: life.claims_in(session, q, as_of) for q in Queue}
    for count in counts:
        assert count.claims == len(listed[count.queue])
    return {count.queue: count.claims for count in counts if count.claims}


def test_a_claim_walks_through_its_queues(store, amy, made):
    claim_id = made[3]
    assert _queues(store) == {Queue.READY: 1}
    with store.write(amy) as work:
        life.mark_billed(work, claim_id, TODAY - timedelta(days=30))
    assert _queues(store) == {Queue.SENT: 1}
    assert _queues(store, TODAY + timedelta(days=1)) == {Queue.NO_ANSWER: 1}
    with store.write(amy) as work:
        life.answer(work, claim_id, TODAY, denied=True)
    assert _queues(store) == {Queue.DENIED: 1}
    with store.write(amy) as work:
        life.ask_again(work, claim_id, appeal=True, next_action_on=None)
    assert _queues(store) == {Queue.APPEALED: 1}
    with store.write(amy) as work:
        life.answer(work, claim_id, TODAY)
    assert _queues(store) == {}


def test_a_claim_shows_its_lines_and_its_money(store, amy, made):
    with store.read() as session:
        view = life.claim(session, made[3], TODAY)
        (count,) = [c for c in life.queue_counts(session, TODAY) if c.claims]
    assert view.row.charged == usd("165.00") == count.charged
    assert [line.code for line in view.lines] == ["99213"]
    assert view.row.respond_by == DOS + timedelta(days=180)
    assert count.oldest == 0


def test_a_payer_is_not_asked_twice_at_once(store, amy, made):
    _, coverage, charge, _ = made
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        life.make(work, [charge], coverage)
    assert caught.value.code == "claims.already_asked"


def test_one_claim_is_for_one_patient(store, amy, made):
    _, coverage, charge, _ = made
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        other = builders.charge(work, builders.patient(work), "5.00")
        life.make(work, [charge, other], coverage)
    assert caught.value.code == "claims.several_patients"
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        life.make(work, [], coverage)
    assert caught.value.code == "claims.nothing_to_bill"


def test_days_that_cannot_be_are_refused(store, amy, made):
    claim_id = made[3]
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        life.mark_billed(work, claim_id, TODAY + timedelta(days=1))
    assert caught.value.code == "claims.future"
    with store.write(amy) as work:
        life.mark_billed(work, claim_id, TODAY)
    for step, code in (
        (lambda w: life.mark_billed(w, claim_id, TODAY), "claims.not_ready"),
        (lambda w: life.answer(w, claim_id, TODAY - timedelta(days=1)), "claims.before_billed"),
        (
            lambda w: life.ask_again(w, claim_id, appeal=False, next_action_on=None),
            "claims.still_open",
        ),
    ):
        with pytest.raises(Refused) as caught, store.write(amy) as work:
            step(work)
        assert caught.value.code == code


def test_a_long_queue_comes_in_pages_without_gaps(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        coverage = builders.coverage(work, who.patient_id)
        for n in range(7):
            charge = builders.charge(work, who, "10.00", coverage_id=coverage)
            claim_id = life.make(work, [charge], coverage)
            life.mark_billed(work, claim_id, TODAY - timedelta(days=n % 3))
    seen, after = [], None
    with store.read() as session:
        while page := life.claims_in(session, Queue.SENT, TODAY, after, limit=3):
            seen += [row.id for row in page]
            after = (page[-1].submitted_on, page[-1].id)
    assert len(seen) == len(set(seen)) == 7


def test_answered_claims_that_were_never_sent_stand_among_the_others_by_their_day(store, amy):
    with store.write(amy) as work:
        who = builders.patient(work)
        coverage = builders.coverage(work, who.patient_id)
        for n in range(9):
            charge = builders.charge(work, who, "10.00", coverage_id=coverage)
            row = work.session.get_one(Claim, life.make(work, [charge], coverage))
            row.status = ClaimStatus.ADJUDICATED
            row.submitted_on = None if n % 3 == 0 else work.today + timedelta(days=5 - n)
    seen, after = [], None
    with store.read() as session:
        while page := life.claims_in(session, Queue.ANSWERED, TODAY, after, limit=2):
            seen += [(row.since, row.id) for row in page]
            after = seen[-1]
    assert len(seen) == 9
    assert seen == sorted(seen)
