"""After the recovery key: the office gets a new passphrase, and its owner a way in again."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from app.security.strength import LEAST_PASSPHRASE
from app.values.problem import Refused
from app.values.states import Role
from ui.kit.button import button
from ui.sign_in import office_door as door
from ui.sign_in.forms import Asked, EntryPage
from ui.sign_in.office_door import Opened
from ui.text import tr


class RenewPage(EntryPage):
    """Asks for the new passphrase of an office that its recovery key has opened."""

    done = Signal(str)

    def __init__(self) -> None:
        super().__init__(tr("renewing.title"), tr("renewing.words"))
        hint = tr("shell.new.least")
        self.passphrase = Asked(tr("renewing.passphrase"), hidden=True, hint=hint)
        self.passphrase.entered.connect(self._renew)
        self.rows.addWidget(self.passphrase)
        take = button("primary", tr("renewing.take"), "Enter")
        take.clicked.connect(self._renew)
        self.add_buttons(take)
        self.first = self.passphrase

    @Slot()
    def _renew(self) -> None:
        fresh = self.passphrase.line.text()
        if len(fresh) < LEAST_PASSPHRASE:
            self.passphrase.show_problem(tr("shell.new.short-passphrase", n=str(len(fresh))))
            self.go_to(self.passphrase)
        else:
            self.passphrase.line.clear()
            self.done.emit(fresh)


def is_recovery_key(typed: str) -> bool:
    """Tell a whole recovery key from a passphrase by its form and its own check."""
    # Loaded with the store when an office is looked for; not with the first page.
    from app.store import cipher  # noqa: PLC0415

    return cipher.is_recovery_key(typed)


def renew(opened: Opened, passphrase: str) -> Opened:
    """Let the office open by a new passphrase, which is its owner's password too; sign in.

    Who holds the recovery key holds the office, so nothing else is asked. It stands in the
    audit trail.

    Raises:
        Refused: sign_in.wrong, in an office that has no active owner.
        Outside: disk_full, office.read_only.
    """
    from app.security import users  # noqa: PLC0415  (start-up speed, as in the office's door)

    office = opened.office
    with office.store.read() as session:
        active = [row for row in users.users(session) if row.is_active]
    owner = next((one for one in active if Role.OWNER in one.roles), None)
    if owner is None:
        raise Refused("sign_in.wrong")
    with office.store.write(users.actor_for(owner)) as work:
        users.set_password(work, owner.id, passphrase)
        work.note_deed("office.renewed", "user", owner.id)
    office.change_passphrase(passphrase)
    seat = door.sign_in(office, owner.login, passphrase)
    return Opened(office, opened.logins, seat)
