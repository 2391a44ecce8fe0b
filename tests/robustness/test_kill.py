"""Killed without warning in the middle of work: all of it or nothing, and nothing told is lost.

TWOHATS_KILLS says how often each is killed; 25 is the full measure, CI takes fewer.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter

import pytest
import sqlalchemy as sa

from app.store.backup import back_up
from models.document import Document, DocumentContent
from models.encounter import Encounter, ListImport
from models.ledger import Entry
from models.remittance import RemitLine, Remittance
from models.statement import Statement, StatementRun
from tests.robustness import offices

QUICK = 2
KILLS = int(os.environ.get("TWOHATS_KILLS", QUICK))
VISITS = 2_000
_WARM = 0.35
"""Part of a whole run that is spent on starting Python; kills before it would hit nothing."""


def moments(whole: float) -> list[float]:
    """Random moments of a run that takes ``whole`` seconds, a few just past its end."""
    seed = random.randrange(10**6)
    sys.stderr.write(f"moments of seed {seed}\n")
    chosen = random.Random(seed)
    early = [chosen.uniform(_WARM, 0.85) for _ in range(KILLS // 2)]
    late = [chosen.uniform(0.75, 1.1) for _ in range(KILLS - len(early))]
    return [whole * part for part in (*early, *late)]


def killed_at(process: subprocess.Popen, moment: float) -> str:
    """Kill a program some seconds after its start; give what it had said."""
    began = time.monotonic()
    try:
        said, _ = process.communicate(timeout=moment)
    except subprocess.TimeoutExpired:
        process.kill()
        said, _ = process.communicate()
    assert time.monotonic() - began < 60
    return said


def sound(folder):
    """Open the office again at once, and let every check pass."""
    office = offices.opened(folder)
    assert offices.findings(office) == []
    return office


def timed(folder, argv) -> float:
    began = time.monotonic()
    assert offices.start(folder, argv).communicate()[0]
    return time.monotonic() - began


def test_a_killed_import_leaves_all_of_the_list_or_none_of_it(office_to_copy, tmp_path):
    listed = offices.encounter_list(tmp_path / "list.csv", VISITS)
    argv = offices.command("import", "encounters", listed, "--json")
    folder = offices.copied(office_to_copy, tmp_path / "office")
    with offices.opened(folder) as office:
        before = offices.counts(office, Encounter, ListImport, Document, DocumentContent)
    whole = timed(folder, argv)
    with offices.opened(folder) as office:
        after = offices.counts(office, Encounter, ListImport, Document, DocumentContent)
    assert after[0] - before[0] == VISITS

    found = Counter()
    for moment in moments(whole):
        offices.copied(office_to_copy, folder)
        said = killed_at(offices.start(folder, argv), moment)
        with sound(folder) as office:
            now = offices.counts(office, Encounter, ListImport, Document, DocumentContent)
            assert now in (before, after)
            if said:
                assert json.loads(said)["new"] == VISITS
                assert now == after
            found["after" if now == after else "before"] += 1
    again = offices.run(folder, "import", "encounters", listed, "--json")
    assert again.told["new"] + again.told["unchanged"] == VISITS
    sys.stderr.write(f"import: {dict(found)}\n")


def _posted_whole(folder, told):
    """Every check that was told is kept, one more at most, each with its line and its entries."""
    with sound(folder) as office, office.store.read() as session:
        kept = set(session.scalars(sa.select(Remittance.trace)))
        assert told <= kept
        assert len(kept) <= len(told) + 1
        lines = session.scalar(sa.select(sa.func.count(RemitLine.id)))
        entries = session.scalar(
            sa.select(sa.func.count(sa.distinct(Entry.remittance_id))).where(
                Entry.remittance_id.is_not(None)
            )
        )
        assert lines == entries == len(kept)
        return len(kept)


def test_a_killed_posting_loses_no_check_that_was_told_and_halves_none(office_to_copy, tmp_path):
    folder = tmp_path / "office"
    argv = [sys.executable, "-m", "tests.robustness.post_without_end", str(folder)]
    offices.copied(office_to_copy, folder)
    whole = timed(folder, argv)
    posted = Counter()
    for moment in moments(whole):
        offices.copied(office_to_copy, folder)
        said = killed_at(offices.start(folder, argv), moment)
        told = {line for line in said.splitlines() if len(line) == 7}
        posted[_posted_whole(folder, told)] += 1
    sys.stderr.write(f"checks posted when killed: {sorted(posted.elements())}\n")


def test_a_window_killed_while_it_posts_loses_no_check_it_showed_and_halves_none(
    office_to_copy, tmp_path
):
    folder = tmp_path / "office"
    argv = [sys.executable, "-m", "tests.robustness.post_in_window"]
    posted = Counter()
    for turn in range(KILLS if KILLS > QUICK else 1):
        offices.copied(office_to_copy, folder)
        process = offices.start(folder, argv)
        assert process.stdout is not None
        told = {process.stdout.readline().strip() for _ in range(1 + turn % 4)}
        # A check takes the window some tenths of a second, most of it keys and paint.
        told |= set(killed_at(process, random.uniform(0.05, 1.2)).split())
        assert all(len(trace) == len("W000001") for trace in told)
        posted[_posted_whole(folder, told)] += 1
    assert offices.run(folder, "office", "check", "--json").told["ok"]
    sys.stderr.write(f"checks posted in windows when killed: {sorted(posted.elements())}\n")


def test_a_killed_statement_run_issues_every_statement_or_none(office_to_copy, tmp_path):
    folder = tmp_path / "office"
    argv = offices.command(
        "statements", "run", "--as-of", offices.STATEMENT_DAY, "--json", "--out", tmp_path / "out"
    )
    offices.copied(office_to_copy, folder)
    with offices.opened(folder) as office:
        before = offices.counts(office, Statement, StatementRun, Document)
    whole = timed(folder, argv)
    with offices.opened(folder) as office:
        after = offices.counts(office, Statement, StatementRun, Document)
    assert after[0] == offices.ACCOUNTS
    found = Counter()
    for moment in moments(whole):
        offices.copied(office_to_copy, folder)
        said = killed_at(offices.start(folder, argv), moment)
        with sound(folder) as office:
            now = offices.counts(office, Statement, StatementRun, Document)
            assert now in (before, after)
            if said:
                assert now == after
            found["after" if now == after else "before"] += 1
    rest = offices.run(folder, "statements", "run", "--as-of", offices.STATEMENT_DAY, "--json")
    assert rest.status == 0
    assert len(rest.told["due"]) in (0, offices.ACCOUNTS)
    sys.stderr.write(f"statements: {dict(found)}\n")


@pytest.mark.skipif(os.name != "posix", reason="kills by signal")
def test_after_a_kill_the_command_line_opens_checks_and_backs_up(folder, tmp_path):
    argv = [sys.executable, "-m", "tests.robustness.post_without_end", str(folder)]
    process = offices.start(folder, argv)
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    process.kill()
    process.communicate()
    checked = offices.run(folder, "office", "check", "--json")
    assert checked.status == 0
    assert checked.told["ok"]
    with offices.opened(folder) as office:
        made = back_up(office, tmp_path / "kept.twohats-backup", at=office.store.clock())
        with office.store.read() as session:
            assert first in set(session.scalars(sa.select(Remittance.trace)))
    assert made.size > 0
