"""Make a release of ICD-10-CM ready from its files: list, tabular, addenda."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.codesets import addenda, comparing, restoring, storing, windows
from app.codesets.assembly import Assembled, assemble
from app.codesets.comparing import Changes
from app.codesets.listing import Listed, Listing, read_listing
from app.codesets.loaded import Asked, FileTaken, Loaded
from app.codesets.recognizing import Known
from app.codesets.sheet import lines_of, text_of
from app.codesets.storing import Addition, Release
from app.codesets.table_file import RowRefused
from app.codesets.tabular import Tabular, read_tabular
from app.values.problem import Refused

_LISTS = ("order", "bare", "codes")
_MONTHS = {"april": 4, "apr": 4, "january": 1, "jan": 1}
_VERSION = re.compile(r"<version>\s*(20\d\d)\s*</version>")
_REFUSED_KEPT = 100
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release ready to be built; ``addition`` is None when these very files are in already."""

    release: Release
    addition: Addition | None
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class _Sources:
    """What a release is made of, and what of its files could not be read.

    ``unread`` are numbers of lines of ``name``; whole once the rows were gone through.
    """

    rows: Iterable[Listed]
    tabular: Tabular | None
    refused: Sequence[RowRefused] = ()
    unread: Sequence[int] = ()
    name: str = ""

    def refusals(self) -> list[RowRefused]:
        """Give what was refused, after the rows."""
        lines = (RowRefused(self.name, n, "bad_line", "") for n in self.unread)
        return [*self.refused, *lines]


def prepare(found: Sequence[Known], asked: Asked) -> list[Prepared]:
    """Read and put together the releases among some files, one for each first day.

    Raises:
        Refused: ``codes.needs_from``, ``codes.needs_list``, ``codes.truncated``,
            ``codes.not_official``.
    """
    return [_one(first, files, asked) for first, files in _by_day(found, asked).items()]


def _by_day(found: Sequence[Known], asked: Asked) -> dict[date, list[Known]]:
    """Sort the files by their release; one that tells no day goes with the others."""
    told = {id(known): asked.valid_from or _day_of(known) for known in found}
    days = [day for day in told.values() if day is not None]
    if found and not days:
        raise Refused("codes.needs_from", file=found[0].member.name)
    by_day: dict[date, list[Known]] = {}
    for known in found:
        by_day.setdefault(told[id(known)] or days[0], []).append(known)
    return dict(sorted(by_day.items()))


def _day_of(known: Known) -> date | None:
    """Read the first day: from the name, as CMS names files by fiscal year, else from content."""
    for name in (known.member.name.lower(), known.member.outer.lower()):
        year = re.search(r"(20\d\d)", name)
        if year:
            month = next((m for word, m in _MONTHS.items() if word in name), None)
            return date(int(year[1]), month, 1) if month else date(int(year[1]) - 1, 10, 1)
    version = _VERSION.search(text_of(known.member.head)) if known.kind == "tabular" else None
    return date(int(version[1]) - 1, 10, 1) if version else None


def _one(first: date, files: Sequence[Known], asked: Asked) -> Prepared:
    window = windows.fiscal(first)
    before = restoring.releases(asked.path)
    digest = _digest(files)
    names = ", ".join(known.member.name for known in files)
    release = Release(window.label, first, window.last, names, digest)
    there = next((r for r in before if r.valid_from == first), None)
    if there is not None and there.sha256 == digest:
        return Prepared(release, None, _unchanged(asked.path, there))
    base = there or next((r for r in reversed(before) if r.valid_from < first), None)
    stored = restoring.addition(asked.path, base)[1] if base else None
    with ExitStack() as opened:
        sources = _sources(files, stored, opened, same_release=there is not None)
        rows = assemble(sources.rows, sources.tabular)
    refused = [
        *sources.refusals(), *(RowRefused(names, 0, "no_words", code) for code in rows.orphans)
    ]  # fmt: skip
    loaded = _loaded(release, rows, refused, _changes(stored, rows))
    return Prepared(release, (release, rows), _with_files(loaded, files))


def _digest(files: Iterable[Known]) -> str:
    """Give the SHA-256 of all files one behind the other, read in pieces."""
    sum_ = hashlib.sha256()
    for known in files:
        with known.member.open() as stream:
            while piece := stream.read(_PIECE):
                sum_.update(piece)
    return sum_.hexdigest()


def _lines(known: Known, opened: ExitStack) -> Iterable[str]:
    stream = opened.enter_context(known.member.open())
    return opened.enter_context(lines_of(stream, known.member.head))


def _sources(
    files: Sequence[Known], stored: Assembled | None, opened: ExitStack, *, same_release: bool
) -> _Sources:
    """Choose what the release is made of; what no file replaces is kept as it was."""
    tabular = _tabular(files)
    listing = _listing(files, opened)
    if listing is not None:
        kept = restoring.tabular(stored) if stored and same_release else None
        rows = listing.rows
        if stored and same_release and listing.form == "codes":
            rows = addenda.from_valid_codes(restoring.listed(stored), list(rows))
        return _Sources(rows, tabular or kept, unread=listing.refused, name=_list_name(files))
    changed = _changed(files, stored, opened)
    if changed is not None and stored is not None:
        return _Sources(changed[0], tabular or restoring.tabular(stored), changed[1])
    if stored is None or not same_release:
        raise Refused("codes.needs_list", file=files[0].member.name)
    return _Sources(restoring.listed(stored), tabular)


def _tabular(files: Sequence[Known]) -> Tabular | None:
    for known in files:
        if known.kind == "tabular":
            with known.member.open() as stream:
                return read_tabular(stream, known.member.name)
    return None


def _listing(files: Sequence[Known], opened: ExitStack) -> Listing | None:
    """Read the best list there is: the order file before a bare list before the codes file."""
    for kind in _LISTS:
        for known in files:
            if known.kind == kind:
                return read_listing(_lines(known, opened), known.member.name)
    return None


def _list_name(files: Iterable[Known]) -> str:
    return next((k.member.name for k in files if k.kind in _LISTS), "")


def _changed(
    files: Sequence[Known], stored: Assembled | None, opened: ExitStack
) -> tuple[list[Listed], list[RowRefused]] | None:
    """Apply an addenda file to the release before; a change that does not fit is refused."""
    for known in files:
        if known.kind == "addenda" and stored is not None:
            name = known.member.name
            changes, unread = addenda.read_addenda(_lines(known, opened))
            rows, unfit = addenda.apply(restoring.listed(stored), changes)
            refused = [RowRefused(name, n, "bad_line", "") for n in unread]
            refused += [RowRefused(name, 0, "not_there", c.row.code) for c in unfit]
            return rows, refused
    return None


def _changes(stored: Assembled | None, rows: Assembled) -> Changes:
    """Hold billable codes and titles against the release before; without one all are new."""
    if stored is None:
        return comparing.changes_of(tuple(sorted(c.code for c in rows.codes)), (), ())
    old = {c.code: (c.billable, c.title) for c in stored.codes}
    new = {c.code: (c.billable, c.title) for c in rows.codes}
    billed = {code for code, (billable, _) in old.items() if billable}
    ended = sorted(code for code in billed if not new.get(code, (False, ""))[0])
    added = sorted(code for code in new if code not in old)
    changed = sorted(code for code, what in new.items() if code in old and old[code] != what)
    return comparing.changes_of(tuple(added), tuple(changed), tuple(ended))


def _loaded(
    release: Release, rows: Assembled, refused: Sequence[RowRefused], changes: Changes
) -> Loaded:
    return Loaded(
        system=storing.SYSTEM,
        release=release.label,
        valid_from=release.valid_from,
        valid_to=release.valid_to,
        codes=len(rows.codes),
        billable=sum(c.billable for c in rows.codes),
        notes=rows.note_count,
        refused=len(refused),
        read=len(rows.codes) + len(refused),
        refused_rows=tuple(refused[:_REFUSED_KEPT]),
        changes=changes,
    )


def _with_files(loaded: Loaded, files: Sequence[Known]) -> Loaded:
    """Add which files these were; the rows are counted on the first of them."""
    counts = [(loaded.read, loaded.codes, loaded.refused), *[(0, 0, 0)] * len(files)]
    taken = tuple(
        FileTaken(known.member.name, known.member.digest(), *count)
        for known, count in zip(files, counts, strict=False)
    )
    return replace(loaded, files=taken)


def _unchanged(path: Path, there: Release) -> Loaded:
    rows = restoring.addition(path, there)[1]
    return replace(_loaded(there, rows, (), Changes()), read=0, unchanged=True)
