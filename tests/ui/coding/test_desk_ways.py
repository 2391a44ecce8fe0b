"""The ways around the coder's desk: panes, narrow windows, names, other desks, empty lists."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from app.coding import code_notes
from app.practice import fees
from app.values.money import Money
from app.values.states import CodingStatus
from tests.conftest import AMY
from tests.ui.coding.conftest import settle
from ui.coding.chart_pane import ChartPane
from ui.coding.work_pane import WorkPane
from ui.screen import Target
from ui.text import tr

KEY = Qt.Key


def test_f6_walks_the_panes_and_every_stop_has_a_name(coder, keyboard, window):
    coder.work.setFocus()
    seen = []
    for _ in range(3):
        seen.append(next(p for p in coder.panes() if p.isAncestorOf(QApplication.focusWidget())))
        keyboard.press(KEY.Key_F6)
    assert seen == [coder.work, coder.chart, coder.codes]
    nameless = [
        widget
        for widget in coder.findChildren(QWidget)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and (widget.isVisible() or isinstance(widget, QAbstractButton))
        and not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
    ]
    assert nameless == []


@pytest.mark.parametrize("wide", [664, 900, 1240])
def test_a_narrow_desk_shows_the_pane_that_is_worked_in(coder, keyboard, window, wide):
    window.resize(wide + window.rail.width() * (wide > 1180) + 56 * (wide <= 1180), 480)
    settle(coder)
    for pane in coder.panes():
        pane.setFocus()
        settle(coder)
        assert pane.isVisible()
        assert pane.isAncestorOf(QApplication.focusWidget())
    shown = [pane.isVisible() for pane in coder.panes()]
    assert sum(shown) == {664: 1, 900: 2, 1240: 3}[wide]


def test_every_action_of_the_desk_is_known_to_it(coder):
    from ui.coding.actions import ACTIONS

    for action in ACTIONS:
        assert action.id in coder.deeds._deeds


def test_another_desk_opens_the_list_filtered_by_a_state_or_a_visit(coder, window, visits_waiting):
    window.go(Target("coder", ("filter", "needs_documentation")))
    settle(coder)
    assert coder.work.key() == "waiting"
    assert coder.visit is None
    assert not coder.release_button.isEnabled()
    window.go(Target("coder", ("visit", visits_waiting[1])))
    settle(coder)
    assert coder.visit.id == visits_waiting[1]
    assert coder.place() == Target("coder", ("visit", visits_waiting[1]))


def test_an_empty_list_leads_on(coder, window):
    coder.work.set_filter("sent_back")
    settle(coder)
    asked = []
    coder.go.disconnect(window.go)  # or the next page would ask for a file
    coder.go.connect(asked.append)
    for number in range(3):
        coder.nothing.taken.emit(number)
    settle(coder)
    assert [target.screen for target in asked] == ["take-in", "type-visit"]
    assert coder.work.key() == "open"


def test_where_a_filter_is_empty_enter_shows_all_open_visits(coder, window, keyboard):
    coder.work.set_filter("sent_back")
    settle(coder)
    coder.nothing.setFocus()
    keyboard.press(KEY.Key_Return)
    assert coder.work.key() == "open"


def test_a_row_speaks_as_one_sentence(coder):
    row = coder.work.list.current_row()
    index = coder.work.list.currentIndex()
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert row.patient in said
    assert said.endswith(".")
    assert dataclasses.is_dataclass(row)


def test_the_next_visit_is_one_that_can_be_worked_on(coder):
    model = coder.work.list.model()
    row = model.rows[0]
    waits, ready = CodingStatus.QUERY_OPEN, CodingStatus.READY
    states = {1: ready, 2: ready, 3: waits, 4: ready}
    model.set_rows([dataclasses.replace(row, id=n, state=one) for n, one in states.items()])
    assert [coder.work.next_to(n) for n in (1, 2, 4)] == [2, 4, 2]
    model.set_rows([dataclasses.replace(row, id=n, state=waits) for n in (1, 2)])
    assert (coder.work.next_to(1), coder.work.next_to(None)) == (2, 1)


def _written_elsewhere(store, words):
    with store.write(AMY) as work:
        (note,) = code_notes.notes(work.session)
        code_notes.write(work, dataclasses.replace(code_notes.draft_of(note), words=words))


def test_a_note_on_the_code_is_written_seen_and_ended_by_keys(coder, keyboard, window, store):
    keyboard.press(KEY.Key_Return)
    settle(coder)
    keyboard.type("I10")
    settle(coder)
    keyboard.press(KEY.Key_Return)
    coder.codes.diagnoses.setFocus()
    keyboard.press(
        KEY.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    settle(coder)
    keyboard.type("Never with I15")
    keyboard.press(KEY.Key_Return)
    settle(coder)
    told = [row for row in coder.codes.problems.rows() if row.problem.code == "code_notes.own"]
    assert [(row.problem.field, row.can_keep) for row in told] == [("dx1", False)]
    assert "Own note on I10: Never with I15" in told[0].accessibleName()
    coder.codes.encoder.setFocus()
    keyboard.type("I10")
    settle(coder)
    assert "Own note on I10: Never with I15" in coder.codes.encoder.box._notes.text()
    keyboard.press(KEY.Key_Escape)
    coder.codes.diagnoses.setFocus()
    keyboard.press(
        KEY.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    settle(coder)
    assert coder.deeds.asking.entry.toPlainText() == "Never with I15"
    _written_elsewhere(store, "Ask first")
    keyboard.type("Look for I15")
    keyboard.press(KEY.Key_Return)
    settle(coder)
    assert coder.deeds.asking.entry.toPlainText() == "Look for I15", "not lost to what Amy wrote"
    keyboard.press(KEY.Key_Escape)
    coder.perform("coding.code-note")
    settle(coder)
    keyboard.press(KEY.Key_Delete)
    keyboard.press(KEY.Key_Return)
    settle(coder)
    assert all(row.problem.code != "code_notes.own" for row in coder.codes.problems.rows())


def test_an_open_visit_has_its_fee_as_soon_as_the_fee_list_is_loaded(coder, keyboard, tmp_path):
    keyboard.press(KEY.Key_Return)
    settle(coder)
    for code in ("I10", "99499"):
        keyboard.type(code)
        settle(coder)
        keyboard.press(KEY.Key_Return)
    (line,) = coder.keeper.draft.lines
    assert line.fee is None
    assert "line.no_fee" in {row.problem.code for row in coder.codes.problems.rows()}
    (tmp_path / "fees.csv").write_text("code,description,fee\n99499,Visit,55.00\n", "utf-8")
    coder.desk.do(fees.load_file, tmp_path / "fees.csv", "Visits", date(2026, 1, 1))
    settle(coder)
    (line,) = coder.keeper.draft.lines
    assert line.fee == Money.parse("55.00")
    assert "line.no_fee" not in {row.problem.code for row in coder.codes.problems.rows()}
    assert coder.keeper.is_stored


def test_a_list_that_is_not_read_yet_does_not_say_that_it_is_empty(coder):
    pane = WorkPane(coder.desk)
    assert not pane.list.accessibleDescription()
    pane.load()
    settle(coder)
    assert pane.list.accessibleDescription() == tr("coder_desk.list.nothing")
    pane.deleteLater()


def test_the_foot_of_the_chart_names_the_code_that_a_passage_would_be_linked_to(
    coder, keyboard, visits_waiting
):
    for number in visits_waiting[:2]:
        coder.open_visit(number, to_encoder=True)
        settle(coder)
        for code in ("e11.42", "99214"):
            keyboard.add(code)
    coder.codes.services.setFocus()
    settle(coder)
    assert "99214" in coder.chart._support.text()
    coder.open_visit(visits_waiting[0], to_encoder=True)
    settle(coder)
    chosen = coder.codes.selected_code()
    assert (chosen is None) == (coder.chart._support.text() == tr("coder_desk.chart.no_code"))


def test_the_chart_is_bare_until_a_visit_is_there(coder):
    chart = ChartPane(coder.desk)
    parts = (chart.chip, chart.tabs, chart.which, chart.banner)
    assert not any(part.isVisibleTo(chart) for part in parts)
    chart.show_visit(coder.visit)
    assert chart.tabs.isVisibleTo(chart)


def test_a_panel_over_the_codes_cuts_no_words_under_it(coder):
    quiet = next(one for one in coder.codes.problems.findChildren(QLabel) if one.text())
    panel = coder.deeds.asking
    panel.ask_words("place_asked", print, "11")
    settle(coder)
    first = quiet.mapTo(coder.codes, QPoint(0, 0)).y()
    for high in (first - 12 + 1, first - 12 + quiet.height() // 2, first - 12 + quiet.height() - 1):
        panel.stand(400, high)
        assert panel.geometry().bottom() + 1 >= first + quiet.height()
    panel.stand(400, first - 12)
    assert panel.geometry().bottom() < first
