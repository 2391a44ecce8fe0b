"""One person who works here as a form holds it: name, roles, password, saved in one step."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.security import permissions, users
from app.store.store import Work
from app.values.problem import Problem, Refused, Severity
from app.values.states import Role
from models.security import User


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A user as a form holds one; ``id`` None: a new one.

    ``password`` empty leaves a stored password as it is; it is never read back. ``provider``
    is the id of the provider that the person is, empty for none; a clinician needs no role.
    """

    name: str = ""
    login: str = ""
    roles: frozenset[Role] = frozenset()
    is_active: bool = True
    provider: str = ""
    password: str = ""
    has_password: bool = False
    id: int | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the form from being saved, and what should be thought of."""
        found = []
        if not self.name.strip():
            found.append(Problem("office.person_name", field="name"))
        if not self.login.strip():
            found.append(Problem("office.person_login", field="login"))
        if not self.roles and not self.provider:
            found.append(Problem("office.person_roles", field="roles"))
        if self.password and len(self.password) < users.MINIMUM_PASSWORD:
            least = {"least": str(users.MINIMUM_PASSWORD)}
            found.append(Problem("office.person_password", field="password", values=least))
        elif not self.password and not self.has_password:
            found.append(Problem("office.person_no_password", Severity.WARN, "password"))
        return found


def draft_of(session: Session, user_id: int) -> PersonDraft:
    """Give a stored user as a draft.

    Raises:
        Refused: user.gone.
    """
    row = session.get(User, user_id)
    if row is None:
        raise Refused("user.gone")
    known = next(one for one in users.users(session) if one.id == user_id)
    return PersonDraft(
        known.name, known.login, known.roles, known.is_active,
        "" if known.provider_id is None else str(known.provider_id), "", known.has_password,
        row.id, row.version,
    )  # fmt: skip


def save(work: Work, draft: PersonDraft) -> int:
    """Store a user with roles, password and whether he or she may sign in; give the id.

    Raises:
        Refused: not_allowed, user.incomplete, user.gone, user.login_taken, user.last_owner,
            user.provider_taken, password.too_short, changed_elsewhere.
    """
    work.require(permissions.USERS)
    if any(problem.severity is Severity.BLOCK for problem in draft.problems()):
        raise Refused("user.incomplete")
    provider_id = int(draft.provider) if draft.provider else None
    if draft.id is None:
        return _added(work, draft, provider_id)
    row = work.session.get(User, draft.id)
    if row is None:
        raise Refused("user.gone")
    if row.version != draft.version:
        raise Refused("changed_elsewhere")
    row.name = " ".join(draft.name.split())
    users.set_provider(work, draft.id, provider_id)
    users.set_roles(work, draft.id, draft.roles)
    if draft.is_active != row.is_active:
        users.set_active(work, draft.id, draft.is_active)
    if draft.password:
        users.set_password(work, draft.id, draft.password)
    return draft.id


def _added(work: Work, draft: PersonDraft, provider_id: int | None) -> int:
    password = draft.password or None
    if not draft.roles and provider_id is not None:
        return users.add_clinician(work, draft.login, draft.name, provider_id, password)
    user_id = users.add_user(work, draft.login, draft.name, draft.roles, password)
    users.set_provider(work, user_id, provider_id)
    return user_id
