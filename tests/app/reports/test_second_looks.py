"""What waits for a second look, and the agreement rate that the owner sees."""

from dataclasses import replace
from datetime import date, timedelta

from app.coding import second_look, storing
from app.coding.draft import Line
from app.reports import second_looks
from app.superbills import frozen
from app.values.states import LookEnd
from tests.app.superbills.test_second_look import office, person, risky, robin  # noqa: F401
from tests.app.superbills.visits import NOTHING


def test_what_waits_is_ready_for_its_coder_on_its_day_and_for_others_at_once(
    office, robin, clock  # noqa: F811
):  # fmt: skip
    encounter_id, held = risky(office, robin)
    today = clock().date()
    with office.read() as session:
        mine = second_looks.waiting(session, today, robin.user_id)
        others = second_looks.waiting(session, today, None)
        tomorrow = second_looks.waiting(session, today + timedelta(days=1), robin.user_id)
    assert [one.is_ready for one in (*mine, *others, *tomorrow)] == [False, True, True]
    assert (mine[0].look_id, mine[0].encounter_id) == (held.id, encounter_id)
    assert mine[0].reasons == ("modifier",)


def test_the_rate_counts_the_first_blind_reading_code_by_code(office, robin, clock):  # noqa: F811
    encounter_id, held = risky(office, robin)
    _other, passed = risky(office, robin)
    risky(office, robin)
    clock.now += timedelta(days=1)
    with office.write(robin) as work:
        first = second_look.open_look(work.session, encounter_id).first
        # Two diagnoses and the first of them agree, the service's modifier does not: 3 of 4.
        second_look.finish(work, held.id, replace(first, lines=(Line("99213", pointers=(1,)),)))
        second_look.settle(work, held.id, LookEnd.FIRST_KEPT, "a separate wound was treated")
        frozen.release(work, storing.load(work.session, encounter_id), NOTHING)
        second_look.pass_by(work, passed.id, "other", "the payer's last day")
    with office.read() as session:
        (month,) = second_looks.agreement(session, date(2026, 9, 1), date(2026, 9, 30))
        assert second_looks.agreement(session, date(2026, 8, 1), date(2026, 8, 31)) == ()
    assert (month.month, month.coder) == (date(2026, 9, 1), "Robin")
    assert (month.held, month.waiting, month.read, month.agreed_visits) == (3, 1, 1, 0)
    assert (month.agreed_codes, month.compared_codes, month.rate) == (3, 4, 75)
    assert month.ends == {LookEnd.FIRST_KEPT: 1, LookEnd.BYPASSED: 1}
    assert month.by_reason == {"modifier": 3}


def test_nothing_read_has_no_rate(office, robin):  # noqa: F811
    risky(office, robin)
    with office.read() as session:
        (month,) = second_looks.agreement(session, date(2026, 9, 1), date(2026, 9, 30))
    assert month.rate is None
