"""Archives that swell, stop in the middle or nest without end: refused, nothing changed."""

from __future__ import annotations

import tracemalloc
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


ODD = (
    "x", "-1", "\u00b2", "\u0663" * 5, "9" * 40, "1e999999999", "NaN", "9999500",
    "1/1/99999999999", "20261399", "\u00e9" * 300, "=1+1", "0",
)  # fmt: skip
PROPER = {
    "ccipra-v322r0-f1.txt": (made.ptp(), "10060\t11042\t\t20200101\t*\t1\tWhy", "\t"),
    "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv": (made.mue(), "11042,5,1 Line,Why", ","),
    "AOC_V2026Q2-MCR.txt": (
        made.ADDON_HEAD.encode(), "11045\t1\t11042\t\t\t20260101\t\t", "\t"
    ),
    "PPRRVU2026_Jul_nonQPP.csv": (made.pfs(), made.pfs_row("11042"), ","),
    "GPCI2026.csv": (
        b"Medicare Administrative Contractor (MAC),State,Locality Number,Locality Name,"
        b"2026 PW GPCI (with 1.0 Floor),2026 PE GPCI,2026 MP GPCI\n",
        "10112,AL,00,Alabama,1.0,0.9,0.5", ",",
    ),
    "waived-2026-07-01.csv": (
        b"CPT CODE(S),TEST NAME,MANUFACTURER,EFFECTIVE DATE,END DATE\n",
        "87880QW,Strep,One,20260101,", ",",
    ),
    "nucc_taxonomy_270.csv": (
        b"Code,Grouping,Classification,Specialization,Definition,Notes\n",
        "207Q00000X,Physicians,Family Medicine,,,", ",",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PROPER)
def test_an_odd_cell_refuses_its_row_at_most(name: str, where: Path) -> None:
    head, row, sign = PROPER[name]
    cells = row.split(sign)
    rows = [
        sign.join([*cells[:place], odd, *cells[place + 1 :]])
        for place in range(len(cells))
        for odd in ODD
    ]
    text = head.decode() + "\n".join([row, *rows, ""])
    loaded = load.take([made.written(where.with_name(name), text)], Asked(where))[0]
    assert loaded.refused
    assert loaded.codes + loaded.refused == loaded.read


def test_an_odd_cell_of_a_coverage_table_refuses_its_row_at_most(where: Path) -> None:
    proper = made.coverage()
    for name, text in proper.items():
        head, row, *_ = text.splitlines()
        cells = row.replace('"', "").split(",")
        rows = [
            ",".join([*cells[:place], odd, *cells[place + 1 :]])
            for place in range(len(cells))
            for odd in ODD
        ]
        content = proper | {name: "\n".join([head, *rows, ""])}
        path = made.zipped(where.with_name("current_article.zip"), dict(content))
        assert load.take([path], Asked(where, dry_run=True))[0].refused


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("icd10cm_order_2027.txt", b"00001 A00     0 Words\r\n00002 A000    1 "),
        ("ccipra-v322r0-f1.txt", made.ptp("10060 11042 20200101 * 1") + b"10060\t11043\t\t"),
        ("MUE_Eff_07-01-2026.csv", made.mue("11042,5,1 x,y") + b"11043,1,1 Line,"),
    ],
)
def test_a_line_without_end_is_refused_before_it_fills_the_memory(
    name: str, begin: bytes, where: Path
) -> None:
    path = where.with_name(name)
    with path.open("wb") as stream:
        stream.write(begin)
        for _ in range(80):
            stream.write(b"x" * 1_000_000)
    tracemalloc.start()
    with pytest.raises(Refused) as caught:
        load.take([path], Asked(where))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert caught.value.code in ("codes.too_large", "codes.truncated", "codes.not_official")
    assert peak < 200_000_000
