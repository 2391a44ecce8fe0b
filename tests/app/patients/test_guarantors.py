"""Another guarantor: the patient moves, what was charged stays."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from app.patients import guarantors, registration
from app.patients.guarantors import GuarantorChange
from app.patients.registration import AccountDraft, PatientDraft
from app.store.actor import Actor
from app.values.problem import Refused
from models.audit import AuditEntry

MOTHER = AccountDraft(
    "Castellan", "Priya", street="9 Elm St", city="Salem", state="MA", zip="01970", phone="555 0100"
)


@pytest.fixture
def child(store, amy):
    with store.write(amy) as work:
        mother = registration.save_account(work, MOTHER)
        draft = PatientDraft("Castellan", "Milo", account_id=mother)
        return registration.save(work, draft)


def _account_of(store, patient_id):
    with store.read() as session:
        account_id = registration.draft_of(session, patient_id).account_id
        return account_id, registration.account_draft_of(session, account_id)


def test_who_is_of_age_gets_an_account_at_the_address_that_is_known(store, amy, child):
    with store.write(amy) as work:
        number = guarantors.change(work, GuarantorChange(child.patient_id, own=True))
    account_id, account = _account_of(store, child.patient_id)
    assert number != child.account_number
    assert account_id != child.account_id
    assert (account.guarantor_first, account.street, account.zip) == ("Milo", "9 Elm St", "01970")
    assert account.phone == "", "the phone was the mother's"
    with store.read() as session:
        deeds = session.scalars(sa.select(AuditEntry.subject)).all()
    assert "patient" in deeds


def test_an_address_of_the_own_is_kept(store, amy, child):
    with store.write(amy) as work:
        draft = registration.draft_of(work.session, child.patient_id)
        moved = replace(draft, street="1 Oak Rd", city="Lynn", state="MA", zip="01901")
        registration.save(work, moved)
        guarantors.change(work, GuarantorChange(child.patient_id, own=True))
    assert _account_of(store, child.patient_id)[1].street == "1 Oak Rd"


def test_another_account_is_named_by_its_number(store, amy, child):
    with store.write(amy) as work:
        father = registration.save(work, PatientDraft("Castellan", "Ravi"))
        wanted = GuarantorChange(child.patient_id, number=father.account_number)
        assert guarantors.change(work, wanted) == father.account_number
    assert _account_of(store, child.patient_id)[0] == father.account_id


def test_what_makes_no_sense_is_refused_and_changes_nothing(store, amy, child):
    for wanted, code in (
        (GuarantorChange(child.patient_id), "patients.incomplete"),
        (GuarantorChange(child.patient_id, own=True, number=7), "patients.incomplete"),
        (GuarantorChange(child.patient_id, number=99), "patients.no_account_number"),
        (GuarantorChange(child.patient_id, number=child.account_number), "patients.pays_already"),
        (GuarantorChange(999, own=True), "patients.gone"),
    ):
        with pytest.raises(Refused, match=code), store.write(amy) as work:
            guarantors.change(work, wanted)
    looker = Actor("kim", permissions=frozenset({"look"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(looker) as work:
        guarantors.change(work, GuarantorChange(child.patient_id, own=True))
    assert _account_of(store, child.patient_id)[0] == child.account_id
