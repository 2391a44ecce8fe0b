"""Where the visit took place is corrected at the desk: a finding about it can be cured."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from models.encounter import Encounter
from tests.conftest import AMY

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def at_home(store, visits_waiting):
    """The newest visit is told to be telehealth at home, on a day that knew no such place."""
    with store.write(AMY) as work:
        for row in work.session.query(Encounter):
            row.place_of_service, row.dos = "10", date(2020, 6, row.id)
            row.dos_last = row.dos


def places(store, number):
    with store.read() as session:
        return session.get_one(Encounter, number).place_of_service


def test_enter_on_the_block_asks_for_the_place_and_the_block_is_gone(
    at_home, coder, keyboard, store
):
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    problems = coder.codes.problems
    row = next(one for one in problems.rows() if one.problem.code == "pos.code")
    row.setFocus()
    keyboard.press(KEY.Key_Return)
    keyboard.type("2")
    keyboard.press(KEY.Key_Return)
    assert not coder.messages.isHidden(), "a place has two digits"
    coder.deeds.asking.entry.selectAll()
    keyboard.type("02")
    keyboard.press(KEY.Key_Return)
    assert places(store, coder.visit.id) == "02"
    assert "pos.code" not in {one.problem.code for one in problems.rows()}
    assert [str(one) for one in coder.keeper.draft.diagnoses] == ["I10"]


def test_the_place_is_asked_by_its_key_and_esc_leaves_it(coder, keyboard, store):
    number = coder.visit.id
    keyboard.press(KEY.Key_F2, SHIFT)
    keyboard.type("21")
    keyboard.press(KEY.Key_Escape)
    assert places(store, number) == "11"
    keyboard.press(KEY.Key_F2, SHIFT)
    assert coder.deeds.asking.entry.toPlainText() == "11"
    keyboard.type("22")
    keyboard.press(KEY.Key_Return)
    assert places(store, number) == "22"
