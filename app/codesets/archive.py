"""Open release files: bare, in a ZIP, or in a ZIP within a ZIP, without trusting any of them."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from app.values.problem import Outside, Refused

HEAD = 65_536
_LARGEST = 1_500_000_000
_LARGEST_WORKBOOK = 400_000_000
_DENSEST = 250
"""More bytes out of one packed byte than this is a bomb; official files stay below 60."""
_SMALL = 10_000_000
_MOST_MEMBERS = 2_000
_DEEPEST = 3
_ZIP = b"PK\x03\x04"
_WORKBOOK = "xl/workbook.xml"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file as it came: its own name, the name of what it came in, bytes, first bytes."""

    name: str
    outer: str
    size: int
    head: bytes
    is_workbook: bool
    archive: zipfile.ZipFile | None
    entry: zipfile.ZipInfo | None
    path: Path

    @property
    def names(self) -> str:
        """Give all the names that may tell a setting or a quarter, innermost first."""
        return f"{self.name} {self.outer}".lower()

    def open(self) -> IO[bytes]:
        """Open the content for reading from its start."""
        if self.archive is None or self.entry is None:
            return self.path.open("rb")
        return self.archive.open(self.entry)

    def digest(self) -> str:
        """Give the SHA-256 of the content, read in pieces."""
        sum_ = hashlib.sha256()
        with self.open() as stream:
            while piece := stream.read(1 << 20):
                sum_.update(piece)
        return sum_.hexdigest()


class _Held(ExitStack):
    """What is open at once; ``unpacked`` counts the bytes of archives that lay in archives."""

    unpacked = 0


@contextmanager
def opened(paths: Sequence[Path]) -> Iterator[list[Member]]:
    """Open files and everything in them for as long as the block lasts.

    Raises:
        Outside: ``codes.unreadable`` for what cannot be read or breaks off.
        Refused: ``codes.too_large`` for archives that swell, ``codes.locked`` for a password.
    """
    name = paths[0].name if paths else ""
    with _Held() as stack:
        try:
            yield _opened(paths, stack)
        except _BROKEN as error:
            raise Outside("codes.unreadable", file=name) from error


def _opened(paths: Sequence[Path], stack: _Held) -> list[Member]:
    found: list[Member] = []
    for path in paths:
        try:
            found.extend(_of_path(path, stack))
        except (*_BROKEN, OSError) as error:
            raise Outside("codes.unreadable", file=path.name) from error
    return found


def _of_path(path: Path, stack: _Held) -> Iterator[Member]:
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    size = path.stat().st_size
    if not head.startswith(_ZIP):
        _fits(path.name, size, size, _LARGEST)
        yield Member(path.name, path.parent.name, size, head, False, None, None, path)
        return
    archive = stack.enter_context(zipfile.ZipFile(path))
    if _is_workbook(archive):
        _weigh(archive, path.name, _LARGEST_WORKBOOK)
        yield Member(path.name, path.parent.name, size, head, True, None, None, path)
        return
    yield from _of_archive(archive, path, stack, 1)


def _of_archive(archive: zipfile.ZipFile, path: Path, stack: _Held, depth: int) -> Iterator[Member]:
    _weigh(archive, path.name, _LARGEST)
    for entry in archive.infolist():
        if entry.is_dir() or entry.filename.startswith("__MACOSX"):
            continue
        if entry.flag_bits & 1:
            raise Refused("codes.locked", file=path.name)
        with archive.open(entry) as stream:
            head = stream.read(HEAD)
        if head.startswith(_ZIP):
            yield from _of_inner(archive, entry, path, stack, depth)
        else:
            size = entry.file_size
            yield Member(_name(entry), path.name, size, head, False, archive, entry, path)


def _of_inner(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, path: Path, stack: _Held, depth: int
) -> Iterator[Member]:
    """Open a workbook or an archive that lies in an archive; it is unpacked to seek in it."""
    if depth >= _DEEPEST:
        raise Refused("codes.too_large", file=path.name)
    stack.unpacked += entry.file_size
    if stack.unpacked > _LARGEST:
        raise Refused("codes.too_large", file=path.name)
    spooled = tempfile.SpooledTemporaryFile(max_size=_SMALL)  # noqa: SIM115 (the stack closes it)
    stack.callback(spooled.close)
    with archive.open(entry) as stream:
        shutil.copyfileobj(stream, spooled, 1 << 20)
    inner = stack.enter_context(zipfile.ZipFile(spooled))
    name = _name(entry)
    if _is_workbook(inner):
        _weigh(inner, path.name, _LARGEST_WORKBOOK)
        yield Member(name, path.name, entry.file_size, _ZIP, True, archive, entry, path)
        return
    yield from _of_archive(inner, path.with_name(name), stack, depth + 1)


def _name(entry: zipfile.ZipInfo) -> str:
    """Give the bare name of what lies in an archive; nothing is ever written under it."""
    return PurePosixPath(entry.filename.replace("\\", "/")).name or "unnamed"


def _is_workbook(archive: zipfile.ZipFile) -> bool:
    return _WORKBOOK in archive.namelist()


def _weigh(archive: zipfile.ZipFile, name: str, largest: int) -> None:
    entries = archive.infolist()
    if len(entries) > _MOST_MEMBERS:
        raise Refused("codes.too_large", file=name)
    _fits(name, sum(e.file_size for e in entries), sum(e.compress_size for e in entries), largest)
    for entry in entries:
        _fits(name, entry.file_size, entry.compress_size, largest)


def _fits(name: str, size: int, packed: int, largest: int) -> None:
    if size > largest or (size > _SMALL and size > packed * _DENSEST):
        raise Refused("codes.too_large", file=name)
