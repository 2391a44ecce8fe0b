"""Today tells of second looks: what is ready, what waits, how far the readings agree."""

from datetime import date, timedelta

import pytest

from app.reports.second_looks import WaitingLook
from app.values.person import PersonName
from ui.screen import Target
from ui.today.second_look import Looks, LookStrip

DAY = date(2026, 9, 30)


def look(number, *, ready):
    due = DAY if ready else DAY + timedelta(days=2)
    return WaitingLook(number, 40 + number, PersonName("Doe", "Ann"), DAY, "Robin", due, (), ready)


@pytest.fixture
def strip(qtbot, dressed):
    made = LookStrip()
    qtbot.addWidget(made)
    return made


def test_nothing_held_and_nothing_read_takes_no_room(strip):
    strip.show_looks(Looks((), 0, 0), DAY)
    assert strip.isHidden()


def test_what_is_ready_is_opened_by_begin(qtbot, strip):
    strip.show_looks(Looks((look(1, ready=True), look(2, ready=False)), 47, 50), DAY)
    assert strip.words.text() == (
        "1 visit is ready for a blind re-read. 1 visit waits until Oct 2. "
        "Agreement this month: 47 of 50 codes."
    )
    with qtbot.waitSignal(strip.go) as went:
        strip.begin.click()
    assert went.args == [Target("coder", ("visit", 41))]


def test_what_only_waits_offers_nothing_to_begin(strip):
    strip.show_looks(Looks((look(2, ready=False),), 0, 0), DAY)
    assert strip.begin.isHidden()
