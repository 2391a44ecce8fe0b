"""Harm from outside: a clear message with what is safe and what to do, and nothing lost."""

import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.store import audit
from app.store.actor import COMMAND_LINE
from app.store.check import check
from app.values.problem import Outside
from app.values.words import say
from models.coverage import Payer
from models.encounter import Encounter
from models.ledger import Entry
from models.statement import Statement
from tests import builders
from tests.robustness import offices

IS_ROOT = os.name == "posix" and os.geteuid() == 0
NOBODY = 65534
AS_NOBODY = """
import os, sys
import app.commands.founding, app.commands.imports, app.commands.office, app.commands.opening
import app.store.backup, app.store.check, app.intake.apply, app.intake.listing, app.values.words
import keyring, keyring.backends.null, sqlalchemy.dialects.sqlite.pysqlite
from app.commands import main
main.words_of(app.values.problem.Outside("office.in_use"))
os.setgid(65534); os.setuid(65534)
sys.exit(main.main(sys.argv[1:]))
"""
"""The command line as another user, who may not read our checkout: all is imported before."""


def refused(answer, area, code):
    """The command ends with status 3, and says what is safe and what to do."""
    assert answer.status == 3, (answer.status, answer.err)
    assert answer.out == ""
    assert say(f"outside.{area}.{code}.what" if area else f"outside.{code}.what") in answer.err
    assert say(f"outside.{area}.{code}.now" if area else f"outside.{code}.now") in answer.err
    assert "Traceback" not in answer.err


def unharmed(folder):
    """The office opens, passes its checks, and holds what it held."""
    with offices.opened(folder) as office:
        assert offices.findings(office) == []
        return offices.counts(office, Encounter, Entry, Statement)


@pytest.fixture
def listed(tmp_path):
    return offices.encounter_list(tmp_path / "list.csv", 4_000)


NO_BYTECODE = {"PYTHONDONTWRITEBYTECODE": "1"}
"""Python would leave cut-off bytecode in the checkout under such a limit."""


def limited(size):
    """Let the program write files up to a size only, as a quota does."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_disk_that_takes_no_more_is_told_and_the_next_try_succeeds(folder, listed):
    before = unharmed(folder)
    most = (folder / "office.db").stat().st_size + 200_000
    answer = offices.run(
        folder, "import", "encounters", listed, preexec_fn=limited(most), env=NO_BYTECODE
    )
    refused(answer, "office", "disk_failed")
    assert unharmed(folder) == before
    again = offices.run(folder, "import", "encounters", listed, "--json")
    assert again.told["new"] == 4_000


def test_a_statement_run_on_a_full_quota_issues_nothing(folder):
    before = unharmed(folder)
    day = ("statements", "run", "--as-of", offices.STATEMENT_DAY)
    refused(
        offices.run(folder, *day, preexec_fn=limited(150_000), env=NO_BYTECODE),
        "office",
        "disk_failed",
    )
    assert unharmed(folder) == before
    assert offices.run(folder, *day).status == 0


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 5 MB; only root can mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=5m", "tmpfs", str(place)],
        capture_output=True, check=False,
    ) if IS_ROOT else None  # fmt: skip
    if mounted is None or mounted.returncode:
        pytest.skip("no small disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def test_a_full_disk_is_told_in_import_and_backup_and_nothing_is_lost(
    office_to_copy, small_disk, tmp_path
):
    listed = offices.encounter_list(tmp_path / "long.csv", 12_000)
    folder = offices.copied(office_to_copy, small_disk / "office")
    before = unharmed(folder)
    refused(offices.run(folder, "import", "encounters", listed), "", "disk_full")
    assert unharmed(folder) == before
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 500_000))
    refused(offices.run(folder, "office", "backup"), "", "disk_full")
    assert [path.name for path in (folder / "backups").iterdir()] == []
    assert unharmed(folder) == before
    filler.unlink()
    assert offices.run(folder, "office", "backup").status == 0


def test_no_room_for_a_new_office_leaves_a_folder_that_can_be_tried_again(tmp_path):
    folder = tmp_path / "new"
    answer = offices.run(folder, "office", "init", preexec_fn=limited(60_000), env=NO_BYTECODE)
    refused(answer, "office", "disk_failed")
    assert not [path for path in folder.rglob("*") if path.is_file()]
    assert offices.run(folder, "office", "init").status == 0


def as_nobody(folder, *arguments):
    argv = [sys.executable, "-c", AS_NOBODY, *map(str, arguments)]
    return offices.run(folder, argv=argv)


@pytest.fixture
def reachable(office_to_copy):
    """A copy of the office where every user of the computer can come."""
    with tempfile.TemporaryDirectory() as place:
        Path(place).chmod(0o755)
        folder = offices.copied(office_to_copy, Path(place) / "office")
        folder.chmod(0o755)
        for path in folder.rglob("*"):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield folder


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
@pytest.mark.parametrize("what", ["info", "backup"])
def test_an_office_of_another_user_that_can_be_read_but_not_written_says_so(reachable, what):
    refused(as_nobody(reachable, "office", what), "office", "read_only")
    unharmed(reachable)


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
def test_a_write_protected_folder_whose_lock_can_be_taken_says_so(reachable):
    (reachable / "office.lock").chmod(0o666)
    refused(as_nobody(reachable, "office", "info"), "office", "read_only")
    unharmed(reachable)


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
def test_a_write_protected_file_can_be_read_and_takes_no_work(reachable):
    reachable.chmod(0o777)
    (reachable / "office.lock").chmod(0o666)
    listed = offices.encounter_list(reachable.parent / "list.csv", 3)
    listed.chmod(0o644)
    assert as_nobody(reachable, "office", "info").status == 0
    refused(as_nobody(reachable, "import", "encounters", listed), "office", "read_only")
    unharmed(reachable)


@pytest.mark.skipif(not IS_ROOT, reason="only root can become another user")
def test_an_office_that_may_not_be_read_is_told_as_another_users(reachable):
    reachable.chmod(0o700)
    refused(as_nobody(reachable, "office", "info"), "office", "no_access")
    reachable.chmod(0o755)
    (reachable / "office.key").chmod(0o600)
    refused(as_nobody(reachable, "office", "info"), "office", "no_access")
    unharmed(reachable)


def spoiled(path, at, count=64):
    content = bytearray(path.read_bytes())
    content[at : at + count] = bytes(b ^ 0xFF for b in content[at : at + count])
    path.write_bytes(content)


def test_a_corrupt_page_is_named_by_the_check_with_status_one(folder):
    # One that no start reads: with another the office does not open, which has its own test.
    with offices.opened(folder) as office, office.store.raw_connection() as connection:
        asked = "SELECT rootpage FROM sqlite_schema WHERE name = 'contact'"
        (page,) = connection.execute(asked).fetchone()
    spoiled(folder / "office.db", (page - 1) * 4096 + 500)
    answer = offices.run(folder, "office", "check", "--json")
    assert answer.status == 1
    assert not answer.told["ok"]
    pages = next(c for c in answer.told["checks"] if c["name"] == "pages")
    assert "HMAC" in " ".join(pages["findings"])


def test_a_corrupt_first_page_opens_nothing_and_leads_to_the_backup(folder, tmp_path):
    kept = tmp_path / "kept.twohats-backup"
    assert offices.run(folder, "office", "backup", kept).status == 0
    spoiled(folder / "office.db", 100)
    damaged = (folder / "office.db").read_bytes()
    refused(offices.run(folder, "office", "check"), "office", "damaged")
    assert (folder / "office.db").read_bytes() == damaged
    restored = offices.run(folder, "office", "restore", kept)
    assert restored.status == 0, restored.err
    assert unharmed(folder)[1] > 0


def test_corrupt_pages_met_in_work_undo_the_work(folder, listed):
    database = folder / "office.db"
    for at in range(4096 * 3, database.stat().st_size, 4096):
        spoiled(database, at + 8, 8)
    refused(offices.run(folder, "import", "encounters", listed), "office", "damaged")


@pytest.mark.parametrize("content", ["", '{"format": 1}', "\udcff"])
def test_a_corrupt_key_file_is_told_and_left_as_it_is(folder, content):
    key = folder / "office.key"
    key.write_bytes(content.encode("utf-8", "surrogateescape"))
    refused(offices.run(folder, "office", "check"), "office", "key_damaged")
    assert key.read_bytes() == content.encode("utf-8", "surrogateescape")


def test_missing_parts_are_told(folder):
    shutil.move(folder / "office.key", folder / "aside.key")
    refused(offices.run(folder, "office", "info"), "office", "key_missing")
    shutil.move(folder / "aside.key", folder / "office.key")
    shutil.move(folder / "office.db", folder / "aside.db")
    refused(offices.run(folder, "office", "info"), "office", "missing")
    assert not (folder / "office.db").exists()


def test_an_office_file_taken_away_while_it_is_open_takes_no_more_work(folder):
    path, aside = folder / "office.db", folder / "aside.db"
    with offices.opened(folder) as office:
        with office.store.write(COMMAND_LINE) as work:
            builders.payer(work, "Before")
        shutil.move(path, aside)
        for used in (office.store.read, office.glance, partial(office.store.write, COMMAND_LINE)):
            with pytest.raises(Outside, match=r"office\.gone"), used():
                pass
        assert not path.exists(), "no empty file in its place"
        shutil.move(aside, path)
        with office.store.read() as session:
            assert "Before" in session.scalars(sa.select(Payer.name)).all()
    unharmed(folder)


def test_what_is_written_while_the_office_file_is_taken_away_is_not_told_as_kept(folder):
    with offices.opened(folder) as office:
        with (
            pytest.raises(Outside, match=r"office\.gone"),
            office.store.write(COMMAND_LINE) as work,
        ):
            builders.payer(work, "In between")
            shutil.move(folder / "office.db", folder / "aside.db")
        shutil.move(folder / "aside.db", folder / "office.db")
    unharmed(folder)


def test_a_wrong_passphrase_opens_nothing_and_says_so(folder, listed):
    wrong = {"TWOHATS_PASSPHRASE": "four plain words"}
    answer = offices.run(folder, "import", "encounters", listed, env=wrong)
    assert answer.status == 3
    assert say("refused.passphrase.wrong.what") in answer.err
    assert "ERROR" not in answer.err
    unharmed(folder)


def test_a_second_program_is_kept_out(folder):
    with offices.opened(folder) as office, office.store.write(COMMAND_LINE) as work:
        builders.payer(work, "Held while we look")
        for command in (
            ("office", "check"),
            ("statements", "run", "--as-of", offices.STATEMENT_DAY),
        ):  # fmt: skip
            refused(offices.run(folder, *command), "office", "in_use")
    unharmed(folder)


def test_a_missing_code_file_is_told_and_the_rest_of_the_office_works(folder, tmp_path):
    gone = {"TWOHATS_REFERENCE": str(tmp_path / "gone.sqlite")}
    for command in (("codes", "search", "cough"), ("codes", "show", "R05")):
        answer = offices.run(folder, *command, env=gone)
        assert answer.status == 3
        assert "codes load --starter" in answer.err
    info = offices.run(folder, "office", "info", "--json", env=gone)
    assert info.told["code_sets"] == []


def test_a_clock_moved_back_is_found_and_what_is_posted_keeps_its_order(folder):
    with offices.opened(folder) as office:
        now = office.store.clock()
        with office.store.write(COMMAND_LINE) as work:
            builders.payer(work, "Before")
        office.use_clock(lambda: now - timedelta(days=400))
        with office.store.write(COMMAND_LINE) as work:
            who = builders.patient(work, builders.account(work, number=9_999))
            builders.charge(work, who)
        with office.store.read() as session:
            assert audit.first_broken_link(session) is None
            last = session.scalars(sa.select(Entry).order_by(Entry.id.desc()).limit(1)).one()
            assert last.recorded_at == now - timedelta(days=400)
        office.use_clock(lambda: now - timedelta(days=900))
        found = {r.name: r.findings for r in check(office.store, ())}
        assert str(now.year) not in found.pop("clock")[0].partition("but")[0]
        assert all(not findings for findings in found.values())
        office.use_clock(lambda: now)
        assert offices.findings(office) == []


def _hears_the_keyboard():
    """A run that was begun in the background would leave its commands deaf to Ctrl+C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stopping_a_command_by_keyboard_says_so_and_keeps_nothing_of_it(folder, tmp_path):
    listed = offices.encounter_list(tmp_path / "long.csv", 60_000)
    process = subprocess.Popen(
        offices.command("import", "encounters", listed), cwd=offices.ROOT, text=True,
        env=offices.environment(folder), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=_hears_the_keyboard,  # noqa: PLW1509  (one call, no threads of ours)
    )  # fmt: skip
    before = time.monotonic()
    while not (folder / "office.db-wal").exists() and time.monotonic() < before + 30:
        time.sleep(0.02)
    process.send_signal(2)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (3, "")
    assert say("commands.stopped") in err
    assert "Traceback" not in err
    assert unharmed(folder)[0] == 0


def test_the_journal_of_all_this_is_one_object_a_line(folder):
    assert offices.run(folder, "statements", "run", "--as-of", offices.STATEMENT_DAY).status == 0
    lines = (folder / "logs" / "twohats.jsonl").read_text("ascii").splitlines()
    told = [json.loads(line) for line in lines]
    assert told[-1]["event"] == "work"
    assert told[-1]["rows"]["statement"] == offices.ACCOUNTS
