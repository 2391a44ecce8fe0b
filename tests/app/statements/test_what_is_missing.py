"""Paper of a practice that has not filled everything in, and of providers without a name."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger import book
from app.ledger.drafts import ChargeDraft, ChargesDraft
from app.practice import identity, providers
from app.practice.identity import PracticeDraft
from app.reports import receipts
from app.statements import letter, run
from app.store.actor import Actor
from app.store.store import Store
from app.values.words import say
from models.practice import Provider
from tests import builders
from tests.app.paper.reading import flat

DOS, AS_OF = date(2026, 6, 1), date(2026, 7, 31)


@pytest.fixture
def account(store: Store, amy: Actor) -> int:
    """Give an account that owes for a visit with a provider whom a list knew by an id alone."""
    with store.write(amy) as work:
        identity.save(work, PracticeDraft(name="Larkspur Family Clinic"))
        named = say("intake.unnamed_provider", id="59b4ba29-5")
        doctor = Provider(source_key="59b4ba29-5d2e-4ad1", last_name=named)
        work.session.add(doctor)
        work.session.flush()
        who = builders.patient(work)
        line = ChargeDraft(
            patient_id=who.patient_id, dos=DOS, code="99213", amount=builders.usd("120.00"),
            provider_id=doctor.id,
        )  # fmt: skip
        posted = book.charge(work, ChargesDraft(account_id=who.account_id, lines=(line,)))
        charged = posted.charge_ids[0]
        builders.payment(work, who.account_id, "20.00", on=DOS, charge_id=charged)
    return who.account_id


def test_a_statement_without_phone_and_address_has_no_empty_labels(store: Store, account: int):
    with store.read() as session:
        said = flat(run.preview(session, AS_OF, [account]))
    assert "Billing:" not in said
    assert "By phone:" not in said
    assert "Call us before the due date" in said
    assert "Llámenos" in said
    assert "Call ." not in said


def test_the_practice_stands_for_a_provider_without_a_name(store: Store, account: int):
    with store.read() as session:
        statement = flat(run.preview(session, AS_OF, [account]))
        receipt = receipts.receipt_view(session, 1)
    assert "59b4ba29" not in statement
    assert ", Larkspur Family Clinic" in statement
    assert [part.provider for part in receipt.applied] == ["Larkspur Family Clinic"]


def test_what_to_fill_in_first_is_named_and_goes_when_it_is_filled_in(
    store: Store, amy: Actor, account: int
):
    with store.read() as session:
        found = letter.missing(session)
        assert [row.is_named for row in providers.providers(session)] == [False]
    codes = ["statements.no_address", "statements.no_phone", "statements.unnamed"]
    assert [one.code for one in found] == codes
    with store.write(amy) as work:
        doctor = work.session.query(Provider).one()
        doctor.last_name, doctor.first_name = "Okafor", "Nia"
        draft = identity.practice(work.session)
        changes = {"street": "1 Elm", "city": "Alder", "state": "IL", "zip": "60601"}
        whole = PracticeDraft(name=draft.name, phone="2175550101", version=draft.version, **changes)
        identity.save(work, whole)
    with store.read() as session:
        assert letter.missing(session) == ()
        assert "Dr." not in flat(run.preview(session, AS_OF, [account]))


def test_a_name_that_a_person_gave_is_a_name():
    assert not providers.is_unnamed("Okafor", "", "1234567893", "59b4")
    assert not providers.is_unnamed("Provider 12345", "Nia", "12345")
    assert providers.is_unnamed("Provider 1234567893", "", "1234567893", None)
