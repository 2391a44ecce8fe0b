"""Readings of short forms, narrowing by questions, and nothing found: in the real window."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel

from app.codesets import load
from app.codesets import reference as references
from app.codesets.loaded import Asked
from app.coding import draft as drafts
from app.coding import habits, storing
from app.practice import fees
from app.values.money import Money
from models.encounter import Encounter
from tests.app.codesets.release_files import hcpcs_record
from tests.conftest import AMY
from ui import theme
from ui.coding import code_book, code_rows, encoder_box, found, lapse
from ui.coding.at_hand import AtHand
from ui.coding.found import Kind


def test_an_ambiguous_short_form_offers_its_readings_before_any_code(hand, on):
    lines = found.find(None, hand, "ms", on)
    readings = [one for one in lines if one.kind is Kind.READING]
    assert lines[: len(readings)] == readings
    assert {"multiple sclerosis", "mitral stenosis"} <= {one.title for one in readings}
    assert not any(one.billable or one.is_heading for one in readings)
    assert found.find(None, hand, readings[0].because, on)[0].shown.startswith("G35")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("strep test", ("87880", "J02.0")),
        ("breathing tr", ("94640", "TR")),
        ("tetanus vac", ("90715", "Z23")),
        ("strep throat", ("J02.0",)),  # no service has these words
        ("flu vaccine", ("Z23", "90662")),  # a diagnosis that is named as well stays before
        ("influenza", ("J11.1",)),
        ("breathing", ("R06.02",)),  # one word names a problem as well as its treatment
    ],
)
def test_a_service_typed_by_the_fee_lists_own_words_comes_first(hand, on, typed, first):
    wordings = {
        "87880": "Strep test", "94640": "Breathing treatment", "90715": "Tetanus vaccine",
        "90662": "Flu vaccine, high dose",
    }  # fmt: skip
    hand.fees = fees.FeeBook(
        [
            fees.FeeRow(number, code, "", wording, Money.parse("38.00"), on, None)
            for number, (code, wording) in enumerate(wordings.items(), start=1)
        ]
    )
    assert tuple(one.shown for one in found.find(None, hand, typed, on))[: len(first)] == first


def test_answers_lead_from_a_heading_to_one_full_code(hand, on):
    heading = next(one for one in found.find(None, hand, "S52.51", on) if one.code == "S5251")
    kinds = []
    chosen = heading
    while not chosen.billable:
        asked = found.below(None, hand, chosen, on)
        kinds.append(asked.kind)
        chosen = asked.found[0]
    assert kinds == ["displacement", "side", "encounter"]
    assert chosen.shown == "S52.511A"


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("knee pain", "M25.56"),
        ("knee pain rig", "M25.561"),
        ("rt knee pain", "M25.561"),
        ("knee pain, left", "M25.562"),
        ("m25.561", "M25.561"),
        ("broken wrist", "S62.10"),
        ("sprain ankle unspecified", "S93.409A"),
        ("broken right wrist", "S62.101A"),
        ("s62.109a", "S62.109A"),
        ("joint pain", "M25.5"),
        ("carpal tunnel", "G56.0"),
        ("bilateral knee osteoarthritis", "M17.0"),
        ("hypertension", "I10"),
    ],
)
def test_no_side_is_taken_that_was_not_typed(hand, on, typed, first):
    lines = found.find(None, hand, typed, on)
    assert lines[0].shown == first
    assert [one.shown for one in lines].count(first) == 1


def asked_of(hand, on, typed, shown):
    line = next(one for one in found.find(None, hand, typed, on) if one.shown == shown)
    return found.below(None, hand, line, on)


@pytest.mark.parametrize(
    ("typed", "shown", "answers"),
    [
        ("broken wrist", "S62.10", ["S62.101A", "S62.102A", "S62.109A"]),
        ("broken wrist", "S62.109A", ["S62.101A", "S62.102A", "S62.109A"]),
        ("ankle sprain", "S93.409A", ["S93.401A", "S93.402A", "S93.409A"]),
        ("ankle sprain subsequent", "S93.40", ["S93.401D", "S93.402D", "S93.409D"]),
        ("carpal tunnel", "G56.00", ["G56.01", "G56.02", "G56.00"]),
        ("dvt leg", "I82.409", ["I82.401", "I82.402", "I82.403", "I82.409"]),
        ("myalgia", "M79.10", ["M79.11", "M79.12", "M79.18", "M79.10"]),
    ],
)
def test_a_code_that_leaves_side_or_site_open_asks_for_it_and_stands_last(
    hand, on, typed, shown, answers
):
    asked = asked_of(hand, on, typed, shown)
    assert [one.shown for one in asked.found] == answers
    assert [one.is_unspecified for one in asked.found] == [False] * (len(answers) - 1) + [True]


@pytest.mark.parametrize("typed", ["hypertension", "asthma", "uti", "copd", "low back pain"])
def test_a_code_that_leaves_nothing_open_that_others_name_is_taken_unasked(hand, on, typed):
    lines = found.find(None, hand, typed, on)
    assert lines[0].billable
    assert lines[0].asks == ()


def test_enter_on_a_code_that_leaves_the_side_open_asks_and_a_digit_answers(keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("broken wrist")
    keyboard.press(Qt.Key.Key_Return)
    assert coder.keeper.draft.diagnoses == ()
    keyboard.press(Qt.Key.Key_2)
    keyboard.type("carpal tunnel")
    keyboard.press(Qt.Key.Key_Down)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_1)
    assert [one.code for one in coder.keeper.draft.diagnoses] == ["S62102A", "G5601"]


def test_a_code_typed_whole_is_taken_though_it_leaves_the_side_open(keyboard, coder):
    coder.codes.setFocus()
    for code in ("S62.109A", "m25569"):
        keyboard.type(code)
        keyboard.press(Qt.Key.Key_Return)
    assert [one.code for one in coder.keeper.draft.diagnoses] == ["S62109A", "M25569"]
    named = {row.problem.code for row in coder.codes.problems.rows() if row.can_keep}
    assert "icd.unspecified_side" in named


def test_what_the_note_does_not_tell_is_the_last_answer_and_says_so(hand, on):
    heading = next(one for one in found.find(None, hand, "M25.56", on) if one.code == "M2556")
    asked = found.below(None, hand, heading, on)
    assert [one.is_unspecified for one in asked.found] == [False, False, True]
    assert asked.found[-1].right


def test_a_new_office_has_no_usual_codes(store):
    with store.read() as session:
        assert habits.usual_codes(session) == {}


def test_alt_and_an_arrow_walk_the_code_book_with_the_code_above_and_those_beside(hand, on):
    page = code_book.walk(None, hand, "E118", 1, on)
    assert [one.shown for one in page.lines[:2]] == ["E11", "E11.0"]
    assert page.lines[page.at].shown == "E11.9"
    assert page.section.startswith("E08-E13 Diabetes mellitus")
    beyond = code_book.walk(None, hand, "E11A", 1, on)
    assert beyond.lines[beyond.at].shown == "E13"
    back = code_book.walk(None, hand, "E110", -1, on)
    assert back.lines[back.at].shown == "E11"


def test_the_ends_of_the_code_book_are_kept(hand, on):
    first = code_book.walk(None, hand, "A00", -1, on)
    assert first.lines[first.at].shown == "A00"
    assert code_book.walk(None, hand, "Q0Q", 1, on) is None


def test_a_set_that_does_not_cover_the_visit_is_told_beside_every_code(hand):
    covered = found.find(None, hand, "hypertension", date(2026, 6, 1))
    lapsed = found.find(None, hand, "hypertension", date(2027, 2, 1))
    early = found.find(None, hand, "hypertension", date(2026, 2, 1))
    assert not any(one.lapse for one in covered)
    assert {one.lapse for one in lapsed} == {"set lapsed Sep 30, 2026"}
    assert {one.lapse for one in early} == {"set begins Apr 1"}
    assert all(one.lapse in one.sentence() for one in lapsed)


def test_a_list_of_services_that_lapsed_is_told_beside_them(starter_path, tmp_path):
    path = tmp_path / "reference.sqlite"
    path.write_bytes(starter_path.read_bytes())
    listed = tmp_path / "HCPC2026_APR_ANWEB.txt"
    listed.write_text(f"{hcpcs_record('J1100', 'Made-up drug, one milligram')}\n", "ascii")
    load.take([listed], Asked(path, date(2026, 4, 1)))
    hand = AtHand()
    hand.take(references.open_reference(path))
    hand.usual = {None: {}}
    (within,), (after,) = (
        [one for one in found.find(None, hand, "made-up drug", day) if one.code == "J1100"]
        for day in (date(2026, 5, 1), date(2026, 9, 1))
    )
    assert (within.lapse, after.lapse) == ("", "set lapsed Jun 30")
    lines = tuple(drafts.Line(code, pointers=(1,)) for code in ("J1100", "99213"))
    visit = drafts.CodingDraft(1, date(2026, 9, 1), lines=lines)
    lapses = lapse.service_lapses(hand, visit)
    assert lapses == {"J1100": "set lapsed Jun 30"}, "no list of the others is loaded"
    assert [row.lapse for row in code_rows.line_rows(visit, lapses)] == ["set lapsed Jun 30", ""]
    hand.reference.close()


def test_an_unspecified_answer_asks_why_and_the_reason_is_kept_with_the_code(keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("M25.56")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_3)
    rows = coder.codes.encoder.box.model.rows
    assert [one.kind for one in rows] == [Kind.REASON] * 4
    assert coder.keeper.draft.diagnoses == ()
    keyboard.press(Qt.Key.Key_1)
    draft = coder.keeper.draft
    assert [one.code for one in draft.diagnoses] == ["M25569"]
    kept = next(one for one in draft.kept if one.rule == "icd.unspecified_side")
    assert kept.reason_code == "nothing_more"
    open_now = [row for row in coder.codes.problems.rows() if row.can_keep]
    assert not any(row.problem.code.startswith("icd.unspecified") for row in open_now)


def test_another_reason_is_typed_in_words_and_escape_goes_back_to_the_question(keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("M25.56")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_3)
    keyboard.press(Qt.Key.Key_Escape)
    assert [one.kind for one in coder.codes.encoder.box.model.rows] == [Kind.DIAGNOSIS] * 3
    keyboard.press(Qt.Key.Key_3)
    keyboard.press(Qt.Key.Key_4)
    assert coder.keeper.draft.diagnoses == ()
    keyboard.type("knee not named")
    keyboard.press(Qt.Key.Key_Return)
    assert [one.code for one in coder.keeper.draft.diagnoses] == ["M25569"]
    assert [(one.reason_code, one.reason) for one in coder.keeper.draft.kept] == [
        ("other", "knee not named")
    ]


def test_the_codes_of_the_visits_own_provider_count_more(store, visits_waiting):
    with store.write(AMY) as work:
        draft = storing.load(work.session, visits_waiting[0])
        storing.save(work, drafts.add_diagnosis(draft, "M545"))
        provider = work.session.get(Encounter, visits_waiting[0]).provider_id
    with store.read() as session:
        office = habits.usual_for(session, None)["M545"]
        assert habits.usual_for(session, provider)["M545"] == (4 * office if provider else office)
        assert habits.usual_for(session, 987654)["M545"] == office


def test_a_code_whose_fee_begins_after_the_visit_says_so(qtbot, keyboard, coder, store, tmp_path):
    listed = tmp_path / "later.csv"
    listed.write_text("Code,Description,Fee\n97110,Exercises,60.00\n", "utf-8")
    with store.write(AMY) as work:
        fees.load_file(work, listed, "later", work.today + timedelta(days=400))
    coder.codes.setFocus()
    keyboard.type("97110")
    box = coder.codes.encoder.box
    qtbot.waitUntil(
        lambda: any("is on your fee list" in one.text() for one in box.findChildren(QLabel))
    )
    keyboard.type(" GP")
    qtbot.waitUntil(lambda: [one.shown for one in box.model.rows] == ["97110-GP"])
    assert any("is on your fee list" in one.text() for one in box.findChildren(QLabel))


def test_a_service_that_no_list_has_is_taken_alone_and_asks_for_its_fee(qtbot, keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("97999 59")
    box = coder.codes.encoder.box
    qtbot.waitUntil(lambda: bool(box.model.rows))
    assert any("is not on your fee list" in one.text() for one in box.findChildren(QLabel))
    keyboard.press(Qt.Key.Key_Return)
    (line,) = coder.keeper.draft.lines
    assert (line.code, line.modifiers, line.amount) == ("97999", ("59",), None)
    assert "line.no_fee" in [row.problem.code for row in coder.codes.problems.rows()]


@pytest.mark.parametrize(
    ("typed", "modifiers", "units"),
    [
        ("80053 x3", (), "3"),
        ("99213 25 X2", ("25",), "2"),
        ("J1885 \u00d74", (), "4"),
        ("80053-X3", ("X3",), "1"),  # with a hyphen it is the modifier
    ],
)
def test_units_are_typed_behind_a_service_as_in_a_template(typed, modifiers, units):
    told = found.bare(typed)
    assert (tuple(told.modifier.split()), str(told.units)) == (modifiers, units)


def test_a_listed_service_is_taken_with_its_units(qtbot, keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("83036 x3")
    box = coder.codes.encoder.box
    qtbot.waitUntil(lambda: [one.shown for one in box.model.rows] == ["83036 x3"])
    keyboard.press(Qt.Key.Key_Return)
    (line,) = coder.keeper.draft.lines
    assert (line.code, line.modifiers, str(line.units)) == ("83036", (), "3")
    assert line.amount == Money.parse("84.00")


def test_the_code_sets_name_gives_way_to_a_long_search(keyboard, coder):
    coder.codes.setFocus()
    encoder = coder.codes.encoder
    keyboard.type("hypertension")
    assert encoder._set.isVisible()
    encoder.look_up("hypertensive heart and chronic kidney disease with heart failure stage 5")
    assert encoder._set.isHidden()
    encoder.leave()
    assert encoder._set.isVisible()


@pytest.mark.parametrize("text", ["strong", "9799", "97999 5", "a cough"])
def test_what_has_no_form_of_a_code_is_never_taken(text):
    assert found.bare(text) is None


@pytest.mark.parametrize("code", ["W24.0XXA", "W24.0XXD", "X50.0XXA", "M1A.00X0", "99213"])
def test_no_code_loses_the_end_that_tells_it_from_its_neighbors(dressed, code):
    metrics = QFontMetrics(theme.font("strong"))
    room = encoder_box.code_width()
    assert metrics.elidedText(code, Qt.TextElideMode.ElideRight, room) == code


def test_a_code_typed_blind_over_a_question_is_a_code_and_not_its_answer(keyboard, coder):
    coder.codes.setFocus()
    keyboard.type("M25.56")
    keyboard.press(Qt.Key.Key_Return)
    assert [one.kind for one in coder.codes.encoder.box.model.rows] == [Kind.DIAGNOSIS] * 3
    keyboard.type("99214")
    keyboard.press(Qt.Key.Key_Return)
    draft = coder.keeper.draft
    assert ([one.code for one in draft.lines], draft.diagnoses) == (["99214"], ())


def test_a_digit_before_the_question_is_shown_is_typed(keyboard, coder, qtbot):
    coder.codes.setFocus()
    keyboard.type("M25.56")
    field = coder.codes.encoder.field
    qtbot.waitUntil(lambda: bool(coder.codes.encoder.box.model.rows))
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.keyClicks(field, "2")
    assert field.text() == "2"


def test_escape_empties_the_encoder_then_leaves_it_and_only_then_the_desk(keyboard, coder, window):
    coder.codes.setFocus()
    keyboard.type("knee")
    keyboard.press(Qt.Key.Key_Escape)
    assert (coder.codes.encoder.field.text(), coder.codes.encoder.field.hasFocus()) == ("", True)
    keyboard.press(Qt.Key.Key_Escape)
    assert coder.work.list.hasFocus()
    assert window.history.now.screen == "coder"


def test_a_code_for_a_visit_that_has_left_says_that_and_stands_nowhere(keyboard, coder):
    coder.keeper.open(coder.keeper.draft, is_open=False)
    placed = []
    coder.codes._taking.placed.connect(lambda *what: placed.append(what))
    for code in ("99213", "J02.0"):
        coder.codes.setFocus()
        keyboard.type(code)
        # A service that no list has stands there only after the answer that there is none.
        keyboard.qtbot.waitUntil(lambda: bool(coder.codes.encoder.box.model.rows))
        keyboard.press(Qt.Key.Key_Return)
        shown = [one.text() for one in coder.messages.findChildren(QLabel)]
        assert any("has left" in words for words in shown), shown
    assert placed == []
    assert coder.keeper.draft.is_empty
