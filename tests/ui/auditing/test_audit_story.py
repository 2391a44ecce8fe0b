"""An audit by keys alone: drawn, read blind, judged, counted; the coder reads and disagrees."""

from __future__ import annotations

import dataclasses
from io import BytesIO

import pypdfium2
import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.auditing import accuracy, report_paper
from app.coding import code_notes
from app.coding.draft import Kept
from app.values.money import Money
from app.values.states import Discrepancy as Kind
from models.coding_audit import AuditDraft, LessonSeen
from tests.conftest import AMY, NOON
from tests.ui.auditing.conftest import KIM, sit
from ui.coding.lesson_strip import LessonStrip

KEY = Qt.Key
DISSENT = "It is in the plan, stable."
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def drawn(keys):
    """An audit of five visits, drawn in the form by keys."""
    keys.press(KEY.Key_G, CTRL | SHIFT)
    assert keys.screen.title == "Coding audits"
    keys.press(KEY.Key_Return)
    form = keys.screen.form
    assert form.told.text() == "5 visits qualify; 5 are read."
    form.wanted.line.setFocus()
    form.wanted.line.selectAll()
    keys.type("5")
    keys.press(KEY.Key_Return, CTRL)
    assert [row.position for row in keys.screen.page.model.rows] == [1, 2, 3, 4, 5]
    return keys


def code(keys, *codes, more="") -> None:
    """Set codes down in the encoder, from the note, and lay them beside the coder's.

    The service points at the codes before it; ``more`` is a code that nothing points at.
    """
    keys.press(KEY.Key_F, CTRL | SHIFT)
    for one in codes:
        take(keys, one)
    keys.press(KEY.Key_A, Qt.KeyboardModifier.AltModifier)
    if more:
        take(keys, more)
    keys.press(KEY.Key_Return, CTRL)


def take(keys, one: str) -> None:
    """Type a code and take it."""
    keys.type(one)
    keys.settle()
    keys.press(KEY.Key_Return)


def verdict(keys, digit: str, why: str = "") -> None:
    """Give a verdict by its digit, and its reason."""
    keys.type(digit)
    if why:
        keys.press(KEY.Key_Return)
        keys.type(why)
    keys.press(KEY.Key_Return, CTRL)


def test_five_visits_are_read_by_keys_and_the_accuracy_is_exact(drawn, store):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    screen = keys.screen
    # The coder gave E11.9, I10 and 99214: four compared items when nothing differs.
    assert screen.is_blind
    assert "99214" not in screen.header.state.text()
    assert screen.keeper.draft.is_empty
    code(keys, "E119", "I10", "99214")
    assert screen.opened.row.position == 2
    code(keys, "E119", "I10", "99213")
    verdict(keys, "2", "One stable problem and one drug: low.")
    assert screen.opened.row.position == 3
    code(keys, "E119", "I10", "99214", more="Z794")
    verdict(keys, "7", "Insulin is in the plan.")
    assert screen.opened.row.position == 4
    code(keys, "I10", "E119", "99214")
    # The service points at them in the other order too.
    keys.type("1")
    keys.press(KEY.Key_Down)
    verdict(keys, "1")
    assert screen.opened.row.position == 5
    code(keys, "E119", "99214")
    verdict(keys, "8", "Hypertension was not addressed.")
    # What the service points at differs with it; that is no error of its own.
    verdict(keys, "1")

    figures(keys, store)
    teach(keys, store)
    report(keys, store)


def figures(keys, store) -> None:
    """The page and the room tell the same exact figures."""
    assert keys.screen.title == "Coding audits"
    with store.read() as session:
        (row,) = accuracy.of_audit(session, 1)
    # 4, 4, 5, 4 and 4 compared; three errors; 60.00 of 900.00 over.
    assert (row.codes, row.right_codes, row.by_code) == (21, 18, 857)
    assert (row.visits, row.right_visits, row.by_visit) == (5, 2, 400)
    assert (row.charged, row.over, row.under) == (Money(90_000), Money(6_000), Money(0))
    assert row.by_money == 933
    assert row.kinds == {Kind.OVER: 1, Kind.MISSED: 1, Kind.EXTRA: 1}
    shown = [box.accessibleName() for box in keys.screen.page.figures._boxes]
    assert shown == [
        "By code, 85.7%, 18 of 21; below 95%",
        "By visit, 40.0%, 2 of 5",
        "By money, 93.3%, 60.00 over, 0.00 under",
    ]


def teach(keys, store) -> None:
    """The coder sees the lessons on Today, contradicts one and takes the others."""
    sit(keys.window, KIM)
    keys.press(KEY.Key_1, CTRL)
    assert keys.screen.looks.taught.text() == "3 lessons from coding audits"
    strip = LessonStrip(keys.window._desk)
    strip.setParent(keys.window)
    keys.settle()
    assert strip.words.text() == "3 lessons from coding audits"
    strip.deleteLater()
    keys.press(KEY.Key_Y, CTRL | SHIFT)
    lessons = keys.screen
    assert lessons.header.state.text() == "3 are not read yet"
    assert lessons.page.why.text() == "Hypertension was not addressed."
    keys.press(KEY.Key_D)
    keys.press(KEY.Key_Return, CTRL)
    assert lessons.page.against.problem()
    keys.type(DISSENT)
    keys.press(KEY.Key_Return, CTRL)
    assert lessons.page.why.text() == "Insulin is in the plan."
    keys.press(KEY.Key_Return, CTRL)
    assert lessons.page.why.text() == "One stable problem and one drug: low."
    keys.press(KEY.Key_N)
    assert "It stands as a note on 99214." in lessons.page.facts.text()
    assert not lessons.page.note_button.isVisible()
    with store.read() as session:
        (note,) = code_notes.of_codes(session, [(False, "99214")])
    assert note.words == "99214 → 99213. One stable problem and one drug: low."
    keys.press(KEY.Key_Return, CTRL)
    assert lessons.header.state.text() == "0 are not read yet"
    with store.read() as session:
        seen = session.execute(
            sa.select(LessonSeen.seen_by, LessonSeen.dissent).order_by(LessonSeen.audit_finding_id)
        ).all()
    assert seen == [("Kim", None), ("Kim", None), ("Kim", DISSENT)]
    keys.press(KEY.Key_1, CTRL)
    assert not keys.screen.looks.read.isVisible()


def report(keys, store) -> None:
    """The auditor sees what was contradicted, on the page and on paper."""
    sit(keys.window, AMY)
    keys.settle()
    keys.press(KEY.Key_G, CTRL | SHIFT)
    states = [keys.screen.page.model.columns[-1].text(row) for row in keys.screen.page.model.rows]
    assert states.count("1 error, 1 contradicted") == 1
    keys.press(KEY.Key_P, CTRL)
    assert keys.screen.pdf.page_count() >= 1
    keys.press(KEY.Key_N)
    assert keys.screen.form.isVisible()
    with store.read() as session:
        paper = report_paper.audit_pdf(session, 1, NOON.date())
        assert paper == report_paper.audit_pdf(session, 1, NOON.date())
    file = pypdfium2.PdfDocument(BytesIO(paper))
    words = " ".join(page.get_textpage().get_text_bounded() for page in file)
    file.close()
    assert "85.7%" in words
    assert DISSENT in words
    assert keys.screen.paper_of() == ("coding_audit", "1")


def test_a_reading_that_is_left_comes_back_with_codes_passages_and_verdicts(drawn, store):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    screen = keys.screen
    keys.press(KEY.Key_F, CTRL | SHIFT)
    keys.type("E119")
    keys.settle()
    keys.press(KEY.Key_Return)
    screen.codes.diagnoses.setFocus()
    screen.chart.note.select(19, 27)
    keys.press(KEY.Key_E, CTRL)
    assert len(screen.keeper.draft.evidence) == 1
    keys.press(KEY.Key_PageDown, CTRL)
    assert screen.opened.row.position == 2
    keys.press(KEY.Key_PageUp, CTRL)
    assert [str(one) for one in screen.keeper.draft.diagnoses] == ["E11.9"]
    assert len(screen.keeper.draft.evidence) == 1
    keys.press(KEY.Key_Escape)
    states = [keys.screen.page.model.columns[-1].text(row) for row in keys.screen.page.model.rows]
    assert states[0] == "Begun"

    keys.press(KEY.Key_Return, CTRL)
    code(keys, "99214")
    kinds = [one.kind for one in screen.found.comparison.differences]
    assert kinds == [Kind.EXTRA, Kind.POINTER]
    keys.type("8")
    keys.press(KEY.Key_Return)
    keys.type("No word of it")
    screen.chart.note.select(0, 10)
    keys.press(KEY.Key_E, CTRL)
    keys.press(KEY.Key_PageDown, CTRL)
    keys.press(KEY.Key_PageUp, CTRL)
    mark, other = screen.judge.marks
    assert other.kind == ""
    assert (mark.kind, mark.words, len(mark.quotes)) == ("extra", "No word of it", 1)
    assert "SUBJECTIVE" in screen.judge.quotes.text()
    keys.press(KEY.Key_Down)
    verdict(keys, "1")
    with store.read() as session:
        assert session.get(AuditDraft, 1) is None


def test_codes_that_are_shown_first_are_begun_with_and_said_to_be(drawn):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    screen = keys.screen
    keys.press(KEY.Key_B, CTRL | SHIFT)
    assert not screen.is_blind
    assert screen.header.state.text().endswith("The coder gave E11.9, I10; 99214")
    assert [str(one) for one in screen.keeper.draft.diagnoses] == ["E11.9", "I10"]
    screen.codes.diagnoses.setFocus()
    keys.press(KEY.Key_Delete)
    keys.press(KEY.Key_Return, CTRL)
    assert "were shown before yours" in screen.judge.told.text()


def test_an_error_without_its_reason_is_asked_for_and_nothing_is_written(drawn):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    screen = keys.screen
    keys.press(KEY.Key_Return, CTRL)
    assert screen.messages.isVisible()  # no code is given yet
    code(keys, "E119", "I10", "99213")
    assert not screen.messages.isVisible()
    keys.press(KEY.Key_Return, CTRL)
    assert screen.messages.isVisible()
    assert screen.judge.is_open
    keys.type("2")
    keys.press(KEY.Key_Return, CTRL)
    assert QApplication.focusWidget() is screen.judge.words.page
    assert screen.opened.findings == ()
    told = screen.keys()
    assert [one.key for one in told] == ["Ctrl+E", "Esc", "Ctrl+Enter"], "digits are words there"
    keys.press(KEY.Key_Escape)  # what was said goes first
    keys.press(KEY.Key_Escape)
    assert QApplication.focusWidget() is screen.judge.table, "Esc leads back, not out"
    keys.press(KEY.Key_Return)
    was = []
    for _ in range(4):
        keys.press(KEY.Key_F6)
        was.append(QApplication.focusWidget())
    rail, chart, table, words = was
    assert rail is keys.window.rail.list
    assert screen.chart.isAncestorOf(chart)
    assert (table, words) == (screen.judge.table, screen.judge.words.page)


def test_a_judged_visit_offers_no_verdicts_in_the_key_bar(drawn):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    screen = keys.screen
    code(keys, "E119", "I10", "99213")
    told = screen.keys()
    assert "1…9 0" in [one.key for one in told]
    verdict(keys, "2", "Low.")
    keys.press(KEY.Key_PageUp, CTRL)
    assert screen.opened.row.position == 1
    told = screen.keys()
    assert [one.key for one in told] == ["Ctrl+Enter", "Ctrl+PgDn"]


def test_why_a_visit_is_at_risk_is_told_once_it_is_read(drawn):
    page = drawn.screen.page
    risks = page.model.columns[4]
    row = dataclasses.replace(page.model.rows[0], risks=("modifier",), is_read=False)
    assert risks.text(row) == "", "it would tell of the coder's codes"
    assert risks.text(dataclasses.replace(row, is_read=True)) == "modifier 25 or 59"


def test_a_warning_kept_while_auditing_writes_nothing_to_the_visit(drawn):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    before = keys.screen.keeper.draft
    keys.screen.keeper.keep_finding(Kept("icd.unspecified", "I10", "why", "documented"))
    keys.settle()
    assert keys.screen.keeper.draft == before


def test_the_modifier_adviser_helps_while_a_visit_is_read_and_touches_only_the_reading(drawn):
    keys = drawn
    keys.press(KEY.Key_Return, CTRL)
    keys.press(KEY.Key_F, CTRL | SHIFT)
    for one in ("I10", "99213", "G0008"):
        take(keys, one)
    keys.screen.codes.services.setFocus()
    keys.screen.codes.services.select_id(1)
    keys.press(KEY.Key_M, CTRL)
    picker = keys.screen.deeds.advising.picker
    assert [row.key for row in picker.rows()] == ["25"]
    hints = keys.screen.keys()
    assert [hint.key for hint in hints] == ["↑↓", "Enter", "Esc"]
    keys.press(KEY.Key_Return)
    assert keys.screen.keeper.draft.lines[0].modifiers == ("25",)
    keys.press(KEY.Key_M, CTRL)
    keys.press(KEY.Key_Escape)
    assert picker.isHidden()
    assert keys.screen.is_reading
