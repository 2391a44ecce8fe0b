"""The coder's worklist."""

from datetime import date, timedelta

from app.charting import worklist
from app.charting.worklist import Ask, Filter, Order
from app.values.states import CodingStatus
from models.encounter import Encounter
from tests import builders
from tests.conftest import NOON

TODAY = date(2026, 9, 30)


def _visits(store, amy, days, **changes):
    with store.write(amy) as work:
        who = builders.patient(work)
        doctor = builders.provider(work)
        cover = builders.coverage(work, who.patient_id)
        for day in days:
            values = {
                "patient_id": who.patient_id, "provider_id": doctor, "coverage_id": cover,
                "dos": day, "dos_last": day, "status_since": NOON,
                "status": CodingStatus.READY,
            } | changes  # fmt: skip
            work.session.add(Encounter(**values))
    return who


def _walk(store, **asked):
    """Read the list page by page to its end."""
    seen, after = [], None
    while True:
        with store.read() as session:
            page = worklist.worklist(session, Ask(TODAY, after=after, **asked))
        seen += page.rows
        if page.after is None:
            return seen
        after = page.after


def test_pages_hold_every_visit_once_and_in_order_of_service(store, amy):
    days = [TODAY - timedelta(days=n % 4) for n in range(11)]
    _visits(store, amy, days)
    _visits(store, amy, days, status=CodingStatus.SENT_BACK)
    for order, reverse in ((Order.OLDEST, False), (Order.NEWEST, True)):
        seen = _walk(store, order=order, limit=3)
        places = [row.after for row in seen]
        assert len(set(places)) == 22
        assert places == sorted(places, reverse=reverse)


def test_only_visits_that_wait_for_the_coder_are_listed_unless_asked_for(store, amy):
    _visits(store, amy, [TODAY])
    _visits(store, amy, [TODAY], status=CodingStatus.HANDED_OFF)
    assert [row.state for row in _walk(store)] == [CodingStatus.READY]
    handed = _walk(store, filter=Filter(states=(CodingStatus.HANDED_OFF,)))
    assert [row.state for row in handed] == [CodingStatus.HANDED_OFF]
    assert _walk(store, filter=Filter(states=())) == []


def test_a_row_says_whose_visit_it_is_how_old_and_what_a_claim_would_miss(store, amy):
    _visits(store, amy, [TODAY - timedelta(days=12)])
    _visits(store, amy, [TODAY], coverage_id=None)
    _visits(store, amy, [TODAY], coverage_id=None, is_self_pay=True)
    _visits(store, amy, [TODAY], provider_id=None)
    whole, uncovered, self_pay, nobody = _walk(store)
    assert (whole.age, whole.payer, whole.provider, whole.hint) == (
        12, "Meadow Health", "Okafor", "",
    )  # fmt: skip
    assert whole.patient.startswith("Castellan, ")
    assert (uncovered.hint, self_pay.hint, nobody.hint) == (
        "coverage_missing", "", "provider_missing",
    )  # fmt: skip


def test_a_provider_whose_number_fails_its_check_digit_is_told_before_the_claim(store, amy):
    with store.write(amy) as work:
        bad = builders.provider(work, npi="1234567890")
    _visits(store, amy, [TODAY], provider_id=bad)
    assert [row.hint for row in _walk(store)] == ["npi_wrong"]


def test_a_filter_narrows_by_provider_payer_patient_and_days(store, amy):
    mine = _visits(store, amy, [TODAY, TODAY - timedelta(days=40)])
    _visits(store, amy, [TODAY])
    assert len(_walk(store, filter=Filter(patient_id=mine.patient_id))) == 2
    recent = Filter(first=TODAY - timedelta(days=7), last=TODAY)
    assert len(_walk(store, filter=recent)) == 2
    with store.read() as session:
        row = worklist.worklist(session, Ask(TODAY)).rows[0]
        encounter = session.get(Encounter, row.id)
        doctor = encounter.provider_id
    assert len(_walk(store, filter=Filter(provider_id=doctor))) == 2
    assert _walk(store, filter=Filter(payer_id=999)) == []


def test_counts_tell_every_state_with_the_age_of_its_oldest_visit(store, amy):
    _visits(store, amy, [TODAY - timedelta(days=3), TODAY - timedelta(days=9)])
    _visits(store, amy, [TODAY], status=CodingStatus.NOT_BILLABLE)
    with store.read() as session:
        found = worklist.counts(session, TODAY)
    assert [(c.state, c.count, c.oldest) for c in found] == [
        (CodingStatus.READY, 2, 9),
        (CodingStatus.NOT_BILLABLE, 1, 0),
    ]
