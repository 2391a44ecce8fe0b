"""The coder's desk by keyboard: from the open visit to the released superbill."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog

from app.coding import draft as drafts
from app.coding import storing
from app.reports import leaving
from app.store import trail
from app.superbills import frozen
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests.conftest import AMY
from tests.ui.coding.conftest import NOTE, settle
from ui.coding.found import Found

KEY = Qt.Key
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def status(store, encounter_id):
    with store.read() as session:
        return session.get(Encounter, encounter_id).status


def stored(store, encounter_id):
    with store.read() as session:
        return storing.load(session, encounter_id)


def open_first(keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.actions = 0
    assert QApplication.focusWidget() is keyboard.screen.codes.encoder.field


def test_a_visit_is_coded_and_released_by_keyboard_in_nine_actions(coder, keyboard, store, window):
    first = coder.visit.id
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    keyboard.press(KEY.Key_2, ALT)
    keyboard.press(KEY.Key_Return, CTRL)
    assert keyboard.actions == 9
    assert status(store, first) is CodingStatus.HANDED_OFF
    with store.read() as session:
        bill = frozen.superbill(session, frozen.latest_of(session, first))
    assert [d.code for d in bill.diagnoses] == ["E1142", "I10"]
    assert [(line.code, line.pointers, str(line.amount)) for line in bill.lines] == [
        ("99214", "1,2", "210.00")
    ]
    assert coder.visit.id != first
    assert QApplication.focusWidget() is coder.codes.encoder.field
    assert str(bill.number) in window._toast._words.text()


def test_words_find_the_code_and_the_arrows_choose_while_the_caret_stays(coder, keyboard):
    open_first(keyboard)
    keyboard.type("essential hyper")
    settle(coder)
    field = coder.codes.encoder.field
    first = coder.codes.encoder.box.current()
    assert isinstance(first, Found)
    keyboard.press(KEY.Key_Down)
    assert coder.codes.encoder.box.current() != first
    assert QApplication.focusWidget() is field
    keyboard.press(KEY.Key_Up)
    keyboard.press(KEY.Key_Return)
    assert [d.code for d in coder.keeper.draft.diagnoses] == [first.code]
    assert field.text() == ""
    assert coder.codes.encoder.box.isHidden()


def test_a_heading_asks_which_and_a_digit_answers(coder, keyboard):
    open_first(keyboard)
    keyboard.add("e11.4")
    box = coder.codes.encoder.box
    shown = [one.shown for one in box.model.rows]
    assert shown[0] == "E11.41"
    assert shown[-1] == "E11.40"  # unspecified stands last
    keyboard.press(KEY.Key_2)
    assert [d.code for d in coder.keeper.draft.diagnoses] == ["E1142"]


def test_alt_enter_adds_without_pointing_and_enter_points_what_points_nowhere(coder, keyboard):
    open_first(keyboard)
    keyboard.add("i10")
    keyboard.add("99214", ALT)
    keyboard.add("e11.9", ALT)
    assert coder.keeper.draft.lines[0].pointers == ()
    keyboard.add("e78.5")
    assert coder.keeper.draft.lines[0].pointers == (3,)


def test_a_block_stops_the_release_takes_the_focus_and_enter_goes_to_its_cure(
    coder, keyboard, store
):
    first = coder.visit.id
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("99214", ALT)
    keyboard.press(KEY.Key_Return, CTRL)
    assert status(store, first) is CodingStatus.IN_PROGRESS
    assert not coder.messages.isHidden()
    row = QApplication.focusWidget()
    assert row.problem.code == "line.no_pointer"
    keyboard.press(KEY.Key_Return)
    assert QApplication.focusWidget() is coder.codes.services
    assert coder.codes.services.number() == 1
    keyboard.press(KEY.Key_1, ALT)
    keyboard.press(KEY.Key_Return, CTRL)
    assert status(store, first) is CodingStatus.HANDED_OFF


def test_an_empty_visit_shows_no_alarm_until_it_is_released(coder, keyboard):
    open_first(keyboard)
    assert coder.codes.problems.rows() == []
    keyboard.press(KEY.Key_Return, CTRL)
    assert [row.problem.code for row in coder.codes.problems.rows()] == [
        "claim.no_line",
        "claim.no_diagnosis",
    ]


def test_selected_words_become_evidence_and_come_back_from_the_store(coder, keyboard, store):
    open_first(keyboard)
    keyboard.add("e11.42")
    first = NOTE.index("at night")
    coder.chart.note.select(first, first + len("at night"))
    keyboard.press(KEY.Key_E, CTRL)
    (span,) = stored(store, coder.visit.id).evidence
    assert NOTE[span.first : span.last] == "at night"
    assert coder.codes.diagnoses.rows_model.rows[0].passages == 1
    coder.reload()
    settle(coder)
    assert "at night A." in coder.chart.note.toPlainText()


def test_linking_the_same_words_again_takes_the_link_back(coder, keyboard):
    open_first(keyboard)
    keyboard.add("e11.42")
    for links in (1, 0):
        coder.chart.note.select(20, 40)
        keyboard.press(KEY.Key_E, CTRL)
        assert len(coder.keeper.draft.evidence) == links


def test_undo_takes_steps_back_redo_takes_them_again_and_the_store_follows(coder, keyboard, store):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.press(KEY.Key_Z, CTRL)
    assert [d.code for d in stored(store, coder.visit.id).diagnoses] == ["E1142"]
    keyboard.press(KEY.Key_Y, CTRL)
    assert [d.code for d in stored(store, coder.visit.id).diagnoses] == ["E1142", "I10"]
    keyboard.press(KEY.Key_Y, CTRL)
    assert coder.messages.words.text() == "Nothing was undone on this visit."
    for _step in range(3):
        keyboard.press(KEY.Key_Z, CTRL)
    assert stored(store, coder.visit.id).is_empty
    assert not coder.messages.isHidden()


def test_diagnoses_move_with_alt_and_arrows_and_pointers_follow(coder, keyboard):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    coder.codes.diagnoses.setFocus()
    coder.codes.diagnoses.select_id(1)
    keyboard.press(KEY.Key_Down, ALT)
    draft = coder.keeper.draft
    assert [d.code for d in draft.diagnoses] == ["I10", "E1142"]
    assert coder.codes.diagnoses.number() == 2
    keyboard.press(KEY.Key_Delete)
    assert [d.code for d in coder.keeper.draft.diagnoses] == ["I10"]


def test_modifiers_and_units_are_typed_in_the_row(coder, keyboard):
    open_first(keyboard)
    keyboard.add("i10")
    keyboard.add("99214")
    coder.codes.services.setFocus()
    keyboard.press(KEY.Key_M)
    keyboard.add("25")
    assert coder.keeper.draft.lines[0].modifiers == ("25",)
    assert QApplication.focusWidget() is coder.codes.services
    keyboard.press(KEY.Key_U)
    keyboard.add("2")
    assert str(coder.keeper.draft.lines[0].amount) == "420.00"
    keyboard.press(KEY.Key_U)
    keyboard.add("none")
    assert str(coder.keeper.draft.lines[0].units) == "2"
    assert not coder.messages.isHidden()


def test_typing_a_letter_in_a_field_never_runs_an_action(coder, keyboard):
    open_first(keyboard)
    keyboard.type("mumps w")
    assert coder.codes.encoder.field.text() == "mumps w"


def test_a_visit_is_not_billable_for_a_reason_and_can_be_opened_again(coder, keyboard, store):
    first = coder.visit.id
    open_first(keyboard)
    keyboard.press(KEY.Key_N, CTRL | SHIFT)
    keyboard.press(KEY.Key_9)
    keyboard.press(KEY.Key_Return)
    assert status(store, first) is not CodingStatus.NOT_BILLABLE
    keyboard.add("Nurse visit, no charge")
    assert status(store, first) is CodingStatus.NOT_BILLABLE
    coder.open_visit(first)
    settle(coder)
    assert coder.perform("coding.open-again")
    settle(coder)
    assert status(store, first) is CodingStatus.READY
    assert coder.keeper.is_open


def test_what_was_sent_back_shows_the_reason_and_can_be_released_again(coder, keyboard, store):
    first = coder.visit.id
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("99214")
    keyboard.press(KEY.Key_Return, CTRL)
    with store.write(AMY) as work:
        said = "99214 is too high a level"
        frozen.send_back(work, frozen.latest_of(work.session, first), said)
    coder.open_visit(first)
    settle(coder)
    assert coder.chart.banner.words.text() == said
    assert [row.remark for row in coder.codes.services.rows_model.rows] == [said]
    assert [row.remark for row in coder.codes.diagnoses.rows_model.rows] == [""]
    assert coder.codes.diagnoses.isColumnHidden(3)
    coder.releasing.release()
    settle(coder)
    with store.read() as session:
        assert frozen.superbill(session, frozen.latest_of(session, first)).revision == 2


def test_a_released_visit_cannot_change_and_its_superbill_is_shown_and_saved(
    coder, keyboard, store, tmp_path, monkeypatch
):
    first = coder.visit.id
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("99214")
    keyboard.press(KEY.Key_Return, CTRL)
    coder.open_visit(first, to_encoder=True)
    settle(coder)
    keyboard.add("i10")
    assert len(coder.keeper.draft.diagnoses) == 1
    assert not coder.messages.isHidden()
    keyboard.press(KEY.Key_S, ALT)
    assert coder.chart.past.pdf.page_count() == 1
    assert [hint.key for hint in tuple(coder.keys())] == ["Ctrl+P", "Ctrl+S", "Esc"]
    path = tmp_path / "bill.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    keyboard.press(KEY.Key_S, CTRL)
    settle(coder)
    assert path.read_bytes().startswith(b"%PDF-")
    with store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.SAVED))
    assert (told.subject, told.subject_id) == ("encounter", str(first))


def test_another_window_s_change_is_said_and_nothing_of_it_is_lost(coder, keyboard, store):
    first = coder.visit.id
    open_first(keyboard)
    with store.write(AMY) as work:
        theirs = drafts.add_diagnosis(storing.load(work.session, first), "I10")
        storing.save(work, theirs)
    keyboard.add("e11.42")
    assert not coder.messages.isHidden()
    assert [d.code for d in stored(store, first).diagnoses] == ["I10"]
    coder.reload()
    settle(coder)
    assert [d.code for d in coder.keeper.draft.diagnoses] == ["I10"]


def test_the_worklist_keeps_its_place_while_the_visit_changes_its_state(coder, keyboard):
    keyboard.press(KEY.Key_Down)
    second = coder.work.list.current_row().id
    coder.work.set_filter("ready")
    settle(coder)
    coder.work.list.select_id(second)
    settle(coder)
    coder.codes.encoder.setFocus()
    keyboard.add("i10")
    coder.work.load()
    settle(coder)
    assert coder.visit.id == second
    assert coder.work.list.current_row().id == second


def test_a_word_about_what_could_not_be_done_goes_with_the_next_change(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    settle(coder)
    keyboard.press(KEY.Key_E, CTRL)
    assert "first, then the words that support it" in coder.messages.words.text()
    coder.keeper.change(drafts.add_diagnosis(coder.keeper.draft, "I10"))
    assert coder.messages.isHidden()
    coder.say("The list cannot be read.", "warn")
    coder.keeper.change(drafts.add_diagnosis(coder.keeper.draft, "E11.9"))
    assert coder.messages.isVisible()


def test_esc_goes_from_note_and_codes_to_the_encoder_and_then_to_the_worklist(
    coder, keyboard, window
):
    keyboard.press(KEY.Key_Return)
    coder.keeper.change(drafts.add_diagnosis(coder.keeper.draft, "I10"))
    settle(coder)
    for inner in (coder.codes.problems.rows()[0], coder.codes.diagnoses, coder.chart.note):
        inner.setFocus()
        keyboard.press(KEY.Key_Escape)
        assert coder.codes.encoder.field.hasFocus()
    keyboard.press(KEY.Key_Escape)
    assert coder.work.list.hasFocus()
    assert window.history.now.screen == "coder"
