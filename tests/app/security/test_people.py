"""People of the office as a form holds them: roles, and whose queries they answer."""

from __future__ import annotations

import pytest

from app.practice import providers
from app.practice.providers import ProviderDraft
from app.security import people, permissions, users
from app.security.people import PersonDraft
from app.values.problem import Refused
from app.values.states import Role
from tests.conftest import AMY


@pytest.fixture
def ito(store):
    with store.write(AMY) as work:
        return providers.save(work, ProviderDraft(last_name="Ito", npi="1234567893"))


def saved(store, draft):
    with store.write(AMY) as work:
        return people.save(work, draft)


def row_of(store, number):
    with store.read() as session:
        return next(one for one in users.users(session) if one.id == number)


def test_a_clinician_needs_no_role_and_may_look_and_answer(store, ito):
    number = saved(store, PersonDraft("Kenji Ito", "kenji", provider=str(ito)))
    row = row_of(store, number)
    assert (row.provider_id, row.roles) == (ito, frozenset())
    actor = users.actor_for(row)
    assert (actor.provider_id, actor.permissions) == (ito, permissions.CLINICIAN)
    with store.read() as session:
        assert people.draft_of(session, number).provider == str(ito)


def test_a_person_needs_a_role_or_a_provider(store):
    assert [p.field for p in PersonDraft("A", "a", password="long enough").problems()] == ["roles"]
    with pytest.raises(Refused, match="incomplete"):
        saved(store, PersonDraft("A", "a"))


def test_one_provider_is_one_person(store, ito):
    saved(store, PersonDraft("Kenji Ito", "kenji", provider=str(ito)))
    with pytest.raises(Refused, match="provider_taken"):
        saved(store, PersonDraft("Kay", "kay", frozenset({Role.CODER}), provider=str(ito)))


def test_the_link_is_changed_and_taken_away(store, ito):
    number = saved(store, PersonDraft("Kay", "kay", frozenset({Role.CODER}), provider=str(ito)))
    assert permissions.CODE in users.actor_for(row_of(store, number)).permissions
    with store.read() as session:
        draft = people.draft_of(session, number)
    saved(store, PersonDraft("Kay", "kay", draft.roles, id=number, version=draft.version))
    assert row_of(store, number).provider_id is None


def test_the_role_of_a_clinician_may_go(store, ito):
    number = saved(store, PersonDraft("Kay", "kay", frozenset({Role.CODER}), provider=str(ito)))
    with store.read() as session:
        draft = people.draft_of(session, number)
    saved(store, PersonDraft("Kay", "kay", frozenset(), True, str(ito), id=number,
                             version=draft.version))  # fmt: skip
    assert row_of(store, number).roles == frozenset()
