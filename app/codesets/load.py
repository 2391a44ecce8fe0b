"""Take official release files into the reference file, versions side by side."""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from app.codesets import layout, storing
from app.codesets.assembly import Assembled, assemble
from app.codesets.listing import Listed, Listing, form_of, read_listing
from app.codesets.tabular import ROOT, Tabular, read_tabular
from app.progress import Progress, unheard
from app.values.problem import Outside, Refused

STARTER_PACKAGE = "simple-icd-10-cm"
STARTER_FROM = date(2026, 4, 1)
_LARGEST_MEMBER = 80_000_000
_HEAD = 4096
_MONTHS = {"april": 4, "apr": 4, "january": 1, "jan": 1}


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a release brought: rows stored and notes; ``refused`` counts unreadable rows."""

    system: str
    release: str
    valid_from: date
    valid_to: date
    codes: int
    billable: int
    notes: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class OfficialFile:
    """A file or a member of an archive, with what its content is: tabular or list."""

    name: str
    content: bytes
    kind: str


def load_starter(path: Path | None = None, progress: Progress = unheard) -> Loaded:
    """Build the starter release: ICD-10-CM in force from 1 April to 30 September 2026.

    The files are read where the package carries them; the package itself is not imported.

    Raises:
        Outside: ``codes.no_starter`` when the files are not there.
    """
    found = [f for p in _starter_paths() for f in recognize(p)]
    return load_files(found, path, valid_from=STARTER_FROM, progress=progress)


def _starter_paths() -> list[Path]:
    try:
        listed = importlib.metadata.files(STARTER_PACKAGE) or []
    except importlib.metadata.PackageNotFoundError:
        raise Outside("codes.no_starter") from None
    paths = [Path(str(f.locate())) for f in listed if f.parent.name == "data"]
    wanted = [p for p in paths if p.suffix in (".xml", ".txt") and p.is_file()]
    if len(wanted) != 2:
        raise Outside("codes.no_starter")
    return wanted


def load_paths(
    paths: Sequence[Path],
    path: Path | None = None,
    valid_from: date | None = None,
    progress: Progress = unheard,
) -> Loaded:
    """Load one release from its files, bare or in ZIP archives.

    Raises:
        Refused: ``codes.not_official``, ``codes.truncated``, ``codes.needs_list``,
            ``codes.needs_from``; nothing was changed.
    """
    files = [f for p in paths for f in recognize(p)]
    return load_files(files, path, valid_from, progress)


def recognize(path: Path) -> list[OfficialFile]:
    """Tell by content which official files a path holds; members of no known kind are left.

    Raises:
        Refused: ``codes.not_official`` when nothing in it is known.
        Outside: ``codes.unreadable`` when it cannot be read.
    """
    try:
        found = [f for f in _members(path) if f.kind]
    except (OSError, zipfile.BadZipFile) as error:
        raise Outside("codes.unreadable", file=path.name) from error
    if not found:
        raise Refused("codes.not_official", file=path.name)
    return found


def _members(path: Path) -> Iterator[OfficialFile]:
    if not zipfile.is_zipfile(path):
        content = path.read_bytes()
        yield OfficialFile(path.name, content, _kind(content))
        return
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.is_dir() or member.file_size > _LARGEST_MEMBER:
                continue
            content = archive.read(member)
            yield OfficialFile(Path(member.filename).name, content, _kind(content))


def _kind(content: bytes) -> str:
    head = content[:_HEAD].removeprefix(b"\xef\xbb\xbf")
    if head.lstrip().startswith(b"<"):
        return "tabular" if f"<{ROOT}".encode() in head else ""
    if b"\x00" in head:
        return ""
    return form_of(_text(head).splitlines()[:-1] or [_text(head)]) or ""


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def load_files(
    files: Sequence[OfficialFile],
    path: Path | None = None,
    valid_from: date | None = None,
    progress: Progress = unheard,
) -> Loaded:
    """Load one release from recognized files and put the new reference file in place.

    Raises:
        Refused: as in ``load_paths``.
    """
    target = path or layout.default_path()
    start = valid_from or _start_from_name(files)
    if start is None:
        raise Refused("codes.needs_from", file=files[0].name)
    progress(0, 4, "read")
    tabular = _tabular_of(files)
    listing = _listing_of(files) or _listed_before(target, start)
    if listing is None:
        raise Refused("codes.needs_list", file=files[0].name)
    progress(1, 4, "assemble")
    assembled = assemble(listing.rows, tabular)
    row = storing.Release(
        label=_label(start),
        valid_from=start,
        valid_to=year_end(start),
        file=", ".join(f.name for f in files),
        sha256=hashlib.sha256(b"".join(f.content for f in files)).hexdigest(),
    )
    _place(target, row, assembled, progress)
    return Loaded(
        system=storing.SYSTEM,
        release=row.label,
        valid_from=start,
        valid_to=row.valid_to,
        codes=len(assembled.codes),
        billable=sum(c.billable for c in assembled.codes),
        notes=assembled.note_count,
        refused=len(listing.refused) + len(assembled.orphans),
    )


def _place(target: Path, row: storing.Release, assembled: Assembled, progress: Progress) -> None:
    """Build the new file beside the old one and rename it, so that a broken build is unseen."""
    target.parent.mkdir(parents=True, exist_ok=True)
    building = target.with_name(f"{target.name}.{os.getpid()}.building")
    try:
        progress(2, 4, "store")
        storing.build(building, target, row, assembled)
        progress(3, 4, "place")
        os.replace(building, target)
    finally:
        building.unlink(missing_ok=True)
    progress(4, 4)


def _tabular_of(files: Iterable[OfficialFile]) -> Tabular | None:
    for file in files:
        if file.kind == "tabular":
            return read_tabular(io.BytesIO(file.content), file.name)
    return None


def _listing_of(files: Iterable[OfficialFile]) -> Listing | None:
    """Read the best list there is: the order file before the codes file before a bare one."""
    ranked = sorted(
        (f for f in files if f.kind in ("order", "codes", "bare")),
        key=lambda f: ("order", "bare", "codes").index(f.kind),
    )
    return read_listing(_text(ranked[0].content), ranked[0].name) if ranked else None


def _listed_before(target: Path, start: date) -> Listing | None:
    """Take the list of a release that is already there, so that a tabular may come later."""
    if layout.layout_of(target) != layout.LAYOUT:
        return None
    rows = [Listed(c, bool(b), t) for c, b, t in storing.listed(target, start)]
    return Listing("order", rows, []) if rows else None


def _start_from_name(files: Iterable[OfficialFile]) -> date | None:
    """Read the window's first day from a file's name, as CMS names them by fiscal year."""
    for file in files:
        name = file.name.lower()
        year = re.search(r"(20\d\d)", name)
        if not year:
            continue
        month = next((m for word, m in _MONTHS.items() if word in name), None)
        if month:
            return date(int(year[1]), month, 1)
        return date(int(year[1]) - 1, 10, 1)
    return None


def year_end(start: date) -> date:
    """Give the last day of the fiscal year that a release starts in: 30 September."""
    year = start.year + 1 if start.month >= 10 else start.year
    return date(year, 10, 1) - timedelta(days=1)


def _label(start: date) -> str:
    year = start.year + 1 if start.month >= 10 else start.year
    return f"FY{year}" if start.month == 10 else f"FY{year} ({start:%B})"
