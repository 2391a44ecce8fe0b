"""A visit is taken off the list for a reason: one of the usual ones, or words of one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from ui.coding.templates_picker import Picker, PickRow, Question
from ui.kit.two_line import TwoLines
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_REASONS = (
    "no_show", "canceled", "global", "follow_up", "courtesy", "nurse", "elsewhere", "double", "own",
)  # fmt: skip
_OWN = _REASONS[-1]


class UnbilledReasons(QObject):
    """The list of reasons over the codes pane; a digit takes one."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self.picker = Picker(screen.codes)
        screen.codes.resized.connect(self.picker.place)
        self._then: Callable[[str], object] = str
        self._own: Callable[[], object] = str

    def ask(self, then: Callable[[str], object], own: Callable[[], object]) -> None:
        """Ask why; ``then`` gets the reason's words, ``own`` asks for other ones."""
        self._then, self._own = then, own
        self._screen.show_pane(self._screen.codes)
        self.picker.own_words = then
        none = tr("chart_note.pick.none")
        asked = Question(
            tr("chart_note.pick.title"), tr("chart_note.pick.words"), tr("chart_note.pick.field"),
            tr("chart_note.pick.take"), none, none,
        )  # fmt: skip
        self.picker.ask(asked, [_row(one) for one in _REASONS], self._chosen)

    def close_panel(self) -> bool:
        """Close the list; False when it is not open."""
        return self.picker.close_panel()

    @Slot(object, bool)
    def _chosen(self, row: PickRow, _stays: bool) -> None:
        self.picker.close_panel()
        if row.key == _OWN:
            self._own()
        else:
            self._then(row.lines.title)


def _row(reason: str) -> PickRow:
    name, about = (tr(f"chart_note.reason.{reason}.{part}") for part in ("name", "about"))
    return PickRow(reason, TwoLines(name, "", about, ""), f"{name} {about}")
