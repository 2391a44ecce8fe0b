"""The door to the office: find it, make it, open it, and sign in. No Qt; runs off the window.

Imports of the store happen inside the functions: the cipher takes longer to load than the
window takes to appear, so it loads on a worker after the first paint. SQLAlchemy takes longer
than all the rest: who is here is read and noted without it, and it loads behind Today.
"""

from __future__ import annotations

import importlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.progress import Progress
from app.security.strength import LEAST_PASSPHRASE
from app.store.actor import PROGRAM, Actor
from app.values.problem import Problem, Refused
from app.values.states import Hat, Role
from ui.seat import Seat

if TYPE_CHECKING:
    from app.security.entering import UserRow
    from app.store.office import Office
    from app.store.plain import Snapshot
    from app.store.store import Work


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands in an office folder before it is opened."""

    folder: Path
    exists: bool
    sample: bool
    opens_itself: bool = False
    """The machine knows the passphrase: sample practice, keyring or environment."""


@dataclass(slots=True)
class NewOffice:
    """The three fields of a new practice."""

    practice: str = ""
    owner: str = ""
    passphrase: str = ""

    def problems(self) -> list[Problem]:
        """Give what is missing, each with its field."""
        found = []
        if not self.practice.strip():
            found.append(Problem("missing-practice", field="practice"))
        if not self.owner.strip():
            found.append(Problem("missing-owner", field="owner"))
        if len(self.passphrase) < LEAST_PASSPHRASE:
            values = {"n": str(len(self.passphrase))}
            found.append(Problem("short-passphrase", field="passphrase", values=values))
        return found


@dataclass(frozen=True, slots=True)
class Opened:
    """An open office, who may sign in, and at once who did when that needs no question."""

    office: Office
    logins: tuple[str, ...]
    seat: Seat | None = None
    recovery_key: str = ""


def look(folder: str = "") -> Sight:
    """Look at the folder TWOHATS_OFFICE names, else the given one, else the default one.

    It loads the store's libraries, so that opening is quick afterwards.
    """
    from app.commands import opening  # noqa: PLC0415  (start-up speed, see above)
    from app.store.office import OfficeFolder, default_folder  # noqa: PLC0415

    named = os.environ.get("TWOHATS_OFFICE")
    place = OfficeFolder(Path(folder)) if folder and not named else default_folder()
    if not place.exists:
        place = default_folder()
    known = place.exists and opening.known_passphrase(place) is not None
    return Sight(place.path, place.exists, place.is_sample, known)


def free_folder() -> Path:
    """Give a folder for one more office: the default one, else a numbered one beside it."""
    from app.store.office import default_folder  # noqa: PLC0415

    first = default_folder().path
    number, found = 1, first
    while found.exists() and any(found.iterdir()):
        number += 1
        found = first.with_name(f"{first.name}-{number}")
    return found


def make(draft: NewOffice, folder: Path) -> Opened:
    """Set up a new practice; its owner signs in with the passphrase.

    Raises:
        Refused: office.exists, passphrase.empty.
        Outside: disk_full, office.read_only.
    """
    from app.commands import founding  # noqa: PLC0415
    from app.security import users  # noqa: PLC0415
    from app.store.office import OfficeFolder  # noqa: PLC0415

    office, key = founding.found(
        OfficeFolder(folder), draft.passphrase, draft.practice.strip(), draft.owner.strip()
    )
    with office.store.read() as session:
        owner = next(row for row in users.users(session) if row.is_active)
    if not owner.has_password:
        with office.store.write(users.actor_for(owner)) as work:
            users.set_password(work, owner.id, draft.passphrase)
    return Opened(office, (owner.login,), _seat(office, owner), key)


def make_sample(folder: Path, progress: Progress) -> Opened:
    """Make the sample practice of invented people and open it.

    Raises:
        Refused: office.exists.
        Cancelled: the user stopped.
    """
    demo = importlib.import_module("app.commands.demo")
    demo.make_sample(folder, progress=progress)
    return enter(folder)


def enter(folder: Path, passphrase: str | None = None, *, remember: bool = False) -> Opened:
    """Open an office; signs in at once where the passphrase says who it is.

    Raises:
        Refused: office.none, office.passphrase_needed, passphrase.wrong.
        Outside: office.in_use, office.damaged and the like.
    """
    from app.commands import opening  # noqa: PLC0415
    from app.security import entering  # noqa: PLC0415
    from app.store.office import OfficeFolder  # noqa: PLC0415

    place = OfficeFolder(folder)
    office = opening.open_office(place, passphrase)
    if remember and passphrase:
        opening.remember(place, passphrase)
    with office.glance() as snapshot:
        active = [row for row in entering.users(snapshot) if row.is_active]
    logins = tuple(row.login for row in active)
    first = _evident(active, sample=place.is_sample)
    if first is None and passphrase and len(active) == 1:
        return Opened(office, logins, _try(office, active[0].login, passphrase))
    if first is None:
        return Opened(office, logins)
    return Opened(office, logins, sign_in(office, first.login, ""))


def sign_in(office: Office, login: str, password: str) -> Seat:
    """Let a user in.

    Raises:
        Refused: sign_in.wrong.
    """
    from app.security import entering  # noqa: PLC0415

    with office.enter(PROGRAM) as entrance:
        row = entering.sign_in(entrance, login, password)
    return _seat(office, row)


def put_on_hat(work: Work, hat: Hat) -> None:
    """Write into the audit trail that the user put on a hat."""
    from app.security import users  # noqa: PLC0415

    users.wear(work, hat)


def hats_of(roles: frozenset[Role]) -> tuple[Hat, ...]:
    """Give the hats that roles allow; an owner may always look at the biller's work."""
    worn = []
    if Role.CODER in roles:
        worn.append(Hat.CODER)
    if Role.BILLER in roles or Role.OWNER in roles:
        worn.append(Hat.BILLER)
    return tuple(worn)


def _evident(active: list[UserRow], *, sample: bool) -> UserRow | None:
    """Find the user who needs no question: of the sample, or alone and without a password."""
    open_ones = [row for row in active if not row.has_password]
    if sample and open_ones:
        return max(open_ones, key=lambda row: len(row.roles))
    return open_ones[0] if len(active) == 1 and open_ones else None


def _try(office: Office, login: str, password: str) -> Seat | None:
    try:
        return sign_in(office, login, password)
    except Refused:
        return None


def lock_minutes(snapshot: Snapshot) -> int:
    """Give the minutes after which the window covers itself; 0 never."""
    from app.practice import settings  # noqa: PLC0415  (start-up speed, see above)

    return settings.value(snapshot, settings.LOCK_AFTER_MINUTES)


def _seat(office: Office, row: UserRow) -> Seat:
    from app.practice import settings  # noqa: PLC0415
    from app.practice.whose import whose  # noqa: PLC0415
    from app.security import entering  # noqa: PLC0415

    with office.glance() as snapshot:
        practice = whose(snapshot).name
        limit = settings.value(snapshot, settings.BILLER_WRITE_OFF_LIMIT)
        minutes = settings.value(snapshot, settings.LOCK_AFTER_MINUTES)
    actor: Actor = entering.actor_for(row, biller_limit_cents=limit.cents)
    hats = hats_of(row.roles)
    return Seat(actor, row.name, practice, row.login, hats, lock_after_minutes=minutes)
