"""Visits typed by keyboard over a real store; each test reads back what was stored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.charting import usual, visits
from app.patients import coverages, finding, registration
from app.patients.registration import PatientDraft
from app.payers import payers
from app.store.store import Store
from app.values.person import Sex
from app.values.states import CodingStatus
from models.encounter import Encounter
from models.patient import Patient
from models.schedule import ExpectedVisit
from tests import builders
from ui.desk import Desk
from ui.intake.type_visit import TypeVisit
from ui.screen import Target

TODAY = date(2026, 9, 30)


@pytest.fixture
def people(store: Store, amy) -> dict[str, int]:
    """Two patients of one name's beginning; the first was here in August."""
    with store.write(amy) as work:
        builders.practice(work)
        provider = builders.provider(work)
        builders.provider(work, "Varga", "1245319599")
        payer = builders.payer(work, "Blue Prairie PPO")
        who = registration.register(
            work, PatientDraft("Castellan", "Priya", birth=date(1984, 5, 6), mrn="C77")
        ).patient_id
        registration.register(work, PatientDraft("Castillo", "Ana"))
        cover = builders.coverage(work, who, payer)
        seen = visits.EncounterDraft(
            patient_id=who, dos=date(2026, 8, 3), provider_id=provider, coverage_id=cover,
            place_of_service="22",
        )  # fmt: skip
        visits.save(work, seen)
    return {"who": who, "provider": provider, "cover": cover, "payer": payer}


@pytest.fixture
def screen(qtbot, dressed, store: Store, amy, people) -> Iterator[TypeVisit]:
    desk = Desk(store, amy)
    made = TypeVisit(desk)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.activateWindow()
    assert desk.wait_idle()
    made.form.who.setFocus()
    yield made
    desk.close()


class Hands:
    def __init__(self, qtbot, screen: TypeVisit) -> None:
        self.qtbot, self.screen = qtbot, screen
        self.keys = 0

    def settle(self) -> None:
        assert self.screen.desk.wait_idle()
        self.qtbot.wait(1)
        assert self.screen.desk.wait_idle()

    def type(self, words: str) -> None:
        self.keys += len(words)
        self.qtbot.keyClicks(QApplication.focusWidget(), words)
        self.settle()

    def press(self, key: Qt.Key) -> None:
        self.keys += 1
        self.qtbot.keyClick(QApplication.focusWidget(), key)
        self.settle()

    def save(self) -> None:
        self.keys += 1
        self.screen.primary().click()
        self.settle()


@pytest.fixture
def hands(qtbot, screen) -> Hands:
    return Hands(qtbot, screen)


def stored(store: Store) -> list[Encounter]:
    with store.read() as session:
        return list(session.scalars(sa.select(Encounter).order_by(Encounter.id)))


def test_a_known_patient_takes_a_name_and_a_reason(hands, screen, store, people):
    hands.type("cast")
    hands.press(Qt.Key.Key_Return)
    for _ in range(4):
        hands.press(Qt.Key.Key_Return)
    hands.type("Knee pain")
    hands.save()
    visit = stored(store)[-1]
    assert (visit.patient_id, visit.dos, visit.reason) == (people["who"], TODAY, "Knee pain")
    assert (visit.provider_id, visit.coverage_id) == (people["provider"], people["cover"])
    assert (visit.place_of_service, visit.status) == ("22", CodingStatus.READY)
    assert hands.keys < 25
    assert screen.form.who.line.hasFocus()
    assert screen.form.who.value() is None
    assert [row.id for row in screen.rows.rows] == [visit.id]


def test_the_arrows_walk_what_was_found_and_the_caret_stays(hands, screen):
    hands.type("cast")
    hands.press(Qt.Key.Key_Down)
    assert screen.form.who.line.hasFocus()
    hands.press(Qt.Key.Key_Return)
    assert screen.form.who.patient.last == "Castillo"


def test_a_patient_is_found_by_number(hands, screen, people):
    hands.type("C77")
    hands.press(Qt.Key.Key_Return)
    assert screen.form.who.value() == people["who"]


def test_a_new_patient_is_typed_in_the_same_form(hands, screen, store):
    hands.type("Dana Voss")
    hands.press(Qt.Key.Key_Return)
    assert (screen.form.last.value(), screen.form.first.value()) == ("Voss", "Dana")
    hands.press(Qt.Key.Key_Return)
    hands.type("3/4/1990")
    hands.press(Qt.Key.Key_Return)
    screen.form.sex.set_value("female")
    hands.save()
    with store.read() as session:
        who = session.scalars(sa.select(Patient).where(Patient.last == "Voss")).one()
        assert (who.first, who.birth, who.sex) == ("Dana", date(1990, 3, 4), Sex.FEMALE)
    assert stored(store)[-1].patient_id == who.id


def test_a_typed_name_that_papers_cannot_print_is_warned_of_at_once(hands, screen, store):
    screen.form.begin_person("\N{HEBREW LETTER SHIN}\N{HEBREW LETTER RESH} Dana")
    assert screen.form.last.problem() == ""
    assert "\N{HEBREW LETTER SHIN}" in screen.form.first.problem()


def test_a_birth_date_that_cannot_be_read_keeps_the_visit_here(hands, screen, store):
    before = len(stored(store))
    hands.type("Dana Voss")
    hands.press(Qt.Key.Key_Return)
    hands.press(Qt.Key.Key_Return)
    hands.type("31480")
    hands.save()
    assert len(stored(store)) == before
    assert screen.form.birth.problem()
    assert screen.form.birth.line.hasFocus()


def test_a_new_coverage_comes_with_the_visit(hands, screen, store, people):
    hands.type("castillo")
    hands.press(Qt.Key.Key_Return)
    form = screen.form
    form.cover.set_value("new")
    form.cover.changed.emit()
    form.payer.set_value(str(people["payer"]))
    form.member.set_value("BP77")
    hands.save()
    visit = stored(store)[-1]
    with store.read() as session:
        (cover,) = coverages.coverages_of(session, visit.patient_id)
    assert (cover.id, cover.member_id) == (visit.coverage_id, "BP77")


def test_a_payer_that_the_office_does_not_have_is_made_on_the_way(hands, screen, store, people):
    hands.type("castillo")
    hands.press(Qt.Key.Key_Return)
    form = screen.form
    form.cover.set_value("new")
    form.cover.changed.emit()
    assert not form.payer_name.isVisible()
    form.payer.set_value("new")
    form.payer.changed.emit()
    assert form.payer_name.isVisible()
    hands.save()
    assert len(stored(store)) == 1, "its name is asked for"
    form.payer_name.set_value("Larkspur Health")
    form.member.set_value("LH5")
    refused: list[object] = []
    screen.desk.refused.connect(refused.append)
    for _impatient in range(3):
        screen.primary().click()
    hands.settle()
    assert (len(stored(store)), refused) == (2, [])
    visit = stored(store)[-1]
    with store.read() as session:
        (cover,) = coverages.coverages_of(session, visit.patient_id)
        named = payers.named(session, "larkspur health")
    assert (cover.id, cover.payer_id, cover.member_id) == (visit.coverage_id, named, "LH5")


def test_somebody_who_is_here_already_is_offered(hands, screen, people):
    form = screen.form
    form.begin_person("Castellan, Priya")
    hands.press(Qt.Key.Key_Return)
    form.first.changed.emit()
    hands.settle()
    assert screen.alike.isVisible()
    screen.use.click()
    hands.settle()
    assert form.who.value() == people["who"]
    assert not form.is_fresh


def test_the_same_day_twice_is_said(hands, screen):
    hands.type("cast")
    hands.press(Qt.Key.Key_Return)
    screen.form.dos.set_value(date(2026, 8, 3))
    screen.form.dos.changed.emit()
    hands.settle()
    assert "already has a visit on" in screen.form.dos.problem()


def test_nothing_is_saved_without_a_patient_or_for_a_day_to_come(hands, screen, store):
    hands.save()
    assert screen.form.who.problem()
    hands.type("cast")
    hands.press(Qt.Key.Key_Return)
    screen.form.dos.set_value(date(2026, 10, 5))
    hands.save()
    assert screen.form.dos.problem() == "This date of service is still to come."
    assert len(stored(store)) == 1


def test_the_date_stays_for_the_next_visit(hands, screen):
    screen.form.dos.set_value(date(2026, 9, 14))
    hands.type("castillo")
    hands.press(Qt.Key.Key_Return)
    hands.save()
    assert screen.form.dos.value() == date(2026, 9, 14)


def test_esc_closes_the_list_then_empties_the_form(hands, screen):
    hands.type("cast")
    assert screen.leave()
    assert screen.form.who.list.isHidden()
    hands.type("e")
    hands.press(Qt.Key.Key_Return)
    assert screen.leave()
    assert screen.form.who.value() is None
    assert not screen.leave()


def test_what_is_usual_is_the_last_visit_while_its_coverage_holds(store, amy, people):
    with store.read() as session:
        known = usual.usual(session, people["who"], TODAY)
        (other,) = finding.find(session, "castillo")
        first = usual.usual(session, other.id, TODAY)
    assert (known.last_dos, known.place_of_service) == (date(2026, 8, 3), "22")
    assert (known.coverage_id, known.same_day) == (people["cover"], 0)
    assert (first.last_dos, first.coverage_id, first.coverages) == (None, None, ())


def test_an_expected_visit_that_is_not_here_is_typed_with_what_the_schedule_knows(
    store, amy, people, screen
):
    with store.write(amy) as work:
        for number, patient_id in ((1, people["who"]), (2, None)):
            work.session.add(
                ExpectedVisit(
                    source_key=f"id:{number}", day=date(2026, 9, 20 + number), last="Oldham",
                    first="Ada", birth=date(1934, 5, 5), patient_id=patient_id, kind="Sore throat",
                    provider_id=people["provider"], listed_at=work.now,
                )
            )  # fmt: skip
    screen.open_with(Target("type-visit", ("expected", 1)))
    assert screen.desk.wait_idle()
    draft = screen.form.draft()
    assert (draft.patient_id, draft.dos, draft.reason, draft.provider_id) == (
        people["who"], date(2026, 9, 21), "Sore throat", people["provider"],
    )  # fmt: skip
    assert draft.coverage_id == people["cover"]
    screen.open_with(Target("type-visit", ("expected", 2)))
    assert screen.desk.wait_idle()
    draft = screen.form.draft()
    assert (draft.new_patient.last, draft.new_patient.birth) == ("Oldham", date(1934, 5, 5))
    assert draft.dos == date(2026, 9, 22)
    screen.form.reason.put("Cough for a week")
    screen.open_with(Target("type-visit", ("expected", 1)))
    assert screen.desk.wait_idle()
    assert screen.form.draft().reason == "Cough for a week"
    assert screen.messages.isVisible()
    assert screen.leave()
    screen.open_with(Target("type-visit", ("expected", 1)))
    assert screen.desk.wait_idle()
    assert screen.form.draft().reason == "Sore throat"


def test_enter_that_is_faster_than_the_search_takes_the_one_who_was_typed(qtbot, hands, screen):
    who = screen.form.who
    hands.type("cast")
    assert [row.name for row in who.rows.rows[:1]] == ["Castellan, Priya"]
    qtbot.keyClicks(who.line, "illo")
    qtbot.keyClick(who.line, Qt.Key.Key_Return)
    assert who.patient is None
    hands.settle()
    assert who.patient.last == "Castillo"


@pytest.mark.parametrize("typed", ["cast", "nobody at all"])
def test_enter_before_the_search_chooses_nobody_of_several_and_makes_nobody_new(
    qtbot, hands, screen, typed
):
    who = screen.form.who
    qtbot.keyClicks(who.line, typed)
    qtbot.keyClick(who.line, Qt.Key.Key_Return)
    hands.settle()
    assert who.patient is None
    assert not who.list.isHidden()
    assert who.line.hasFocus()
