"""The tabular's notes below the codes: each whole, by its official name, and read by keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from ui.coding import encoder_box, found
from ui.coding.found import Kind


def test_inherited_notes_name_the_code_they_stand_at(hand, on, store):
    line = next(one for one in found.find(None, hand, "E11.9", on) if one.code == "E119")
    with store.read() as session:
        told = found.details(session, hand, line, on)
    texts = [note.text for note in told.notes]
    assert any(text.startswith("Excludes1, from E11: diabetes mellitus due to") for text in texts)
    assert "Excludes1, from chapter 4: transitory endocrine and metabolic disorders" in texts[-2]


def test_every_note_is_told_whole_by_its_official_name_a_chapters_last(hand, on, store):
    line = found.Found(Kind.DIAGNOSIS, "J029", "J02.9", "")
    with store.read() as session:
        texts = [note.text for note in found.details(session, hand, line, on).notes]
    leads = [text.split(":")[0] for text in texts]
    assert leads == [
        "Excludes1", "Excludes1, from J02", "Excludes1, from J00-J06", "Excludes2, from J02",
        "Includes", "Includes, from J02", "Use additional code, from chapter 10",
        "Excludes2, from chapter 10", "Note, from chapter 10",
    ]  # fmt: skip
    whole = next(text for text in texts if text.startswith("Use additional"))
    assert whole.startswith("Use additional code, from chapter 10: where applicable, to identify: ")
    assert whole.endswith("tobacco use (Z72.0)")


def test_side_and_seventh_character_are_said(hand, on, store):
    def notes(code):
        line = found.Found(Kind.DIAGNOSIS, code, code, "")
        with store.read() as session:
            return " ".join(note.text for note in found.details(session, hand, line, on).notes)

    assert "Right side." in notes("M25561")
    assert "M25.561 right" in notes("M25569")
    assert "side" not in notes("Z3490")
    assert "7th character A: initial encounter" in notes("S42001A")
    assert "fracture with routine healing and 4 more." in notes("S42001")


def test_notes_below_the_codes_are_shown_whole(keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("essential hyp")
    box = coder.codes.encoder.box
    keyboard.qtbot.waitUntil(lambda: not box._area.isHidden())
    assert box._notes.height() >= box._notes.heightForWidth(box._notes.width())


def test_notes_longer_than_their_room_are_read_by_their_own_keys(keyboard, coder, window):
    window.resize(1280, 560)
    coder.codes.setFocus()
    keyboard.type("J02.9")
    box = coder.codes.encoder.box
    keyboard.qtbot.waitUntil(lambda: not box._area.isHidden() and not box._more_in_foot.isHidden())
    bar = box._area.verticalScrollBar()
    keyboard.qtbot.waitUntil(lambda: bar.maximum() > 0)
    assert bar.value() == 0
    while bar.value() < bar.maximum():
        before = bar.value()
        keyboard.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.AltModifier)
        assert bar.value() > before
    keyboard.press(Qt.Key.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert bar.value() < bar.maximum()
    assert coder.codes.encoder.field.text() == "J02.9"
    assert box.geometry().bottom() <= box.parentWidget().height()


def test_where_notes_have_little_room_the_answers_of_a_question_stay(keyboard, coder, window):
    window.resize(1280, 450)
    coder.codes.setFocus()
    keyboard.type("broken wrist")
    box = coder.codes.encoder.box
    keyboard.qtbot.waitUntil(lambda: bool(box.model.rows))
    keyboard.press(Qt.Key.Key_Return)
    keyboard.qtbot.waitUntil(lambda: len(box.model.rows) == 3 and bool(box._words.text()))
    keyboard.qtbot.waitUntil(lambda: box._notes.text() != "")
    assert box.list.height() == 3 * encoder_box._HIGH
    assert box.geometry().bottom() <= box.parentWidget().height()


def test_the_foot_tells_only_keys_that_do_something(keyboard, coder):
    coder.codes.setFocus()
    box = coder.codes.encoder.box

    def told(typed):
        coder.codes.encoder.field.clear()
        keyboard.type(typed)
        keyboard.qtbot.waitUntil(lambda: box._words.text().startswith(typed.upper()))
        return [not one.isHidden() for one in (box._foot, box._book, box._alone)]

    assert told("99213") == [False, False, False]
    assert told("E11") == [True, True, False]
    assert box._point.text() == "Enter asks which one"
    assert told("E11.9") == [True, True, False]
