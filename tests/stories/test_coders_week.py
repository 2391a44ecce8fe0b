"""A coder's week at the window, by keys: an answer as evidence, a second look, no bill."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from PySide6.QtWidgets import QApplication

from app.charting import attaching, chart
from app.coding import storing
from app.practice import settings
from app.reports import second_looks
from app.security import users
from app.store.actor import PROGRAM
from app.values.states import CodingStatus, LookEnd, QueryStatus, Role
from models.encounter import Encounter
from models.practice import Provider
from models.query import QueryEvent
from models.second_look import SecondLookEnd
from tests.stories.conftest import DAY, Person, own_practice
from tests.stories.test_main_job import NOTE, furnish, take_in

WORD = "four other short words"


def test_a_clinicians_answer_is_evidence_of_the_code_it_settles(begin, tmp_path):
    person = _begin_with_a_list(begin, tmp_path)
    visit = _noted(person, "C-1")
    _people(person)
    _ask(person)
    _sign_in(person, "okafor", WORD)
    person.press("Ctrl+1")
    person.counted()
    person.press("Ctrl+Shift+J", "Ctrl+Return", "Tab")
    person.type("Both feet, by monofilament.")
    person.press("Ctrl+Return")
    assert person.counted() == 5
    person.shot("answered")
    with person.store.read() as session:
        last = session.scalars(sa.select(QueryEvent).order_by(QueryEvent.id.desc())).first()
        assert last is not None
        assert last.status is QueryStatus.ANSWERED
    _sign_in(person, "cleo", WORD)
    person.press("Ctrl+2", "End", "Return")
    person.counted()
    person.enter("e11.42")
    person.press("Ctrl+E")
    person.enter("both feet by mono")
    person.press("Ctrl+E")
    person.enter("type 2 diab")
    assert person.counted() == 8
    person.enter("99214")
    person.press("Ctrl+Return")
    with person.store.read() as session:
        addendum, first = chart.chart(session, visit).notes
        spans = storing.load(session, visit).evidence
        assert [one.document_id for one in spans] == [addendum.document_id, first.document_id]
        assert addendum.text[spans[0].first : spans[0].last] == "Both feet, by monofilament"
        assert session.get_one(Encounter, visit).status is CodingStatus.HANDED_OFF


def test_a_blind_reading_ends_in_the_owners_figures_and_no_bill_keeps_its_reason(begin, tmp_path):
    person = _begin_with_a_list(begin, tmp_path)
    held, away = _noted(person, "C-1"), _noted(person, "C-2")
    with person.store.write(PROGRAM) as work:
        settings.save(work, settings.LOOK_SHARE, 100)
    person.press("Ctrl+2", "End", "Return")
    person.enter("i10", "99214")
    person.press("Ctrl+Return")
    assert _status(person, held) is CodingStatus.SECOND_LOOK
    _rest_and_return(person, away)
    _no_bill(person, away)
    _next_morning(person)
    person.press("Ctrl+1", "Ctrl+2", "End", "Return")
    assert person.here.keeper.draft.is_empty
    person.enter("i10", "83036")
    person.press("Ctrl+Return", "1", "Return")
    person.type("Two stable conditions are not in the note.")
    person.press("Ctrl+Return")
    person.shot("chosen")
    assert _status(person, held) is CodingStatus.HANDED_OFF
    with person.store.read() as session:
        assert session.scalars(sa.select(SecondLookEnd.outcome)).all() == [LookEnd.FIRST_KEPT]
        (month,) = second_looks.agreement(session, DAY.date().replace(day=1), DAY.date())
    person.press("Ctrl+9", "Down", "Down")
    person.shot("agreement")
    row = person.here.page.rows.rows[0]
    assert (row.held, row.read, row.agreed_codes, row.compared_codes) == (1, 1, 2, 4)
    assert (month.agreed_codes, month.rate) == (2, 50)


def _begin_with_a_list(begin, folder: Path) -> Person:
    person = begin()
    own_practice(person)
    furnish(person, folder)
    take_in(person, folder)
    return person


def _noted(person: Person, source: str) -> int:
    with person.store.write(PROGRAM) as work:
        visit = work.session.scalars(sa.select(Encounter).filter_by(source_id=source)).one().id
        attaching.add_note(work, visit, "Progress note", NOTE)
    return visit


def _people(person: Person) -> None:
    """A coder, and the clinician whose queries only she answers."""
    with person.store.write(PROGRAM) as work:
        asked = work.session.scalars(sa.select(Provider.id)).one()
        users.add_user(work, "cleo", "Cleo Marsh", [Role.CODER], WORD)
        users.add_clinician(work, "okafor", "Nia Okafor", asked, WORD)


def _sign_in(person: Person, name: str, word: str) -> None:
    person.press("Ctrl+Shift+L", "Tab", "Tab", "Return")
    person.enter(name, word)


def _ask(person: Person) -> None:
    """Quote what the note says of the feet and ask in the provider's own words."""
    person.press("Ctrl+2", "End", "Return", "Shift+F6", "Ctrl+F")
    person.type("neurop")
    person.press("Escape", "Ctrl+J", "7", "Ctrl+Return")
    person.shot("asked")
    with person.store.read() as session:
        assert QueryStatus.SENT in session.scalars(sa.select(QueryEvent.status)).all()


def _status(person: Person, visit: int) -> CodingStatus:
    with person.store.read() as session:
        return session.get_one(Encounter, visit).status


def _rest_and_return(person: Person, visit: int) -> None:
    """Four actions put a visit away; it stands under its filter, and comes back from there."""
    person.counted()
    person.press("Ctrl+Shift+K", "Tab")
    person.type("Waits for the lab")
    person.press("Ctrl+Return")
    assert person.counted() == 4
    with person.store.read() as session:
        row = session.get_one(Encounter, visit)
        assert (row.held_until, row.held_because) == (
            DAY.date() + timedelta(days=7), "Waits for the lab",
        )  # fmt: skip
    _list(person, "Put away")
    assert person.here.visit.id == visit
    person.press("Ctrl+Shift+K", "Tab", "Tab", "Tab", "Return")
    with person.store.read() as session:
        assert session.get_one(Encounter, visit).held_until is None
    _list(person, "All open")
    assert person.here.visit.id == visit


def _no_bill(person: Person, visit: int) -> None:
    """Three actions with the reason; the visit leaves, is found again and says why."""
    person.counted()
    person.press("Ctrl+Shift+N")
    person.type("Nurse visit, no charge")
    person.press("Return")
    assert person.counted() == 3
    assert _status(person, visit) is CodingStatus.NOT_BILLABLE
    _list(person, "Not billable")
    assert person.here.visit.id == visit
    assert person.here.chart.banner.words.text() == "Nurse visit, no charge"
    person.press("Ctrl+Return")
    assert _status(person, visit) is CodingStatus.READY
    _list(person, "All open")


def _list(person: Person, name: str) -> None:
    """Choose a filter of the worklist by its first letter, and go into the list."""
    if person.focus is person.here.codes.encoder.field:
        person.press("Escape")
    person.press("Shift+Tab", "Shift+Tab")
    # Nobody changes the filter twice within the half second in which letters make one word.
    together = QApplication.keyboardInputInterval()
    QApplication.setKeyboardInputInterval(0)
    person.type(name[0].lower())
    QApplication.setKeyboardInputInterval(together)
    person.press("Tab", "Tab")
    assert person.here.work.filter.currentText().startswith(name)


def _next_morning(person: Person) -> None:
    assert person.front.sitting is not None
    assert person.front.sitting.desk.office is not None
    person.front.sitting.desk.office.use_clock(lambda: DAY + timedelta(days=1))
