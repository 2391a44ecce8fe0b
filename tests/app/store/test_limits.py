"""Where the store draws its lines: pages of the trail, clock, room on a disk, log and keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from app.store import audit, cipher, journal, office, restoring
from app.store.check import CLOCK, CLOCK_SLACK, check
from app.store.journal import Journal
from app.store.office import OfficeFolder
from app.store.trail import Asked, trail
from app.values.problem import Outside
from models.audit import AuditEntry
from tests import builders
from tests.conftest import NOON


def test_the_pages_of_the_trail_follow_each_other_without_a_row_twice_or_missing(store, amy):
    for _ in range(3):
        with store.write(amy) as work:
            builders.payer(work)
    with store.read() as session:
        every = [row.id for row in trail(session, Asked())]
        paged, asked = [], Asked(limit=2)
        while page := trail(session, asked):
            paged += [row.id for row in page]
            asked = replace(asked, before=page[-1].id)
    assert len(every) >= 3
    assert paged == every


@pytest.mark.parametrize(("more", "ok"), [(timedelta(0), True), (timedelta(microseconds=1), False)])
def test_a_clock_may_stand_a_day_behind_what_is_recorded_and_no_more(store, amy, more, ok):
    with store.write(amy) as work:
        builders.payer(work)
    with store.read() as session:
        newest = session.scalar(sa.select(sa.func.max(AuditEntry.at)))
    assert newest == NOON
    store.clock = lambda: NOON - CLOCK_SLACK - more
    results = {result.name: result.ok for result in check(store, [])}
    assert results[CLOCK] is ok


def test_a_value_that_is_not_said_is_told_from_none_at_all():
    secret = next(iter(audit._UNSAID))
    assert audit._said(secret, "argon2id") == "(set)"
    assert audit._said(secret, None) is None


@pytest.mark.parametrize(("size", "aside"), [(journal.LARGEST, False), (journal.LARGEST + 1, True)])
def test_a_log_is_put_aside_once_it_is_larger_than_it_may_be(tmp_path, monkeypatch, size, aside):
    log = Journal(tmp_path)
    log._path.write_bytes(b"\n" * size)
    log.note("work", NOON)
    assert log._path.with_suffix(".1.jsonl").exists() is aside


@pytest.mark.parametrize(("short", "code"), [(0, None), (1, "backup.no_room")])
def test_bringing_a_backup_back_leaves_room_to_work_on_the_disk(tmp_path, monkeypatch, short, code):
    free = 5_000 + restoring._SPARE - short
    monkeypatch.setattr(restoring.shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    if code is None:
        restoring._see_room(tmp_path, 5_000)
        return
    with pytest.raises(Outside) as caught:
        restoring._see_room(tmp_path, 5_000)
    assert caught.value.code == code


@pytest.mark.parametrize("most", [{"memory_kib": cipher._MOST_KIB}, {"passes": 16}, {"lanes": 16}])
def test_the_dearest_key_that_is_let_in_is_worked_out(monkeypatch, most):
    asked = {}

    def stretch(_secret, _salt, **cost):
        asked.update(cost)
        return bytes(32)

    monkeypatch.setattr(cipher, "hash_secret_raw", stretch)
    way = {"memory_kib": 64, "passes": 1, "lanes": 1, "salt": "00" * 16} | most
    assert cipher._stretch("four plain words here", way) == bytes(32)
    assert (asked["memory_cost"], asked["time_cost"], asked["parallelism"]) == (
        way["memory_kib"], way["passes"], way["lanes"],
    )  # fmt: skip


def test_an_office_is_made_in_an_empty_folder_that_is_there_already(tmp_path):
    folder = OfficeFolder(tmp_path / "made before")
    folder.path.mkdir()
    opened, recovery = office.create(folder, "four plain words here")
    opened.close()
    assert recovery
    assert folder.database.is_file()
