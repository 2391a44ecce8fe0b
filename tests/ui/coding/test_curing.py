"""Shift+Enter on a problem, in the real window."""

from __future__ import annotations

from PySide6.QtCore import Qt

from app.coding import draft as drafts
from tests.ui.coding.conftest import settle

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
    keyboard.press(KEY.Key_Z, CTRL)
    assert _codes(coder) == ["I10", "Z00.00"]


def test_the_seventh_characters_are_offered_by_number(coder, keyboard, monkeypatch):
    menu = coder.codes.curing.menu
    # Without a screen there is no window to raise; what it holds is what counts.
    monkeypatch.setattr(menu, "popup", lambda _at: None)
    keyboard.press(KEY.Key_Return)
    _coded(coder, "S93.401")
    _row(coder, "icd.seventh")
    keyboard.press(KEY.Key_Return, SHIFT)
    assert [one.text()[:12] for one in menu.actions()][0].startswith("&1  S93.401A")
    menu.actions()[1].trigger()
    assert _codes(coder) == ["S93.401D"]
