"""The worklist of the coder's desk: which visits wait, in what order, and where the cursor is."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.charting.worklist import Ask, Order, Page, WorklistRow
from app.practice import settings
from app.reports.second_looks import WaitingLook
from app.values.dates import show_date
from app.values.states import CodingStatus
from ui.coding.visit import (
    FILTERS,
    MINE,
    PUT_AWAY,
    ListAsked,
    Listed,
    narrowed,
    read_list,
    read_more,
)
from ui.desk import Desk
from ui.kit.button import IconButton
from ui.kit.label import label
from ui.kit.tip import set_tip
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.text import tr

_RELOAD_AFTER_MS = 300
_TABLES = ("encounter", "patient", "provider", "coverage", "payer")
_STATES = {
    CodingStatus.IN_PROGRESS: ("pencil", "wait"),
    CodingStatus.NEEDS_DOCUMENTATION: ("message-circle-question-mark", "note"),
    CodingStatus.QUERY_OPEN: ("message-circle-question-mark", "note"),
    CodingStatus.SECOND_LOOK: ("glasses", "note"),
    CodingStatus.SENT_BACK: ("triangle-alert", "warn"),
    CodingStatus.HANDED_OFF: ("circle-check", "ok"),
    CodingStatus.POSTED: ("circle-check", "ok"),
    CodingStatus.NOT_BILLABLE: ("circle-minus", "wait"),
}


class WorkPane(QFrame):
    """The list of visits with its filter and order; the place is kept over every reload."""

    wanted = Signal()
    """The pane is about to take the focus and must be in sight."""
    chosen = Signal(object)
    """The visit under the cursor: ``WorklistRow``, None in an empty list."""
    opened = Signal(object)
    """Enter on a visit: ``WorklistRow``."""
    counted = Signal(object)
    """The counts of all states, after every reload."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._order: Order | None = None
        self._blocks: dict[int, int] = {}
        self._looks: dict[int, WaitingLook] = {}
        self._slow_late = (3, 7)
        self.patient_id: int | None = None
        self.keep: int | None = None
        self.is_loaded = self._is_filling = False
        self.filter, self.order = (
            QComboBox(),
            IconButton("arrow-down-wide-narrow", tr("coder_desk.list.order"), framed=True),
        )
        self._model: LinesModel[WorklistRow] = LinesModel(self._lines, lambda row: row.id)
        self.list = work_list(self._model, tr("coder_desk.list.name"))
        self._foot = label("", "hint")
        self._build()
        self._reload = QTimer(self)
        self._reload.setSingleShot(True)
        self._reload.setInterval(_RELOAD_AFTER_MS)
        self._connect()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Come into sight and give the focus to the list."""
        self.wanted.emit()
        self.list.setFocus(reason)

    def load(self) -> None:
        """Read the list anew; the cursor stays on its visit, or goes to the next."""
        asked = ListAsked(
            self._desk.today, self.key(), self._order, self._user(),
            len(self._model.rows), self.keep, self.patient_id,
        )  # fmt: skip
        self._desk.read(read_list, asked, then=self._show, latest="list")

    def key(self) -> str:
        """Give the key of the filter that is on."""
        return str(self.filter.currentData())

    def set_filter(self, key: str, patient_id: int | None = None) -> None:
        """List other visits; of one patient only when one is named."""
        self.patient_id, self.keep = patient_id, None
        self.filter.setCurrentIndex(max(0, self.filter.findData(key)))
        self.load()

    def show_blocks(self, encounter_id: int, blocks: int) -> None:
        """Say in a visit's row how many problems keep it here."""
        if self._blocks != {encounter_id: blocks}:
            self._blocks = {encounter_id: blocks}
            self.list.viewport().update()

    def ids(self) -> list[int]:
        """Give the visits shown, in their order."""
        return [row.id for row in self._model.rows]

    def next_to(self, left: int | None) -> int | None:
        """Give the visit to open after one that is done: below it, else above it.

        One that waits for somebody else's answer comes only when nothing else is left.
        """
        rows = self._model.rows
        at = next((n for n, row in enumerate(rows) if row.id == left), -1)
        after = [*rows[at + 1 :], *reversed(rows[: max(at, 0)])]
        ready = (row for row in after if row.state not in FILTERS["waiting"])
        found = next(ready, after[0] if after else None)
        return found.id if found is not None else None

    def _build(self) -> None:
        self.setProperty("ground", "surface")
        self.filter.setAccessibleName(tr("coder_desk.list.filter"))
        for key in FILTERS:
            self.filter.addItem(tr(f"coder_desk.filter.{key}"), key)
        head = QFrame()
        head.setProperty("edge", "bottom")
        row = QHBoxLayout(head)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.filter, 1)
        row.addWidget(self.order)
        foot = QWidget()
        below = QHBoxLayout(foot)
        below.setContentsMargins(14, 8, 14, 8)
        below.addWidget(self._foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(self.list, 1)
        column.addWidget(foot)
        self.setMinimumWidth(220)

    def _connect(self) -> None:
        self._reload.timeout.connect(self.load)
        self._desk.changed.connect(self._on_changed)
        self.filter.activated.connect(self._on_filter)
        self.order.clicked.connect(self._on_order)
        self.list.chosen.connect(self._on_cursor)
        self.list.opened.connect(self.opened)
        self._model.more_wanted.connect(self._on_more)

    def _user(self) -> int:
        actor = self._desk.actor
        return (actor.user_id or 0) if actor is not None else 0

    @Slot(object)
    def _on_cursor(self, row: WorklistRow | None) -> None:
        """Tell where the user went; not where a reload put the cursor while a visit is open."""
        if not self._is_filling:
            self.chosen.emit(row)

    @Slot(object)
    def _on_changed(self, changes: object) -> None:
        touch = getattr(changes, "touch", None)
        if self.is_loaded and touch is not None and touch(*_TABLES):
            self._reload.start()

    @Slot()
    def _on_filter(self) -> None:
        self.patient_id = self.keep = None
        self.load()

    @Slot()
    def _on_order(self) -> None:
        self._order = Order.OLDEST if self._order is Order.NEWEST else Order.NEWEST
        newest = self._order is Order.NEWEST
        self._desk.do(settings.save, settings.WORKLIST_NEWEST_FIRST, newest)
        self.load()

    @Slot()
    def _on_more(self) -> None:
        last = self._model.rows[-1].after
        which = narrowed(self.key(), self._user(), self.patient_id)
        ask = Ask(self._desk.today, which, self._order or Order.NEWEST, last)
        self._desk.read(read_more, ask, then=self._add, latest="more")

    @Slot(object)
    def _add(self, page: Page) -> None:
        self._model.add_rows(page.rows, more=page.after is not None)
        self._tell()

    @Slot(object)
    def _show(self, listed: Listed) -> None:
        first = not self.is_loaded
        self.is_loaded = True
        self.list.say_nothing(tr("coder_desk.list.nothing"))
        self._order, self._looks = listed.order, listed.looks
        self._slow_late = listed.slow_late
        self._count(listed)
        rows = list(listed.page.rows)
        kept = listed.kept
        if kept is not None and kept.state.is_open and all(row.id != kept.id for row in rows):
            rows.insert(self._place_of(kept, rows), kept)
        self._is_filling = True
        self._model.set_rows(rows, more=listed.page.after is not None)
        if first or not self.list.currentIndex().isValid():
            self._choose_first()
        held = self.keep is not None and self.list.select_id(self.keep)
        self._is_filling = False
        if not held and self.keep is None:
            self.chosen.emit(self.list.current_row())
        self._tell()
        self.counted.emit(listed.counts)

    def _choose_first(self) -> None:
        if (self.keep is None or not self.list.select_id(self.keep)) and self._model.rows:
            self.list.setCurrentIndex(self._model.index(0, 0))

    def _place_of(self, kept: WorklistRow, rows: list[WorklistRow]) -> int:
        """Find where the open visit stands, though the filter does not list it any more."""
        newest = self._order is Order.NEWEST
        for place, row in enumerate(rows):
            if (row.after < kept.after) if newest else (row.after > kept.after):
                return place
        return len(rows)

    def _count(self, listed: Listed) -> None:
        by_state = {one.state: one.count for one in listed.counts}
        apart = {PUT_AWAY: listed.put_away, MINE: listed.mine}
        for place, (key, states) in enumerate(FILTERS.items()):
            count = apart.get(key, sum(by_state.get(state, 0) for state in states))
            words = tr("coder_desk.list.counted", words=tr(f"coder_desk.filter.{key}"), n=count)
            self.filter.setItemText(place, words)

    def _tell(self) -> None:
        order = self._order or Order.NEWEST
        shown = len(self._model.rows)
        more = "more" if self._model.canFetchMore(self.list.rootIndex()) else "all"
        words = tr(f"coder_desk.list.{order}")
        count = tr(f"coder_desk.list.{more}", n=shown)
        self._foot.setText(f"{words} · {count}")
        name = tr("coder_desk.list.order_now", order=words)
        self.order.setAccessibleName(name)
        set_tip(self.order, name)

    def _lines(self, row: WorklistRow) -> TwoLines:
        state, icon, tone = self._state(row)
        payer = row.payer or tr(f"coder_desk.payer.{'self' if row.is_self_pay else 'none'}")
        day = show_date(row.dos, self._desk.today)
        who = row.provider or tr("coder_desk.provider.none")
        about = f"{who} · {payer}"
        if row.owner and row.owner_id != self._user():
            about = tr("coder_desk.list.owned", about=about, owner=row.owner)
        return TwoLines(row.patient, day, about, state, icon, tone)

    def _state(self, row: WorklistRow) -> tuple[str, str, str]:
        if row.rests_until is not None and row.rests_until > self._desk.today:
            day = show_date(row.rests_until, self._desk.today)
            return tr("away.until_day", day=day), "pause", "wait"
        blocks = self._blocks.get(row.id, 0)
        if blocks and row.state is CodingStatus.IN_PROGRESS:
            return tr("coder_desk.list.blocks", n=blocks), "octagon-x", "block"
        if row.query_due is not None:
            return self._due(row.query_due)
        look = self._looks.get(row.id)
        if look is not None and row.state is CodingStatus.SECOND_LOOK:
            if look.is_ready:
                now = "differ_chip" if look.is_read else "ready_now"
                return tr(f"second_look.{now}"), "glasses", "note"
            day = show_date(look.due_on, self._desk.today)
            return tr("second_look.ready_from", day=day), "glasses", "wait"
        if row.state in _STATES:
            return tr(f"coder_desk.status.{row.state}"), *_STATES[row.state]
        age = tr("coder_desk.list.days", n=row.age) if row.age else tr("coder_desk.list.today")
        return age, "clock", self._tone(row.age)

    def _tone(self, age: int) -> str:
        """Give the color of an age in days, by the settings of the lag clock."""
        slow, late = self._slow_late
        return "block" if age >= late else "warn" if age >= slow else "wait"

    def _due(self, day: date) -> tuple[str, str, str]:
        """Say when the answer to a query is due, or that it is overdue."""
        today = self._desk.today
        if day < today:
            return tr("coder_desk.list.overdue"), "triangle-alert", "warn"
        words = tr("coder_desk.list.due", day=show_date(day, today))
        return words, "message-circle-question-mark", "note"
