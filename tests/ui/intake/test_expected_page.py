"""Expected visits by keyboard: reasons by digit, taken back, other with words, visits opened."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from models.encounter import Encounter
from models.patient import Patient
from models.schedule import ExpectedVisit, GapNote
from tests import builders
from tests.conftest import AMY
from tests.ui import billing_office
from tests.ui.billing_office import CTRL, TODAY, Hands, only_these  # noqa: F401
from tests.ui.kit.test_gallery import nameless
from ui import actions
from ui.screen import Target

KEY = Qt.Key


@pytest.fixture
def bench(store):
    return billing_office.bench(store)


@pytest.fixture
def hands(qtbot, qapp, store, only_these, monkeypatch):  # noqa: F811
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.intake.actions",))
    opened = billing_office.window(qtbot, store)
    yield Hands(qtbot, next(opened))
    next(opened, None)


@pytest.fixture
def page(store, bench, hands):
    with store.write(AMY) as work:
        for number, name in enumerate(("Alder", "Birch", "Cedar"), 1):
            day = TODAY - timedelta(days=number)
            work.session.add(
                ExpectedVisit(source_key=f"id:{number}", day=day, last=name, first="Eve",
                              provider_name="Reed", listed_at=work.now)
            )  # fmt: skip

    def open_it():
        hands.window.go(Target("expected"))
        hands.settle()
        hands.count = 0
        return hands.window.screens.here

    return open_it


def reasons(store):
    with store.read() as session:
        return [(n.expected_id, n.reason, n.words) for n in session.query(GapNote).order_by("id")]


def test_a_reason_is_given_by_one_digit_and_taken_back_by_another(store, hands, page):
    screen = page()
    assert [row.patient for row in screen.model.rows] == ["Cedar, Eve", "Birch, Eve", "Alder, Eve"]
    assert nameless(screen) == []
    hands.press(KEY.Key_1)
    hands.settle()
    assert [row.patient for row in screen.model.rows] == ["Birch, Eve", "Alder, Eve"]
    assert reasons(store) == [(3, "no_show", "")]
    assert QApplication.focusWidget() is screen.table
    screen.filters.chosen.emit("explained")
    hands.press(KEY.Key_0)
    hands.settle()
    assert reasons(store)[-1] == (3, None, "")


def test_other_asks_for_words(store, hands, page):
    screen = page()
    hands.press(KEY.Key_5)
    hands.type("Seen by another clinic")
    hands.press(KEY.Key_Return, CTRL)
    hands.settle()
    assert reasons(store) == [(3, "other", "Seen by another clinic")]
    assert screen.words.isHidden()
    hands.press(KEY.Key_5)
    hands.press(KEY.Key_Escape)
    assert screen.words.isHidden()
    assert len(reasons(store)) == 1
    asked = []
    screen.go.connect(asked.append)
    screen.table.opened.emit(screen.model.rows[0])
    assert asked == [Target("type-visit", ("expected", screen.model.rows[0].expected_id))]


def test_a_visit_that_is_here_and_not_coded_opens(store, hands, page):
    with store.write(AMY) as work:
        account = builders.account(work)
        who = work.session.get_one(Patient, builders.patient(work, account).patient_id)
        row = work.session.get_one(ExpectedVisit, 1)
        row.patient_id = who.id
        visit = Encounter(patient_id=who.id, dos=row.day, dos_last=row.day, status_since=work.now)
        work.session.add(visit)
        work.session.flush()
        number = visit.id
    screen = page()
    screen.filters.chosen.emit("not_coded")
    (found,) = screen.model.rows
    assert found.encounter_id == number


def test_a_schedule_is_loaded_from_a_file(store, hands, page, tmp_path):
    path = tmp_path / "schedule.csv"
    day = TODAY - timedelta(days=2)
    path.write_text(
        f'Appt ID,MRN,Patient Name,DOB,DOS,Provider\nP9,9,"Dale, Joy",2/3/1960,{day},Reed\n'
        'P8,8,"Bad, Day",2/3/1960,31/31/2026,Reed\n',
        "utf-8",
    )
    screen = page()
    screen.take_files([path])
    hands.settle()
    assert "Dale, Joy" in [row.patient for row in screen.model.rows]
    assert screen.messages.words.text().startswith("schedule.csv, line 3: ")
