"""How a date is typed by fast hands, and the small calendar for those who would rather look."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QToolButton, QVBoxLayout, QWidget

from ui import theme
from ui.text import tr

_SLASHED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{2}|\d{4}))?")
_RUN = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDED = re.compile(r"([a-z]{3})[a-z]*\.? (\d{1,2})(?:,? (\d{4}))?")
_AWAY = re.compile(r"[+\-\N{MINUS SIGN}](\d{1,4})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CENTURY = 100
_AHEAD = 20


class DateReader:
    """Reads 9/3/26, 0903, 090326, t, +7, −3, 2026-09-03 and Sep 3, 2026; None is no date.

    Without a year it is this year's day. Two-digit years lie within 20 years ahead; with
    ``past`` never ahead.
    """

    def __init__(self, today: date, *, past: bool = False) -> None:
        self.today = today
        self._past = past

    def __call__(self, text: str) -> date | None:
        """Read one date."""
        typed = text.strip().lower()
        if typed in ("t", "today"):
            return self.today
        try:
            return self._away(typed) or self._written(typed)
        except (ValueError, OverflowError):
            return None

    def _away(self, typed: str) -> date | None:
        found = _AWAY.fullmatch(typed)
        if found is None:
            return None
        days = timedelta(days=int(found[1]))
        return self.today + days if typed[0] == "+" else self.today - days

    def _written(self, typed: str) -> date | None:
        if found := _ISO.fullmatch(typed):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _SLASHED.fullmatch(typed) or _RUN.fullmatch(typed):
            return date(self._year(found[3]), int(found[1]), int(found[2]))
        if (found := _WORDED.fullmatch(typed)) and found[1] in _MONTHS:
            return date(self._year(found[3]), _MONTHS.index(found[1]) + 1, int(found[2]))
        return None

    def _year(self, digits: str | None) -> int:
        if digits is None:
            return self.today.year
        if len(digits) > 2:
            return int(digits)
        year = self.today.year - self.today.year % _CENTURY + int(digits)
        latest = self.today.year if self._past else self.today.year + _AHEAD
        return year if year <= latest else year - _CENTURY


class Calendar(QFrame):
    """A month that opens under a field; a click or Enter takes the day, Esc leaves it.

    It lives as long as its field: deleting it from its own signal crashed.
    """

    taken = Signal(object)
    """The ``date`` that was chosen."""

    def __init__(self, under: QWidget, day: date) -> None:
        super().__init__(under, Qt.WindowType.Popup)
        self.setProperty("popup", True)
        self.month = _month(day)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(self.month)
        self.month.clicked.connect(self._take)
        self.month.activated.connect(self._take)

    def open_at(self, day: date) -> None:
        """Open at a day."""
        under = self.parentWidget()
        self.month.setSelectedDate(QDate(day.year, day.month, day.day))
        if under is not None:
            self.move(under.mapToGlobal(under.rect().bottomLeft()))
        self.show()
        self.month.setFocus()

    def _take(self, chosen: QDate) -> None:
        # Enter tells both signals; the second finds the month closed.
        if self.isVisible():
            self.hide()
            self.taken.emit(cast("date", chosen.toPython()))


def _month(day: date) -> QCalendarWidget:
    """Build the month of a day, weekends in plain ink: red is for what is wrong."""
    month = QCalendarWidget()
    month.setAccessibleName(tr("kit.calendar"))
    month.setFixedSize(296, 252)
    month.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    month.setFirstDayOfWeek(Qt.DayOfWeek.Sunday)
    month.setSelectedDate(QDate(day.year, day.month, day.day))
    plain, soft = QTextCharFormat(), QTextCharFormat()
    plain.setForeground(theme.color("text"))
    soft.setForeground(theme.color("text_soft"))
    soft.setBackground(theme.color("surface"))
    for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        month.setWeekdayTextFormat(weekend, plain)
    month.setHeaderTextFormat(soft)
    for which, icon in (("prev", "left"), ("next", "right")):
        turn = month.findChild(QToolButton, f"qt_calendar_{which}month")
        if isinstance(turn, QToolButton):
            turn.setIcon(theme.icon(f"chevron-{icon}"))
            turn.setAccessibleName(tr("kit.month_back" if which == "prev" else "kit.month_on"))
    return month
