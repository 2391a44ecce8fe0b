"""Rule tables in the layouts of their release files, loaded as a practice loads them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from app.codesets import load
from app.codesets.loaded import Asked
from tests.app.codesets import release_files as made

PTP = (
    "11042 97597 20110101 * 1", "11042 97602 20110101 * 1", "97597 97602 20110101 * 1",
    "29881 29877 20040101 * 0", "29876 29875 20040101 * 1", "93015 93016 20100101 20100101 9",
    "97140 97124 19960101 20260331 1", "97530 97750 20260701 * 1",
    "52000 51700 20100101 20151231 0", "52000 51700 20200101 * 1", "20611 99213 20150101 * 1",
)  # fmt: skip
MUE = (
    "83036,1,2 Date of Service Edit: Policy,Made", "J1885,8,3 Date of Service Edit: Clinical,Made",
    "97110,4,1 Line Edit,Made", "66984,1,2 Date of Service Edit: Policy,Made",
    "20611,2,3 Date of Service Edit: Clinical,Made",
)  # fmt: skip
# add-on code, kind, primary, last day of the edit
ADDONS = (
    ("17003", 1, "17000", ""), ("11045", 1, "11042", ""), ("11045", 1, "11012", ""),
    ("90785", 2, "", ""), ("96368", 3, "96365", ""), ("93571", 1, "93454", "20231231"),
    ("99292", 1, "99291", ""),
)  # fmt: skip
# code, status, global days, bilateral, assistant, co-surgeon, team, PC/TC
FEES = (
    "27447 A 090 1 2 2 0 0", "11421 A 010 0 1 0 0 0", "25607 A 090 1 2 1 0 0",
    "20611 A 000 1 1 0 0 0", "93000 A XXX 0 0 0 0 4", "93005 A XXX 0 0 0 0 3",
    "93010 A XXX 0 0 0 0 2", "71046 A XXX 0 0 0 0 1", "73562 A XXX 3 0 0 0 1",
    "42299 C YYY 0 2 0 0 0", "59400 A MMM 0 2 0 0 0", "19294 A ZZZ 0 0 0 0 0",
    "19301 A 090 1 2 1 0 0", "27570 A 090 1 1 0 0 0", "66984 A 090 1 1 0 0 0",
    "64721 A 090 1 1 1 0 0",
)  # fmt: skip


class Rows(NamedTuple):
    """The rows of four tables."""

    ptp: tuple[str, ...] = PTP
    mue: tuple[str, ...] = MUE
    addons: tuple[tuple[str, int, str, str], ...] = ADDONS
    fees: tuple[str, ...] = FEES


def load_into(reference: Path, folder: Path, rows: Rows = Rows()) -> None:  # noqa: B008
    """Write each file into a folder and load it beside a reference."""
    addons = "".join(
        f"{code}\t{kind}\t{base}\t\t\t20130401\t{last}\t\n"
        for code, kind, base, last in rows.addons
    )
    files = {
        "ccipra-v322r0-f1.TXT": made.ptp(*rows.ptp),
        "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv": made.mue(*rows.mue),
        "AOC_V2026Q3-MCR.txt": made.ADDON_HEAD + addons,
        "PPRRVU2026_Jul_nonQPP.csv": made.pfs(*map(_fee, rows.fees)),
    }
    asked = Asked(reference, date(2026, 7, 1))
    for name, content in files.items():
        load.take([made.written(folder / name, content)], Asked(reference, None))
    inner = made.zipped(folder / "article_csv.zip", dict(made.coverage()))
    outer = made.zipped(folder / "current_article.zip", {inner.name: inner.read_bytes()})
    load.take([outer], asked)


def _fee(told: str) -> str:
    code, status, days, bilat, assist, co, team, pctc = told.split()
    return (
        f"{code},,Words,{status},,1.50,2.25,,1.10,,0.20,3.95,2.80,{pctc},{days},0.10,0.80,0.10,2,"
        f"{bilat},{assist},{co},{team},9,,33.4009,09,0,99,0.00,0.00,0.00"
    )
