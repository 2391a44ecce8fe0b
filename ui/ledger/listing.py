"""The list of accounts: found as one types, with what each owes."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from app.reports import accounts_list, office_aging
from app.reports.accounts_list import AccountRow, After, Page, Which
from app.reports.office_aging import OfficeAging
from app.values.money import Money
from ui import theme
from ui.columns import Column, zero_faint
from ui.desk import Desk
from ui.fields import ChoiceField, DateField
from ui.kit.label import label
from ui.kit.page import EmptyState, NextStep
from ui.kit.panel import Panel, row_of
from ui.ledger.as_of import office_words
from ui.rows_model import RowsModel, rows_table
from ui.screen import Target
from ui.text import tr

_SHARES_FROM = 1600
_STATE_ICON = {
    "bankruptcy": "gavel",
    "deceased": "circle-x",
    "collections": "building-2",
    "dispute": "message-circle-question-mark",
    "bad_address": "mail",
    "hold": "pause",
}


def _money(name: str) -> Column[AccountRow]:
    def text(row: AccountRow) -> str:
        found: Money = getattr(row, name)
        return str(found)

    return Column(tr(f"accounts.list.{name}"), text, numeric=True, tone=zero_faint(text))


def _columns() -> tuple[Column[AccountRow], ...]:
    return (
        Column(tr("accounts.list.name"), lambda row: row.name, stretch=True),
        Column(tr("accounts.list.number"), lambda row: str(row.number)),
        Column(tr("accounts.list.patients"), lambda row: row.also, tone=lambda _row: "text_soft"),
        Column(
            tr("accounts.list.state"),
            lambda row: tr(f"accounts.state.{row.state}") if row.state else "",
            tone=lambda row: "warn" if row.state else "",
            icon=lambda row: _STATE_ICON.get(row.state, ""),
        ),
        _money("with_payer"),
        _money("patient"),
        _money("plan"),
        _money("credit"),
        _money("balance"),
        Column(tr("accounts.list.oldest"), _oldest, numeric=True),
    )


def _oldest(row: AccountRow) -> str:
    return "" if row.oldest_days is None else tr("accounts.days", n=row.oldest_days)


_FROM_WIDTH = ((1180, (2,)), (1000, (9,)), (860, (6, 7)), (700, (4,)))
"""From which width on these columns are shown."""


_ROOM_FOR_DAY = 860


class FindLine(QLineEdit):
    """The search field; Down goes into the list, Enter opens its first row."""

    down = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the list by Down."""
        if event.key() == Qt.Key.Key_Down:
            self.down.emit()
        else:
            super().keyPressEvent(event)


class AccountList(QWidget):
    """Search field, filters and the table of accounts."""

    opened = Signal(object)
    """The id of the account to open."""
    day_changed = Signal()
    wanted = Signal(object)
    """A ``Target`` elsewhere: the ways a first account comes in."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._after: After | None = None
        self.search = FindLine()
        self.search.setAccessibleName(tr("accounts.list.find"))
        self.search.setPlaceholderText(tr("accounts.list.find_hint"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(220)
        self.search.setMaximumWidth(420)
        self.search.setFixedHeight(theme.size("field"))
        choices = [(one.value, tr(f"accounts.which.{one.value}")) for one in Which]
        self.which = ChoiceField(tr("accounts.list.filters"), choices)
        self.as_of = DateField(tr("accounts.as_of.day"), desk.today)
        self.office = label("", "soft", wrap=True)
        self.office.hide()
        self.model = RowsModel[AccountRow](_columns(), lambda row: row.id)
        self.table = rows_table(self.model, tr("accounts.list.title"))
        self.table.share_room(_SHARES_FROM, 1, 2, 3)
        self.empty = EmptyState(
            "users",
            tr("accounts.list.empty"),
            tr("accounts.list.empty_words"),
            (NextStep(tr("accounts.list.all"), icon="list-filter"),),
        )
        self.first = EmptyState(
            "users", tr("accounts.first.title"), tr("accounts.first.words"),
            (
                NextStep(tr("coder_desk.empty.load"), tr("coder_desk.empty.load_fact"),
                         "file-up", "Ctrl+L"),
                NextStep(tr("coder_desk.empty.type"), tr("coder_desk.empty.type_fact"),
                         "user-plus", "Ctrl+N"),
            ),
        )  # fmt: skip
        self.shown = QStackedWidget()
        for page in (self.table, self.empty, self.first):
            self.shown.addWidget(page)
        self._build()
        self._connect()

    @property
    def day(self) -> date:
        """Give the day that the accounts are told of; today unless an earlier one is chosen."""
        return min(self.as_of.value() or self._desk.today, self._desk.today)

    def show_day(self, day: date | None) -> None:
        """Tell of another day; None: of today."""
        self.as_of.set_value(day)
        self._turn_day()

    def _turn_day(self) -> None:
        """Tell of the day in the field, and what all accounts together owed on it."""
        self.office.hide()
        if self.as_of.value() is not None:
            self._desk.read(
                office_aging.office_aging, self.day,
                then=self._show_office, owner=self, latest="office",
            )  # fmt: skip
        self.refresh()
        self.day_changed.emit()

    def _show_office(self, found: OfficeAging) -> None:
        self.office.setText(office_words(found))
        self.office.setVisible(self.as_of.value() is not None and found.as_of == self.day)

    def refresh(self) -> None:
        """Ask for the first page again; the cursor stays on its account."""
        self._desk.read(
            accounts_list.accounts, *self._asked(), then=self._show, owner=self, latest="page"
        )

    def begin(self) -> None:
        """Put the focus where one types, with what was typed marked."""
        self.search.setFocus()
        self.search.selectAll()

    def show_all(self) -> None:
        """Take every filter away."""
        self.search.clear()
        self.which.set_value(Which.ALL.value)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out columns that a narrow window has no room for."""
        super().resizeEvent(event)
        for part in (self.as_of, self.as_of.label):
            part.setVisible(self.width() >= _ROOM_FOR_DAY)
        for least, places in _FROM_WIDTH:
            for place in places:
                self.table.setColumnHidden(place, self.width() < least)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        found = label(tr("accounts.list.find"), "soft")
        found.setBuddy(self.search)
        asked = (found, self.search, self.which.label, self.which)
        column.addLayout(row_of(*asked, self.as_of.label, self.as_of, spacing=12))
        panel = Panel()
        panel.add(self.shown, 1)
        self.office.setContentsMargins(12, 6, 12, 6)
        panel.add(self.office)
        column.addWidget(panel, 1)

    def _connect(self) -> None:
        self.search.textEdited.connect(self.refresh)
        self.search.textChanged.connect(self._cleared)
        self.search.returnPressed.connect(self._open_first)
        self.search.down.connect(self.table.setFocus)
        self.which.changed.connect(self.refresh)
        self.as_of.changed.connect(self._turn_day)
        self.model.more_wanted.connect(self._more)
        self.table.opened.connect(self._open)
        self.empty.taken.connect(self.show_all)
        self.first.taken.connect(self._begin)

    def _begin(self, step: object) -> None:
        self.wanted.emit(Target("type-visit") if step else Target("take-in", ("load",)))

    def _cleared(self, typed: str) -> None:
        if not typed:
            self.refresh()

    def _asked(self) -> tuple[object, ...]:
        return (self.day, self.search.text(), Which(self.which.value() or "all"))

    def _more(self) -> None:
        self._desk.read(
            accounts_list.accounts,
            *self._asked(),
            self._after,
            then=self._add,
            owner=self,
            latest="page",
        )

    def _show(self, page: Page) -> None:
        self.model.set_rows(page.rows, more=page.more)
        self._fill(page)

    def _add(self, page: Page) -> None:
        self.model.add_rows(page.rows, more=page.more)
        self._fill(page)

    def _fill(self, page: Page) -> None:
        """Go on by itself after a short page: there may be more than the view has room for."""
        self._after = page.after
        nobody = not self.model.rows and not page.more
        asks = bool(self.search.text()) or self.which.value() != Which.ALL.value
        self.shown.setCurrentWidget(
            self.table if not nobody else self.empty if asks else self.first
        )
        if self.model.rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        if page.more and len(self.model.rows) < accounts_list.PAGE:
            self.model.fetchMore(QModelIndex())

    def _open(self, row: AccountRow) -> None:
        self.opened.emit(row.id)

    def _open_first(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.opened.emit(row.id)
