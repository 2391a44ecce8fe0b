"""Take official release files into the reference file and the rule tables, side by side."""

from __future__ import annotations

import importlib.metadata
import os
import threading
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import archive, layout, recognizing, restoring, searched, storing, taking
from app.codesets.icd_release import Prepared, Reading, prepare
from app.codesets.loaded import Asked, Loaded
from app.codesets.recognizing import ICD_KINDS
from app.codesets.storing import Addition, Release
from app.progress import Cancelled, Progress, unheard
from app.values.problem import Outside, Refused

STARTER_PACKAGE = "simple-icd-10-cm"
STARTER_FROM = date(2026, 4, 1)
_ONE_AT_A_TIME = threading.Lock()
"""What is built is read from the file that it takes the place of."""


def load_starter(
    path: Path | None = None, progress: Progress = unheard, *, dry_run: bool = False
) -> Loaded:
    """Build the starter release: ICD-10-CM in force from 1 April to 30 September 2026.

    The files are read where the package carries them; the package itself is not imported. A dry
    run tells what it would bring and writes nothing.

    Raises:
        Outside: ``codes.no_starter`` when the files are not there.
    """
    asked = Asked(path or layout.default_path(), STARTER_FROM, dry_run=dry_run)
    return take(_starter_paths(), asked, progress)[0]


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
    """Load releases from their files, bare or in ZIP archives; give the first of them.

    Raises:
        Refused, Outside: as in ``take``.
    """
    asked = Asked(path or layout.default_path(), valid_from)
    return take(paths, asked, progress)[0]


def kinds(paths: Sequence[Path]) -> frozenset[str]:
    """Tell what some files are, without loading them; empty when nothing in them is known.

    Raises:
        Refused, Outside: as in ``take``, for what cannot be opened.
    """
    with archive.opened(paths) as members:
        return frozenset(known.kind for known in recognizing.known(members))


def take(paths: Sequence[Path], asked: Asked, progress: Progress = unheard) -> tuple[Loaded, ...]:
    """Load whatever releases some files hold; ICD-10-CM first.

    Raises:
        Refused: ``codes.not_official``, ``codes.truncated``, ``codes.needs_list``,
            ``codes.needs_from``, ``codes.no_rows``, ``codes.too_large``, ``codes.locked``,
            ``codes.missing_column``; nothing was changed.
        Outside: ``codes.unreadable``, ``codes.other_layout``; nothing was changed.
        Cancelled: the user asked to stop.
    """
    with _ONE_AT_A_TIME, archive.opened(paths) as members, ExitStack() as until:
        found = recognizing.known(members)
        if not found:
            raise Refused("codes.not_official", file=paths[0].name if paths else "")
        progress(0, 0, "read")
        reading = Reading(asked, until, progress)
        prepared = prepare([k for k in found if k.kind in ICD_KINDS], reading)
        rules = [k for k in found if k.kind not in ICD_KINDS]
        loaded = taking.take(rules, asked, progress) if rules else []
        if not asked.dry_run:
            _build(prepared, loaded, asked, progress)
        return (*(p.loaded for p in prepared), *loaded)


def _build(
    prepared: Sequence[Prepared], loaded: Sequence[Loaded], asked: Asked, progress: Progress
) -> None:
    """Build the reference file again when something in it is new.

    Once rule tables were taken it is no longer stopped, or what they hold would not be found.
    """
    additions = _by_system_and_day(p.addition for p in prepared if p.addition is not None)
    for release in _told_anew(loaded, asked.path):
        if _key(release) not in additions:
            additions[_key(release)] = restoring.addition(asked.path, release)
    there = frozenset(map(_key, restoring.every_release(asked.path)))
    services = [searched.services(asked.path, one) for one in loaded if _is_new(one, there)]
    additions |= _by_system_and_day(services)
    if additions:
        heard = _unstopped(progress) if loaded else progress
        _place(asked.path, _with_index(additions.values(), asked.path), heard)
    for one in prepared:
        taking.record(asked, one.loaded)


def _by_system_and_day(additions: Iterable[Addition]) -> dict[tuple[str, date], Addition]:
    return {_key(release): (release, rows) for release, rows in additions}


def _key(release: Release) -> tuple[str, date]:
    return release.system, release.valid_from


def _with_index(additions: Iterable[Addition], path: Path) -> list[Addition]:
    """Give the diagnosis codes among some releases the terms of the index that serves them."""
    made = list(additions)
    for release, rows in made:
        if release.system == storing.SYSTEM:
            rows.alphabetic = searched.IndexTerms(path, release.valid_from)
    return made


def _told_anew(loaded: Iterable[Loaded], target: Path) -> list[Release]:
    """Give the stored releases to build again: a new index serves them, or all words are old."""
    if restoring.is_behind(target):
        return restoring.every_release(target)
    firsts = [one.valid_from for one in loaded if one.system == "index" and not one.unchanged]
    if not firsts:
        return []
    return [r for r in restoring.releases(target) if r.valid_from >= min(firsts)]


def _is_new(one: Loaded, there: frozenset[tuple[str, date]]) -> bool:
    """Tell whether services are to be made findable; they may be in, but not yet found."""
    is_found = one.unchanged and (one.system, one.valid_from) in there
    return one.system in ("hcpcs", "cpt") and not is_found


def _unstopped(progress: Progress) -> Progress:
    def told(done: int, total: int, note: str = "") -> None:
        with suppress(Cancelled):
            progress(done, total, note)

    return told


def refresh(path: Path | None = None, progress: Progress = unheard) -> bool:
    """Build a reference file again whose search was made by other words than the program's.

    All its releases are kept, read from the file itself. Tell whether it was built. It is left
    as it is where it may not be written, or another program put a new one there meanwhile.

    Raises:
        Cancelled: the user asked to stop; nothing was changed.
    """
    target = path or layout.default_path()
    with _ONE_AT_A_TIME:
        if not restoring.is_behind(target) or not os.access(target.parent, os.W_OK):
            return False
        before = target.stat()
        additions = [restoring.addition(target, one) for one in restoring.every_release(target)]
        building = _beside(target)
        try:
            storing.build(building, target, _with_index(additions, target), progress)
            if not os.path.samestat(before, target.stat()):
                return False
            os.replace(building, target)
        except (OSError, sqlite.Error):
            return False
        finally:
            building.unlink(missing_ok=True)
    return True


def _place(target: Path, additions: Sequence[Addition], progress: Progress) -> None:
    """Build the new file beside the old one and rename it, so that a broken build is unseen."""
    target.parent.mkdir(parents=True, exist_ok=True)
    building = _beside(target)
    try:
        storing.build(building, target, additions, progress)
        os.replace(building, target)
    finally:
        building.unlink(missing_ok=True)


def _beside(target: Path) -> Path:
    return target.with_name(f"{target.name}.{os.getpid()}.building")
