"""One person in both hats: visits held, read again blind, and let go."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.coding import draft as drafts
from app.coding import second_look, storing
from app.coding.comparing import Codes
from app.coding.draft import Line
from app.coding.second_look import Held
from app.practice import settings
from app.security import users
from app.store.actor import PROGRAM, Actor
from app.superbills import frozen, second_reading
from app.superbills.frozen import SuperbillNumber
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import CodingStatus, LookEnd, Role
from app.values.states import Discrepancy as Kind
from models.audit import AuditEntry
from models.encounter import Encounter
from models.second_look import SecondLook, SecondLookDraw, SecondLookEnd, SecondLookRead
from models.superbill import Superbill, SuperbillEvent
from tests.app.superbills.visits import NOTHING, coded, fee_list, visit

BOTH = (Role.CODER, Role.BILLER)


@pytest.fixture
def office(store):
    """A store with a fee list and nobody drawn by chance."""
    with store.write(PROGRAM) as work:
        fee_list(
            work, C99213="120.00", C99214="180.00", C99215="250.00", C83036="40.00", C11042="600.00"
        )
        settings.save(work, settings.LOOK_SHARE, 0)
    return store


def person(store, login, *roles) -> Actor:
    """A user who works here, as an actor."""
    with store.write(PROGRAM) as work:
        user_id = users.add_user(work, login, login.title(), roles)
    with store.read() as session:
        return users.actor_for(next(one for one in users.users(session) if one.id == user_id))


@pytest.fixture
def robin(office) -> Actor:
    """The one-person office."""
    return person(office, "robin", *BOTH)


def release(store, actor, encounter_id, **changes):
    with store.write(actor) as work:
        draft = storing.load(work.session, encounter_id)
        if draft.is_empty:
            draft = coded(work.session, encounter_id, **changes)
        return frozen.release(work, draft, NOTHING)


def new_visit(store) -> int:
    with store.write(PROGRAM) as work:
        return visit(work)


def risky(store, actor) -> tuple[int, Held]:
    """A visit with modifier 25, held."""
    encounter_id = new_visit(store)
    with store.write(actor) as work:
        draft = coded(work.session, encounter_id, services=())
        line = Line("99213", ("25",), pointers=(1, 2))
        draft = storing.priced(work.session, drafts.add_line(draft, line))
        held = frozen.release(work, draft, NOTHING)
    assert isinstance(held, Held)
    return encounter_id, held


def status(store, encounter_id) -> CodingStatus:
    with store.read() as session:
        return session.get_one(Encounter, encounter_id).status


def first_codes(store, encounter_id) -> Codes:
    with store.read() as session:
        return Codes.of(storing.load(session, encounter_id))


def office_draft(store, encounter_id):
    with store.read() as session:
        return storing.load(session, encounter_id)


def test_an_ordinary_visit_goes_to_the_biller_at_once(office, robin):
    encounter_id = new_visit(office)
    assert isinstance(release(office, robin, encounter_id), SuperbillNumber)
    assert status(office, encounter_id) is CodingStatus.HANDED_OFF


def test_a_risky_visit_is_held_with_its_reason_and_its_day(office, robin, clock):
    encounter_id, held = risky(office, robin)
    assert held.reasons == ("modifier",)
    assert held.due_on == clock().date() + timedelta(days=1)
    assert status(office, encounter_id) is CodingStatus.SECOND_LOOK
    with office.read() as session:
        assert frozen.latest_of(session, encounter_id) is None


@pytest.mark.parametrize("roles", [(Role.CODER,), (Role.BILLER, Role.OWNER)])
def test_only_somebody_with_both_hats_is_held(office, roles):
    somebody = person(office, "kim", *roles)
    assert not second_look.wears_both_hats(somebody)


def test_the_program_and_the_command_line_are_nobody_in_both_hats():
    assert not second_look.wears_both_hats(PROGRAM)


def test_a_coder_with_a_biller_beside_hands_off_at_once(office):
    coder = person(office, "kim", Role.CODER)
    encounter_id = new_visit(office)
    with office.write(coder) as work:
        draft = coded(work.session, encounter_id, services=())
        line = Line("99213", ("25",), pointers=(1, 2))
        draft = storing.priced(work.session, drafts.add_line(draft, line))
        assert isinstance(frozen.release(work, draft, NOTHING), SuperbillNumber)


def test_it_can_be_turned_off_by_the_owner(office, robin):
    with office.write(PROGRAM) as work:
        settings.save(work, settings.LOOK_ON, False)
    made = release(office, robin, new_visit(office), services=("99215",))
    assert isinstance(made, SuperbillNumber)


def test_a_level_five_of_a_provider_without_history_is_held(office, robin):
    assert release(office, robin, new_visit(office), services=("99215",)).reasons == ("level",)


def test_a_level_is_held_when_it_is_a_whole_level_above_the_provider_s_year(office, robin):
    with office.write(PROGRAM) as work:
        one = visit(work)
        provider = work.session.get_one(Encounter, one).provider_id
        for _n in range(20):
            row = visit(work, provider_id=provider)
            frozen.hand_off(work, coded(work.session, row), NOTHING)
    fours = release(office, robin, one, services=("99214",))
    assert fours.reasons == ("level",)


def test_a_level_that_is_usual_for_the_provider_is_not_held(office, robin):
    with office.write(PROGRAM) as work:
        one = visit(work)
        provider = work.session.get_one(Encounter, one).provider_id
        for _n in range(20):
            row = visit(work, provider_id=provider)
            frozen.hand_off(work, coded(work.session, row, services=("99214",)), NOTHING)
    assert isinstance(release(office, robin, one, services=("99214",)), SuperbillNumber)


def test_a_large_charge_is_held_and_the_amount_is_the_office_s(office, robin):
    with office.write(PROGRAM) as work:
        settings.save(work, settings.LOOK_AMOUNT, Money.parse("500.00"))
    assert release(office, robin, new_visit(office), services=("11042",)).reasons == ("amount",)


def test_the_random_share_is_drawn_once_for_a_visit(office, robin, monkeypatch):
    with office.write(PROGRAM) as work:
        settings.save(work, settings.LOOK_SHARE, 10)
    drawn = iter([50, 3])
    monkeypatch.setattr(second_look, "randbelow", lambda _most: next(drawn))
    spared, taken = new_visit(office), new_visit(office)
    assert isinstance(release(office, robin, spared), SuperbillNumber)
    assert release(office, robin, taken).reasons == ("random",)
    with office.write(robin) as work:
        # Other codes, the same visit: drawn visits stay drawn, nothing is drawn again.
        more = drafts.add_line(storing.load(work.session, taken), Line("83036", pointers=(1,)))
        again = frozen.release(work, storing.priced(work.session, more), NOTHING)
    assert isinstance(again, Held)
    assert again.reasons == ("random",)
    with office.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SecondLookDraw)) == 2


def test_what_was_held_at_random_and_taken_back_is_held_again(office, robin, monkeypatch):
    """Where no draw is kept, such as for a visit held by another way, the look stands for it."""
    monkeypatch.setattr(second_look, "randbelow", lambda _most: 99)
    encounter_id = new_visit(office)
    with office.write(robin) as work:
        storing.save(work, coded(work.session, encounter_id))
        draft = storing.load(work.session, encounter_id)
        second_look.hold(work, draft, (second_look.RANDOM,))
        second_reading.take_back(work, encounter_id)
    assert release(office, robin, encounter_id).reasons == ("random",)


def test_a_held_visit_cannot_be_handed_off_by_asking_again(office, robin):
    encounter_id, _held = risky(office, robin)
    with pytest.raises(Refused, match="coding.look_waits"), office.write(robin) as work:
        frozen.release(work, storing.load(work.session, encounter_id), NOTHING)
    with pytest.raises(Refused, match="coding.look_waits"), office.write(robin) as work:
        frozen.hand_off(work, storing.load(work.session, encounter_id), NOTHING)
    assert status(office, encounter_id) is CodingStatus.SECOND_LOOK


def test_hand_off_refuses_what_is_due_for_a_second_look(office, robin):
    encounter_id = new_visit(office)
    with pytest.raises(Refused, match="superbills.second_look"), office.write(robin) as work:
        draft = coded(work.session, encounter_id, services=("99215",))
        frozen.hand_off(work, draft, NOTHING)


def test_whoever_coded_it_may_not_read_it_before_its_day(office, robin):
    encounter_id, held = risky(office, robin)
    with pytest.raises(Refused, match="coding.look_early"), office.write(robin) as work:
        second_look.finish(work, held.id, first_codes(office, encounter_id))


def test_another_person_releases_it_at_once_and_that_is_kept(office, robin):
    encounter_id, held = risky(office, robin)
    kim = person(office, "kim", Role.CODER)
    assert isinstance(release(office, kim, encounter_id), SuperbillNumber)
    with office.read() as session:
        assert session.get_one(SecondLookEnd, held.id).outcome is LookEnd.SECOND_USER
        read = session.scalars(sa.select(SecondLookRead)).one()
        assert (read.read_by, read.is_blind, read.agreed == read.compared) == ("Kim", False, True)
        bill = session.scalars(sa.select(Superbill)).one()
        event = session.scalars(sa.select(SuperbillEvent)).one()
        assert (bill.coded_by, event.by) == ("Robin", "Kim")


def test_whoever_changes_held_codes_before_releasing_them_has_coded_them(office, robin):
    encounter_id, _ = risky(office, robin)
    kim = person(office, "kim", Role.CODER)
    with office.write(kim) as work:
        draft = storing.load(work.session, encounter_id)
        draft = replace(draft, lines=(replace(draft.lines[0], modifiers=()),))
        assert isinstance(frozen.release(work, draft, NOTHING), SuperbillNumber)
        assert work.session.scalars(sa.select(Superbill.coded_by)).all() == ["Kim"]


def test_a_blind_reading_that_agrees_lets_the_visit_go(office, robin, clock):
    encounter_id, held = risky(office, robin)
    clock.now += timedelta(days=1)
    with office.write(robin) as work:
        look = second_look.open_look(work.session, encounter_id)
        assert look is not None
        assert look.second == Codes()
        second_look.keep_blind(work, held.id, replace(look.first, lines=()))
    with office.write(robin) as work:
        look = second_look.open_look(work.session, encounter_id)
        assert look.second == replace(look.first, lines=())
        assert second_look.finish(work, held.id, look.first).is_same
        done = frozen.release(work, storing.load(work.session, encounter_id), NOTHING)
    assert isinstance(done, SuperbillNumber)
    with office.read() as session:
        assert session.get_one(SecondLookEnd, held.id).outcome is LookEnd.AGREED


@pytest.mark.parametrize("outcome", [LookEnd.FIRST_KEPT, LookEnd.SECOND_TAKEN])
def test_a_reading_that_differs_waits_for_a_choice_with_its_reason(office, robin, clock, outcome):
    encounter_id, held = risky(office, robin)
    clock.now += timedelta(days=1)
    first = first_codes(office, encounter_id)
    second = replace(first, lines=(Line("99213", pointers=(1, 2)),))
    with office.write(robin) as work:
        found = second_look.finish(work, held.id, second)
    assert [one.kind for one in found.differences] == [Kind.MODIFIER]
    assert status(office, encounter_id) is CodingStatus.SECOND_LOOK
    with pytest.raises(Refused, match="coding.look_read"), office.write(robin) as work:
        second_look.finish(work, held.id, first)
    with pytest.raises(Refused, match="coding.reason_missing"), office.write(robin) as work:
        second_look.settle(work, held.id, outcome, "  ")
    with office.write(robin) as work:
        chosen = second_look.settle(work, held.id, outcome, "the note has one service only")
        draft = storing.load(work.session, encounter_id)
        draft = storing.priced(work.session, replace(draft, lines=chosen.lines))
        done = frozen.release(work, draft, NOTHING)
    assert isinstance(done, SuperbillNumber)
    assert chosen == (first if outcome is LookEnd.FIRST_KEPT else second)


def test_a_choice_needs_a_reading_first(office, robin, clock):
    _encounter_id, held = risky(office, robin)
    clock.now += timedelta(days=1)
    with pytest.raises(Refused, match="coding.look_not_read"), office.write(robin) as work:
        second_look.settle(work, held.id, LookEnd.FIRST_KEPT, "sure")
    with pytest.raises(Refused, match="coding.look_empty"), office.write(robin) as work:
        second_look.finish(work, held.id, Codes())


def test_passing_it_by_needs_a_reason_and_stands_in_the_audit_trail(office, robin):
    encounter_id, held = risky(office, robin)
    for code, words, said in (
        ("payer_deadline", " ", "coding.reason_missing"),
        ("bored", "no time", "coding.no_such_reason"),
    ):
        with pytest.raises(Refused, match=said), office.write(robin) as work:
            second_look.pass_by(work, held.id, code, words)
    with office.write(robin) as work:
        second_look.pass_by(work, held.id, "payer_deadline", "filing ends today")
        done = frozen.release(work, storing.load(work.session, encounter_id), NOTHING)
    assert isinstance(done, SuperbillNumber)
    with office.read() as session:
        told = dict(session.execute(sa.select(AuditEntry.deed, AuditEntry.facts)).all())
        why = {"reason": "payer_deadline", "words": "filing ends today"}
        assert json.loads(told["second look passed by"]) == why
        assert session.get_one(SecondLookEnd, held.id).reason == "filing ends today"
    with pytest.raises(Refused, match="coding.look_over"), office.write(robin) as work:
        second_look.pass_by(work, held.id, "other", "again")


def test_an_end_lets_only_its_own_codes_go(office, robin):
    encounter_id, held = risky(office, robin)
    with office.write(robin) as work:
        second_look.pass_by(work, held.id, "other", "agreed by phone with the reviewer")
        draft = storing.load(work.session, encounter_id)
        more = drafts.add_line(draft, Line("83036", ("59",), pointers=(1,)))
        again = frozen.release(work, storing.priced(work.session, more), NOTHING)
    assert isinstance(again, Held)


def test_codes_changed_while_held_are_held_anew_and_the_first_look_is_withdrawn(office, robin):
    encounter_id, held = risky(office, robin)
    with office.write(robin) as work:
        draft = storing.load(work.session, encounter_id)
        more = drafts.add_line(draft, Line("83036", pointers=(1,)))
        again = frozen.release(work, storing.priced(work.session, more), NOTHING)
    assert isinstance(again, Held)
    with office.read() as session:
        assert session.get_one(SecondLookEnd, held.id).outcome is LookEnd.WITHDRAWN
        assert second_look.open_look(session, encounter_id).id == again.id


def test_a_look_that_is_withdrawn_lets_nothing_go(office, robin):
    encounter_id, held = risky(office, robin)
    with office.write(robin) as work:
        second_look.withdraw(work, encounter_id)
        second_look.withdraw(work, encounter_id)
        again = frozen.release(work, storing.load(work.session, encounter_id), NOTHING)
    assert isinstance(again, Held)
    assert again.id != held.id


def test_who_codes_what_was_withdrawn_once_has_coded_it(office, robin):
    encounter_id, _ = risky(office, robin)
    first = office_draft(office, encounter_id)
    with office.write(robin) as work:
        draft = storing.load(work.session, encounter_id)
        more = drafts.add_line(draft, Line("83036", pointers=(1,)))
        frozen.release(work, storing.priced(work.session, more), NOTHING)
    kim = person(office, "kim", Role.CODER)
    with office.write(kim) as work:
        draft = replace(storing.load(work.session, encounter_id), lines=first.lines)
        assert isinstance(frozen.release(work, draft, NOTHING), SuperbillNumber)
        assert work.session.scalars(sa.select(Superbill.coded_by)).all() == ["Kim"]


def test_codes_changed_to_what_nobody_reads_again_go_and_their_look_is_withdrawn(office, robin):
    encounter_id, held = risky(office, robin)
    with office.write(robin) as work:
        draft = storing.load(work.session, encounter_id)
        draft = replace(draft, lines=(replace(draft.lines[0], modifiers=()),))
        assert isinstance(frozen.release(work, draft, NOTHING), SuperbillNumber)
    with office.read() as session:
        assert second_look.open_look(session, encounter_id) is None
        assert session.get_one(SecondLookEnd, held.id).outcome is LookEnd.WITHDRAWN
        assert session.scalars(sa.select(SecondLookRead)).all() == [], "nobody has read it again"


def test_looks_are_never_rewritten(office, robin):
    risky(office, robin)
    with pytest.raises(sa.exc.IntegrityError, match="append-only"), office.write(robin) as work:
        work.session.execute(sa.update(SecondLook).values(reasons=""))
