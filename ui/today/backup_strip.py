"""The last panel on Today: when the office was last backed up, and that the copy was opened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.values.dates import show_date
from ui.admin.backup_age import age_of, moment_of, tone_of
from ui.kit.button import small_button
from ui.kit.label import IconLabel, label
from ui.kit.panel import Panel
from ui.screen import Target
from ui.text import tr

if TYPE_CHECKING:
    from app.store.backup import Backup
    from app.store.office import Office


def read_backup(office: Office) -> Backup | None:
    """Give the newest backup that was opened again, or None."""
    # The copying loads on the reader's thread, once the lists are there.
    from app.store import backup  # noqa: PLC0415

    return backup.last_backup(office.folder)


class BackupStrip(Panel):
    """Two lines and, while there is no fresh backup, the way to make one; hidden until read."""

    go = Signal(object)
    """A ``Target``: the page that makes a backup."""

    def __init__(self) -> None:
        super().__init__()
        self.icon = IconLabel("hard-drive", "ok")
        self.state = label("", "strong", wrap=True)
        self.when = label("", "soft", wrap=True)
        self.there = small_button(tr("today.backup.there"))
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(11, 11, 11, 11)
        row.setSpacing(8)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.state)
        words.addWidget(self.when)
        row.addLayout(words, 1)
        row.addWidget(self.there)
        self.add(inside)
        self.there.clicked.connect(self._open)
        self.hide()

    def show_backup(self, last: Backup | None, today: date) -> None:
        """Tell when the last backup was made; None: there was none."""
        tone = "warn" if last is None else tone_of(age_of(last.made_at, today))
        if last is None:
            self.state.setText(tr("today.backup.none"))
            self.when.setText(tr("today.backup.risk"))
        else:
            days, at = age_of(last.made_at, today), moment_of(last.made_at)
            words = tr("today.backup.age", n=days) if tone != "ok" else tr("today.backup.good")
            self.state.setText(words)
            self.when.setText(f"{show_date(at.date(), today)}, {at:%H:%M}")
        self.icon.set_icon("hard-drive" if tone == "ok" else "triangle-alert", tone)
        self.there.setVisible(tone != "ok")
        self.setAccessibleName(f"{self.state.text()}: {self.when.text()}")
        self.show()

    @Slot()
    def _open(self) -> None:
        self.go.emit(Target("office", ("backup",)))
