"""A visit is put away at the desk by keys, and found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.charting import worklist
from app.coding import draft as drafts
from app.coding import storing
from app.reports import waiting
from app.values.states import CodingStatus
from models.encounter import Encounter
from models.security import User
from tests.ui.coding.conftest import settle
from ui.coding.looking import rest_words

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_desk_and_the_rail_count_the_same_visits_and_those_that_wait_stand_beside(
    coder, store, amy
):
    with store.write(amy) as work:
        one = work.session.scalars(sa.select(Encounter).where(Encounter.status == "ready")).first()
        one.status = CodingStatus.QUERY_OPEN
    coder.work.load()
    settle(coder)
    with store.read() as session:
        rail = waiting.counts(session, coder.desk.today)["coder"]
    visits = "visit" if rail == 1 else "visits"
    assert coder._beside.startswith(f"{rail} {visits} to code, 1 waits for others, the oldest")


def _away(store, day):
    with store.read() as session:
        return worklist.resting_count(session, day)


def test_a_visit_is_put_away_by_keys_and_brought_back(coder, keyboard, window, store):
    first, today = coder.visit.id, coder.desk.today
    keyboard.press(KEY.Key_K, CTRL | SHIFT)
    settle(coder)
    panel = coder.deeds.away.panel
    assert panel.isVisible()
    assert panel.until.value() == today + timedelta(days=7)
    assert coder.primary() is panel.take
    keyboard.type("+3\t")
    keyboard.press(KEY.Key_Return, CTRL)
    settle(coder)
    assert panel.isVisible(), "a reason is needed"
    assert panel.reason.problem()
    keyboard.type("pathology report")
    keyboard.press(KEY.Key_Return, CTRL)
    settle(coder)
    assert not panel.isVisible()
    assert coder.visit.id != first
    assert _away(store, today) == 1
    assert first not in coder.work.ids()
    coder.work.set_filter("put_away")
    settle(coder)
    assert coder.work.ids() == [first]
    assert "1" in coder.work.filter.currentText()
    said = coder.work.list.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Until" in said
    assert coder.visit.id == first
    assert "pathology report" in rest_words(coder.visit, today)[1]
    coder.deeds.away.ask()
    assert panel.end.isVisible()
    panel.end.click()
    settle(coder)
    assert _away(store, today) == 0


def test_esc_leaves_the_visit_where_it_is(coder, keyboard, window, store):
    first = coder.visit.id
    coder.deeds.away.ask()
    settle(coder)
    keyboard.press(KEY.Key_Escape)
    settle(coder)
    assert not coder.deeds.away.panel.isVisible()
    assert coder.visit.id == first
    assert _away(store, coder.desk.today) == 0


def test_the_age_of_a_visit_has_its_color_by_the_settings(coder):
    tones = [coder.work._tone(age) for age in (0, 2, 3, 6, 7, 90)]
    assert tones == ["wait", "wait", "warn", "warn", "block", "block"]
    coder.work._slow_late = (1, 2)
    assert [coder.work._tone(age) for age in (0, 1, 2)] == ["wait", "warn", "block"]


def test_a_visit_is_taken_by_a_key_listed_as_ones_own_and_given_back(
    coder, keyboard, window, store, amy
):
    with store.write(amy) as work:
        user = User(login="bo", name="Bo Varga", password_hash=None, created_at=work.now)
        work.session.add(user)
        work.session.flush()
        coder.desk.actor = replace(coder.desk.actor, user_id=user.id)
    first = coder.visit.id
    keyboard.press(KEY.Key_R, CTRL | SHIFT)
    settle(coder)
    coder.work.set_filter("mine")
    settle(coder)
    assert coder.work.ids() == [first]
    assert coder.work.filter.currentText() == "Mine · 1"
    keyboard.press(KEY.Key_R, CTRL | SHIFT)
    settle(coder)
    with store.read() as session:
        assert worklist.own_count(session, coder.desk.actor.user_id, coder.desk.today) == 0


def test_what_was_half_coded_is_saved_before_a_visit_is_taken(coder, keyboard, window, store):
    number = coder.visit.id
    coder.keeper.change(drafts.add_diagnosis(coder.keeper.draft, "I10"))
    keyboard.press(KEY.Key_R, CTRL | SHIFT)
    settle(coder)
    coder.keeper.change(drafts.add_diagnosis(coder.keeper.draft, "E119"))
    coder.keeper.settle(lambda: None)
    settle(coder)
    with store.read() as session:
        assert [one.code for one in storing.load(session, number).diagnoses] == ["I10", "E119"]


def test_a_panel_opened_from_a_pane_without_room_leaves_the_focus_in_sight(coder, keyboard):
    coder.window().resize(720, 450)
    settle(coder)
    coder.chart.setFocus()
    settle(coder)
    assert not coder.codes.isVisible()
    keyboard.press(KEY.Key_K, CTRL | SHIFT)
    settle(coder)
    assert coder.codes.isVisible()
    keyboard.press(KEY.Key_Escape)
    settle(coder)
    focus = QApplication.focusWidget()
    assert focus.isVisible()
    assert coder.codes.isAncestorOf(focus)
