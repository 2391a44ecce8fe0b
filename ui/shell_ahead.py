"""What the desks will need soon, made ready while nobody waits for anything."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Slot

from app.progress import Progress, unheard
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


FIRST = (
    "app.security.entering",
    "app.practice.settings",
    "app.practice.whose",
    "app.reports.today",
)
"""What signing in and the first page read with; no table class, so it is soon there."""
_FIRST_PAGE = "ui.today.board"


class Ahead(QObject):
    """Loads what comes next: the first page while it is asked who is here, then the rooms."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_MS)
        self._timer.timeout.connect(self._load)
        self._begun = self._first = False

    @Slot()
    def load_first_page(self) -> None:
        """Load the first page now; once is enough."""
        if not self._first:
            self._first = True
            self._desk.aside(load, FIRST, then=self._load_screen)

    @Slot()
    def begin(self) -> None:
        """Load the rooms soon; once is enough."""
        if not self._begun:
            self._begun = True
            self._timer.start()

    @Slot()
    def _load(self) -> None:
        self._desk.aside(load, ROOMS, then=self._done)

    def _load_screen(self, _loaded: int) -> None:
        importlib.import_module(_FIRST_PAGE)

    def _done(self, _loaded: int) -> None:
        """See that codes are found by the words of this program, after an update of it."""
        self._desk.aside(freshen, then=self._fresh, long=True)

    def _fresh(self, _built: bool) -> None:
        """Take the answer; desks go on with the new file by themselves."""


def load(names: Sequence[str]) -> int:
    """Import modules; give how many."""
    for name in names:
        importlib.import_module(name)
    return len(names)


def freshen(progress: Progress = unheard) -> bool:
    """Build the search of the code sets again if an older program made it; tell whether."""
    built: bool = importlib.import_module("app.codesets.load").refresh(progress=progress)
    return built
