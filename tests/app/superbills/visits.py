"""A visit ready to be handed off, for the tests of superbills and coding."""

from datetime import date

from app.coding import draft as drafts
from app.coding import storing
from app.coding.codebook import NoBook
from app.coding.draft import Line
from app.superbills import frozen
from app.values.money import Money
from app.values.states import CodingStatus
from models.encounter import Encounter
from models.practice import Fee, FeeSchedule
from tests import builders
from tests.conftest import NOON

DOS = date(2026, 6, 1)
NOTHING = NoBook()


def fee_list(work, **fees):
    """A fee list from 2026 on: fee_list(work, C99213="120.00")."""
    schedule = FeeSchedule(name="own", loaded_at=NOON)
    work.session.add(schedule)
    work.session.flush()
    for code, amount in fees.items():
        row = Fee(
            fee_schedule_id=schedule.id, code=code.removeprefix("C"), wording=f"Service {code}",
            amount=Money.parse(amount), valid_from=date(2026, 1, 1), valid_to=None,
        )  # fmt: skip
        work.session.add(row)
    work.session.flush()


def visit(work, **changes):
    """A visit of an insured patient with a note to come, waiting for the coder."""
    who = builders.patient(work)
    values = {
        "patient_id": who.patient_id, "provider_id": builders.provider(work),
        "coverage_id": builders.coverage(work, who.patient_id), "dos": DOS, "dos_last": DOS,
        "status": CodingStatus.READY, "status_since": NOON,
    } | changes  # fmt: skip
    row = Encounter(**values)
    work.session.add(row)
    work.session.flush()
    return row.id


def coded(session, encounter_id, codes=("E11.9", "I10"), services=("99213",)):
    """The visit's draft with codes and services; each service points at all codes."""
    draft = storing.load(session, encounter_id)
    for code in codes:
        draft = drafts.add_diagnosis(draft, code)
    pointers = tuple(range(1, len(codes) + 1))[:4]
    for service in services:
        draft = drafts.add_line(draft, Line(service, pointers=pointers))
    return storing.priced(session, draft)


def handed_off(work, encounter_id, **changes):
    """Hand a visit off with the usual codes."""
    return frozen.hand_off(work, coded(work.session, encounter_id, **changes), NOTHING)
