"""Two registrations are joined and parted again by keyboard; the money stays where it was."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from app.patients import merging
from app.reports import account_page
from models.encounter import Encounter
from models.merging import PatientMerge
from tests import builders
from tests.builders import DOS
from tests.conftest import AMY
from tests.ui import billing_office
from tests.ui.billing_office import CTRL, Hands, only_these  # noqa: F401
from tests.ui.kit.test_gallery import nameless
from ui import actions
from ui.ledger.people import PeopleTab
from ui.screen import Target

KEY = Qt.Key


@pytest.fixture
def two(store):
    """Ada Stone under two numbers, a visit each."""
    with store.write(AMY) as work:
        made = []
        for mrn in ("501", "777"):
            who = builders.patient(work, mrn=mrn, last="Stone", first="Ada")
            work.session.add(
                Encounter(patient_id=who.patient_id, dos=DOS, dos_last=DOS, status_since=work.now)
            )
            builders.charge(work, who, "150.00")
            made.append(who)
        return made


@pytest.fixture
def hands(qtbot, qapp, store, only_these, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.patients.actions",))
    opened = billing_office.window(qtbot, store)
    yield Hands(qtbot, next(opened))
    next(opened, None)


@pytest.fixture
def page(two, hands):
    hands.window.go(Target("merges"))
    hands.settle()
    return hands.window.screens.here


def holding(store):
    with store.read() as session:
        return [row.undone_at is None for row in session.query(PatientMerge).order_by("id")]


def test_two_are_chosen_compared_joined_and_parted_by_keyboard(store, hands, page, two):
    assert nameless(page) == []
    hands.type("501")
    hands.settle()
    hands.press(KEY.Key_Return)
    hands.settle()
    assert page.ends.line.hasFocus()
    hands.type("777")
    hands.settle()
    hands.press(KEY.Key_Return)
    hands.settle()
    assert page.sides.isVisible()
    assert "1 visit," in page.told.words.text()
    hands.type("Same birth date and address")
    hands.press(KEY.Key_Return, CTRL)
    hands.settle()
    assert holding(store) == [True]
    with store.read() as session:
        assert {row.patient_id for row in session.query(Encounter)} == {two[0].patient_id}
    (row,) = page.model.rows
    assert (row.stays_number, row.ended_number, row.by_message) == ("501", "777", False)
    assert page.stays.line.hasFocus()
    page.table.setFocus()
    hands.press(KEY.Key_Return)
    hands.settle()
    assert holding(store) == [False]
    assert not page.part.isEnabled()


def test_who_stays_can_be_swapped_and_esc_starts_over(store, hands, page, two):
    for typed in ("501", "777"):
        hands.type(typed)
        hands.settle()
        hands.press(KEY.Key_Return)
        hands.settle()
    page.swap.click()
    hands.settle()
    assert (page.stays.value(), page.ends.value()) == (two[1].patient_id, two[0].patient_id)
    page.merge.click()
    hands.settle()
    assert holding(store) == [], "a reason is needed"
    assert page.reason.problem()
    page.reason.line.setFocus()
    hands.press(KEY.Key_Escape)
    assert page.stays.value() is None
    assert not page.merge.isEnabled()


def test_the_same_twice_is_refused_in_place(store, hands, page):
    for _ in range(2):
        hands.type("501")
        hands.settle()
        hands.press(KEY.Key_Return)
        hands.settle()
    assert page.messages.isVisible()
    assert not page.merge.isEnabled()


def test_the_account_tells_of_the_account_it_was_joined_with(qtbot, store, hands, page, two):
    with store.write(AMY) as work:
        number = merging.merge(work, two[0].patient_id, two[1].patient_id, "same person")
    with store.read() as session:
        shown = account_page.account_page(session, two[0].account_id, DOS)
    tab = PeopleTab(page.desk)
    qtbot.addWidget(tab)
    tab.show_page(shown)
    hands.settle()
    (joined,) = [row for row in tab.model.rows if row.kind == "joined"]
    assert joined.id == number
    assert "same person" in joined.fact
