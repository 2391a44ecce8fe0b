"""The way in: a new practice, the passphrase, signing in, the lock; on a real office."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from app.practice import settings
from app.security import users
from app.values.problem import Refused
from app.values.states import Hat, Role
from ui.shell_keys import KeyWatch
from ui.shell_rail import PLACE_ROLE
from ui.sign_in import office_door as door
from ui.sign_in.office_door import NewOffice

PASSPHRASE = "four plain short words"


@pytest.fixture
def office(folder):
    door.make(NewOffice("Cedar Hollow Clinic", "Robin Ames", PASSPHRASE), folder).office.close()
    return folder


def type_in(qtbot, words):
    qtbot.keyClicks(QApplication.focusWidget(), words)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def test_a_recovery_key_that_cannot_be_saved_says_so_and_stays(
    qtbot, sit, folder, tmp_path, monkeypatch
):
    entry = sit().entry
    entry.recovery.key.setText("ABCD-EFGH")
    asked = iter([str(tmp_path / "absent" / "key.txt"), str(tmp_path / "key.txt")])
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (next(asked), ""))
    entry.recovery.save.click()
    assert "not saved yet" in entry.recovery.saved.text()
    assert entry.recovery.key.text() == "ABCD-EFGH"
    entry.recovery.save.click()
    assert entry.recovery.saved.text() == "Saved to key.txt."
    assert "ABCD-EFGH" in (tmp_path / "key.txt").read_text("utf-8")


def test_a_new_practice_is_set_up_by_keyboard_and_shows_its_key_once(qtbot, sit, folder):
    sitting = sit()
    entry = sitting.entry
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert entry.currentWidget() is entry.new
    for words in ("Cedar Hollow Clinic", "Robin Ames", PASSPHRASE):
        type_in(qtbot, words)
    assert sitting.desk.wait_idle()
    assert entry.currentWidget() is entry.recovery
    assert len(entry.recovery.key.text()) > 20
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert entry.recovery.key.text() == ""
    seat = sitting.window.seat
    assert (seat.name, seat.practice) == ("Robin Ames", "Cedar Hollow Clinic")
    assert seat.hats == (Hat.CODER, Hat.BILLER)
    assert (folder / "office.db").exists()


def test_what_is_missing_in_a_new_practice_stands_beside_its_field(qtbot, sit):
    sitting = sit()
    sitting.entry._show(sitting.entry.new)
    sitting.entry.new.make.click()
    assert sitting.entry.currentWidget() is sitting.entry.new
    assert "needs a name" in sitting.entry.new.practice.line.accessibleDescription()
    assert "12" in sitting.entry.new.passphrase.line.accessibleDescription()
    qtbot.keyClick(sitting.entry.new.practice.line, Qt.Key.Key_Escape)
    assert sitting.entry.choice.isVisible()


def test_a_wrong_passphrase_is_told_and_the_right_one_signs_the_owner_in(qtbot, sit, office):
    sitting = sit()
    assert sitting.entry.currentWidget() is sitting.entry.open
    type_in(qtbot, "not this one at all")
    assert sitting.desk.wait_idle()
    assert sitting.entry.open.passphrase.line.accessibleDescription()
    type_in(qtbot, PASSPHRASE)
    assert sitting.desk.wait_idle()
    assert sitting.window.seat.name == "Robin Ames"


def test_an_office_open_in_another_window_is_told_and_enter_tries_again(
    qtbot, sit, office, monkeypatch
):
    monkeypatch.setenv("TWOHATS_PASSPHRASE", PASSPHRASE)
    other = door.enter(office)
    sitting = sit()
    page = sitting.entry.taken
    assert sitting.entry.currentWidget() is page
    assert page.title.text() == "This office is already open"
    other.office.close()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert sitting.desk.wait_idle()
    qtbot.waitUntil(lambda: sitting.entry.currentWidget() is sitting.entry.sign_in)


def test_two_users_are_asked_who_is_here(qtbot, sit, office):
    opened = door.enter(office, PASSPHRASE)
    with opened.office.store.write(opened.seat.actor) as work:
        users.add_user(work, "dana", "Dana Fitch", [Role.CODER], "dana password")
    opened.office.close()
    sitting = sit()
    type_in(qtbot, PASSPHRASE)
    assert sitting.desk.wait_idle()
    assert sitting.entry.currentWidget() is sitting.entry.sign_in
    type_in(qtbot, "dana")
    type_in(qtbot, "wrong")
    assert sitting.desk.wait_idle()
    assert sitting.entry.sign_in.password.line.accessibleDescription()
    type_in(qtbot, "dana password")
    assert sitting.desk.wait_idle()
    assert sitting.window.seat.hats == (Hat.CODER,)
    sitting.watch.idle.emit()
    assert sitting.desk.wait_idle()
    assert sitting._lock.hint.isHidden(), "what is said of the owner’s password is the owner’s"


def test_the_lock_covers_everything_until_the_password_comes(qtbot, sit, office):
    sitting = sit()
    type_in(qtbot, PASSPHRASE)
    assert sitting.desk.wait_idle()
    window = sitting.window
    window.run("go.denials")
    window.run("help.keys")
    sitting.watch.idle.emit()
    lock = sitting._lock
    assert lock.isVisible()
    assert not window.workplace.isVisible()
    assert not window._help.isVisible()
    qtbot.keyClick(lock, Qt.Key.Key_Escape)
    assert lock.isVisible()
    qtbot.keyClicks(lock.password.line, "wrong")
    qtbot.keyClick(lock.password.line, Qt.Key.Key_Return)
    assert sitting.desk.wait_idle()
    assert lock.isVisible()
    assert lock.hint.text().startswith("The owner’s is the passphrase"), "the one ever typed"
    assert lock.height() >= lock.layout().totalHeightForWidth(lock.width()), "no words are cut"
    lock.password.line.setText(PASSPHRASE)
    qtbot.keyClick(lock.password.line, Qt.Key.Key_Return)
    assert sitting.desk.wait_idle()
    assert window.workplace.isVisible()
    assert window.rail.rows.here == "denials"
    assert window.rail.list.currentIndex().data(PLACE_ROLE) == "denials", "marked as before"
    assert window._help.isVisible()


def test_another_time_until_the_lock_holds_from_the_moment_it_is_saved(qtbot, sit, office):
    sitting = sit()
    type_in(qtbot, PASSPHRASE)
    assert sitting.desk.wait_idle()
    sitting.desk.do(settings.save, settings.LOCK_AFTER_MINUTES, 1)
    assert sitting.desk.wait_idle()
    qtbot.waitUntil(lambda: sitting.window.seat.lock_after_minutes == 1)
    sitting.watch._last -= 61
    sitting.watch.check()
    assert sitting._lock.isVisible()


def test_nobody_near_for_the_time_allowed_locks_once(qtbot, qapp):
    watch = KeyWatch()
    told = []
    watch.idle.connect(lambda: told.append(1))
    watch.lock_after(0.0001)
    qtbot.wait(20)
    watch.check()
    assert told == [1]
    watch.lock_after(0)
    watch.check()
    assert told == [1]


class Shown(QObject):
    """Notes every window that opens."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


def test_building_a_page_opens_no_window_of_its_own(qtbot, qapp, sit):
    sitting = sit()
    shown = Shown()
    qapp.installEventFilter(shown)
    for name in ("new", "recovery", "open", "sign_in"):
        sitting.entry._show(getattr(sitting.entry, name))
        assert sitting.entry.currentWidget().isAncestorOf(QApplication.focusWidget())
    qapp.removeEventFilter(shown)
    assert shown.windows == []


def test_another_office_is_set_up_from_the_file_menu_and_esc_goes_back(qtbot, sit, office):
    sitting = sit()
    type_in(qtbot, PASSPHRASE)
    assert sitting.desk.wait_idle()
    sitting.window.run("file.another")
    assert sitting.entry.choice.isVisible()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert sitting.window.workplace.isVisible()
    assert sitting.window.seat.practice == "Cedar Hollow Clinic"
    sitting.window.run("file.another")
    sitting.entry.choice.taken.emit(1)
    for words in ("Larkspur Family Clinic", "Nia Okafor", PASSPHRASE):
        type_in(qtbot, words)
    assert sitting.desk.wait_idle()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert sitting.window.seat.practice == "Larkspur Family Clinic"
    assert (office.parent / "office-2" / "office.db").exists()
    door.enter(office, PASSPHRASE).office.close()


def test_a_closed_office_is_watched_no_more(qtbot, sit, office):
    sitting = sit()
    type_in(qtbot, PASSPHRASE)
    assert sitting.desk.wait_idle()
    sitting._watch_folder()
    watch = sitting._folder
    assert watch._timer.isActive()
    sitting.close()
    assert not watch._timer.isActive()
    sitting._folder = None
    sitting._watch_folder()
    assert sitting._folder is None


def test_the_recovery_key_gives_the_office_a_new_passphrase_and_its_owner_a_way_in(
    qtbot, sit, folder
):
    opened = door.make(NewOffice("Cedar Hollow Clinic", "Robin Ames", PASSPHRASE), folder)
    opened.office.close()
    sitting = sit()
    entry = sitting.entry
    type_in(qtbot, opened.recovery_key.lower().replace("-", " "))
    assert sitting.desk.wait_idle()
    assert entry.currentWidget() is entry.renewal
    type_in(qtbot, "short")
    assert "12" in entry.renewal.passphrase.line.accessibleDescription()
    QApplication.focusWidget().clear()
    type_in(qtbot, "another four plain words")
    assert sitting.desk.wait_idle()
    assert sitting.window.seat.name == "Robin Ames"
    sitting.desk.office.close()
    with opened_again(folder, "another four plain words") as again:
        assert again.seat is not None
    with pytest.raises(Refused) as caught:
        door.enter(folder, PASSPHRASE)
    assert caught.value.code == "passphrase.wrong"
    with opened_again(folder, opened.recovery_key) as again:
        assert again.seat is None


@contextmanager
def opened_again(folder, passphrase):
    """Open the office once more, and close it."""
    opened = door.enter(folder, passphrase)
    yield opened
    opened.office.close()
