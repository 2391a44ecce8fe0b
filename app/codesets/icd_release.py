"""Make a release of ICD-10-CM ready from its files: list, tabular, addenda."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO

from app.codesets import addenda, assembling, comparing, restoring, shelf, storing, windows
from app.codesets.assembling import LeftOut
from app.codesets.assembly import Assembled
from app.codesets.comparing import Changes
from app.codesets.list_aside import ListAside
from app.codesets.listing import Listed, Listing, read_listing
from app.codesets.loaded import Asked, FileTaken, Loaded
from app.codesets.recognizing import Known
from app.codesets.sheet import lines_of, text_of
from app.codesets.shelf import Shelf
from app.codesets.storing import Addition, Release
from app.codesets.table_file import RowRefused
from app.codesets.tabular import Node, nodes_in
from app.progress import Progress, unheard
from app.values.problem import Refused

_LISTS = ("order", "bare", "codes")
_MONTHS = {"april": 4, "apr": 4, "january": 1, "jan": 1}
_VERSION = re.compile(r"<version>\s*(20\d\d)\s*</version>")
_REFUSED_KEPT = 100
_PIECE = 1 << 20
_STEP = 5_000
_YEAR = 366
"""Days between a list and the tabular before it that may go on with it."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A release ready to be built; ``addition`` is None when these very files are in already."""

    release: Release
    addition: Addition | None
    loaded: Loaded


@dataclass(frozen=True, slots=True)
class _Stored:
    """What the reference file has: a release, its rows, and whether it starts on the same day."""

    release: Release
    rows: Assembled
    same_day: bool
    gives_notes: bool
    """Whether a list without its tabular goes on with the notes of this one."""


@dataclass(slots=True)
class _Making:
    """A release on its way: its files, what is stored, and the shelf that it is made on.

    ``unread`` are numbers of lines of the list, ``unfit`` the codes whose change did not fit;
    both are whole once the rows were gone through.
    """

    files: Sequence[Known]
    stored: _Stored | None
    shelf: Shelf
    opened: ExitStack
    unread: list[int] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    left_out: LeftOut = field(default_factory=LeftOut)
    progress: Progress = unheard
    notes_of: str = ""
    """The release before, whose notes go on while the list has no tabular of its own."""
    letters: int = 0
    """The letters read of the list so far, which are about as many as its bytes."""

    def of_kind(self, kind: str) -> Known | None:
        """Give the first file of a kind."""
        return next((known for known in self.files if known.kind == kind), None)

    def how_far(self, rows: int) -> tuple[int, int]:
        """Give the letters read of the list and how many there are, else rows; total 0: unknown."""
        known = next((k for kind in _LISTS if (k := self.of_kind(kind))), None)
        if known is not None:
            return self.letters, max(known.member.size, self.letters)
        return rows, max(len(self.stored.rows.codes), rows) if self.stored else 0

    def source(self) -> str:
        """Name the file that the codes come from."""
        kinds = (*_LISTS, "addenda")
        return next((k.member.name for k in self.files if k.kind in kinds), "")

    def lines(self, known: Known) -> Iterator[str]:
        """Give the lines of a file; it is closed with the others."""
        stream = self.opened.enter_context(known.member.open())
        for line in self.opened.enter_context(lines_of(stream, known.member)):
            self.letters += len(line)
            yield line

    def refused(self) -> list[RowRefused]:
        """Give what was refused, after the rows."""
        name = self.source()
        names = ", ".join(known.member.name for known in self.files)
        return [
            *(RowRefused(name, n, "bad_line", "") for n in self.unread),
            *(RowRefused(name, 0, "not_there", code) for code in self.unfit),
            *(RowRefused(names, 0, "no_words", code) for code in self.left_out.orphans),
            *(RowRefused(names, 0, "listed_twice", code) for code in self.left_out.doubles),
        ]


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read: what was asked, what the files aside go with, and who hears of the steps."""

    asked: Asked
    until: ExitStack
    progress: Progress = unheard

    def heard(self, rows: Iterable[Listed], making: _Making) -> Iterator[Listed]:
        """Give the rows of a release on, and say every so often how far they are."""
        for number, row in enumerate(rows, 1):
            yield row
            if number % _STEP == 0:
                self.progress(*making.how_far(number), "read")


def prepare(found: Sequence[Known], reading: Reading) -> list[Prepared]:
    """Read and put together the releases among some files, one for each first day.

    Raises:
        Refused: ``codes.needs_from``, ``codes.needs_list``, ``codes.truncated``,
            ``codes.not_official``.
        Cancelled: the user asked to stop.
    """
    by_day = _by_day(found, reading.asked)
    return [_one(first, files, reading) for first, files in by_day.items()]


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


def _one(first: date, files: Sequence[Known], reading: Reading) -> Prepared:
    window = windows.fiscal(first)
    digest = _digest(files)
    names = ", ".join(known.member.name for known in files)
    release = Release(window.label, first, window.last, names, digest)
    stored = _stored(reading.asked.path, first)
    if stored and stored.same_day and stored.release.sha256 == digest:
        return Prepared(release, None, _unchanged(stored))
    with ExitStack() as opened:
        making = _Making(files, stored, reading.until.enter_context(shelf.opened()), opened)
        making.progress = reading.progress
        rows = assembling.assemble(
            reading.heard(_rows(making), making), making.shelf, making.left_out
        )
    changes = comparing.of_codes(stored.rows.codes if stored else None, rows.codes)
    loaded = _loaded(release, rows, making.refused(), changes)
    if making.notes_of:
        told = RowRefused(making.source(), 0, "notes_of_before", making.notes_of)
        loaded = replace(loaded, refused_rows=(told, *loaded.refused_rows))
    if stored:
        loaded = replace(loaded, before=stored.rows.billable, whole=rows.billable)
    return Prepared(release, (release, rows), _with_files(loaded, files))


def _stored(path: Path, first: date) -> _Stored | None:
    """Give the release that starts on a day, else the one before it."""
    before = [one for one in restoring.releases(path) if one.valid_from <= first]
    if not before:
        return None
    release = before[-1]
    rows, same_day = restoring.addition(path, release)[1], release.valid_from == first
    is_near = (first - release.valid_from).days <= _YEAR
    return _Stored(release, rows, same_day, bool(rows.headings) and (same_day or is_near))


def _digest(files: Iterable[Known]) -> str:
    """Give the SHA-256 of all files one behind the other, read in pieces."""
    sum_ = hashlib.sha256()
    for known in files:
        with known.member.open() as stream:
            while piece := stream.read(_PIECE):
                sum_.update(piece)
    return sum_.hexdigest()


def _rows(making: _Making) -> Iterable[Listed]:
    """Choose what the release is made of; what no file replaces is kept as it was."""
    given = _has_tabular(making)
    listing = _listing(making)
    stored = making.stored
    if listing is not None:
        if stored and not given and stored.gives_notes:
            making.shelf.hold_nodes(restoring.nodes(stored.rows))
            making.notes_of = "" if stored.same_day else stored.release.label
        return _of_list(making, listing)
    changes = making.of_kind("addenda")
    if stored is None or not (changes or stored.same_day):
        raise Refused("codes.needs_list", file=making.files[0].member.name)
    if not given:
        making.shelf.hold_nodes(restoring.nodes(stored.rows))
    return _of_addenda(making, stored, changes) if changes else restoring.listed(stored.rows)


def _has_tabular(making: _Making) -> bool:
    """Read the tabular among the files, and tell whether there is one."""
    known = making.of_kind("tabular")
    if known is None:
        return False
    with known.member.open() as stream:
        nodes = nodes_in(stream, known.member.name)
        making.shelf.hold_nodes(_heard(nodes, stream, known.member.size, making.progress))
    return True


def _heard(nodes: Iterable[Node], stream: IO[bytes], size: int, told: Progress) -> Iterator[Node]:
    """Give nodes on, and say every so often how many bytes of their file were read."""
    for number, node in enumerate(nodes, 1):
        yield node
        if number % _STEP == 0:
            told(min(stream.tell(), size), size, "read")


def _listing(making: _Making) -> Listing | None:
    """Read the best list there is: the order file before a bare list before the codes file."""
    for kind in _LISTS:
        if known := making.of_kind(kind):
            return read_listing(making.lines(known), known.member.name)
    return None


def _of_list(making: _Making, listing: Listing) -> Iterable[Listed]:
    """Give the rows of a list; the codes file alone switches no header of its release off."""
    making.unread = listing.refused
    if listing.has_flags:
        return listing.rows
    aside = ListAside(making.shelf)
    stored = making.stored
    if stored and stored.same_day and listing.form == "codes":
        aside.hold(restoring.listed(stored.rows))
        addenda.to_valid_codes(aside, listing.rows)
        return aside.in_order()
    aside.hold(listing.rows)
    return aside.as_headers()


def _of_addenda(making: _Making, stored: _Stored, known: Known) -> Iterable[Listed]:
    """Apply an addenda file to the release before; a change that does not fit is refused."""
    changes, unread = addenda.read_addenda(making.lines(known))
    aside = ListAside(making.shelf)
    aside.hold(restoring.listed(stored.rows))
    unfit = addenda.apply(aside, changes)
    making.unread.extend(unread)
    making.unfit.extend(change.row.code for change in unfit)
    return aside.in_order()


def _loaded(
    release: Release, rows: Assembled, refused: Sequence[RowRefused], changes: Changes
) -> Loaded:
    count = len(rows.codes)
    return Loaded(
        system=storing.SYSTEM,
        release=release.label,
        valid_from=release.valid_from,
        valid_to=release.valid_to,
        codes=count,
        billable=rows.billable,
        notes=rows.notes,
        refused=len(refused),
        read=count + len(refused),
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


def _unchanged(there: _Stored) -> Loaded:
    return replace(_loaded(there.release, there.rows, (), Changes()), read=0, unchanged=True)
