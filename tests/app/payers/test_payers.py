"""Payers."""

import pytest

from app.payers import payers
from app.payers.payers import PayerDraft
from app.values.problem import Refused
from app.values.states import PayerKind
from tests import builders


def _save(store, amy, draft):
    with store.write(amy) as work:
        return payers.save(work, draft)


def test_payers_are_listed_by_name_with_their_members_counted(store, amy):
    _save(store, amy, PayerDraft("blue Prairie", "BP001", filing_days=180))
    medicare = _save(store, amy, PayerDraft("Medicare", kind=PayerKind.MEDICARE))
    with store.write(amy) as work:
        builders.coverage(work, builders.patient(work).patient_id, medicare)
    with store.read() as session:
        found = payers.payers(session)
    assert [(row.name, row.coverages) for row in found] == [("blue Prairie", 0), ("Medicare", 1)]


def test_a_name_stands_once_whatever_its_case(store, amy):
    number = _save(store, amy, PayerDraft("Blue Prairie"))
    with pytest.raises(Refused, match="payers.name_taken"):
        _save(store, amy, PayerDraft(" blue  PRAIRIE "))
    with store.read() as session:
        draft = payers.draft_of(session, number)
    assert _save(store, amy, draft) == number


def test_what_keeps_a_payer_from_being_saved_stands_beside_its_field(store, amy):
    wrong = PayerDraft("", filing_days=0)
    assert [p.field for p in wrong.problems()] == ["name", "filing_days", "payer_id"]
    with pytest.raises(Refused, match="payers.incomplete"):
        _save(store, amy, wrong)
    with pytest.raises(Refused, match="payers.gone"):
        _save(store, amy, PayerDraft("Blue", id=5))
