"""Lessons: what audits found in a coder's own visits, each beside its note, with an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from app.auditing import lessons
from app.auditing.lessons import Lesson
from app.coding.draft import Span
from app.store.changes import Changes
from app.values.dates import show_date
from ui.auditing.judge_table import kind_words
from ui.auditing.lesson_page import LessonPage, change_words
from ui.auditing.reads import Taught, read_taught
from ui.billing_parts.pane import Pane, PaneRow, scroll_page
from ui.coding.chart_pane import ChartPane
from ui.coding.visit import Visit, read_visit
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_TABLES = ("lesson_seen", "audit_finding", "code_note")
_ALL_THREE = 940


class Lessons(Screen):
    """The list, the note of the visit with its passages, and what was found."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("audit_screen.lessons.title"))
        self.header = PageHeader(tr("audit_screen.lessons.title"))
        self.take = self.header.add_button(
            button("primary", tr("audit_screen.lessons.take"), "Ctrl+Enter")
        )
        self._model: LinesModel[Lesson] = LinesModel(self._lines, lambda one: one.finding_id)
        self.list = work_list(self._model, tr("audit_screen.lessons.list"))
        self.chart, self.page = ChartPane(desk, links=False), LessonPage(desk)
        self._left = Pane(tr("audit_screen.lessons.list"), lambda: self.list)
        self._middle = Pane(tr("audit_screen.lessons.note"), lambda: self.chart.note)
        self._right = Pane(tr("audit_screen.lessons.one"), lambda: self.page.first, "canvas")
        self._row = PaneRow(
            tr("audit_screen.lessons.split"), (self._left, self._right, self._middle)
        )
        self._pages = QStackedWidget()
        self._visit: Visit | None = None
        self._wanted: int | None = None
        self._starts = False
        self._build()
        self._deeds: dict[str, Callable[[], object]] = {
            "lessons.dissent": self.dissent,
            "lessons.visit": self.open_visit,
            "lessons.note": self.keep_note,
        }

    def open_with(self, target: Target) -> None:
        """Show the lessons; with ("lesson", id) that one."""
        wanted = target.row("lesson")
        self._wanted = self._wanted if wanted is None else wanted
        self._starts = True
        self._read()

    def place(self) -> Target:
        """Give the lesson the user is on."""
        one = self.list.current_row()
        return Target("lessons", where=None if one is None else one.finding_id)

    def begin(self) -> None:
        """Start in the list."""
        (self._empty if self._pages.currentIndex() else self._left).setFocus()

    def panes(self) -> Sequence[QWidget]:
        """Give the list, what was found, and the note."""
        return (self._empty,) if self._pages.currentIndex() else (
            self._left, self._right, self._middle
        )  # fmt: skip

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list, or of the dissent that is written."""
        names: tuple[tuple[str, str], ...] = (
            ("↑↓", "move"), ("Enter", "lesson"), ("Ctrl+Enter", "take"), ("D", "dissent"),
            ("N", "note"), ("V", "visit"),
        )  # fmt: skip
        if self.page.is_dissenting:
            names = (("Ctrl+Enter", "send"), ("Esc", "close"))
        return tuple(KeyHint(key, tr(f"audit_screen.key.{words}")) for key, words in names)

    def primary(self) -> QAbstractButton:
        """Give *Understood*, or *Say so* while a dissent is written."""
        return self.take

    def leave(self) -> bool:
        """Close the dissent."""
        if self.page.is_dissenting:
            self.page.close_dissent()
            self._show_buttons()
            self.begin()
            return True
        return self.chart.find_line.close_find()

    def can(self, action: str) -> bool:
        """Whether there is a lesson to act on; only an unread one can be contradicted."""
        one = self.list.current_row()
        if action == "lessons.note":
            return one is not None and not one.is_noted
        if action == "lessons.dissent":
            return one is not None and one.seen_at is None
        return action in self._deeds and one is not None

    def perform(self, action: str) -> bool:
        """Run an action of this page."""
        if action not in self._deeds:
            return False
        if self.can(action):
            self._deeds[action]()
        else:
            self.messages.say("note", tr("audit_screen.lessons.read_already"))
        return True

    @Slot()
    def dissent(self) -> None:
        """Ask why the code is right."""
        self._row.show_pane(self._right)
        self.page.ask_dissent()
        self._show_buttons()
        QTimer.singleShot(0, self, self._show_dissent)

    @Slot()
    def _show_dissent(self) -> None:
        """Bring the words into sight, once they have their place."""
        self._area.ensureWidgetVisible(self.page.against)

    @Slot()
    def open_visit(self) -> None:
        """Open the visit at the coder's desk."""
        one = self.list.current_row()
        if one is not None:
            self.go.emit(Target("coder", ("visit", one.encounter_id)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as many panes as there is room for."""
        super().resizeEvent(event)
        self._row.fold(self.width() if self.width() >= _ALL_THREE else 0)

    @Slot()
    def keep_note(self) -> None:
        """Make the lesson a note on its code, for everybody who gives it."""
        one = self.list.current_row()
        if one is not None and not one.is_noted:
            said = tr("code_notes.written", code=one.code)
            self.desk.do(
                lessons.keep_as_note, one.finding_id, then=partial(self._on_noted, said),
                otherwise=self.refuse,
            )  # fmt: skip

    def _on_noted(self, said: str, _answer: object) -> None:
        self.said.emit(Notice(said))

    def _build(self) -> None:
        self._left.setMinimumWidth(240)
        self._left.column.addWidget(self.list, 1)
        self._right.setMinimumWidth(340)
        self._area = scroll_page(self.page)
        self._right.column.addWidget(self._area, 1)
        self._middle.column.addWidget(self.chart, 1)
        self._empty = EmptyState(
            "book-open", tr("audit_screen.lessons.none"), tr("audit_screen.lessons.none_words"),
            [NextStep(tr("query_screen.empty.step"), tr("audit_screen.lessons.none_fact"),
                      "file-text", "Ctrl+2")],
        )  # fmt: skip
        self._empty.taken.connect(self._to_desk)
        self._pages.addWidget(self._row)
        self._pages.addWidget(scroll_page(self._empty))
        self.lay_out(self.header, self._pages)
        self._row.set_widths((320, 400, 520), grows=2)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)
        self.take.clicked.connect(self._take)
        self.page.dissent_button.clicked.connect(self.dissent)
        self.page.note_button.clicked.connect(self.keep_note)
        self.page.visit_button.clicked.connect(self.open_visit)
        self.desk.changed.connect(self._on_changed)

    @Slot(object)
    def _to_desk(self, _step: object) -> None:
        self.go.emit(Target("coder"))

    def _read(self) -> None:
        actor = self.desk.actor
        who = "" if actor is None else actor.name
        self.desk.read(read_taught, who, then=self._show, latest="list", otherwise=self.refuse)

    @Slot(object)
    def _show(self, found: Taught) -> None:
        self._model.set_rows(found.lessons)
        self._pages.setCurrentIndex(0 if found.lessons else 1)
        if self._wanted is not None:
            self.list.select_id(self._wanted)
            self._wanted = None
        if found.lessons and (self._starts or self.list.current_row() is None):
            self.list.select_id((self.list.current_row() or found.lessons[0]).finding_id)
        told = tr("audit_screen.lessons.unread", n=found.unread) if found.lessons else ""
        self.header.set_state(told)
        self._on_chosen(self.list.current_row())
        if self._starts:
            self._starts = False
            self.begin()

    @Slot(object)
    def _on_chosen(self, one: Lesson | None) -> None:
        if one is not None:
            self.page.show_lesson(one)
            self.desk.read(
                read_visit, one.encounter_id, then=self._show_visit, latest="visit",
                otherwise=self.refuse,
            )  # fmt: skip
        self._show_buttons()

    @Slot(object)
    def _show_visit(self, visit: Visit) -> None:
        self._visit = visit
        one = self.list.current_row()
        if one is None or one.encounter_id != visit.id:
            return
        self.chart.show_visit(visit)
        code = one.code.replace(".", "")
        spans = tuple(
            Span(quote.document_id, quote.first, quote.last, code, one.is_diagnosis)
            for quote in one.quotes
        )
        self.chart.show_draft(replace(visit.draft, evidence=(*visit.draft.evidence, *spans)))
        self.chart.stress((one.is_diagnosis, code))
        if spans and spans[0].document_id == getattr(self.chart.current_note(), "document_id", 0):
            self.chart.note.show_span(spans[0])

    @Slot(object)
    def _on_opened(self, _one: object) -> None:
        self._right.setFocus()

    def _show_buttons(self) -> None:
        one = self.list.current_row()
        seen = one is None or one.seen_at is not None
        dissents = self.page.is_dissenting
        self.take.setText(tr(f"audit_screen.lessons.{'send' if dissents else 'take'}"))
        self.take.set_off(tr("audit_screen.lessons.read_already") if seen else "")
        self.keys_changed.emit()

    @Slot()
    def _take(self) -> None:
        one = self.list.current_row()
        if one is None:
            return
        why = ""
        if self.page.is_dissenting:
            why = self.page.dissent_words()
            if not why:
                return
        self.desk.do(
            lessons.acknowledge, one.finding_id, self.page.reply_words(), why,
            then=self._on_taken, otherwise=self.refuse,
        )  # fmt: skip

    @Slot(object)
    def _on_taken(self, _answer: object) -> None:
        key = "dissented" if self.page.is_dissenting else "taken"
        self.page.close_dissent()
        self.said.emit(Notice(tr(f"audit_screen.lessons.{key}")))
        after = next((row for row in self._model.rows if row.seen_at is None
                      and row != self.list.current_row()), None)  # fmt: skip
        if after is not None:
            self._wanted = after.finding_id
        self._starts = True
        self._read()

    def _lines(self, one: Lesson) -> TwoLines:
        title = tr("audit_screen.lessons.superbill", number=one.number)
        right = show_date(one.dos, self.desk.today)
        told = f"{kind_words(one.kind)}: {change_words(one)}"
        if one.seen_at is None:
            return TwoLines(
                title, right, told, tr("audit_screen.lessons.new"), "circle-dot", "note"
            )
        key = "you_dissent" if one.dissent else "seen"
        return TwoLines(title, right, told, tr(f"audit_screen.lessons.{key}"))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read()
