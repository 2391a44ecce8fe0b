"""Users of the office: who they are, their roles and passwords; see also ``entering``."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from argon2 import PasswordHasher

from app.security import permissions
from app.security.entering import UserRow as UserRow
from app.security.entering import actor_for as actor_for
from app.security.entering import sign_in as sign_in
from app.security.entering import users as users
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import Hat, Role
from models.security import User, UserProvider, UserRole

MINIMUM_PASSWORD = 8


def add_user(
    work: Work, login: str, name: str, roles: Iterable[Role], password: str | None = None
) -> int:
    """Add a user and give the id.

    Raises:
        Refused: not_allowed, user.name_missing, user.login_taken, user.no_role,
            password.too_short.
    """
    held = set(roles)
    if not held:
        raise Refused("user.no_role")
    user_id = _added(work, login, name, password)
    work.session.add_all(UserRole(user_id=user_id, role=role) for role in sorted(held))
    return user_id


def add_clinician(
    work: Work, login: str, name: str, provider_id: int, password: str | None = None
) -> int:
    """Add a user who answers a provider's queries and holds no role; give the id.

    Raises:
        Refused: not_allowed, user.name_missing, user.login_taken, user.provider_taken,
            password.too_short.
    """
    user_id = _added(work, login, name, password)
    set_provider(work, user_id, provider_id)
    return user_id


def _added(work: Work, login: str, name: str, password: str | None) -> int:
    work.require(permissions.USERS)
    login, name = login.strip().lower(), name.strip()
    if not login or not name:
        raise Refused("user.name_missing")
    if work.session.scalar(sa.select(User.id).where(User.login == login)):
        raise Refused("user.login_taken", login=login)
    user = User(login=login, name=name, created_at=work.now, password_hash=_hashed(password))
    work.session.add(user)
    work.session.flush()
    return user.id


def set_password(work: Work, user_id: int, password: str | None) -> None:
    """Set or clear a password; users may set their own, the owner anybody's.

    Raises:
        Refused: not_allowed, password.too_short.
    """
    if work.actor.user_id != user_id:
        work.require(permissions.USERS)
    user = work.session.get_one(User, user_id)
    user.password_hash = _hashed(password)


def set_roles(work: Work, user_id: int, roles: Iterable[Role]) -> None:
    """Give a user exactly these roles; only one who is a provider may have none.

    Raises:
        Refused: not_allowed, user.no_role, user.last_owner.
    """
    work.require(permissions.USERS)
    wanted = set(roles)
    if not wanted and work.session.get(UserProvider, user_id) is None:
        raise Refused("user.no_role")
    held = {r.role: r for r in work.session.scalars(sa.select(UserRole).filter_by(user_id=user_id))}
    if Role.OWNER in held and Role.OWNER not in wanted:
        _keep_an_owner(work, user_id)
    for role in held.keys() - wanted:
        work.session.delete(held[role])
    work.session.add_all(UserRole(user_id=user_id, role=role) for role in wanted - held.keys())


def set_provider(work: Work, user_id: int, provider_id: int | None) -> None:
    """Say which provider a user is; None: no clinician. A provider is one user at most.

    Raises:
        Refused: not_allowed, user.provider_taken.
    """
    work.require(permissions.USERS)
    row = work.session.get(UserProvider, user_id)
    if provider_id is None:
        if row is not None:
            work.session.delete(row)
        return
    taken = sa.select(UserProvider.user_id).where(UserProvider.provider_id == provider_id)
    if work.session.scalar(taken) not in (None, user_id):
        raise Refused("user.provider_taken")
    if row is None:
        work.session.add(UserProvider(user_id=user_id, provider_id=provider_id))
    else:
        row.provider_id = provider_id


def set_active(work: Work, user_id: int, active: bool) -> None:
    """Let a user in, or keep one out; past work keeps the name.

    Raises:
        Refused: not_allowed, user.last_owner.
    """
    work.require(permissions.USERS)
    if not active:
        _keep_an_owner(work, user_id)
    work.session.get_one(User, user_id).is_active = active


def wear(work: Work, hat: Hat) -> None:
    """Write into the audit trail that the actor put on a hat."""
    work.note_deed("hat.changed", "user", work.actor.user_id or "", hat=hat.value)


def _keep_an_owner(work: Work, leaving: int) -> None:
    others = (
        sa.select(sa.func.count())
        .select_from(UserRole)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == Role.OWNER, User.is_active, User.id != leaving)
    )
    if not work.session.scalar(others):
        raise Refused("user.last_owner")


def _hashed(password: str | None) -> str | None:
    if password is None:
        return None
    if len(password) < MINIMUM_PASSWORD:
        raise Refused("password.too_short", least=str(MINIMUM_PASSWORD))
    return PasswordHasher().hash(password)
