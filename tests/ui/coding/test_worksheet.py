"""The worksheet and the modifier adviser at the coder's desk, by keyboard."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.coding.em import keeping
from tests.ui.coding.conftest import settle

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def open_sheet(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_E, CTRL | SHIFT)
    panel = coder.deeds.worksheets.panel
    assert panel.isVisible()
    return panel


def codes(coder):
    return [line.code for line in coder.keeper.draft.lines]


def test_ticks_give_a_level_that_is_taken_by_key_and_kept(coder, keyboard, store):
    panel = open_sheet(coder, keyboard)
    assert panel.patient.currentData() == "new"
    panel.rows["stable_chronic"].box.setFocus()
    keyboard.type("2")
    panel.rows["drug_managed"].setFocus()
    keyboard.press(KEY.Key_Space)
    assert "99204" in panel.take.text()
    assert "45 minutes" in panel.result.words
    keyboard.press(KEY.Key_S, CTRL)
    assert panel.isHidden()
    assert codes(coder) == ["99204"]
    with store.read() as session:
        kept = keeping.latest(session, coder.visit.id)
    assert (kept.proposed, kept.sheet.count("stable_chronic")) == ("99204", 2)
    assert kept.made_by == "amy"


def test_minutes_win_when_they_give_more_and_the_sheet_comes_back_as_it_was(coder, keyboard):
    panel = open_sheet(coder, keyboard)
    panel.minutes.setFocus()
    keyboard.type("62")
    panel.rows["minor"].box.setFocus()
    keyboard.type("1")
    assert "99205" in panel.take.text()
    keyboard.press(KEY.Key_S, CTRL)
    keyboard.press(KEY.Key_E, CTRL | SHIFT)
    assert panel.minutes.value() == 62
    assert panel.rows["minor"].box.value() == 1


def test_esc_leaves_the_codes_and_keeps_nothing(coder, keyboard, store):
    panel = open_sheet(coder, keyboard)
    panel.rows["threat"].setFocus()
    keyboard.press(KEY.Key_Space)
    keyboard.press(KEY.Key_Escape)
    assert panel.isHidden()
    assert codes(coder) == []
    with store.read() as session:
        assert keeping.latest(session, coder.visit.id) is None


def test_another_family_changes_patients_and_codes(coder, keyboard):
    panel = open_sheet(coder, keyboard)
    for key in ("threat", "drug_toxicity"):
        panel.rows[key].setFocus()
        keyboard.press(KEY.Key_Space)
    for family, code in (("emergency", "99285"), ("nursing", "99310"), ("home", "99345")):
        panel.family.setCurrentIndex(panel.family.findData(family))
        panel.family.activated.emit(panel.family.currentIndex())
        assert code in panel.take.text()
    assert panel.patient.isVisible()


def test_the_kept_worksheet_shows_as_it_prints(coder, keyboard, store):
    panel = open_sheet(coder, keyboard)
    panel.rows["minor"].box.setFocus()
    keyboard.type("1")
    panel.rows["minimal"].setFocus()
    keyboard.press(KEY.Key_Space)
    keyboard.press(KEY.Key_S, CTRL)
    assert coder.perform("coding.print-worksheet")
    settle(coder)
    assert coder.chart.past.pdf.page_count() == 1


def test_the_adviser_puts_a_modifier_on_and_takes_it_off_only_when_told(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("99214")
    keyboard.add("g0008")
    coder.codes.services.setFocus()
    coder.codes.services.select_id(1)
    keyboard.press(KEY.Key_M, CTRL)
    adviser = coder.deeds.worksheets.advising.picker
    assert [row.key for row in adviser.rows()] == ["25"]
    assert "G0008" in adviser._more.text()
    assert coder.keeper.draft.lines[0].modifiers == ()
    keyboard.press(KEY.Key_Return)
    assert coder.keeper.draft.lines[0].modifiers == ("25",)
    keyboard.press(KEY.Key_M, CTRL)
    assert adviser.rows()[0].lines.icon == "check"
    keyboard.press(KEY.Key_1)
    assert coder.keeper.draft.lines[0].modifiers == ()


def test_a_modifier_that_the_adviser_does_not_name_is_typed_there(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.add("99214")
    coder.codes.services.setFocus()
    keyboard.press(KEY.Key_M, CTRL)
    adviser = coder.deeds.worksheets.advising.picker
    assert adviser.rows() == ()
    assert "press Enter to put it on" in adviser._quiet.text()
    keyboard.type("rt")
    keyboard.press(KEY.Key_Return)
    assert adviser.isHidden()
    assert coder.keeper.draft.lines[0].modifiers == ("RT",)
    keyboard.press(KEY.Key_M, CTRL)
    keyboard.type("right")
    keyboard.press(KEY.Key_Return)
    assert coder.keeper.draft.lines[0].modifiers == ("RT",), "five letters are no modifier"
    assert coder.messages.words.text() == "A modifier has two letters or digits, such as 25."


def test_the_key_bar_tells_the_keys_of_the_sheet_while_it_is_open(coder, keyboard):
    panel = open_sheet(coder, keyboard)
    told = coder.keys()
    assert [hint.key for hint in told] == ["Ctrl+S", "PgDn", "Tab", "Space", "Esc"]
    keyboard.press(KEY.Key_Escape)
    assert panel.isHidden()
    told = coder.keys()
    assert "Ctrl+S" not in [hint.key for hint in told]


def test_a_result_longer_than_its_room_is_read_by_its_own_keys(coder, keyboard, window):
    window.resize(1280, 560)
    panel = open_sheet(coder, keyboard)
    keyboard.type("120")
    panel.rows["longitudinal"].setFocus()
    keyboard.press(KEY.Key_Space)
    panel.rows["video"].setFocus()
    keyboard.press(KEY.Key_Space)
    bar = panel.result._area.verticalScrollBar()
    keyboard.qtbot.waitUntil(lambda: bar.maximum() > 0 and not panel._more.isHidden())
    keyboard.press(KEY.Key_PageDown, Qt.KeyboardModifier.AltModifier)
    assert bar.value() > 0
    assert panel.rows["video"].isAncestorOf(QApplication.focusWidget())
    keyboard.press(KEY.Key_PageUp, Qt.KeyboardModifier.AltModifier)
    assert bar.value() == 0


def test_page_keys_go_from_part_to_part_of_the_sheet(coder, keyboard):
    open_sheet(coder, keyboard)
    seen = []
    for key in (KEY.Key_PageDown,) * 3 + (KEY.Key_PageUp,) * 3:
        keyboard.press(key)
        seen.append(QApplication.focusWidget().accessibleName())
    assert seen[0] == seen[4] == "Small problem that would pass by itself"
    assert seen[1] == seen[3] == "Notes read from elsewhere, one for each source"
    assert seen[2] == "Next to no risk"
    assert seen[5] == "Minutes of the clinician that day"
