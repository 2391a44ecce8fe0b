"""With an Alphabetic Index loaded its words lead to their codes; before that they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.codesets import load, reference, search
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
