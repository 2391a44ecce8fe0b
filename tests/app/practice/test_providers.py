"""Providers and facilities of the practice."""

import pytest

from app.practice import providers
from app.practice.providers import FacilityDraft, ProviderDraft
from app.store.actor import Actor
from app.values.problem import Refused, Severity


def test_a_provider_is_saved_and_listed_by_name(store, amy):
    with store.write(amy) as work:
        providers.save(work, ProviderDraft("Varga", "Ilona", "DO", "1234567893"))
        providers.save(work, ProviderDraft("Abara", "Chidi", npi="123", is_active=False))
    with store.read() as session:
        everyone = providers.providers(session)
        active = providers.providers(session, active_only=True)
    assert [(row.name, row.npi_ok) for row in everyone] == [
        ("Abara, Chidi", False), ("Varga, Ilona, DO", True),
    ]  # fmt: skip
    assert [row.name for row in active] == ["Varga, Ilona, DO"]


def test_a_wrong_number_is_kept_with_a_warning():
    found = ProviderDraft("Varga", npi="1234567890", taxonomy="207Q").problems()
    assert {(p.field, p.severity) for p in found} == {
        ("npi", Severity.WARN), ("taxonomy", Severity.WARN),
    }  # fmt: skip


def test_a_provider_without_a_number_is_not_told_that_it_is_wrong():
    (found,) = ProviderDraft("Varga").problems()
    assert found.code == "practice.npi_missing"


def test_a_changed_provider_keeps_what_the_list_knew(store, amy):
    with store.write(amy) as work:
        number = providers.save(
            work, ProviderDraft("Varga", npi="1234567893", taxonomy="207q00000x")
        )
    with store.read() as session:
        draft = providers.draft_of(session, number)
    assert draft.taxonomy == "207Q00000X"
    with store.write(amy) as work:
        providers.save(work, draft)
    with pytest.raises(Refused, match="practice.provider_gone"), store.read() as session:
        providers.draft_of(session, 99)


def test_a_stale_form_does_not_overwrite(store, amy):
    with store.write(amy) as work:
        number = providers.save(work, ProviderDraft("Varga"))
    with store.read() as session:
        draft = providers.draft_of(session, number)
    with store.write(amy) as work:
        changed = ProviderDraft("Varga-Nagy", id=number, version=draft.version)
        providers.save(work, changed)
    with pytest.raises(Refused, match="changed_elsewhere"), store.write(amy) as work:
        providers.save(work, draft)


def test_a_nameless_provider_is_refused_and_so_is_who_may_not(store, amy):
    with pytest.raises(Refused, match="practice.incomplete"), store.write(amy) as work:
        providers.save(work, ProviderDraft(" "))
    coder = Actor("cy", permissions=frozenset({"code"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(coder) as work:
        providers.save(work, ProviderDraft("Varga"))


def test_a_facility_has_a_place_of_service(store, amy):
    with store.write(amy) as work:
        number = providers.save_facility(
            work, FacilityDraft("Hilltop Nursing", place_of_service="31", state="ma")
        )
    with store.read() as session:
        draft = providers.facility_draft_of(session, number)
        (row,) = providers.facilities(session)
    assert (draft.state, row.place_of_service) == ("MA", "31")
    wrong = FacilityDraft("", "1", "office", state="Mass", zip="1")
    assert {p.field for p in wrong.problems()} == {
        "name",
        "npi",
        "place_of_service",
        "state",
        "zip",
    }
    with pytest.raises(Refused, match="facility_gone"), store.write(amy) as work:
        providers.save_facility(work, FacilityDraft("Hilltop", id=99))
