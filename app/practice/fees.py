"""What the practice charges: its own fee list, by code, modifier and day; loaded and searched."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.practice import fee_file, fee_windows
from app.practice.fee_columns import Layout
from app.practice.fee_file import RefusedRow
from app.practice.fee_windows import Window
from app.security import permissions
from app.store.store import Work
from app.values.money import Money
from app.values.problem import Refused
from models.practice import Fee, FeeSchedule

Asked = tuple[str, tuple[str, ...], date]
"""A service code, its modifiers, and the date of service."""

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class FeeRow:
    """What one unit of a service costs from a day on; ``valid_to`` None: until further notice.

    ``modifier`` is empty when the fee holds whatever the modifiers.
    """

    id: int
    code: str
    modifier: str
    wording: str
    amount: Money
    valid_from: date
    valid_to: date | None

    def covers(self, on: date) -> bool:
        """Tell whether the fee is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a fee list did, in rows; ``refused`` rows were left out, the others taken.

    ``ended`` rows keep their fee up to the day before the new one begins.
    """

    name: str
    valid_from: date
    valid_to: date | None
    codes: int
    added: int
    changed: int
    ended: int
    unchanged: int
    refused: tuple[RefusedRow, ...]


class FeeBook:
    """The whole fee list in memory, for looking up and searching as someone types."""

    def __init__(self, rows: Sequence[FeeRow]) -> None:
        self.rows = tuple(sorted(rows, key=lambda r: (r.code, r.modifier, r.valid_from, r.id)))
        self._by_code: dict[str, list[FeeRow]] = {}
        for row in self.rows:
            self._by_code.setdefault(row.code, []).append(row)
        self._words = [(row, row.wording.casefold().split()) for row in self.rows]

    def fee_on(self, code: str, modifiers: Sequence[str], dos: date) -> FeeRow | None:
        """Give the fee of a service on a day: one of its modifiers' own before the plain one."""
        return _best(self._by_code.get(code, ()), modifiers, dos)

    def search(self, query: str, on: date, limit: int = 20) -> tuple[FeeRow, ...]:
        """Give fees in force on a day whose code or wording begins with what was typed.

        Every typed word must begin the code or a word of the wording; codes come first.
        """
        typed = query.casefold().split()
        if not typed:
            return ()
        found = []
        for row, words in self._words:
            rank = _rank(row, words, typed)
            if rank is not None and row.covers(on):
                found.append((rank, row.code, row.modifier, row))
        found.sort(key=lambda hit: hit[:3])
        return tuple(hit[3] for hit in found[:limit])


def book(session: Session) -> FeeBook:
    """Read the whole fee list."""
    return FeeBook(_rows(session, sa.true()))


def search(session: Session, query: str, on: date, limit: int = 20) -> tuple[FeeRow, ...]:
    """Give the fees in force on a day that begin like what was typed; see ``FeeBook.search``."""
    return book(session).search(query, on, limit)


def fee_on(session: Session, code: str, modifiers: Sequence[str], dos: date) -> FeeRow | None:
    """Give the fee of a service on a day; None when the list has none."""
    return fees_on(session, [(code, tuple(modifiers), dos)])[0]


def nearest(session: Session, code: str, dos: date) -> FeeRow | None:
    """Give the fee of a code that was in force nearest to a day, before or after it."""
    rows = _rows(session, Fee.code == code.strip().upper())
    return min(rows, key=lambda row: _days_away(row, dos), default=None)


def fees_on(session: Session, asked: Sequence[Asked]) -> list[FeeRow | None]:
    """Give the fee of each (code, modifiers, date of service), None where the list has none."""
    codes = sorted({code for code, _, _ in asked})
    by_code: dict[str, list[FeeRow]] = {}
    for start in range(0, len(codes), _AT_ONCE):
        for row in _rows(session, Fee.code.in_(codes[start : start + _AT_ONCE])):
            by_code.setdefault(row.code, []).append(row)
    return [_best(by_code.get(code, ()), modifiers, dos) for code, modifiers, dos in asked]


def looks_like_fee_list(path: Path) -> bool:
    """Tell by its headings whether a CSV or XLSX file is a list of codes and fees."""
    return fee_file.looks_like_fee_list(path)


@dataclass(frozen=True, slots=True)
class Changes:
    """What loading a list would do, in rows."""

    added: int = 0
    changed: int = 0
    ended: int = 0
    unchanged: int = 0


def changes(session: Session, read: fee_file.FeeFile, name: str) -> Changes:
    """Give what loading a list would do to the one of that name; nothing is changed."""
    schedule_id = session.scalar(sa.select(FeeSchedule.id).where(FeeSchedule.name == name.strip()))
    kept = {} if schedule_id is None else _windows(session, schedule_id)
    counts = Counter[str]()
    for service, fresh in _by_service(read.rows).items():
        counts.update(_laid(kept.get(service, []), fresh)[1])
    return Changes(*(counts[what] for what in ("added", "changed", "ended", "unchanged")))


def load_file(
    work: Work, path: Path, name: str, valid_from: date, chosen: Layout | None = None
) -> Loaded:
    """Take a fee list in; rows without a date of their own hold from ``valid_from`` on.

    ``chosen`` are its columns as someone looked at them; None: its headings tell.

    Where a new fee begins, the older one ends the day before; what the file does not speak
    of stays as it is. The same file a second time changes nothing.

    Raises:
        Refused: not_allowed, fees.no_headings, fees.no_rows.
        Outside: fees.unreadable.
    """
    work.require(permissions.SETTINGS)
    read = fee_file.read(path, valid_from, chosen)
    if not read.rows:
        raise Refused("fees.no_rows", file=path.name)
    counts = dataclasses.asdict(lay(work, name, read.rows))
    ends = [row.window.valid_to for row in read.rows]
    last = None if None in ends else max(end for end in ends if end is not None)
    first = min(row.window.valid_from for row in read.rows)
    codes = len({row.code for row in read.rows})
    return Loaded(name, first, last, codes, **counts, refused=read.refused)


def lay(work: Work, name: str, rows: Sequence[fee_file.FileRow]) -> Changes:
    """Lay fees over the list of a name, made when it is not there; give what it did."""
    schedule = _schedule(work, name)
    kept = _windows(work.session, schedule.id)
    counts = Counter[str]()
    for service, fresh in _by_service(rows).items():
        counts.update(_write(work, schedule.id, service, (kept.get(service, []), fresh)))
    if counts["added"] or counts["changed"]:
        schedule.loaded_at = work.now
    return Changes(*(counts[what] for what in ("added", "changed", "ended", "unchanged")))


def _best(rows: Sequence[FeeRow], modifiers: Sequence[str], dos: date) -> FeeRow | None:
    """Choose among a code's fees: a modifier's own, the newest, the last loaded."""
    fitting = [r for r in rows if r.covers(dos) and (not r.modifier or r.modifier in modifiers)]
    return max(fitting, key=lambda r: (bool(r.modifier), r.valid_from, r.id), default=None)


def _days_away(row: FeeRow, dos: date) -> int:
    end = row.valid_to or date.max
    return max((row.valid_from - dos).days, (dos - end).days, 0)


def _rank(row: FeeRow, words: Sequence[str], typed: Sequence[str]) -> int | None:
    """Give 0 for the code itself, 1 for its beginning, 2 for words; None when it does not fit."""
    code = row.code.casefold()
    if len(typed) == 1 and code.startswith(typed[0]):
        return 0 if code == typed[0] else 1
    for one in typed:
        if not code.startswith(one) and not any(word.startswith(one) for word in words):
            return None
    return 2


def _rows(session: Session, which: sa.ColumnElement[bool]) -> list[FeeRow]:
    columns = [getattr(Fee, name) for name in FeeRow.__dataclass_fields__]
    return [FeeRow(*row) for row in session.execute(sa.select(*columns).where(which))]


def _schedule(work: Work, name: str) -> FeeSchedule:
    found = work.session.scalar(sa.select(FeeSchedule).where(FeeSchedule.name == name))
    if found is None:
        found = FeeSchedule(name=name, loaded_at=work.now)
        work.session.add(found)
        work.session.flush()
    return found


def _windows(session: Session, schedule_id: int) -> dict[tuple[str, str], list[Fee]]:
    found: dict[tuple[str, str], list[Fee]] = {}
    for row in session.scalars(sa.select(Fee).where(Fee.fee_schedule_id == schedule_id)):
        found.setdefault((row.code, row.modifier), []).append(row)
    return found


def _by_service(rows: Sequence[fee_file.FileRow]) -> Mapping[tuple[str, str], list[Window]]:
    found: dict[tuple[str, str], list[Window]] = {}
    for row in rows:
        found.setdefault((row.code, row.modifier), []).append(row.window)
    return found


def _write(
    work: Work, schedule_id: int, service: tuple[str, str], both: tuple[list[Fee], list[Window]]
) -> dict[str, int]:
    """Lay fresh windows over the stored ones of a service and store what differs."""
    old, fresh = both
    laid, counts = _laid(old, fresh)
    rows = {row.id: row for row in old}
    for key, window in laid:
        if key is None:
            work.session.add(_fee(schedule_id, service, window))
        elif _window(rows[key]) != window:
            _set(rows[key], window)
    return counts


def _laid(
    old: Sequence[Fee], fresh: Sequence[Window]
) -> tuple[list[fee_windows.Kept], dict[str, int]]:
    """Lay fresh windows over those of a service, and count what differs."""
    stored = {row.id: _window(row) for row in old}
    laid = fee_windows.laid_over(stored, fresh)
    counts = {"added": 0, "changed": 0, "ended": 0, "unchanged": 0}
    for key, window in laid:
        if key is None:
            counts["added"] += 1
        elif stored[key] != window:
            counts["ended" if stored[key].says(window) else "changed"] += 1
    counts["unchanged"] = sum(1 for w in fresh if fee_windows.holds(stored.values(), w))
    return laid, counts


def _window(row: Fee) -> Window:
    return Window(row.valid_from, row.valid_to, row.amount, row.wording)


def _fee(schedule_id: int, service: tuple[str, str], window: Window) -> Fee:
    row = Fee(fee_schedule_id=schedule_id, code=service[0], modifier=service[1])
    _set(row, window)
    return row


def _set(row: Fee, window: Window) -> None:
    row.valid_from, row.valid_to = window.valid_from, window.valid_to
    row.amount, row.wording = window.amount, window.wording
