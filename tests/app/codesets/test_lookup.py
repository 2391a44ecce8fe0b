from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from app.codesets import lookup
from app.codesets.reference import Reference
from app.codesets.rules_data import CodeRange, RulesData, excluding, is_external_cause, padded
from app.commands import main
from app.values.codes import Icd10Cm

from .conftest import ON


@pytest.fixture(scope="module")
def rules(starter: Reference) -> RulesData:
    return RulesData(starter)


def test_an_entry_has_its_place_and_its_inherited_notes(starter: Reference) -> None:
    entry = lookup.find(starter, "e11.22", ON)
    assert entry is not None
    assert [str(p.code) for p in entry.parents] == ["E11", "E11.2"]
    assert (entry.block[0], entry.chapter[0]) == ("E08-E13", "4")
    stages = entry.notes_of("use_additional")[0]
    assert (stages.owner, stages.inherited) == ("E11.22", False)
    assert any(n.owner == "E11" and n.inherited for n in entry.notes_of("excludes1"))


@pytest.mark.parametrize("code", ["S42.001", "S42.001K"])
def test_seventh_characters_are_those_that_exist(starter: Reference, code: str) -> None:
    entry = lookup.find(starter, code, ON)
    assert entry is not None
    assert [c for c, _ in entry.seventh] == ["A", "B", "D", "G", "K", "P", "S"]


def test_a_seventh_character_that_the_list_lacks_is_not_offered(starter: Reference) -> None:
    entry = lookup.find(starter, "S06.1X7", ON)
    assert entry is not None
    assert [c for c, _ in entry.seventh] == ["A"]


@pytest.mark.parametrize("code", ["", "E99", "E11.99", "S06.1X7D", "drop table"])
def test_a_code_that_does_not_exist_is_not_found(starter: Reference, code: str) -> None:
    assert lookup.find(starter, code, ON) is None
    assert lookup.children(starter, code, ON) == ()


def test_neighbors_surround_the_code(starter: Reference) -> None:
    lines = [str(line.code) for line in lookup.neighbors(starter, "E11.9", ON, 1)]
    assert len(lines) == 3
    assert lines[:2] == ["E11.8", "E11.9"]


def test_each_thread_reads_for_itself(starter: Reference) -> None:
    found: list[bool] = []

    def read() -> None:
        found.append(lookup.find(starter, "I10", ON) is not None)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 4


def _apart(rules: RulesData, first: str, second: str) -> CodeRange | None:
    """Give the Excludes1 note that sets two codes apart, looked for both ways."""
    one, other = rules.facts(first, ON), rules.facts(second, ON)
    if one is None or other is None:
        return None
    return excluding(one, other, "excludes1") or excluding(other, one, "excludes1")


@pytest.mark.parametrize(
    ("first", "second", "owner"),
    [
        ("E11.9", "E10.9", "E11"),  # at the category
        ("K50.90", "K51.90", "K50"),
        ("I10", "O10.011", "I10"),  # a range
        ("A09", "R19.7", "A09"),
    ],
)
def test_excludes1_sets_two_codes_apart_both_ways(
    rules: RulesData, first: str, second: str, owner: str
) -> None:
    for pair in ((first, second), (second, first)):
        note = _apart(rules, *pair)
        assert note is not None
        assert note.owner in (owner, second.split(".", maxsplit=1)[0])


@pytest.mark.parametrize(
    ("first", "second"),
    [("E11.9", "I10"), ("M17.11", "M17.12"), ("R50.9", "Z23"), ("I10", "I10"), ("I10", "zzz")],
)
def test_other_pairs_stand_together(rules: RulesData, first: str, second: str) -> None:
    assert _apart(rules, first, second) is None


def test_a_code_below_the_owner_of_a_note_is_not_excluded_by_it(
    starter: Reference, rules: RulesData
) -> None:
    siblings = [r[0] for r in starter.rows("SELECT code FROM code WHERE code LIKE 'E11__'")]
    owners = {c.owner for one in siblings for other in siblings if (c := _apart(rules, one, other))}
    assert "E11" not in owners


def test_manifestations_are_told_from_causes(rules: RulesData) -> None:
    assert rules.is_manifestation("G63", ON)
    assert rules.code_first("G63", ON)
    assert not rules.is_manifestation("B96.20", ON)
    assert not rules.is_manifestation("R69", ON)


def test_a_stem_needs_its_seventh_character(rules: RulesData) -> None:
    assert rules.needs_seventh("S00.00", ON)
    assert not rules.needs_seventh("S00.00XA", ON)
    assert not rules.needs_seventh("S42", ON)
    assert padded("S00.00", "a") == Icd10Cm("S0000XA")
    assert padded("S00.00", "A") in rules.full_codes("S00.00", ON)


def test_external_causes_are_chapter_twenty() -> None:
    assert is_external_cause("W19.XXXA")
    assert not is_external_cause("T14.8")


@pytest.fixture
def here(starter_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWOHATS_REFERENCE", str(starter_path))


@pytest.mark.usefixtures("here")
def test_the_command_searches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["codes", "search", "gerd", "--on", "2026-06-01", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["query"], answer["on"]) == ("gerd", "2026-06-01")
    assert answer["hits"][0]["code"] == "K21.9"
    assert answer["hits"][0]["valid_to"] == "2026-09-30"


@pytest.mark.usefixtures("here")
def test_the_command_searches_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    batch = tmp_path / "queries.tsv"
    batch.write_text("q1\tgerd\n\nq2\theart attack\n")
    assert main.main(["codes", "search", "--batch", str(batch), "--jsonl"]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(a["id"], a["hits"][0]["code"]) for a in answers] == [("q1", "K21.9"), ("q2", "I21.9")]


@pytest.mark.usefixtures("here")
def test_the_command_shows_a_code(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["codes", "show", "s42.001", "--on", "2026-06-01", "--json"]) == 0
    entry = json.loads(capsys.readouterr().out)
    assert (entry["code"], entry["billable"]) == ("S42.001", False)
    assert entry["children"][0]["code"] == "S42.001A"
    assert entry["seventh_characters"][0]["char"] == "A"


@pytest.mark.usefixtures("here")
def test_the_command_says_what_to_do_about_an_unknown_code(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main.main(["codes", "show", "E99"]) == 3
    assert "E99" in capsys.readouterr().err
