"""The second look at the desk by keyboard: held, read blind, chosen, passed by, taken back."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from app.charting import attaching
from app.coding import draft as drafts
from app.coding import second_look, storing
from app.coding.comparing import Codes
from app.coding.draft import Line
from app.practice import settings
from app.security import users
from app.store.actor import PROGRAM
from app.superbills import frozen
from app.values.states import CodingStatus, Hat, LookEnd, Role
from models.audit import AuditEntry
from models.encounter import Encounter
from models.second_look import SecondLookEnd
from tests.app.superbills.visits import NOTHING, coded, visit
from tests.ui.coding.conftest import NOTE, Keyboard, settle
from ui.screen import Target
from ui.seat import Seat

KEY, CTRL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def user(store, login, *roles):
    with store.write(PROGRAM) as work:
        number = users.add_user(work, login, login.title(), roles)
    with store.read() as session:
        return users.actor_for(next(one for one in users.users(session) if one.id == number))


@pytest.fixture
def robin(store, visits_waiting):
    with store.write(PROGRAM) as work:
        settings.save(work, settings.LOOK_SHARE, 0)
    return user(store, "robin", Role.CODER, Role.BILLER)


@pytest.fixture
def held(store, robin):
    """A visit with a note that Robin coded with modifier 25: held until tomorrow."""
    with store.write(PROGRAM) as work:
        number = visit(work)
        note = attaching.add_note(work, number, "Progress note", NOTE)
    with store.write(robin) as work:
        draft = coded(work.session, number, codes=("E1142", "I10"), services=())
        line = Line("99214", ("25",), pointers=(1, 2))
        draft = storing.priced(work.session, drafts.add_line(draft, line))
        frozen.release(work, draft, NOTHING)
    del note
    return number


@pytest.fixture
def open_as(window, qtbot):
    """Give a function that opens the held visit in the name of somebody."""

    def opened(actor, number):
        window.go(Target("coder"))
        window.screens.here.desk.actor = actor
        window.sit_down(Seat(actor, actor.name, "Larkspur", actor.name, (Hat.CODER, Hat.BILLER)))
        window.go(Target("coder", ("visit", number)))
        screen = window.screens.here
        settle(screen)
        return screen, Keyboard(qtbot, screen)

    return opened


def state(store, number):
    with store.read() as session:
        return session.get_one(Encounter, number).status


def ends(store):
    with store.read() as session:
        return list(session.scalars(sa.select(SecondLookEnd.outcome)))


def shown_words(screen):
    """Everything that stands in the window to be read."""
    tables = (screen.codes.diagnoses, screen.codes.services)
    cells = [row.shown for table in tables for row in table.rows_model.rows]
    labels = [one.text() for one in screen.window().findChildren(QLabel) if one.isVisible()]
    return " ".join((*cells, *labels))


def read_blind(keyboard, *services):
    """Code the visit from its note as if it were new."""
    for code in ("E11.42", "I10", *services):
        keyboard.add(code)


def test_before_its_day_the_codes_are_read_only_and_the_reason_is_told(open_as, robin, held, store):
    screen, keyboard = open_as(robin, held)
    assert [row.shown for row in screen.codes.services.rows_model.rows] == ["99214-25"]
    assert screen.chart.chip.words.text() == "2nd look Oct 1"
    assert "modifier 25 or 59" in screen.chart.banner.lead.text()
    assert screen.release_button.text() == "What can be done"
    screen.codes.setFocus()
    told = screen.keys()
    assert [one.key for one in told] == ["Ctrl+Enter"], "no key that would change the codes"
    keyboard.add("I10")
    assert not screen.keeper.change(dataclasses.replace(screen.keeper.draft, lines=()))
    keyboard.press(KEY.Key_Return, CTRL)
    assert not screen.deeds.looks.panel.isHidden()
    keyboard.press(KEY.Key_Escape)
    assert screen.deeds.looks.panel.isHidden()
    assert state(store, held) is CodingStatus.SECOND_LOOK


def test_passing_by_asks_for_both_reasons_and_stands_in_the_trail(open_as, robin, held, store):
    screen, keyboard = open_as(robin, held)
    keyboard.press(KEY.Key_B, CTRL)
    panel = screen.deeds.looks.panel
    keyboard.press(KEY.Key_1)
    keyboard.press(KEY.Key_Return, CTRL)
    assert panel.code.problem()
    keyboard.press(KEY.Key_Down)
    keyboard.press(KEY.Key_Down)
    keyboard.press(KEY.Key_Return, CTRL)
    assert panel.reason.problem()
    assert state(store, held) is CodingStatus.SECOND_LOOK
    keyboard.type("Filing ends today.")
    keyboard.press(KEY.Key_Return, CTRL)
    assert state(store, held) is CodingStatus.HANDED_OFF
    assert ends(store) == [LookEnd.BYPASSED]
    with store.read() as session:
        deeds = session.scalars(sa.select(AuditEntry.deed)).all()
    assert "second look passed by" in deeds


def test_taken_back_it_can_change_again(open_as, robin, held, store):
    screen, keyboard = open_as(robin, held)
    keyboard.press(KEY.Key_B, CTRL)
    keyboard.press(KEY.Key_2)
    keyboard.press(KEY.Key_Return, CTRL)
    assert state(store, held) is CodingStatus.IN_PROGRESS
    assert screen.keeper.is_open
    assert screen.release_button.text() == "Release to biller"


def test_the_blind_reading_hides_the_first_codes_and_the_same_codes_are_released(
    open_as, robin, held, store, clock
):
    clock.now += timedelta(days=1)
    screen, keyboard = open_as(robin, held)
    assert screen.chart.chip.words.text() == "Blind re-read"
    assert screen.keeper.draft.is_empty
    assert not any(code in shown_words(screen) for code in ("99214", "E11.42", "I10"))
    assert not screen.can("coding.superbill")
    keyboard.actions = 0
    read_blind(keyboard, "99214")
    screen.codes.services.setFocus()
    keyboard.press(KEY.Key_2, Qt.KeyboardModifier.AltModifier)
    keyboard.press(KEY.Key_M)
    keyboard.type("25")
    keyboard.press(KEY.Key_Return)
    screen.chart.note.setFocus()
    at = NOTE.index("Hypertension")
    screen.chart.note.select(at, at + 12)
    keyboard.press(KEY.Key_E, CTRL)
    assert len(screen.keeper.draft.evidence) == 1
    keyboard.press(KEY.Key_Return, CTRL)
    assert state(store, held) is CodingStatus.HANDED_OFF
    assert ends(store) == [LookEnd.AGREED]
    assert keyboard.actions <= 12


def test_a_reading_begun_is_there_again_and_the_first_codes_are_not(
    open_as, robin, held, store, clock, visits_waiting
):
    clock.now += timedelta(days=1)
    screen, keyboard = open_as(robin, held)
    keyboard.add("E11.42")
    settle(screen)
    screen.codes.diagnoses.setFocus()
    at = NOTE.index("neuropathy")
    screen.chart.note.select(at, at + 10)
    keyboard.press(KEY.Key_E, CTRL)
    hints = screen.keys()
    assert hints[-1].words == "finish the reading"
    screen.open_visit(visits_waiting[0])
    settle(screen)
    hints = screen.keys()
    assert hints[-1].words == "release, open next"
    screen.open_visit(held)
    settle(screen)
    assert [str(one) for one in screen.keeper.draft.diagnoses] == ["E11.42"]
    assert [(one.first, one.code) for one in screen.keeper.draft.evidence] == [(at, "E1142")]
    with store.read() as session:
        look = second_look.open_look(session, held)
        assert [one.code for one in look.second.diagnoses] == ["E1142"]
        assert [n.code for n in storing.load(session, held).lines] == ["99214"]


@pytest.mark.parametrize(("digit", "outcome", "code"), [
    (KEY.Key_1, LookEnd.FIRST_KEPT, "99214"), (KEY.Key_2, LookEnd.SECOND_TAKEN, "83036"),
])  # fmt: skip
def test_two_readings_that_differ_are_laid_side_by_side_and_one_is_chosen(
    open_as, robin, held, store, clock, digit, outcome, code
):
    clock.now += timedelta(days=1)
    screen, keyboard = open_as(robin, held)
    read_blind(keyboard, "83036")
    keyboard.press(KEY.Key_Return, CTRL)
    panel = screen.deeds.looks.panel
    assert not panel.isHidden()
    words = " ".join(one.text() for one in panel.findChildren(QLabel))
    assert "Only the first has it: 99214 25" in words
    assert "Only the second has it: 83036" in words
    assert "nothing" not in words
    assert state(store, held) is CodingStatus.SECOND_LOOK
    keyboard.press(digit)
    keyboard.press(KEY.Key_Return)
    keyboard.type("The note shows it.")
    keyboard.press(KEY.Key_Return, CTRL)
    assert state(store, held) is CodingStatus.HANDED_OFF
    assert ends(store) == [outcome]
    with store.read() as session:
        assert [n.code for n in Codes.of(storing.load(session, held)).lines] == [code]


def test_a_reading_that_differs_waits_for_its_choice_when_it_is_opened_again(
    open_as, robin, held, store, clock, visits_waiting
):
    clock.now += timedelta(days=1)
    screen, keyboard = open_as(robin, held)
    read_blind(keyboard, "83036")
    keyboard.press(KEY.Key_Return, CTRL)
    keyboard.press(KEY.Key_Escape)
    screen.open_visit(visits_waiting[0])
    settle(screen)
    screen.open_visit(held)
    settle(screen)
    assert screen.chart.chip.words.text() == "Choose a coding"
    assert not screen.keeper.is_open
    assert screen.release_button.text() == "Choose a coding"
    said = screen.work.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Choose a coding" in said, "the list does not ask to read again what was read"


def test_another_person_releases_at_once(open_as, robin, held, store):
    kim = user(store, "kim", Role.CODER)
    screen, keyboard = open_as(kim, held)
    assert "Robin" in screen.chart.banner.lead.text()
    assert screen.chart.chip.words.text() == "2nd look, now"
    keyboard.press(KEY.Key_Return, CTRL)
    assert state(store, held) is CodingStatus.HANDED_OFF
    assert ends(store) == [LookEnd.SECOND_USER]


def test_another_person_may_read_it_blind_at_once(open_as, robin, held, store):
    kim = user(store, "kim", Role.CODER)
    screen, keyboard = open_as(kim, held)
    keyboard.press(KEY.Key_B, CTRL)
    keyboard.press(KEY.Key_1)
    keyboard.press(KEY.Key_Return, CTRL)
    assert screen.keeper.draft.is_empty
    assert screen.chart.chip.words.text() == "Blind re-read"


def test_the_worklist_tells_the_day_and_puts_what_is_ready_first(
    open_as, robin, held, store, clock
):
    screen, _keyboard = open_as(robin, held)
    screen.work.set_filter("waiting")
    settle(screen)
    said = screen.work.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert "2nd look Oct 1" in said
    clock.now += timedelta(days=1)
    screen.work.load()
    settle(screen)
    assert screen.work.ids()[0] == held
    index = screen.work.list.model().index(0, 0)
    assert "Read again now" in index.data(Qt.ItemDataRole.AccessibleTextRole)


@pytest.mark.parametrize("size", [(1440, 900), (720, 450)])
def test_the_choice_fits_and_every_stop_has_a_name(open_as, robin, held, clock, window, size):
    clock.now += timedelta(days=1)
    screen, keyboard = open_as(robin, held)
    window.resize(*size)
    settle(screen)
    screen.codes.setFocus()
    read_blind(keyboard, "83036")
    keyboard.press(KEY.Key_Return, CTRL)
    panel = screen.deeds.looks.panel
    assert panel.isVisible()
    assert screen.codes.rect().contains(panel.geometry())
    assert panel.isAncestorOf(QApplication.focusWidget())
    nameless = [
        one
        for one in panel.findChildren(QWidget)
        if one.focusPolicy() != Qt.FocusPolicy.NoFocus
        and one.isVisible()
        and not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
    assert nameless == []
