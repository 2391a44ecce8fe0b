"""Services found as someone types: by code, by words, by their beginnings, on a day."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.codesets import load, reference
from app.codesets.loaded import Asked
from app.codesets.reference import Reference, open_reference
from app.codesets.service_search import search_services
from app.progress import Cancelled

from . import release_files as made
from .conftest import ON

WORKBOOK = (
    Path(__file__).resolve().parents[4] / "shared" / "data" / "codes" / "HCPC2020_10_ANWEB.xlsx"
)
RECORDS = (
    made.hcpcs_record("J1100", "Injection of a made-up drug"),
    made.hcpcs_record("G0101", "Made-up screening", ended="20260331"),
    made.hcpcs_record("G0102", "Screening, made-up, with a longer wording"),
    made.hcpcs_record("A1", "Made-up dressing", kind="7"),
)


@pytest.fixture(scope="module")
def opened(starter_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reference]:
    where = tmp_path_factory.mktemp("services") / "reference.sqlite"
    where.write_bytes(starter_path.read_bytes())
    path = made.written(where.with_name("HCPC2026_APR_ANWEB.txt"), "\n".join(RECORDS))
    load.take([path], Asked(where))
    found = reference.open_reference(where)
    yield found
    found.close()


def codes(opened: Reference, query: str, on: date = ON) -> list[str]:
    return [one.code for one in search_services(opened, query, on)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("J1100", ["J1100"]),
        ("j11", ["J1100"]),
        ("drug inj", ["J1100"]),
        ("screen", ["G0102"]),
        ("dressing", []),
        ("nothing such", []),
        ("", []),
        ("  ", []),
    ],
)
def test_services_are_found_by_code_and_by_words_begun(
    opened: Reference, query: str, found: list[str]
) -> None:
    assert codes(opened, query) == found


def test_a_service_is_found_only_while_it_is_in_force(opened: Reference) -> None:
    assert codes(opened, "screen", date(2026, 3, 31)) == ["G0102", "G0101"]
    assert codes(opened, "screen", date(2026, 4, 1)) == ["G0102"]


def test_a_service_names_its_set_and_release(opened: Reference) -> None:
    found = search_services(opened, "j1100", ON)[0]
    assert found.system == "hcpcs"
    assert found.release


def test_without_a_release_there_is_nothing(starter: Reference) -> None:
    assert codes(starter, "injection") == []


@pytest.mark.skipif(not WORKBOOK.is_file(), reason="the HCPCS workbook of 2020 is not here")
def test_the_official_list_of_2020_is_searched_within_a_keystroke(
    starter_path: Path, tmp_path: Path
) -> None:
    where = tmp_path / "reference.sqlite"
    where.write_bytes(starter_path.read_bytes())
    load.take([WORKBOOK], Asked(where))
    opened = reference.open_reference(where)
    on = date(2020, 11, 2)
    assert codes(opened, "G0008", on)[0] == "G0008"
    assert "J1100" in codes(opened, "dexamethasone sodium phosphate", on)
    assert "E0114" in codes(opened, "crutches underarm", on)
    spent = []
    for query in ("wheelchair", "injection dexameth", "screening mammo", "e01", "kit"):
        for end in range(1, len(query) + 1):
            start = time.process_time()
            search_services(opened, query[:end], on)
            spent.append(time.process_time() - start)
    assert sorted(spent)[len(spent) // 2] < 0.1
    opened.close()


def test_services_that_were_taken_but_not_built_are_built_the_next_time(where: Path) -> None:
    text = "\r\n".join([made.hcpcs_record("J1100", "Injection of a made-up drug"), ""])
    path = made.written(where.with_name("HCPC2026_APR_ANWEB.txt"), text)
    without = where.read_bytes()
    load.take([path], Asked(where))
    where.write_bytes(without)
    assert load.take([path], Asked(where))[0].unchanged
    opened = open_reference(where)
    assert search_services(opened, "injection", ON)
    opened.close()


def test_a_stop_is_not_heard_once_services_were_taken(where: Path) -> None:
    def stop(_done: int, _total: int, note: str = "") -> None:
        if note == "store":
            raise Cancelled

    rows = [made.hcpcs_record(f"J{n:04}", "Injection of a made-up drug") for n in range(600)]
    path = made.written(where.with_name("HCPC2026_APR_ANWEB.txt"), "\r\n".join([*rows, ""]))
    load.take([path], Asked(where), stop)
    opened = open_reference(where)
    assert search_services(opened, "injection", ON)
    opened.close()
