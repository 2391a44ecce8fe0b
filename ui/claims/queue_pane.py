"""The left of the biller's desk: queues with counts and sums, over the list of one queue."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout

from app.claims.facts import SUPERBILLS, DeskQueue
from app.claims.life import ClaimRow, Queue
from app.superbills.waiting import WaitingRow
from app.values.dates import show_date
from ui import theme
from ui.billing_parts.pane import Pane
from ui.columns import Column
from ui.kit.label import label
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

Waiting = WaitingRow | ClaimRow
QUEUE_ICONS = {
    SUPERBILLS: "file-text",
    Queue.READY.value: "circle-check",
    Queue.SENT.value: "send",
    Queue.NO_ANSWER.value: "clock",
    Queue.DENIED.value: "shield-alert",
    Queue.APPEALED.value: "gavel",
}
_SOON = 14
_LOW = 480


def queue_name(key: str) -> str:
    """Give the words of a queue."""
    return tr("biller_desk.superbills") if key == SUPERBILLS else tr(f"claims.queue.{key}")


def counted(row: DeskQueue) -> str:
    """Tell how many wait in a queue, and for how much."""
    word = "superbills_count" if row.key == SUPERBILLS else "claims_count"
    return f"{tr(f'biller_desk.{word}', n=row.count)} · {row.total}"


def thing_of(row: Waiting) -> tuple[str, int]:
    """Give what a row opens: ("superbill", id) or ("claim", id)."""
    if isinstance(row, WaitingRow):
        return ("superbill", row.superbill_id)
    return ("claim", row.id)


class QueuePane(Pane):
    """Choosing a queue shows its list; choosing a row shows the claim or superbill."""

    queue_chosen = Signal(object)
    """The key of the queue that the list should show."""
    row_chosen = Signal(object)
    """The ``WaitingRow`` or ``ClaimRow`` the cursor is on; None in an empty list."""
    opened = Signal(object)
    """Enter was pressed on a row."""
    more_wanted = Signal()

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(tr("biller_desk.queues"), self._first)
        self._today = today
        self.queues = rows_table(_queues_model(), tr("biller_desk.queues"), compact=True)
        self.queues.horizontalHeader().hide()
        self.list = work_list(LinesModel(self._lines, thing_of), tr("biller_desk.list"))
        self._head, self._foot = label("", "head"), label("", "hint")
        self._lay()
        self.queues.chosen.connect(self._tell_queue)
        self.queues.opened.connect(self._enter_list)
        self.list.chosen.connect(self.row_chosen)
        self.list.opened.connect(self.opened)
        self.list.rows_model.more_wanted.connect(self.more_wanted)

    @property
    def queue(self) -> str:
        """Give the key of the chosen queue; empty before any is shown."""
        row = self.queues.current_row()
        return row.key if row is not None else ""

    def show_queues(self, queues: Sequence[DeskQueue], wanted: str = "") -> None:
        """Show the counts. Go to ``wanted``; without it stay, at first go where work is."""
        fresh = not self.queues.rows_model.rows
        # Not before: a list that could not be read says nothing of what waits.
        self.list.say_nothing(tr("biller_desk.none"))
        self.queues.rows_model.set_rows(queues)
        full = [one.key for one in queues if one.count]
        if wanted or fresh:
            self.queues.select_id(wanted or (full or [SUPERBILLS])[0])
        self._say_total()

    def show_rows(self, rows: Sequence[Waiting], *, more: bool) -> None:
        """Show the first page of the chosen queue."""
        self.list.rows_model.set_rows(rows, more=more)
        if rows and not self.list.selectionModel().hasSelection():
            self.list.select_id(thing_of(rows[0]))
        self._say_total()

    def add_rows(self, rows: Sequence[Waiting], *, more: bool) -> None:
        """Show the next page too."""
        self.list.rows_model.add_rows(rows, more=more)

    def leave_rows(self) -> None:
        """Put the cursor on no row: what is shown waits in no queue."""
        self.list.setCurrentIndex(QModelIndex())

    def select(self, thing: Hashable) -> bool:
        """Put the cursor on a claim or superbill; False when the list does not show it."""
        return self.list.select_id(thing)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show all queues, or in a low window three, so that the list keeps its room."""
        super().resizeEvent(event)
        shown = 3 if self.height() < _LOW else len(QUEUE_ICONS)
        high = theme.row_height(compact=True)
        self.queues.setFixedHeight(shown * high)
        # The chosen queue stays in sight, and no queue is shown by half.
        bar, here = self.queues.verticalScrollBar(), self.queues.currentIndex().row()
        first = min(max(bar.value() // high, here - shown + 1), max(here, 0))
        bar.setValue(first * high)
        self.list.scrollTo(self.list.currentIndex())

    def _lay(self) -> None:
        self.column.setContentsMargins(0, 8, 0, 0)
        self.column.addWidget(self.queues)
        self.column.addSpacing(8)
        head = QFrame()
        head.setProperty("ground", "sunken")
        head.setFixedHeight(36)
        row = QHBoxLayout(head)
        row.setContentsMargins(14, 0, 14, 0)
        row.addWidget(self._head)
        self.column.addWidget(head)
        self.column.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(14, 6, 14, 8)
        foot.addWidget(self._foot)
        self.column.addLayout(foot)

    def _first(self) -> QFrame:
        return self.list if self.list.rows_model.rows else self.queues

    def _say_total(self) -> None:
        row = self.queues.current_row()
        if row is not None:
            self._head.setText(tr("biller_desk.oldest_first", queue=queue_name(row.key)))
            self._foot.setText(counted(row) if row.count else "")

    def _tell_queue(self, row: object) -> None:
        if isinstance(row, DeskQueue):
            self._say_total()
            self.queue_chosen.emit(row.key)

    def _enter_list(self, _row: object) -> None:
        if self.list.rows_model.rows:
            self.list.setFocus()

    def _lines(self, row: Waiting) -> TwoLines:
        if isinstance(row, WaitingRow):
            return _superbill_lines(row, self._today())
        return _claim_lines(row, self._today())


def _queues_model() -> RowsModel[DeskQueue]:
    return RowsModel(
        (
            Column(
                "",
                lambda row: queue_name(row.key),
                icon=lambda row: QUEUE_ICONS[row.key],
                tone=lambda row: "" if row.count else "text_faint",
                stretch=True,
            ),
            Column(
                "",
                lambda row: str(row.count),
                numeric=True,
                spoken=tr("biller_desk.column.count"),
                tone=lambda row: "" if row.count else "text_faint",
            ),
            Column(
                "",
                lambda row: str(row.total),
                numeric=True,
                spoken=tr("biller_desk.column.total"),
                tone=lambda row: "" if row.count else "text_faint",
            ),
        ),
        lambda row: row.key,
    )


def _superbill_lines(row: WaitingRow, today: date) -> TwoLines:
    return TwoLines(
        title=row.patient,
        right=str(row.total),
        subtitle=f"{row.number} · {row.payer or tr('biller_desk.self_pay')}",
        state=show_date(row.dos, today),
        icon="clock" if row.age > _SOON else "",
        tone="warn" if row.age > _SOON else "",
    )


def _claim_lines(row: ClaimRow, today: date) -> TwoLines:
    state, icon, tone = show_date(row.dos, today), "", ""
    left = (row.respond_by - today).days if row.respond_by else None
    if row.status.is_open and row.submitted_on is None and left is not None and left <= _SOON:
        state, icon, tone = tr("biller_desk.days_left", n=max(left, 0)), "triangle-alert", "warn"
    elif row.days is not None and row.status.is_open:
        state, icon = tr("biller_desk.days", n=row.days), "clock"
    elif row.adjudicated_on is not None:
        since = (today - row.adjudicated_on).days
        state, icon = tr("biller_desk.days", n=since), "clock"
    return TwoLines(row.patient, str(row.charged), f"{row.number} · {row.payer}", state, icon, tone)
