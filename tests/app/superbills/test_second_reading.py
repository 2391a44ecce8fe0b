"""A second look ended at the desk: the look and the release are one step, or none."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.coding import second_look, storing
from app.coding.comparing import Codes
from app.coding.draft import Diagnosis, Line, Span
from app.documents import filing
from app.documents.filing import Filing
from app.store.actor import PROGRAM
from app.superbills import frozen, second_reading
from app.superbills.frozen import SuperbillNumber
from app.superbills.second_reading import Choice
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind, LookEnd
from models.encounter import Encounter, KeptProblem
from models.second_look import SecondLookEnd, SecondLookRead
from tests.app.superbills.test_second_look import (  # noqa: F401
    first_codes,
    office,
    person,
    risky,
    robin,
    status,
)
from tests.app.superbills.visits import NOTHING

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def held(office, robin, clock):  # noqa: F811
    """A visit of Robin's that is due for its blind reading: its id and its look."""
    encounter_id, look = risky(office, robin)
    clock.now += timedelta(days=1)
    return encounter_id, look.id


def blind(store, encounter_id, **changes):
    """What the coder gives in the blind reading: the first codes, but for the changes."""
    with store.read() as session:
        draft = storing.load(session, encounter_id)
    return replace(draft, **changes)


def finish(store, actor, held, **changes):  # noqa: F811
    draft = blind(store, held[0], **changes)
    with store.write(actor) as work:
        return second_reading.finish(work, draft, held[1], NOTHING)


def look_of(store, encounter_id):
    with store.read() as session:
        return second_look.open_look(session, encounter_id)


def ends(store):
    with store.read() as session:
        return list(session.scalars(sa.select(SecondLookEnd.outcome)))


OTHER = (Line("99214", ("25",), pointers=(1,)),)


def test_the_same_codes_go_to_the_biller_at_once(office, robin, held):  # noqa: F811
    done = finish(office, robin, held)
    assert done.comparison.is_same
    assert isinstance(done.released, SuperbillNumber)
    assert status(office, held[0]) is CodingStatus.HANDED_OFF
    assert ends(office) == [LookEnd.AGREED]


def test_other_codes_wait_for_a_choice_and_nothing_is_released(office, robin, held):  # noqa: F811
    done = finish(office, robin, held, lines=OTHER)
    assert done.released is None
    assert [one.first for one in done.comparison.differences] == ["99213 25"]
    assert status(office, held[0]) is CodingStatus.SECOND_LOOK
    assert look_of(office, held[0]).is_read
    assert first_codes(office, held[0]).lines[0].code == "99213"


def test_the_second_codes_replace_the_first_with_their_passages(office, robin, held):  # noqa: F811
    with office.write(PROGRAM) as work:
        about = Filing(DocumentKind.NOTE, "Note", "text/plain", encounter_id=held[0])
        note = filing.keep(work, about, b"Foot ulcer, new. Sugar high.")
    first = blind(office, held[0])
    with office.write(robin) as work:
        spans = (Span(note, 0, 4, "I10"), Span(note, 17, 22, "E119"))
        storing.save(work, replace(first, evidence=spans))
    fresh = (Diagnosis("E119"), Diagnosis("L97509"))
    finish(office, robin, held, lines=OTHER, diagnoses=fresh)
    linked = (Span(note, 0, 10, "L97509"), Span(note, 17, 22, "E119"))
    with office.write(robin) as work:
        look = second_look.open_look(work.session, held[0])
        made = second_reading.choose(
            work, look, Choice(LookEnd.SECOND_TAKEN, "the note shows it", linked), NOTHING
        )
    assert isinstance(made, SuperbillNumber)
    with office.read() as session:
        bill = frozen.superbill(session, made.id)
        draft = storing.load(session, held[0])
    assert ([one.code for one in bill.diagnoses], bill.lines[0].code) == (
        ["E119", "L97509"],
        "99214",
    )
    assert set(draft.evidence) == set(linked)
    assert ends(office) == [LookEnd.SECOND_TAKEN]


def test_second_codes_are_taken_with_their_warnings_kept(office, robin, held):  # noqa: F811
    finish(office, robin, held, lines=OTHER)
    with office.write(robin) as work:
        look = second_look.open_look(work.session, held[0])
        why = Choice(LookEnd.SECOND_TAKEN, "the pressure was only noted")
        assert isinstance(second_reading.choose(work, look, why, NOTHING), SuperbillNumber)
    with office.read() as session:
        kept = session.execute(
            sa.select(KeptProblem.rule, KeptProblem.target, KeptProblem.reason_code)
        )
        assert [tuple(row) for row in kept] == [("dx.unused", "I10", "other")]
        assert storing.load(session, held[0]).kept[0].reason == "the pressure was only noted"


def test_the_first_codes_stay_when_they_are_chosen(office, robin, held):  # noqa: F811
    before = first_codes(office, held[0])
    finish(office, robin, held, lines=OTHER)
    with office.write(robin) as work:
        look = second_look.open_look(work.session, held[0])
        second_reading.choose(work, look, Choice(LookEnd.FIRST_KEPT, "time was noted"), NOTHING)
    assert first_codes(office, held[0]) == before
    assert status(office, held[0]) is CodingStatus.HANDED_OFF


def test_a_choice_without_a_reason_changes_nothing(office, robin, held):  # noqa: F811
    finish(office, robin, held, lines=OTHER)
    look = look_of(office, held[0])
    with pytest.raises(Refused, match="coding.reason_missing"), office.write(robin) as work:
        second_reading.choose(work, look, Choice(LookEnd.SECOND_TAKEN, " "), NOTHING)
    assert ends(office) == []
    assert first_codes(office, held[0]).lines[0].code == "99213"


def test_a_choice_that_cannot_be_released_leaves_the_look_open(office, robin, held):  # noqa: F811
    # No fee is known for this service, so that it cannot become a superbill.
    finish(office, robin, held, lines=(Line("99499", pointers=(1,)),))
    look = look_of(office, held[0])
    with pytest.raises(Refused), office.write(robin) as work:
        second_reading.choose(
            work, look, Choice(LookEnd.SECOND_TAKEN, "the note shows it"), NOTHING
        )
    assert ends(office) == []
    assert status(office, held[0]) is CodingStatus.SECOND_LOOK


def test_passing_by_releases_in_the_same_step(office, robin):  # noqa: F811
    encounter_id, _held = risky(office, robin)
    look = look_of(office, encounter_id)
    with office.write(robin) as work:
        made = second_reading.pass_by(work, look, "payer_deadline", "filing ends today", NOTHING)
    assert isinstance(made, SuperbillNumber)
    assert ends(office) == [LookEnd.BYPASSED]


def test_a_visit_taken_back_can_be_worked_on_and_is_looked_at_again(office, robin):  # noqa: F811
    encounter_id, _held = risky(office, robin)
    with office.write(robin) as work:
        second_reading.take_back(work, encounter_id)
    assert status(office, encounter_id) is CodingStatus.IN_PROGRESS
    assert ends(office) == [LookEnd.WITHDRAWN]
    with office.write(robin) as work:
        again = frozen.release(work, storing.load(work.session, encounter_id), NOTHING)
    assert not isinstance(again, SuperbillNumber)
    with office.write(PROGRAM) as work:
        work.session.get_one(Encounter, encounter_id).status = CodingStatus.NOT_BILLABLE
    with pytest.raises(Refused, match="coding.look_over"), office.write(robin) as work:
        second_reading.take_back(work, encounter_id)


def test_a_blind_reading_is_kept_as_it_goes_and_not_before_its_day(office, robin):  # noqa: F811
    encounter_id, held_now = risky(office, robin)
    draft = blind(office, encounter_id, lines=OTHER)
    with pytest.raises(Refused, match="coding.look_early"), office.write(robin) as work:
        second_reading.keep(work, draft, held_now.id)
    other = person(office, "kim", *("coder",))
    with office.write(other) as work:
        assert second_reading.keep(work, draft, held_now.id) == draft.version
    assert look_of(office, encounter_id).second == Codes.of(draft)
    with office.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SecondLookRead)) == 0
