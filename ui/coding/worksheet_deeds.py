"""The worksheet and the modifier adviser at the coder's desk: opened, taken, printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.coding.em import keeping
from app.coding.em.keeping import KeptSheet
from app.coding.em.worksheet import Verdict, Worksheet
from ui.coding.advising import Advising
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
        self.advising = Advising(screen, self)

    @cached_property
    def panel(self) -> WorksheetPanel:
        """The worksheet; its many boxes are made when it is first asked for."""
        from ui.coding.worksheet_panel import WorksheetPanel  # noqa: PLC0415  (keeps the start fast)

        made = WorksheetPanel(self._screen.codes)
        self._screen.codes.resized.connect(made.place)
        made.taken.connect(self._take)
        made.print_wanted.connect(self.show_paper)
        return made

    @property
    def is_open(self) -> bool:
        """Tell whether the worksheet is shown; looking does not make it."""
        return "panel" in vars(self) and not self.panel.isHidden()

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deeds by the ids of ``ui.coding.actions``."""
        return {
            "coding.worksheet": self.open_sheet,
            "coding.print-worksheet": self.show_paper,
            "coding.advise": self.advising.advise,
        }

    def close_panel(self) -> bool:
        """Close the worksheet or the adviser; False when neither is open."""
        return self.advising.close_panel() or self.is_open and self.panel.close_panel()

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
