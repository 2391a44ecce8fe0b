"""Users, roles and what they may do."""

import argon2
import pytest
import sqlalchemy as sa

from app.security import permissions, users
from app.store.actor import Actor
from app.values.problem import Refused
from app.values.states import Hat, Role
from models.security import User


def _add(store, amy, login="robin", roles=tuple(Role), password="long enough"):
    with store.write(amy) as work:
        return users.add_user(work, login, login.title(), roles, password)


def test_a_user_signs_in_by_name_and_password_and_nothing_else(store, amy):
    _add(store, amy)
    with store.write(amy) as work:
        assert users.sign_in(work, " Robin ", "long enough").name == "Robin"
    for login, password in (("robin", "Long enough"), ("robin", ""), ("nobody", "long enough")):
        with pytest.raises(Refused) as caught, store.write(amy) as work:
            users.sign_in(work, login, password)
        assert caught.value.code == "sign_in.wrong"


def test_an_inactive_user_is_kept_out(store, amy):
    _add(store, amy, "robin")
    second = _add(store, amy, "sam")
    with store.write(amy) as work:
        users.set_active(work, second, False)
    with pytest.raises(Refused), store.write(amy) as work:
        users.sign_in(work, "sam", "long enough")


def test_a_password_is_never_in_the_trail(store, amy):
    from models.audit import AuditEntry

    _add(store, amy)
    with store.read() as session:
        facts = " ".join(session.scalars(sa.select(AuditEntry.facts)))
    assert "argon2" not in facts
    assert "(set)" in facts


def test_guessing_a_password_costs_memory_and_time(store, amy, cheap_keys, monkeypatch):
    cheap_keys(monkeypatch)
    _add(store, amy)
    with store.read() as session:
        kept = argon2.extract_parameters(session.scalar(sa.select(User.password_hash)))
    assert kept.type is argon2.Type.ID
    assert kept.memory_cost >= 65_536
    assert kept.time_cost >= 3


@pytest.mark.parametrize(
    ("login", "name", "roles", "password", "code"),
    [
        ("", "X", (Role.CODER,), None, "user.name_missing"),
        ("x", " ", (Role.CODER,), None, "user.name_missing"),
        ("x", "X", (), None, "user.no_role"),
        ("x", "X", (Role.CODER,), "short", "password.too_short"),
        ("ROBIN", "X", (Role.CODER,), None, "user.login_taken"),
    ],
)
def test_a_user_that_would_not_work_is_refused(store, amy, login, name, roles, password, code):
    _add(store, amy)
    with pytest.raises(Refused) as caught, store.write(amy) as work:
        users.add_user(work, login, name, roles, password)
    assert caught.value.code == code


def test_the_last_owner_stays(store, amy):
    first = _add(store, amy, "robin")
    for step in (
        lambda work: users.set_active(work, first, False),
        lambda work: users.set_roles(work, first, {Role.CODER}),
    ):
        with pytest.raises(Refused) as caught, store.write(amy) as work:
            step(work)
        assert caught.value.code == "user.last_owner"
    second = _add(store, amy, "sam", (Role.OWNER,))
    with store.write(amy) as work:
        users.set_roles(work, first, {Role.CODER, Role.BILLER})
    with store.read() as session:
        roles = {row.id: row.roles for row in users.users(session)}
    assert roles == {first: {Role.CODER, Role.BILLER}, second: {Role.OWNER}}


def test_roles_grant_what_belongs_to_them():
    coder = users.actor_for(users.UserRow(1, "c", "C", frozenset({Role.CODER}), True, True))
    both = users.actor_for(
        users.UserRow(2, "b", "B", frozenset({Role.CODER, Role.BILLER}), True, True), Hat.CODER
    )
    owner = users.actor_for(users.UserRow(3, "o", "O", frozenset({Role.OWNER}), True, True))
    assert coder.may(permissions.CODE)
    assert not coder.may(permissions.TAKE_PAYMENT)
    assert both.may(permissions.CODE)
    assert both.may(permissions.TAKE_PAYMENT)
    assert both.hat is Hat.CODER
    assert not owner.may(permissions.RELEASE)
    assert owner.may(permissions.USERS)
    assert (coder.write_off_limit_cents, both.write_off_limit_cents) == (0, 5000)
    assert owner.write_off_limit_cents is None


def test_only_the_owner_manages_users(store, amy):
    victim = _add(store, amy)
    for step in (
        lambda work: users.add_user(work, "x", "X", (Role.CODER,)),
        lambda work: users.set_password(work, victim, "another one"),
        lambda work: users.set_roles(work, victim, (Role.CODER,)),
    ):
        with pytest.raises(Refused) as caught, store.write(Actor("c", 99)) as work:
            step(work)
        assert caught.value.code == "not_allowed"
    with store.write(Actor("robin", victim)) as work:
        users.set_password(work, victim, "my own new one")
    with store.write(amy) as work:
        users.sign_in(work, "robin", "my own new one")
