"""The main job once, without a screen: from an encounter list to a statement.

It is what the window does by hand, through the same rooms, on the sample practice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.claims import billing, life
from app.codesets import reference
from app.coding import storing
from app.coding.codebook import ReferenceBook
from app.commands.sample import story
from app.commands.sample.cast import Member, read
from app.commands.sample.visits import Planned, Seen, coded
from app.documents import filing
from app.documents.filing import Filing
from app.intake import apply, listing
from app.intake.staged import ListFiles, Reading
from app.remittance import posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.statements import issued, run
from app.store.actor import COMMAND_LINE
from app.store.office import Office, OfficeFolder
from app.store.store import Work
from app.superbills import frozen, printing
from app.values.dates import age_in_years
from app.values.money import ZERO, Money, Rate
from app.values.states import DocumentKind
from models.coverage import Coverage, Payer
from models.encounter import Encounter
from models.patient import Patient

_LIST = """\
encounter_id,mrn,last_name,first_name,birth_date,sex,date_of_service,provider_npi,reason
RUN-1,RUN-100,Wexford,Avery,1984-02-11,F,2026-09-14,1456781230,Cough and runny nose
RUN-2,RUN-101,Sampson,Jordan,1957-07-30,M,2026-09-15,1456781230,Blood pressure check
RUN-3,RUN-102,Patten,Robin,2016-11-04,F,2026-09-16,1538290465,Check-up
"""
_PATIENTS = """\
mrn,last_name,first_name,birth_date,sex,address,city,state,zip
RUN-100,Wexford,Avery,1984-02-11,F,18 Larkspur Lane,Cedar Hollow,OR,97999
RUN-101,Sampson,Jordan,1957-07-30,M,400 Thistle Street,Cedar Hollow,OR,97999
RUN-102,Patten,Robin,2016-11-04,F,7 Meadow Court,Cedar Hollow,OR,97999
"""
_KINDS = {"RUN-1": "cold", "RUN-2": "pressure", "RUN-3": "child"}
_INSURED = "RUN-2"
_PAYER = "Blue Prairie PPO"
EOB_DAY = date(2026, 9, 28)


@dataclass(frozen=True, slots=True)
class Lies:
    """Where each thing lies after the job."""

    office: Path
    encounters: Path
    superbill: Path
    statements: tuple[Path, ...]
    taken: int
    posted: Money


def do(folder: Path) -> Lies:
    """Do the job in a new or empty folder and say where each thing lies.

    Raises:
        Refused: office.exists.
        Outside: disk_full, office.read_only, codes.no_starter.
    """
    with story.make(OfficeFolder(folder / "office"), None) as office:
        office.use_clock(story.StoryClock.at(story.LAST))
        encounters, patients = folder / "encounters.csv", folder / "patients.csv"
        encounters.write_text(_LIST, "utf-8")
        patients.write_text(_PATIENTS, "utf-8")
        taken = _take_in(office, encounters, patients)
        book = ReferenceBook(reference.open_reference())
        with office.store.write(COMMAND_LINE) as work:
            superbills = {source: _code(work, source, book) for source in _KINDS}
        with office.store.write(COMMAND_LINE) as work:
            posted = Money.total(_bill(work, source, bill) for source, bill in superbills.items())
        with office.store.write(COMMAND_LINE) as work:
            outcome = run.issue(work, story.LAST, only=_accounts(work.session))
        superbill = folder / "superbill.pdf"
        with office.store.read() as session:
            superbill.write_bytes(printing.superbill_pdf(session, superbills[_INSURED]))
            statements = tuple(
                _write(folder / f"statement-{row.number}.pdf", issued.original(session, row.id))
                for row in issued.of_run(session, outcome.run_id or 0)
            )
    return Lies(folder / "office", encounters, superbill, statements, taken, posted)


def _take_in(office: Office, encounters: Path, patients: Path) -> int:
    staged = listing.read_list(ListFiles((encounters,), patients=patients), Reading(story.LAST))
    with office.store.write(COMMAND_LINE) as work:
        return apply.take(work, staged).new


def _code(work: Work, source: str, book: ReferenceBook) -> int:
    """Write the visit's note, code it from the note with evidence, and hand it off."""
    encounter = work.session.scalars(_visit(source)).one()
    patient = work.session.get_one(Patient, encounter.patient_id)
    if source == _INSURED:
        payer = work.session.scalars(sa.select(Payer).where(Payer.name == _PAYER)).one()
        coverage = Coverage(patient_id=patient.id, payer_id=payer.id, member_id="BPH4471902")
        work.session.add(coverage)
        work.session.flush()
        encounter.coverage_id = coverage.id
    kind = next(kind for kind in read("visits")["visit"] if kind["key"] == _KINDS[source])
    birth = patient.birth or encounter.dos
    age = age_in_years(birth, encounter.dos)
    note = kind["note"].format(age=age, who="patient")
    about = Filing(
        DocumentKind.NOTE, "Visit note", "text/plain", encounter.id, patient_id=patient.id
    )
    note_id = filing.keep(work, about, note.encode())
    member = Member(patient.id, patient.account_id, birth, patient.sex, ())
    seen = Seen(encounter.id, note_id, note, Planned(encounter.dos, member, 0, kind))
    return frozen.hand_off(work, coded(storing.load(work.session, encounter.id), seen), book).id


def _bill(work: Work, source: str, superbill_id: int) -> Money:
    """Bill a visit; the insured one goes to the payer and its EOB is posted by hand."""
    bill = frozen.superbill(work.session, superbill_id)
    made = billing.bill(work, superbill_id, bill.coverage_id)
    if made.claim_id is None:
        return ZERO
    life.mark_billed(work, made.claim_id, date(2026, 9, 17))
    view = life.claim(work.session, made.claim_id, work.today)
    lines = tuple(_answered(line.charge_id, line.charged) for line in view.lines)
    paid = Money.total(line.paid for line in lines)
    payer_id = work.session.scalars(sa.select(Payer.id).where(Payer.name == _PAYER)).one()
    claims = (EobClaim(made.claim_id, lines),)
    posting.post(work, EobDraft(payer_id, f"RUN{superbill_id}", EOB_DAY, paid, claims=claims))
    return paid


def _answered(charge_id: int, charged: Money) -> EobLine:
    """Give the payer's answer: two thirds allowed, a fifth of it the patient's."""
    allowed = Rate.parse("66").of(charged)
    share = Rate.parse("20").of(allowed)
    line = EobLine(charge_id, charged, allowed, paid=allowed - share, coinsurance=share)
    return replace(line, contractual=charged - allowed)


def _accounts(session: Session) -> list[int]:
    listed = sa.select(Patient.account_id).join(Encounter, Encounter.patient_id == Patient.id)
    return list(session.scalars(listed.where(Encounter.source_id.in_(_KINDS))))


def _visit(source: str) -> sa.Select[Encounter]:
    return sa.select(Encounter).where(Encounter.source_id == source)


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path
