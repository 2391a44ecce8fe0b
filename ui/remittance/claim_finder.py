"""Finds the claim that an EOB answers, by patient or claim number; Enter adds it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from app.remittance.looking import ClaimChoice
from ui import theme
from ui.columns import Column
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_LINES = 4


class ClaimFinder(Panel):
    """A field over the open claims that fit; the arrows choose, Enter adds."""

    added = Signal(object)
    """The ``ClaimChoice`` to add."""
    searched = Signal(str)
    """Earlier answers with these words are looked for."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("eob.finder"))
        self.line = QLineEdit()
        self.line.setAccessibleName(tr("eob.finder"))
        self.line.textEdited.connect(self._look)
        self.line.installEventFilter(self)
        self.list = rows_table(_model(), tr("eob.open_claims"), compact=True)
        self.list.horizontalHeader().hide()
        self.list.setFixedHeight(_LINES * theme.row_height(compact=True))
        self.list.opened.connect(self.added)
        self.turn = button("quiet", tr("eob.find_back"), "Ctrl+T", "undo-2")
        self.turn.clicked.connect(self.turn_over)
        self.is_back = False
        self._none = label("", "soft", wrap=True)
        self._all: tuple[ClaimChoice, ...] = ()
        self._taken: frozenset[int] = frozenset()
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        name = label(tr("eob.finder"), "soft")
        name.setBuddy(self.line)
        row.addWidget(name)
        row.addWidget(self.line, 1)
        row.addWidget(self.turn)
        self._name = name
        self.add(head)
        self.add(self.list)
        inset = self.inset(16, 8)
        inset.addWidget(self._none)
        self._fit()

    def show_claims(self, claims: Sequence[ClaimChoice], taken: Sequence[int]) -> None:
        """Offer these claims, without those that are on the sheet."""
        self._all, self._taken = tuple(claims), frozenset(taken)
        self._fit()

    def clear(self) -> None:
        """Empty the field, and look among the open claims."""
        self.line.clear()
        if self.is_back:
            self.turn_over()
        self._fit()

    @Slot()
    def turn_over(self) -> None:
        """Look among the earlier answers that the payer may take back, or among open claims."""
        self.is_back = not self.is_back
        self._all, self._taken = (), frozenset()
        self._name.setText(tr("eob.back_finder" if self.is_back else "eob.finder"))
        self.line.setAccessibleName(self._name.text())
        self.turn.setText(tr("eob.find_open" if self.is_back else "eob.find_back"))
        self.line.setFocus()
        self.searched.emit(self.line.text() if self.is_back else "")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list and Enter add, while the caret stays in the field."""
        if watched is self.line and event.type() == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
            if step:
                self._step(step)
                return True
            if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                row = self.list.current_row()
                if row is not None:
                    self.added.emit(row)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        model = self.list.rows_model
        at = self.list.currentIndex().row() + by
        if 0 <= at < len(model.rows):
            self.list.setCurrentIndex(model.index(at, 0))

    @Slot(str)
    def _look(self, words: str) -> None:
        self._fit()
        if self.is_back:
            self.searched.emit(words)

    def _fit(self) -> None:
        words = self.line.text().lower().split()
        known = [
            one
            for one in self._all
            if all(word in f"{one.grid.number} {one.grid.patient}".lower() for word in words)
        ]
        fitting = [one for one in known if one.claim_id not in self._taken]
        self.list.rows_model.set_rows(fitting)
        if fitting:
            self.list.select_id(fitting[0].claim_id)
        self._none.setText(self._say_none(len(known)))
        self._none.setVisible(not fitting)
        self.list.setVisible(bool(fitting))

    def _say_none(self, here: int) -> str:
        """Say why nothing is offered; ``here``: so many claims fit, and all are on the sheet."""
        if here:
            return tr("eob.all_here", n=here)
        key = "none_fits" if self._all else "none_back" if self.is_back else "none_open"
        return tr(f"eob.{key}")


def _model() -> RowsModel[ClaimChoice]:
    return RowsModel(
        (
            Column(
                "",
                lambda row: str(row.grid.number),
                bold=lambda row: True,
                spoken=tr("eob.spoken.claim"),
            ),
            Column("", lambda row: row.grid.patient, spoken=tr("eob.spoken.patient")),
            Column("", lambda row: row.grid.lines[0].dos, spoken=tr("eob.spoken.dos")),
            Column(
                "",
                lambda row: ", ".join(line.code for line in row.grid.lines),
                spoken=tr("eob.spoken.code"),
            ),
            Column("", lambda row: row.payer, stretch=True, spoken=tr("eob.payer")),
            Column("", lambda row: str(row.charged), numeric=True, spoken=tr("eob.spoken.charged")),
        ),
        lambda row: row.claim_id,
    )
