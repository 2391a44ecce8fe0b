"""With an Alphabetic Index loaded its words lead to their codes; before that they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.codesets import alphabetic, load, narrowing, reference, search
from app.codesets.loaded import Asked

from .conftest import ON

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "index_external_invented.xml"
CHAINS = {
    "quarrel with gander": "W61.51",
    "blunder orchard ladder": "W11",
    "blunder kitchen pan sizzling": "X15.3",
}


@pytest.fixture(scope="module")
def where(starter_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("indexed") / "reference.sqlite"
    path.write_bytes(starter_path.read_bytes())
    load.take([SAMPLE], Asked(path))
    return path


def found(path: Path, query: str) -> list[str]:
    opened = reference.open_reference(path)
    try:
        return [str(hit.code) for hit in search.search(opened, query, ON, 10)]
    finally:
        opened.close()


@pytest.mark.parametrize(("chain", "code"), CHAINS.items())
def test_a_chain_of_a_loaded_index_finds_its_code_first(where: Path, chain: str, code: str) -> None:
    assert found(where, chain)[0].startswith(code)


def test_the_words_of_an_index_are_unknown_without_it(starter_path: Path) -> None:
    assert not any(code.startswith("W61.51") for code in found(starter_path, "quarrel gander"))


def test_an_index_takes_nothing_away_from_the_titles(where: Path) -> None:
    assert found(where, "essential hypertension")[0] == "I10"
    assert found(where, "W61.51")[0].startswith("W61.51")


PAIRED = """<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.index><version>2026</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>
<letter><title>B</title>
<mainTerm><title>Blighted</title><code>R69</code>
<term level="1"><title>gizzard<nemod>(left)</nemod></title>
<code>E85.1</code><manif>G63</manif></term>
<term level="1"><title>pinion</title><code>S52.50-</code></term>
<term level="1"><title>channel</title><code>QA0.0101</code></term></mainTerm>
<mainTerm><title>Quagmire</title><seeAlso>Blighted, gizzard</seeAlso></mainTerm>
<mainTerm><title>Wobbler</title><see>Quagmire</see></mainTerm>
<mainTerm><title>Circle</title><see>Ring</see></mainTerm>
<mainTerm><title>Ring</title><seeAlso>Circle</seeAlso></mainTerm>
<mainTerm><title>Nowhere</title><seeAlso>Never heard of</seeAlso></mainTerm>
<mainTerm><title>Throttled</title><seecat>T71</seecat></mainTerm>
<mainTerm><title>Thunderer</title><subcat>T75.0</subcat></mainTerm>
<mainTerm><title>Beanery</title><see>categories T17 and</see><code>T18</code></mainTerm>
<mainTerm><title>Rangers</title><see>categories A00-A09</see></mainTerm>
</letter></ICD10CM.index>"""


@pytest.fixture(scope="module")
def paired(starter_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paired")
    path = folder / "reference.sqlite"
    path.write_bytes(starter_path.read_bytes())
    index = folder / "icd10cm_index_2026.xml"
    index.write_text(PAIRED, encoding="utf-8")
    load.take([index], Asked(path))
    return path


def test_a_chain_with_a_manifestation_offers_both_the_cause_first(paired: Path) -> None:
    assert found(paired, "blighted gizzard")[:2] == ["E85.1", "G63"]


def test_see_also_without_a_code_leads_on_through_other_references(paired: Path) -> None:
    assert found(paired, "quagmire")[:2] == ["E85.1", "G63"]
    assert found(paired, "wobbler")[:2] == ["E85.1", "G63"]


def test_a_circle_or_a_reference_to_nothing_leads_nowhere(paired: Path) -> None:
    opened = reference.open_reference(paired)
    release = opened.serving(ON).release
    chains = {one.words for one in alphabetic.terms(opened, release)}
    opened.close()
    assert chains == {
        "Blighted", "Blighted, gizzard (left)", "Blighted, pinion", "Blighted, channel",
        "Quagmire", "Wobbler", "Throttled", "Thunderer", "Beanery",
    }  # fmt: skip


def test_a_named_category_is_offered_as_a_heading_to_narrow(paired: Path) -> None:
    assert found(paired, "throttled")[0] == "T71"
    assert found(paired, "thunderer")[0] == "T75.0"
    assert set(found(paired, "beanery")[:2]) == {"T17", "T18"}


def test_a_code_that_needs_more_characters_is_a_heading_to_narrow(paired: Path) -> None:
    opened = reference.open_reference(paired)
    first = search.search(opened, "blighted pinion", ON, 10)[0]
    asked = narrowing.question(opened, [first.code.text], ON)
    opened.close()
    assert (str(first.code), first.billable) == ("S52.50", False)
    assert asked is not None
    assert all(one.codes for one in asked.choices)
