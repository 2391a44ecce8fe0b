"""The worksheet and the modifier adviser at the coder's desk: opened, taken, printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.coding import advice
from app.coding import draft as drafts
from app.coding.advice import Advice
from app.coding.draft import CodingDraft
from app.coding.em import keeping
from app.coding.em.keeping import KeptSheet
from app.coding.em.worksheet import Verdict, Worksheet
from ui.coding.adviser_rows import advice_row, question
from ui.coding.at_hand import AtHand
from ui.coding.templates_picker import Picker, PickRow
from ui.coding.worksheet_reading import Known, read_known, read_paper
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk
    from ui.coding.worksheet_panel import WorksheetPanel


class WorksheetDeeds(QObject):
    """What works out a visit's level and looks at a line's modifiers."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen

    @cached_property
    def panel(self) -> WorksheetPanel:
        """The worksheet; its many boxes are made when it is first asked for."""
        from ui.coding.worksheet_panel import WorksheetPanel  # noqa: PLC0415  (keeps the start fast)

        made = WorksheetPanel(self._screen.codes)
        self._screen.codes.resized.connect(made.place)
        made.taken.connect(self._take)
        made.print_wanted.connect(self.show_paper)
        return made

    @cached_property
    def adviser(self) -> Picker:
        """The list of modifiers that come into question, made when it is first asked for."""
        made = Picker(self._screen.codes)
        self._screen.codes.resized.connect(made.place)
        return made

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deeds by the ids of ``ui.coding.actions``."""
        return {
            "coding.worksheet": self.open_sheet,
            "coding.print-worksheet": self.show_paper,
            "coding.advise": self.advise,
            "file.save": self.save,
        }

    def close_panel(self) -> bool:
        """Close the worksheet or the adviser; False when neither is open."""
        made = (vars(self).get(name) for name in ("adviser", "panel"))
        return any(one.close_panel() for one in made if one is not None)

    def save(self) -> None:
        """Take what the worksheet gives; with none open, keep the query that is written."""
        if "panel" not in vars(self) or not self.panel.take_code():
            self._screen.deeds.queries.keep()

    def open_sheet(self) -> None:
        """Open the worksheet of the visit."""
        draft = self._screen.keeper.draft
        if draft is not None:
            self._screen.show_pane(self._screen.codes)
            self._screen.desk.read(
                read_known, draft, then=self._open, owner=self, latest="worksheet"
            )

    def show_paper(self) -> None:
        """Show the worksheet that counts as it prints; Ctrl+P prints it."""
        visit = self._screen.visit
        if visit is not None:
            self._screen.desk.read(
                read_paper, visit.id, then=self._show_paper, owner=self, latest="worksheet"
            )

    def advise(self) -> None:
        """List the modifiers that come into question for the service under the cursor."""
        draft = self._screen.keeper.draft
        number = self._screen.codes.services.number() or 1
        if draft is None or number > len(draft.lines):
            self._screen.say(tr("adviser.no_line"), "warn")
            return
        self._screen.show_pane(self._screen.codes)
        then = partial(self._list, number)
        self._screen.desk.read(
            _advise, self._screen.hand, draft, number, then=then, owner=self, latest="advice"
        )

    def _open(self, known: Known) -> None:
        # The worksheet kept with the first codes would tell a blind reading their level.
        blind = self._screen.deeds.looks.is_blind
        self.panel.open_for(replace(known, kept=None) if blind else known)

    def _show_paper(self, data: bytes) -> None:
        self.panel.close_panel()
        self._screen.show_pane(self._screen.chart)
        self._screen.chart.show_tab("past")
        self._screen.chart.past.show_paper(data, tr("worksheet.title"))

    @Slot(object, object)
    def _take(self, sheet: Worksheet, found: Verdict) -> None:
        screen = self._screen
        draft = screen.keeper.draft
        if draft is None or not screen.keeper.is_open:
            return
        self.panel.close_panel()
        made = keeping.put(draft, found)
        screen.keeper.change(made)
        level = next((n for n, one in enumerate(made.lines, 1) if one.code == found.proposed), 0)
        if level:
            screen.codes.services.select_id(level)
        if screen.deeds.looks.is_blind:
            return
        then = partial(self._on_kept, found.proposed)
        screen.desk.do(keeping.keep, draft, sheet, then=then, owner=self)

    def _on_kept(self, code: str, kept: KeptSheet) -> None:
        # The edits read the worksheet too: who was there when it is billed under a physician.
        self._screen.keeper.judge()
        key = "kept" if code else "kept_none"
        self._screen.said.emit(Notice(tr(f"worksheet.{key}", number=kept.number, code=code)))

    def _list(self, number: int, found: tuple[Advice, ...]) -> None:
        draft = self._screen.keeper.draft
        if draft is None or number > len(draft.lines):
            return
        rows = [advice_row(one) for one in found]
        asked = question(number, draft.lines[number - 1].code)
        self.adviser.ask(asked, rows, partial(self._toggle, number))

    def _toggle(self, number: int, row: PickRow, stays: bool) -> None:
        """Put a modifier on the line or take it off; with Shift the list stays."""
        screen, modifier = self._screen, str(row.key)
        draft = screen.keeper.draft
        if draft is None or number > len(draft.lines):
            return
        held = draft.lines[number - 1].modifiers
        if modifier in held:
            wanted = tuple(one for one in held if one != modifier)
        else:
            wanted = advice.put_on(held, modifier)
        if len(wanted) > drafts.MOST_MODIFIERS:
            screen.say(tr("adviser.full"), "warn")
            return
        screen.keeper.change(drafts.set_modifiers(draft, number, wanted))
        screen.codes.services.select_id(number)
        if stays:
            self.advise()


def _advise(_session: Any, hand: AtHand, draft: CodingDraft, number: int) -> tuple[Advice, ...]:
    """Ask the adviser; it reads the code sets, so it runs off the window's thread."""
    return advice.advise(draft, number, hand.book)
