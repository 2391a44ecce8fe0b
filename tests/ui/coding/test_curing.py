"""Shift+Enter on a problem, in the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.coding import draft as drafts
from app.values.money import Money
from tests.ui.coding.conftest import settle
from ui.coding.curing import shared_words

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def _coded(coder, *codes):
    draft = coder.keeper.draft
    for code in codes:
        draft = drafts.add_diagnosis(draft, code)
    coder.keeper.change(draft)
    settle(coder)


def _row(coder, rule):
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == rule)
    row.setFocus()
    return row


def _codes(coder):
    return [str(one) for one in coder.keeper.draft.diagnoses]


def test_one_key_puts_the_codes_in_order_and_undo_takes_it_back(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    _coded(coder, "I10", "Z00.00")
    _row(coder, "icd.first_only")
    keyboard.press(KEY.Key_Return, SHIFT)
    settle(coder)
    assert _codes(coder) == ["Z00.00", "I10"]
    assert coder.messages.words.text().startswith("Done: Put ")
    keyboard.press(KEY.Key_Z, CTRL)
    assert _codes(coder) == ["I10", "Z00.00"]


def test_what_keeps_a_visit_is_counted_anew_as_it_is_cured_and_goes_with_the_last(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    _coded(coder, "S93.401")
    keyboard.press(KEY.Key_Return, CTRL)
    settle(coder)
    bar = coder.messages
    assert "blocks keep this visit here" in bar.words.text()
    coder.keeper.change(drafts.remove_diagnosis(coder.keeper.draft, 1))
    _coded(coder, "I10")
    assert bar.words.text() == "One block still keeps this visit here."
    coder.codes.problems.rows()[0].setFocus()
    line = drafts.Line("99213", pointers=(1,), listed=Money.parse("120.00"))
    coder.keeper.change(drafts.add_line(coder.keeper.draft, line))
    settle(coder)
    assert bar.isHidden()
    assert coder.codes.encoder.field.hasFocus()


def test_the_seventh_characters_are_offered_by_number(coder, keyboard, monkeypatch):
    menu = coder.codes.curing.menu
    # Without a screen there is no window to raise; what it holds is what counts.
    monkeypatch.setattr(menu, "popup", lambda _at: None)
    keyboard.press(KEY.Key_Return)
    _coded(coder, "S93.401")
    _row(coder, "icd.seventh")
    keyboard.press(KEY.Key_Return, SHIFT)
    heading, first, second, *_ = menu.actions()
    assert not heading.isEnabled()
    assert heading.text() == "Sprain of unspecified ligament of right ankle"
    assert first.text() == "&1  S93.401A  initial encounter"
    second.trigger()
    assert _codes(coder) == ["S93.401D"]


def test_titles_that_begin_alike_give_their_words_to_a_heading_only_when_they_are_long():
    sprains = [
        "Sprain of calcaneofibular ligament, initial",
        "Sprain of calcaneofibular ligament, s",
    ]
    assert shared_words(sprains) == "Sprain of calcaneofibular ligament, "
    assert shared_words(["Pain in right knee", "Pain in left knee"]) == ""
    assert shared_words(["Gout, left", "Gout, right"]) == ""
    assert shared_words([""]) == ""


def _caps(coder):
    """Give the problems, and whether each one's row names the key of a cure."""
    return {
        row.problem.code: any(one.text() == "Shift+Enter" for one in row.findChildren(QLabel))
        for row in coder.codes.problems.rows()
    }


def test_the_key_is_named_where_there_is_a_cure_and_nowhere_else(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    _coded(coder, "F06.71")
    assert _caps(coder)["icd.code_first"] is False
    _coded(coder, "G30.9")
    assert _caps(coder)["icd.code_first"] is True


def test_the_blocks_are_told_in_fewer_words_where_there_is_little_room(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    _coded(coder, "S93.401")
    told = coder.blocks.words.text()
    assert "to clear" in told
    coder.window().resize(720, 450)
    settle(coder)
    assert coder.blocks.words.text() == told.removesuffix(" to clear")
