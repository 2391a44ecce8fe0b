"""What is done to the open visit beyond its codes: evidence, asking, not billable, papers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.charting import attaching, visits
from app.coding import draft as drafts
from app.coding.draft import Span
from app.documents import filing
from app.store.store import Work
from app.values.problem import Outside
from app.values.states import CodingStatus
from ui.coding.asking_panel import AskingPanel
from ui.coding.away_deeds import AwayDeeds
from ui.coding.code_note_deeds import CodeNoteDeeds
from ui.coding.coverage_deeds import CoverageDeeds
from ui.coding.drug_entry import DrugEntry
from ui.coding.look_deeds import LookDeeds
from ui.coding.note_deeds import NoteDeeds
from ui.coding.owning_deeds import OwningDeeds
from ui.coding.place_entry import PlaceEntry
from ui.coding.query_deeds import QueryDeeds
from ui.coding.templates_deeds import TemplateDeeds
from ui.coding.unbilled import UnbilledReasons
from ui.coding.worksheet_deeds import WorksheetDeeds
from ui.kit.button import Button
from ui.kit.pdf_view import PdfView
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class VisitDeeds(QObject):
    """The deeds of the desk, by the ids of ``ui.coding.actions``."""

    def __init__(self, desk: CoderDesk) -> None:
        super().__init__(desk)
        self._screen = desk
        self.asking, self.templates = AskingPanel(desk.codes), TemplateDeeds(desk)
        self.queries, self.worksheets = QueryDeeds(desk), WorksheetDeeds(desk)
        self.looks, self.away = LookDeeds(desk), AwayDeeds(desk)
        self.notes, self.unbilled = NoteDeeds(desk), UnbilledReasons(desk)
        self.coverage = CoverageDeeds(desk)
        codes = desk.codes
        self._deeds: dict[str, Callable[[], object]] = {
            "coding.search": codes.encoder.setFocus,
            "coding.link": self.link,
            "coding.modifiers": codes.edit_modifiers,
            "coding.units": codes.edit_units,
            "coding.keep": codes.keep_warning,
            "coding.not-billable": self.not_billable,
            "coding.open-again": self.open_again,
            "coding.attach": self.attach,
            "coding.superbill": self.superbill,
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "edit.find": self.find,
            "edit.find-here": self.find,
            "file.print": self.print_shown,
            "file.save": self.save_shown,
        }
        self._deeds |= self.looks.by_id() | self.away.by_id() | OwningDeeds(desk).by_id()
        self._deeds |= (
            self.notes.by_id()
            | self.coverage.by_id()
            | DrugEntry(desk).by_id()
            | CodeNoteDeeds(desk).by_id()
            | PlaceEntry(desk).by_id()
        )
        self._deeds |= self.templates.by_id() | self.queries.by_id() | self.worksheets.by_id()
        for number in range(1, drafts.MOST_DIAGNOSES + 1):
            self._deeds[f"coding.point-{number}"] = partial(codes.point, number)
        self._deeds["coding.point-all"] = codes.point_all
        self._listen()

    def _listen(self) -> None:
        chart = self._screen.chart
        self._screen.codes.resized.connect(self.asking.place)
        chart.find_line.taken.connect(self.link)
        for view in (chart.past.pdf, chart.papers.pdf):
            view.saved.connect(self._on_saved)
            view.refused.connect(self._screen.refuse)

    def close_panel(self) -> bool:
        """Close what is asked over the codes; False when nothing is."""
        closed = self.asking.close_panel() or self.templates.close_panel()
        closed = closed or self.queries.close_panel() or self.worksheets.close_panel()
        closed = closed or self.looks.close_panel() or self.away.close_panel()
        closed = closed or self.notes.close_panel() or self.unbilled.close_panel()
        return closed or self.coverage.close_panel()

    def primary(self) -> Button | None:
        """Give the filled button of the question over the codes; None when none is open."""
        asked = self.queries.primary() or self.looks.primary()
        return asked or self.away.primary() or self.notes.primary()

    def button_words(self) -> str:
        """Give what the desk's filled button does with the open visit."""
        if self.can("coding.open-again"):
            return tr("coder_desk.reopen_button")
        return self.looks.button_words()

    def visit_shown(self, *, again: bool) -> None:
        """Go on with what was asked for the visit that is now shown."""
        if not again:
            self.looks.close_panel()
            self.away.close_panel()
            self.notes.close_panel()
            self.unbilled.close_panel()
            self.coverage.close_panel()
        self.queries.visit_shown(again=again)
        self.looks.visit_shown()

    def perform(self, action: str) -> bool:
        """Run a deed; False when there is none of that id."""
        deed = self._deeds.get(action)
        if deed is None:
            return False
        if self.looks.hides(action):
            self._screen.say(tr("second_look.hidden"))
        elif self._screen.visit is None:
            self._screen.say(tr("coder_desk.say.no_visit"))
        else:
            deed()
        return True

    def can(self, action: str) -> bool:
        """Whether the deed makes sense for the visit that is open."""
        visit = self._screen.visit
        if visit is None or action not in self._deeds or not self.looks.can(action):
            return False
        if action == "coding.look":
            return True
        if action == "edit.note":
            return self.notes.can()
        if action in ("coding.put-away", "coding.own", "coding.missing-note"):
            return self.away.can()
        if action == "coding.open-again":
            return visit.state is CodingStatus.NOT_BILLABLE
        if action == "coding.superbill":
            return visit.superbill is not None
        if action.startswith("coding.") and action not in ("coding.attach", "coding.search"):
            return self._screen.keeper.is_open
        return True

    @Slot()
    def link(self) -> None:
        """Link the selected words to the selected code, or undo that link; find words first."""
        screen = self._screen
        draft, note = screen.keeper.draft, screen.chart.current_note()
        chosen = screen.codes.selected_code()
        if note is None or draft is None:
            screen.say(tr("coder_desk.say.no_note"))
            return
        if chosen is None:
            screen.say(tr("coder_desk.say.no_code"))
            return
        first, last = screen.chart.note.selected()
        span = Span(note.document_id, first, last, chosen[1], chosen[0])
        old = [s for s in draft.evidence if _meets(s, span)]
        if first == last and (not old or not screen.chart.note.hasFocus()):
            screen.chart.find_words(self._back())
        elif first == last or span in old:
            for one in old:
                draft = drafts.unlink(draft, one)
            screen.keeper.change(draft)
        else:
            screen.keeper.change(drafts.link(draft, span))
            screen.chart.note.select(last, last)
            screen.chart.find_line.close_find(to_note=False)

    def undo(self) -> None:
        """Take the last step of the draft back; a reason just kept is no step, and it is said."""
        keeper = self._screen.keeper
        if keeper.kept_last:
            keeper.kept_last = False
            self._screen.say(tr("coder_desk.say.kept_stays"))
        elif not keeper.undo():
            self._screen.say(tr("coder_desk.say.nothing_to_undo"))

    def redo(self) -> None:
        """Take the step again that was taken back last."""
        if not self._screen.keeper.redo():
            self._screen.say(tr("coder_desk.say.nothing_to_redo"))

    def not_billable(self) -> None:
        """Take the visit off the list for a reason."""
        if self._screen.keeper.is_open:
            own = partial(self.asking.ask_words, "not_billable", self._mark)
            self.unbilled.ask(self._mark, own)

    def open_again(self) -> None:
        """Bring a visit that was not billable back to the list."""
        visit = self._screen.visit
        if visit is not None:
            then = partial(self._on_open_again, visit.id)
            self._screen.desk.do(visits.open_again, visit.id, then=then, owner=self)

    @Slot()
    def attach(self) -> None:
        """Choose a file and attach it to the visit."""
        picked, _kind = QFileDialog.getOpenFileName(
            self._screen, tr("coder_desk.papers.choose"), "", tr("coder_desk.papers.kinds")
        )
        if picked:
            self.attach_file(Path(picked))

    def attach_file(self, path: Path) -> None:
        """Attach a file to the visit; text becomes a note."""
        visit = self._screen.visit
        if visit is not None:
            self._screen.desk.do(_attach, visit.id, path, then=self._on_attached)

    def superbill(self) -> None:
        """Show the superbill of the visit as it was frozen."""
        visit = self._screen.visit
        if visit is None or visit.superbill is None:
            self._screen.say(tr("coder_desk.say.no_superbill"))
            return
        self._screen.show_pane(self._screen.chart)
        self._screen.chart.show_tab("past")
        self._screen.chart.past.show_superbill(visit.id)

    def find(self) -> None:
        """Go to the encoder; from the worklist, to the search over everything; in the note, find.

        Words that are found are selected, for evidence or for a query.
        """
        if self._screen.work.list.hasFocus():
            self._screen.act.emit("edit.palette")
        elif self._screen.chart.note.hasFocus():
            self._screen.chart.find_words(self._back())
        else:
            self._screen.codes.setFocus()

    def print_shown(self) -> None:
        """Print the paper that is shown."""
        view = self.paper()
        if view is None:
            self._screen.say(tr("coder_desk.say.nothing_to_print"))
        else:
            view.print_pages()

    def save_shown(self) -> None:
        """Take the open worksheet, keep the query that is written, else save the paper shown."""
        view = self.paper()
        writes = self.worksheets.is_open or self.queries.primary() is not None
        if writes or view is None:
            self.worksheets.save()
        else:
            view.save_pages()

    def paper(self) -> PdfView | None:
        """Give the paper in sight, in the chart; None when there is none."""
        views = (self._screen.chart.past.pdf, self._screen.chart.papers.pdf)
        return next((one for one in views if one.isVisible() and one.page_count()), None)

    def _back(self) -> QWidget:
        """Give where the coder goes on after words are linked: the list in use, or the encoder."""
        codes = self._screen.codes
        focus = QApplication.focusWidget()
        return focus if focus in (codes.diagnoses, codes.services) else codes.encoder.field

    def _mark(self, reason: str) -> None:
        visit = self._screen.visit
        if not reason:
            self._screen.say(tr("coder_desk.say.write_reason"), "warn")
        elif visit is not None:
            self.asking.close_panel()
            said = tr("coder_desk.say.marked")
            act = partial(self._leave, visits.mark_not_billable, visit.id, reason, said)
            self._screen.keeper.settle(act)

    def _leave(
        self, command: Callable[..., object], encounter_id: int, words: str, said: str
    ) -> None:
        then = partial(self._on_left, said)
        self._screen.desk.do(command, encounter_id, words, then=then, owner=self)

    def _on_left(self, said: str, _answer: object) -> None:
        self._screen.said.emit(Notice(said))
        self._screen.open_next()

    def _on_open_again(self, encounter_id: int, _answer: object) -> None:
        self._screen.work.keep = encounter_id
        self._screen.reload()

    @Slot(str)
    def _on_saved(self, name: str) -> None:
        self._screen.said.emit(Notice(tr("kit.paper_saved", file=name)))

    @Slot(object)
    def _on_attached(self, _document_id: int) -> None:
        self._screen.said.emit(Notice(tr("coder_desk.say.attached")))


def _meets(one: Span, other: Span) -> bool:
    """Tell whether two links of the same code overlap in the same note."""
    same = (one.document_id, one.code, one.is_diagnosis) == (
        other.document_id, other.code, other.is_diagnosis,
    )  # fmt: skip
    return same and one.first <= other.last and other.first <= one.last


def _attach(work: Work, encounter_id: int, path: Path) -> int:
    """Read a file and keep it with the visit."""
    try:
        content = filing.read(path)
    except OSError as error:
        raise Outside("coder_desk.unreadable", file=path.name) from error
    return attaching.attach(work, encounter_id, path.stem, content)
