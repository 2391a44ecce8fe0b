"""The statement run: who is due and why, other settings tried first, issue, past runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from app.ledger.summary import SummaryTerms
from app.statements import due, hold, issued, run
from app.statements.due import DueList
from app.statements.issued import RunRow
from app.statements.run import Outcome
from app.store.changes import Changes
from app.values.dates import show_date
from app.values.problem import Problem
from ui.desk import Desk, Job
from ui.kit.button import button
from ui.kit.field import problem_words
from ui.kit.page import PageHeader
from ui.screen import KeyHint, Notice, Screen, Target
from ui.statements.board import RunBoard
from ui.statements.paper import PaperPage
from ui.statements.papers import RunPapers
from ui.statements.past import PastRuns
from ui.text import tr

_WATCHED = (
    "account", "entry", "movement", "charge", "claim", "statement", "setting_value",
    "plan_event", "plan_terms", "payment_plan",
)  # fmt: skip


_LEAST = 200
_TITLE_FROM = 760
_KEYS: Sequence[Sequence[tuple[str, str]]] = (
    (
        ("↑↓", "move"), ("Space", "page"), ("F2", "people"), ("H", "hold"), ("T", "try"),
        ("R", "past"), ("Ctrl+P", "look"), ("Ctrl+Enter", "issue"),
    ),
    (("↑↓", "move"), ("Enter", "again"), ("Esc", "back")),
    (("Ctrl+P", "print"), ("Ctrl+S", "save"), ("Esc", "back")),
)  # fmt: skip
"""The keys of the board, the past runs and a page."""
_HOLD_KEYS = (("Ctrl+Enter", "hold"), ("Esc", "back"))


class StatementRun(Screen):
    """The list; over it a page to look at, or the runs of the past, one at a time."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("statement_screen.title"))
        self._as_of = self._shown_on = desk.today
        self._found: DueList | None = None
        self._tried: SummaryTerms | None = None
        self.header = PageHeader(self._title())
        self.look = self.header.add_button(button("plain", tr("statement_screen.look"), "Ctrl+P"))
        self.issue = self.header.add_button(
            button("primary", tr("statement_screen.issue", n=0), "Ctrl+Enter")
        )
        self.board = RunBoard(desk.today)
        self.paper = PaperPage()
        self.past = PastRuns()
        self.stack = QStackedWidget()
        for page in (self.board, self.past, self.paper):
            self.stack.addWidget(page)
        # The parts fold in a narrow window; their own least width must not keep it wide.
        self.stack.setMinimumSize(_LEAST, _LEAST)
        self._under: QWidget = self.board
        self.papers = RunPapers(desk, self)
        self.lay_out(self.header, self.stack)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Judge every account again; the list keeps its row."""
        self.desk.read(due.due_list, self._as_of, then=self._show, owner=self, latest="list")
        if self._tried is not None:
            self._try(self._tried)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page that is shown."""
        hints = _KEYS[self.stack.currentIndex()]
        if self.stack.currentWidget() is self.board and self.board.why.is_asking():
            hints = _HOLD_KEYS
        if self._shows_all_due() and self.issue.isEnabled():
            hints = (("Ctrl+Enter", "issue"), *hints)
        return [KeyHint(key, tr(f"statement_screen.key.{words}")) for key, words in hints]

    def panes(self) -> Sequence[QWidget]:
        """Give the panes of the page that is shown."""
        if self.stack.currentWidget() is self.board:
            return self.board.panes()
        if self.stack.currentWidget() is self.past:
            return (self.past.runs_table, self.past.statements_table)
        return (self.paper.view,)

    def primary(self) -> QAbstractButton | None:
        """Give the open hold's *Hold it*, else *Issue*; what was issued before offers nothing."""
        if self.board.why.is_asking() and self.stack.currentWidget() is self.board:
            return self.board.why.keep
        on_board = self.stack.currentWidget() is self.board
        return self.issue if on_board or self._shows_all_due() else None

    def place(self) -> Target | None:
        """Come back to the same account."""
        row = self.board.table.current_row()
        return Target("statements", (), row.account_id if row else None)

    def open_with(self, target: Target) -> None:
        """Show the list, a filter of it ("filter", key), or a statement ("statement", its id)."""
        self._follow_the_day()
        if target.ids[:1] == ("statement",):
            self.papers.reprint_id(int(str(target.ids[1])), tr("statement_screen.copy"))
        elif target.ids[:1] == ("envelopes",):
            self.papers.show_envelope()
        elif target.ids[:1] == ("filter",):
            self.board.show_only(str(target.ids[1]))
        elif isinstance(target.where, int):
            self.board.table.select_id(target.where)

    def leave(self) -> bool:
        """Close the page, the past runs, the hold's form or the trial, innermost first."""
        if self.stack.currentWidget() is not self.board:
            self._close_page()
            return True
        return self.board.leave()

    def can(self, action: str) -> bool:
        """Tell which actions make sense now."""
        on_board = self.stack.currentWidget() is self.board
        if action == "file.save":
            return self.stack.currentWidget() is self.paper
        known = ("statements.hold", "statements.try", "statements.past", "edit.look", "edit.change")
        return action == "file.print" or (action in known and on_board)

    def perform(self, action: str) -> bool:
        """Run an action of this screen."""
        if not self.can(action):
            return False
        deeds = {
            "statements.hold": self.board.why.ask_hold,
            "statements.try": self.board.start_trying,
            "statements.past": self._open_past,
            "edit.look": self._see_page,
            "file.print": self._print,
            "file.save": self.paper.save.click,
            "edit.change": self._open_people,
        }
        deeds[action]()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the right-hand column in a narrow window."""
        super().resizeEvent(event)
        self.board.fold(self.width())
        self.header.set_title(self._title())

    def _connect(self) -> None:
        board = self.board
        self.look.clicked.connect(self._preview)
        self.issue.clicked.connect(self._issue)
        board.table.opened.connect(self._see_page)
        board.why.page_asked.connect(self._see_page)
        board.why.hold_asked.connect(self._hold)
        board.why.release_asked.connect(self._release)
        board.why.asking_changed.connect(self.keys_changed)
        board.why.asking_changed.connect(self._show_issue)
        board.trial.tried.connect(self._try)
        board.trial.halted.connect(self._show_issue)
        board.trial.dated.connect(self._set_day)
        board.result.keep_asked.connect(self._keep_terms)
        board.past.clicked.connect(self._open_past)
        self.past.run_chosen.connect(self._read_statements)
        self.past.run_opened.connect(self.papers.open_run)
        self.past.statement_opened.connect(self.papers.reprint)
        self.past.closed.connect(self._close_page)
        self.papers.drawn.connect(self._show_paper)
        self.papers.paperless.connect(self._tell_paperless)
        self.papers.lacking.connect(self._say_missing)
        self.paper.closed.connect(self._close_page)
        self.paper.saved.connect(self._tell_saved)
        self.paper.failed.connect(self._tell_unwritten)
        self.desk.changed.connect(self._on_changed)

    def _title(self) -> str:
        key = "heading" if self.width() >= _TITLE_FROM else "heading_short"
        return tr(f"statement_screen.{key}", day=show_date(self._as_of))

    def _show(self, found: DueList) -> None:
        self._found = found
        count = len(found.send)
        self.header.set_title(self._title())
        self.header.set_state(tr("statement_screen.state", n=len(found.rows)))
        self.issue.setText(tr("statement_screen.issue", n=count))
        self._show_issue()
        self.board.show_list(found)
        self.counted.emit({"statements": count})
        self.keys_changed.emit()

    @Slot()
    def _show_issue(self) -> None:
        """Offer the issue to whom it may go; while a hold is typed, its button is the one.

        What is tried and cannot be read holds it back: nobody should issue by the saved settings
        who believes that others are shown.
        """
        has_none = self._found is not None and not self._found.send
        nobody = tr("statement_screen.nobody") if has_none else ""
        holding = tr("statement_screen.holding") if self.board.why.is_asking() else ""
        unread = tr("statement_screen.try.unread") if self.board.trial.is_unreadable() else ""
        self.issue.set_off(nobody or holding or unread)
        self.look.set_off(nobody)

    def _shows_all_due(self) -> bool:
        return self.stack.currentWidget() is self.paper and self.papers.is_all_due

    @Slot(object)
    def _set_day(self, day: date) -> None:
        self._as_of = day
        self.refresh()

    def _follow_the_day(self) -> None:
        """Date the run anew once the program was open over midnight."""
        if self._shown_on != self.desk.today:
            self._shown_on = self.desk.today
            self.board.trial.day.set_value(self._shown_on)
            self._set_day(self._shown_on)

    @Slot(object)
    def _try(self, terms: SummaryTerms | None) -> None:
        self._tried = terms
        if terms is None:
            self.board.show_trial(None)
            return
        self.desk.read(
            due.due_list, self._as_of, terms, then=self.board.show_trial, owner=self,
            latest="trial",
        )  # fmt: skip

    @Slot()
    def _keep_terms(self) -> None:
        if self._tried is not None:
            self.desk.do(due.save_terms, self._tried, then=self._terms_kept, owner=self)

    def _terms_kept(self, _none: object) -> None:
        self.board.trial.stop()
        self.said.emit(Notice(tr("statement_screen.try.kept")))

    @Slot(object)
    def _hold(self, asked: tuple[int, date, str]) -> None:
        self.desk.do(hold.hold, *asked, then=self._held, owner=self)

    @Slot(object)
    def _release(self, account_id: int) -> None:
        self.desk.do(hold.release, account_id, then=self._held, owner=self)

    def _held(self, _none: object) -> None:
        self.board.table.setFocus()
        self.said.emit(Notice(tr("statement_screen.hold.done")))

    @Slot()
    def _see_page(self) -> None:
        row = self.board.table.current_row()
        if row is not None:
            self.papers.look_at_one(self._as_of, row)

    @Slot()
    def _preview(self) -> None:
        if self._found is not None and self._found.send:
            self.papers.look_at_all(self._as_of, self._found.send)

    @Slot(object)
    def _say_missing(self, found: Sequence[Problem]) -> None:
        """Say what the pages go without, and lead to where it is filled in."""
        if not found or self.stack.currentWidget() is not self.paper:
            return
        words = " ".join(problem_words(one) for one in found)
        only_providers = {one.code for one in found} == {"statements.unnamed"}
        page = "providers" if only_providers else "practice"
        there = button("plain", tr(f"statement_screen.missing.{page}")).be_small()
        there.clicked.connect(partial(self.go.emit, Target("office", (page,))))
        self.messages.say("warn", words, tr("statement_screen.missing.lead"), there)

    @Slot()
    def _issue(self) -> None:
        if self._found is None or not self._found.send or self.board.issuing.is_busy():
            return
        ids = frozenset(row.account_id for row in self._found.send)
        job: Job = self.desk.do(
            run.issue, self._as_of, ids, then=self._issued, long=True, owner=self
        )
        self.board.issuing.follow(job)

    def _issued(self, outcome: Outcome) -> None:
        words = tr("statement_screen.issued", n=len(outcome.issued), asked=outcome.asked)
        less = outcome.paperless
        told = tr("statement_screen.issued_paperless", n=less, words=words) if less else words
        self.said.emit(Notice(told))
        if outcome.run_id is not None:
            self.papers.open_issued(outcome.run_id, words)

    @Slot()
    def _open_past(self) -> None:
        self._turn_to(self.past)
        self.desk.read(issued.runs, then=self.past.show_runs, owner=self, latest="runs")

    @Slot(object)
    def _read_statements(self, row: RunRow) -> None:
        self.desk.read(
            issued.of_run, row.id, then=self.past.show_statements, owner=self, latest="of_run"
        )

    def _open_people(self) -> None:
        """Go to who pays on the chosen account, where an address is put right."""
        if (row := self.board.table.current_row()) is not None:
            self.go.emit(Target("accounts", ("account", row.account_id), ("people", 0)))

    @Slot(object, str, str)
    def _show_paper(self, pdf: bytes, words: str, file_name: str) -> None:
        self._turn_to(self.paper)
        self.paper.show_paper(pdf, words, file_name)

    @Slot()
    def _print(self) -> None:
        if self.stack.currentWidget() is self.paper:
            self.paper.view.print_pages()
        else:
            self._preview()

    def _turn_to(self, page: QWidget) -> None:
        if page is self.paper and self.stack.currentWidget() is not self.paper:
            self._under = self.past if self.stack.currentWidget() is self.past else self.board
        self.stack.setCurrentWidget(page)
        self.header.setVisible(page is self.board)
        self.keys_changed.emit()

    @Slot()
    def _close_page(self) -> None:
        leaving = self.stack.currentWidget()
        self.messages.clear()
        self._turn_to(self._under if leaving is self.paper else self.board)
        if leaving is self.paper:
            self.paper.clear()
        if self.stack.currentWidget() is self.board:
            self._under = self.board
        self.begin()

    @Slot()
    def _tell_paperless(self) -> None:
        self.said.emit(Notice(tr("statement_screen.no_pages")))

    @Slot(str)
    def _tell_saved(self, name: str) -> None:
        self.said.emit(Notice(tr("statement_screen.saved", name=name)))

    @Slot(str)
    def _tell_unwritten(self, name: str) -> None:
        self.messages.say("block", tr("statement_screen.unwritten", name=name))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        self._follow_the_day()
        if changes.touch(*_WATCHED):
            self.refresh()
