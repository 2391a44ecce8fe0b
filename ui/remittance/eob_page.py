"""Posting a paper EOB: its head, the claims it answers, the grid, and what is left to apply."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.payers import payers
from app.payers.payers import PayerRow
from app.remittance import looking
from app.remittance.looking import ClaimChoice, Scan
from app.remittance.posting import Posted
from app.values.money import ZERO, Money
from app.values.problem import Outside, Refused
from ui import theme
from ui.billing_parts.pane import scroll_page
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, MoneyField, TextField, problem_words
from ui.kit.button import button
from ui.kit.field import Field
from ui.kit.label import Chip, IconLabel, label
from ui.kit.page import PageHeader
from ui.kit.panel import Panel
from ui.remittance import scan_file
from ui.remittance.balance_strip import BalanceStrip, OverAsked
from ui.remittance.claim_finder import ClaimFinder
from ui.remittance.eob_grid import EobGrid, GridModel
from ui.remittance.offering import Offering
from ui.remittance.sheet import Sheet
from ui.text import tr

_LEAST_LINES = 4
_OF_DATE = (
    "claims.before_billed", "claims.future", "remittance.before_answer", "ledger.period_closed",
)  # fmt: skip
"""Refusals that another date of the check cures."""
_NARROW = 760


class EobPage(QWidget):
    """The sheet stays as it is until it is posted or emptied, also when the page is left."""

    posted = Signal(object)
    """The ``Posted`` of the EOB that was just posted."""
    closed = Signal()
    """The page was left without posting."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.sheet = Sheet()
        self.payer = ChoiceField(tr("eob.payer"), needed=True, blank=tr("eob.choose_payer"))
        self.trace = TextField(tr("eob.trace"), wide=200, longest=50)
        self.paid_on = DateField(tr("eob.paid_on"), desk.today)
        self.amount = MoneyField(tr("eob.amount"))
        self.finder, self.model = ClaimFinder(), GridModel()
        self.grid = EobGrid(self.model)
        self.header = PageHeader(tr("eob.title"))
        self.post = button("primary", tr("eob.post"), "Ctrl+Enter")
        self._scan = button("plain", tr("eob.attach"), "Ctrl+L", "paperclip")
        self._strip, self.over = BalanceStrip(), OverAsked()
        self._chip = Chip(tr("eob.nothing_yet"), "note", "info")
        self._told, self._told_icon = label("", wrap=True), IconLabel("info", "text_soft")
        self._offering = Offering(desk, self.finder)
        self._offering.begin(self.sheet)
        self._lay()
        self._connect()
        self.refresh()

    def start(self, claim_id: int | None = None) -> None:
        """Begin or go on; with a claim, put it on the sheet."""
        self._desk.read(payers.payers, then=self._show_payers)
        self.read_claims(claim_id)
        first = self.payer if not self.sheet.payer_id and claim_id is None else self.trace
        (self.grid if self.sheet.claims and claim_id is None else first).setFocus()

    def empty(self) -> None:
        """Begin a new sheet."""
        self.sheet = Sheet()
        self._offering.begin(self.sheet)
        for known in (self.payer, self.trace, self.paid_on, self.amount):
            known.set_value(None)
        self.finder.clear()
        self._show_lines()
        self.read_claims()
        self.payer.setFocus()

    def panes(self) -> tuple[QWidget, ...]:
        """Give head, finder and grid."""
        return (self.payer, self.finder.line, self.grid)

    def take_off(self) -> None:
        """Take the claim of the current line off the sheet; the cursor goes to its neighbor."""
        here = self.grid.currentIndex()
        if not here.isValid():
            return
        at = self.model.place(here)[0]
        self.sheet.take_off(at)
        self._show_lines()
        self._offering.offer()
        if self.sheet.claims:
            self.grid.start(min(at, len(self.sheet.claims) - 1))
        else:
            self.finder.line.setFocus()

    def leave_question(self) -> bool:
        """Leave the question about what is more than is open; False when none is asked."""
        was_asking = not self.over.isHidden()
        self.over.hide()
        return was_asking

    def go_to_problem(self) -> None:
        """Say beside the first field with a problem what keeps the EOB back, and go there."""
        heads: dict[str, Field[Any]] = {
            "payer": self.payer, "trace": self.trace, "paid_on": self.paid_on,
            "amount": self.amount,
        }  # fmt: skip
        for known in heads.values():
            known.show_problem("")
        place, words = self._first_problem()
        if place in heads:
            heads[place].show_problem(words)
            heads[place].setFocus()
        elif self.sheet.claims:
            self.grid.go_to(place)
        else:
            self.finder.line.setFocus()

    def _first_problem(self) -> tuple[str, str]:
        """Give the field or line that keeps the EOB back first, and why in words."""
        if not self.sheet.payer_id:
            return "payer", tr("eob.payer_first")
        return next(((one.field, problem_words(one)) for one in self.sheet.blocks()), ("", ""))

    @Slot()
    def attach(self) -> None:
        """Choose the scan of the EOB; it is filed when the EOB is posted."""
        if (path := scan_file.choose(self)) is not None:
            self.read_scan(path)

    def read_scan(self, path: Path) -> None:
        """Read a scan from a file, off the window's thread."""
        self._desk.aside(scan_file.read, path, then=self._keep_scan, owner=self)

    @Slot()
    def send(self) -> None:
        """Post the sheet as one unit of work; what is more than is open is asked about before."""
        if self.sheet.draft().over and self.over.isHidden():
            self.over.ask(self.sheet)
            return
        self.sheet.is_over_meant = not self.over.isHidden()
        self.post.set_off(tr("biller_desk.under_way"))
        self._desk.do(
            looking.post_with_scan, self.sheet.draft(), self.sheet.scan,
            then=self._done, owner=self, otherwise=self._refused,
        )  # fmt: skip

    @Slot()
    def refresh(self) -> None:
        """Take the head into the sheet and show what is left to apply."""
        sheet = self.sheet
        sheet.payer_id = int(self.payer.value() or 0)
        sheet.trace = self.trace.value() or ""
        sheet.paid_on, sheet.amount = self.paid_on.value(), self.amount.value() or ZERO
        self._show_balance()
        self._tell_line()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what stands elsewhere too where there is little room."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        self._chip.setVisible(not narrow)
        side = 12 if narrow else 24
        self._column.setContentsMargins(side, 4, side, 16)
        # What scrolls leaves room for its bar, which a narrow window always has.
        self._top.setContentsMargins(side, 16, 24, 0)

    def _show_balance(self) -> None:
        self._strip.show_sheet(self.sheet)
        self.post.set_off(self._first_problem()[1])
        self.post.setText(tr("eob.post_claims", n=len(self.sheet.claims)))
        self._scan.setText(tr("eob.attached") if self.sheet.scan else tr("eob.attach"))

    def _lay(self) -> None:
        self.header.add_beside_title(self._chip)
        self.header.add_button(self._scan)
        self.header.add_button(self.post)
        inner = QWidget()
        self._column = column = QVBoxLayout(inner)
        column.setContentsMargins(24, 4, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._head())
        column.addWidget(self.finder)
        column.addWidget(self._lines(), 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(8)
        self._top = top = QVBoxLayout()
        top.setContentsMargins(24, 16, 24, 0)
        top.addWidget(self._strip)
        top.addWidget(self.over)
        outer.addLayout(top)
        outer.addWidget(scroll_page(inner), 1)

    def _head(self) -> Panel:
        panel = Panel()
        panel.setAccessibleName(tr("eob.head"))
        grid = QGridLayout()
        grid.setContentsMargins(16, 10, 16, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        fields: tuple[Field[Any], ...] = (self.payer, self.trace, self.paid_on, self.amount)
        for place, known in enumerate(fields):
            grid.addWidget(known.label, 0, place)
            grid.addWidget(known, 1, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(len(fields), 1)
        panel.body.addLayout(grid)
        return panel

    def _lines(self) -> Panel:
        panel = Panel()
        panel.setAccessibleName(tr("eob.grid"))
        panel.add(self.grid, 1)
        self.grid.setMinimumHeight(30 + _LEAST_LINES * theme.row_height(compact=True) + 14)
        foot = panel.add_foot(self._told_icon, self._told)
        layout = foot.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        return panel

    def _connect(self) -> None:
        self.payer.changed.connect(self._choose_payer)
        for known in (self.trace, self.paid_on, self.amount):
            known.changed.connect(self.refresh)
        self.finder.added.connect(self.add_claim)
        self.finder.searched.connect(self._offering.find)
        self.finder.searched.connect(self.over.hide)
        self.model.typed.connect(self.refresh)
        self.model.typed.connect(self.over.hide)
        self.over.back_wanted.connect(self.finder.turn_over)
        self.over.meant.connect(self.send)
        self.model.unread.connect(self._tell_unread)
        self.grid.ended.connect(self._go_on)
        self.grid.line_chosen.connect(self._tell_line)
        self.post.clicked.connect(self.send)
        self._scan.clicked.connect(self.attach)

    def read_claims(self, claim_id: int | None = None) -> None:
        """Read what can be answered, as of today; with a claim, put that one on the sheet."""
        all_open = self._offering.take_open, "claims"
        show, key = all_open if claim_id is None else (self._add_one, "one")
        payer = self.sheet.payer_id or None if claim_id is None else None
        asked = (self._desk.today, payer, claim_id)
        self._desk.read(looking.open_claims, *asked, then=show, latest=key)

    def _show_payers(self, rows: Sequence[PayerRow]) -> None:
        self.payer.set_choices([(str(row.id), row.name) for row in rows])
        if self.sheet.payer_id:
            self.payer.set_value(str(self.sheet.payer_id))

    def _add_one(self, choices: tuple[ClaimChoice, ...]) -> None:
        for one in choices:
            if self.sheet.payer_id not in (0, one.payer_id):
                self._desk.refused.emit(Refused("remittance.wrong_payer"))
                return
            self.sheet.payer_id = one.payer_id
            self.payer.set_choices([(str(one.payer_id), one.payer)])
            self.payer.set_value(str(one.payer_id))
            self._desk.read(payers.payers, then=self._show_payers)
            self.sheet.add(one.grid)
        self._show_lines()
        self.read_claims()

    @Slot(object)
    def add_claim(self, choice: ClaimChoice) -> None:
        """Put a claim on the sheet and go to its first cell."""
        if not self.sheet.payer_id:
            self.payer.set_value(str(choice.payer_id))
            self.sheet.payer_id = choice.payer_id
            self.read_claims()
        self.sheet.add(choice.grid, choice.anew.grid if choice.anew is not None else None)
        if choice.anew is not None:
            self._offering.add_anew(choice.anew)
        self.finder.clear()
        self._show_lines()
        self._offering.offer()
        answered_at = self.sheet.where(choice.claim_id)
        if answered_at is not None:
            self.grid.start(answered_at)
        else:
            self.finder.line.setFocus()
            self._say(tr("eob.then_anew", number=choice.grid.number), "")

    @Slot()
    def _choose_payer(self) -> None:
        self.payer.show_problem("")
        self.refresh()
        self.read_claims()

    @Slot()
    def _go_on(self) -> None:
        """After the last line: to the next claim, which may be paid 0.00; no Enter posts."""
        self.finder.line.setFocus()
        if self.post.isEnabled() and not self.sheet.draft().over:
            self._say(tr("eob.all_applied"), "ok")

    def _show_lines(self) -> None:
        self.model.show_sheet(self.sheet)
        self.over.hide()
        self.refresh()

    @Slot(str)
    def _tell_unread(self, words: str) -> None:
        self._say(words, "block")

    @Slot()
    def _tell_line(self) -> None:
        here = self.grid.currentIndex()
        if not here.isValid():
            self._say(tr("eob.hint_empty"), "")
            return
        words, tone = self._line_words(here)
        self._say(f"{self._about(here)} {words}".strip(), tone)

    def _about(self, here: QModelIndex) -> str:
        """Tell what a narrow grid leaves out: whose line it is, its day and its charge."""
        if not self.grid.is_lean:
            return ""
        at, line_at = self.model.place(here)
        claim = self.sheet.claims[at]
        line = claim.lines[line_at]
        charged = line.told.charged
        return tr("eob.about", patient=claim.patient, day=str(line.dos), charged=charged)

    def _line_words(self, here: QModelIndex) -> tuple[str, str]:
        """Tell how a line stands, and with which tone."""
        if self.model.is_back(here):
            return tr("eob.back_line"), ""
        line = self.model.line(here)
        odd = self.sheet.warnings(self.model.place(here))
        if line.already and line.gap == line.open:
            return tr("eob.open", posted=line.already, open=line.open), ""
        if line.gap and not line.over:
            return _gap_words(line.gap), "warn"
        if odd:
            return problem_words(odd[0]), "warn"
        return tr("eob.line_balanced"), "ok"

    def _say(self, words: str, tone: str) -> None:
        self._told.setText(words)
        self._told_icon.set_icon(theme.status_icon(tone) if tone else "info", tone or "text_soft")

    def _keep_scan(self, scan: Scan) -> None:
        self.sheet.scan = scan
        self.refresh()

    def _done(self, answer: Posted) -> None:
        self.empty()
        self.posted.emit(answer)

    def _refused(self, error: Refused | Outside) -> None:
        self.refresh()
        self._desk.refused.emit(error)
        by_trace = self.trace if error.code == "remittance.posted_already" else self.grid
        (self.paid_on if error.code in _OF_DATE else by_trace).setFocus()


def _gap_words(gap: Money) -> str:
    """Tell what a line lacks, or by how much more is typed than is open."""
    return tr("eob.too_much", over=-gap) if gap < ZERO else tr("eob.gap", gap=gap)
