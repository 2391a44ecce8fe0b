"""What is typed while the next visit is on its way belongs to that visit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.coding import storing
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests.ui.coding.conftest import settle

KEY = Qt.Key
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def strike(text: str) -> None:
    """Type at once, key by key, each where the focus is; a line break is Enter."""
    for letter in text:
        focus = QApplication.focusWidget()
        if letter == "\n":
            QTest.keyClick(focus, KEY.Key_Return)
        else:
            QTest.keyClicks(focus, letter)


def codes(store, encounter_id):
    """Give the codes and services that are stored of a visit."""
    with store.read() as session:
        draft = storing.load(session, encounter_id)
    return [d.code for d in draft.diagnoses], [line.code for line in draft.lines]


def coded(keyboard, coder) -> int:
    """Code the open visit so that nothing keeps it here; give its id."""
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    keyboard.add("99214")
    return coder.visit.id


def test_codes_typed_right_after_the_release_go_to_the_next_visit(coder, keyboard, store):
    first = coded(keyboard, coder)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return, CTRL)
    strike("e78.5\n83036\n")
    settle(coder)
    settle(coder)
    assert coder.visit.id != first
    assert codes(store, first) == (["I10"], ["99214"])
    assert codes(store, coder.visit.id) == (["E785"], ["83036"])
    with store.read() as session:
        assert session.get(Encounter, first).status is CodingStatus.HANDED_OFF


def test_letters_typed_right_after_enter_in_the_worklist_are_in_the_encoder(coder, keyboard):
    QTest.keyClick(coder.work.list, KEY.Key_Return)
    strike("hyper")
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Backspace)
    settle(coder)
    assert coder.codes.encoder.field.text() == "hype"
    strike("r")
    assert coder.codes.encoder.field.text() == "hyper"


def test_a_release_that_stops_lets_go_of_what_was_typed(coder, keyboard, store):
    """A letter meant for the next visit must never keep a warning of this one."""
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    keyboard.add("99214", Qt.KeyboardModifier.AltModifier)
    first = coder.visit.id
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return, CTRL)
    strike("w\n")
    settle(coder)
    assert coder.visit.id == first
    assert QApplication.focusWidget().problem.code == "line.no_pointer"
    assert coder.codes.encoder.field.text() == ""
    assert codes(store, first) == (["E1142"], ["99214"])


def test_another_key_ends_the_wait_and_the_visit_that_comes_gets_nothing(coder, keyboard, store):
    first = coded(keyboard, coder)
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return, CTRL)
    strike("hy")
    QTest.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    settle(coder)
    assert coder.visit.id != first
    assert coder.codes.encoder.field.text() == ""


def test_after_the_last_visit_nothing_is_held(coder, keyboard, visits_waiting):
    for _ in visits_waiting:
        coded(keyboard, coder)
        QTest.keyClick(QApplication.focusWidget(), KEY.Key_Return, CTRL)
        settle(coder)
    assert coder.visit is None
    assert not coder.ahead.is_holding
