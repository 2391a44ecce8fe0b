"""A watched folder: whole files only, each once, nothing at once that a person should see."""

from __future__ import annotations

import dataclasses
import errno
import json
import os
from pathlib import Path

import pytest

from app.intake import apply, listing, preview, watch_count, watched_files, watching
from app.intake.staged import ListFiles, Reading
from app.intake.watched_files import Arrived, look
from app.practice import settings
from app.store.actor import Actor
from app.store.store import Store
from app.values.problem import Outside, Refused
from app.values.states import WatchOutcome
from models.encounter import Encounter
from models.watched import WatchedFile
from tests.app.intake.messages import adt
from tests.app.intake.reading import TODAY, row, sheet

READING = Reading(TODAY)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder that lists arrive in."""
    made = tmp_path / "arriving"
    made.mkdir()
    return made


def arrivals(folder: Path) -> tuple[Arrived, ...]:
    return look(folder, look(folder, {}, {}).stamps, {}).arrived


def received(store: Store, amy: Actor, one: Arrived) -> WatchOutcome:
    with store.read() as session:
        reading = dataclasses.replace(READING, saved_map=watching.watch(session).column_map)
    staged = listing.read_list(ListFiles((one.path,)), reading)
    with store.write(amy) as work:
        watching.receive(work, one, staged)
    with store.read() as session:
        return watching.standing(session, [one])[one.sha256]


def watched(store: Store, amy: Actor, folder: Path, **how: object) -> None:
    kept = {"watch.at_once": settings.WATCH_AT_ONCE, "watch.map": settings.WATCH_MAP}
    with store.write(amy) as work:
        settings.save(work, settings.WATCH_FOLDER, str(folder))
        for name, value in how.items():
            settings.save(work, kept[f"watch.{name}"], value)


def save_map(store: Store, amy: Actor, path: Path) -> None:
    staged = listing.read_list(ListFiles((path,)), READING)
    with store.write(amy) as work:
        apply.save_map(work, dataclasses.replace(staged.column_map, name="Day list"))


def test_a_file_is_whole_when_two_looks_see_it_alike(folder: Path) -> None:
    path = folder / "visits.csv"
    path.write_text("MRN")
    for name in ("~$visits.xlsx", ".hidden", "half.csv.part", "empty.csv"):
        (folder / name).write_text("" if name == "empty.csv" else "x")
    (folder / "done").mkdir()
    first = look(folder, {}, {})
    assert first.arrived == ()
    path.write_text("MRN,DOS")
    second = look(folder, first.stamps, {})
    assert second.arrived == ()
    (found,) = look(folder, second.stamps, {}).arrived
    assert found.name == "visits.csv"


def test_a_file_that_is_as_it_was_is_not_read_again(folder: Path) -> None:
    path = folder / "visits.csv"
    path.write_text("one")
    (found,) = arrivals(folder)
    again = look(folder, {path: found.stamp}, {path: found})
    assert again.arrived[0] is found
    path.write_text("two")
    os.utime(path, ns=(1, found.stamp[1]))
    assert look(folder, {path: found.stamp}, {path: found}).arrived[0] is found


def test_a_folder_that_is_gone_or_full_of_other_things_is_told(folder: Path, monkeypatch) -> None:
    with pytest.raises(Outside, match="intake.watch_folder"):
        look(folder / "gone", {}, {})
    monkeypatch.setattr(watched_files, "MOST", 1)
    for name in "ab":
        (folder / name).write_text("x")
    with pytest.raises(Refused, match="intake.watch_many"):
        look(folder, {}, {})


def test_every_list_waits_until_the_practice_says_otherwise(
    store: Store, amy: Actor, folder: Path
) -> None:
    (folder / "visits.csv").write_text(sheet(row()))
    watched(store, amy, folder)
    (one,) = arrivals(folder)
    assert received(store, amy, one) is WatchOutcome.WAITING
    with store.read() as session:
        (line,) = watching.files(session)
        assert line.needs_a_look
        assert line.words
        assert watch_count.waiting_count(session) == 1
        assert session.query(Encounter).count() == 0


def test_a_list_that_fits_its_map_is_taken_at_once_and_once_only(
    store: Store, amy: Actor, folder: Path
) -> None:
    path = folder / "visits.csv"
    path.write_text(sheet(row()))
    save_map(store, amy, path)
    watched(store, amy, folder, at_once=True, map="Day list")
    (one,) = arrivals(folder)
    assert received(store, amy, one) is WatchOutcome.TAKEN
    (folder / "the same again.csv").write_text(sheet(row()))
    with store.read() as session:
        found = arrivals(folder)
        assert len({each.sha256 for each in found}) == 1
        assert set(watching.standing(session, found).values()) == {WatchOutcome.TAKEN}
        (line,) = watching.files(session)
        assert '"new": 1' in line.counts
        assert watch_count.waiting_count(session) == 0


@pytest.mark.parametrize(
    "content",
    [sheet(row(), row(acct="2", dos="TBD")), sheet(row()).replace("DOS", "Visit Date")],
    ids=["a row to reject", "another column"],
)
def test_what_a_person_should_see_waits(
    store: Store, amy: Actor, folder: Path, content: str
) -> None:
    before = folder / "before"
    before.mkdir()
    (before / "visits.csv").write_text(sheet(row()))
    save_map(store, amy, before / "visits.csv")
    watched(store, amy, folder, at_once=True, map="Day list")
    (folder / "visits.csv").write_text(content)
    (one,) = arrivals(folder)
    assert received(store, amy, one) is WatchOutcome.WAITING
    with store.read() as session:
        assert session.query(Encounter).count() == 0


def test_messages_have_no_columns_and_need_no_map(store: Store, amy: Actor, folder: Path) -> None:
    (folder / "adt.hl7").write_text(adt())
    watched(store, amy, folder, at_once=True)
    (one,) = arrivals(folder)
    assert received(store, amy, one) is WatchOutcome.TAKEN


def test_a_file_that_was_taken_by_hand_waits_no_more(
    store: Store, amy: Actor, folder: Path
) -> None:
    path = folder / "visits.csv"
    path.write_text(sheet(row()))
    watched(store, amy, folder)
    (one,) = arrivals(folder)
    received(store, amy, one)
    with store.write(amy) as work:
        apply.take(work, listing.read_list(ListFiles((path,)), READING))
    with store.read() as session:
        assert watching.standing(session, [one])[one.sha256] is WatchOutcome.TAKEN
        (shown,) = watching.files(session)
        assert not shown.needs_a_look
        assert json.loads(shown.counts)["new"] == 1
        assert watch_count.waiting_count(session) == 0


def test_a_file_is_set_aside_by_a_person_and_asks_no_more(
    store: Store, amy: Actor, folder: Path
) -> None:
    (folder / "visits.csv").write_text("%PDF-1.4")
    (one,) = arrivals(folder)
    with store.write(amy) as work:
        watching.note(work, one, WatchOutcome.QUARANTINED, "It is a PDF.")
    with store.read() as session:
        assert watch_count.waiting_count(session) == 1
        number = session.query(WatchedFile.id).scalar()
    with store.write(amy) as work:
        watching.set_aside(work, number)
    with store.read() as session:
        assert watch_count.waiting_count(session) == 0
        assert watching.files(session)[0].outcome is WatchOutcome.QUARANTINED


def test_nothing_is_received_without_the_permission(store: Store, amy: Actor, folder: Path) -> None:
    path = folder / "visits.csv"
    path.write_text(sheet(row()))
    (one,) = arrivals(folder)
    staged = listing.read_list(ListFiles((path,)), READING)
    nobody = dataclasses.replace(amy, permissions=frozenset())
    with pytest.raises(Refused, match="not_allowed"), store.write(nobody) as work:
        watching.receive(work, one, staged)


def test_a_taken_file_is_moved_only_beside_what_lies_there(folder: Path) -> None:
    done = folder / "done"
    done.mkdir()
    (done / "visits.csv").write_text("older")
    (folder / "visits.csv").write_text("newer")
    (one,) = arrivals(folder)
    assert watched_files.put_by(one, done)
    assert (done / "visits.csv").read_text() == "older"
    assert (done / f"visits-{one.sha256[:8]}.csv").read_text() == "newer"
    assert not watched_files.put_by(one, done)
    assert not watched_files.put_by(one, folder / "gone")


@pytest.mark.parametrize("links", [True, False])
def test_a_file_that_comes_meanwhile_is_never_overwritten(folder: Path, monkeypatch, links) -> None:
    done = folder / "done"
    done.mkdir()
    (folder / "visits.csv").write_text("newer")
    (one,) = arrivals(folder)
    link = os.link

    def late(source: Path, target: Path) -> None:
        if target.name == "visits.csv":
            target.write_text("came meanwhile")
        if not links:
            raise OSError(errno.EPERM, "no links here")
        link(source, target)

    monkeypatch.setattr(os, "link", late)
    assert watched_files.put_by(one, done)
    assert (done / "visits.csv").read_text() == "came meanwhile"
    assert (done / f"visits-{one.sha256[:8]}.csv").read_text() == "newer"
    assert not one.path.exists()


def test_a_preview_of_what_waits_is_the_usual_one(store: Store, folder: Path) -> None:
    (folder / "visits.csv").write_text(sheet(row()))
    (one,) = arrivals(folder)
    staged = listing.read_list(ListFiles((one.path,)), READING)
    with store.read() as session:
        assert len(preview.preview(session, staged).visits) == 1
