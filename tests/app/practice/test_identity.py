"""Who the practice is."""

from dataclasses import replace

import pytest

from app.practice import identity
from app.practice.identity import PracticeDraft
from app.store.actor import Actor
from app.values.problem import Refused

WHOLE = PracticeDraft(
    name="Cedar Hollow Clinic", npi="1234567893", street="220 Millrace Street",
    city="Cedar Hollow", state="OR", zip="97999", pay_url="https://pay.cedarhollow.example",
)  # fmt: skip


def _save(store, actor, draft):
    with store.write(actor) as work:
        identity.save(work, draft)
    with store.read() as session:
        return identity.practice(session)


def test_a_practice_is_kept_and_changed(store, amy):
    with store.read() as session:
        assert identity.practice(session) == PracticeDraft()
    kept = _save(store, amy, WHOLE)
    assert replace(kept, version=0) == WHOLE
    assert _save(store, amy, replace(kept, phone="503-555-0100")).phone == "503-555-0100"


def test_checks_go_to_the_street_address_unless_another_is_given(store):
    assert WHOLE.remit_address == WHOLE.address
    elsewhere = replace(WHOLE, remit_street="PO Box 4182", remit_city="Cedar Hollow")
    assert elsewhere.remit_address.street == "PO Box 4182"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"npi": "1234567890"}, "npi"),
        ({"street": ""}, "street"),
        ({"pay_url": "http://pay.example"}, "pay_url"),
        ({"state": "97"}, "state"),
        ({"zip": "9799"}, "zip"),
        ({"remit_state": "Oregon"}, "remit_state"),
        ({"remit_zip": "97999-12"}, "remit_zip"),
    ],
)
def test_what_is_missing_stands_beside_its_field(change, field):
    assert [problem.field for problem in replace(WHOLE, **change).problems()] == [field]


def test_a_practice_without_a_name_is_not_saved(store, amy):
    with pytest.raises(Refused) as caught:
        _save(store, amy, replace(WHOLE, name=""))
    assert caught.value.code == "practice.incomplete"


def test_an_address_is_kept_as_paper_takes_it(store, amy):
    kept = _save(
        store, amy, replace(WHOLE, street=" 220  Millrace ", city="Cedar\tHollow", state="or")
    )
    assert str(kept.address) == str(replace(WHOLE, street="220 Millrace").address)


def test_an_address_that_was_stored_badly_stops_no_paper():
    bad = replace(WHOLE, street=" 220 Millrace ", state="97", zip="x")
    assert (bad.address.street, bad.address.state, bad.address.zip) == ("220 Millrace", "", "")


def test_a_stale_form_and_a_coder_change_nothing(store, amy):
    kept = _save(store, amy, WHOLE)
    _save(store, amy, replace(kept, phone="1"))
    with pytest.raises(Refused) as caught:
        _save(store, amy, replace(kept, phone="2"))
    assert caught.value.code == "changed_elsewhere"
    with pytest.raises(Refused) as caught:
        _save(store, Actor("coder"), kept)
    assert caught.value.code == "not_allowed"
