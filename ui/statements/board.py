"""The board of a statement run: the list with its filters at the left, settings and tests right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.statements.due import DueList, DueRow
from ui.kit.button import small_button
from ui.kit.choice import Filter, FilterButtons
from ui.kit.label import label
from ui.kit.page import EmptyState, Tabs
from ui.kit.panel import Panel, row_of
from ui.rows_model import RowsModel, rows_table
from ui.statements.bar import IssuingBar, TrialBar
from ui.statements.rows import ALL, DIFFERS, columns, filters, ordered, passes
from ui.statements.trial import TrialPanel
from ui.statements.why_panel import WhyPanel
from ui.text import tr

_RIGHT_WIDE = 356
_BESIDE = 16
_FOLDS_BELOW, _NUMBERS_FROM = 1000, 1160


class RunBoard(QWidget):
    """Shows lists; what is asked of it goes to the screen by the signals of its parts."""

    def __init__(self, today: date) -> None:
        super().__init__()
        self._found: DueList | None = None
        self._trial: DueList | None = None
        self._asked = ""
        self._stays_at: int | None = None
        self.filters = FilterButtons(tr("statement_screen.filter.name"))
        self.fact = label("", "soft")
        self.rows: RowsModel[DueRow] = RowsModel(columns(), lambda row: row.account_id)
        self.table = rows_table(self.rows, tr("statement_screen.list"))
        self.past = small_button(tr("statement_screen.past.open"), "R", quiet=True)
        self.empty = EmptyState(
            "mail", tr("statement_screen.empty.title"), tr("statement_screen.empty.words")
        )
        self.result = TrialBar()
        self.issuing = IssuingBar()
        self.trial = TrialPanel(today)
        self.why = WhyPanel(today)
        self.tabs = Tabs(
            tr("statement_screen.tabs.name"),
            (tr("statement_screen.tabs.list"), tr("statement_screen.tabs.settings")),
        )
        self._lay()
        self.filters.chosen.connect(self._filter)
        self.table.chosen.connect(self.why.show_row)
        self.result.difference_asked.connect(self._show_differences)
        self.tabs.currentChanged.connect(self._turn)
        self.why.asking_changed.connect(self._come_to_hold)
        self.why.hold_asked.connect(self._stay)
        self.why.release_asked.connect(self._stay)

    def show_list(self, found: DueList) -> None:
        """Show a list judged with the saved settings."""
        self._found = found
        self.trial.show_saved(found.terms)
        self.fact.setText(tr("statement_screen.fact", n=len(found.send), asked=found.asked))
        self.stack.setCurrentWidget(self.list if found.rows else self.empty)
        if self._trial is not None:
            self._say_trial()
        self._fill()

    @Slot()
    def _stay(self) -> None:
        """Keep the place in the list for the next account: a hold takes its own far away."""
        self._stays_at = self.table.currentIndex().row()

    def show_trial(self, trial: DueList | None) -> None:
        """Show what other settings would do; None: nothing is tried."""
        self._trial = trial
        if trial is None:
            self.result.hide()
        else:
            self._say_trial()
        self._fill()

    def start_trying(self) -> None:
        """Go to the settings."""
        self.tabs.setCurrentIndex(1)
        self.trial.cycle.setFocus()
        self.trial.cycle.line.selectAll()

    @Slot()
    def _come_to_hold(self) -> None:
        """Bring the day and reason of a hold into sight, behind the tab or below the fold."""
        if not self.why.is_asking():
            return
        if not self.tabs.isHidden():
            self.tabs.setCurrentIndex(1)
        QTimer.singleShot(0, self, self._show_hold)

    @Slot()
    def _show_hold(self) -> None:
        self.right.ensureWidgetVisible(self.why.keep, 0, 12)
        self.why.reason.setFocus()

    def leave(self) -> bool:
        """Close the innermost thing; False when there is none."""
        if self.why.is_asking():
            self.why.close_form()
        elif self._trial is not None or self.trial.switch.isChecked():
            self.trial.stop()
        elif self.tabs.isVisible() and self.tabs.currentIndex():
            self.tabs.setCurrentIndex(0)
        elif not self.trial.isAncestorOf(QApplication.focusWidget() or self):
            return False
        self.table.setFocus()
        return True

    def panes(self) -> Sequence[QWidget]:
        """Give the list, the settings, the tests."""
        listed = self.table if self.stack.currentWidget() is self.list else self.past
        return (listed, self.trial.switch, self.why.hold)

    def fold(self, wide: int) -> None:
        """Make the right-hand column a tab in a window of this width."""
        narrow = wide < _FOLDS_BELOW
        self.tabs.setVisible(narrow)
        self.result.be_narrow(narrow)
        # A reason is never cut: the name says whose account it is, the tests how old it is.
        for place in (0, 3):
            self.table.setColumnHidden(place, wide < _NUMBERS_FROM)
        self._fit_fact()
        self._turn(self.tabs.currentIndex())

    @Slot()
    def _fit_fact(self) -> None:
        """Leave the fact out where the filters need its room."""
        room = self.left.width() - self.filters.sizeHint().width() - _BESIDE
        fits = self.tabs.isHidden() and self.fact.sizeHint().width() <= room
        self.fact.setVisible(fits and self._trial is None)

    def _turn(self, tab: int) -> None:
        narrow = not self.tabs.isHidden()
        self.left.setVisible(not narrow or tab == 0)
        self.right.setVisible(not narrow or tab == 1)
        self.right.setMaximumWidth(_RIGHT_WIDE if not narrow else 16_777_215)

    def _lay(self) -> None:
        self.list = Panel()
        self.list.add(self.table, 1)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.empty)
        self.left = QWidget()
        left = QVBoxLayout(self.left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(12)
        top = row_of(self.filters)
        top.addWidget(self.fact)
        left.addLayout(top)
        left.addWidget(self.stack, 1)
        left.addWidget(self.result)
        left.addWidget(self.issuing)
        self.past.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.list.add_foot(self.past)
        self.right = self._right()
        body = QHBoxLayout()
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(16)
        body.addWidget(self.left, 1)
        body.addWidget(self.right)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(8)
        column.addWidget(self.tabs)
        column.addLayout(body, 1)
        self.tabs.hide()

    def _right(self) -> QScrollArea:
        place = QWidget()
        column = QVBoxLayout(place)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self.trial)
        column.addWidget(self.why, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(place)
        scroll.setMinimumWidth(_RIGHT_WIDE)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    def _differing(self) -> list[DueRow]:
        """Give the rows, as tried, whose verdict is another one than with what is saved."""
        if self._found is None or self._trial is None:
            return []
        saved = {row.account_id: row.verdict for row in self._found.rows}
        return [row for row in ordered(self._trial) if saved.get(row.account_id) != row.verdict]

    def _say_trial(self) -> None:
        if self._found is not None and self._trial is not None:
            before, after = len(self._found.send), len(self._trial.send)
            differs = self._differing()
            more = sum(row.is_issued for row in differs)
            self.result.show_trial(before, after, len(differs), more=more)

    def _fill(self) -> None:
        if self._found is None:
            return
        rows = ordered(self._found)
        shown = filters(rows)
        differs = self._differing()
        if self._trial is not None:
            words = tr("statement_screen.filter.differs")
            shown.append(Filter(DIFFERS, words, len(differs), icon="flask-conical"))
        on, self._asked = self._asked or self.filters.value(), ""
        if on not in [known.key for known in shown]:
            on = ALL
        self.filters.show_filters(shown, on)
        QTimer.singleShot(0, self, self._fit_fact)  # new buttons know their width once shown
        chosen = differs if on == DIFFERS else rows
        self.rows.set_rows([row for row in chosen if passes(row, on)])
        if self._stays_at is not None and self.rows.rows:
            line = min(self._stays_at, len(self.rows.rows) - 1)
            self.table.select_id(self.rows.rows[line].account_id)
        elif self.table.current_row() is None and self.rows.rows:
            self.table.select_id(self.rows.rows[0].account_id)
        self._stays_at = None
        self.why.show_row(self.table.current_row())

    def show_only(self, key: str) -> None:
        """Show the accounts of one filter, send, held or choose, now or once they are read."""
        self._asked = key
        self._fill()

    @Slot(str)
    def _filter(self, _key: str) -> None:
        self._fill()

    @Slot()
    def _show_differences(self) -> None:
        self._fill()
        shown = filters(ordered(self._found)) if self._found else []
        words = tr("statement_screen.filter.differs")
        shown.append(Filter(DIFFERS, words, len(self._differing()), icon="flask-conical"))
        self.filters.show_filters(shown, DIFFERS)
        self._fill()
        self.table.setFocus()
