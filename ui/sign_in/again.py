"""The lock: the window is covered until the same user, or another, signs in."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.security import users
from app.values.problem import Outside, Refused
from app.values.states import Role
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import row_of
from ui.messages import message_of
from ui.seat import Seat
from ui.sign_in import office_door as door
from ui.sign_in.forms import Asked
from ui.sign_in.office_door import Opened
from ui.text import tr


class SignInAgain(QDialog):
    """Asks for the password of the user who is signed in; Esc does not open the window."""

    back = Signal(object)
    """The ``Seat`` of the user who is back."""
    someone_else = Signal()

    def __init__(self, desk: Desk, opened: Opened, seat: Seat, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._opened, self._seat = desk, opened, seat
        self.setWindowTitle(tr("shell.again.title"))
        self.setModal(True)
        self.setFixedWidth(480)
        self.password = Asked(tr("shell.sign-in.password"), hidden=True)
        self.password.entered.connect(self._enter)
        self.enter = button("primary", tr("shell.sign-in.enter"), "Enter")
        self.enter.clicked.connect(self._enter)
        other = button("plain", tr("shell.again.other"))
        other.clicked.connect(self._leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("shell.again.title"), "title"))
        column.addWidget(label(tr("shell.again.words"), "soft", wrap=True))
        column.addWidget(label(tr("shell.again.who", name=seat.name), "strong"))
        column.addWidget(self.password)
        self.hint = label(tr("shell.again.none"), "soft", wrap=True)
        self.hint.hide()
        column.addWidget(self.hint)
        column.addLayout(row_of(self.enter, other))
        self.password.setFocus()
        desk.read(users.users, then=self._know, owner=self)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let no key close the lock."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay: the window behind is covered anyway."""
        event.ignore()

    @Slot()
    def _enter(self) -> None:
        self._desk.aside(
            door.sign_in,
            self._opened.office,
            self._seat.login,
            self.password.line.text(),
            then=self._on_seated,
            otherwise=self._refuse,
        )

    @Slot()
    def _leave(self) -> None:
        self.hide()
        self.someone_else.emit()

    def _know(self, found: Sequence[users.UserRow]) -> None:
        """Tell a user who never had a password how to go on, and the owner which it is."""
        mine = next((one for one in found if one.login == self._seat.login), None)
        if mine is not None and mine.has_password:
            self.hint.setText(tr("shell.sign-in.owner"))
        is_owner = mine is not None and Role.OWNER in mine.roles
        self.hint.setVisible(mine is not None and (is_owner or not mine.has_password))
        self._fit()

    def _fit(self) -> None:
        # A dialog that is shown already keeps its height, and words that came since are cut.
        column = self.layout()
        if column is not None:
            column.activate()
            self.setMinimumHeight(column.totalHeightForWidth(self.width()))

    def _on_seated(self, seat: Seat) -> None:
        self.hide()
        self.back.emit(seat)

    def _refuse(self, error: Refused | Outside) -> None:
        self.password.show_problem(message_of(error).whole)
        self.password.line.selectAll()
        self._fit()
