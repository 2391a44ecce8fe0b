"""Collect garbage on the window's thread alone.

Python's collector runs on whichever thread happens to allocate. On a reader thread it may
free a widget that nothing refers to any more, and Qt objects must die where they live: that
crashes. So the collector of the process is off, and this takes its place.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_EVERY_MS = 1_000
_FIRST_AFTER_MS = 4_000


class Collector(QObject):
    """Does on a timer, generation by generation, what Python would do by itself."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        # Not amid the start, where everything is new and nothing is rubbish.
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.timeout.connect(self._timer.start)
        self._first.start(_FIRST_AFTER_MS)

    @staticmethod
    def spare() -> None:
        """Never look again at what the start has loaded, since it stays to the end.

        A collection then takes a tenth of the time, and nobody who types feels it.
        """
        if not gc.get_freeze_count():
            gc.freeze()

    @Slot()
    def collect(self) -> None:
        """Collect the oldest generation whose turn has come; nothing when none has."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
