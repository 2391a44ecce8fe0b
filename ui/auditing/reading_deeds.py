"""What is done while a visit of an audit is read: passages, worksheet, showing, the verdicts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.auditing import reading, unfinished
from app.auditing.reading import Verdict
from app.auditing.unfinished import AGREE, Mark, Unfinished
from app.coding import draft as drafts
from app.coding.comparing import Codes, Comparison, Difference
from app.coding.draft import CodingDraft, Kept, Span
from app.coding.em import keeping
from app.coding.em.worksheet import Verdict as Level
from app.coding.em.worksheet import Worksheet
from app.values.states import Discrepancy
from ui.coding.advising import Advising
from ui.coding.keeper import DraftKeeper
from ui.coding.worksheet_reading import Known, read_known
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.auditing.reading_screen import AuditReading
    from ui.coding.worksheet_panel import WorksheetPanel


class ReadingKeeper(DraftKeeper):
    """Keeps an auditor's codes. Warnings are the coder's to keep: here that writes nothing."""

    def keep_finding(self, kept: Kept) -> None:
        """Keep nothing and say so: the visit's own record must not change by an audit."""
        self.closed.emit()


class ReadingDeeds(QObject):
    """The deeds of the reading page, by the ids of ``ui.auditing.actions``."""

    def __init__(self, screen: AuditReading) -> None:
        super().__init__(screen)
        self._screen = screen
        self.advising = Advising(screen, self)
        codes = screen.codes
        self._blind: dict[str, Callable[[], object]] = {
            "audit.search": codes.encoder.setFocus,
            "audit.modifiers": codes.edit_modifiers,
            "audit.advise": self.advising.advise,
            "audit.units": codes.edit_units,
            "audit.worksheet": self.open_sheet,
            "audit.show": self.show_codes,
            "edit.undo": self.undo,
            "edit.redo": self.redo,
            "file.save": self.take_sheet,
        }
        for number in range(1, drafts.MOST_DIAGNOSES + 1):
            self._blind[f"audit.point-{number}"] = partial(codes.point, number)
        self._blind["audit.point-all"] = codes.point_all
        self._always: dict[str, Callable[[], object]] = {
            "audit.link": self.link,
            "audit.next": partial(screen.step, 1),
            "audit.previous": partial(screen.step, -1),
            "edit.find": self.find,
            "edit.find-here": self.find,
        }
        screen.chart.find_line.taken.connect(self.link)

    @cached_property
    def sheet(self) -> WorksheetPanel:
        """The worksheet; its many boxes are made when it is first asked for."""
        from ui.coding.worksheet_panel import WorksheetPanel  # noqa: PLC0415  (a fast start)

        made = WorksheetPanel(self._screen.codes)
        self._screen.codes.resized.connect(made.place)
        made.taken.connect(self._take_sheet)
        made.print_wanted.connect(self._no_paper)
        return made

    @property
    def is_sheet_open(self) -> bool:
        """Tell whether the worksheet lies over the codes."""
        return "sheet" in vars(self) and not self.sheet.isHidden()

    def can(self, action: str) -> bool:
        """Whether a deed makes sense now."""
        if self._screen.opened is None:
            return False
        if action == "audit.show":
            return self._screen.is_blind
        return action in self._always or (action in self._blind and self._screen.is_reading)

    def perform(self, action: str) -> bool:
        """Run a deed; False when there is none of that id."""
        deed = self._always.get(action) or self._blind.get(action)
        if deed is None:
            return False
        if self.can(action):
            deed()
        else:
            self._screen.say(tr("audit_screen.say.read_already"))
        return True

    def close_panel(self) -> bool:
        """Close the worksheet or the adviser; False when neither is open."""
        closed = self.advising.close_panel()
        return closed or "sheet" in vars(self) and self.sheet.close_panel()

    def open_sheet(self) -> None:
        """Open the worksheet of the visit's level as the auditor left it."""
        draft = self._screen.keeper.draft
        if draft is not None:
            self._screen.show_pane(self._screen.codes)
            self._screen.desk.read(
                read_known, draft, then=self._open_sheet, owner=self, latest="worksheet"
            )

    def take_sheet(self) -> None:
        """Take what the open worksheet gives."""
        if "sheet" not in vars(self) or not self.sheet.take_code():
            self._screen.say(tr("audit_screen.say.kept_by_itself"))

    def undo(self) -> None:
        """Take the last step back."""
        if not self._screen.keeper.undo():
            self._screen.say(tr("coder_desk.say.nothing_to_undo"))

    def redo(self) -> None:
        """Take the step again that was taken back last."""
        if not self._screen.keeper.redo():
            self._screen.say(tr("coder_desk.say.nothing_to_redo"))

    def find(self) -> None:
        """Go to the encoder; in the note, find words."""
        screen = self._screen
        if screen.chart.note.hasFocus() or not screen.is_reading:
            screen.chart.find_words(screen.back_to())
        else:
            screen.codes.setFocus()

    @Slot()
    def link(self) -> None:
        """Link the selected words to a code, or quote them for a finding; find words first."""
        screen = self._screen
        note = screen.chart.current_note()
        if note is None:
            screen.say(tr("coder_desk.say.no_note"))
            return
        first, last = screen.chart.note.selected()
        if first == last:
            screen.chart.find_words(screen.back_to())
            return
        span = Span(note.document_id, first, last, "")
        taken = self._link_code(span) if screen.is_reading else screen.judge.take_quote(span)
        if taken:
            screen.chart.note.select(last, last)
            screen.chart.find_line.close_find(to_note=False)

    def show_codes(self) -> None:
        """Show the coder's codes now; the reading is not blind any more and says so."""
        opened = self._screen.opened
        if opened is None:
            return
        show = partial(
            self._screen.desk.do, unfinished.show, opened.row.id, then=self._on_shown, owner=self
        )
        self._screen.keeper.settle(show)

    def finish(self) -> None:
        """Set the auditor's codes down and lay them beside the coder's."""
        self._screen.keeper.settle(self._finish)

    def keep_marks(self) -> None:
        """Keep the verdicts given so far."""
        opened, found = self._screen.opened, self._screen.found
        if opened is not None and found is not None and self._screen.judge.is_open:
            so_far = Unfinished(
                found.auditor, found.evidence, found.sheet, self._screen.judge.marks
            )
            self._screen.desk.do(unfinished.keep, opened.row.id, so_far)

    def give_verdicts(self) -> None:
        """Write all verdicts down; with one missing go to it instead."""
        screen = self._screen
        opened, found = screen.opened, screen.found
        if opened is None or found is None:
            return
        if screen.judge.next_open():
            screen.say(tr("audit_screen.say.incomplete"), "warn")
            return
        pairs = zip(found.comparison.differences, screen.judge.marks, strict=True)
        verdicts = [_verdict(one, mark) for one, mark in pairs]
        errors = sum(one.is_error for one in verdicts)
        then = partial(self._on_judged, errors, opened.row.coder)
        screen.desk.do(reading.judge, opened.row.id, verdicts, then=then, owner=self)

    def _link_code(self, span: Span) -> bool:
        screen = self._screen
        draft, chosen = screen.keeper.draft, screen.codes.selected_code()
        if draft is None or chosen is None:
            screen.say(tr("coder_desk.say.no_code"))
            return False
        span = replace(span, code=chosen[1], is_diagnosis=chosen[0])
        same = span in draft.evidence
        made: CodingDraft = drafts.unlink(draft, span) if same else drafts.link(draft, span)
        return screen.keeper.change(made)

    def _finish(self) -> None:
        screen = self._screen
        opened, draft = screen.opened, screen.keeper.draft
        if opened is None or draft is None:
            return
        sheet = screen.keeping.sheet
        screen.desk.do(
            reading.read, opened.row.id, Codes.of(draft), draft.evidence, sheet,
            then=self._on_read, owner=self,
        )  # fmt: skip

    @Slot(object)
    def _on_read(self, found: Comparison) -> None:
        if found.is_same:
            self._screen.said.emit(Notice(tr("audit_screen.done.same")))
            self._screen.go_on()
        else:
            self._screen.reload()

    def _on_judged(self, errors: int, coder: str, _answer: object) -> None:
        words = tr("audit_screen.done.judged", n=errors, coder=coder)
        self._screen.said.emit(Notice(words if errors else tr("audit_screen.done.all_right")))
        self._screen.go_on()

    @Slot(object)
    def _on_shown(self, _so_far: Unfinished) -> None:
        self._screen.said.emit(Notice(tr("audit_screen.done.shown")))
        self._screen.reload()

    def _open_sheet(self, known: Known) -> None:
        # The coder's own worksheet would tell the level.
        sheet = self._screen.keeping.sheet
        self.sheet.open_for(replace(known, kept=None, blank=sheet or known.blank))

    @Slot(object, object)
    def _take_sheet(self, sheet: Worksheet, level: Level) -> None:
        screen = self._screen
        draft = screen.keeper.draft
        if draft is None or not screen.is_reading:
            return
        self.sheet.close_panel()
        screen.keeping.sheet = sheet
        if not screen.keeper.change(keeping.put(draft, level)):
            screen.desk.do(screen.keeping, draft)

    @Slot()
    def _no_paper(self) -> None:
        self._screen.say(tr("audit_screen.say.paper_later"))


def _verdict(difference: Difference, mark: Mark) -> Verdict:
    if mark.kind == AGREE:
        return Verdict(difference, False, mark.words.strip(), None, mark.quotes)
    return Verdict(difference, True, mark.words.strip(), Discrepancy(mark.kind), mark.quotes)
