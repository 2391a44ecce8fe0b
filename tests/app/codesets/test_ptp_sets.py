"""The files of an NCCI set are one set: pairs move among them, and they come one by one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.codesets import load, tables
from app.codesets.comparing import Changes
from app.codesets.loaded import Asked, Loaded
from app.codesets.reference import Reference

from . import release_files as made

NAME = "ccipra-v{}r0-f{}.txt"
Q3, Q4 = date(2026, 9, 30), date(2026, 10, 1)
CODES = ["10060", "11042", "20610", "64450", "99213"]


def take(where: Path, files: dict[str, tuple[str, ...]], **asked: object) -> Loaded:
    """Load some files at once."""
    paths = [made.written(where.with_name(name), made.ptp(*rows)) for name, rows in files.items()]
    (loaded,) = load.take(paths, Asked(where, **asked))  # type: ignore[arg-type]
    return loaded


def pairs(opened: Reference, on: date) -> dict[str, str]:
    """Give the pairs in force on a day with their indicators and the releases that say so."""
    found = tables.ptp(opened, CODES, on)
    return {f"{e.column1}/{e.column2}": f"{e.indicator} {e.release}" for e in found}


def counts(changes: Changes) -> tuple[int, int, int]:
    """Give how many were added, changed and ended."""
    return changes.added_count, changes.changed_count, changes.ended_count


def test_a_pair_that_moves_to_another_file_is_neither_added_nor_ended(where: Path) -> None:
    one, two, three = (
        "10060 11042 20200101 * 1", "20610 64450 20200101 * 1", "64450 99213 20200101 * 0",
    )  # fmt: skip
    take(where, {NAME.format(322, 1): (one, two), NAME.format(322, 2): (three,)})
    moved = {NAME.format(323, 1): (one,), NAME.format(323, 2): (two, three)}
    assert counts(take(where, moved, dry_run=True).changes) == (0, 0, 0)
    first = dict([*moved.items()][:1])
    assert counts(take(where, first).changes) == (0, 0, 0), "it may come with the second file"
    assert counts(take(where, dict([*moved.items()][1:])).changes) == (0, 0, 0)


def test_what_no_file_of_a_whole_set_has_any_more_is_ended(where: Path) -> None:
    gone = "10060 20610 20200101 * 1"
    kept, other = "10060 11042 20200101 * 1", "20610 64450 20200101 * 1"
    take(where, {NAME.format(322, 1): (kept, gone), NAME.format(322, 2): (other,)})
    first = take(where, {NAME.format(323, 1): (kept,)}).changes
    assert first.ended == ()
    second = take(where, {NAME.format(323, 2): (other.replace("*", "20260930"),)}).changes
    assert second.ended == ("10060/20610", "20610/64450")
    assert counts(second) == (0, 0, 2)


def test_while_files_of_a_set_are_missing_the_set_before_goes_on(
    where: Path, opened: Reference
) -> None:
    take(
        where,
        {
            NAME.format(322, 1): ("10060 11042 20200101 * 1", "10060 20610 20200101 * 1"),
            NAME.format(322, 2): ("20610 64450 20200101 * 1",),
            NAME.format(322, 3): ("64450 99213 20200101 * 0",),
        },
    )
    take(where, {NAME.format(323, 1): ("10060 11042 20200101 20260930 1",)})
    old = {"10060/20610": "1 2026 Q3", "20610/64450": "1 2026 Q3", "64450/99213": "0 2026 Q3"}
    assert pairs(opened, Q4) == old
    assert pairs(opened, Q3) == old | {"10060/11042": "1 2026 Q3"}
    take(
        where,
        {
            NAME.format(323, 2): ("20610 64450 20200101 * 0",),
            NAME.format(323, 3): ("64450 99213 20200101 * 0",),
        },
    )
    whole = {"20610/64450": "0 2026 Q4", "64450/99213": "0 2026 Q4"}
    assert pairs(opened, Q4) == whole


@pytest.mark.parametrize("at_once", [True, False])
def test_files_under_names_without_a_number_add_up(
    at_once: bool, where: Path, opened: Reference
) -> None:
    files = {
        "first 2026q4.txt": ("10060 11042 20200101 * 1", "10060 20610 20200101 * 1"),
        "second 2026q4.txt": ("20610 64450 20200101 * 1",),
        "third 2026q4.txt": ("64450 99213 20200101 * 0",),
    }
    for some in [files] if at_once else [{name: rows} for name, rows in files.items()]:
        last = take(where, some)
    if not at_once:
        assert counts(last.changes) == (1, 0, 0)
    assert len(pairs(opened, Q4)) == 4
    again = take(where, {"first again 2026q4.txt": ("10060 11042 20200101 * 0",)})
    assert counts(again.changes) == (0, 1, 0)
    mended = {"10060 11042 20200101 * 0", "10060 20610 20200101 20260930 1"}
    changed = files | {"first 2026q4.txt": tuple(sorted(mended))}
    assert counts(take(where, changed).changes) == (0, 0, 1)
    assert set(pairs(opened, Q4)) == {"10060/11042", "20610/64450", "64450/99213"}


def cut_off(where: Path, name: str, content: str) -> Loaded:
    """Load a file that ends within a row."""
    return load.take([made.written(where.with_name(name), content)], Asked(where))[0]


@pytest.mark.parametrize("kept", [1, 5, 6, 9, 11])
def test_a_row_that_ends_within_its_codes_is_told(kept: int, where: Path) -> None:
    row = "10060\t11042\t\t20200101\t*\t1\tWhy"
    content = made.ptp("10060 11043 20200101 * 1").decode() + row[:kept]
    cut = cut_off(where, "ccipra-v322r0-f1.txt", content)
    told = [(r.line, r.reason, r.value) for r in cut.refused_rows]
    assert (cut.codes, told) == (1, [(8, "cut_off", row[:kept].partition("\t")[0])])
    units = made.mue("11042,5,1 Line Edit,Why").decode("utf-8-sig") + row[: min(kept, 5)]
    cut = cut_off(where, "MUE_Eff_07-01-2026.csv", units)
    assert (cut.codes, [r.reason for r in cut.refused_rows]) == (1, ["cut_off"])
