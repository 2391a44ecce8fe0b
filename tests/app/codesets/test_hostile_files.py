"""Archives that swell, stop in the middle or nest without end: refused, nothing changed."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from app.codesets import archive, load
from app.codesets.loaded import Asked
from app.values.problem import Outside, Refused

from . import release_files as made
from .test_rule_files import everything


def test_a_swelling_archive_is_refused(where: Path) -> None:
    path = made.zipped(where.with_name("bomb.zip"), {"icd10cm_order_2027.txt": b"0" * 60_000_000})
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(where))
    assert caught.value.code == "codes.too_large"


def test_a_cut_off_archive_is_told_as_unreadable(where: Path) -> None:
    content = {"ccipra-v322r0-f1.txt": made.ptp("10060 11042 20200101 * 1")}
    path = made.zipped(where.with_name("cut.zip"), content)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(Outside) as caught:
        load.take([path], Asked(where))
    assert caught.value.code == "codes.unreadable"


def test_damage_within_an_archive_changes_nothing(where: Path) -> None:
    content = made.ptp(*(f"{10000 + n} 99213 20200101 * 1" for n in range(30_000)))
    path = made.zipped(where.with_name("damaged.zip"), {"ccipra-v322r0-f1.txt": content})
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0xFF
    path.write_bytes(bytes(raw))
    before = everything(where)
    with pytest.raises(Outside) as caught:
        load.take([path], Asked(where))
    assert caught.value.code == "codes.unreadable"
    assert everything(where) == before


def test_archives_in_archives_end_somewhere(where: Path) -> None:
    path = made.zipped(where.with_name("0.zip"), {"x.txt": "nothing"})
    for n in range(1, 5):
        path = made.zipped(where.with_name(f"{n}.zip"), {path.name: path.read_bytes()})
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(where))
    assert caught.value.code == "codes.too_large"


def test_archives_side_by_side_are_not_unpacked_without_end(
    where: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = made.zipped(where.with_name("in.zip"), {"x.txt": bytes(range(256)) * 40}).read_bytes()
    held = {f"{n}.zip": inner for n in range(5)}
    path = made.zipped(where.with_name("out.zip"), held)
    monkeypatch.setattr(archive, "_LARGEST", 4 * len(inner))
    monkeypatch.setattr(archive, "_weigh", lambda *_: None)
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(where))
    assert caught.value.code == "codes.too_large"


def test_a_workbook_with_one_stray_cell_far_away_is_refused(where: Path) -> None:
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.append(["HCPCS Code", "Long Description"])
    page["XFD1048576"] = "x"
    path = where.with_name("codes.xlsx")
    book.save(path)
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(where))
    assert caught.value.code == "codes.too_large"
