"""The strip on Today of second looks and lessons: what is ready, the agreement, what to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.values.dates import show_date
from ui.kit.button import small_button
from ui.kit.label import IconLabel, label
from ui.kit.panel import Panel
from ui.screen import Target
from ui.text import tr

if TYPE_CHECKING:
    from app.reports.second_looks import WaitingLook


@dataclass(frozen=True, slots=True)
class Looks:
    """What waits, those ready first, and the codes that agreed in this month's looks.

    ``lessons`` counts what the one who asks has not read of an audit's findings.
    """

    waiting: tuple[WaitingLook, ...]
    agreed: int
    compared: int
    lessons: int = 0


def read_looks(session: Any, today: date, user_id: int | None, coder: str = "") -> Looks:
    """Read what waits for a second look, this month's agreement, and a coder's lessons."""
    # They load on the reader's thread, once the lists are there.
    from app.auditing import lessons  # noqa: PLC0415
    from app.reports import second_looks  # noqa: PLC0415

    month = second_looks.agreement(session, today.replace(day=1), today)
    return Looks(
        second_looks.waiting(session, today, user_id),
        sum(one.agreed_codes for one in month),
        sum(one.compared_codes for one in month),
        lessons.unread(session, coder) if coder else 0,
    )


class LookStrip(Panel):
    """One line with one button; hidden while no visit waits and none was read."""

    go = Signal(object)
    """A ``Target``: the visit to read again, or the lessons."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("second_look.today.title"))
        self.words = label("", "soft", wrap=True)
        self.begin = small_button(tr("second_look.today.begin"))
        self._first: int | None = None
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(11, 8, 11, 8)
        row.setSpacing(8)
        row.addWidget(IconLabel("glasses", "accent"))
        row.addWidget(label(tr("second_look.today.title"), "strong"))
        row.addWidget(self.words, 1)
        row.addWidget(self.begin)
        self._looks = inside
        self.add(inside)
        self.begin.clicked.connect(self._begin)
        self._add_lessons()
        self.hide()

    def show_looks(self, found: Looks, today: date) -> None:
        """Tell what is ready, what waits and until when, and how far the readings agree."""
        ready = [one for one in found.waiting if one.is_ready]
        later = [one for one in found.waiting if not one.is_ready]
        said = []
        if ready:
            said.append(tr("second_look.today.ready", n=len(ready)))
        if later:
            day = show_date(later[0].due_on, today)
            said.append(tr("second_look.today.later", n=len(later), day=day))
        if found.compared:
            said.append(
                tr("second_look.today.agreement", agreed=found.agreed, compared=found.compared)
            )
        self.words.setText(" ".join(said))
        self._first = ready[0].encounter_id if ready else None
        self.begin.setVisible(bool(ready))
        self._looks.setVisible(bool(said))
        self.taught.setText(tr("second_look.today.lessons", n=found.lessons))
        self._lessons.setVisible(found.lessons > 0)
        self.setVisible(bool(said) or found.lessons > 0)

    def _add_lessons(self) -> None:
        self.taught = label("", "strong")
        self.read = small_button(tr("second_look.today.read"))
        self._lessons = QWidget()
        row = QHBoxLayout(self._lessons)
        row.setContentsMargins(11, 8, 11, 8)
        row.setSpacing(8)
        row.addWidget(IconLabel("book-open", "accent"))
        row.addWidget(self.taught, 1)
        row.addWidget(self.read)
        self.add(self._lessons)
        self.read.clicked.connect(self._read)

    @Slot()
    def _read(self) -> None:
        self.go.emit(Target("lessons"))

    @Slot()
    def _begin(self) -> None:
        if self._first is not None:
            self.go.emit(Target("coder", ("visit", self._first)))
