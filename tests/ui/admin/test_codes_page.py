"""What the files of a release would change, told before anything is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.coding import favorites
from app.coding.favorites import Pick
from tests.ui.admin.conftest import ROBIN
from ui.text import tr

_SAME = "".join(f"B{n}      Kept {n}\n" for n in range(15, 34))
_BEFORE = f"A000    Cholera\n{_SAME}E1165   Hyperglycemia\nI10     Hypertension\nJ020    Strep\n"
_AFTER = f"A000    Cholera, changed\n{_SAME}E1165   Hyperglycemia\nZ9999   New\n!!bad line\n"


@pytest.fixture
def releases(tmp_path: Path, monkeypatch) -> tuple[Path, Path]:
    """Two yearly lists, and a reference file of their own."""
    monkeypatch.setenv("TWOHATS_REFERENCE", str(tmp_path / "reference.sqlite"))
    made = tmp_path / "icd10cm-codes-2026.txt", tmp_path / "icd10cm-codes-2027.txt"
    for path, words in zip(made, (_BEFORE, _AFTER), strict=True):
        path.write_text(words, "utf-8")
    return made


def _tried(hands, path: Path):
    page = hands.open("codes")
    page.take_files([path])
    hands.settle()
    return page


def test_a_first_release_names_no_codes_and_the_next_names_what_differs(hands, releases):
    page = _tried(hands, releases[0])
    assert page.preview.facts.text() == ""
    page.preview.load.click()
    hands.settle()
    page.take_files([releases[1]])
    hands.settle()
    assert page.preview.facts.text().splitlines() == [
        "Added: Z99.99", "Changed: A00.0", "Ended: I10, J02.0",
        "icd10cm-codes-2027.txt, line 23: cannot be read",
    ]  # fmt: skip


def test_favorites_that_would_end_are_named_by_their_list(hands, store, releases):
    with store.write(ROBIN) as work:
        favorites.add(work, Pick("I10", True, "Heart"))
        favorites.add(work, Pick("J020", True))
        favorites.add(work, Pick("E1165", True, "Sugar"))
    page = _tried(hands, releases[0])
    page.preview.load.click()
    hands.settle()
    page.take_files([releases[1]])
    hands.settle()
    assert page.preview.expiring.text() == (
        "Codes that would end stand in the favorites “Heart” (I10); the favorites (J02.0)."
    )


def test_a_refusal_is_over_once_another_file_is_tried(hands, releases, tmp_path: Path):
    junk = tmp_path / "junk.txt"
    junk.write_text("no codes", "utf-8")
    _tried(hands, junk)
    assert not hands.screen.messages.isHidden()
    _tried(hands, releases[0])
    assert hands.screen.messages.isHidden()


def test_while_files_are_read_the_key_bar_tells_that_esc_stops(hands, releases):
    page = hands.open("codes")
    told = []

    def tell() -> None:
        hints = page.keys()
        told.append([(one.key, one.words) for one in hints])

    page.keys_changed.connect(tell)
    page.take_files([releases[0]])
    assert told[-1] == [("Esc", tr("office.key.stop"))]
    hands.settle()
    assert told[-1][0] == ("Ctrl+Enter", tr("office.codes.now").lower())
    assert page.leave()
    assert told[-1][0][0] == "Ctrl+L"
