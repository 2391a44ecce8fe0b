"""The screens of the window: made at the first visit, kept until someone else signs in."""

from __future__ import annotations

import importlib
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.desk import Desk
from ui.places import Place
from ui.screen import Screen
from ui.shell_unbuilt import Unbuilt


def named(path: str) -> Any:
    """Import "module:name"; None when the module is not there yet.

    Raises:
        ModuleNotFoundError: the module is there and something it imports is not.
    """
    module, _, name = path.partition(":")
    try:
        return getattr(importlib.import_module(module), name)
    except ModuleNotFoundError as missing:
        if missing.name is None or not f"{module}.".startswith(f"{missing.name}."):
            raise
        return None


def ask(session: Any, path: str, *asked: object) -> Any:
    """Run the query "module:name", which loads where this runs: on a reader's thread."""
    query = named(path)
    return {} if query is None else query(session, *asked)


class Screens(QStackedWidget):
    """One page at a time, each made when first asked for."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._made: dict[str, Screen] = {}

    @property
    def here(self) -> Screen | None:
        """Give the page that is shown."""
        shown = self.currentWidget()
        return shown if isinstance(shown, Screen) else None

    def bring(self, place: Place) -> tuple[Screen, bool]:
        """Show a desk's page; True when it was made just now."""
        known = self._made.get(place.id)
        fresh = known is None
        screen = known or self._make(place)
        if self.here is not None and self.here is not screen:
            # What is said of a step is old when the user comes back.
            self.here.messages.clear()
        self.setCurrentWidget(screen)
        return screen, fresh

    def forget(self) -> None:
        """Drop every page: another user signs in."""
        for screen in self._made.values():
            self.removeWidget(screen)
            screen.deleteLater()
        self._made.clear()

    def _make(self, place: Place) -> Screen:
        kind = named(place.screen) if place.screen else None
        screen: Screen = kind(self._desk) if kind is not None else Unbuilt(self._desk, place)
        self._made[place.id] = screen
        self.addWidget(screen)
        return screen
