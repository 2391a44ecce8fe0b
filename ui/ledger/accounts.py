"""Accounts: the list, one account with its ledger, and the papers behind each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from app.plans.view import PlanRow
from app.reports import account_page
from app.reports.account_page import AccountPage
from app.reports.account_story import LedgerRow
from app.reports.receipts import Receipt
from app.store.changes import Changes
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.page import PageHeader
from ui.ledger import keys, words
from ui.ledger.asking_why import AskingWhy
from ui.ledger.board import AccountBoard
from ui.ledger.change import ChangePanel
from ui.ledger.change_sheet import KINDS
from ui.ledger.contacts import ContactForm, ContactsTab
from ui.ledger.listing import AccountList
from ui.ledger.other_day import OtherDay
from ui.ledger.paper import PaperPage
from ui.ledger.papers import Papers
from ui.ledger.people import PeopleTab
from ui.ledger.planning import Planning
from ui.ledger.rest import RestOfStory
from ui.ledger.tab_reading import TabReading
from ui.payments.dialog import PaymentDialog
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr


class Accounts(Screen):
    """The list of accounts; over it one account; over that a paper."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("accounts.title"))
        self._taking = False
        self._account = 0
        self.header = PageHeader(tr("accounts.title"))
        self.contact = self.header.add_button(button("plain", tr("accounts.log_contact"), "F8"))
        self.take = self.header.add_button(
            button("primary", tr("accounts.take_payment"), "F9", "wallet")
        )
        self.list = AccountList(desk)
        self.contacts = ContactsTab(desk)
        self.people = PeopleTab(desk)
        self.board = AccountBoard(desk.tell_day, self.contacts, self.people)
        self.tabs = TabReading(desk, self.board, self.contacts, self.people)
        self.paper = PaperPage()
        self.papers = Papers(desk, self.board.paper)
        self.why = AskingWhy(desk, self.board, self.papers)
        self.rest = RestOfStory(desk, self.board)
        self.change = ChangePanel(desk)
        self.call = ContactForm(desk)
        self.day = OtherDay(desk, self.list)
        self.board.take_forms(self.change, self.call, self.day.form, *self.people.forms)
        self.dialog: PaymentDialog | None = None
        self.planning = Planning(desk, self)
        self.stack = QStackedWidget()
        for page in (self.list, self.board, self.paper):
            self.stack.addWidget(page)
        self.stack.setMinimumSize(200, 160)
        self.lay_out(self.header, self.stack)
        self._connect()
        self._show_list()

    @property
    def page(self) -> AccountPage | None:
        """Give the account that is open; None on the list."""
        return self.board.page if self._account else None

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page that is shown."""
        page, ledger = self.stack.currentIndex(), self.board.ledger
        asks = page == 1 and self.board.form() is not None
        on_heading = self.board.here() == "ledger" and ledger.current_row() is None
        return keys.hints(page, asks=asks, on_heading=on_heading)

    def panes(self) -> Sequence[QWidget]:
        """Give the panes of the page that is shown."""
        shown = self.stack.currentWidget()
        if shown is self.list:
            return (self.list.search, self.list.table)
        if shown is self.paper:
            return (self.paper.view,)
        form = self.board.form()
        here = self.board.pages.currentWidget()
        inner = getattr(here, "table", here)
        return (inner, self.board.tabs, *([form] if form else [self.board.answer.print_]))

    def primary(self) -> QAbstractButton | None:
        """Give the open form's button, else *Take a payment*."""
        form = self.board.form()
        return (getattr(form, "save", None) if self._account else None) or self.take

    def place(self) -> Target | None:
        """Come back to the same account and visit."""
        if not self._account:
            row = self.list.table.current_row()
            return Target("accounts", (), row.id if row else None)
        visit = self.board.ledger.visit()
        where = (self.board.here(), visit.number if visit else 0)
        return Target("accounts", ("account", self._account), where)

    def open_with(self, target: Target) -> None:
        """Show the list, an account ("account", id), or take a payment ("take-payment",)."""
        self._taking = target.ids[:1] == ("take-payment",)
        if target.ids[:1] == ("account",):
            self._open(int(str(target.ids[1])), target.where)
            return
        self._show_list()
        self.list.refresh()
        if isinstance(target.where, int):
            self.list.table.select_id(target.where)
        if self._taking:
            self.messages.say("note", tr("accounts.whose"))
        if target.where is None:
            QTimer.singleShot(0, self.list, self.list.begin)

    def begin(self) -> None:
        """Start in the search field of the list, or in the ledger."""
        if self._account:
            self.panes()[0].setFocus()
        else:
            self.list.begin()

    def leave(self) -> bool:
        """Close the paper, the form, the tab; then the account."""
        if self.stack.currentWidget() is self.paper:
            self._close_paper()
            return True
        if not self._account:
            return False
        if self.board.leave():
            self._show_primary()
            return True
        return False

    def can(self, action: str) -> bool:
        """Tell which actions make sense now."""
        if action in ("edit.find", "edit.find-here", "billing.take-payment"):
            return True
        kind = action.removeprefix("accounts.")
        if action == "accounts.as-of":
            return self.stack.currentWidget() is not self.paper
        if not self._account:
            return False
        if action.startswith("accounts.") and kind in (*KINDS, "plan"):
            return self.stack.currentWidget() is self.board
        return action in keys.DEEDS

    def perform(self, action: str) -> bool:
        """Run an action of this screen."""
        if not self.can(action):
            return False
        if action.removeprefix("accounts.") in KINDS:
            self._change(action.removeprefix("accounts."))
            return True
        deeds: dict[str, Callable[[], object]] = {
            "edit.find": self._find,
            "edit.find-here": self._find,
            "billing.take-payment": self._take,
            "billing.log-contact": self._log_contact,
            "billing.why": self.why.ask,
            "edit.look": self._look,
            "edit.change": self.people.edit_current,
            "file.print": self._print,
            "accounts.as-of": lambda: self.day.ask(on_account=bool(self._account)),
            "accounts.plan": lambda: self.planning.open_over(self.window(), self._account),
        }
        deeds[action]()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the right-hand column in a narrow window."""
        super().resizeEvent(event)
        self.board.fold(self.width())
        if self.page is not None and self.page.account_id == self._account:
            self._show_heading(self.page)

    def _connect(self) -> None:
        self.contact.clicked.connect(self._log_contact)
        self.take.clicked.connect(self._take)
        self.list.opened.connect(self._go)
        self.list.wanted.connect(self.go)
        board = self.board
        board.ledger.opened.connect(self._open_paper)
        board.ledger.chosen.connect(self.keys_changed)
        board.statements.opened.connect(self.papers.open_statement)
        board.plans.opened.connect(self._open_plan)
        board.documents.opened.connect(self.papers.open_document)
        self.papers.found.connect(self._show_paper)
        self.planning.found.connect(self._show_paper)
        self.planning.said.connect(self.said)
        self.planning.ended.connect(self.begin)
        self.papers.missing.connect(self._tell)
        self.why.said.connect(self._tell)
        self.why.shown.connect(self._show_primary)
        self.list.day_changed.connect(self._turn_day)
        self.day.form_wanted.connect(self._show_form)
        self.day.form.closed.connect(self.leave)
        self.papers.elsewhere.connect(self.go)
        board.tabs.currentChanged.connect(self._fill_tab)
        board.paper.opened.connect(self._enlarge)
        self.paper.closed.connect(self._close_paper)
        for form in (self.change, self.call):
            form.done.connect(self._done)
            form.closed.connect(self.leave)
        self.change.undone.connect(self.papers.show_undone)
        self.change.given_back.connect(self.papers.show_receipt)
        self.people.form_wanted.connect(self._show_form)
        self.people.done.connect(self._done)
        self.people.form_closed.connect(self.leave)
        self.desk.changed.connect(self._on_changed)

    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*keys.WATCHED) and self._account:
            self._read()
        elif changes.touch(*keys.WATCHED) and self.isVisible():
            self.list.refresh()

    def _go(self, account_id: int) -> None:
        ids = ("account", account_id)
        taking = self._taking
        self.go.emit(Target("accounts", ids, "take-payment" if taking else None))

    def _show_list(self) -> None:
        self._account = 0
        self.header.set_title(tr("accounts.title"))
        self.header.set_state(self.day.state(tr("accounts.list.state_line")))
        self.contact.setEnabled(False)
        self.stack.setCurrentWidget(self.list)
        self.keys_changed.emit()

    def _open(self, account_id: int, where: object) -> None:
        self.messages.clear()
        fresh = account_id != self._account
        self._account = account_id
        self.contact.setEnabled(True)
        self.stack.setCurrentWidget(self.board)
        self.keys_changed.emit()
        self._read(fresh=fresh, where=where)

    def _read(self, *, fresh: bool = False, where: object = None) -> None:
        self.desk.read(
            account_page.beginning if fresh else account_page.account_page,
            self._account,
            self.list.day,
            then=lambda page: self._show(page, fresh=fresh, where=where),
            owner=self,
            latest="page",
        )

    def _show(self, page: AccountPage, *, fresh: bool, where: object) -> None:
        if page.account_id != self._account:
            return
        self._show_heading(page)
        self.board.show_page(page, fresh=fresh)
        self._show_primary()
        self._fill_tab()
        self.papers.follow(page, fresh=fresh)
        self.rest.follow(page, where)
        if fresh:
            self.begin()
        if where == "take-payment":
            self._take()

    def _show_heading(self, page: AccountPage) -> None:
        beside, state = words.heading(page, wide=self.width())
        self.header.set_title(page.name, beside)
        self.header.set_state(self.day.state(state))

    def _fill_tab(self) -> None:
        if self._account:
            self.tabs.fill()

    def _find(self) -> None:
        if self._account:
            self.go.emit(Target("accounts"))
        self.list.begin()

    def _print(self) -> None:
        if self.stack.currentWidget() is self.paper:
            self.paper.view.print_pages()
        elif self.board.paper.is_receipt:
            self._enlarge()
        elif self.board.answer.visit:
            self.why.print_answer()
        else:
            self.why.ask()

    def _open_paper(self, row: LedgerRow) -> None:
        if row.paper is None:
            self.why.ask()
        else:
            self.papers.open_line(row)

    def _look(self) -> None:
        if (row := self.board.ledger.current_row()) is not None:
            self._open_paper(row)

    def _tell(self, said: str) -> None:
        self.messages.say("note", said)

    def _open_plan(self, row: PlanRow) -> None:
        self.go.emit(Target("plans", ("plan", row.plan_id)))

    def _show_paper(self, pdf: bytes, name: str) -> None:
        self.stack.setCurrentWidget(self.paper)
        self.paper.show_paper(pdf, name)
        self.keys_changed.emit()

    def _enlarge(self) -> None:
        if self.board.paper.pdf:
            self._show_paper(self.board.paper.pdf, self.board.paper.title.text())

    def _close_paper(self) -> None:
        self.stack.setCurrentWidget(self.board)
        self.keys_changed.emit()
        self.begin()

    def _take(self) -> None:
        if not self._account or self.board.page is None:
            row = self.list.table.current_row()
            if self.list.table.hasFocus() and row is not None:
                self.go.emit(Target("accounts", ("account", row.id), "take-payment"))
            else:
                self.open_with(Target("accounts", ("take-payment",)))
            return
        ledger = self.board.ledger
        visit = ledger.visit() if ledger.hasFocus() and ledger.current_row() else None
        number = visit.number if visit else 0
        self.dialog = PaymentDialog(self.desk, self._account, number, self.window())
        self.dialog.taken.connect(self._taken)
        self.dialog.finished.connect(self.begin)
        self.dialog.open()

    def _taken(self, receipt: Receipt, said: str) -> None:
        self._taking = False
        self.said.emit(Notice(said))
        self.papers.show_receipt(receipt)

    def _log_contact(self) -> None:
        if self.board.page is not None and self._account:
            self.call.begin(self.board.page)
            self._show_form(self.call)

    def _change(self, kind: str) -> None:
        page, row = self.board.page, self.board.ledger.current_row()
        if page is None:
            return
        if self.day.is_past:
            self._tell(tr("accounts.as_of.only_today"))
            return
        problem = self.change.begin(kind, page, (self.board.ledger.visit(), row))
        if problem:
            self.messages.say("note", problem)
        else:
            self._show_form(self.change)

    @Slot()
    def _turn_day(self) -> None:
        self.board.close_form()
        if self._account:
            self._read()
        else:
            self.header.set_state(self.day.state(tr("accounts.list.state_line")))

    def _show_form(self, form: QWidget) -> None:
        self.messages.clear()
        self.board.show_form(form)
        self.board.fold(self.width())
        self._show_primary()
        if (start := getattr(form, "start", None)) is not None:
            start()

    def _show_primary(self) -> None:
        self.take.setVisible(self.board.form() is None)
        self.keys_changed.emit()

    def _done(self, said: str) -> None:
        self.board.close_form()
        self._show_primary()
        self.said.emit(Notice(said))
        self.begin()
