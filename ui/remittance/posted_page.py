"""The posted checks: what each did line by line, and taking one back with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QVBoxLayout, QWidget

from app.documents import filing
from app.remittance import looking, posting
from app.remittance.looking import PostedLine
from app.remittance.posting import FirstChecks, RemittanceRow
from app.values.dates import show_date
from app.values.problem import Outside, Refused
from ui.billing_parts.money_lines import SummedTable
from ui.billing_parts.next_panel import NextPanel, Offer, Question, Step
from ui.billing_parts.pane import scroll_page
from ui.desk import Desk
from ui.fields import TextField
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.panel import Panel
from ui.remittance import posted_columns
from ui.rows_model import RowsModel, rows_table
from ui.screen import Notice, Target
from ui.text import tr

PAGE = 200
_SHARES_FROM = 1600
NEW, DECIDE, VOID, SCAN = "new", "decide", "void", "scan"


class PostedPage(QWidget):
    """A list of checks over the lines of the chosen one, with the next step above both."""

    new_wanted = Signal()
    go = Signal(object)
    said = Signal(object)
    scan_read = Signal(object)
    """The bytes of a scan that was asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.header = PageHeader(tr("eob.desk_title"))
        self.next = NextPanel(tr("eob.posted_next"))
        self.checks: RowsModel[RemittanceRow] = posted_columns.checks(desk.tell_day)
        self.table = rows_table(self.checks, tr("eob.posted"))
        self.table.make_room((680, (5,)))
        self.table.share_room(_SHARES_FROM, 2, 5)
        self.lines: SummedTable[PostedLine] = SummedTable(
            posted_columns.lines(desk.tell_day), lambda row: row.id,
            (tr("eob.posted_lines"), tr("eob.total")), posted_columns.sums(),
        )  # fmt: skip
        # What is left out stands on the claim that Enter opens.
        self.lines.make_room((1100, (2,)), (760, (5, 7)), (640, (4, 8)))
        self._told: tuple[PostedLine, ...] = ()
        self._wanted: int | None = None
        self._begun = False
        self._pages = QStackedWidget()
        self._lay()
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._enter)
        self.lines.table.opened.connect(self._open_line)
        self.checks.more_wanted.connect(self._read_more)
        self.next.taken.connect(self._take)
        self.next.closed.connect(self.table.setFocus)

    @property
    def is_empty(self) -> bool:
        """Whether no check was ever posted."""
        return self._pages.currentWidget() is self._empty

    def reload(self, wanted: int | None = None) -> None:
        """Read the checks again; put the cursor on ``wanted``, or on one still asked for.

        However old that one is, the list is read as far as it; so is the one that is chosen.
        The rows from it on come first, those above it behind them.
        """
        self._wanted = self._wanted if wanted is None else wanted
        row = self.table.current_row()
        far = self._wanted if self._wanted is not None else row.id if row is not None else None
        if far is None or self.checks.index_of(far).isValid():
            self._read_to(far)
        else:
            self._desk.read(
                posting.first_posted, PAGE, far, then=self._show_near, latest="posted"
            )  # fmt: skip

    def show_draft(self, claims: int, *, begun: bool) -> None:
        """Tell that an EOB is begun and not posted."""
        words = tr("eob.begun", n=claims) if begun else ""
        self.header.set_state(words)
        self._begun = begun
        row = self.table.current_row()
        if row is not None and not self.next.is_asking:
            self.next.show_step(_step(row, self._told, begun=begun))

    def panes(self) -> tuple[QWidget, ...]:
        """Give the checks and the lines of one."""
        return (self._empty,) if self.is_empty else (self.table, self.lines.table)

    def primary(self) -> QAbstractButton | None:
        """Give the filled button of the chosen check; without one, the first way on."""
        return self._empty.first() if self.is_empty else self.next.primary

    def begin(self) -> None:
        """Start in the list."""
        (self._empty if self.is_empty else self.table).setFocus()

    def _lay(self) -> None:
        steps = [
            NextStep(tr("eob.new"), tr("eob.new_fact"), "receipt", "Enter"),
            NextStep(tr("eob.to_biller"), tr("eob.to_biller_fact"), "send", "Ctrl+3"),
        ]
        self._empty = EmptyState("inbox", tr("eob.none_title"), tr("eob.none_words"), steps)
        self._empty.taken.connect(self._take_empty)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addWidget(self.next)
        panel = Panel(tr("eob.posted"))
        panel.add(self.table, 1)
        self.table.setMinimumHeight(140)
        column.addWidget(panel, 1)
        self._lines_panel = Panel(tr("eob.posted_lines"))
        self._lines_panel.add(self.lines)
        column.addWidget(self._lines_panel)
        self._waiting = QWidget()  # until it is known whether a check is posted
        self._pages.addWidget(self._waiting)
        self._pages.addWidget(self._empty)
        self._page = scroll_page(page)
        self._pages.addWidget(self._page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _read_to(self, far: int | None) -> None:
        read = partial(posting.posted, limit=PAGE, wanted=far)
        self._desk.read(read, then=self._show, latest="posted")

    def _show_near(self, found: FirstChecks) -> None:
        self._show(found.rows, whole=not found.newer)
        if found.newer:
            self._read_to(found.rows[0].id if found.rows else None)

    def _show(self, rows: Sequence[RemittanceRow], *, whole: bool = True) -> None:
        waited = self._pages.currentWidget() is self._waiting
        inside = self._empty.isAncestorOf(self.focusWidget() or self)
        focused = self.isVisible() and (waited or inside)
        self.checks.set_rows(rows, more=whole and len(rows) >= PAGE)
        self._pages.setCurrentWidget(self._page if rows else self._empty)
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self.table.select_id(wanted)
        elif rows and not self.table.selectionModel().hasSelection():
            self.table.select_id(rows[0].id)
        if focused or wanted is not None:
            self.begin()

    @Slot()
    def _read_more(self) -> None:
        last = self.checks.rows[-1].id
        self._desk.read(posting.posted, PAGE, last, then=self._add, latest="posted")

    def _add(self, rows: Sequence[RemittanceRow]) -> None:
        self.checks.add_rows(rows, more=len(rows) == PAGE)

    @Slot(object)
    def _choose(self, row: object) -> None:
        if isinstance(row, RemittanceRow):
            self._desk.read(
                looking.lines_of, row.id, then=partial(self._show_lines, row), owner=self,
                latest="lines",
            )  # fmt: skip

    def _show_lines(self, row: RemittanceRow, lines: tuple[PostedLine, ...]) -> None:
        self._told = lines
        self.lines.show_rows(lines)
        short = sum(line.is_short for line in lines)
        fact = tr("eob.short_lines", n=short) if short else tr("eob.no_short")
        self._lines_panel.set_title(tr("eob.lines_of", trace=row.trace), fact)
        if not self.next.is_asking:
            self.next.show_step(_step(row, lines, begun=self._begun))

    @Slot(object)
    def _take(self, key: object) -> None:
        row = self.table.current_row()
        if key == NEW:
            self.new_wanted.emit()
        elif row is not None and key == DECIDE:
            first = next(line.denial_id for line in self._told if line.denial_id)
            self.go.emit(Target("denials", ("denial", first)))
        elif row is not None and key == SCAN and row.document_id is not None:
            self._desk.read(filing.content, row.document_id, then=self.scan_read.emit, owner=self)
        elif row is not None and key == VOID:
            self._ask_void(row)

    def _ask_void(self, row: RemittanceRow) -> None:
        reason = TextField(tr("biller_desk.reason"), needed=True, longest=200)
        self.next.ask(
            Question(
                tr("eob.ask_void.title", trace=row.trace, amount=row.amount),
                tr("eob.ask_void.words", n=row.claims),
                tr("eob.ask_void.take"),
                [("reason", reason)],
                partial(self._void, row),
            )
        )

    def _void(self, row: RemittanceRow, values: dict[str, Any]) -> None:
        self._desk.do(
            posting.void, row.id, values["reason"], then=partial(self._voided, row), owner=self,
            otherwise=self._refused,
        )  # fmt: skip

    def _voided(self, row: RemittanceRow, _nothing: object) -> None:
        self.next.close_question()
        self.said.emit(Notice(tr("eob.voided_done", trace=row.trace)))
        self.reload(row.id)

    def _refused(self, error: Refused | Outside) -> None:
        self.next.again()
        self._desk.refused.emit(error)

    @Slot(object)
    def _enter(self, _row: object) -> None:
        self.lines.table.setFocus()

    @Slot(object)
    def _open_line(self, row: PostedLine) -> None:
        if row.denial_id is not None:
            self.go.emit(Target("denials", ("denial", row.denial_id)))
        else:
            self.go.emit(Target("biller", ("claim", row.claim_id)))

    @Slot(object)
    def _take_empty(self, number: int) -> None:
        if number == 0:
            self.new_wanted.emit()
        else:
            self.go.emit(Target("biller", ("queue", "sent")))


def _step(row: RemittanceRow, lines: Sequence[PostedLine], *, begun: bool) -> Step:
    """Say what a posted check still asks for; an EOB that is begun comes before a new one."""
    words = tr("eob.go_on") if begun else tr("eob.new")
    new = Offer(NEW, words, "Ins")
    scan = (Offer(SCAN, tr("eob.scan"), "Alt+S"),) if row.document_id is not None else ()
    first = Offer(NEW, words, "Ctrl+Enter")
    if row.voided:
        return Step(tr("eob.voided_title"), row.voided, first, scan)
    void = Offer(VOID, tr("eob.void"), "Alt+X")
    told = tr("eob.posted_by", name=row.posted_by, day=show_date(row.paid_on))
    waiting = sum(line.denial_id is not None for line in lines)
    if waiting:
        title = tr("eob.decide_title", n=waiting)
        primary = Offer(DECIDE, tr("eob.decide", n=waiting), "Ctrl+Enter")
        return Step(title, told, primary, (new, void, *scan))
    return Step(tr("eob.all_done"), told, first, (void, *scan))
