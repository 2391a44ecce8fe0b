"""What coverage articles say of a service is shown at the desk, and looked up from there."""

from __future__ import annotations

import dataclasses
from datetime import date
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.codesets.articles import CoverageGroup
from tests.ui.coding.conftest import settle
from ui.coding import coverage_deeds
from ui.coding.coverage_deeds import Said

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
HERE = CoverageGroup(
    "A52000", "Blood sugar control", frozenset({"83036"}), frozenset({"E119", "E1142"}),
    frozenset({"Z131"}), "305", date(2024, 1, 1), None,
)  # fmt: skip
OLD = CoverageGroup(
    "A51000", "Blood sugar, before", frozenset({"83036"}), frozenset({"E119"}),
    frozenset(), "306", date(2020, 1, 1), date(2023, 12, 31), is_here=False,
)  # fmt: skip


def test_articles_of_a_service_are_listed_and_a_diagnosis_is_looked_up(
    coder, keyboard, monkeypatch
):
    said = Said("83036", (HERE, OLD), {"E119": "Type 2 diabetes mellitus without complications"})
    asked = []

    def read(_session, _hand, draft, code):
        asked.append((draft.encounter_id, code))
        return said

    monkeypatch.setattr(coverage_deeds, "read_articles", read)
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.9")
    keyboard.add("83036")
    keyboard.press(KEY.Key_P, CTRL | SHIFT)
    assert asked == [(coder.visit.id, "83036")]
    picker = coder.deeds.coverage.picker
    first, last = picker.rows()
    assert first.lines.title == "A52000 Blood sugar control"
    assert first.lines.subtitle == "2 diagnoses covered · 1 not covered · contractor 305"
    assert (first.lines.state, last.lines.state) == ("in force", "ended")
    assert "another state" in last.lines.subtitle
    assert first.more == "From Jan 1, 2024. Of this visit covered: E11.9."
    keyboard.press(KEY.Key_1)
    assert [row.key for row in picker.rows()] == ["E1142", "E119", "Z131"]
    assert picker.rows()[1].lines.right == "on this visit"
    codes = [one.code for one in coder.keeper.draft.diagnoses]
    keyboard.press(KEY.Key_1)
    assert not picker.isVisible()
    assert coder.codes.encoder.field.text() == "E11.42"
    assert [one.code for one in coder.keeper.draft.diagnoses] == codes, "it is looked up, not added"


def test_a_visit_without_services_and_an_office_without_articles_say_so(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_P, CTRL | SHIFT)
    assert "Add a service first" in coder.messages.accessibleName()
    keyboard.add("e11.9")
    keyboard.add("83036")
    keyboard.press(KEY.Key_P, CTRL | SHIFT)
    assert coder.deeds.coverage.picker.rows() == ()
    keyboard.press(KEY.Key_Escape)
    assert not coder.deeds.coverage.picker.isVisible()


def test_articles_that_come_after_the_visit_was_left_are_not_shown(
    coder, keyboard, visits_waiting, monkeypatch
):
    first = coder.visit.id
    goes_on = Event()

    def read(_session, _hand, _draft, code):
        goes_on.wait(5)
        return Said(code, (HERE,), {})

    monkeypatch.setattr(coverage_deeds, "read_articles", read)
    keyboard.press(KEY.Key_Return)
    keyboard.add("83036")
    coder.perform("coding.coverage")
    coder.open_visit(next(one for one in visits_waiting if one != first))
    while coder.visit.id == first:
        QTest.qWait(2)
    goes_on.set()
    settle(coder)
    assert not coder.deeds.coverage.picker.isVisible()


def test_the_second_list_stands_whole_in_a_low_window_too(window, coder, keyboard, monkeypatch):
    many = dataclasses.replace(HERE, covered=frozenset(f"I{n}" for n in range(10, 30)))
    monkeypatch.setattr(coverage_deeds, "read_articles", lambda *_: Said("83036", (many,), {}))
    window.resize(720, 450)
    settle(coder)
    keyboard.press(KEY.Key_Return)
    keyboard.add("83036")
    keyboard.press(KEY.Key_P, CTRL | SHIFT)
    picker = coder.deeds.coverage.picker
    keyboard.press(KEY.Key_1)
    assert len(picker.rows()) == 21
    for part in (picker.field, picker.list):
        assert part.visibleRegion().boundingRect() == part.rect()
    assert picker.rect().contains(picker.list.geometry())
