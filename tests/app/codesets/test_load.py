from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest

from app.codesets import load, lookup, reference, search
from app.values.problem import Outside, Refused
from app.values.words import fill, say

from .test_listing import order_line
from .test_tabular import SMALL

OLD = date(2018, 12, 1)


def order_text(*rows: tuple[str, int, str]) -> str:
    return "\r\n".join(order_line(n, *row) for n, row in enumerate(rows, 1))


@pytest.fixture
def order_zip(tmp_path: Path) -> Path:
    path = tmp_path / "2019-descriptions.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("notice.pdf", b"%PDF-1.4 \x00")
        archive.writestr(
            "icd10cm_order_2019.txt",
            order_text(("A00", 0, "Ailment"), ("A000", 1, "Ailment of left hand")),
        )
    return path


def test_an_order_file_in_a_zip_is_a_release(order_zip: Path, tmp_path: Path) -> None:
    path = tmp_path / "reference.sqlite"
    loaded = load.load_paths([order_zip], path)
    assert (loaded.release, loaded.codes, loaded.billable) == ("FY2019", 2, 1)
    assert (loaded.valid_from, loaded.valid_to) == (date(2018, 10, 1), date(2019, 9, 30))
    opened = reference.open_reference(path)
    entry = lookup.find(opened, "a00.0", OLD)
    assert entry is not None
    assert (entry.title, entry.billable, entry.nearest) == ("Ailment of left hand", True, False)
    assert [str(h.code) for h in search.search(opened, "ailm", OLD)] == ["A00", "A00.0"]
    opened.close()


def test_a_tabular_may_follow_its_order_file(order_zip: Path, tmp_path: Path) -> None:
    path = tmp_path / "reference.sqlite"
    load.load_paths([order_zip], path)
    tabular = tmp_path / "icd10cm_tabular_2019.xml"
    tabular.write_bytes(SMALL)
    loaded = load.load_paths([tabular], path)
    assert (loaded.codes, loaded.notes) == (2, 2)
    opened = reference.open_reference(path)
    assert [r.label for r in opened.releases] == ["FY2019"]
    entry = lookup.find(opened, "A00", OLD)
    assert entry is not None
    assert [n.text for n in entry.notes_of("inclusion")] == ["Complaint of old"]
    opened.close()


def test_releases_stand_side_by_side_and_the_nearest_serves(
    order_zip: Path, tmp_path: Path
) -> None:
    path = tmp_path / "reference.sqlite"
    load.load_paths([order_zip], path)
    later = tmp_path / "icd10cm-order-April-1-2019.txt"
    later.write_text(order_text(("A00", 0, "Ailment"), ("A001", 1, "Ailment of right hand")))
    load.load_paths([later], path)
    load.load_paths([later], path)
    opened = reference.open_reference(path)
    windows = [(r.valid_from, r.valid_to) for r in opened.releases]
    assert windows == [
        (date(2018, 10, 1), date(2019, 3, 31)), (date(2019, 4, 1), date(2019, 9, 30))
    ]  # fmt: skip
    assert lookup.find(opened, "A00.0", date(2019, 3, 31)) is not None
    assert lookup.find(opened, "A00.0", date(2019, 4, 1)) is None
    assert opened.serving(date(2019, 9, 30)).nearest is False
    after = opened.serving(date(2026, 1, 1))
    assert (after.release.valid_from, after.nearest) == (date(2019, 4, 1), True)
    before = opened.serving(date(2001, 1, 1))
    assert (before.release.valid_from, before.nearest) == (date(2018, 10, 1), True)
    opened.close()


def test_a_tabular_alone_does_not_say_what_is_valid(tmp_path: Path) -> None:
    tabular = tmp_path / "icd10cm_tabular_2027.xml"
    tabular.write_bytes(SMALL)
    path = tmp_path / "reference.sqlite"
    with pytest.raises(Refused) as caught:
        load.load_paths([tabular], path)
    assert caught.value.code == "codes.needs_list"
    assert not path.exists()


def test_a_file_without_a_year_wants_its_first_day(tmp_path: Path) -> None:
    order = tmp_path / "order.txt"
    order.write_text(order_text(("A00", 1, "Ailment")))
    with pytest.raises(Refused) as caught:
        load.load_paths([order], tmp_path / "r.sqlite")
    assert caught.value.code == "codes.needs_from"
    loaded = load.load_paths([order], tmp_path / "r.sqlite", valid_from=date(2026, 10, 1))
    assert (loaded.release, loaded.valid_to) == ("FY2027", date(2027, 9, 30))


def test_a_refused_file_leaves_the_reference_as_it_was(order_zip: Path, tmp_path: Path) -> None:
    path = tmp_path / "reference.sqlite"
    load.load_paths([order_zip], path)
    before = path.read_bytes()
    broken = tmp_path / "icd10cm_tabular_2019.xml"
    broken.write_bytes(SMALL[:300])
    with pytest.raises(Refused) as caught:
        load.load_paths([broken], path)
    assert caught.value.code == "codes.truncated"
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir() if "building" in p.name) == []


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.4\x00", b"<html></html>"])
def test_what_is_no_official_file_is_refused_with_a_remedy(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "holiday.txt"
    path.write_bytes(content)
    with pytest.raises(Refused) as caught:
        load.load_paths([path], tmp_path / "r.sqlite")
    words = fill("codes.refused.not_official.what", caught.value.values)
    assert "holiday.txt" in words
    assert "order file" in say("codes.refused.not_official.now")


def test_a_missing_file_is_told_as_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Outside) as caught:
        load.load_paths([tmp_path / "none.zip"], tmp_path / "r.sqlite")
    assert caught.value.code == "codes.unreadable"


def test_there_is_no_reference_before_the_first_load(tmp_path: Path) -> None:
    with pytest.raises(Outside) as caught:
        reference.open_reference(tmp_path / "none.sqlite")
    assert caught.value.code == "codes.not_loaded"


def test_the_starter_is_small(starter_path: Path) -> None:
    assert starter_path.stat().st_size < 60_000_000
