"""The right of the biller's desk: one superbill or claim, what to do next, its money and story."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.claims.facts import ClaimFacts, LineMoney, SuperbillFacts, letters
from app.claims.story import ClaimEvent
from app.denials.work import DenialRow
from app.superbills.snapshot import FrozenFact, FrozenLine
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.money import ZERO
from app.values.states import SuperbillFactKind
from ui.billing_parts.decision import DecisionPanel
from ui.billing_parts.fact_grid import FactGrid
from ui.billing_parts.money_lines import SummedTable
from ui.billing_parts.pane import Pane, scroll_page
from ui.billing_parts.reasons import told_reason
from ui.claims import columns, steps
from ui.desk import Desk
from ui.kit.button import small_button
from ui.kit.figures import MoneyBar
from ui.kit.label import Chip, IconLabel, label
from ui.kit.panel import Panel
from ui.kit.pdf_view import PdfView
from ui.kit.two_line import Happening, LinesModel, timeline
from ui.text import tr

_ABREAST = 760
_NARROW_LINES, _LEAN_LINES = 860, 700
_TIMELINE = 368


class ClaimPage(Pane):
    """One superbill or claim. ``next`` is its panel of the next step; Alt+S shows the paper."""

    paper_wanted = Signal()
    """The superbill's page was asked for."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("biller_desk.claim"), self._first, "canvas")
        self._today = desk.tell_day
        self.next = DecisionPanel(desk)
        self.name, self._number = label("", "section"), label("", "soft")
        self._chip, self._line = Chip("", "wait"), label("", "soft", wrap=True)
        self.lines: SummedTable[LineMoney] = SummedTable(
            columns.lines(), lambda row: row.charge_id,
            (tr("biller_desk.lines"), tr("biller_desk.total")), columns.sums(),
        )  # fmt: skip
        self._told = label("", wrap=True)
        self._told_icon = IconLabel("info", "text_soft")
        self._bar, self._bar_panel = MoneyBar(), Panel(tr("biller_desk.owes", amount="0.00"))
        self._facts = FactGrid()
        self.story = timeline(LinesModel[Happening](_same, id), tr("biller_desk.timeline"))
        self._paper_button = small_button(tr("biller_desk.superbill"), "Alt+S", quiet=True)
        self._paper_button.clicked.connect(self.paper_wanted)
        self.note = small_button(tr("biller_desk.note"), "F4")
        self.paper = PdfView(tr("biller_desk.superbill"))
        self._denials: tuple[DenialRow, ...] = ()
        self._is_unposted = False
        self._fitted: tuple[bool, frozenset[int]] = (False, frozenset())
        self._pages = QStackedWidget()
        self._lay()
        self.lines.chosen.connect(self._tell_line)

    @property
    def is_paper_shown(self) -> bool:
        """Whether the superbill's page stands over the claim."""
        return self._pages.currentWidget() is self.paper

    @property
    def is_claim_shown(self) -> bool:
        """Whether a claim or a superbill is shown with its next step."""
        return self._pages.currentWidget() is self._page

    def show_claim(self, facts: ClaimFacts, denials: Sequence[DenialRow]) -> None:
        """Show a claim; with denied lines the next step is to decide on the chosen one."""
        row = facts.view.row
        self._head(row.patient, tr("biller_desk.claim_number", number=row.number))
        self._chip.show_state(*steps.state_chip(facts))
        self._line.setText(steps.claim_line(facts, self._today()))
        self._denials = tuple(denials)
        self._is_unposted = False
        self.lines.show_rows(facts.lines)
        self._fit_lines()
        first = next((line.charge_id for line in facts.lines if line.denied), None)
        here = self.lines.table.current_row()
        if first is not None and (here is None or not here.denied):
            self.lines.table.select_id(first)
        elif here is None and facts.lines:
            self.lines.table.select_id(facts.lines[0].charge_id)
        if not self._denials:
            self.next.forget()
            self.next.show_step(steps.claim_step(facts, self._today()))
        self._tell_line(self.lines.table.current_row())
        self._show_money(facts)
        self._facts.show_facts(_claim_facts(facts, self._today()))
        number = facts.superbill
        words = tr("biller_desk.superbill_number", number=number) if number else ""
        undecided = [steps.undecided(len(self._denials))] if self._denials else []
        self._show_story(facts.events, words, undecided)

    def show_superbill(self, facts: SuperbillFacts) -> None:
        """Show a superbill that waits to be billed."""
        bill = facts.bill
        self._head(facts.patient, tr("biller_desk.superbill_number", number=bill.number))
        self._chip.show_state(tr("biller_desk.state.superbill"), "note", "file-text")
        self._line.setText(steps.superbill_line(facts))
        self._denials = ()
        self._is_unposted = True
        self._fit_lines()
        self.next.forget()
        self.next.show_step(steps.superbill_step(facts, self._today()))
        self.lines.show_rows([_frozen(line) for line in bill.lines])
        self._tell_line(None)
        self._show_money(None)
        self._facts.show_facts(_superbill_facts(facts))
        self._show_story(facts.events, tr("biller_desk.superbill_number", number=bill.number))

    def show_empty(self, empty: QWidget) -> None:
        """Show what an empty queue means in place of a claim."""
        old = self._pages.currentWidget()
        self._pages.addWidget(empty)
        self._pages.setCurrentWidget(empty)
        if old not in (self._page, self.paper) and old is not None:
            self._pages.removeWidget(old)
            old.deleteLater()

    def show_paper(self, pdf: bytes) -> None:
        """Show the superbill as it prints."""
        self.paper.show_pdf(pdf)
        self._pages.setCurrentWidget(self.paper)
        self.paper.setFocus()

    def close_paper(self) -> None:
        """Go back from the paper to the claim."""
        self.drop_paper()
        self.setFocus()

    def drop_paper(self) -> None:
        """Show the claim again where its paper was, and leave the focus to the caller."""
        if self.is_paper_shown:
            self._pages.setCurrentWidget(self._page)
            self.paper.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the timeline under the money where there is no room beside it."""
        super().resizeEvent(event)
        low = self.width() < _ABREAST
        side = 12 if low else 20
        self._column.setContentsMargins(side, 14, side, 16)
        way = QBoxLayout.Direction
        self._below.setDirection(way.TopToBottom if low else way.LeftToRight)
        self._story_panel.setMaximumWidth(16_777_215 if low else _TIMELINE)
        self._fit_lines()

    def _fit_lines(self) -> None:
        """Leave out what says nothing yet, and put units with the service in a narrow page."""
        narrow = self.width() < _NARROW_LINES
        hidden = columns.ANSWERS if self._is_unposted else self._spared()
        if (narrow, hidden) == self._fitted:
            return
        self._fitted = (narrow, hidden)
        self.lines.show_columns(columns.lines(narrow=narrow and not self._is_unposted), hidden)

    def _spared(self) -> frozenset[int]:
        """Give the columns of a claim that a page of this width does without.

        What is allowed says nothing before the payer has answered.
        """
        if self.width() >= _NARROW_LINES:
            return frozenset()
        spared = {columns.UNITS}
        answered = any(line.allowed is not None for line in self.lines.model.rows)
        lean = self.width() < _LEAN_LINES
        if lean or not answered:
            spared.add(columns.ALLOWED)
        return frozenset(spared | {columns.POINTERS} if lean else spared)

    def _first(self) -> QWidget | None:
        if self.is_paper_shown:
            return self.paper
        page = self._pages.currentWidget()
        return self.lines.table if page is self._page else page

    def _lay(self) -> None:
        inner = QWidget()
        self._column = column = QVBoxLayout(inner)
        column.setContentsMargins(20, 14, 20, 16)
        column.setSpacing(16)
        column.addLayout(self._lay_head())
        column.addWidget(self.next)
        column.addWidget(self._lay_lines())
        column.addLayout(self._lay_below(), 1)
        self._page = scroll_page(inner)
        self._pages.addWidget(QWidget())  # until something is read
        self._pages.addWidget(self._page)
        self._pages.addWidget(self.paper)
        self.column.addWidget(self._pages)

    def _lay_head(self) -> QVBoxLayout:
        head, row = QVBoxLayout(), QHBoxLayout()
        row.setSpacing(10)
        for part in (self.name, self._chip, self._number):
            row.addWidget(part)
        row.addStretch()
        head.setSpacing(0)
        head.addLayout(row)
        head.addWidget(self._line)
        return head

    def _lay_lines(self) -> Panel:
        panel = Panel()
        panel.setAccessibleName(tr("biller_desk.lines"))
        panel.add(self.lines)
        foot = panel.add_foot(self._told_icon, self._told)
        layout = foot.layout()
        if isinstance(layout, QHBoxLayout):
            layout.setStretch(1, 1)
        return panel

    def _lay_below(self) -> QBoxLayout:
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._below.setSpacing(16)
        money = QVBoxLayout()
        money.setSpacing(16)
        self._bar_panel.inset(16, 14).addWidget(self._bar)
        money.addWidget(self._bar_panel)
        facts = Panel()
        facts.setAccessibleName(tr("biller_desk.facts"))
        facts.add(self._facts)
        money.addWidget(facts)
        money.addStretch()
        self._story_panel = Panel(tr("biller_desk.timeline"))
        self._story_panel.add_to_head(self.note)
        self._story_panel.add(self.story, 1)
        self._story_panel.add_foot(self._paper_button)
        self.story.setMinimumHeight(160)
        self._below.addLayout(money, 1)
        self._below.addWidget(self._story_panel, 1)
        return self._below

    def _head(self, name: str, number: str) -> None:
        self.name.setText(name)
        self._number.setText(number)
        if not self.is_paper_shown:
            old = self._pages.currentWidget()
            self._pages.setCurrentWidget(self._page)
            if old is not None and old is not self._page:
                self._pages.removeWidget(old)
                old.deleteLater()

    def _show_money(self, facts: ClaimFacts | None) -> None:
        self._bar_panel.setVisible(facts is not None)
        if facts is not None:
            self._bar_panel.set_title(tr("biller_desk.owes", amount=facts.view.row.charged))
            self._bar.show_shares(steps.shares(facts))

    def _show_story(
        self, events: Sequence[ClaimEvent], superbill: str, first: Sequence[Happening] = ()
    ) -> None:
        told = [steps.happening(one, self._today()) for one in events]
        self.story.rows_model.set_rows([*first, *told])
        self._paper_button.setVisible(bool(superbill))
        self._paper_button.setText(superbill)

    def _tell_line(self, row: object) -> None:
        """Explain the chosen line under the table, and decide on it when it was denied."""
        words, tone, icon = tr("biller_desk.no_line"), "text_soft", "info"
        if isinstance(row, LineMoney):
            words, tone, icon = _told_line(row, is_billed=not self._is_unposted)
            found = [one for one in self._denials if one.charge_id == row.charge_id]
            if found or self._denials:
                self.next.show_denial((found or self._denials)[0])
        self._told.setText(words)
        self._told_icon.set_icon(icon, tone)


def _same(row: Happening) -> Happening:
    return row


def _told_line(row: LineMoney, *, is_billed: bool) -> tuple[str, str, str]:
    """Explain a line: words, tone, icon."""
    if row.denied:
        reason = told_reason(row.denied)
        words = tr("biller_desk.told.denied", line=row.position, reason=reason, amount=row.payer)
        return words, "warn", "triangle-alert"
    if row.reasons:
        told = "; ".join(f"{told_reason(one.code)}, {one.amount}" for one in row.reasons)
        return tr("biller_desk.told.reasons", line=row.position, reasons=told), "text_soft", "info"
    key = "answered" if row.allowed is not None else "waits" if is_billed else "unbilled"
    return tr(f"biller_desk.told.{key}", line=row.position), "text_soft", "info"


def _frozen(line: FrozenLine) -> LineMoney:
    return LineMoney(
        charge_id=line.position, position=line.position, code=line.code, modifiers=line.modifiers,
        wording=line.wording, pointers=letters(line.pointers), units=str(line.units),
        charged=line.amount, allowed=None, paid=ZERO, reduced=ZERO, payer=ZERO, patient=ZERO,
    )  # fmt: skip


def _claim_facts(facts: ClaimFacts, today: date) -> list[tuple[str, str]]:
    view = facts.view
    row = view.row
    limit = show_date(row.respond_by, today) if row.respond_by else ""
    sent = show_date(row.submitted_on, today) if row.submitted_on else tr("biller_desk.fact.unsent")
    return [
        (tr("biller_desk.fact.sent"), sent),
        (tr("biller_desk.fact.limit"), limit),
        (tr("biller_desk.fact.payer_number"), view.payer_claim_number),
        (tr("biller_desk.fact.account"), str(row.account_number)),
        (tr("biller_desk.fact.patient_part"), str(facts.total("patient"))),
        (tr("biller_desk.fact.loops"), _loops(facts.loops)),
        *_people(facts.people),
    ]


def _superbill_facts(facts: SuperbillFacts) -> list[tuple[str, str]]:
    bill = facts.bill
    held = [f"{place}. {one.name}" for place, one in enumerate(facts.asked, start=1)]
    found = "  ".join(f"{letters(str(d.position))} {_dotted(d.code)}" for d in bill.diagnoses)
    return [
        (tr("biller_desk.fact.coverages"), ", ".join(held) or tr("biller_desk.fact.no_coverage")),
        (tr("biller_desk.fact.diagnoses"), found),
        (tr("biller_desk.fact.account"), str(facts.account_number)),
        (tr("biller_desk.fact.loops"), _loops(bill.loops)),
        *_people(bill.facts),
    ]


def _people(beside: Sequence[FrozenFact]) -> list[tuple[str, str]]:
    """Name who supervised and who referred, with the NPI that a claim asks for."""
    found = []
    for one in beside:
        if one.kind in (SuperbillFactKind.SUPERVISING, SuperbillFactKind.REFERRING):
            number = tr("biller_desk.fact.npi", npi=one.detail) if one.detail else ""
            words = ", ".join(part for part in (one.name, number) if part)
            found.append((tr(f"biller_desk.fact.{one.kind}"), words))
    return found


def _dotted(code: str) -> str:
    return str(Icd10Cm(code)) if Icd10Cm.shape.fullmatch(code) else code


def _loops(count: int) -> str:
    return tr("biller_desk.loops", n=count) if count else tr("biller_desk.no_loops")
