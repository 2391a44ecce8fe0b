"""Puts the program together: desk, window, entry, lock. The only place that knows all four."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication, QDialog

from app.values.states import Hat
from ui.collector import Collector
from ui.desk import Desk
from ui.looks import Workstation
from ui.seat import Seat
from ui.shell import Window
from ui.shell_ahead import Ahead
from ui.shell_day import DayWatch
from ui.shell_drops import Drops
from ui.shell_keys import KeyWatch
from ui.sign_in import office_door as door
from ui.sign_in.entry import Entry
from ui.sign_in.office_door import Opened

if TYPE_CHECKING:
    from app.store.changes import Changes
    from ui.intake.folder_watch import FolderWatch
    from ui.sign_in.again import SignInAgain

_WATCH_AFTER_MS = 10_000


class Sitting(QObject):
    """One run of the window, from the first paint to the last close."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        station = Workstation()
        self.desk = Desk(parent=self)
        self.window = Window(self.desk, station)
        self.ahead = Ahead(self.desk)
        self.drops = Drops(self.window)
        self.day = DayWatch(self.desk, self.window, self._is_at_work)
        self.entry = Entry(self.desk, station)
        self._opened: Opened | None = None
        self._lock: SignInAgain | None = None
        self._hidden: list[QDialog] = []
        self._folder: FolderWatch | None = None
        self.watch = KeyWatch(self)
        app.installEventFilter(self.watch)
        self.watch.idle.connect(self.lock)
        self.entry.entered.connect(self._on_entered)
        # Any page but the first asks a person for something: that takes a while.
        self.entry.currentChanged.connect(self.ahead.load_first_page)
        # Deriving a key leaves Python to others.
        self.entry.opening.connect(self.ahead.load_first_page)
        self.entry.closing.connect(self._close_office)
        self.entry.left.connect(self._return)
        self.window.restore_wanted.connect(self._restore)
        self.window.another_wanted.connect(self._another)
        self.window.lock_wanted.connect(self.lock)
        self.window.hat_changed.connect(self._on_hat)
        self.desk.changed.connect(self._on_changed)
        self.window.show_entry(self.entry)

    def log_file(self) -> Path | None:
        """Give the file for what the crash hook writes; None before an office is open."""
        if self._opened is None:
            return None
        return self._opened.office.folder.logs / "crashes.jsonl"

    def close(self) -> None:
        """Let the threads end and close the office."""
        if self._folder is not None:
            self._folder.stop()
        self.desk.close()
        if self._opened is not None:
            self._opened.office.close()
            self._opened = None

    @Slot()
    def lock(self) -> None:
        """Cover the window and every dialog, and ask for the password."""
        seat = self.window.seat
        if self._opened is None or seat is None or self._lock is not None:
            return
        self._hidden = [
            shown
            for shown in self.window.findChildren(QDialog)
            if shown.isVisible() and shown.isWindow()
        ]
        for shown in self._hidden:
            shown.setVisible(False)
        self.window.cover()
        self.watch.lock_after(0)
        from ui.sign_in.again import SignInAgain  # noqa: PLC0415  (keeps the start fast)

        self._lock = SignInAgain(self.desk, self._opened, seat, self.window)
        self._lock.back.connect(self._on_back)
        self._lock.someone_else.connect(self._on_someone_else)
        self._lock.open()

    @Slot(object, object)
    def _on_entered(self, opened: Opened, seat: Seat) -> None:
        if self._opened is not None and self._opened is not opened:
            self._opened.office.close()
        self._opened = opened
        self._seat(seat)
        if self.entry.news and self.window.screens.here is not None:
            self.window.screens.here.messages.say("ok", self.entry.news)
            self.entry.news = ""
        Collector.spare()
        self.ahead.begin()
        QTimer.singleShot(_WATCH_AFTER_MS, self, self._watch_folder)

    @Slot()
    def _watch_folder(self) -> None:
        """Begin to look into the watched folder, once the first page has long been there."""
        if self._folder is None and self._opened is not None:
            from ui.intake.folder_watch import FolderWatch  # noqa: PLC0415  (keeps the start fast)

            self._folder = FolderWatch(self.desk, self._is_at_work, self)
            self._folder.said.connect(self._tell)
            self._folder.start()

    def _is_at_work(self) -> bool:
        """Tell whether somebody is signed in and sees the desks: not locked, nothing restored."""
        window = self.window
        return window.seat is not None and window.pages.currentWidget() is window.workplace

    @Slot(object)
    def _tell(self, notice: object) -> None:
        if self.window.screens.here is not None:
            self.window.screens.here.said.emit(notice)

    @Slot()
    def _restore(self) -> None:
        """Show the way of a backup back; the office stays open until it is agreed to."""
        self.window.show_entry(self.entry)
        self.entry.restore()

    @Slot()
    def _another(self) -> None:
        """Show how another office is set up or opened; this one stays open until one is."""
        self.window.show_entry(self.entry)
        self.entry.another()

    @Slot()
    def _return(self) -> None:
        if self.window.seat is not None:
            self.window.sit_down(self.window.seat)

    @Slot()
    def _close_office(self) -> None:
        """Let go of the office that a backup is about to replace."""
        self.desk.wait_idle()
        self.watch.lock_after(0)
        self.window.seat = None
        self.window.screens.forget()
        if self._opened is not None:
            self._opened.office.close()
            self._opened = None

    @Slot(object)
    def _on_back(self, seat: Seat) -> None:
        worn = self.window.seat.actor.hat if self.window.seat is not None else seat.actor.hat
        self._end_lock()
        self._seat(dataclasses.replace(seat, actor=dataclasses.replace(seat.actor, hat=worn)))
        for shown in self._hidden:
            shown.show()
        self._hidden = []

    @Slot()
    def _on_someone_else(self) -> None:
        self._end_lock()
        self._hidden = []
        self.window.show_entry(self.entry)
        if self._opened is not None:
            nobody = dataclasses.replace(self._opened, seat=None)
            self.entry.ask_who(nobody, someone_else=True)

    def _end_lock(self) -> None:
        if self._lock is not None:
            self._lock.hide()
            self._lock.deleteLater()
            self._lock = None
            # What is shown next takes the keys at once, also where no window manager hands them on.
            self.window.window().activateWindow()

    def _seat(self, seat: Seat) -> None:
        if self._opened is None:
            return
        office = self._opened.office
        self.desk.sit_down(office, seat.actor, office)
        self.window.sit_down(seat)
        self.watch.lock_after(seat.lock_after_minutes)
        self.day.begin()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        """Heed another time until the lock from the moment that it is saved."""
        if changes.touch("setting_value") and self._lock is None and self._is_at_work():
            self.desk.glance(door.lock_minutes, then=self._lock_after, latest="lock")

    def _lock_after(self, minutes: int) -> None:
        if self.window.seat is not None and self._lock is None:
            self.window.seat = dataclasses.replace(self.window.seat, lock_after_minutes=minutes)
            self.watch.lock_after(minutes)

    @Slot(object)
    def _on_hat(self, hat: Hat) -> None:
        self.desk.do(door.put_on_hat, hat)
