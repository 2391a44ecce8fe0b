"""The list of queries with its filter; the place is kept over every reload."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.charting.queries import answering
from app.charting.queries.lists import QueryRow
from app.values.dates import days_between, show_date
from app.values.states import QueryStatus
from ui.billing_parts.pane import Pane
from ui.desk import Desk
from ui.kit.label import label
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.queries.reading import FILTERS, Listed
from ui.text import tr

STATES = {
    QueryStatus.DRAFT: ("pencil", "wait"),
    QueryStatus.SENT: ("message-circle-question-mark", "note"),
    QueryStatus.ANSWERED: ("circle-check", "ok"),
    QueryStatus.CLOSED: ("circle-check", "wait"),
    QueryStatus.WITHDRAWN: ("circle-minus", "wait"),
}


class ListPane(Pane):
    """Which queries are listed, and where the cursor is."""

    filtered = Signal()
    """Another filter was chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("query_screen.list"), self._first)
        self._desk = desk
        self.filter = QComboBox()
        self.filter.setAccessibleName(tr("query_screen.filter"))
        for key in FILTERS:
            self.filter.addItem(tr(f"query_screen.filters.{key}"), key)
        self.asked = QComboBox()
        self.asked.setAccessibleName(tr("query_screen.asked_of"))
        self._own = _own(desk)
        self._model: LinesModel[QueryRow] = LinesModel(self._lines, lambda row: row.id)
        self.list = work_list(self._model, tr("query_screen.list"))
        self._none = label("", "soft", wrap=True)
        self._none.setMargin(16)
        self._pages = QStackedWidget()
        self._foot = label("", "hint")
        self._build()
        self.filter.activated.connect(self._on_filter)
        self.asked.activated.connect(self._on_filter)

    @property
    def rows(self) -> tuple[QueryRow, ...]:
        """Give the queries that are listed."""
        return self._model.rows

    def key(self) -> str:
        """Give the key of the filter that is on."""
        return str(self.filter.currentData())

    def provider_id(self) -> int | None:
        """Give whose queries are listed: a clinician's own, those of one chosen, or all (None)."""
        chosen = self.asked.currentData()
        return self._own if self._own is not None else chosen if chosen else None

    def show_everybody(self) -> None:
        """List the queries of every provider again."""
        self.asked.setCurrentIndex(0)

    def set_filter(self, key: str) -> None:
        """Choose another filter without telling ``filtered``."""
        self.filter.setCurrentIndex(max(0, self.filter.findData(key)))

    def show_list(self, found: Listed, wanted: int | None) -> None:
        """Show a list; the cursor goes to the wanted query, or stays, or is on the first."""
        for place, key in enumerate(FILTERS):
            words = tr(f"query_screen.filters.{key}")
            counted = tr("query_screen.counted", words=words, n=found.count(key))
            self.filter.setItemText(place, counted)
        self._show_asked(found.providers)
        self._model.set_rows(found.rows)
        self._pages.setCurrentIndex(0 if found.rows else 1)
        self._none.setText(tr("query_screen.none_here"))
        self._foot.setText(tr("query_screen.shown", n=len(found.rows)))
        if wanted is not None:
            self.list.select_id(wanted)
        if found.rows and self.list.current_row() is None:
            self.list.select_id(found.rows[0].id)

    def _show_asked(self, providers: Sequence[tuple[int, str]]) -> None:
        """Offer the providers; one alone, and a clinician's own list, need no choice."""
        chosen = self.asked.currentData()
        self.asked.clear()
        self.asked.addItem(tr("query_screen.asked_all"), 0)
        for number, name in providers:
            self.asked.addItem(tr("query_screen.asked_one", name=name), number)
        self.asked.setCurrentIndex(max(0, self.asked.findData(chosen)))
        self.asked.setVisible(self._own is None and len(providers) > 1)

    def _build(self) -> None:
        self.setMinimumWidth(260)
        head = QFrame()
        head.setProperty("edge", "bottom")
        row = QVBoxLayout(head)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(6)
        row.addWidget(self.filter)
        row.addWidget(self.asked)
        self.asked.hide()
        foot = QFrame()
        foot.setProperty("edge", "top")
        below = QHBoxLayout(foot)
        below.setContentsMargins(14, 8, 14, 8)
        below.addWidget(self._foot, 1)
        self._pages.addWidget(self.list)
        self._pages.addWidget(self._none)
        self.column.addWidget(head)
        self.column.addWidget(self._pages, 1)
        self.column.addWidget(foot)

    def _first(self) -> QWidget:
        return self.list if self.rows else self.filter

    def _lines(self, row: QueryRow) -> TwoLines:
        today = self._desk.today
        who = row.provider.split(",")[0] or tr("query_screen.no_provider")
        icon, tone = STATES[row.status]
        state = tr(f"queries.status.{row.status}")
        right = tr("query_screen.visit_on", day=show_date(row.dos, today))
        if row.is_overdue(today):
            icon, tone = "triangle-alert", "warn"
            state = tr("query_screen.days_late", n=days_between(row.due_on or today, today))
        elif row.status is QueryStatus.SENT and row.due_on is not None:
            state = tr("query_screen.due_on", day=show_date(row.due_on, today))
        return TwoLines(row.patient, right, f"{row.number} · {who}", state, icon, tone)

    @Slot()
    def _on_filter(self) -> None:
        self.filtered.emit()


def _own(desk: Desk) -> int | None:
    """Give the provider that who sits here is, when he or she sees no other queries."""
    return answering.answers_as(desk.actor)
