"""The numbers of the rail that take sums over all accounts: read when there is time for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from ui.desk import Desk

if TYPE_CHECKING:
    from app.reports.money_today import MoneyToday
    from app.store.changes import Changes

_AFTER_MS = 2_500
_MOST_OF_TIME = 20
_TOLD = "statements"


class RailMoney(QObject):
    """Counts what waits at statements and plans a while after the last change.

    Not behind the lock: who comes back begins anew.
    A page that has just read the same (Today, the statement run) says so by ``heard`` and
    spares the reading. In a large office it never takes more than a twentieth of the time.
    """

    counted = Signal(object)
    """Counts by desk id, for the rail."""

    def __init__(self, desk: Desk, is_at_work: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._is_at_work = desk, is_at_work
        self._lasted = 0
        self._clock = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._read)
        self._is_wanted = False
        desk.changed.connect(self._on_changed)

    def begin(self, *, wanted: bool) -> None:
        """Count soon: somebody has signed in; not where neither desk is theirs."""
        self._is_wanted = wanted
        self._timer.stop()
        if wanted:
            self._wait()

    @Slot(object)
    def heard(self, counts: Mapping[str, int]) -> None:
        """Leave a reading out that a page has just done."""
        if _TOLD in counts:
            self._timer.stop()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if self._is_wanted and changes.touch(*_WATCHED):
            self._wait()

    def _wait(self) -> None:
        self._timer.start(max(_AFTER_MS, _MOST_OF_TIME * self._lasted))

    @Slot()
    def _read(self) -> None:
        if not self._is_at_work():
            return
        self._clock.start()
        self._desk.read(_money, self._desk.today, then=self._tell, owner=self, latest="rail-money")

    def _tell(self, found: MoneyToday) -> None:
        self._lasted = int(self._clock.elapsed())
        behind = found.plans_missed.number + found.plans_broken.number
        self.counted.emit({_TOLD: found.to_print.number, "plans": behind})


_WATCHED = ("movement", "statement", "plan_event", "account", "contact", "setting_value")


def _money(session: Any, as_of: date) -> MoneyToday:
    # Plans and statements load on the reader's thread, long after the first page stands.
    from app.reports.money_today import money_today  # noqa: PLC0415

    return money_today(session, as_of)
