"""Finding the patient as one types: name, MRN, birth date or account, and the way to a new one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QVBoxLayout

from app.patients import finding
from app.patients.finding import PatientRow
from app.values.dates import show_date
from ui import theme
from ui.desk import Desk
from ui.kit.field import Field
from ui.kit.label import label
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.text import tr

_MOST = 6
_STEPS: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_TAKES = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


@dataclass(frozen=True, slots=True)
class NewPatient:
    """The row that offers a patient who is not here yet; ``typed`` is what was looked for."""

    typed: str


Found = PatientRow | NewPatient


class WhoField(Field[int]):
    """The line, the list under it, and who was chosen. The caret stays in the line."""

    chosen = Signal(object)
    """The ``PatientRow`` that was chosen."""
    fresh_wanted = Signal(str)
    """A new patient; what was typed so far."""
    unchosen = Signal()

    def __init__(self, desk: Desk, name: str = "", *, offers_new: bool = True) -> None:
        self.line = QLineEdit()
        super().__init__(name or tr("intake_screen.visit.patient"), self.line, needed=True)
        self._offers_new = offers_new
        self._desk = desk
        self.patient: PatientRow | None = None
        self._looks_for, self._enter_waits = "", False
        self.rows: LinesModel[Found] = LinesModel(_lines, _identity)
        self.list = work_list(self.rows, tr("intake_screen.visit.found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.hide()
        self.fact = label("", "soft", wrap=True)
        self.fact.hide()
        column = self.layout()
        if isinstance(column, QVBoxLayout):
            column.addWidget(self.list)
            column.addWidget(self.fact)
        self.line.textEdited.connect(self._look)
        self.list.clicked.connect(self._take_current)

    def value(self) -> int | None:
        """Give the id of the patient who was chosen."""
        return self.patient.id if self.patient else None

    def put(self, value: int | None) -> None:
        """Empty the field."""
        if value is None:
            self.patient = None
            self._looks_for, self._enter_waits = "", False
            self.line.clear()
            self.list.hide()
            self.fact.hide()

    def choose(self, row: PatientRow) -> None:
        """Choose a patient."""
        self.patient = row
        self._looks_for, self._enter_waits = "", False
        self.line.setText(row.name)
        self.list.hide()
        self.say(_known(row))
        self.show_problem("")
        self.chosen.emit(row)

    def say(self, words: str) -> None:
        """Show a quiet fact under the line."""
        self.fact.setText(words)
        self.fact.setVisible(bool(words))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Walk the list by the arrows and take its row by Enter; the rest as any field."""
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if pressed and self._looks_for and self._keeps_enter(event):
            return True
        if pressed and not self.list.isHidden() and self._walk(event):
            return True
        return super().eventFilter(watched, event)

    def close_list(self) -> bool:
        """Close the list of what was found; False when it is not open."""
        was_open = not self.list.isHidden()
        self.list.hide()
        return was_open

    def _keeps_enter(self, event: QEvent) -> bool:
        """Keep Enter until what is typed was looked for: the list tells of earlier letters."""
        if not isinstance(event, QKeyEvent) or event.key() not in _TAKES:
            return False
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        self._enter_waits = True
        return True

    def _walk(self, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent):
            return False
        key = event.key()
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held:
            return False
        if key in _STEPS:
            line = self.list.currentIndex().row() + _STEPS[key]
            if 0 <= line < len(self.rows.rows):
                self.list.setCurrentIndex(self.rows.index(line, 0))
            return True
        if key in _TAKES:
            self._take_current()
            return True
        return False

    @Slot()
    def _look(self) -> None:
        if self.patient is not None:
            self.patient = None
            self.unchosen.emit()
        self.fact.hide()
        self.show_problem("")
        typed = self.line.text().strip()
        self._looks_for, self._enter_waits = typed, False
        if not typed:
            self.list.hide()
            return
        then = partial(self._show, typed)
        self._desk.read(_find, typed, then=then, owner=self, latest="who")

    def _show(self, typed: str, found: Sequence[PatientRow]) -> None:
        if self.patient is not None or typed != self.line.text().strip():
            return
        entered, self._looks_for, self._enter_waits = self._enter_waits, "", False
        self.rows.set_rows([*found, *([NewPatient(typed)] if self._offers_new else [])])
        self.list.setFixedHeight(len(self.rows.rows) * theme.row_height(2))
        self.list.setCurrentIndex(self.rows.index(0, 0))
        self.list.show()
        said = tr("intake_screen.visit.found_n", n=len(found))
        self.line.setAccessibleDescription(said)
        # Of several, or of nobody, the list is read first.
        if entered and len(found) == 1:
            self.choose(found[0])

    @Slot()
    def _take_current(self) -> None:
        row = self.list.current_row()
        if isinstance(row, NewPatient):
            self.list.hide()
            self.fresh_wanted.emit(row.typed)
        elif row is not None:
            self.choose(row)


def _find(session: Any, typed: str) -> tuple[PatientRow, ...]:
    return finding.find(session, typed, limit=_MOST)


def _identity(row: Found) -> object:
    return row.id if isinstance(row, PatientRow) else "new"


def _lines(row: Found) -> TwoLines:
    if isinstance(row, NewPatient):
        words = tr("intake_screen.visit.new_offer", typed=row.typed)
        return TwoLines(words, "", tr("intake_screen.visit.new_fact"), "", "user-plus")
    birth = show_date(row.birth) if row.birth else tr("intake_screen.visit.no_birth")
    return TwoLines(row.name, birth, _numbers(row))


def _numbers(row: PatientRow) -> str:
    account = tr("intake_screen.visit.account", number=row.account_number)
    mrn = tr("intake_screen.visit.mrn", mrn=row.mrn) if row.mrn else ""
    return " · ".join(part for part in (mrn, account) if part)


def _known(row: PatientRow) -> str:
    birth = tr("intake_screen.visit.born", day=show_date(row.birth)) if row.birth else ""
    return " · ".join(part for part in (birth, _numbers(row)) if part)
