"""Loading a release takes the same memory, however many codes it has, and can be stopped."""

from __future__ import annotations

import tracemalloc
from itertools import islice, product
from pathlib import Path

import pytest

from app.codesets import icd_release, load, postings, storing
from app.codesets.loaded import Asked
from app.progress import Cancelled

FEW, MANY = 600, 3_600
GROWTH = 300_000
"""Bytes; held whole, so many more codes took 1.3 million."""
SIGNS = "0123456789"


def rows(count: int) -> list[tuple[str, int]]:
    """Codes of three categories a letter, each of a header and four hundred below it."""
    codes = (
        (f"{letter}{number}{below}", int(bool(below)))
        for letter, number in product("ABCDEFGHIJ", ("00", "10", "20"))
        for below in ("", *("".join(three) for three in islice(product(SIGNS, repeat=3), 400)))
    )
    return list(islice(codes, count))


def written(path: Path, count: int) -> Path:
    with path.open("w", encoding="ascii", newline="") as stream:
        for n, (code, billable) in enumerate(rows(count), 1):
            words = f"Made-up disorder {n % 7} of the {code[0].lower()} region, degree {n % 11}"
            stream.write(f"{n:05d} {code:<7} {billable} {words[:60]:<60} {words}\r\n")
    return path


def peak(folder: Path, name: str, count: int) -> int:
    """Give the most that Python held at once while so many codes were loaded, in bytes."""
    folder.mkdir()
    path = written(folder / name, count)
    tracemalloc.start()
    try:
        load.take([path], Asked(folder / "reference.sqlite"))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_more_codes_take_no_more_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "icd10cm_order_2027.txt"
    monkeypatch.setattr(postings, "_MOST_HELD", 2_000)
    load.take([written(tmp_path / name, 50)], Asked(tmp_path / "first.sqlite"))
    few = peak(tmp_path / "few", name, FEW)
    assert peak(tmp_path / "many", name, MANY) - few < GROWTH


@pytest.mark.parametrize("part", ["read", "store"])
def test_a_release_can_be_stopped_while_it_is_read_and_while_it_is_written(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(icd_release, "_STEP", 100)
    monkeypatch.setattr(storing, "_AT_ONCE", 100)
    where = tmp_path / "reference.sqlite"
    load.take([written(tmp_path / "icd10cm_order_2026.txt", 20)], Asked(where))
    before = where.read_bytes()
    heard = []

    def stop(done: int, total: int, note: str = "") -> None:
        heard.append((done, total, note))
        if note == part and total and done / total > 0.3:
            raise Cancelled

    with pytest.raises(Cancelled):
        load.take([written(tmp_path / "icd10cm_order_2027.txt", 600)], Asked(where), stop)
    # How far it is, is told of the list's own size while it is read: it comes to its end.
    done, total, note = heard[-1]
    assert (note, done / total) == (part, pytest.approx(1 / 3, rel=0.05))
    assert where.read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if "building" in path.name]
