"""Today: the dates that are about to pass, both desks side by side, and the money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.charting.queries.own import answers_as
from app.reports.deadlines import Deadline
from app.reports.today import Today as Waiting
from app.reports.today import today
from app.security import permissions
from app.store.changes import Changes
from ui import theme
from ui.desk import Desk
from ui.kit.button import button, small_button
from ui.kit.label import label
from ui.kit.page import PageHeader
from ui.kit.painted import Painted
from ui.kit.panel import Panel
from ui.kit.scroll import scrolled
from ui.rows_model import RowsModel, RowsTable, rows_table
from ui.screen import KeyHint, Screen, Target
from ui.text import tr
from ui.today.backup_strip import BackupStrip, read_backup
from ui.today.dates import NearDates, fold, spoken
from ui.today.lines import (
    MONEY_COLUMNS,
    QUEUE_COLUMNS,
    Line,
    biller_lines,
    coder_lines,
    money_lines,
    plan_lines,
)
from ui.today.second_look import Looks, LookStrip, read_looks

if TYPE_CHECKING:
    from app.reports.money_today import MoneyToday
    from app.store.backup import Backup
    from ui.today.first_steps import FirstSteps

_RIGHT_WIDE = 350
_RIGHT_LEAST, _ROOMY_FROM = 290, 1180
_FOLDS_BELOW = 1000
_REST_AFTER_MS = 200
_LINES = {"money": 3, "plans": 5}
"""How many lines the lists have that are read last; they are never more or fewer."""
_FEW, _MANY = 6, 100
"""The nearest dates that are shown, and all of them, within reason."""


class Today(Screen):
    """The first screen. It reads; every row opens the list behind it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("today.title"))
        self._near = NearDates(desk.today)
        self.header = PageHeader(_day_words(self._near.as_of))
        self.load = self.header.add_button(button("plain", tr("today.load"), "Ctrl+L"))
        self.take = self.header.add_button(button("primary", tr("today.take"), "F9"))
        self.load.clicked.connect(self._load)
        self.take.clicked.connect(self._take)
        self.take.setVisible(self._may_take())
        self.dates: RowsModel[Deadline] = RowsModel(
            self._near.columns(), lambda row: (row.kind, row.ids), spoken
        )
        self.dates_table = rows_table(self.dates, tr("today.dates"))
        self.dates_table.opened.connect(self._open)
        self._tables: list[RowsTable[Line]] = []
        self.coder = self._queue("coder", tr("today.coder"))
        self.biller = self._queue("biller", tr("today.biller"))
        self.money = self._queue("money", tr("today.statements"))
        self.plans = self._queue("plans", tr("today.plans"))
        self.looks, self.backup = LookStrip(), BackupStrip()
        self.looks.go.connect(self.go)
        self.backup.go.connect(self.go)
        self._most, self._rest_due, self._stands = _FEW, False, False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_AFTER_MS)
        self._rest.timeout.connect(self._read_rest)
        self._painted = Painted(self)
        self._painted.seen.connect(self._rest.start)
        self.first: FirstSteps | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self._body())
        self.lay_out(self.header, self._pages)
        desk.changed.connect(self._on_changed)
        self.refresh()

    def refresh(self) -> None:
        """Read everything again; the lists keep their row. On a new day they tell that day."""
        if self._near.as_of != self.desk.today:
            self._near.as_of = self.desk.today
            self.header.set_title(_day_words(self._near.as_of))
        own = answers_as(self.desk.actor)
        self.desk.glance(
            today, self._near.as_of, self._most, own, then=self._show, owner=self, latest="today"
        )

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the lists."""
        hints = [("↑↓", "move"), ("Enter", "open"), ("Tab", "next")]
        if self.first is not None:
            hints = [("Tab", "step"), ("Enter", "take_step")]
        elif self._may_take():
            hints.append(("F9", "take"))
        return [KeyHint(key, tr(f"today.key.{words}")) for key, words in hints]

    def panes(self) -> Sequence[QWidget]:
        """Give the dates first, then the two desks, then the money."""
        return (self.first,) if self.first is not None else (self.dates_table, *self._tables)

    def primary(self) -> QAbstractButton | None:
        """Give *Take a payment*; None before there is anybody to pay, and for who may not."""
        return self.take if self.first is None and self._may_take() else None

    def _may_take(self) -> bool:
        actor = self.desk.actor
        return actor is not None and actor.may(permissions.TAKE_PAYMENT)

    def _body(self) -> QWidget:
        self.dates_panel = Panel(tr("today.dates"))
        self.dates_panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.more = small_button("", quiet=True)
        self.more.clicked.connect(self._turn)
        self.dates_panel.add_to_head(self.more)
        self.dates_panel.add(self.dates_table)
        self.none = label(tr("today.no-dates"), "soft", wrap=True)
        self.none.hide()
        self._words = self.dates_panel.inset(11)
        self._words.addWidget(self.none)
        desks = QHBoxLayout()
        desks.setSpacing(16)
        desks.addWidget(self.coder, 1, Qt.AlignmentFlag.AlignTop)
        desks.addWidget(self.biller, 1, Qt.AlignmentFlag.AlignTop)
        left = QVBoxLayout()
        left.setSpacing(16)
        left.addWidget(self.dates_panel)
        left.addLayout(desks)
        left.addWidget(self.looks)
        left.addStretch()
        self.right = self._beside()
        page = QFrame()
        row = QHBoxLayout(page)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.right)
        return scrolled(page)

    def _beside(self) -> QWidget:
        made = QWidget()
        right = QVBoxLayout(made)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(16)
        for panel in (self.money, self.plans, self.backup):
            right.addWidget(panel)
        right.addStretch()
        made.setFixedWidth(_RIGHT_WIDE)
        return made

    def _queue(self, name: str, title: str) -> Panel:
        columns = QUEUE_COLUMNS if name in ("coder", "biller") else MONEY_COLUMNS
        model: RowsModel[Line] = RowsModel(columns, lambda line: line.words)
        table = rows_table(model, title)
        table.horizontalHeader().hide()
        table.opened.connect(self._open)
        table.setObjectName(name)
        self._tables.append(table)
        # What comes after the first paint finds its room.
        _fit(table, _LINES.get(name, 0))
        panel = Panel(title, hat=name if name in ("coder", "biller") else "")
        panel.add(table)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        return panel

    def _show(self, found: Waiting) -> None:
        self.dates.set_rows(found.deadlines)
        some = bool(found.deadlines)
        self.dates_table.setVisible(some)
        if some and not self.dates_table.currentIndex().isValid():
            self.dates_table.setCurrentIndex(self.dates.index(0, 0))
        self.none.setVisible(not some)
        self._words.setContentsMargins(11, 0 if some else 12, 11, 0 if some else 12)
        fact = tr("today.with-a-date", n=found.deadlines_in_all) if some else ""
        self.dates_panel.set_title(tr("today.dates"), fact)
        self._offer_more(found.deadlines_in_all)
        _fit(self.dates_table, len(found.deadlines), heading=True)
        late = found.pressing
        self.header.set_state(tr("today.cannot-wait", n=late) if late else tr("today.all-on-time"))
        self._show_first(found.begun)
        self._fill(0, self.coder, coder_lines(found))
        self._fill(1, self.biller, biller_lines(found))
        # The sums over all accounts come after what there is to do, and only to who stays.
        self._rest_due = self._stands = True
        self._painted.wait(self)

    def _show_first(self, begun: bool) -> None:
        """Show the first steps alone while the office is empty."""
        if begun == (self.first is None):
            return
        if begun:
            assert self.first is not None
            self._pages.removeWidget(self.first)
            self.first.deleteLater()
            self.first = None
        else:
            from ui.today.first_steps import FirstSteps  # noqa: PLC0415  (keeps the start fast)

            self.first = FirstSteps()
            self.first.go.connect(self.go)
            self._pages.setCurrentIndex(self._pages.addWidget(self.first))
            self.header.set_state("")
        self.header.show_button(self.load, begun)
        self.take.setVisible(begun and self._may_take())
        self.keys_changed.emit()
        focus = QApplication.focusWidget()
        if self.isVisible() and (focus is None or self.isAncestorOf(focus)):
            self.begin()

    def _offer_more(self, in_all: int) -> None:
        """Offer the dates that are not shown, or to leave them out again."""
        few = self._most == _FEW
        key = "show-few" if not few else "show-all" if in_all <= _MANY else "show-many"
        self.more.setText(tr(f"today.{key}", n=min(in_all, _MANY)))
        self.more.setVisible(in_all > _FEW)

    @Slot()
    def _turn(self) -> None:
        self._most = _MANY if self._most == _FEW else _FEW
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what was not read while another page was open."""
        super().showEvent(event)
        if self._rest_due:
            self._painted.wait(self)
        elif self._stands:
            self._read_backup()

    def _read_backup(self) -> None:
        if self.desk.office is not None:
            self.desk.aside(read_backup, self.desk.office, then=self._show_backup)

    def _show_backup(self, last: Backup | None) -> None:
        self.backup.show_backup(last, self._near.as_of)

    @Slot()
    def _read_rest(self) -> None:
        if not self.isVisible():
            return
        self._rest_due = False
        self.desk.read(_money, self._near.as_of, then=self._show_money, owner=self, latest="money")
        actor = self.desk.actor
        who, name = (None, "") if actor is None else (actor.user_id, actor.name)
        self.desk.read(
            read_looks, self._near.as_of, who, name, then=self._show_looks, latest="looks"
        )
        self._read_backup()

    def _show_money(self, found: MoneyToday) -> None:
        self._fill(2, self.money, money_lines(found))
        self._fill(3, self.plans, plan_lines(found))
        behind = found.plans_missed.number + found.plans_broken.number
        self.counted.emit({"statements": found.to_print.number, "plans": behind})

    @Slot(object)
    def _show_looks(self, found: Looks) -> None:
        self.looks.show_looks(found, self._near.as_of)

    def _fill(self, place: int, panel: Panel, lines: Sequence[Line]) -> None:
        table = self._tables[place]
        table.rows_model.set_rows(lines)
        _fit(table, len(lines))
        total = sum(line.number for line in lines)
        panel.fact.setText(tr("today.in-all", n=total) if place < 2 else "")

    @Slot(object)
    def _open(self, row: Deadline | Line) -> None:
        self.go.emit(Target(row.screen, row.ids))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_WATCHED):
            self.refresh()

    @Slot()
    def _load(self) -> None:
        self.act.emit("file.load")

    @Slot()
    def _take(self) -> None:
        self.act.emit("billing.take-payment")

    def resizeEvent(self, event: object) -> None:
        """Below 1000 px the money stands aside; its desks have it too."""
        super().resizeEvent(event)  # type: ignore[arg-type]
        self.right.setVisible(self.width() >= _FOLDS_BELOW)
        self._near.is_roomy = self.width() >= _ROOMY_FROM
        fold(self.dates_table, self.width())
        self.right.setFixedWidth(_RIGHT_WIDE if self._near.is_roomy else _RIGHT_LEAST)


_WATCHED = (
    "encounter", "lesson_seen", "audit_finding", "second_look_read", "query_event", "claim",
    "denial", "contact", "movement", "statement", "plan_event", "watched_file",
    "expected_visit", "gap_note", "document",
)  # fmt: skip


def _money(session: Any, as_of: date) -> MoneyToday:
    # Plans and statements load on the reader's thread, once the lists are there.
    from app.reports.money_today import money_today  # noqa: PLC0415

    return money_today(session, as_of)


def _day_words(day: object) -> str:
    return f"{day:%A, %B} {day.day}"  # type: ignore[attr-defined]


def _fit(table: RowsTable[Any], rows: int, *, heading: bool = False) -> None:
    """Make a table as high as its rows: boards scroll as a whole, never a list in a list."""
    high = rows * theme.row_height() + (table.horizontalHeader().height() if heading else 0)
    table.setFixedHeight(high)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
