"""What becomes of the files of a watched folder: taken, waiting for a person, or set aside.

A file is known by its content and is received once. It is taken at once only where the practice
said so, its columns are those of the map that was named, and no row would be rejected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.intake import apply, preview, watch_count
from app.intake.apply import Taken
from app.intake.column_map import ColumnMap
from app.intake.known import chunks
from app.intake.staged import Staged, StagedFile
from app.intake.watched_files import Arrived
from app.practice import settings
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import WatchOutcome
from app.values.words import say
from models.encounter import ListImport
from models.watched import WatchedFile


@dataclass(frozen=True, slots=True)
class Watch:
    """How the practice watches; ``folder`` is empty where it does not.

    ``column_map`` is the saved map that lists are read with, None where headings tell.
    ``done`` is the folder that taken files are moved to; empty: they stay.
    """

    folder: str
    at_once: bool
    column_map: ColumnMap | None
    done: str


@dataclass(frozen=True, slots=True)
class WatchedRow:
    """A file that came. ``words`` say what keeps it; empty where a person set it aside.

    ``counts`` are those of its import, by name; empty where it was not taken.
    """

    id: int
    name: str
    sha256: str
    outcome: WatchOutcome
    words: str
    seen_at: datetime
    counts: str

    @property
    def needs_a_look(self) -> bool:
        """Tell a file that waits for a person."""
        if self.outcome is WatchOutcome.WAITING:
            return True
        return self.outcome is WatchOutcome.QUARANTINED and bool(self.words)


def watch(session: Session) -> Watch:
    """Give how the practice watches."""
    named = settings.value(session, settings.WATCH_MAP)
    return Watch(
        settings.value(session, settings.WATCH_FOLDER).strip(),
        settings.value(session, settings.WATCH_AT_ONCE),
        apply.saved_map(session, named) if named else None,
        settings.value(session, settings.WATCH_DONE).strip(),
    )


def standing(session: Session, arrived: Sequence[Arrived]) -> dict[str, WatchOutcome]:
    """Give what became of files by their hash; those never received are left out.

    A file that was taken by hand is taken, whatever the watch said of it.
    """
    hashes = [one.sha256 for one in arrived]
    found: dict[str, WatchOutcome] = {}
    for part in chunks(hashes):
        known = sa.select(WatchedFile.sha256, WatchedFile.outcome)
        rows = session.execute(known.where(WatchedFile.sha256.in_(part)))
        found.update({digest: outcome for digest, outcome in rows})
        found.update(dict.fromkeys(watch_count.imported(session, part), WatchOutcome.TAKEN))
    return found


def receive(work: Work, arrived: Arrived, staged: Staged) -> Taken | None:
    """Take a file in, or note why a person must look; None where it waits.

    Raises:
        Refused: not_allowed.
    """
    work.require(apply.PERMISSION)
    how = watch(work.session)
    why = _keeps(work.session, how, staged)
    if why:
        note(work, arrived, WatchOutcome.WAITING, why)
        return None
    taken = apply.take(work, staged)
    _note(work, arrived, WatchOutcome.TAKEN, "", taken.import_id)
    return taken


def note(work: Work, arrived: Arrived, outcome: WatchOutcome, words: str) -> None:
    """Note what became of a file that was not taken; a file is noted once.

    Raises:
        Refused: not_allowed.
    """
    work.require(apply.PERMISSION)
    _note(work, arrived, outcome, words, None)


def set_aside(work: Work, watched_id: int) -> None:
    """Say that a file needs no look any more; it is not taken and stays where it lies.

    Raises:
        Refused: not_allowed, intake.watch_gone.
    """
    work.require(apply.PERMISSION)
    row = work.session.get(WatchedFile, watched_id)
    if row is None:
        raise Refused("intake.watch_gone")
    if row.outcome is not WatchOutcome.TAKEN:
        row.outcome, row.words = WatchOutcome.QUARANTINED, ""
        work.session.flush()
        work.note_deed("watched file set aside", "watched_file", watched_id)


def files(session: Session, most: int = 300) -> tuple[WatchedRow, ...]:
    """Give the files that came, those that wait for a person first, then the newest."""
    rows = session.execute(
        sa.select(WatchedFile, ListImport.counts)
        .outerjoin(ListImport, ListImport.id == WatchedFile.import_id)
        .order_by(WatchedFile.id.desc())
        .limit(most)
    ).all()
    hashes = [row.sha256 for row, _ in rows]
    imported = watch_count.imported(session, hashes)
    alone = _taken_by_hand(session, hashes)
    found = [_row(row, counts or alone.get(row.sha256, ""), imported) for row, counts in rows]
    return tuple(sorted(found, key=lambda one: not one.needs_a_look))


def _taken_by_hand(session: Session, hashes: Sequence[str]) -> dict[str, str]:
    """Give the counts of the first import of each file that was taken as a list of its own."""
    lists = {hashlib.sha256(bytes.fromhex(one)).hexdigest(): one for one in hashes}
    query = sa.select(ListImport.sha256, ListImport.counts).order_by(ListImport.id.desc())
    rows = session.execute(query.where(ListImport.sha256.in_(lists)))
    return {lists[digest]: counts for digest, counts in rows}


def _row(row: WatchedFile, counts: str, imported: set[str]) -> WatchedRow:
    outcome, words = row.outcome, row.words
    if outcome is not WatchOutcome.TAKEN and row.sha256 in imported:
        outcome, words = WatchOutcome.TAKEN, ""
    return WatchedRow(row.id, row.name, row.sha256, outcome, words, row.seen_at, counts)


def _note(
    work: Work, arrived: Arrived, outcome: WatchOutcome, words: str, import_id: int | None
) -> None:
    known = sa.select(WatchedFile).where(WatchedFile.sha256 == arrived.sha256)
    row = work.session.scalar(known)
    if row is None:
        row = WatchedFile(sha256=arrived.sha256, name=arrived.name, seen_at=work.now,
                          outcome=outcome)  # fmt: skip
        work.session.add(row)
    row.outcome, row.words, row.import_id = outcome, words[:600], import_id
    work.session.flush()


def _keeps(session: Session, how: Watch, staged: Staged) -> str:
    """Say why a person must look before a file is taken; empty: nothing does."""
    if not how.at_once:
        return say("watched.why.ask_first")
    if why := _columns_differ(how.column_map, staged.files):
        return why
    seen = preview.preview(session, staged)
    if seen.rejected:
        return say("watched.why.rejected", n=len(seen.rejected))
    if not apply.counted(seen).brings and not seen.visits:
        return next((one.reason for one in seen.warned), say("watched.why.nothing"))
    return ""


def _columns_differ(column_map: ColumnMap | None, read: Iterable[StagedFile]) -> str:
    """Say that a table has no map, or other columns than its map; messages have none."""
    tables = [one for one in read if one.columns]
    if tables and column_map is None:
        return say("watched.why.no_map")
    for one in tables:
        wanted: Mapping[str, Any] = (column_map.roles if column_map else {}).get(one.role, {})
        if not wanted or any(one.columns.get(name) != heads for name, heads in wanted.items()):
            return say("watched.why.columns", map=column_map.name if column_map else "")
    return ""
