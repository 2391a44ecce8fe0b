"""Which plans are still read on a day: those that ask for something or ended not long ago."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from app.plans import book, stored
from tests.app.plans.signing_desk import SIGNED, TODAY, started, two_visits
from tests.conftest import AMY


def test_a_plan_that_ended_is_read_until_the_day_it_ended_lies_before_what_is_asked(store):
    store.clock = lambda: datetime.combine(SIGNED, time(16), UTC)
    plan_id = started(store, two_visits(store))
    with store.write(AMY) as work:
        book.cancel(work, plan_id, "The family pays otherwise", on=SIGNED)
    with store.read() as session:
        assert stored.in_motion(session, TODAY, SIGNED) == (plan_id,)
        assert stored.in_motion(session, TODAY, SIGNED + timedelta(days=1)) == ()
