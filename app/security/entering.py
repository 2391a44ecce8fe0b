"""Who may sign in, and signing in; in plain SQL, so that a start does it before all else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.security import permissions
from app.store import plain
from app.store.actor import Actor
from app.store.plain import Snapshot
from app.values.problem import Refused
from app.values.states import Hat, Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BILLER_WRITE_OFF_LIMIT_CENTS = 5_000


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as screens show one; ``provider_id`` tells which provider it is, None: none."""

    id: int
    login: str
    name: str
    roles: frozenset[Role]
    is_active: bool
    has_password: bool
    provider_id: int | None = None


class Entering(Protocol):
    """A unit of work in which somebody signs in."""

    @property
    def session(self) -> Snapshot | Session:
        """Give what is read from."""

    def note_deed(
        self, deed: str, subject: str = "", subject_id: object = "", **facts: str
    ) -> None:
        """Write into the audit trail."""


def users(source: Snapshot | Session) -> tuple[UserRow, ...]:
    """Give all users by name, the inactive ones too."""
    roles: dict[int, set[Role]] = {}
    for user_id, role in plain.rows(source, "SELECT user_id, role FROM user_role"):
        roles.setdefault(user_id, set()).add(Role(role))
    found = plain.rows(
        source,
        "SELECT id, login, name, is_active, password_hash IS NOT NULL, provider_id FROM user"
        " LEFT JOIN user_provider ON user_id = id ORDER BY name, id",
    )
    return tuple(
        UserRow(
            user_id,
            login,
            name,
            frozenset(roles.get(user_id, ())),
            bool(is_active),
            bool(has_password),
            provider,
        )
        for user_id, login, name, is_active, has_password, provider in found
    )


def actor_for(
    user: UserRow,
    hat: Hat | None = None,
    biller_limit_cents: int = BILLER_WRITE_OFF_LIMIT_CENTS,
) -> Actor:
    """Give the actor that a signed-in user is, wearing a hat.

    ``biller_limit_cents`` is the most that a biller may write off at once, as the practice
    has set it.
    """
    limit = permissions.write_off_limit_cents(user.roles, biller_limit_cents)
    worn = hat or (Hat.CODER if user.roles == {Role.CODER} else Hat.BILLER)
    granted = permissions.granted(user.roles)
    if user.provider_id is not None:
        granted |= permissions.CLINICIAN
    return Actor(user.name, user.id, granted, worn, limit, user.provider_id)


def sign_in(work: Entering, login: str, password: str) -> UserRow:
    """Let a user in and write it into the audit trail.

    Raises:
        Refused: sign_in.wrong, for an unknown login, a wrong password or an inactive user.
    """
    login = login.strip().lower()
    user = next((row for row in users(work.session) if row.login == login), None)
    if user is None or not user.is_active or not _lets_in(work.session, user, password):
        raise Refused("sign_in.wrong")
    work.note_deed("signed_in", "user", user.id)
    return user


def _lets_in(source: Snapshot | Session, user: UserRow, password: str) -> bool:
    if not user.has_password and not password:
        return True
    found = plain.row(source, "SELECT password_hash FROM user WHERE id = :id", id=user.id)
    return found is not None and _fits(found[0], password)


def _fits(stored: str | None, password: str) -> bool:
    try:
        return stored is not None and PasswordHasher().verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
