"""Open an office for a command or for the window, with every room's checks put together."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import typed
from app.practice.whose import whose
from app.store import office
from app.store.office import Office, OfficeFolder
from app.store.plain import utc_now
from app.values.problem import Refused

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.changes import Changes
    from app.store.check import NamedCheck
    from app.store.store import ClosingCheck

KEYRING_SERVICE = "twohats"


def closing_checks() -> Sequence[ClosingCheck]:
    """Give what ends every unit of work: plans and denials follow the books, which are checked."""
    return (_plans_follow, _denials_follow, _books_hold)


# Signing in writes no row. So the rooms that keep the books, which need most of the tables,
# load with the first real change and not while someone waits for the first list.


def _plans_follow(session: Session, changes: Changes) -> None:
    if changes.tables:
        from app.plans import keeping  # noqa: PLC0415  (as above)

        for check in keeping.CHECKS:
            check(session, changes)


def _denials_follow(session: Session, changes: Changes) -> None:
    if changes.tables:
        from app.denials import keeping  # noqa: PLC0415  (as above)

        for check in keeping.CHECKS:
            check(session, changes)


def _books_hold(session: Session, changes: Changes) -> None:
    if changes.tables:
        from app.ledger import closing  # noqa: PLC0415  (as above)

        for check in closing.CHECKS:
            check(session, changes)


def checks_of_the_books() -> Sequence[NamedCheck]:
    """Give every room's checks, as ``office check`` runs them after the file's own."""
    from app.denials import keeping  # noqa: PLC0415  (as above)
    from app.ledger import findings  # noqa: PLC0415
    from app.statements import checks as statement_checks  # noqa: PLC0415
    from app.superbills import frozen  # noqa: PLC0415

    books = (*findings.CHECKS, *keeping.FINDINGS)
    return (*books, *frozen.CHECKS, *statement_checks.CHECKS)


def create(folder: OfficeFolder, passphrase: str) -> tuple[Office, str]:
    """Make an office; see ``app.store.office.create``."""
    return office.create(folder, passphrase, closing_checks=closing_checks())


def open_office(folder: OfficeFolder, passphrase: str | None = None) -> Office:
    """Open an office by a given passphrase, or by the one the machine knows of.

    Without one: TWOHATS_PASSPHRASE_FILE, TWOHATS_PASSPHRASE, the public passphrase of a
    sample practice, the system keyring.

    Raises:
        Refused: office.none, office.passphrase_needed, passphrase.wrong.
        Outside: as ``app.store.office.open_office``.
    """
    if not folder.exists:
        raise Refused("office.none", folder=str(folder.path))
    known = passphrase if passphrase is not None else known_passphrase(folder)
    if known is None:
        raise Refused("office.passphrase_needed")
    opened = office.open_office(folder, known, closing_checks=closing_checks())
    with opened.glance() as snapshot:
        as_of = whose(snapshot).sample_as_of
    if as_of is not None:
        opened.use_clock(SampleClock(as_of))
    return opened


class SampleClock:
    """The clock of a sample practice: always the day its story stands at, at this time of day.

    A newcomer then meets the same dates, ages and deadlines whenever the program is opened.
    """

    def __init__(self, as_of: date) -> None:
        self.as_of = as_of

    def __call__(self) -> datetime:
        """Give that moment."""
        return datetime.combine(self.as_of, utc_now().astimezone().time()).astimezone(UTC)


def known_passphrase(folder: OfficeFolder) -> str | None:
    """Give the passphrase that this machine was told, or None.

    Raises:
        Outside: passphrase.unreadable, when the file that is named cannot be read.
    """
    given = told_passphrase()
    if given is not None:
        return given
    if folder.is_sample:
        return office.SAMPLE_PASSPHRASE
    return _from_keyring(folder)


def told_passphrase() -> str | None:
    """Give the passphrase of TWOHATS_PASSPHRASE_FILE or TWOHATS_PASSPHRASE, or None.

    Raises:
        Outside: passphrase.unreadable.
    """
    named = os.environ.get("TWOHATS_PASSPHRASE_FILE")
    if named:
        return typed.secret(Path(named))
    return os.environ.get("TWOHATS_PASSPHRASE")


def remember(folder: OfficeFolder, passphrase: str) -> bool:
    """Put the passphrase into the system keyring; False when there is none to use."""
    # The keyring looks for its backends on import, which would slow every start.
    import keyring  # noqa: PLC0415
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        keyring.set_password(KEYRING_SERVICE, str(folder.path.resolve()), passphrase)
    except KeyringError:
        return False
    return True


def remember_anew(folder: OfficeFolder, passphrase: str) -> None:
    """Put a changed passphrase into the system keyring, where the one before was kept."""
    if _from_keyring(folder) is not None:
        remember(folder, passphrase)


def _from_keyring(folder: OfficeFolder) -> str | None:
    import keyring  # noqa: PLC0415  (as above)
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        return keyring.get_password(KEYRING_SERVICE, str(folder.path.resolve()))
    except KeyringError:
        return None
