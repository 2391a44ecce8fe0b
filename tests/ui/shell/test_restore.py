"""A backup comes back in the window: looked at first, the office before it kept, then signed in."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.commands import bringing_back, opening
from app.practice import identity
from app.store import backup
from app.store.actor import PROGRAM
from app.store.office import SAMPLE_MARK, SAMPLE_PASSPHRASE, OfficeFolder
from app.store.store import utc_now
from app.values.problem import Outside
from models.practice import Practice
from ui.sign_in import office_door as door
from ui.sign_in.office_door import NewOffice

PASSPHRASE = "four plain short words"
NEXT = "another four short words"


@pytest.fixture
def kept(folder, tmp_path) -> Path:
    """Give a backup of an office that was renamed, and opens otherwise, since."""
    opened = door.make(NewOffice("Cedar Hollow Clinic", "Robin Ames", PASSPHRASE), folder).office
    target = tmp_path / "stick" / "monday.twohats-backup"
    with opened:
        backup.back_up(opened, target, at=utc_now())
        with opened.store.write(PROGRAM) as work:
            work.session.get_one(Practice, 1).name = "Later Name"
        opened.change_passphrase(NEXT)
    return target


def name_in(place: Path, passphrase: str) -> str:
    place = OfficeFolder(place)
    with opening.open_office(place, passphrase) as opened, opened.store.read() as session:
        return identity.practice(session).name


def type_in(qtbot, words):
    qtbot.keyClicks(QApplication.focusWidget(), words)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)


def settle(qtbot, sitting) -> None:
    assert sitting.desk.wait_idle()
    qtbot.wait(1)
    assert sitting.desk.wait_idle()


def look_at(qtbot, sitting, path, passphrase=PASSPHRASE):
    page = sitting.entry.restoring.page
    page.file.line.setText("")
    page.passphrase.line.clear()
    page.file.line.setFocus()
    type_in(qtbot, str(path))
    type_in(qtbot, passphrase)
    settle(qtbot, sitting)
    return page


def test_from_the_sign_in_page_a_backup_is_seen_brought_back_and_signed_in(
    qtbot,
    sit,
    kept,
    folder,
):
    sitting = sit()
    sitting.entry.open.restore.emit()
    page = look_at(qtbot, sitting, kept)
    assert page.found.isVisible()
    told = page.facts.accessibleName()
    assert "Practice: Cedar Hollow Clinic" in told
    assert "0 patients, 0 visits, 0 statements, 1 person who signs in" in told
    assert "passed all" in page.passed.accessibleName()
    assert name_in(folder, NEXT) == "Later Name"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    assert sitting.window.seat.practice == "Cedar Hollow Clinic"
    assert sitting.window.workplace.isVisible()
    assert (
        "kept in the folder before-restore-1" in sitting.window.screens.here.messages.words.text()
    )
    assert name_in(folder / "before-restore-1", NEXT) == "Later Name"
    assert not list(folder.glob(".restore-*"))


def test_from_the_backup_page_the_open_office_is_closed_only_when_agreed(
    qtbot,
    sit,
    kept,
    folder,
):
    sitting = sit()
    type_in(qtbot, NEXT)
    settle(qtbot, sitting)
    sitting.entry.sign_in.done.emit(sitting.entry._opened.logins[0], PASSPHRASE)
    settle(qtbot, sitting)
    assert sitting.window.seat.practice == "Later Name"
    sitting.window.run("go.office")
    office = sitting.window.screens.here
    office.list.select_id("backup")
    settle(qtbot, sitting)
    office.page.restore.click()
    page = look_at(qtbot, sitting, kept)
    assert page.found.isVisible()
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert sitting.window.workplace.isVisible()
    assert sitting.window.seat.practice == "Later Name"
    assert not list(folder.glob(".restore-*"))
    sitting.window.run("file.restore")
    look_at(qtbot, sitting, kept)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    assert sitting.window.seat.practice == "Cedar Hollow Clinic"
    assert name_in(folder / "before-restore-1", NEXT) == "Later Name"


def test_a_backup_goes_to_another_folder_while_the_office_stays_open(
    qtbot, sit, kept, folder, tmp_path
):
    sitting = sit()
    type_in(qtbot, NEXT)
    settle(qtbot, sitting)
    sitting.entry.sign_in.done.emit(sitting.entry._opened.logins[0], PASSPHRASE)
    settle(qtbot, sitting)
    sitting.window.run("file.restore")
    page = sitting.entry.restoring.page
    other = tmp_path / "elsewhere" / "monday"
    page.into.line.setText(str(tmp_path / "stick"))
    look_at(qtbot, sitting, kept)
    assert "holds other files" in page.into.line.accessibleDescription()
    assert page.into.line.hasFocus()
    page.into.line.setText("/" + "far" * 2000)
    look_at(qtbot, sitting, kept)
    assert "cannot look into this folder" in page.into.line.accessibleDescription()
    page.into.line.setText(str(other))
    look_at(qtbot, sitting, kept)
    assert f"It goes to {other}. There is no office there yet." in page.kept.text()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    assert f"lies in {other} now" in page.placed.accessibleName()
    assert name_in(other, PASSPHRASE) == "Cedar Hollow Clinic"
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert sitting.window.workplace.isVisible()
    assert sitting.window.seat.practice == "Later Name"
    sitting.window.run("file.restore")
    page.into.line.setText(str(other))
    look_at(qtbot, sitting, kept)
    assert "is kept as it is" in page.kept.text()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    assert sitting.window.seat.practice == "Cedar Hollow Clinic"
    assert name_in(folder, NEXT) == "Later Name"
    assert not list(folder.glob("before-restore-*"))
    assert [path.name for path in other.glob("before-restore-*")] == ["before-restore-1"]


def test_what_does_not_open_says_why_and_replaces_nothing(
    qtbot,
    sit,
    kept,
    folder,
    tmp_path,
    monkeypatch,
):
    sitting = sit()
    sitting.entry.open.restore.emit()
    page = look_at(qtbot, sitting, tmp_path / "absent")
    assert "no such file" in page.file.line.accessibleDescription()
    page = look_at(qtbot, sitting, "~nobody-of-that-name/monday")
    assert "no such file" in page.file.line.accessibleDescription()
    page = look_at(qtbot, sitting, kept, "not this one")
    assert "does not open this backup" in page.passphrase.line.accessibleDescription()
    assert page.passphrase.line.hasFocus()
    half = tmp_path / "half.twohats-backup"
    half.write_bytes(kept.read_bytes()[: kept.stat().st_size // 2])
    page = look_at(qtbot, sitting, half)
    assert "is not a whole Twohats backup" in page.problem.accessibleName()
    bad = bytearray(kept.read_bytes())
    middle = len(bad) // 2
    bad[middle : middle + 64] = b"\xff" * 64
    half.write_bytes(bad)
    page = look_at(qtbot, sitting, half)
    assert "is not a whole Twohats backup" in page.problem.accessibleName()
    full = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr("app.store.restoring.shutil.disk_usage", lambda _place: full)
    page = look_at(qtbot, sitting, kept)
    assert "1 MB are free" in page.problem.accessibleName()
    assert name_in(folder, NEXT) == "Later Name"
    assert sorted(path.name for path in folder.iterdir()) == [
        "last-backup.json", "logs", "office.db", "office.key", "office.lock",
    ]  # fmt: skip


def test_the_passphrase_of_the_sample_practice_is_filled_in(sit, folder):
    restoring = sit().entry.restoring
    restoring.begin(folder)
    assert restoring.page.passphrase.line.text() == ""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SAMPLE_MARK).touch()
    restoring.begin(folder)
    assert restoring.page.passphrase.line.text() == SAMPLE_PASSPHRASE


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_says_so(kept, folder):
    folder.chmod(0o500)
    with pytest.raises(Outside) as caught:
        bringing_back.look(folder, kept, PASSPHRASE)
    folder.chmod(0o700)
    assert caught.value.code == "office.read_only"


def test_a_look_can_be_stopped_and_leaves_nothing(kept, folder):
    class Stopped(Exception):
        pass

    steps = []

    def progress(done, total, _note=""):
        steps.append((done, total))
        if done > total // 2:
            raise Stopped

    with pytest.raises(Stopped):
        bringing_back.look(folder, kept, PASSPHRASE, progress)
    assert steps == sorted(steps)
    assert not list(folder.glob(".restore-*"))


def test_on_a_new_computer_the_first_page_offers_a_backup(
    qtbot,
    sit,
    kept,
    folder,
    tmp_path,
    monkeypatch,
):
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "fresh" / "office"))
    sitting = sit()
    sitting.entry.choice.taken.emit(3)
    page = look_at(qtbot, sitting, kept)
    assert "There is no office there yet" in page.kept.text()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    assert sitting.window.seat.practice == "Cedar Hollow Clinic"
    assert name_in(folder, NEXT) == "Later Name"


def test_a_failed_swap_puts_the_office_back(kept, folder, monkeypatch):
    tried = bringing_back.look(folder, kept, PASSPHRASE)
    tried.fresh.database.unlink()
    with pytest.raises(Outside):
        tried.put_in_place()
    tried.drop()
    assert name_in(folder, NEXT) == "Later Name"
    assert not (folder / "before-restore-1").exists()


def test_a_backup_that_the_recovery_key_opened_asks_for_a_new_passphrase(
    qtbot, sit, folder, tmp_path, monkeypatch
):
    made = door.make(NewOffice("Cedar Hollow Clinic", "Robin Ames", PASSPHRASE), folder)
    target = tmp_path / "monday.twohats-backup"
    with made.office as opened:
        backup.back_up(opened, target, at=utc_now())
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "fresh" / "office"))
    sitting = sit()
    sitting.entry.choice.taken.emit(3)
    look_at(qtbot, sitting, target, made.recovery_key)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    settle(qtbot, sitting)
    assert sitting.entry.currentWidget() is sitting.entry.renewal
    type_in(qtbot, NEXT)
    settle(qtbot, sitting)
    assert sitting.window.seat.name == "Robin Ames"
    assert name_in(folder, PASSPHRASE) == "Cedar Hollow Clinic"
