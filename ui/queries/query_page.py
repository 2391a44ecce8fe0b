"""One query whole: what is next, what was quoted, asked and answered, what happened; its paper."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QLabel, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.charting.queries.lists import Answered, QueryWhole
from app.charting.queries.lists import Happening as Step
from app.values.dates import show_date
from app.values.states import QueryForm, QueryStatus, QueryStep
from ui.billing_parts.fact_grid import FactGrid
from ui.billing_parts.next_panel import NextPanel
from ui.billing_parts.pane import Pane, scroll_page
from ui.desk import Desk
from ui.kit.label import label
from ui.kit.page import Tabs
from ui.kit.panel import Panel, drop_all
from ui.kit.pdf_view import PdfView
from ui.kit.two_line import Happening, LinesModel, timeline
from ui.text import tr

_QUERY, _PAPER = range(2)
_WIDEST = 900


class QueryPage(Pane):
    """The query under the cursor. It reads; what is done with it is ``NextSteps``."""

    paper_wanted = Signal()
    """The tab of the paper was opened."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("query_screen.page"), self._first, "canvas")
        self._desk = desk
        self.shown: QueryWhole | None = None
        self.tabs = Tabs(
            tr("query_screen.tabs"), (tr("query_screen.tab_query"), tr("query_screen.tab_paper"))
        )
        self.next = NextPanel(tr("query_screen.next"))
        self.pdf = PdfView(tr("query_screen.paper"))
        self._asked = Panel(tr("query_screen.asked"))
        self._words = QVBoxLayout()
        self._facts = FactGrid()
        self._past: LinesModel[Step] = LinesModel(self._line, lambda row: row.at)
        self.timeline = timeline(self._past, tr("query_screen.timeline"))
        self._pages = QStackedWidget()
        self._area = QScrollArea()
        self._build()
        self.tabs.currentChanged.connect(self._on_tab)

    def show_query(self, found: QueryWhole) -> None:
        """Show a query; an open question about the same one stays open."""
        other = self.shown is None or self.shown.row.id != found.row.id
        self.shown = found
        if other:
            self.tabs.setCurrentIndex(_QUERY)
            self._area.verticalScrollBar().setValue(0)
        self._tell_asked(found)
        self._tell_facts(found)
        self._past.set_rows(tuple(reversed(found.happenings)))
        # The form that closes hands its focus to the timeline, which then marks a row for good.
        self.timeline.setCurrentIndex(QModelIndex())
        self.timeline.setFixedHeight(min(len(found.happenings), 6) * 46 + 12)
        if not other and self.tabs.currentIndex() == _PAPER:
            self.paper_wanted.emit()

    def show_paper(self, content: bytes) -> None:
        """Show the paper of the query."""
        self.pdf.show_pdf(content)
        self.tabs.setCurrentIndex(_PAPER)
        self.pdf.setFocus()

    def is_paper(self) -> bool:
        """Tell whether the paper is in sight."""
        return self.tabs.currentIndex() == _PAPER

    def close_paper(self) -> bool:
        """Go back from the paper to the query; False when the query is shown."""
        if not self.is_paper():
            return False
        self.tabs.setCurrentIndex(_QUERY)
        return True

    def _build(self) -> None:
        self.column.addWidget(self.tabs)
        inside = QWidget()
        inside.setLayout(self._words)
        self._words.setContentsMargins(16, 12, 16, 14)
        self._words.setSpacing(4)
        self._asked.add(inside)
        about, past = Panel(tr("query_screen.about")), Panel(tr("query_screen.timeline"))
        about.add(self._facts)
        past.add(self.timeline)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        for part in (self.next, self._asked, about, past):
            column.addWidget(part)
        column.addStretch()
        page.setMaximumWidth(_WIDEST)
        self._area = scroll_page(page)
        self._pages.addWidget(self._area)
        self._pages.addWidget(self.pdf)
        self.column.addWidget(self._pages, 1)

    def _first(self) -> QWidget:
        if self.is_paper():
            return self.pdf
        return self.next.primary if self.next.primary is not None else self.timeline

    def _tell_asked(self, found: QueryWhole) -> None:
        drop_all(self._words)
        title = found.draft.title or tr(f"queries.topic.{found.row.topic}")
        self._asked.set_title(title)
        for one in found.quotes:
            said = label(f"“{' '.join(one.words.split())}”", "note", wrap=True)
            source = tr("query_screen.from", title=one.title, day=show_date(one.day))
            self._say(said)
            self._say(label(source, "hint", wrap=True))
        if found.quotes:
            self._words.addSpacing(8)
        self._say(label(found.draft.question, "strong", wrap=True))
        self._words.addSpacing(4)
        marked = found.answer.number if found.answer else None
        offers = found.offers if found.draft.form is not QueryForm.OWN_WORDS else ()
        for number, offer in enumerate(offers, start=1):
            mark = "☒" if number == marked else "☐"
            kind = "strong" if number == marked else ""
            self._say(label(f"{mark}  {offer.words}", kind, wrap=True))
        if found.answer is not None:
            self._tell_answer(found.answer)

    def _tell_answer(self, given: Answered) -> None:
        self._words.addSpacing(8)
        self._say(label(tr("query_screen.answer"), "soft"))
        self._say(label(given.words, "strong", wrap=True))
        key = "paper" if given.is_on_paper else "typed"
        who = tr(
            f"query_screen.signed.{key}", who=given.answered_by, day=show_date(given.answered_on),
            by=given.entered_by,
        )  # fmt: skip
        self._say(label(who, "hint", wrap=True))

    def _say(self, words: QLabel) -> None:
        self._words.addWidget(words)

    def _tell_facts(self, found: QueryWhole) -> None:
        row, today = found.row, self._desk.today
        due = "" if row.due_on is None else show_date(row.due_on, today)
        if row.is_overdue(today):
            due = tr("query_screen.due_late", day=due)
        self._facts.show_facts(
            [
                (tr("query_screen.fact.patient"), row.patient),
                (tr("query_screen.fact.visit"), show_date(row.dos)),
                (tr("query_screen.fact.to"), row.provider),
                (tr("query_screen.fact.topic"), tr(f"queries.topic.{row.topic}")),
                (tr("query_screen.fact.by"), row.by),
                (tr("query_screen.fact.due"), due if row.status is QueryStatus.SENT else ""),
            ]
        )

    def _line(self, step: Step) -> Happening:
        today = self._desk.today
        more = " · ".join(part for part in (step.by, step.reason) if part)
        if step.due_on is not None and step.step in (QueryStep.SENT, QueryStep.DUE_CHANGED):
            due = tr("query_screen.due_on", day=show_date(step.due_on, today))
            more = f"{more} · {due}" if more else due
        last = self.shown is not None and step is self.shown.happenings[-1]
        day = show_date(step.at.astimezone().date(), today)
        return Happening(day, tr(f"queries.step.{step.step}"), more, now=last)

    @Slot()
    def _on_tab(self) -> None:
        self._pages.setCurrentIndex(max(0, self.tabs.currentIndex()))
        if self.is_paper():
            self.paper_wanted.emit()
