"""From words selected in the note to a sent query, by keyboard, at the coder's desk."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QWidget

from app.charting.queries import deeds, lists
from app.values.states import CodingStatus, QueryForm, QueryStatus, QueryTopic
from models.encounter import Encounter
from tests.ui.coding.conftest import NOTE, settle
from ui.screen import Target

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier
FEET = "Burning in both feet"
TYPE_2 = "Type 2 diabetes with neuropathy"


@pytest.fixture
def panel(coder):
    return coder.deeds.queries.panel


def select(coder, words):
    """Select words in the note, as Shift and the arrows do."""
    first = NOTE.index(words)
    coder.chart.note.setFocus()
    coder.chart.note.select(first, first + len(words))
    settle(coder)


def rows(store, coder):
    with store.read() as session:
        return lists.queries(session, coder.desk.today, tuple(QueryStatus))


def test_three_keys_lead_from_selected_words_to_a_sent_query(coder, keyboard, store, panel):
    first = coder.visit.id
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_4)
    assert panel.draft.topic is QueryTopic.LATERALITY
    assert FEET in panel.question.page.toPlainText()
    keyboard.press(KEY.Key_Return, CTRL)
    assert keyboard.actions == 3
    (row,) = rows(store, coder)
    assert (row.encounter_id, row.status) == (first, QueryStatus.SENT)
    assert coder.visit.id != first
    with store.read() as session:
        assert session.get_one(Encounter, first).status is CodingStatus.QUERY_OPEN
        (quote,) = deeds.draft_of(session, row.id).quotes
        assert (quote.words, NOTE[quote.first : quote.last]) == (FEET, FEET)
    coder.open_visit(first)
    settle(coder)
    assert coder.chart.banner.lead.text().startswith(f"Query {row.number} to Okafor")
    assert coder.work.list.current_row().query_due == row.due_on


def test_without_selected_words_the_note_takes_the_cursor(coder, keyboard, panel):
    coder.chart.note.setFocus()
    keyboard.press(KEY.Key_J, CTRL)
    assert panel.isHidden()
    assert coder.messages.words.text().startswith("Select the words")
    assert coder.chart.isAncestorOf(QApplication.focusWidget())
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    assert coder.messages.isHidden()


def test_a_leading_query_says_why_and_is_not_sent(coder, keyboard, store, panel):
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_4)
    panel.question.page.setPlainText("Was it the left foot, as the insurance asks?")
    assert "insurance" in panel.question.problem()
    keyboard.press(KEY.Key_Return, CTRL)
    assert rows(store, coder) == ()
    assert not panel.isHidden()
    assert panel.question.page.hasFocus()
    panel.question.page.setPlainText("Does she have gout?")
    assert "gout" in panel.question.problem()
    panel.options.page.setPlainText("Left")
    assert "at least two" in panel.options.problem()


def test_a_second_quote_words_the_conflict_and_a_quote_goes_away_again(coder, keyboard, panel):
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_2)
    assert panel._wrong.isVisible()
    select(coder, TYPE_2)
    keyboard.press(KEY.Key_J, CTRL)
    assert not panel._wrong.isVisible()
    assert panel.draft.options == (FEET, TYPE_2)
    assert panel.options.page.toPlainText().splitlines() == [FEET, TYPE_2]
    drops = [one for one in panel.findChildren(QAbstractButton) if one.property("number") == 1]
    drops[-1].click()
    assert [one.words for one in panel.draft.quotes] == [TYPE_2]


def test_yes_or_no_is_offered_only_where_it_is_permitted(coder, keyboard, panel):
    select(coder, TYPE_2)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_8)
    assert panel.draft.form is QueryForm.YES_NO
    assert panel.options.isHidden()
    panel.topic.put(QueryTopic.LATERALITY.value)
    panel._on_topic()
    forms = [panel.form.combo.itemData(at) for at in range(panel.form.combo.count())]
    assert forms == ["choices", "own_words"]


def test_esc_closes_the_query_and_ctrl_j_brings_it_back_as_it_was(coder, keyboard, store, panel):
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_1)
    panel.question.page.setPlainText("What is it like at night?")
    assert not coder.release_button.isEnabled()
    keyboard.press(KEY.Key_Escape)
    assert panel.isHidden()
    assert coder.release_button.isEnabled()
    assert rows(store, coder) == ()
    coder.chart.note.select(0, 0)
    keyboard.press(KEY.Key_J, CTRL)
    assert panel.question.page.toPlainText() == "What is it like at night?"


def test_a_kept_draft_is_opened_again_from_its_row(coder, keyboard, store, panel, window):
    first = coder.visit.id
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_7)
    keyboard.press(KEY.Key_S, CTRL)
    (row,) = rows(store, coder)
    assert row.status is QueryStatus.DRAFT
    assert panel.isHidden()
    window.go(Target("coder", ("visit", first, row.id)))
    settle(coder)
    assert not panel.isHidden()
    keyboard.press(KEY.Key_Return, CTRL)
    assert [one.status for one in rows(store, coder)] == [QueryStatus.SENT]


def test_another_visit_leaves_the_query_of_the_one_before(coder, keyboard, panel, visits_waiting):
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_1)
    other = next(one for one in visits_waiting if one != coder.visit.id)
    coder.open_visit(other)
    settle(coder)
    assert panel.isHidden()
    assert coder.primary() is coder.release_button


def test_a_visit_with_a_query_that_waits_is_not_released(coder, keyboard, store):
    first = coder.visit.id
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_4)
    keyboard.press(KEY.Key_Return, CTRL)
    coder.open_visit(first, to_encoder=True)
    settle(coder)
    keyboard.add("E11.42")
    keyboard.add("99214")
    keyboard.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        assert session.get_one(Encounter, first).status is CodingStatus.QUERY_OPEN
    said = f"{coder.messages.lead.text()} {coder.messages.words.text()}"
    assert "has no answer yet" in said


@pytest.mark.parametrize("size", [(1440, 900), (720, 450)])
def test_the_panel_fits_and_every_stop_has_a_name(coder, keyboard, panel, window, size):
    window.resize(*size)
    settle(coder)
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_4)
    assert panel.isVisible()
    assert coder.codes.rect().contains(panel.geometry())
    nameless = [
        one
        for one in panel.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.isVisible()
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_ctrl_j_goes_on_with_the_draft_that_waits_and_begins_no_second_one(
    coder, keyboard, store, panel
):
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_7)
    keyboard.press(KEY.Key_S, CTRL)
    (kept,) = rows(store, coder)
    select(coder, TYPE_2)
    keyboard.press(KEY.Key_J, CTRL)
    assert panel.draft.id == kept.id
    assert [one.words for one in panel.draft.quotes] == [FEET, TYPE_2]
    keyboard.press(KEY.Key_S, CTRL)
    assert [row.id for row in rows(store, coder)] == [kept.id]


def test_with_room_for_it_a_query_opens_whole_and_its_quotes_come_first(
    coder, keyboard, panel, window
):
    window.resize(1440, 900)
    settle(coder)
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_1)
    area = panel.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0, "nothing of it is below the edge"
    drop = next(one for one in panel.findChildren(QAbstractButton) if FEET in one.accessibleName())
    drop.setFocus()
    keyboard.press(KEY.Key_Tab)
    assert QApplication.focusWidget() is panel.topic.combo, "Tab goes as the eye does"


def test_a_draft_that_waits_is_told_on_the_chart_until_it_is_sent(coder, keyboard, store, panel):
    first = coder.visit.id
    assert coder.chart.banner.isHidden()
    select(coder, FEET)
    keyboard.press(KEY.Key_J, CTRL)
    keyboard.press(KEY.Key_4)
    keyboard.press(KEY.Key_S, CTRL)
    assert coder.chart.banner.lead.text() == "A question to the provider is begun"
    assert "Ctrl+J" in coder.chart.banner.words.text()
    keyboard.press(KEY.Key_J, CTRL)
    assert not panel.isHidden()
    keyboard.press(KEY.Key_Return, CTRL)
    coder.open_visit(first)
    settle(coder)
    assert coder.chart.banner.lead.text().startswith("Query ")
