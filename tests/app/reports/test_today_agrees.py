"""What Today tells in plain SQL is what the rooms tell, whatever stands in the tables."""

from __future__ import annotations

import random
import shutil
from collections import Counter, defaultdict
from contextlib import closing
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.charting import expected, worklist
from app.charting.queries import lists
from app.claims import life
from app.denials import standing
from app.reports import deadlines
from app.reports.today import today
from app.store.store import Store
from app.superbills import waiting
from app.superbills.changed_notes import changed_notes
from app.values.money import Money
from app.values.states import ClaimStatus, CodingStatus, QueryStatus
from models import everything
from models.base import Base, Cents, Instant, Thousandths
from models.charge import Charge
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.denial import Denial
from models.encounter import Encounter
from models.patient import Patient
from tests.conftest import KEY, NOON

DAY = NOON.date()
MANY, MOST_DRAWS = 1_000, 100
FIRST: dict[str, int] = {}
"""The first drawing that came near each kind, so that it is looked for once."""
ROWS = {
    "patient": 12, "provider": 3, "payer": 4, "account": 6, "coverage": 12, "encounter": 120,
    "superbill": 90, "charge": 20, "claim": 80, "claim_charge": 200, "entry": 30, "movement": 600,
    "denial": 60, "payment": 10, "contact": 30, "provider_query": 20, "query_wording": 20,
    "query_event": 60, "document": 250, "expected_visit": 60, "gap_note": 20, "patient_merge": 5,
    "former_number": 6,
}  # fmt: skip
NAMES = (*[""] * 6, "Moss", "moss", "Stone", "Lark", "P-1", "P-2", "P-3")


def lots(seed: int, column: sa.Column[Any]) -> random.Random:
    """Give a column's own lots: a table that gets another column leaves those of the rest alone."""
    return random.Random(f"{seed} {column}")


def any_value(rng: random.Random, column: sa.Column[Any], number: int) -> object:
    """Give a value that the column takes as the driver wants it; unlikely ones too."""
    kind = column.type
    if column.nullable and rng.random() < 0.4:
        return None
    if column.primary_key and isinstance(kind, sa.Integer) and not column.foreign_keys:
        return number
    if str(column) == "query_wording.query_id":
        return number
    if column.foreign_keys:
        [key] = column.foreign_keys
        return rng.randint(1, ROWS.get(key.column.table.name, 3))
    if isinstance(kind, sa.Enum):
        return rng.choice(kind.enums)
    if isinstance(kind, sa.Boolean):
        return rng.randint(0, 1)
    return any_plain_value(rng, column, number)


def any_plain_value(rng: random.Random, column: sa.Column[Any], number: int) -> object:
    day = DAY - timedelta(days=rng.randint(-40, 70))
    if column.name == "filing_days":
        return rng.randint(20, 60)
    if isinstance(column.type, sa.Date):
        return day.isoformat()
    if isinstance(column.type, Instant):
        return f"{day}T{rng.randint(0, 23):02}:00:00.000000Z"
    if isinstance(column.type, Cents | Thousandths):
        return rng.randint(1, 40)
    if isinstance(column.type, sa.Integer):
        return number if column.unique else rng.randint(0, 4)
    if isinstance(column.type, sa.LargeBinary):
        return b""
    return f"P-{number}" if column.unique else rng.choice(NAMES)


def scatter(store, seed):
    """Put rows with no sense to them into the tables, past every rule of the rooms."""
    with store.raw_connection(writable=True) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for name, count in ROWS.items():
            columns = {one: lots(seed, one) for one in everything_named(name).columns}
            marks = ", ".join("?" * len(columns))
            listed = ", ".join(f'"{column.name}"' for column in columns)
            rows = [
                [any_value(rng, column, number) for column, rng in columns.items()]
                for number in range(1, count + 1)
            ]
            connection.executemany(
                f"INSERT OR IGNORE INTO {name} ({listed}) VALUES ({marks})", rows
            )
        connection.execute("COMMIT")


def everything_named(name: str) -> sa.Table:
    assert everything is not None
    return Base.metadata.tables[name]


def told(store, *asked):
    with store.glance() as snapshot:
        return today(snapshot, DAY, MANY, *asked)


@pytest.fixture(params=("denial", "changed_note", "query"))
def scattered(office_template, tmp_path, clock, request):
    """Give an office of scattered rows that come near all that Today tells, and to this kind."""
    first = FIRST.setdefault(request.param, 1_000 * len(FIRST))
    for seed in range(first, first + MOST_DRAWS):
        path = tmp_path / f"{seed}.db"
        shutil.copyfile(office_template, path)
        with closing(Store(path, KEY, clock=clock)) as drawn:
            scatter(drawn, seed)
            if is_near(told(drawn), request.param):
                FIRST[request.param] = seed
                yield drawn
                return
    pytest.fail(f"no {MOST_DRAWS} drawings come near a {request.param}")


def is_near(found, kind):
    """Tell whether there is something of everything, so that no comparison is of nothing."""
    kinds, screens = ({getattr(one, of) for one in found.deadlines} for of in ("kind", "screen"))
    return (
        kinds >= {"timely_filing", "query", kind}
        and screens >= {"biller", "coder"}
        and all((found.coding, found.superbills.count, found.missing[0], found.put_away))
        and sum(queue.claims > 0 for queue in found.claims) == 5
    )


def test_the_scattered_rows_come_near_everything_that_is_told(scattered, request):
    assert is_near(told(scattered), request.node.callspec.params["scattered"])


def test_the_counts_are_those_of_the_rooms(scattered):
    found = told(scattered)
    with scattered.read() as session:
        assert found.coding == worklist.counts(session, DAY, worklist.OPEN)
        assert found.put_away == worklist.resting_count(session, DAY)
        assert found.superbills == waiting.queue_total(session, DAY)
        assert found.claims == life.queue_counts(session, DAY)
        gaps = expected.reconcile(session, DAY).rows
    missing = [gap.age for gap in gaps if gap.kind is expected.GapKind.NOT_HERE]
    assert found.missing == (len(missing), max(missing, default=0))
    assert found.coding


def test_the_dates_of_queries_notes_and_denials_are_those_of_the_rooms(scattered):
    by_kind = defaultdict(Counter)
    for one in told(scattered).deadlines:
        by_kind[one.kind][(one.ids[1], one.whose, one.detail, one.amount, one.by)] += 1
    with scattered.read() as session:
        asked = lists.queries(session, DAY, (QueryStatus.SENT,))
        notes = changed_notes(session, since=DAY - timedelta(days=deadlines.CORRECTED_DAYS))
        denials = list(open_denials(session))
    soon = DAY + timedelta(days=30)
    assert by_kind["query"] == Counter(
        (row.id, row.patient, row.provider, None, row.due_on)
        for row in asked
        if row.due_on is not None and row.due_on <= soon
    )
    assert by_kind["changed_note"] == Counter(
        (note.encounter_id, note.patient, note.title, None, note.came_on) for note in notes
    )
    assert by_kind["denial"] == Counter(one for one in denials if one[-1] <= soon)


def told_on(store, on, kind):
    with store.glance() as snapshot:
        return [one for one in today(snapshot, on, MANY).deadlines if one.kind == kind]


def test_a_date_is_told_from_the_thirtieth_day_before_it_on(scattered, request):
    for kind in {"timely_filing", "query", request.node.callspec.params["scattered"]}:
        last = max(one.by for one in told_on(scattered, DAY, kind))
        if kind != "changed_note":
            thirtieth = last - timedelta(days=deadlines.AHEAD_DAYS)
            assert last in {one.by for one in told_on(scattered, thirtieth, kind)}, kind
            before = told_on(scattered, thirtieth - timedelta(days=1), kind)
            assert last not in {one.by for one in before}, kind


def test_a_changed_note_is_told_until_its_visit_is_a_year_old(scattered):
    notes = {one.ids[1] for one in told_on(scattered, DAY, "changed_note")}
    with scattered.read() as session:
        days = sa.select(Encounter.id, Encounter.dos).where(Encounter.id.in_(notes))
        visits = session.execute(days).all()
    for visit, dos in visits:
        last = dos + timedelta(days=deadlines.CORRECTED_DAYS)
        ends = [{one.ids[1] for one in told_on(scattered, last + timedelta(days=n), "changed_note")}
                for n in (0, 1)]  # fmt: skip
        assert [visit in told for told in ends] == [True, False]


def open_denials(session):
    left = standing.left_of(session)
    query = (
        sa.select(Denial, Patient, Payer.name)
        .join(Claim, Claim.id == Denial.claim_id)
        .join(Patient, Patient.id == Claim.patient_id)
        .join(Coverage, Coverage.id == Denial.coverage_id)
        .join(Payer, Payer.id == Coverage.payer_id)
        .where(Denial.id.in_(left))
    )
    for denial, patient, payer in session.execute(query):
        by = denial.respond_by or denial.opened_on + timedelta(days=90)
        yield denial.claim_id, name(patient), payer, left[denial.id], by


def name(patient):
    return f"{patient.last}, {patient.first}".strip(", ")


def test_the_limits_of_payers_are_told_of_every_visit_and_claim_that_is_not_sent(scattered):
    by_kind = Counter(
        (one.screen, one.ids, one.whose, one.detail, one.amount, one.by)
        for one in told(scattered).deadlines
        if one.kind == "timely_filing"
    )
    soon = DAY + timedelta(days=30)
    with scattered.read() as session:
        due = Counter(one for one in (*visits(session), *claims(session)) if one[-1] <= soon)
    assert by_kind == due


def visits(session):
    done = (CodingStatus.POSTED, CodingStatus.NOT_BILLABLE)
    for visit in session.scalars(sa.select(Encounter).where(Encounter.status.not_in(done))):
        cover = session.get(Coverage, visit.coverage_id or 0)
        patient = session.get(Patient, visit.patient_id)
        payer = session.get(Payer, cover.payer_id) if cover else None
        if patient and payer and payer.filing_days is not None:
            by = visit.dos + timedelta(days=payer.filing_days)
            yield "coder", ("visit", visit.id), name(patient), payer.name, None, by


def claims(session):
    for claim in session.scalars(sa.select(Claim).where(Claim.status == ClaimStatus.UNBILLED)):
        charges = session.scalars(
            sa.select(Charge)
            .join(ClaimCharge, ClaimCharge.charge_id == Charge.id)
            .where(ClaimCharge.claim_id == claim.id)
        ).all()
        cover = session.get(Coverage, claim.coverage_id)
        patient = session.get(Patient, claim.patient_id)
        payer = session.get(Payer, cover.payer_id) if cover else None
        if charges and patient and payer and payer.filing_days is not None:
            by = min(charge.dos for charge in charges) + timedelta(days=payer.filing_days)
            amount = Money.total(charge.amount for charge in charges)
            yield "biller", ("claim", claim.id), name(patient), payer.name, amount, by


def test_a_clinician_s_queries_are_those_of_the_room(scattered):
    found = told(scattered, 2)
    with scattered.read() as session:
        asked = lists.queries(session, DAY, (QueryStatus.SENT,), 2)
        counts = {one.status: one for one in lists.counts(session, DAY, 2)}
    soon = DAY + timedelta(days=30)
    due = sorted(row.id for row in asked if row.due_on is not None and row.due_on <= soon)
    assert sorted(one.ids[1] for one in found.deadlines if one.kind == "query") == due
    own = [one for one in found.coding if one.state is CodingStatus.QUERY_OPEN]
    sent = counts[QueryStatus.SENT]
    assert [(one.count, one.oldest) for one in own] == [(sent.count, sent.oldest)] * bool(
        sent.count
    )
