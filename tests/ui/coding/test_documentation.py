"""A note is typed or pasted at the desk, a visit waits for one, and a usual reason is a digit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.charting import chart
from app.charting.chart import Chart
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests.app.superbills.visits import handed_off, visit
from tests.conftest import AMY
from tests.ui.coding.conftest import settle
from ui.screen import Target

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PASTED = "SUBJECTIVE\nCough for a week.\n\nASSESSMENT AND PLAN\nAcute bronchitis."


def state(store, number) -> CodingStatus:
    with store.read() as session:
        return session.get_one(Encounter, number).status


def charted(store, number) -> Chart:
    with store.read() as session:
        return chart.chart(session, number)


def test_a_visit_waits_for_its_note_and_is_ready_when_it_is_pasted(coder, keyboard, store):
    with store.write(AMY) as work:
        bare = visit(work)
    coder.open_with(Target("coder", ("visit", bare)))
    settle(coder)
    coder.chart.setFocus()
    keyboard.press(KEY.Key_U, CTRL | SHIFT)
    assert state(store, bare) is CodingStatus.NEEDS_DOCUMENTATION
    assert "Needs documentation" in coder.chart.banner.accessibleName()
    keyboard.press(KEY.Key_F4)
    panel = coder.deeds.notes.panel
    assert coder.primary() is panel.take
    keyboard.press(KEY.Key_Return, CTRL)
    assert panel.isVisible(), "a note has words"
    QApplication.clipboard().setText(PASTED)
    keyboard.press(KEY.Key_V, CTRL)
    keyboard.press(KEY.Key_Return, CTRL)
    assert not panel.isVisible()
    assert state(store, bare) is CodingStatus.READY
    (note,) = charted(store, bare).notes
    assert (note.title, note.text, note.version) == ("Visit note", PASTED, 1)
    assert coder.chart.current_note() == note


def test_the_same_title_is_the_next_version_after_the_release_too(coder, keyboard, store):
    first = coder.visit.id
    with store.write(AMY) as work:
        handed_off(work, first, services=("99214",))
    coder.reload()
    settle(coder)
    keyboard.press(KEY.Key_F4)
    assert coder.deeds.notes.panel.title.value() == "Progress note"
    keyboard.type("Diabetes with neuropathy, A1c 9.1.")
    keyboard.press(KEY.Key_Escape)
    keyboard.press(KEY.Key_F4)
    keyboard.press(KEY.Key_Return, CTRL)
    now, before = charted(store, first).notes
    assert (now.version, now.is_current, before.is_current) == (2, True, False)
    assert now.text == "Diabetes with neuropathy, A1c 9.1.", "what was begun is not lost by Esc"


def test_a_visit_that_needs_no_note_after_all_is_ready_by_the_same_key(coder, keyboard, store):
    first = coder.visit.id
    keyboard.press(KEY.Key_U, CTRL | SHIFT)
    assert state(store, first) is CodingStatus.NEEDS_DOCUMENTATION
    keyboard.press(KEY.Key_U, CTRL | SHIFT)
    assert state(store, first) is CodingStatus.READY


def test_a_no_show_leaves_the_list_by_a_digit(coder, keyboard, store):
    first = coder.visit.id
    keyboard.press(KEY.Key_N, CTRL | SHIFT)
    keyboard.press(KEY.Key_1)
    assert state(store, first) is CodingStatus.NOT_BILLABLE
    assert charted(store, first).visit.not_billable_reason == "No-show"


def test_words_that_no_usual_reason_has_are_the_reason(coder, keyboard, store):
    first = coder.visit.id
    keyboard.press(KEY.Key_N, CTRL | SHIFT)
    keyboard.add("Nurse visit, no charge")
    assert state(store, first) is CodingStatus.NOT_BILLABLE
    assert charted(store, first).visit.not_billable_reason == "Nurse visit, no charge"


def test_the_chart_says_whose_the_visit_is(coder, keyboard, store):
    first = coder.visit.id
    assert charted(store, first).visit.owner == ""
    keyboard.press(KEY.Key_R, CTRL | SHIFT)
    settle(coder)
    assert charted(store, first).visit.owner_id == AMY.user_id
