"""The office folder: making, opening, locking, keys, backup, restore, check."""

import io
import json
import os
import shutil
import subprocess
import sys
import threading
import zipfile

import pytest
import sqlalchemy as sa

from app.store import backup, cipher, office, restoring, schema, trials
from app.store.actor import PROGRAM
from app.store.check import NamedCheck, check
from app.store.office import OfficeFolder
from app.values.problem import Outside, Refused
from models.practice import Practice
from tests.conftest import NOON


@pytest.fixture
def folder(tmp_path):
    return OfficeFolder(tmp_path / "my office")


@pytest.fixture
def made(folder):
    opened, recovery = office.create(folder, "four plain words here")
    with opened.store.write(PROGRAM) as work:
        work.session.add(Practice(id=1, name="Cedar Hollow"))
    opened.close()
    return recovery


def _name_in(folder, passphrase):
    with office.open_office(folder, passphrase) as opened, opened.store.read() as session:
        return session.scalar(sa.select(Practice.name))


def test_an_office_opens_by_its_passphrase_and_by_its_recovery_key(folder, made):
    assert _name_in(folder, "four plain words here") == "Cedar Hollow"
    assert _name_in(folder, made) == "Cedar Hollow"
    assert _name_in(folder, made.lower().replace("-", " ")) == "Cedar Hollow"


def test_a_recovery_key_is_read_with_the_letters_people_mistake(folder, made):
    assert _name_in(folder, made.replace("0", "O").replace("1", "I")) == "Cedar Hollow"


def test_guessing_a_passphrase_costs_memory_and_time(tmp_path, cheap_keys, monkeypatch):
    cheap_keys(monkeypatch)
    folder = OfficeFolder(tmp_path / "costly")
    opened, _recovery = office.create(folder, "four plain words here")
    opened.close()
    way = cipher.read_header(folder.key_file)["passphrase"]
    assert way["kdf"] == "argon2id"
    assert way["memory_kib"] >= 65_536
    assert way["passes"] >= 3
    assert _name_in(folder, "four plain words here") is None


@pytest.mark.parametrize("wrong", ["", "Four plain words here", "x" * 36, "0" * 36])
def test_a_wrong_passphrase_opens_nothing(folder, made, wrong):
    with pytest.raises(Refused) as caught:
        office.open_office(folder, wrong)
    assert caught.value.code == "passphrase.wrong"


def test_a_new_passphrase_replaces_the_old_and_keeps_the_recovery_key(folder, made):
    with office.open_office(folder, "four plain words here") as opened:
        opened.change_passphrase("another one")
    assert _name_in(folder, "another one") == "Cedar Hollow"
    assert _name_in(folder, made) == "Cedar Hollow"
    with pytest.raises(Refused):
        office.open_office(folder, "four plain words here")


def test_a_new_passphrase_that_cannot_be_noted_leaves_both_keys_as_they_were(folder, made):
    with office.open_office(folder, "four plain words here") as opened:
        changing = opened.changed_passphrase("another one", new_recovery_key=True)
        with pytest.raises(Outside, match="disk_full"), changing:
            raise Outside("disk_full")
    assert _name_in(folder, "four plain words here") == "Cedar Hollow"
    assert _name_in(folder, made) == "Cedar Hollow"
    with pytest.raises(Refused):
        office.open_office(folder, "another one")


def test_an_empty_passphrase_makes_no_office(folder):
    with pytest.raises(Refused) as caught:
        office.create(folder, "  ")
    assert caught.value.code == "passphrase.empty"
    assert not folder.path.exists()


def test_a_folder_with_something_in_it_is_left_alone(folder):
    folder.path.mkdir()
    (folder.path / "letter.txt").write_text("mine")
    with pytest.raises(Refused) as caught:
        office.create(folder, "words")
    assert caught.value.code == "office.exists"
    assert [p.name for p in folder.path.iterdir()] == ["letter.txt"]


def test_a_second_program_is_kept_out_and_told(folder, made):
    with office.open_office(folder, made), pytest.raises(Outside) as caught:
        office.open_office(folder, made)
    assert caught.value.code == "office.in_use"
    assert _name_in(folder, made) == "Cedar Hollow"


def test_missing_and_damaged_parts_are_named(folder, made):
    with pytest.raises(Refused) as caught:
        office.open_office(OfficeFolder(folder.path / "nowhere"), made)
    assert caught.value.code == "office.none"
    key = folder.key_file.read_text()
    for damage, code in (
        ("{", "key_damaged"),
        ('{"format": 1}', "key_damaged"),
        (None, "key_missing"),
    ):
        folder.key_file.unlink() if damage is None else folder.key_file.write_text(damage)
        with pytest.raises(Outside) as told:
            office.open_office(folder, made)
        assert told.value.code == f"office.{code}"
    folder.key_file.write_text(key)
    folder.database.unlink()
    with pytest.raises(Outside) as told:
        office.open_office(folder, made)
    assert told.value.code == "office.missing"


@pytest.mark.parametrize(
    ("name", "value"),
    [("memory_kib", 1 << 21), ("passes", 1 << 20), ("lanes", 17), ("memory_kib", 8)],
)
def test_key_parameters_that_would_exhaust_the_machine_are_refused(folder, made, name, value):
    header = json.loads(folder.key_file.read_text())
    header["passphrase"][name] = value
    with pytest.raises(Outside) as caught:
        cipher.unlock(header, "four plain words here")
    assert caught.value.code == "office.key_damaged"


def test_a_file_of_a_newer_program_is_left_alone(folder, made):
    with (
        office.open_office(folder, made) as opened,
        opened.store.raw_connection(writable=True) as connection,
    ):
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Outside) as caught:
        office.open_office(folder, made)
    assert caught.value.code == "office.newer"


def test_a_backup_holds_everything_and_comes_back(folder, made, tmp_path):
    with office.open_office(folder, made) as opened:
        kept = backup.back_up(opened, at=NOON)
        with opened.store.write(PROGRAM) as work:
            work.session.get_one(Practice, 1).name = "After"
    assert kept.path.parent == folder.backups
    assert backup.last_backup(folder) == kept
    elsewhere = OfficeFolder(tmp_path / "new machine")
    assert backup.restore(elsewhere, kept.path, "four plain words here") is None
    assert _name_in(elsewhere, made) == "Cedar Hollow"
    aside = backup.restore(folder, kept.path, made)
    assert _name_in(folder, made) == "Cedar Hollow"
    assert _name_in(OfficeFolder(aside), made) == "After"


def test_a_backup_is_not_written_over(folder, made, tmp_path):
    target = tmp_path / "kept.twohats-backup"
    target.write_bytes(b"precious")
    with office.open_office(folder, made) as opened, pytest.raises(Refused) as caught:
        backup.back_up(opened, target, at=NOON)
    assert caught.value.code == "backup.exists"
    assert target.read_bytes() == b"precious"


def test_a_damaged_or_foreign_backup_changes_nothing(folder, made, tmp_path):
    with office.open_office(folder, made) as opened:
        kept = backup.back_up(opened, at=NOON)
    whole = kept.path.read_bytes()
    bad = tmp_path / "bad.twohats-backup"
    middle = len(whole) // 2
    for content in (
        b"",
        b"not a zip",
        whole[:middle],
        whole[:middle] + b"\xff" * 64 + whole[middle + 64 :],
        _packed(zipfile.ZIP_BZIP2),
        _packed(zipfile.ZIP_DEFLATED)[:60] + b"\xff" * 16 + _packed(zipfile.ZIP_DEFLATED)[76:],
    ):
        bad.write_bytes(content)
        with pytest.raises(Refused) as caught:
            backup.restore(folder, bad, made)
        assert caught.value.code in ("backup.not_one", "backup.failed_check")
    with pytest.raises(Refused) as caught:
        backup.restore(folder, kept.path, "wrong")
    assert caught.value.code == "passphrase.wrong"
    assert _name_in(folder, made) == "Cedar Hollow"


def _packed(way: int) -> bytes:
    """Give a ZIP of the right names that no program of ours wrote."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", way) as packed:
        for name in ("office.key", "office.db"):
            packed.writestr(name, "".join(map(chr, range(32, 127))) * 9)
    return made.getvalue()


def test_a_restore_waits_until_the_office_is_closed(folder, made):
    with office.open_office(folder, made) as opened:
        kept = backup.back_up(opened, at=NOON)
        with pytest.raises(Outside) as caught:
            backup.restore(folder, kept.path, made)
    assert caught.value.code == "office.in_use"
    assert not list(folder.path.glob(".restore-*"))


def test_the_scratch_of_a_killed_restore_goes_at_the_next_start(folder, made):
    killed, held = folder.path / ".restore-killed", folder.path / ".restore-held"
    for one in (killed, held):
        one.mkdir()
        (one / "office.db").write_bytes(b"half of a copy")
    lock = trials.hold(held)
    office.open_office(folder, made).close()
    assert not killed.exists()
    assert (held / "office.db").exists()
    lock.release()
    office.open_office(folder, made).close()
    assert not held.exists()


_KILLED = """
import os, sys
from pathlib import Path
from app.store import trials
with trials.beside(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])) as scratch:
    (scratch / "patients.csv").write_text("mrn,last_name")
    os._exit(9)
"""


@pytest.mark.parametrize("kind", [trials.BACKUP, trials.EXPORT])
def test_what_was_killed_beside_a_place_elsewhere_goes_at_the_next_start(
    folder, made, tmp_path, kind
):
    place = tmp_path / "stick" / "all of it"
    place.parent.mkdir()
    asked = [sys.executable, "-c", _KILLED, str(place), kind, str(folder.path)]
    assert subprocess.run(asked, check=False).returncode == 9
    (left,) = place.parent.iterdir()
    assert (left / "patients.csv").exists()
    assert left.stat().st_mode & 0o077 == 0
    office.open_office(folder, made).close()
    assert [*place.parent.iterdir()] == []
    assert not (folder.path / trials.NOTES).exists()


def test_what_was_killed_on_a_disk_that_is_away_stays_noted_until_it_is_back(
    folder, made, tmp_path
):
    place = tmp_path / "stick" / "all of it"
    place.parent.mkdir()
    asked = [sys.executable, "-c", _KILLED, str(place), trials.EXPORT, str(folder.path)]
    subprocess.run(asked, check=False)
    away = place.parent.rename(tmp_path / "away")
    office.open_office(folder, made).close()
    away.rename(place.parent)
    office.open_office(folder, made).close()
    assert [*place.parent.iterdir()] == []


def test_only_a_scratch_folder_is_taken_away_whatever_the_note_says(folder, made, tmp_path):
    ours, theirs = tmp_path / "letters", tmp_path / ".export-file"
    ours.mkdir()
    theirs.write_text("kept")
    told = json.dumps([str(ours), str(theirs), str(tmp_path / "stick" / ".export-gone")])
    (folder.path / trials.NOTES).write_text(told)
    office.open_office(folder, made).close()
    assert ours.is_dir()
    assert theirs.exists()


def test_a_trial_under_way_is_kept_and_a_dropped_one_is_gone(folder, made):
    with office.open_office(folder, made) as opened:
        kept = backup.back_up(opened, at=NOON)
    asked = restoring.Bringing(folder, kept.path, made)
    first = restoring.try_out(asked, lambda _session: None)
    second = restoring.try_out(asked, lambda _session: None)
    assert first.fresh.database.exists()
    first.drop()
    second.drop()
    assert not list(folder.path.glob(".restore-*"))


def test_an_office_opened_on_one_thread_is_let_go_of_on_another(folder, made):
    opened = []
    worker = threading.Thread(target=lambda: opened.append(office.open_office(folder, made)))
    worker.start()
    worker.join()
    opened[0].close()
    office.open_office(folder, made).close()


def test_copying_the_file_alone_would_lose_work_and_so_a_backup_is_used(folder, made, tmp_path):
    with office.open_office(folder, made) as opened:
        with opened.store.write(PROGRAM) as work:
            work.session.get_one(Practice, 1).name = "Newest"
        naive = OfficeFolder(tmp_path / "naive")
        naive.path.mkdir()
        shutil.copyfile(folder.database, naive.database)
        shutil.copyfile(folder.key_file, naive.key_file)
        kept = backup.back_up(opened, at=NOON)
    assert _name_in(naive, made) == "Cedar Hollow"
    backup.restore(folder, kept.path, made)
    assert _name_in(folder, made) == "Newest"


PAGE_BYTES = 4096


def test_a_healthy_office_passes_every_check_and_a_corrupt_page_is_found(folder, made):
    with office.open_office(folder, made) as opened:
        results = check(opened.store, [NamedCheck("mine", lambda session: ["odd"])])
        assert {r.name for r in results if not r.ok} == {"mine"}
        with opened.store.raw_connection() as connection:
            # One that no start reads: with another the office would not open at all.
            asked = "SELECT rootpage FROM sqlite_schema WHERE name = 'contact'"
            (page,) = connection.execute(asked).fetchone()
    content = bytearray(folder.database.read_bytes())
    for offset in range((page - 1) * PAGE_BYTES + 500, (page - 1) * PAGE_BYTES + 540):
        content[offset] ^= 0xFF
    folder.database.write_bytes(content)
    with office.open_office(folder, made) as opened:
        failed = [r.name for r in check(opened.store, []) if not r.ok]
    assert "pages" in failed


def test_a_missing_guard_is_found(folder, made):
    with office.open_office(folder, made) as opened:
        with opened.store.raw_connection(writable=True) as connection:
            connection.execute("DROP TRIGGER movement_no_update")
        failed = {r.name: r.findings for r in check(opened.store, []) if not r.ok}
    assert list(failed) == ["guards"]


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told(folder, made):
    folder.path.chmod(0o500)
    try:
        with pytest.raises(Outside) as caught:
            office.open_office(folder, made)
    finally:
        folder.path.chmod(0o700)
    assert caught.value.code == "office.read_only"


def test_upgrading_twice_does_nothing_the_second_time(tmp_path):
    assert schema.upgrade(tmp_path / "o.db", b"k" * 32) is True
    assert schema.upgrade(tmp_path / "o.db", b"k" * 32) is False


@pytest.mark.parametrize("name", [".backup-2024", ".backup-0011aabb", ".backup-of-letters"])
def test_a_folder_of_somebody_s_own_beside_a_backup_is_never_taken_away(
    folder, made, tmp_path, name
):
    own = tmp_path / name
    own.mkdir()
    (own / "letter.txt").write_text("mine")
    (folder.path / trials.NOTES).write_text(json.dumps([str(own)]))
    with trials.beside(tmp_path / "made.zip", trials.BACKUP, folder.path) as scratch:
        assert scratch.is_dir()
    trials.clear_left_behind(folder.path)
    assert (own / "letter.txt").read_text() == "mine"
    assert not (folder.path / trials.NOTES).exists()
