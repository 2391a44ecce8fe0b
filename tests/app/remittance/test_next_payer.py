"""A next payer's paper EOB: what the first one settled stands on the line before a key is typed."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.claims import billing, life
from app.denials import keeping
from app.ledger import balances, closing
from app.remittance import grid, looking, posting
from app.remittance.eob import EobClaim, EobDraft
from models.claim import Claim
from models.coverage import Coverage
from models.encounter import Encounter
from tests import builders
from tests.app.superbills import visits
from tests.builders import usd
from tests.conftest import NOON

TODAY = NOON.date()


@pytest.fixture
def handed_on(store, amy):
    """120.00 charged, 60.00 paid and 40.00 off by the first payer; 20.00 go on to the second."""
    return answered(store, amy)


def answered(store, amy, **held):
    """The same, with a second coverage of such days; None where no second claim was made."""
    store.closing_checks = [*closing.CHECKS, *keeping.CHECKS]
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="120.00")
        encounter = visits.visit(work)
        row = work.session.get_one(Encounter, encounter)
        second = builders.payer(work, "Harbor Mutual")
        cover = work.session.get_one(Coverage, builders.coverage(work, row.patient_id, second, 2))
        for name, day in held.items():
            setattr(cover, name, day)
        bill = visits.handed_off(work, encounter, services=("99213",))
        done = billing.bill(work, bill.id, row.coverage_id)
        life.mark_billed(work, done.claim_id, TODAY)
        (choice,) = looking.open_claims(work.session, TODAY, claim_id=done.claim_id)
        told = choice.grid.lines[0].told
        line = replace(told, paid=usd("60.00"), contractual=usd("40.00"), coinsurance=usd("20.00"))
        claims = (EobClaim(done.claim_id, (line,)),)
        posting.post(work, EobDraft(choice.payer_id, "1", TODAY, usd("60.00"), claims=claims))
        next_claim = work.session.query(Claim).filter(Claim.id != done.claim_id).one_or_none()
        if next_claim is None:
            return None
        life.mark_billed(work, next_claim.id, TODAY)
        return done.account_id, next_claim.id, second


@pytest.mark.parametrize(
    ("held", "is_asked"),
    [
        ({"valid_to": visits.DOS}, True),
        ({"valid_from": visits.DOS}, True),
        ({"valid_to": visits.DOS - timedelta(days=1)}, False),
        ({"valid_from": visits.DOS + timedelta(days=1)}, False),
    ],
)
def test_the_next_payer_is_asked_whose_coverage_held_on_the_day_of_the_visit(
    store, amy, held, is_asked
):
    made = answered(store, amy, **held)
    assert (made is not None) is is_asked
    with store.read() as session:
        account = session.query(Claim).first().account_id
        summary = balances.account_summary(session, account, TODAY)
    assert str(summary.patient_balance) == ("0.00" if is_asked else "20.00")


def test_only_what_is_left_is_to_be_explained_and_allowed_fills_no_second_discount(
    store, amy, handed_on
):
    account, claim_id, payer = handed_on
    with store.write(amy) as work:
        (choice,) = looking.open_claims(work.session, TODAY, claim_id=claim_id)
        (line,) = choice.grid.lines
        assert grid.show_others(line.told) == "OA-23 100.00"
        assert choice.charged == line.told.gap == usd("20.00")
        told = grid.with_amount(line.told, "allowed", "20")
        assert not told.contractual
        told = grid.with_amount(told, "paid", "20")
        assert not told.gap
        draft = EobDraft(payer, "2", TODAY, usd("20.00"), claims=(EobClaim(claim_id, (told,)),))
        assert draft.problems() == []
        posting.post(work, draft)
    with store.read() as session:
        summary = balances.account_summary(session, account, TODAY)
    assert str(summary.account_balance) == "0.00"
    assert str(summary.payer_credit) == "0.00"
