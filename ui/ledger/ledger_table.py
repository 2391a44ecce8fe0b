"""The ledger of an account: visits that fold, running figures, and the row that adds it up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView

from app.reports.account_story import AccountLedger, LedgerRow, LedgerVisit, What
from app.values.dates import show_date
from app.values.money import ZERO
from ui.columns import Column, zero_faint
from ui.kit.tree_rows import Group, GroupedTable, TreeRows
from ui.ledger import words
from ui.text import tr

FIRST_VISITS = 40
"""How many visits are laid out before the rest is asked for; keeps a long story quick."""
_HEAD = 46
"""The height of a heading in two lines."""
TOTAL, MORE = "total", "more"
DOORS = ("payer", "patient", "plan", "credit", "all")


def _columns(today: Callable[[], date]) -> tuple[Column[LedgerRow], ...]:
    def payer(row: LedgerRow) -> str:
        return str(row.payer)

    def patient(row: LedgerRow) -> str:
        return str(row.patient)

    def tone(row: LedgerRow) -> str:
        return "text_soft" if row.is_undone or row.what is What.REVERSED else ""

    return (
        Column(tr("accounts.column.date"), lambda r: show_date(r.day, today()), tone=_soft),
        Column(
            tr("accounts.column.what"), words.happened, tone=tone, stretch=True, tip=words.happened
        ),
        Column(tr("accounts.column.paper"), words.paper, link=True),
        Column(tr("accounts.column.amount"), lambda r: str(r.amount), numeric=True, tone=tone),
        _running("payer", payer),
        _running("patient", patient),
    )


def _running(share: str, text: Callable[[LedgerRow], str]) -> Column[LedgerRow]:
    """Build a running figure; its heading stands in two lines, so that words have more room."""
    name = tr(f"accounts.column.{share}")
    heading = name.replace(" ", "\n", 1)
    return Column(heading, text, numeric=True, tone=zero_faint(text), spoken=name)


def _soft(_row: LedgerRow) -> str:
    return "text_soft"


class LedgerTable(GroupedTable[LedgerRow]):
    """Visits newest first, or the open ones first; its last row adds up to the strip."""

    visit_chosen = Signal(object)
    """The ``LedgerVisit`` under the cursor, None on the total."""

    def __init__(self, today: Callable[[], date]) -> None:
        super().__init__(TreeRows(_columns(today), lambda row: row.identity), tr("accounts.ledger"))
        self._today = today
        self._story: AccountLedger | None = None
        self._all = False
        self.door = "all"
        self.open_first = True
        self._fit()
        self.selectionModel().currentChanged.connect(self._tell_visit)

    def show_story(self, story: AccountLedger, *, fresh: bool) -> None:
        """Show an account's story; a fresh one starts at its first page."""
        self._story = story
        if fresh:
            self._all, self.door = False, "all"
            self.setCurrentIndex(QModelIndex())
        self._lay_out()
        if fresh and story.visits:
            self.setCurrentIndex(self.rows_model.index(0, 0))
            self.scrollToTop()

    def open_door(self, door: str) -> None:
        """Show only what a figure is made of; "all" shows everything again."""
        self.door = door
        self._lay_out()
        if self.rows_model.groups:
            self.setCurrentIndex(self.rows_model.index(0, 0))

    def set_order(self, *, open_first: bool) -> None:
        """Put visits that are open before the settled ones, or go by their day alone."""
        self.open_first = open_first
        self._lay_out()

    def visit(self) -> LedgerVisit | None:
        """Give the visit under the cursor; None on the total."""
        if self._story is None:
            return None
        index = self.currentIndex()
        row, group = self.rows_model.row_at(index), self.rows_model.group_at(index)
        number = row.visit if row else group.key if group else None
        return next((one for one in self._story.visits if one.number == number), None)

    def select_visit(self, number: int) -> bool:
        """Put the cursor on a visit; False when it is not shown."""
        return self.select_id(("group", number))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter on *Earlier visits* lay out the rest."""
        group = self.rows_model.group_at(self.currentIndex())
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and group is not None and group.key == MORE:
            self._all = True
            self._lay_out()
            return
        super().keyPressEvent(event)

    def _fit(self) -> None:
        """Let words and papers share the room; dates and figures fit what they hold."""
        heads = self.header()
        heads.setResizeContentsPrecision(40)
        heads.setFixedHeight(_HEAD)
        heads.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _measure(self, *, on: bool) -> None:
        """Let columns fit what they hold, but not while groups unfold one by one."""
        modes = QHeaderView.ResizeMode
        for place in (0, 2, 3, 4, 5):
            mode = modes.ResizeToContents if on else modes.Fixed
            self.header().setSectionResizeMode(place, mode)

    def _tell_visit(self) -> None:
        self.visit_chosen.emit(self.visit())

    def _lay_out(self) -> None:
        if self._story is None:
            return
        visits = list(self._behind(self._story.visits))
        if self.open_first:
            visits.sort(key=lambda visit: not visit.is_open)
        shown = visits if self._all else visits[:FIRST_VISITS]
        groups = [self._group(visit) for visit in shown]
        left = len(visits) - len(shown) + (self._story.untold if self.door == "all" else 0)
        if left:
            groups.append(Group(MORE, tr("accounts.more_visits", n=left), (), icon="chevron-down"))
        self._measure(on=False)
        self.rows_model.set_groups([*groups, self._total(visits)])
        self._measure(on=True)

    def _behind(self, visits: Sequence[LedgerVisit]) -> Iterable[LedgerVisit]:
        doors: dict[str, Callable[[LedgerVisit], bool]] = {
            "payer": lambda visit: visit.payer > ZERO,
            "patient": lambda visit: visit.patient_owes > ZERO and not visit.plan_number,
            "plan": lambda visit: bool(visit.plan_number),
            "credit": lambda visit: visit.patient_owes < ZERO or visit.payer < ZERO,
        }
        fits = doors.get(self.door)
        return visits if fits is None else [visit for visit in visits if fits(visit)]

    def _group(self, visit: LedgerVisit) -> Group[LedgerRow]:
        figures = {4: str(visit.payer), 5: str(visit.patient_owes)}
        title = words.visit_title(visit, self._today())
        return Group(visit.number, title, visit.rows, words.visit_fact(visit), figures)

    def _total(self, visits: Sequence[LedgerVisit]) -> Group[LedgerRow]:
        assert self._story is not None  # noqa: S101
        whole = len(visits) == len(self._story.visits)
        payer = sum((visit.payer for visit in visits), ZERO)
        patient = sum((visit.patient_owes for visit in visits), ZERO)
        key = "accounts.total" if whole else "accounts.total_shown"
        figures = {4: str(payer), 5: str(patient)}
        return Group(TOTAL, tr(key, amount=payer + patient), (), "", figures, "scale", "text_soft")
