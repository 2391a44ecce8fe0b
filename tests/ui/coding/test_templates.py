"""Templates, favorites and the last visit at the coder's desk, by keyboard."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.coding import favorites, storing, templates
from app.coding.favorites import Pick
from app.coding.templates import Place, PlannedLine, Template
from app.superbills import frozen
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests.app.superbills.visits import coded
from tests.conftest import AMY
from tests.ui.coding.conftest import settle

KEY = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
DIABETES = Template(
    "Diabetes visit",
    (Place(("E1142",)), Place(("I10",))),
    (PlannedLine("99214", pointers=(1, 2)), PlannedLine("83036", pointers=(1,))),
)


def keep(store, *wanted):
    with store.write(AMY) as work:
        for one in wanted:
            templates.save(work, one)


def test_a_visit_is_coded_from_a_template_and_released_in_four_actions(coder, keyboard, store):
    keep(store, DIABETES, replace(DIABETES, name="Zoster"))
    first = coder.visit.id
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL)
    keyboard.press(KEY.Key_1)
    keyboard.press(KEY.Key_Return, CTRL)
    assert keyboard.actions == 4
    with store.read() as session:
        assert session.get(Encounter, first).status is CodingStatus.HANDED_OFF
        bill = frozen.superbill(session, frozen.latest_of(session, first))
    assert [d.code for d in bill.diagnoses] == ["E1142", "I10"]
    assert [(n.code, n.pointers) for n in bill.lines] == [("99214", "1,2"), ("83036", "1")]
    assert coder.visit.id != first


def test_a_required_choice_is_asked_and_answered_by_a_digit(coder, keyboard, store):
    keep(store, replace(DIABETES, places=(Place(("E1142", "E119"), "Which"), Place(("I10",)))))
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL)
    keyboard.press(KEY.Key_Return)
    picker = coder.deeds.templates.picker
    assert [row.lines.title for row in picker.rows()] == ["E11.42", "E11.9"]
    assert coder.keeper.draft.is_empty
    keyboard.press(KEY.Key_2)
    assert [d.code for d in coder.keeper.draft.diagnoses] == ["E119", "I10"]
    assert picker.isHidden()


def test_a_visit_is_not_released_while_a_template_asks(coder, keyboard, store):
    asked = (Place(("E1142", "E119"), "Which diabetes?"), Place(("I10",)))
    keep(store, replace(DIABETES, places=asked))
    visit = coder.visit.id
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    keyboard.press(KEY.Key_T, CTRL)
    keyboard.press(KEY.Key_Return)
    picker = coder.deeds.templates.picker
    assert picker.accessibleName() == "Which diabetes?"
    keyboard.press(KEY.Key_Return, CTRL)
    settle(coder)
    assert coder.visit.id == visit
    assert not picker.isHidden()
    with store.read() as session:
        assert session.get(Encounter, visit).status is CodingStatus.IN_PROGRESS


def test_letters_narrow_the_list_and_esc_leaves_everything_as_it_was(coder, keyboard, store):
    keep(store, DIABETES, Template("Well child", (Place(("Z00129",)),)))
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL)
    keyboard.type("well")
    picker = coder.deeds.templates.picker
    assert [row.lines.title for row in picker.rows()] == ["Well child"]
    keyboard.press(KEY.Key_Escape)
    assert picker.isHidden()
    assert coder.keeper.draft.is_empty
    assert QApplication.focusWidget() is coder.codes.encoder.field


def test_a_template_with_a_code_that_has_ended_says_so(coder, keyboard, store):
    keep(store, replace(DIABETES, places=(Place(("E1142",)), Place(("Z9999",)))))
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL)
    (row,) = coder.deeds.templates.picker.rows()
    assert "Z99.99" in row.lines.subtitle
    assert row.lines.tone == "warn"


def test_no_template_yet_says_how_to_make_one(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL)
    picker = coder.deeds.templates.picker
    assert picker.rows() == ()
    assert "Ctrl+Shift+T" in picker._quiet.text()
    keyboard.press(KEY.Key_Return)  # nothing to take
    assert coder.keeper.draft.is_empty


def test_the_visit_is_kept_as_a_template_of_its_provider(coder, keyboard, store):
    keyboard.press(KEY.Key_Return)
    keyboard.add("e11.42")
    keyboard.add("99214")
    keyboard.press(KEY.Key_T, CTRL | SHIFT)
    told = coder.keys()
    assert [one.key for one in told] == ["Enter", "Tab", "Space", "Esc"], "those of the panel"
    keyboard.type("Sugar")
    coder.deeds.templates.naming.own.setChecked(True)
    keyboard.press(KEY.Key_Return)
    with store.read() as session:
        (kept,) = templates.all_templates(session)
    assert (kept.name, kept.provider_id) == ("Sugar", coder.visit.chart.visit.provider_id)
    assert kept.places == (Place(("E1142",)),)
    assert kept.services[0].pointers == (1,)


def test_an_empty_visit_is_no_template(coder, keyboard, store):
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL | SHIFT)
    assert coder.deeds.templates.naming.isHidden()
    assert not coder.messages.isHidden()


def test_favorites_are_added_one_by_one_while_the_list_stays(coder, keyboard, store):
    with store.write(AMY) as work:
        for wanted in (Pick("I10", True), Pick("E785", True), Pick("99214", False)):
            favorites.add(work, wanted)
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_D, CTRL)
    keyboard.press(KEY.Key_Return, SHIFT)
    keyboard.press(KEY.Key_Down)
    keyboard.press(KEY.Key_Return)
    assert [d.code for d in coder.keeper.draft.diagnoses] == ["I10", "E785"]
    keyboard.press(KEY.Key_D, CTRL)
    keyboard.press(KEY.Key_3)
    assert [n.code for n in coder.keeper.draft.lines] == ["99214"]


def test_the_selected_code_becomes_a_favorite(coder, keyboard, store):
    keyboard.press(KEY.Key_Return)
    keyboard.add("i10")
    keyboard.press(KEY.Key_D, CTRL | SHIFT)
    with store.read() as session:
        assert [one.code for one in favorites.picks(session)] == ["I10"]


def test_delete_takes_a_template_away(coder, keyboard, store):
    keep(store, DIABETES)
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_T, CTRL)
    keyboard.press(KEY.Key_Delete)
    assert coder.deeds.templates.picker.rows() == ()
    with store.read() as session:
        assert templates.all_templates(session) == ()


@pytest.fixture
def second_visit(coder, visits_waiting, store):
    """The patient's visit of the day before, coded."""
    with store.write(AMY) as work:
        now = work.session.get(Encounter, coder.visit.id)
        past = work.session.get(Encounter, next(v for v in visits_waiting if v != now.id))
        past.patient_id, past.dos = now.patient_id, now.dos.replace(month=5)
        work.session.flush()
        storing.save(work, coded(work.session, past.id, services=("99214",)))
    coder.reload()
    settle(coder)


def test_repeating_copies_the_codes_and_y_confirms_each(coder, keyboard, store, second_visit):
    first = coder.visit.id
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_R, CTRL)
    assert [d.code for d in coder.keeper.draft.diagnoses] == ["E119", "I10"]
    assert QApplication.focusWidget() is coder.codes.diagnoses
    keyboard.press(KEY.Key_Return, CTRL)
    assert coder.visit.id == first
    rows = [row.problem.code for row in coder.codes.problems.rows()]
    assert rows.count("dx.unconfirmed") == 2
    told = coder.keys()
    keys = [one.key for one in told]
    assert "Y" in keys, "the finding with the focus tells what confirms it"
    assert "W" not in keys, "no reason keeps a block"
    coder.codes.diagnoses.setFocus()
    keyboard.press(KEY.Key_Y)
    keyboard.press(KEY.Key_Return)  # Enter on a copied diagnosis confirms it too
    assert coder.keeper.draft.unconfirmed == ()
    keyboard.press(KEY.Key_Return, CTRL)
    with store.read() as session:
        assert session.get(Encounter, first).status is CodingStatus.HANDED_OFF


def test_without_an_earlier_visit_repeating_says_so(coder, keyboard):
    keyboard.press(KEY.Key_Return)
    keyboard.press(KEY.Key_R, CTRL)
    assert not coder.messages.isHidden()
    assert coder.keeper.draft.is_empty
