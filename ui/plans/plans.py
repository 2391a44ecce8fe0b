"""Payment plans: who is due, late, missed or broken, and everything about one plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from app.plans import book
from app.plans.adding import Adding
from app.plans.book import PayoffQuote
from app.plans.revising import Revising
from app.plans.view import Group, PlanRow, PlanView, Standing
from app.reports import receipts
from app.reports.receipts import Receipt
from app.store.changes import Changes
from ui.billing_parts.next_panel import Question
from ui.billing_parts.pane import Pane, PaneRow
from ui.desk import Desk
from ui.kit.choice import FilterButtons
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.plans import deeds, groups
from ui.plans.deeds import Deeds
from ui.plans.groups import ALL
from ui.plans.plan_lines import lines_of
from ui.plans.plan_page import AGREEMENT, PlanPage
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_TABLES = ("entry", "plan_event", "plan_terms", "plan_charge")
_OWN = {
    "plans.reschedule": deeds.RESCHEDULE, "plans.payoff": deeds.PAYOFF, "plans.end": deeds.END,
    "plans.add": deeds.ADD, "edit.change": deeds.CHANGE, "billing.take-payment": deeds.PAY,
    "plans.level": deeds.LEVEL, "plans.keep": deeds.KEEP,
}  # fmt: skip


class PaymentPlans(Screen):
    """Filters and their list at the left, one plan at the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("plan_screen.title"))
        self._rows: tuple[PlanRow, ...] = ()
        self._wanted: int | None = None
        self.header = PageHeader(tr("plan_screen.title"))
        self.filters = FilterButtons(tr("plan_screen.filters"))
        self.model: LinesModel[PlanRow] = LinesModel(self._lines, lambda row: row.plan_id)
        self.list = work_list(self.model, tr("plan_screen.title"))
        self.list.say_nothing(tr("plan_screen.empty.none_here"))
        self.page = PlanPage(desk.tell_day)
        self._left = Pane(tr("plan_screen.title"), lambda: self.list)
        self._left.column.addWidget(self.list, 1)
        self._panes = PaneRow(tr("plan_screen.title"), (self._left, self.page))
        self._panes.set_widths((404, 836), 1)
        self._deeds = Deeds(desk, self._done, self._paid, self.page.next.again)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(groups.filter_bar(self.filters))
        column.addWidget(self._panes, 1)
        self.lay_out(self.header, body)
        self._connect()

    def open_with(self, target: Target) -> None:
        """Show one plan, a filter's plans, or stay where the user was."""
        kind = target.ids[0] if target.ids else ""
        if kind == "plan":
            self._wanted = int(str(target.ids[1]))
            self._show_filters(ALL)
        elif kind == "group":
            self._show_filters(str(target.ids[1]))
        elif isinstance(target.where, tuple):
            self._show_filters(str(target.where[0]))
            self._wanted = target.where[1]
        self._read()
        self.begin()

    def place(self) -> Target:
        """Give the filter and the plan the user is on."""
        plan = self.page.plan
        return Target("plans", where=(self.filters.value(), plan.row.plan_id if plan else None))

    def paper_of(self) -> tuple[str, str]:
        """Give the plan whose agreement or receipt is shown."""
        plan = self.page.plan
        return ("payment_plan", str(plan.row.plan_id)) if plan is not None else super().paper_of()

    def keys(self) -> Sequence[KeyHint]:
        """Give what can be done to the plan."""
        hints = [KeyHint("↑↓", tr("plan_screen.key.move"))]
        if self.page.next.primary is not None:
            hints.append(KeyHint("Ctrl+Enter", tr("plan_screen.key.next")))
        if self.page.next.is_asking:
            return (*hints, KeyHint("Esc", tr("plan_screen.key.leave")))
        for key, deed in (("F9", deeds.PAY), ("F2", deeds.CHANGE), ("Ins", deeds.ADD)):
            if self._can_do(deed):
                words = "plan_adding.key" if deed == deeds.ADD else f"plan_screen.key.{deed}"
                hints.append(KeyHint(key, tr(words)))
        paper = "receipt" if self.page.is_receipt_shown else "print"
        return (*hints, KeyHint("Ctrl+P", tr(f"plan_screen.key.{paper}")))

    def panes(self) -> Sequence[QWidget]:
        """Give list and plan."""
        return (self._left, self.page)

    def primary(self) -> QAbstractButton | None:
        """Give the filled button of what comes next."""
        return self.page.next.primary

    def leave(self) -> bool:
        """Close the question; in a narrow window go back to the list."""
        if self.page.next.is_asking:
            self.page.next.close_question()
            return True
        if self.page.close_receipt():
            self._left.setFocus()
            self.keys_changed.emit()
            return True
        if self._panes.is_narrow and self._panes.is_here(self.page):
            self._left.setFocus()
            return True
        return False

    def can(self, action: str) -> bool:
        """Whether an action has a plan to act on."""
        if action == "plans.late-fees":
            return True
        if action == "file.print" and self.page.is_receipt_shown:
            return True
        if action == "file.print":
            return self.page.plan is not None and self.page.plan.document_id is not None
        return action in _OWN and self._can_do(_OWN[action])

    def perform(self, action: str) -> bool:
        """Run an action of this screen."""
        if not self.can(action):
            return False
        if action == "plans.late-fees":
            self._deeds.late_fees()
        elif action == "file.print":
            self._print()
        else:
            self._take(_OWN[action])
        return True

    @Slot()
    def _show_page(self) -> None:
        self._panes.show_pane(self.page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane at a time in a narrow window."""
        super().resizeEvent(event)
        before = self._panes.is_narrow
        self._panes.fold(self.width())
        if self._panes.is_narrow is not before and self._rows:
            self._show_filters(self.filters.value())

    def _connect(self) -> None:
        self.filters.chosen.connect(self._filter)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._open)
        self.page.next.taken.connect(self._take)
        self.page.next.asked.connect(self._show_page)
        self.page.next.closed.connect(self._closed)
        self.page.end.clicked.connect(self._end)
        self.page.tabs.currentChanged.connect(self._turn)
        self.page.receipt_wanted.connect(self._show_receipt)
        self.desk.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read()

    def _read(self) -> None:
        """Read the plans; the first time those that ask for something come before all others."""
        if self._rows or self.filters.value() == Group.PAID_OFF.value:
            self._read_all()
        else:
            self.desk.read(book.plans_in_motion, self.desk.today, self._wanted,
                           then=self._show_first, latest="list")  # fmt: skip

    def _read_all(self) -> None:
        self.desk.read(book.plans_due, self.desk.today, then=self._show_rows, latest="list")

    def _show_first(self, rows: tuple[PlanRow, ...]) -> None:
        if rows:
            self._show_rows(rows)
        self._read_all()

    def _show_rows(self, rows: tuple[PlanRow, ...]) -> None:
        self._rows = rows
        on = self.filters.value()
        is_empty = on != ALL and not any(on in row.groups for row in rows)
        self._show_filters(self._on_wanted(groups.first_filled(rows) if is_empty else on))
        self.header.set_state(groups.state_words(rows))
        self.counted.emit(
            {"plans": groups.count(rows, Group.MISSED) + groups.count(rows, Group.BROKEN)}
        )
        self._filter(self.filters.value())

    def _on_wanted(self, on: str) -> str:
        """Give the filter, or all plans where the wanted one is not among its."""
        wanted = [row for row in self._rows if row.plan_id == self._wanted]
        return ALL if wanted and on not in wanted[0].groups else on

    def _show_filters(self, on: str) -> None:
        shown = groups.filters_of(self._rows, on, is_narrow=self._panes.is_narrow)
        self.filters.show_filters(shown, on)

    @Slot(str)
    def _filter(self, key: str) -> None:
        rows = [row for row in self._rows if key == ALL or key in row.groups]
        before = self._wanted or (self.page.plan.row.plan_id if self.page.plan else None)
        self.model.set_rows(sorted(rows, key=groups.urgency))
        found = before is not None and self.list.select_id(before)
        if rows and not found:
            self.list.setCurrentIndex(self.model.index(0, 0))
        self._wanted = None
        current = self.list.current_row()
        if current is None:
            self._show_empty()
        else:
            self._choose(current)

    @Slot(object)
    def _choose(self, row: PlanRow | None) -> None:
        if row is not None:
            self.desk.read(book.plan_state, row.plan_id, self.desk.today,
                           then=self._show_plan, latest="plan")  # fmt: skip

    def _show_plan(self, plan: PlanView) -> None:
        shown = self.page.plan
        if shown is not None and shown.row.plan_id != plan.row.plan_id:
            self.page.next.close_question()
        self.page.show_plan(plan)
        self._turn()
        self.keys_changed.emit()

    def _show_empty(self) -> None:
        steps = [NextStep(tr("plan_screen.empty.accounts"), tr("plan_screen.empty.accounts_fact"),
                          key="Ctrl+6")]  # fmt: skip
        title = tr("plan_screen.empty.none_here" if self._rows else "plan_screen.empty.first")
        words = tr("plan_screen.empty.words")
        page = EmptyState("calendar-check", title, words, steps)
        page.taken.connect(self._to_accounts)
        self.page.show_nothing(page)
        self.keys_changed.emit()

    @Slot(object)
    def _to_accounts(self, _step: object) -> None:
        self.go.emit(Target("accounts"))

    @Slot(object)
    def _open(self, _row: object) -> None:
        self.page.setFocus()

    @Slot(object)
    def _take(self, deed: object) -> None:
        plan = self.page.plan
        if plan is None:
            return
        ways: dict[object, Callable[[], object]] = {
            deeds.PAY: lambda: self._ask(self._deeds.payment(plan)),
            deeds.CHANGE: partial(self._find_terms, again=False),
            deeds.RESCHEDULE: partial(self._find_terms, again=True),
            deeds.ADD: self._find_visits,
            deeds.END: lambda: self._ask(self._deeds.end(plan)),
            deeds.PAYOFF: self._quote,
            deeds.SIGN: lambda: self._deeds.sign(plan),
            deeds.LEVEL: lambda: self._deeds.decide(plan, level=True),
            deeds.KEEP: lambda: self._deeds.decide(plan, level=False),
        }
        ways[deed]()

    @Slot()
    def _end(self) -> None:
        self._take(deeds.END)

    def _can_do(self, deed: str) -> bool:
        plan = self.page.plan
        if plan is None:
            return False
        if deed in (deeds.LEVEL, deeds.KEEP):
            return self.page.next.offers(deed)
        if deed == deeds.END and plan.standing is Standing.OFFERED:
            return True
        return plan.standing.is_open and bool(plan.remaining)

    def _ask(self, question: Question) -> None:
        self.page.setFocus()
        self.page.next.ask(question)
        self.keys_changed.emit()

    def _find_terms(self, *, again: bool) -> None:
        plan = self.page.plan
        if plan is not None:
            self.desk.read(book.revisable, plan.row.plan_id, self.desk.today, owner=self,
                           then=partial(self._ask_terms, plan, again))  # fmt: skip

    def _ask_terms(self, plan: PlanView, again: bool, found: Revising) -> None:
        shown = self.page.plan
        if shown is not None and shown.row.plan_id == found.plan_id:
            self._ask(self._deeds.terms(plan, found, again=again))

    def _find_visits(self) -> None:
        plan = self.page.plan
        if plan is not None:
            self.desk.read(book.addable, plan.row.plan_id, self.desk.today,
                           then=self._ask_visits)  # fmt: skip

    def _ask_visits(self, found: Adding) -> None:
        plan = self.page.plan
        if plan is not None and found.charges:
            self._ask(self._deeds.adding(plan, found))
        else:
            self.messages.say("note", tr("plan_adding.none"))

    def _quote(self) -> None:
        plan = self.page.plan
        if plan is not None:
            self.desk.read(book.payoff_quote, plan.row.plan_id, self.desk.today,
                           then=self._ask_payoff)  # fmt: skip

    def _ask_payoff(self, quote: PayoffQuote) -> None:
        if self.page.plan is not None:
            self._ask(self._deeds.payment(self.page.plan, quote))

    def _done(self, words: str, fresh: int | None = None) -> None:
        self.page.next.close_question()
        self.said.emit(Notice(words))
        if fresh is not None:
            self._wanted = fresh
            self._read()
        self._left.setFocus()
        self.keys_changed.emit()

    @Slot()
    def _closed(self) -> None:
        self._left.setFocus()
        self.keys_changed.emit()

    @Slot()
    def _turn(self) -> None:
        plan = self.page.plan
        if self.page.is_paper_shown and plan is not None and plan.document_id is not None:
            self.desk.read(book.agreement, plan.row.plan_id, then=self.page.show_paper,
                           latest="paper")  # fmt: skip

    def _paid(self, words: str, plan_id: int, receipt: Receipt) -> None:
        """Stay with the plan that was paid and show the receipt."""
        self._done(words, plan_id)
        self._show_receipt(receipt.number)

    @Slot(object)
    def _show_receipt(self, number: int) -> None:
        self.desk.read(receipts.numbered_receipt, number, then=self._put_receipt,
                       owner=self, latest="paper")  # fmt: skip

    def _put_receipt(self, pdf: bytes) -> None:
        self.page.show_receipt(pdf)
        self.keys_changed.emit()

    def _print(self) -> None:
        if self.page.is_receipt_shown:
            self.page.receipt.print_pages()
        elif self.page.is_paper_shown:
            self.page.paper.print_pages()
        else:
            self.page.tabs.setCurrentIndex(AGREEMENT)

    def _lines(self, row: PlanRow) -> TwoLines:
        return lines_of(row, self.desk.today)
