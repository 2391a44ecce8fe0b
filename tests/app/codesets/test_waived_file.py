"""CMS's list of waived tests, loaded like any release: known by its content, the later one wins."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.codesets import load, tables
from app.codesets.loaded import Asked, Loaded
from app.codesets.reference import Reference
from app.coding.edits import check
from app.coding.edits.visit import Circumstances, ServiceLine, Visit
from app.values.problem import Refused

from . import release_files as made

TITLE = "TESTS GRANTED WAIVED STATUS UNDER CLIA,,,\r\n"
HEAD = '"CPT CODE(S)",TEST NAME,MANUFACTURER,USE\r\n'
ROWS = (
    "81002,Dipstick,Various,Screening\r\n"
    '"87880QW\r\n",Made-up Strep,Invented Inc.,Throat\r\n'
    ",goes on,,below\r\n"
    '"80061QW, 82465QW,\r\n83718QW",Made-up Lipids,Invented Inc.,Lipids\r\n'
    "87804QW or 87804-59QW,Made-up Flu,Invented Inc.,Flu\r\n"
    + HEAD
    + "81003QW,Made-up Strip,Invented Inc.,Urine\r\n"
    "81003,Other Strip,Other Inc.,Urine\r\n"
    "ask the carrier,Made-up Other,Invented Inc.,Other\r\n"
)


def taken(where: Path, name: str, text: str, first: date | None = None) -> Loaded:
    path = made.written(where.with_name(name), text)
    return load.take([path], Asked(where, first))[0]


def test_the_list_is_known_by_its_heading_and_read_code_by_code(
    where: Path, opened: Reference
) -> None:
    loaded = taken(where, "table.csv", TITLE + HEAD + ROWS, date(2026, 7, 1))
    assert (loaded.system, loaded.refused) == ("waived", 1)
    assert [(r.reason, r.value) for r in loaded.refused_rows] == [("bad_code", "ask the carrier")]
    found = tables.waived(opened, date(2026, 7, 1))
    assert found == tables.Waived(
        frozenset({"87880", "80061", "82465", "83718", "87804"}), frozenset({"81002"}), "2026-07-01"
    )
    assert tables.waived(opened, date(2026, 6, 30)) is None


def test_days_of_a_test_are_kept_and_the_later_list_wins(where: Path, opened: Reference) -> None:
    dated = "CPT Codes,Test,Manufacturer,Effective date,End date\r\n"
    rows = (
        "87880QW,Strep,One,20260301,\r\n87880QW,Strep,Two,20260101,\r\n81025,HCG,One,,20260731\r\n"
    )
    taken(where, "waived-2026-04-01.csv", dated + rows)
    taken(where, "waived-2026-10-01.csv", dated + "81025,HCG,One,,\r\n")
    assert [_codes(opened, day) for day in (date(2026, 4, 1), date(2026, 8, 1))] == [
        ({"87880"}, {"81025"}), ({"87880"}, set())
    ]  # fmt: skip
    assert _codes(opened, date(2026, 10, 1)) == (set(), {"81025"})


def test_a_list_of_less_than_half_of_the_one_before_is_told(where: Path) -> None:
    first = taken(where, "waived-2026-04-01.csv", HEAD + ROWS)
    assert (first.before, first.whole, first.is_short) == (0, 7, False)
    later = taken(where, "waived-2026-10-01.csv", HEAD + "81025,HCG,One,\r\n")
    assert (later.before, later.whole, later.is_short) == (7, 1, True)
    again = taken(where, "waived-2026-10-01.csv", HEAD + ROWS)
    assert (again.before, again.is_short) == (1, False)


def _codes(opened: Reference, on: date) -> tuple[set[str], set[str]]:
    found = tables.waived(opened, on)
    assert found is not None
    return set(found.with_qw), set(found.without_qw)


def test_a_list_that_tells_no_day_asks_for_it(where: Path) -> None:
    with pytest.raises(Refused) as caught:
        taken(where, "waived.csv", HEAD + ROWS)
    assert caught.value.code == "codes.needs_from"


def test_the_edits_ask_the_loaded_list_and_before_its_first_day_the_shipped_one(
    where: Path, opened: Reference
) -> None:
    taken(where, "waived-2026-07-01.csv", HEAD + "86328QW,Made-up,Invented,Blood\r\n")
    assert _said(opened, date(2026, 7, 1), "86328") == [("lab.qw", "2026-07-01")]
    assert _said(opened, date(2026, 7, 1), "87880") == []
    assert _said(opened, date(2026, 6, 30), "87880") == [("lab.qw", "")]


def _said(opened: Reference, dos: date, code: str) -> list[tuple[str, str]]:
    about = Circumstances(place="11", payer_kind="medicare")
    visit = Visit(dos, ("A000",), (ServiceLine(code, pointers=(1,)),), about)
    found = check.check(visit, opened)
    return [(one.rule, one.release) for one in found if one.rule.startswith("lab.")]
