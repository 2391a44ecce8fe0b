"""The pages of the entry: first start, new practice, recovery key, passphrase, sign-in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.values.problem import Problem
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.kit.scroll import scrolled
from ui.sign_in.office_door import NewOffice
from ui.text import tr

_WIDE = 480


class Asked(QFrame):
    """A labeled line of the entry with its problem beneath; Enter in it goes on."""

    entered = Signal()

    def __init__(self, words: str, *, hidden: bool = False, hint: str = "") -> None:
        super().__init__()
        self.line = QLineEdit()
        if hidden:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        head = QLabel(words)
        head.setProperty("type", "head")
        head.setBuddy(self.line)
        self.line.setAccessibleName(words.replace("&", ""))
        self._problem = Banner("block", "")
        self._problem.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addWidget(head)
        column.addWidget(self.line)
        if hint:
            column.addWidget(label(hint, "faint", wrap=True))
        column.addWidget(self._problem)
        self.setFocusProxy(self.line)
        self.line.returnPressed.connect(self.entered)

    def show_problem(self, words: str) -> None:
        """Say what is wrong with this line; empty words take it away."""
        self._problem.setVisible(bool(words))
        if words:
            self._problem.show_message("block", words)
        self.line.setAccessibleDescription(words)
        self.line.setProperty("tone", "block" if words else "")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)


class EntryPage(QWidget):
    """A panel in the middle of an empty window: title, words, fields, buttons."""

    def __init__(self, title: str, words: str = "") -> None:
        super().__init__()
        self.panel = Panel()
        self.first: QWidget | None = None
        self.panel.setFixedWidth(_WIDE)
        self.rows = self.panel.inset(24, 20)
        self.rows.setSpacing(8)
        self.title = label(title, "title", wrap=True)
        self.rows.addWidget(self.title)
        if words:
            self.rows.addWidget(label(words, "soft", wrap=True))
            self.rows.addSpacing(4)
        self.problem = Banner("block", "")
        self.problem.hide()
        self.rows.addWidget(self.problem)
        self._area = self._low_area()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def refuse(self, words: str) -> None:
        """Say what went wrong with the whole page; empty words take it away."""
        self.problem.setVisible(bool(words))
        if words:
            self.problem.show_message("block", words)

    def begin(self) -> None:
        """Put the focus on the first thing to do."""
        if self.first is not None:
            self.go_to(self.first)

    def go_to(self, part: QWidget) -> None:
        """Give a part the focus and bring it into sight, with what is said below it."""
        part.setFocus()
        self._page.activate()
        self._area.ensureWidgetVisible(part, 0, 16)

    def _low_area(self) -> QScrollArea:
        """Set the panel a little above the middle; a window too low for it scrolls."""
        inner = QWidget()
        inner.setProperty("ground", "clear")
        self._page = outer = QVBoxLayout(inner)
        outer.addStretch(1)
        middle = row_of(self.panel)
        middle.insertStretch(0)
        outer.addLayout(middle)
        outer.addStretch(2)
        return scrolled(inner, sideways=False)

    def add_buttons(self, *buttons: Button) -> None:
        """Put the buttons at the foot, the filled one first."""
        self.rows.addSpacing(8)
        self.rows.addLayout(row_of(*buttons))


class BusyPage(EntryPage):
    """Says what is being done; a long one can be stopped."""

    def __init__(self) -> None:
        super().__init__(tr("shell.start.looking"))
        self.stop = button("plain", tr("shell.start.stop"), "Esc")
        self.add_buttons(self.stop)

    def show_work(self, words: str, *, stops: bool = False) -> None:
        """Name the work under way."""
        self.title.setText(words)
        self.setAccessibleName(words)
        self.stop.setVisible(stops)


class NewPage(EntryPage):
    """The three fields of a new practice. ``done`` gives a ``NewOffice`` without problems."""

    done = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("shell.new.title"), tr("shell.new.words"))
        self.practice = Asked(tr("shell.new.practice"))
        self.owner = Asked(tr("shell.new.owner"))
        self.passphrase = Asked(tr("shell.new.passphrase"), hidden=True, hint=tr("shell.new.least"))
        for asked in (self.practice, self.owner, self.passphrase):
            self.rows.addWidget(asked)
        self.practice.entered.connect(self.owner.line.setFocus)
        self.owner.entered.connect(self.passphrase.line.setFocus)
        self.passphrase.entered.connect(self._make)
        self.make = button("primary", tr("shell.new.make"), "Enter")
        self.make.clicked.connect(self._make)
        back = button("plain", tr("shell.new.back"), "Esc")
        back.clicked.connect(self.left)
        self.add_buttons(self.make, back)
        self.first = self.practice

    def draft(self) -> NewOffice:
        """Give what is typed."""
        return NewOffice(
            self.practice.line.text(), self.owner.line.text(), self.passphrase.line.text()
        )

    @Slot()
    def _make(self) -> None:
        draft = self.draft()
        problems = draft.problems()
        self._show(problems)
        if not problems:
            self.done.emit(draft)

    def _show(self, problems: Sequence[Problem]) -> None:
        fields = {"practice": self.practice, "owner": self.owner, "passphrase": self.passphrase}
        told = {found.field: tr(f"shell.new.{found.code}", **found.values) for found in problems}
        for name, asked in fields.items():
            asked.show_problem(told.get(name, ""))
        if problems:
            self.go_to(fields[problems[0].field])


class OpenPage(EntryPage):
    """Asks for the passphrase of the office that was found."""

    done = Signal(str, bool)
    elsewhere = Signal()
    restore = Signal()

    def __init__(self) -> None:
        super().__init__("", tr("shell.open.words"))
        self.passphrase = Asked(tr("shell.open.passphrase"), hidden=True)
        self.passphrase.entered.connect(self._open)
        self.remember = QCheckBox(tr("shell.open.remember"))
        self.rows.addWidget(self.passphrase)
        self.rows.addWidget(self.remember)
        enter = button("primary", tr("shell.open.open"), "Enter")
        enter.clicked.connect(self._open)
        other = button("plain", tr("shell.open.elsewhere"))
        other.clicked.connect(self.elsewhere)
        restore = button("quiet", tr("restore.button"))
        restore.clicked.connect(self.restore)
        self.add_buttons(enter, other, restore)
        self.first = self.passphrase

    def ask(self, folder: Path) -> None:
        """Ask for the passphrase of the office in this folder."""
        self.title.setText(tr("shell.open.title", folder=folder.name))
        self.passphrase.line.clear()
        self.passphrase.show_problem("")

    @Slot()
    def _open(self) -> None:
        self.done.emit(self.passphrase.line.text(), self.remember.isChecked())


class SignInPage(EntryPage):
    """Asks who is here: sign-in name and password."""

    done = Signal(str, str)
    restore = Signal()

    def __init__(self) -> None:
        super().__init__(tr("shell.sign-in.title"), tr("shell.sign-in.words"))
        self.told = Banner("ok", "")
        self.told.hide()
        self.rows.addWidget(self.told)
        self.login = Asked(tr("shell.sign-in.login"))
        self.password = Asked(
            tr("shell.sign-in.password"), hidden=True, hint=tr("shell.sign-in.owner")
        )
        self.login.entered.connect(self.password.line.setFocus)
        self.password.entered.connect(self._enter)
        self.rows.addWidget(self.login)
        self.rows.addWidget(self.password)
        enter = button("primary", tr("shell.sign-in.enter"), "Enter")
        enter.clicked.connect(self._enter)
        restore = button("quiet", tr("restore.button"))
        restore.clicked.connect(self.restore)
        self.add_buttons(enter, restore)
        self.first = self.login

    def tell(self, words: str) -> None:
        """Say what was done before, such as a backup that is in place; empty says nothing."""
        self.told.setVisible(bool(words))
        if words:
            self.told.show_message("ok", words)

    def ask(self, login: str) -> None:
        """Ask again, with the name used last."""
        self.login.line.setText(login)
        self.password.line.clear()
        self.password.show_problem("")
        (self.password if login else self.login).setFocus()

    @Slot()
    def _enter(self) -> None:
        self.done.emit(self.login.line.text(), self.password.line.text())


def low(page: QWidget) -> QWidget:
    """Set a page a little above the middle of the window."""
    outer = QWidget()
    column = QVBoxLayout(outer)
    column.addStretch(1)
    column.addWidget(page)
    column.addStretch(2)
    return outer
