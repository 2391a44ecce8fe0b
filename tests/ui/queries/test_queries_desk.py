"""The Queries desk: what waits, what was answered, and the story of one query by keyboard."""

from __future__ import annotations

import csv
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QWidget

from app.charting.queries import answering, deeds, lists
from app.charting.queries.answering import AnswerDraft
from app.coding import storing
from app.reports import leaving, today, waiting
from app.security import permissions
from app.store import trail
from app.store.actor import Actor
from app.values.states import CodingStatus, QueryStatus, QueryStep
from models.encounter import Encounter
from tests.conftest import AMY
from tests.ui.queries.conftest import FOOT, NOTE, OWNER, Hands, go, settle, side_query
from ui.queries import reading

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def sent(store, visits):
    """A sent query about the first visit, and a leading draft about the second."""
    with store.write(AMY) as work:
        number = deeds.send(work, side_query(visits[0]))
        deeds.keep(work, side_query(visits[1], question="Was it the left foot?"))
        return number


def of(store, query_id, day):
    with store.read() as session:
        return lists.whole(session, query_id, day)


def test_from_selected_words_to_a_coded_visit_by_keyboard(qtbot, open_window, store, visits, clock):
    window = open_window()
    coder = go(window, "coder", "visit", visits[0][0])
    hands = Hands(qtbot, window)
    coder.chart.note.setFocus()
    first = NOTE.index(FOOT)
    coder.chart.note.select(first, first + len(FOOT))
    hands.press(KEY.Key_J, CTRL)
    hands.press(KEY.Key_4)
    hands.press(KEY.Key_Return, CTRL)
    assert hands.actions == 3
    desk = go(window, "queries")
    (row,) = desk.queries.rows
    assert row.status is QueryStatus.SENT
    hands.press(KEY.Key_Return, CTRL)
    assert desk.page.next.is_asking
    desk.page.next.fields["number"].put("2")
    hands.press(KEY.Key_Tab)
    hands.type("Plantar.")
    hands.press(KEY.Key_Return, CTRL)
    found = of(store, row.id, desk.desk.today)
    assert (found.row.status, found.answer.words) == (QueryStatus.ANSWERED, "Left. Plantar.")
    hands.press(KEY.Key_V)
    coder = window.screens.here
    assert (coder.visit.id, coder.visit.state) == (visits[0][0], CodingStatus.READY)
    note = coder.chart.current_note()
    assert note.document_id == found.answer.document_id
    coder.codes.encoder.setFocus()
    hands.type("99213")
    hands.press(KEY.Key_Return)
    coder.chart.note.setFocus()
    at = note.text.index("Left. Plantar.")
    coder.chart.note.select(at, at + 4)
    hands.press(KEY.Key_E, CTRL)
    coder.keeper.save()
    settle(window)
    with store.read() as session:
        (span,) = storing.load(session, visits[0][0]).evidence
        assert (span.document_id, note.text[span.first : span.last]) == (note.document_id, "Left")
        assert session.get_one(Encounter, visits[0][0]).status is CodingStatus.IN_PROGRESS


def test_the_list_counts_every_state_and_says_what_is_late(open_window, store, sent, clock):
    with store.write(AMY) as work:
        deeds.put_off(work, sent, work.today)
    clock.now += timedelta(days=3)
    desk = go(open_window(), "queries")
    shown = [desk.queries.filter.itemText(at) for at in range(desk.queries.filter.count())]
    assert shown[:3] == ["To do 2", "Overdue 1", "Draft 1"]
    assert desk._header.state.text() == "1 query waits for an answer; 1 overdue"
    index = desk.queries.list.currentIndex()
    assert "3 days late" in index.data(Qt.ItemDataRole.AccessibleTextRole)
    with store.read() as session:
        (line,) = [one for one in today.today(session, desk.desk.today).deadlines
                   if one.kind == "query"]  # fmt: skip
        assert (line.screen, line.ids) == ("queries", ("query", sent))
        assert waiting.counts(session, desk.desk.today)["queries"] == 2
        rows = lists.queries(session, desk.desk.today)
        asked = next(one.provider_id for one in rows if one.id == sent)
        for provider, its in ((asked, 1), (99, 0)):
            who = Actor("Dr. Reyes", 9, permissions.CLINICIAN, provider_id=provider)
            found = waiting.counts(session, desk.desk.today, who).get("queries", 0)
            told = today.today(session, desk.desk.today, 9, provider).deadlines
            assert (found, [o.kind for o in told].count("query")) == (its, its)


def test_a_leading_draft_leads_back_to_the_note(qtbot, open_window, store, sent):
    window = open_window()
    desk = go(window, "queries", "filter", "draft")
    assert desk.page.next.primary.text() == "Go on with the draft"
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_Return, CTRL)
    coder = window.screens.here
    settle(window)
    panel = coder.deeds.queries.panel
    assert not panel.isHidden()
    assert "left" in panel.question.problem().casefold()


def test_withdrawing_asks_for_a_reason_in_place(qtbot, open_window, store, visits, sent):
    window = open_window()
    desk = go(window, "queries", "filter", "sent")
    hands = Hands(qtbot, window)
    told = desk.keys()
    assert "W" in [hint.key for hint in told]
    hands.press(KEY.Key_W)
    assert desk.page.next.is_asking
    hands.press(KEY.Key_Return, CTRL)
    assert desk.page.next.is_asking
    hands.type("The note was completed")
    hands.press(KEY.Key_Return, CTRL)
    found = of(store, sent, desk.desk.today)
    assert found.row.status is QueryStatus.WITHDRAWN
    assert found.happenings[-1].reason == "The note was completed"
    with store.read() as session:
        assert session.get_one(Encounter, visits[0][0]).status is CodingStatus.READY


def test_an_empty_answer_is_said_in_place_and_not_kept(qtbot, open_window, store, sent):
    window = open_window()
    desk = go(window, "queries", "filter", "sent")
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_Return, CTRL)
    hands.press(KEY.Key_Return, CTRL)
    assert desk.page.next.fields["words"].problem()
    assert of(store, sent, desk.desk.today).answer is None
    hands.press(KEY.Key_Escape)
    assert not desk.page.next.is_asking
    assert QApplication.focusWidget() is desk.queries.list


def test_the_owner_sees_what_is_to_be_answered_and_answers(qtbot, open_window, store, sent):
    window = open_window(OWNER)
    desk = go(window, "queries")
    assert desk.queries.key() == "sent"
    hands = Hands(qtbot, window)
    buttons = {one.text(): one for one in desk.page.next.findChildren(QAbstractButton)}
    assert not buttons["Withdraw"].isEnabled()
    hands.press(KEY.Key_Return, CTRL)
    desk.page.next.fields["number"].put("5")
    hands.press(KEY.Key_Return, CTRL)
    found = of(store, sent, desk.desk.today)
    assert found.answer.words == "Unable to determine"
    assert found.answer.entered_by == "Ola"


def test_the_paper_is_shown_saved_and_remembered(
    qtbot, open_window, store, sent, tmp_path, monkeypatch
):
    window = open_window()
    desk = go(window, "queries", "filter", "sent")
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_P)
    assert desk.page.is_paper()
    assert desk.page.pdf.page_count() == 1
    path = tmp_path / "query.pdf"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    assert desk.perform("queries.save-paper")
    settle(window)
    assert path.read_bytes().startswith(b"%PDF-")
    assert of(store, sent, desk.desk.today).happenings[-1].step is QueryStep.PRINTED
    with store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.SAVED))
    assert "query" in told.facts
    assert (told.subject, told.subject_id) == ("provider_query", str(sent))
    hands.press(KEY.Key_Escape)
    assert not desk.page.is_paper()
    desk.page.pdf.clear()


def test_the_next_step_taken_from_the_paper_is_in_sight(qtbot, open_window, sent):
    window = open_window()
    desk = go(window, "queries", "filter", "sent")
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_P)
    assert any(hint.key == "Ctrl+P" for hint in tuple(desk.keys()))
    hands.press(KEY.Key_Return, CTRL)
    assert desk.page.next.is_asking
    assert all(field.isVisible() for field in desk.page.next.fields.values())
    with qtbot.waitSignal(desk.keys_changed):
        hands.press(KEY.Key_Escape)
    hands.press(KEY.Key_P)
    with qtbot.waitSignal(desk.keys_changed):
        hands.press(KEY.Key_Escape)
    assert all(hint.key != "Ctrl+P" for hint in tuple(desk.keys()))
    desk.page.pdf.clear()


def test_the_list_is_saved_as_a_spreadsheet(open_window, store, sent, tmp_path, monkeypatch):
    window = open_window()
    desk = go(window, "queries")
    rows = saved(window, desk, tmp_path, monkeypatch)
    assert rows[0][:3] == ["Query", "Patient", "Date of service"]
    assert [row[5] for row in rows[1:]] == ["Sent", "Draft"]
    with store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.LISTED))
    assert (told.subject, told.actor) == ("provider_query", AMY.name)


def test_a_list_saved_before_its_rest_has_come_holds_the_rest(
    open_window, sent, tmp_path, monkeypatch
):
    monkeypatch.setattr(reading, "PAGE", 1)
    window = open_window()
    desk = go(window, "queries")
    monkeypatch.setattr(desk, "_read_whole", lambda: None)
    desk.queries.set_filter("all")
    desk.queries.filtered.emit()
    settle(window)
    assert len(desk.queries.rows) == 1
    assert len(saved(window, desk, tmp_path, monkeypatch)) == 3


def test_a_list_that_cannot_be_saved_is_refused_in_words(open_window, sent, tmp_path, monkeypatch):
    window = open_window()
    desk = go(window, "queries")
    told = []
    desk.desk.refused.connect(lambda error: told.append(error.code))
    path = tmp_path / "gone" / "queries.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    assert desk.perform("queries.export")
    settle(window)
    assert told == ["query_screen.unwritable"]


def saved(window, desk, folder, monkeypatch):
    path = folder / "queries.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_about: (str(path), ""))
    assert desk.perform("queries.export")
    settle(window)
    return list(csv.reader(path.read_text("utf-8-sig").splitlines()))


def test_an_answered_query_leads_to_the_visit_and_is_closed(open_window, store, sent):
    with store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 1, "", "Nia Okafor, MD", work.today))
    window = open_window()
    desk = go(window, "queries", "query", sent)
    assert desk.page.shown.row.id == sent
    told = desk.keys()
    assert "W" not in [hint.key for hint in told], "an answered one is not withdrawn"
    desk.steps.take("close")
    settle(window)
    assert of(store, sent, desk.desk.today).row.status is QueryStatus.CLOSED


def test_an_office_without_queries_says_how_one_begins(open_window, visits):
    desk = go(open_window(), "queries")
    assert desk.panes() == (desk._empty,)
    assert desk.keys()
    assert desk._empty.accessibleName() == "No provider has been asked yet"


@pytest.mark.parametrize("wide", [720, 1000, 1440])
def test_every_stop_has_a_name_at_every_width(open_window, sent, wide):
    window = open_window()
    window.resize(wide, 600)
    desk = go(window, "queries")
    for pane in desk.panes():
        pane.setFocus()
        settle(window)
        assert pane.isVisible()
        assert pane.isAncestorOf(QApplication.focusWidget())
    nameless = [
        one
        for one in desk.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.isVisible()
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
    assert nameless == []


def test_a_clinician_sees_and_answers_only_the_own_queries(
    qtbot, open_window, store, visits, sent, clock
):
    with store.write(AMY) as work:
        asked = lists.queries(work.session, work.today)[0].provider_id
    own = Actor("Dr. Reyes", 9, permissions.CLINICIAN, provider_id=asked)
    window = open_window(own)
    desk = go(window, "queries")
    settle(window)
    assert [row.id for row in desk.queries.rows] == [sent]
    assert not desk.queries.asked.isVisibleTo(desk)
    hands = Hands(qtbot, window)
    hands.press(KEY.Key_Return, CTRL)
    fields = desk.page.next.fields
    assert not fields["who"].entry.isEnabled()
    assert "paper" not in fields
    assert fields["words"].name == "In your words"
    with store.read() as session:
        assert [lists.open_count(session, one) for one in (asked, (asked or 0) + 1)] == [1, 0]
        told = today.today(session, desk.desk.today, answers_as=asked).coding
    assert (told[0].state, told[0].count) == (CodingStatus.QUERY_OPEN, 1)
    fields["number"].put("1")
    hands.press(KEY.Key_Return, CTRL)
    assert of(store, sent, desk.desk.today).row.status is QueryStatus.ANSWERED
    other = Actor("Dr. Other", 10, permissions.CLINICIAN, provider_id=(asked or 0) + 1)
    assert go(open_window(other), "queries").queries.rows == ()


def test_everybody_else_chooses_whose_queries_are_listed(open_window, store, visits, sent):
    window = open_window()
    desk = go(window, "queries")
    desk.queries.asked.addItem("another", 999)
    desk.queries.asked.setCurrentIndex(desk.queries.asked.findData(999))
    desk.queries.filtered.emit()
    settle(window)
    assert desk.queries.rows == ()
    go(window, "queries", "query", sent)
    assert desk.queries.list.current_row().id == sent


def test_the_newest_of_all_queries_come_first_and_the_rest_behind_them(
    qtbot, open_window, sent, store, monkeypatch
):
    monkeypatch.setattr(reading, "PAGE", 1)
    window = open_window()
    desk = go(window, "queries")
    day = desk.desk.today
    with store.read() as session:
        whole = reading.read_list(session, "all", day)
        first = reading.read_newest(session, "all", day)
        assert [row.status for row in reading.read_newest(session, "closed", day).rows] == []
    assert (first.rows, first.counts) == (whole.rows[:1], whole.counts)
    shown = []
    monkeypatch.setattr(desk, "_show", lambda found: shown.append(len(found.rows)))
    desk.queries.set_filter("all")
    desk.queries.filtered.emit()
    settle(window)
    assert shown == [1, 2]


@pytest.mark.parametrize(("key", "held"), [(KEY.Key_Return, (CTRL,)), (KEY.Key_V, ())])
def test_to_code_an_answered_visit_that_is_open_puts_the_caret_into_the_encoder(
    qtbot, open_window, store, visits, sent, key, held
):
    with store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 2, "", "Dr. Reyes", work.today))
    window = open_window()
    coder = go(window, "coder", "visit", visits[0][0])
    assert QApplication.focusWidget() is coder.codes.encoder.field
    go(window, "queries", "filter", "answered")
    hands = Hands(qtbot, window)
    for _ in range(2):
        hands.press(key, *held)
        assert window.screens.here is coder
        assert QApplication.focusWidget() is coder.codes.encoder.field
        go(window, "queries", "filter", "answered")


def test_c_closes_an_answered_query_and_only_that(qtbot, open_window, store, sent):
    window = open_window()
    desk = go(window, "queries", "filter", "sent")
    hands = Hands(qtbot, window)
    told = desk.keys()
    assert "C" not in [hint.key for hint in told]
    with store.write(AMY) as work:
        answering.answer(work, AnswerDraft(sent, 2, "", "Dr. Reyes", work.today))
    desk = go(window, "queries", "filter", "answered")
    told = desk.keys()
    assert ("C", "close the query") in [(hint.key, hint.words) for hint in told]
    hands.press(KEY.Key_C)
    assert of(store, sent, desk.desk.today).row.status is QueryStatus.CLOSED
