"""The people, payers, claims and plans of a case, as rows of an office."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from app.ledger.case_input import AccountCase, CasePlan
from app.store.store import Work
from app.values.money import ZERO, Money
from models.account import Account
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.patient import Patient
from models.plan import PaymentPlan, PlanCharge, PlanInstallment, PlanTerms


@dataclass(frozen=True, slots=True)
class Person:
    """Who a local id stands for, as far as the case tells."""

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""
    birth: date | None = None
    street: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    language: str = "en"
    large_print: bool = False
    paperless: bool = False

    @property
    def has_address(self) -> bool:
        """Tell whether mail could reach the person."""
        return bool(self.street and self.city and self.state and self.zip)


@dataclass(slots=True)
class CaseRows:
    """The rows made for a case, by its local ids. ``key`` marks them as coming from it."""

    key: str
    account_id: int
    patients: dict[str, int] = field(default_factory=dict)
    coverages: dict[tuple[str, str], int] = field(default_factory=dict)
    charges: dict[str, int] = field(default_factory=dict)
    plans: dict[str, int] = field(default_factory=dict)


def open_account(
    work: Work,
    key: str,
    case: AccountCase,
    people: Mapping[str, Person] | None = None,
    first_number: int = 1,
) -> CaseRows:
    """Make the account of a case and its patients; charges, claims and plans come later.

    ``people``: who the local ids are; whoever is not among them gets a placeholder name and
    an address flagged bad. None: nobody is meant to be reached, and only the case's flags count.
    """
    number = work.next_number("account", first=first_number)
    person = (people or {}).get(case.guarantor) or Person(f"Account {number}")
    since = case.first_day
    row = Account(
        number=number,
        source_key=key,
        guarantor_last=person.last,
        guarantor_first=person.first,
        guarantor_middle=person.middle,
        guarantor_suffix=person.suffix,
        guarantor_birth=person.birth,
        street=person.street,
        city=person.city,
        state=person.state,
        zip=person.zip,
        language=person.language,
        large_print=person.large_print,
        paperless=person.paperless,
        bad_address="bad_address" in case.flags or (people is not None and not person.has_address),
        bankruptcy_on=since if "bankruptcy" in case.flags else None,
        deceased_on=since if "deceased" in case.flags else None,
        in_collections_on=since if "in_collections" in case.flags else None,
        last_statement_elsewhere=case.last_statement,
        opened_at=work.now,
    )
    work.session.add(row)
    work.session.flush()
    rows = CaseRows(key, row.id)
    for charge in case.charges:
        patient_of(work, rows, charge.patient, people)
    return rows


def patient_of(
    work: Work, rows: CaseRows, name: str, people: Mapping[str, Person] | None = None
) -> int:
    """Give the patient of a local id, registered with the account when met first."""
    if name not in rows.patients:
        person = (people or {}).get(name) or Person(f"Patient {name or '1'}")
        row = Patient(
            source_key=f"{rows.key}:{name}",
            account_id=rows.account_id,
            last=person.last,
            first=person.first,
            middle=person.middle,
            suffix=person.suffix,
            birth=person.birth,
            street=person.street,
            city=person.city,
            state=person.state,
            zip=person.zip,
        )
        work.session.add(row)
        work.session.flush()
        rows.patients[name] = row.id
    return rows.patients[name]


def coverage_of(work: Work, rows: CaseRows, patient: str, payer: str) -> int:
    """Give a patient's coverage with a payer, made when met first; first met is primary."""
    if (patient, payer) not in rows.coverages:
        rank = 1 + sum(who == patient for who, _ in rows.coverages)
        row = Coverage(
            patient_id=patient_of(work, rows, patient),
            payer_id=_payer(work, payer or "Unknown payer"),
            rank=min(rank, 9),
        )
        work.session.add(row)
        work.session.flush()
        rows.coverages[patient, payer] = row.id
    return rows.coverages[patient, payer]


def _payer(work: Work, name: str) -> int:
    found = work.session.scalars(sa.select(Payer.id).where(Payer.name == name)).first()
    if found is not None:
        return found
    row = Payer(source_key=f"accounts:{name}", name=name)
    work.session.add(row)
    work.session.flush()
    return row.id


def add_claims(work: Work, rows: CaseRows, case: AccountCase) -> None:
    """Make the claims of the charges that were posted."""
    patient_by_charge = {charge.id: charge.patient for charge in case.charges}
    for asked in case.claims:
        if asked.charge not in rows.charges:
            continue
        patient = patient_by_charge[asked.charge]
        row = Claim(
            number=work.next_number("claim"),
            account_id=rows.account_id,
            patient_id=rows.patients[patient],
            coverage_id=coverage_of(work, rows, patient, asked.payer),
            status=asked.status,
            submitted_on=asked.submitted,
            adjudicated_on=asked.adjudicated,
            created_at=work.now,
        )
        work.session.add(row)
        work.session.flush()
        work.session.add(ClaimCharge(claim_id=row.id, charge_id=rows.charges[asked.charge]))


def add_plan(work: Work, rows: CaseRows, plan: CasePlan, since: date) -> None:
    """Make a plan with its charges and its schedule, in force since a day."""
    row = PaymentPlan(
        number=work.next_number("plan"),
        source_key=f"{rows.key}:{plan.id}",
        account_id=rows.account_id,
        created_at=work.now,
        created_by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    rows.plans[plan.id] = row.id
    terms = PlanTerms(
        plan_id=row.id,
        version=1,
        agreed_on=since,
        principal=plan.principal,
        terms=json.dumps({"principal": plan.principal.plain()}),
        created_at=work.now,
        created_by=work.actor.name,
    )
    work.session.add(terms)
    work.session.flush()
    held = [rows.charges[name] for name in dict.fromkeys(plan.charges) if name in rows.charges]
    work.session.add_all(
        PlanCharge(plan_id=row.id, charge_id=charge_id, amount=ZERO, added_on=since)
        for charge_id in held
    )
    work.session.add_all(
        PlanInstallment(terms_id=terms.id, n=n, due=due, amount=amount)
        for n, (due, amount) in enumerate(_oldest_first(plan), start=1)
    )
    work.session.flush()


def _oldest_first(plan: CasePlan) -> list[tuple[date, Money]]:
    """Give a schedule in the order in which money fills it, in whatever order it was listed."""
    return sorted(((due, amount) for _, due, amount in plan.schedule), key=lambda row: row[0])
