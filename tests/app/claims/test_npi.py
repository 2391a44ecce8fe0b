"""A claim is not made with a provider's number that no provider can have."""

import pytest

from app.claims import billing, facts, life
from app.claims.npi import NpiState
from app.superbills import frozen
from app.values.problem import Refused
from app.values.states import SuperbillStep
from models.claim import Claim
from models.practice import Provider
from tests import builders
from tests.app.superbills import visits


def handed(store, amy, number):
    """Hand off a visit of a provider with this NPI; give the superbill."""
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="165.00")
        encounter = visits.visit(work)
        bill = frozen.superbill(work.session, visits.handed_off(work, encounter).id)
        work.session.get_one(Provider, bill.provider_id).npi = number
    return bill


@pytest.mark.parametrize(
    ("number", "state"),
    [
        ("1234567893", NpiState.READY),
        ("1234567890", NpiState.WRONG),
        ("12345", NpiState.WRONG),
        (None, NpiState.MISSING),
        (" ", NpiState.MISSING),
    ],
)
def test_the_biller_is_told_what_stands_for_the_npi(store, amy, number, state):
    bill = handed(store, amy, number)
    with store.read() as session:
        told = facts.superbill_facts(session, bill.id)
    assert (told.npi, told.npi_given.strip()) == (state, (number or "").strip())


def test_a_wrong_number_makes_no_claim_and_moves_no_money(store, amy):
    bill = handed(store, amy, "1234567890")
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        billing.bill(work, bill.id, bill.coverage_id)
    assert caught.value.code == "claims.npi_wrong"
    assert caught.value.values["npi"] == "1234567890"
    with store.read() as session:
        assert session.query(Claim).count() == 0
        assert frozen.superbill(session, bill.id).state is SuperbillStep.HANDED_OFF


def test_the_patient_is_billed_whatever_the_number(store, amy):
    bill = handed(store, amy, "1234567890")
    with store.write(amy) as work:
        assert billing.bill(work, bill.id, None).claim_id is None


@pytest.mark.parametrize("number", ["1234567893", None])
def test_a_corrected_number_and_none_at_all_make_the_claim(store, amy, number):
    bill = handed(store, amy, "1234567890")
    with store.write(amy) as work:
        work.session.get_one(Provider, bill.provider_id).npi = number
        made = billing.bill(work, bill.id, bill.coverage_id)
        assert life.claim(work.session, made.claim_id, work.today).row.charged.cents == 16500
