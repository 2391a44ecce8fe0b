"""From words selected in the note to a query: what is chosen, written, sent or kept for later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.charting.queries import deeds, drafts, lists
from app.charting.queries.drafts import QueryDraft, Quote
from app.practice import settings
from app.values.states import QueryStatus, QueryTopic
from ui.coding.query_panel import QueryPanel
from ui.coding.templates_picker import Picker, PickRow, Question
from ui.kit.button import Button
from ui.kit.two_line import TwoLines
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class QueryDeeds(QObject):
    """The deeds of the desk that ask a provider. One draft of a visit is remembered unsent."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self.picker, self.panel = Picker(screen.codes), QueryPanel(screen.codes)
        self._unsent: dict[int, QueryDraft] = {}
        self._wanted: int | None = None
        screen.codes.resized.connect(self.picker.place)
        screen.codes.resized.connect(self.panel.place)
        self.panel.sent.connect(self._send)
        self.panel.kept.connect(self._keep)
        self.panel.toggled.connect(self._on_toggled)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deeds by the ids of ``ui.coding.actions``."""
        return {"coding.ask": self.ask}

    def primary(self) -> Button | None:
        """Give the filled button while a query is written."""
        return None if self.panel.isHidden() else self.panel.send

    def close_panel(self) -> bool:
        """Close what is asked over the codes; what was written is remembered."""
        if not self.panel.isHidden():
            self._unsent[self.panel.draft.encounter_id] = self.panel.draft
        return self.picker.close_panel() or self.panel.close_panel()

    def want(self, encounter_id: int, query_id: int | None) -> None:
        """Open this kept draft as soon as its visit is shown."""
        self._wanted = query_id
        visit = self._screen.visit
        if visit is not None and visit.id == encounter_id:
            self.visit_shown(again=True)

    def visit_shown(self, *, again: bool) -> None:
        """Leave the query of the visit before; open the draft that was asked for."""
        if not again:
            self.close_panel()
        if self._wanted is not None and self._screen.keeper.is_open:
            wanted, self._wanted = self._wanted, None
            self._screen.desk.read(deeds.draft_of, wanted, then=self._open, latest="query")

    @Slot()
    def ask(self) -> None:
        """Quote the selected words in a query: a new one, or the one being written."""
        screen = self._screen
        visit = screen.visit
        if visit is None or not screen.keeper.is_open:
            return
        quoted = self._selected()
        if not self.panel.isHidden():
            if quoted is not None:
                self.panel.add_quote(quoted)
            screen.show_pane(screen.codes)
            self.panel.question.setFocus()
            return
        draft = self._unsent.get(visit.id)
        if draft is None:
            then = partial(self._begin, quoted)
            screen.desk.read(_waiting, visit.id, screen.desk.today, then=then, latest="query")
        else:
            self._begin(quoted, draft)

    def _begin(self, quoted: Quote | None, draft: QueryDraft) -> None:
        """Go on with the draft that waits for the visit, or with a new one."""
        screen = self._screen
        if screen.visit is None or screen.visit.id != draft.encounter_id:
            return
        if quoted is not None:
            draft = drafts.quote(draft, quoted)
        if not draft.quotes:
            screen.say(tr("query_panel.select_first"), "warn")
            screen.show_pane(screen.chart)
            screen.chart.setFocus()
            return
        screen.messages.clear()
        screen.show_pane(screen.codes)
        if draft.question:
            self._open(draft)
        else:
            self._choose(draft)

    @Slot()
    def keep(self) -> None:
        """Keep the query for later; without one, store the coding now."""
        if self.panel.isHidden():
            self._screen.keeper.save()
        else:
            self._keep(self.panel.draft)

    def _selected(self) -> Quote | None:
        """Give the words selected in the note; None when none are."""
        note = self._screen.chart.current_note()
        if note is None:
            return None
        first, last = self._screen.chart.note.selected()
        if first == last:
            return None
        return Quote(note.document_id, first, last, note.text[first:last])

    def _choose(self, draft: QueryDraft) -> None:
        asked = Question(
            tr("query_panel.choose.title"),
            f"“{draft.quotes[0].short}”",
            tr("query_panel.choose.field"),
            tr("query_panel.choose.take"),
            tr("query_panel.choose.none"),
            tr("query_panel.choose.none"),
        )
        self.picker.ask(asked, [_row(one) for one in QueryTopic], partial(self._chosen, draft))

    def _chosen(self, draft: QueryDraft, row: PickRow, _stays: bool) -> None:
        self.picker.close_panel()
        self._open(drafts.from_template(draft, QueryTopic(str(row.key))))

    def _open(self, draft: QueryDraft) -> None:
        then = partial(self._show, draft)
        self._screen.desk.read(_due, self._screen.desk.today, then=then, owner=self)

    def _show(self, draft: QueryDraft, due: date) -> None:
        visit = self._screen.visit
        if visit is not None and visit.id == draft.encounter_id:
            self._screen.show_pane(self._screen.codes)
            self.panel.open(draft, visit.chart.visit.provider, due)

    @Slot(object)
    def _send(self, draft: QueryDraft) -> None:
        act = partial(self._do, deeds.send, draft, self._on_sent)
        self._screen.keeper.settle(act)

    @Slot(object)
    def _keep(self, draft: QueryDraft) -> None:
        self._do(deeds.keep, draft, self._on_kept)

    def _do(self, command: Any, draft: QueryDraft, then: Callable[..., object]) -> None:
        self._screen.desk.do(command, draft, then=partial(then, draft), owner=self)

    def _on_sent(self, draft: QueryDraft, _query_id: int) -> None:
        self._forget(draft)
        self._screen.said.emit(Notice(tr("query_panel.is_sent")))
        self._screen.open_next()

    def _on_kept(self, draft: QueryDraft, _query_id: int) -> None:
        self._forget(draft)
        self._screen.said.emit(Notice(tr("query_panel.is_kept")))

    def _forget(self, draft: QueryDraft) -> None:
        self.panel.close_panel()
        self._unsent.pop(draft.encounter_id, None)

    @Slot()
    def _on_toggled(self) -> None:
        self._screen.show_buttons()
        self._screen.keys_changed.emit()


def _row(topic: QueryTopic) -> PickRow:
    name = tr(f"queries.topic.{topic}")
    about = tr(f"query_panel.when.{topic}")
    return PickRow(topic.value, TwoLines(name, "", about), f"{name} {about}".lower())


def _waiting(session: Any, encounter_id: int, today: date) -> QueryDraft:
    """Give the draft that was kept for a visit, the newest of several; else an empty one."""
    kept = [
        row.id
        for row in lists.of_visit(session, encounter_id, today)
        if row.status is QueryStatus.DRAFT
    ]
    return deeds.draft_of(session, kept[-1]) if kept else QueryDraft(encounter_id)


def _due(session: Any, today: date) -> date:
    """Give the day a query sent today would be due."""
    return today + timedelta(days=settings.value(session, settings.QUERY_DUE_DAYS))
