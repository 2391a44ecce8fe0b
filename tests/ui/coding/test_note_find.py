"""Words are found in the note by their beginnings and become evidence by keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.charting import attaching
from tests.conftest import AMY
from tests.ui.coding.conftest import NOTE
from ui.coding.note_find import found_in

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("lum str", ["Lumbar strain"]),
        ("LUMBAR", ["Lumbar", "lumbar"]),
        ("strain of", ["strain, of"]),
        ("umbar", []),
        ("", []),
        (".*", []),
        ("a1c", ["A1c"]),
    ],
)
def test_words_are_found_by_their_beginnings(typed, found):
    note = "Lumbar\n strain, of the back. A lumbar film; A1c today."
    hits = [" ".join(note[first:last].split()) for first, last in found_in(note, typed)]
    assert hits == found


def shown(coder):
    first, last = coder.chart.note.selected()
    return NOTE[first:last]


def test_a_code_gets_its_evidence_in_three_actions_and_the_encoder_the_focus(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    keyboard.actions = 0
    keyboard.press(KEY.Key_E, CTRL)
    keyboard.type("hyp ab")
    assert shown(coder) == "Hypertension, above"
    keyboard.press(KEY.Key_Return)
    assert keyboard.actions == 3
    (span,) = coder.keeper.draft.evidence
    assert (NOTE[span.first : span.last], span.code) == ("Hypertension, above", "I10")
    assert coder.chart.find_line.isHidden()
    assert QApplication.focusWidget() is coder.codes.encoder.field


def test_a_second_passage_of_the_same_code_is_linked_beside_the_first(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    for words in ("neuropathy", "burning"):
        keyboard.press(KEY.Key_E, CTRL)
        keyboard.type(words)
        keyboard.press(KEY.Key_Return)
    assert len(coder.keeper.draft.evidence) == 2


def test_arrows_go_on_and_esc_leaves_the_words_selected_in_the_note(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    keyboard.press(KEY.Key_E, CTRL)
    keyboard.type("diab")
    assert shown(coder) == "diabetes"
    assert coder.chart.find_line.count.text() == "1 of 2"
    keyboard.press(KEY.Key_Down)
    assert coder.chart.note.selected()[0] == NOTE.rindex("diabetes")
    keyboard.press(KEY.Key_Escape)
    assert QApplication.focusWidget() is coder.chart.note
    assert shown(coder) == "diabetes"
    assert coder.keeper.draft.evidence == ()


def test_words_that_the_note_has_not_are_told_and_link_nothing(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    keyboard.press(KEY.Key_E, CTRL)
    keyboard.type("gout")
    assert coder.chart.find_line.count.text() == "Not in the notes"
    keyboard.press(KEY.Key_Return)
    assert coder.keeper.draft.evidence == ()
    assert not coder.chart.find_line.isHidden()


def test_find_in_the_note_looks_for_words_there(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    coder.chart.note.setFocus()
    keyboard.press(KEY.Key_F, CTRL)
    assert QApplication.focusWidget() is coder.chart.find_line.field


def test_a_service_typed_with_its_modifier_has_it(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    keyboard.add("99214 25")
    (line,) = coder.keeper.draft.lines
    assert (line.code, line.modifiers) == ("99214", ("25",))


@pytest.mark.parametrize("typed", ["99214 25 95", "99214-25-95", "99214 25, 95 25"])
def test_a_service_typed_with_several_modifiers_has_them_all(coder, keyboard, typed):
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    keyboard.add(typed)
    draft = coder.keeper.draft
    assert [one.code for one in draft.diagnoses] == ["I10"]
    assert [(one.code, one.modifiers) for one in draft.lines] == [("99214", ("25", "95"))]


def test_one_key_points_a_service_at_the_first_four_diagnoses(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    for code in ("i10", "e11.42", "e78.5", "r05.9", "m25.511"):
        keyboard.add(code)
    keyboard.add("99214")
    keyboard.press(KEY.Key_A, Qt.KeyboardModifier.AltModifier)
    assert coder.keeper.draft.lines[0].pointers == (1, 2, 3, 4)


def test_words_that_stand_in_another_note_of_the_visit_are_found_there(
    coder, keyboard, store, visits_waiting
):
    opened = coder.visit.id
    with store.write(AMY) as work:
        attaching.add_note(work, opened, "Addendum", "Neuropathy is due to the diabetes.")
    coder.reload()
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    keyboard.press(KEY.Key_E, CTRL)
    keyboard.type("hyp above")
    assert coder.chart.current_note().title == "Progress note"
    assert shown(coder) == "Hypertension, above"
    keyboard.press(KEY.Key_A, CTRL)
    keyboard.type("neur is due")
    assert coder.chart.current_note().title == "Addendum"
    keyboard.press(KEY.Key_Return)
    (span,) = coder.keeper.draft.evidence
    assert span.document_id == coder.chart.current_note().document_id
