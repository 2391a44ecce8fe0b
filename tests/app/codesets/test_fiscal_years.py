"""Releases of October and April side by side: codes, notes and windows on both sides of a day."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import pytest

from app.codesets import load, lookup
from app.codesets.loaded import Asked, Loaded
from app.codesets.reference import open_reference

from . import release_files as made
from .test_icd_files import addenda_line
from .test_load import order_text
from .test_tabular import SMALL

OLD = [("A00", 0, "Ailment"), ("A000", 1, "Ailment of left hand"), ("A001", 1, "Of foot")]
NEW = [*OLD[:2], ("A001", 0, "Of foot"), ("A0010", 1, "Of toe")]
APRIL = [*NEW, ("A002", 1, "Of nose")]
ADDED = [
    addenda_line("Delete", "A001", 1, "Of foot"), addenda_line("Add", "A001", 0, "Of foot"),
    addenda_line("Add", "A0010", 1, "Of toe"),
]  # fmt: skip


def files(where: Path) -> dict[str, Path]:
    """Write the files of three releases under the names of their publisher."""
    contents: dict[str, bytes | str] = {
        "icd10cm_order_2026.txt": order_text(*OLD),
        "icd10cm_tabular_2026.xml": SMALL.replace(b"2019", b"2026"),
        "icd10cm_order_2027.txt": order_text(*NEW),
        "icd10cm_tabular_2027.xml": SMALL.replace(b"of\n old", b"of new"),
        "icd10cm_order_addenda_2027.txt": "\r\n".join(ADDED),
        "icd10cm_order_April_1_2027.txt": order_text(*APRIL),
    }
    return {name: made.written(where / name, content) for name, content in contents.items()}


def take(where: Path, *paths: Path) -> Loaded:
    """Load files at once; give the last release."""
    return load.take(paths, Asked(where))[-1]


def told(where: Path, code: str, on: date) -> tuple[bool, list[str]] | None:
    """Tell whether a code can be billed on a day, and what is included in its category."""
    opened = open_reference(where)
    try:
        found, category = lookup.find(opened, code, on), lookup.find(opened, "A00", on)
        assert category is not None
        notes = [note.text for note in category.notes_of("inclusion")]
        return None if found is None else (found.billable, notes)
    finally:
        opened.close()


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path, made_ = tmp_path / "reference.sqlite", files(tmp_path)
    take(path, made_["icd10cm_order_2026.txt"], made_["icd10cm_tabular_2026.xml"])
    return path


def test_a_list_without_its_tabular_goes_on_with_the_notes_of_the_release_before(old: Path) -> None:
    made_ = files(old.parent)
    loaded = take(old, made_["icd10cm_order_2027.txt"])
    assert (loaded.changes.added, loaded.changes.ended) == (("A0010",), ("A001",))
    assert (loaded.refused, loaded.notes) == (0, 2)
    (row,) = loaded.refused_rows
    assert (row.reason, row.value) == ("notes_of_before", "FY2026")
    assert told(old, "A001", date(2026, 9, 30)) == (True, ["Complaint of old"])
    assert told(old, "A001", date(2026, 10, 1)) == (False, ["Complaint of old"])
    assert take(old, made_["icd10cm_order_2027.txt"]).unchanged
    then = take(old, made_["icd10cm_tabular_2027.xml"])
    assert (then.refused_rows, then.changes.added, then.changes.ended) == ((), (), ())
    assert told(old, "A0010", date(2026, 10, 1)) == (True, ["Complaint of new"])
    assert told(old, "A001", date(2026, 9, 30)) == (True, ["Complaint of old"])
    april = take(old, made_["icd10cm_order_April_1_2027.txt"])
    assert (april.changes.added, april.changes.changed, april.changes.ended) == (("A002",), (), ())
    assert told(old, "A002", date(2027, 3, 31)) is None
    assert told(old, "A002", date(2027, 4, 1)) == (True, ["Complaint of new"])


@pytest.mark.parametrize(
    "order",
    list(
        itertools.permutations(
            ("icd10cm_order_2027.txt", "icd10cm_order_addenda_2027.txt",
             "icd10cm_order_April_1_2027.txt")
        )
    ),
)  # fmt: skip
def test_the_files_of_a_year_may_come_in_any_order(old: Path, order: tuple[str, ...]) -> None:
    made_ = files(old.parent)
    for name in order:
        take(old, made_[name])
    take(old, made_["icd10cm_tabular_2027.xml"])
    codes = {
        day: [code for code in ("A001", "A0010", "A002") if (told(old, code, day) or (False,))[0]]
        for day in (date(2026, 9, 30), date(2026, 10, 1), date(2027, 3, 31), date(2027, 4, 1))
    }
    assert [*codes.values()] == [["A001"], ["A0010"], ["A0010"], ["A0010", "A002"]]


def test_a_tabular_of_long_ago_says_nothing_of_a_list_of_today(old: Path) -> None:
    path = made.written(old.with_name("icd10cm_order_2029.txt"), order_text(*NEW))
    loaded = take(old, path)
    assert (loaded.notes, loaded.refused_rows) == (0, ())
