"""Warnings kept with a reason, in the real window: the key, the words, undo, and what blocks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.values.problem import Severity
from tests.ui.coding.conftest import settle
from tests.ui.coding.test_coder_desk import open_first, stored
from ui.coding.problems_panel import ProblemRow

KEY = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_warning_is_kept_with_a_reason_typed_in_its_row(coder, keyboard, store):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "dx.unused")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    keyboard.add("Managed today, not billed")
    kept = stored(store, coder.visit.id).kept
    assert [(one.rule, one.reason_code, one.reason) for one in kept] == [
        ("dx.unused", "documented", "Managed today, not billed")
    ]
    assert all(r.problem.code != "dx.unused" or not r.can_keep for r in coder.codes.problems.rows())


def test_a_reason_that_is_kept_stays_when_the_codes_are_undone(coder, keyboard, store):
    open_first(keyboard)
    for code in ("e11.42", "i10", "99214"):
        keyboard.add(code)
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "dx.unused")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    keyboard.add("Managed today, not billed")
    services = len(coder.keeper.draft.lines)
    keyboard.press(KEY.Key_Z, CTRL)
    assert "stays in the record" in coder.messages.words.text()
    assert len(coder.keeper.draft.lines) == services, "the reason is no step of the codes"
    keyboard.press(KEY.Key_Z, CTRL)
    assert len(coder.keeper.draft.lines) == services - 1
    assert [one.rule for one in coder.keeper.draft.kept] == ["dx.unused"]


def test_a_block_says_that_no_reason_keeps_it(coder, keyboard):
    open_first(keyboard)
    for code in ("i10", "99499"):
        keyboard.type(code)
        settle(coder)
        keyboard.press(KEY.Key_Return)
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "line.no_fee")
    assert row.problem.severity is Severity.BLOCK
    row.setFocus()
    keyboard.press(KEY.Key_W)
    assert "No reason keeps a block" in coder.messages.words.text()
    assert not row.entry.isVisible()


def test_a_warning_without_an_answer_keeps_the_visit_here(coder, keyboard):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    number = coder.visit.id
    keyboard.press(KEY.Key_Return, CTRL)
    settle(coder)
    assert coder.visit.id == number
    assert "no answer yet" in coder.messages.accessibleName()
    while coder.keeper.draft.encounter_id == number:
        assert isinstance(QApplication.focusWidget(), ProblemRow)
        assert QApplication.focusWidget().problem.severity is Severity.WARN
        keyboard.press(KEY.Key_W)
        keyboard.press(KEY.Key_Return)
        settle(coder)
        keyboard.press(KEY.Key_Return, CTRL)
        settle(coder)


def test_the_arrows_choose_the_reason_and_its_words_may_be_left_out(coder, keyboard, store):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "dx.unused")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    told = coder.keys()
    assert [one.words for one in told] == ["choose the reason", "keep", "close"]
    keyboard.press(KEY.Key_Down)
    keyboard.press(KEY.Key_Down)
    keyboard.press(KEY.Key_Return)
    kept = stored(store, coder.visit.id).kept
    assert [(one.reason_code, one.reason) for one in kept] == [
        ("nothing_more", "The record says no more")
    ]


def test_in_a_low_window_the_words_of_a_reason_are_written_in_sight(window, coder, keyboard):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    window.resize(720, 450)
    settle(coder)
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "dx.unused")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    assert row.entry.hasFocus()
    assert row.entry.visibleRegion().boundingRect() == row.entry.rect()


def test_after_a_warning_is_kept_the_next_problem_is_in_sight(coder, keyboard):
    open_first(keyboard)
    for code in ("e11.9", "e10.9", "h66.92", "i10", "99213 22"):
        keyboard.add(code)
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "icd.excludes1")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    keyboard.add("Seen")
    settle(coder)
    focus = QApplication.focusWidget()
    assert isinstance(focus, ProblemRow)
    assert focus.visibleRegion().boundingRect() == focus.rect()


def test_a_reason_that_wants_words_says_so_and_keeps_nothing_without_them(coder, keyboard, store):
    open_first(keyboard)
    keyboard.add("e11.42")
    keyboard.add("i10")
    keyboard.add("99214")
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "dx.unused")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    row.reasons.setCurrentIndex(row.reasons.findData("other"))
    keyboard.press(KEY.Key_Return)
    assert not row.needed.isHidden()
    assert stored(store, coder.visit.id).kept == ()
    keyboard.type("Seen")
    assert row.needed.isHidden()


def test_a_reason_that_was_left_is_not_there_when_it_is_asked_again(coder, keyboard):
    open_first(keyboard)
    for code in ("e11.42", "i10", "99214"):
        keyboard.add(code)
    row = next(r for r in coder.codes.problems.rows() if r.problem.code == "dx.unused")
    row.setFocus()
    keyboard.press(KEY.Key_W)
    usual = row.reasons.currentIndex()
    keyboard.type("Of another warning")
    keyboard.press(KEY.Key_Down)
    keyboard.press(KEY.Key_Escape)
    keyboard.press(KEY.Key_W)
    assert row.is_asking
    assert (row.entry.text(), row.reasons.currentIndex()) == ("", usual)
