"""With which columns a list is read: as guessed, as kept under a name, or as just said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.intake import apply
from app.intake.column_map import ColumnMap
from app.intake.headings import Guess
from app.intake.staged import Staged
from ui.desk import Desk
from ui.intake.columns_panel import GUESSED, ColumnsPanel
from ui.screen import Notice
from ui.text import tr


class KeptMaps(QObject):
    """The map in use, and what a person does with those that are kept."""

    wanted = Signal()
    """Read the list again with ``now``."""
    said = Signal(object)

    def __init__(self, desk: Desk, panel: ColumnsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._panel = desk, panel
        self.now: ColumnMap | None = None
        self._found = self._is_said = False
        panel.again.connect(self.read_as)
        panel.map_chosen.connect(self._choose)
        panel.save_wanted.connect(self._save)
        panel.remove_wanted.connect(self._remove)

    @property
    def is_open(self) -> bool:
        """Tell whether nobody said yet how the list is to be read."""
        return self.now is None and not self._is_said

    def begin(self) -> None:
        """Forget what was said of the list before."""
        self.now, self._found, self._is_said = None, False, False

    def offer(self) -> None:
        """Offer the maps that are kept; the one in use stays chosen."""
        self._desk.read(apply.saved_maps, then=self._on_names, owner=self, latest="maps")

    def take_found(self) -> str:
        """Give the name of a map that was found by itself, once; else it is empty."""
        name = self.now.name if self._found and self.now is not None else ""
        self._found = False
        return name

    def show(self) -> None:
        """Show which map the list was read with."""
        self._panel.show_map(self.now.name if self.now is not None else GUESSED)

    def of_shape(self, staged: Staged, otherwise: Callable[[], None]) -> None:
        """Look for a map that was made for a list of these headings."""
        then = partial(self._on_shape, otherwise)
        self._desk.read(apply.map_of_shape, staged, then=then, owner=self, latest="map")

    def fitting(self, heads: Mapping[str, Guess], otherwise: Callable[[], None]) -> None:
        """Look for a map that names the date of service of a list that shows none."""
        then = partial(self._on_shape, otherwise)
        self._desk.read(apply.fitting_map, tuple(heads), then=then, owner=self, latest="map")

    def _on_shape(self, otherwise: Callable[[], None], found: ColumnMap | None) -> None:
        if found is None:
            otherwise()
        else:
            self._found = True
            self.read_as(found)

    @Slot(object)
    def read_as(self, said: ColumnMap | None) -> None:
        """Read the list with these columns; None: as guessed."""
        self.now, self._is_said = said, True
        self.wanted.emit()

    @Slot(str)
    def _choose(self, name: str) -> None:
        if name == GUESSED:
            self.read_as(None)
        else:
            self._desk.read(apply.saved_map, name, then=self.read_as, owner=self, latest="map")

    @Slot(object)
    def _save(self, column_map: ColumnMap) -> None:
        then = partial(self._on_saved, column_map.name)
        self._desk.do(apply.save_map, column_map, then=then, owner=self)

    def _on_saved(self, name: str, _answer: object) -> None:
        self.said.emit(Notice(tr("intake_screen.map_saved", name=name)))
        self._panel.show_map(name)
        self.offer()

    @Slot(str)
    def _remove(self, name: str) -> None:
        then = partial(self._on_removed, name)
        self._desk.do(apply.remove_map, name, then=then, owner=self)

    def _on_removed(self, name: str, _answer: object) -> None:
        self.said.emit(Notice(tr("intake_screen.map_removed", name=name)))
        self._panel.show_map(GUESSED)
        self.offer()

    def _on_names(self, names: tuple[str, ...]) -> None:
        self._panel.offer_maps(names)
