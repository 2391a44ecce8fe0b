"""Pages of desks that are still to come: what works already, and where."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QScrollArea, QWidget

from ui.desk import Desk
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.places import Place
from ui.screen import KeyHint, Screen, Target
from ui.text import tr


@dataclass(frozen=True, slots=True)
class WayOn:
    """One step from a page that is still to come: its words' key, icon, key and aim."""

    words: str
    icon: str
    key: str
    aim: Target


WAYS: dict[str, tuple[WayOn, ...]] = {
    "remittance": (
        WayOn("eob", "receipt", "Ctrl+3", Target("biller", ("eob",))),
        WayOn("accounts", "users", "Ctrl+6", Target("accounts")),
    ),
    "denials": (
        WayOn("denied", "receipt", "Ctrl+3", Target("biller", ("queue", "denied"))),
        WayOn("accounts", "users", "Ctrl+6", Target("accounts")),
    ),
    "reports": (
        WayOn("today", "sun", "Ctrl+1", Target("today")),
        WayOn("accounts", "users", "Ctrl+6", Target("accounts")),
    ),
}
_ELSEWHERE = (WayOn("today", "sun", "Ctrl+1", Target("today")),)


class Unbuilt(Screen):
    """Says truly what this desk will hold, what already works elsewhere, and goes there."""

    def __init__(self, desk: Desk, place: Place, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        name = tr(f"actions.go.{place.id}").replace("&", "")
        self.setWindowTitle(name)
        self._ways = WAYS.get(place.id, _ELSEWHERE)
        area = f"shell.unbuilt.{place.id if place.id in WAYS else 'other'}"
        self.page = EmptyState(
            place.icon,
            tr(f"{area}.title"),
            tr(f"{area}.words"),
            [
                NextStep(
                    tr(f"{area}.{way.words}.step"),
                    tr(f"{area}.{way.words}.fact"),
                    way.icon,
                    way.key,
                )
                for way in self._ways
            ],
        )
        self.page.taken.connect(self._take)
        self.lay_out(PageHeader(name), scrolling(self.page))

    def keys(self) -> tuple[KeyHint, ...]:
        """Give the two keys of an empty page."""
        return (
            KeyHint("Tab", tr("shell.key.next-step")),
            KeyHint("Enter", tr("shell.key.open")),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Give the page itself."""
        return (self.page,)

    @Slot(int)
    def _take(self, number: int) -> None:
        self.go.emit(self._ways[number].aim)


def scrolling(page: QWidget) -> QScrollArea:
    """Let a page scroll where the window is too low for it; it takes no focus of its own."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    page.setProperty("ground", "clear")
    area.setWidget(page)
    return area
