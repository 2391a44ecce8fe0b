"""What the desks will need soon, loaded while nobody waits for anything."""

from __future__ import annotations

import importlib

from PySide6.QtCore import QObject, QTimer, Slot

from ui.desk import Desk

_AFTER_MS = 1_500
ROOMS = (
    "models.everything",
    "app.superbills.frozen",
    "app.superbills.posting",
    "app.coding.em.keeping",
    "app.coding.templates",
    "app.codesets.search",
    "app.plans.keeping",
    "app.ledger.closing",
    "app.reports.account_page",
    "app.remittance.eob",
    "app.denials.work",
)
"""The first change needs every table and the books; the first visit to a desk its rooms.

No module of the window is among them: those may be loaded on its own thread alone.
"""


class Ahead(QObject):
    """Loads the rooms once, a little after somebody has sat down."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._load)
        self._begun = False

    def begin(self) -> None:
        """Load them soon; once is enough."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    @Slot()
    def _load(self) -> None:
        self._desk.aside(load_rooms, then=self._done)

    def _done(self, _loaded: int) -> None:
        """Take the answer; nothing waits for it."""


def load_rooms() -> int:
    """Import the rooms and let the mapping of their tables be worked out; give how many."""
    for name in ROOMS:
        importlib.import_module(name)
    return len(ROOMS)
