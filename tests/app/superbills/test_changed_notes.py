"""A note that changes after its visit was coded is told of until the visit is coded again."""

from datetime import timedelta

from app.charting import attaching
from app.claims import facts
from app.superbills import frozen
from app.superbills.changed_notes import changed_notes
from tests.app.superbills.visits import fee_list, handed_off, visit
from tests.conftest import AMY
from ui.claims import steps


def test_a_note_after_the_hand_off_is_told_of_and_no_more_once_coded_again(store, clock):
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00")
        ids = [visit(work), visit(work)]
        for one in ids:
            attaching.add_note(work, one, "Progress note", "First words.")
    clock.now += timedelta(hours=1)
    with store.write(AMY) as work:
        bills = [handed_off(work, one).id for one in ids]
        assert changed_notes(work.session) == ()
    clock.now += timedelta(hours=1)
    with store.write(AMY) as work:
        attaching.add_note(work, ids[0], "Progress note", "Other words.")
    with store.read() as session:
        (found,) = changed_notes(session)
        assert (found.encounter_id, found.title, found.version) == (ids[0], "Progress note", 2)
        assert changed_notes(session, ids[0]) == (found,)
        assert changed_notes(session, ids[1]) == ()
        told = [facts.superbill_facts(session, bill) for bill in bills]
        assert [one.changed for one in told] == [found, None]
    words = [steps.superbill_step(one, clock.now.date()).words for one in told]
    assert ["Documentation changed after coding" in one for one in words] == [True, False]
    clock.now += timedelta(hours=1)
    with store.write(AMY) as work:
        frozen.send_back(work, bills[0], "The note changed")
        assert changed_notes(work.session) == ()
        handed_off(work, ids[0], codes=(), services=())
    with store.read() as session:
        assert changed_notes(session) == ()
