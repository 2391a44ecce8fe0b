"""A note is typed or pasted at the desk, a visit waits for one, and a usual reason is a digit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QScrollArea

from app.charting import chart, owning
from app.charting.chart import Chart
from app.store.actor import Actor
from app.values.states import CodingStatus
from models.encounter import Encounter
from models.security import User
from tests.app.superbills.visits import handed_off, visit
from tests.conftest import AMY
from tests.ui.coding.conftest import settle
from ui import theme
from ui.screen import Target

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PASTED = "SUBJECTIVE\nCough for a week.\n\nASSESSMENT AND PLAN\nAcute bronchitis."


def state(store, number) -> CodingStatus:
    with store.read() as session:
        return session.get_one(Encounter, number).status


def shown_words(pane) -> str:
    return " ".join(one.text() for one in pane.findChildren(QLabel) if one.isVisible())


def offered(pane) -> str:
    steps = [one for one in pane.findChildren(QAbstractButton) if one.isVisible()]
    return " ".join(one.accessibleName() or one.text() for one in steps)


def charted(store, number) -> Chart:
    with store.read() as session:
        return chart.chart(session, number)


def test_a_visit_waits_for_its_note_and_is_ready_when_it_is_pasted(window, coder, keyboard, store):
    with store.write(AMY) as work:
        bare = visit(work)
    coder.open_with(Target("coder", ("visit", bare)))
    settle(coder)
    coder.chart.setFocus()
    assert "Wait for the note" in offered(coder.chart)
    hints = coder.keys()
    assert [hint.key for hint in hints][:3] == ["F4", "Ctrl+Shift+A", "Shift+F4"]
    window.resize(1280, 800)
    settle(coder)
    for area in coder.chart.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0, "nothing scrolls sideways"
    keyboard.press(KEY.Key_F4, SHIFT)
    assert state(store, bare) is CodingStatus.NEEDS_DOCUMENTATION
    assert "Needs documentation" in coder.chart.banner.accessibleName()
    assert "Wait for the note" not in offered(coder.chart), "it waits already"
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


def test_a_note_begun_at_one_visit_waits_there_with_its_title(
    coder, keyboard, store, visits_waiting
):
    first = coder.visit.id
    other = next(one for one in visits_waiting if one != first)
    keyboard.press(KEY.Key_F4)
    panel = coder.deeds.notes.panel
    panel.title.set_value("Addendum")
    keyboard.type("Called back: no fever.")
    coder.open_with(Target("coder", ("visit", other)))
    settle(coder)
    assert not panel.isVisible()
    coder.chart.setFocus()
    keyboard.press(KEY.Key_F4)
    assert panel.written() == ("Progress note", ""), "the words belong to the visit before"
    keyboard.press(KEY.Key_Escape)
    coder.open_with(Target("coder", ("visit", first)))
    settle(coder)
    coder.chart.setFocus()
    keyboard.press(KEY.Key_F4)
    assert panel.written() == ("Addendum", "Called back: no fever.")
    # Pressed twice before the office has answered: it is kept once.
    panel.take.click()
    panel.take.click()
    settle(coder)
    titles = [(note.title, note.version) for note in charted(store, first).notes]
    assert sorted(titles) == [("Addendum", 1), ("Progress note", 1)]


def test_a_visit_that_needs_no_note_after_all_is_ready_by_the_same_key(coder, keyboard, store):
    first = coder.visit.id
    keyboard.press(KEY.Key_F4, SHIFT)
    assert state(store, first) is CodingStatus.NEEDS_DOCUMENTATION
    keyboard.press(KEY.Key_F4, SHIFT)
    assert state(store, first) is CodingStatus.READY


def test_who_may_bring_no_note_hears_so_before_it_is_written(coder, keyboard):
    coder.desk.actor = Actor("dr", permissions=frozenset({"look"}))
    assert not coder.can("edit.note")
    coder.chart.note_wanted.emit()
    settle(coder)
    assert coder.deeds.notes.primary() is None
    assert coder.messages.isVisible()


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
    assert "yours" not in shown_words(coder.chart)
    with store.write(AMY) as work:
        user = User(login="bo", name="Bo Varga", password_hash=None, created_at=work.now)
        work.session.add(user)
        work.session.flush()
        bo = user.id
    with store.write(Actor("bo", user_id=bo, permissions=frozenset({"code"}))) as work:
        owning.turn(work, first)
    coder.reload()
    settle(coder)
    assert "Bo Varga has it" in shown_words(coder.chart)
    coder.desk.actor = Actor("bo", user_id=bo, permissions=frozenset({"code"}))
    coder.reload()
    settle(coder)
    assert "yours" in shown_words(coder.chart)
    keyboard.press(KEY.Key_R, CTRL | SHIFT)
    assert "yours" not in shown_words(coder.chart), "the key gives it back"


def test_in_a_low_window_reasons_come_before_the_words_and_a_note_stands_whole(
    window, coder, keyboard
):
    window.resize(720, 450)
    settle(coder)
    coder.chart.setFocus()
    keyboard.press(KEY.Key_N, CTRL | SHIFT)
    picker = coder.deeds.unbilled.picker
    assert picker.list.height() >= 2 * theme.row_height(2)
    assert picker.geometry().bottom() < coder.codes.height()
    keyboard.press(KEY.Key_Escape)
    keyboard.press(KEY.Key_F4)
    panel = coder.deeds.notes.panel
    assert panel.geometry().bottom() < coder.codes.height()
    page = panel.text.page
    assert page.mapTo(panel, page.rect().bottomLeft()).y() < panel.take.y(), "nothing overlaps"
