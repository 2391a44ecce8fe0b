"""One account: the strip of five figures, the tabs, the ledger, and the answer at its right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.reports.account_page import AccountPage, Figures
from app.values.dates import show_date
from app.values.money import Money
from ui.kit.banner import Banner
from ui.kit.figures import Figure, FigureStrip
from ui.kit.label import label, rule
from ui.kit.page import Tabs
from ui.kit.panel import Panel
from ui.kit.scroll import SideColumn
from ui.kit.splitter import Splitter
from ui.ledger import words
from ui.ledger.answer import AnswerPanel
from ui.ledger.ledger_table import DOORS, LedgerTable
from ui.ledger.paper import PaperPanel
from ui.ledger.people import PeopleTab
from ui.ledger.tabs import DocumentsTab, PlansTab, StatementsTab
from ui.text import tr

TABS = ("ledger", "statements", "plans", "contacts", "people", "documents")
_NARROW = 800
_SIDE = 350
_ROOMY, _SIDE_LOW = 1180, 300
_SHARES = ("payer", "patient", "plan", "credit", "")


class AccountBoard(QWidget):
    """Shows an account's page; what it is asked for goes up as signals."""

    door_opened = Signal(str)

    def __init__(self, today: Callable[[], date], contacts: QWidget, people: PeopleTab) -> None:
        super().__init__()
        self._today = today
        self.page: AccountPage | None = None
        self.flags = Banner("warn", "")
        self.flags.hide()
        self.strip = FigureStrip(tr("accounts.strip"))
        self.tabs = Tabs(tr("accounts.tabs"), [tr(f"accounts.tab.{name}", n=0) for name in TABS])
        self.order = QComboBox()
        self.order.setAccessibleName(tr("accounts.order"))
        self.order.addItems([tr("accounts.open_first"), tr("accounts.newest_first")])
        self.door = label("", "soft", wrap=True)
        self.door.setContentsMargins(12, 8, 12, 8)
        self.door.hide()
        self.ledger = LedgerTable(today)
        self.statements = StatementsTab(today)
        self.plans = PlansTab(today)
        self.contacts = contacts
        self.people = people
        self.documents = DocumentsTab(today)
        self.pages = QStackedWidget()
        self.aging = label("", "soft", wrap=True)
        self.answer = AnswerPanel()
        self.paper = PaperPanel()
        self._form: QWidget | None = None
        self._narrow, self._shared = False, _SIDE
        self._lean = False
        """There is no room for the papers' numbers, or for the order of the visits."""
        self._figures: list[Figure] = []
        self._build()
        self.strip.opened.connect(self._open_door)
        self.tabs.currentChanged.connect(self._turn)
        people.wanted.connect(partial(self.turn_to, "people"))
        self.order.activated.connect(self._reorder)

    def show_page(self, page: AccountPage, *, fresh: bool) -> None:
        """Show an account; ``fresh`` when it is another one than before."""
        self.page = page
        said = words.flag_words(page, self._today())
        self.flags.show_message("warn", said)
        self.flags.setVisible(bool(said))
        self._show_strip(page)
        self._count(page)
        self.ledger.show_story(page.ledger, fresh=fresh)
        self.statements.show_rows(page.statements)
        self.aging.setText(aging_words(page.figures))
        if fresh:
            self.tabs.setCurrentIndex(0)
            self.answer.show_hint()
            self.close_form()
            self._show_door("all")

    def turn_to(self, tab: str) -> None:
        """Show a tab by its name."""
        self.tabs.setCurrentIndex(TABS.index(tab))

    def here(self) -> str:
        """Name the tab that is shown."""
        return TABS[self.tabs.currentIndex()]

    def take_forms(self, *forms: QWidget) -> None:
        """Take forms into the right-hand column, hidden until they are asked for.

        A widget without a parent would be freed by whichever thread collects garbage.
        """
        for form in forms:
            form.hide()
            form.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            self._column.insertWidget(0, form)

    def show_form(self, form: QWidget) -> None:
        """Put a form into the right-hand column in the place of what is there."""
        self.close_form()
        self._form = form
        form.show()
        self.answer.hide()
        self.paper.hide()
        self.side.show()

    def close_form(self) -> bool:
        """Take the form away; False when there was none."""
        if self._form is None:
            return False
        at_form = self._form.isAncestorOf(QApplication.focusWidget() or self)
        self._form.hide()
        self._form = None
        if at_form:
            shown = self.pages.currentWidget() or self.ledger
            getattr(shown, "table", shown).setFocus()
        self.answer.show()
        self.paper.show()
        self.fold(self.width())
        return True

    def form(self) -> QWidget | None:
        """Give the form that is open; None when none is."""
        return self._form

    def leave(self) -> bool:
        """Close the innermost thing: the form, the answer of a narrow window, a door, a tab."""
        if self.close_form():
            return True
        if self._narrow and self.side.isVisible():
            self.fold(self.width())
            self.ledger.setFocus()
            return True
        if self.ledger.door != "all":
            self._show_door("all")
            return True
        if self.here() != "ledger":
            self.turn_to("ledger")
            self.ledger.setFocus()
            return True
        return False

    def fold(self, wide: int) -> None:
        """In a narrow window the right-hand column comes only when it is asked for."""
        self._narrow = wide < _NARROW
        self.main.setVisible(True)
        self.side.setVisible(not self._narrow or self._form is not None)
        self._share(wide)
        if self._narrow and self._form is not None:
            self.main.hide()
        self._column.setContentsMargins(24 if self._narrow else 0, 16, 24, 16)
        self._left.setContentsMargins(24, 16, 24 if self._narrow else 12, 16)
        self._lean = self._narrow or (self._form is not None and wide < _ROOMY)
        self.ledger.setColumnHidden(2, self._lean)
        self.order.setVisible(not self._lean and self.here() == "ledger")
        self.foot.setVisible(not self._narrow)
        if self.page is not None:
            self._show_strip(self.page)

    def _share(self, wide: int) -> None:
        """Give the right-hand column less of a window that is not wide: the ledger needs it."""
        side = _SIDE_LOW if wide < _ROOMY and self._form is None else _SIDE
        if side != self._shared:
            self._shared = side
            self.answer.print_.show_key(on=side == _SIDE)
            # A form that has just gone must not hold the column as wide as it was.
            self.side.fit()
            self.split.setSizes([wide - side, side])

    def show_side(self) -> None:
        """Bring the right-hand column into sight, in a narrow window in the ledger's place."""
        self.side.show()
        if self._narrow:
            self.main.hide()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(8, 0, 8, 0)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.order)
        panel = Panel()
        panel.body.addLayout(top)
        panel.add(self.door)
        for tab in (self.ledger, self.statements, self.plans, self.contacts, self.people):
            self.pages.addWidget(tab)
        self.pages.addWidget(self.documents)
        panel.add(self.pages, 1)
        self.foot = QWidget()
        foot = QVBoxLayout(self.foot)
        foot.setContentsMargins(0, 0, 0, 6)
        foot.addWidget(rule())
        inside = QHBoxLayout()
        inside.setContentsMargins(12, 0, 12, 0)
        inside.addWidget(self.aging)
        foot.addLayout(inside)
        panel.add(self.foot)
        self.main = QWidget()
        self._left = column = QVBoxLayout(self.main)
        column.setContentsMargins(24, 16, 12, 16)
        column.setSpacing(12)
        column.addWidget(self.flags)
        column.addWidget(self.strip)
        column.addWidget(panel, 1)
        self.strip.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.side = self._beside()
        self.split = Splitter(tr("accounts.split"), self.main, self.side)
        self.split.setProperty("ground", "clear")
        self.split.set_widths((890, _SIDE), 0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.split)

    def _beside(self) -> SideColumn:
        """Lay out the right-hand column: the answer, a small page, and forms in their place."""
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 16, 24, 16)
        self._column.setSpacing(12)
        self._column.addWidget(self.answer)
        self._column.addWidget(self.paper, 1)
        self._column.addStretch()
        return SideColumn(inner, _SIDE_LOW)

    def _show_strip(self, page: AccountPage) -> None:
        """Show the five figures; a narrow window leaves out a plan or credit of zero."""
        figures = figures_of(page.figures, self._today())
        optional = {tr(f"accounts.figure.{door}") for door in ("plan", "credit")}
        if self._narrow:
            figures = [f for f in figures if f.word not in optional or f.amount != str(Money(0))]
        if figures != self._figures:
            self._figures = figures
            self.strip.show_figures(figures)

    def _count(self, page: AccountPage) -> None:
        counts = page.counts
        numbers = (0, counts.statements, counts.plans, counts.contacts, counts.people)
        found = zip(TABS, (*numbers, counts.documents), strict=True)
        self.tabs.set_words([tr(f"accounts.tab.{name}", n=n) for name, n in found])

    def _turn(self, place: int) -> None:
        self.pages.setCurrentIndex(place)
        self.order.setVisible(place == 0 and not self._lean)
        self.door.setVisible(place == 0 and self.ledger.door != "all")

    def _open_door(self, figure: Figure) -> None:
        place = [tr(f"accounts.figure.{name}") for name in DOORS].index(figure.word)
        self.turn_to("ledger")
        self._show_door(DOORS[place])
        self.ledger.setFocus()

    def _show_door(self, door: str) -> None:
        self.ledger.open_door(door)
        self.door.setText("" if door == "all" else tr(f"accounts.door.{door}"))
        self.door.setVisible(door != "all" and self.here() == "ledger")
        self.door_opened.emit(door)

    def _reorder(self, place: int) -> None:
        self.ledger.set_order(open_first=place == 0)


def figures_of(figures: Figures, today: date) -> list[Figure]:
    """Give the strip: with payer, patient owes, in plan, credit, balance."""
    none = tr("accounts.fact.none")
    payer = tr("accounts.fact.visits", n=figures.waiting_visits, days=figures.waiting_days)
    oldest = tr("accounts.fact.oldest", n=figures.oldest_days)
    facts = (
        payer if figures.waiting_visits else none,
        oldest if figures.oldest_days is not None else none,
        _plan_fact(figures, today) or none,
        _credit_fact(figures) or none,
        tr("accounts.fact.ties"),
    )
    amounts = (
        figures.with_payer,
        figures.patient,
        figures.plan,
        figures.credit + figures.payer_credit,
        figures.balance,
    )
    return [
        Figure(tr(f"accounts.figure.{door}"), str(amount), fact, share)
        for door, amount, fact, share in zip(DOORS, amounts, facts, _SHARES, strict=True)
    ]


def _plan_fact(figures: Figures, today: date) -> str:
    if figures.plan_past_due:
        return tr("accounts.fact.past_due", amount=figures.plan_past_due)
    due = [plan.oldest_unpaid_due for plan in figures.plans if plan.oldest_unpaid_due]
    return tr("accounts.fact.next_due", day=show_date(min(due), today)) if due else ""


def _credit_fact(figures: Figures) -> str:
    if figures.payer_credit:
        return tr("accounts.fact.to_payer", amount=figures.payer_credit)
    if figures.set_off:
        return tr("accounts.fact.set_off", amount=figures.set_off)
    return tr("accounts.fact.to_refund") if figures.credit else ""


def aging_words(figures: Figures) -> str:
    """Tell how old what the patient owes outside plans is, column by column."""
    total = Money.total(figures.aging.values())
    return f"{tr('accounts.aging', total=total)} {words.DOT.join(ages(figures.aging))}"


def ages(aging: Mapping[str, Money]) -> list[str]:
    """Give each column of an aging in words, the youngest first."""
    return [tr("accounts.age", days=_range(days), amount=amount) for days, amount in aging.items()]


def _range(days: str) -> str:
    return days.replace("-", "\N{EN DASH}").replace("121+", tr("accounts.over", n=120))
