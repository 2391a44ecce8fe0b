"""Take official release files into the reference file and the rule tables, side by side."""

from __future__ import annotations

import importlib.metadata
import os
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path

from app.codesets import archive, layout, recognizing, restoring, searched, storing, taking
from app.codesets.icd_release import Prepared, Reading, prepare
from app.codesets.loaded import Asked, Loaded
from app.codesets.recognizing import ICD_KINDS
from app.codesets.storing import Addition
from app.progress import Cancelled, Progress, unheard
from app.values.problem import Outside, Refused

STARTER_PACKAGE = "simple-icd-10-cm"
STARTER_FROM = date(2026, 4, 1)


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
    with archive.opened(paths) as members, ExitStack() as until:
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
    additions = {p.release.valid_from: p.addition for p in prepared if p.addition is not None}
    for release in _told_anew(loaded, asked.path):
        if release.valid_from not in additions:
            additions[release.valid_from] = restoring.addition(asked.path, release)
    for release, rows in additions.values():
        rows.alphabetic = searched.IndexTerms(asked.path, release.valid_from)
    there = restoring.built(asked.path)
    services = [searched.services(asked.path, one) for one in loaded if _is_new(one, there)]
    if additions or services:
        heard = _unstopped(progress) if loaded else progress
        _place(asked.path, [*additions.values(), *services], heard)
    for one in prepared:
        taking.record(asked, one.loaded)


def _told_anew(loaded: Iterable[Loaded], target: Path) -> list[storing.Release]:
    """Give the stored releases whose search a newly loaded index changes."""
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


def _place(target: Path, additions: Sequence[Addition], progress: Progress) -> None:
    """Build the new file beside the old one and rename it, so that a broken build is unseen."""
    target.parent.mkdir(parents=True, exist_ok=True)
    building = target.with_name(f"{target.name}.{os.getpid()}.building")
    try:
        storing.build(building, target, additions, progress)
        os.replace(building, target)
    finally:
        building.unlink(missing_ok=True)
