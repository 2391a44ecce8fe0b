"""The Queries desk: what providers were asked, what is due, what they answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from app.charting.queries import deeds
from app.charting.queries.lists import QueryWhole
from app.reports import leaving
from app.security import permissions
from app.store.changes import Changes
from app.values.states import QueryStatus
from ui import save_place
from ui.billing_parts.pane import PaneRow, scroll_page
from ui.desk import Desk
from ui.kit.door import SAVED
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.queries import reading
from ui.queries.list_pane import ListPane
from ui.queries.next_steps import NextSteps
from ui.queries.query_page import QueryPage
from ui.queries.reading import FILTERS, Listed
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_TABLES = ("query_event", "query_wording", "patient", "provider")


class QueriesDesk(Screen):
    """The list at the left; the query under the cursor with its next step at the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("query_screen.title"))
        self._header = PageHeader(tr("query_screen.title"))
        self.queries, self.page = ListPane(desk), QueryPage(desk)
        self.steps = NextSteps(desk, self.page.next)
        self._wanted: int | None = None
        self._asked: tuple[str, date, int | None] | None = None
        self._prints = self._starts = False
        self._pages = QStackedWidget()
        self._row = PaneRow(tr("query_screen.split"), (self.queries, self.page))
        self._build()
        self._deeds: dict[str, Callable[[], object]] = {
            f"queries.{verb}": partial(self._take, verb)
            for verb in ("visit", "due", "withdraw", "close", "paper", "save-paper")
        }
        self._deeds |= {"queries.export": self.export, "file.print": self.print_paper}
        if not self._codes():
            self.queries.set_filter(QueryStatus.SENT.value)

    def open_with(self, target: Target) -> None:
        """Show the list; with ("query", id) or ("filter", key) that query or that filter."""
        kind, *rest = target.ids or ("",)
        if kind == "query" and rest:
            self._wanted = int(str(rest[0]))
            self.queries.set_filter("all")
            self.queries.show_everybody()
        elif kind == "filter" and rest and str(rest[0]) in FILTERS:
            self.queries.set_filter(str(rest[0]))
        elif isinstance(target.where, int):
            self._wanted = target.where
        self._starts = True
        self._read()

    def place(self) -> Target:
        """Give the query the user is on."""
        row = self.queries.list.current_row()
        return Target("queries", where=None if row is None else row.id)

    def paper_of(self) -> tuple[str, str]:
        """Give the query whose paper is shown or saved."""
        shown = self.page.shown
        return super().paper_of() if shown is None else ("provider_query", str(shown.row.id))

    def begin(self) -> None:
        """Start in the list."""
        (self.queries if self._pages.currentIndex() == 0 else self._empty).setFocus()

    def panes(self) -> Sequence[QWidget]:
        """Give the list and the query."""
        if self._pages.currentIndex():
            return (self._empty,)
        return (self.queries, self.page) if self.queries.rows else (self.queries,)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list, of the paper, or of the open question."""
        if self._pages.currentIndex():
            names: tuple[tuple[str, str], ...] = (("Enter", "open"),)
        elif self.page.next.is_asking:
            names = (("Ctrl+Enter", "take"), ("Esc", "leave"))
        elif self.page.is_paper():
            names = (("Ctrl+P", "print"), ("Ctrl+Shift+S", "save"), ("Esc", "query"))
        else:
            withdraws = (("W", "withdraw"),) if self.steps.can("withdraw") else ()
            closes = (("C", "close"),) if self.steps.can("close") else ()
            names = (
                ("↑↓", "move"), ("Enter", "page"), ("Ctrl+Enter", "next"), ("P", "paper"),
                ("V", "visit"), *withdraws, *closes, ("Ctrl+Shift+X", "export"),
            )  # fmt: skip
        return tuple(KeyHint(key, tr(f"query_screen.key.{words}")) for key, words in names)

    def primary(self) -> QAbstractButton | None:
        """Give the filled button of the next step."""
        return self.page.next.primary if self.queries.rows else None

    def leave(self) -> bool:
        """Close the question, or the paper."""
        if self.page.next.is_asking:
            self.page.next.close_question()
            return True
        if self.page.close_paper():
            self.queries.setFocus()
            self.keys_changed.emit()
            return True
        return False

    def can(self, action: str) -> bool:
        """Whether an action has a query to act on."""
        if action == "queries.export":
            return bool(self.queries.rows)
        if action == "file.print":
            return self.steps.can("paper")
        return action in self._deeds and self.steps.can(action.partition(".")[2])

    def perform(self, action: str) -> bool:
        """Run an action of this desk."""
        deed = self._deeds.get(action)
        if deed is None or not self.can(action):
            return False
        deed()
        return True

    def export(self) -> None:
        """Write all queries of the filter as CSV, also those that have not reached the list."""
        name = tr("query_screen.csv_name")
        picked = save_place.ask(self, tr("query_screen.export"), name, tr("query_screen.csv_kind"))
        if picked is not None:
            asked = (self.queries.key(), self.desk.today, self.queries.provider_id())
            then = partial(self._write_list, picked)
            self.desk.read(reading.read_list, *asked, then=then, owner=self)

    def _write_list(self, path: Path, found: Listed) -> None:
        """Write the list once the audit trail tells that it leaves."""
        then = partial(self._write_out, path, found)
        self.desk.do(leaving.listed, "provider_query", len(found.rows), then=then, owner=self)

    def _write_out(self, path: Path, found: Listed, _told: None) -> None:
        write = reading.write_list
        self.desk.aside(write, path, found.rows, self.desk.today, then=self._on_exported)

    @Slot(object)
    def _on_exported(self, count: int) -> None:
        self.said.emit(Notice(tr("query_screen.done.exported", n=count)))

    def print_paper(self) -> None:
        """Show the paper and print it; a query that waits remembers that it was."""
        self._prints = True
        self._read_paper()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane or both."""
        super().resizeEvent(event)
        self._row.fold(self.width())

    def _codes(self) -> bool:
        actor = self.desk.actor
        return actor is not None and actor.may(permissions.CODE)

    def _build(self) -> None:
        step = NextStep(
            tr("query_screen.empty.step"), tr("query_screen.empty.fact"), "file-text", "Ctrl+2"
        )
        self._empty = EmptyState(
            "message-circle-question-mark", tr("query_screen.empty.title"),
            tr("query_screen.empty.words"), [step],
        )  # fmt: skip
        self._empty.taken.connect(self._on_empty)
        self._pages.addWidget(self._row)
        self._pages.addWidget(scroll_page(self._empty))
        self.lay_out(self._header, self._pages)
        self._row.set_widths((340, 900), grows=1)
        self.queries.filtered.connect(self._read)
        self.queries.list.chosen.connect(self._on_chosen)
        self.queries.list.opened.connect(self._on_opened)
        self.page.paper_wanted.connect(self._read_paper)
        self.page.pdf.printed.connect(self._on_printed)
        self.page.next.taken.connect(self._on_taken)
        self.page.next.closed.connect(self._on_closed)
        self.steps.done.connect(self._on_done)
        self.steps.wanted.connect(self._on_wanted)
        self.desk.changed.connect(self._on_changed)

    @Slot()
    def _read(self) -> None:
        asked = (self.queries.key(), self.desk.today, self.queries.provider_id())
        if asked == self._asked or self._wanted is not None or not reading.grows(asked[0]):
            self._read_whole()
        else:
            self.desk.read(reading.read_newest, *asked, then=self._show_newest, latest="list")
        self._asked = asked

    def _read_whole(self) -> None:
        self.desk.read(
            reading.read_list,
            self.queries.key(),
            self.desk.today,
            self.queries.provider_id(),
            then=self._show,
            latest="list",
        )

    @Slot(object)
    def _show_newest(self, found: Listed) -> None:
        self._show(found)
        if len(found.rows) == reading.PAGE:
            self._read_whole()

    @Slot(object)
    def _show(self, found: Listed) -> None:
        anything = found.count("all") > 0
        self._pages.setCurrentIndex(0 if anything else 1)
        self.queries.show_list(found, self._wanted)
        self._wanted = None
        self.page.setVisible(
            bool(found.rows) and (not self._row.is_narrow or self._row.is_here(self.page))
        )
        late, sent = found.count("overdue"), found.count("sent")
        waits = tr("query_screen.waiting", n=sent)
        state = tr("query_screen.state_late", waits=waits, late=late) if late else waits
        self._header.set_state(state if anything else "")
        self._on_chosen(self.queries.list.current_row())
        if self._starts:
            self._starts = False
            self.begin()
        self.keys_changed.emit()

    @Slot(object)
    def _on_chosen(self, row: object) -> None:
        query_id = getattr(row, "id", None)
        if query_id is not None:
            self.desk.read(
                reading.read_one, query_id, self.desk.today, then=self._show_one, latest="one"
            )

    @Slot(object)
    def _show_one(self, found: QueryWhole) -> None:
        self.steps.show_query(found)
        self.page.show_query(found)
        self.keys_changed.emit()

    @Slot(object)
    def _on_opened(self, _row: object) -> None:
        self.page.setFocus()

    @Slot()
    def _read_paper(self) -> None:
        shown = self.page.shown
        if shown is not None:
            self.desk.read(
                reading.read_paper, shown.row.id, self.desk.today, then=self._show_paper,
                latest="paper",
            )  # fmt: skip

    @Slot(object)
    def _show_paper(self, content: bytes) -> None:
        self._row.show_pane(self.page)
        self.page.show_paper(content)
        self.keys_changed.emit()
        if self._prints:
            self._prints = False
            self.page.pdf.print_pages()

    @Slot()
    def _on_printed(self) -> None:
        shown = self.page.shown
        if shown is not None and shown.row.status is QueryStatus.SENT:
            self.desk.do(deeds.note_printed, shown.row.id)

    @Slot(object)
    def _on_wanted(self, step: object) -> None:
        shown = self.page.shown
        if shown is None:
            return
        if step == "paper":
            self._read_paper()
        elif step == "save-paper":
            self._save_paper(shown)
        elif step == "note":
            self.go.emit(Target("coder", ("visit", shown.row.encounter_id, shown.row.id)))
        else:
            self.go.emit(Target("coder", ("visit", shown.row.encounter_id)))

    def _save_paper(self, shown: QueryWhole) -> None:
        name = tr("query_screen.pdf_name", number=shown.row.number)
        words, kinds = tr("query_screen.save_paper"), tr("query_screen.pdf_kind")
        picked = save_place.ask(self, words, name, kinds)
        if picked is not None:
            then = partial(self._let_paper_out, picked, name)
            self.desk.read(reading.read_paper, shown.row.id, self.desk.today, then=then, owner=self)

    def _let_paper_out(self, path: Path, name: str, content: bytes) -> None:
        self.note_leaving(self, SAVED, name, partial(self._write_paper, path, content))

    def _write_paper(self, path: Path, content: bytes) -> None:
        self.desk.aside(reading.write_paper, path, content, then=self._on_saved)

    @Slot(object)
    def _on_saved(self, _answer: object) -> None:
        self.said.emit(Notice(tr("query_screen.done.saved")))
        self._on_printed()

    @Slot(object)
    def _on_done(self, words: str) -> None:
        self.said.emit(Notice(words))
        self.queries.setFocus()
        self.keys_changed.emit()

    @Slot()
    def _on_closed(self) -> None:
        self.queries.setFocus()
        self.keys_changed.emit()

    def _take(self, step: str) -> None:
        self.steps.take(step)
        self._on_taken()

    @Slot()
    def _on_taken(self) -> None:
        """Bring a question in sight, also where one pane is shown at a time."""
        if self.page.next.is_asking:
            self.page.close_paper()
            self._row.show_pane(self.page)
            next(iter(self.page.next.fields.values())).setFocus()
        self.keys_changed.emit()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read()

    @Slot(object)
    def _on_empty(self, _step: object) -> None:
        self.go.emit(Target("coder"))
