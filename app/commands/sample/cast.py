"""Who is in the sample practice: read from resources/sample, put into a new office."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from random import Random
from typing import Any

from app.practice import identity, settings
from app.practice.identity import PracticeDraft
from app.security import users
from app.store.store import Work
from app.values.money import Money
from app.values.person import Sex
from app.values.states import PayerKind, Relationship, Role
from models.account import Account
from models.coverage import Coverage, Payer
from models.patient import Patient
from models.practice import Fee, FeeSchedule, Provider

FIRST_DAY = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class PayerStyle:
    """How an invented payer answers: percent of the charge allowed, and what it leaves."""

    id: int
    allowed: int
    coinsurance: int
    deductible: Money
    copay: Money
    answer_days: int


@dataclass(frozen=True, slots=True)
class Member:
    """One invented patient, with the coverages in order."""

    patient_id: int
    account_id: int
    birth: date
    sex: Sex
    coverages: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody who acts in the story."""

    members: tuple[Member, ...]
    providers: tuple[int, ...]
    payers: dict[str, PayerStyle]


def read(name: str) -> dict[str, Any]:
    """Read one page of the sample's text."""
    page = files("resources").joinpath("sample", f"{name}.toml")
    return tomllib.loads(page.read_text("utf-8"))


def enter(work: Work, rng: Random, as_of: date) -> Cast:
    """Put the practice, its people, payers, fees and families into the office."""
    told = read("practice")
    own = identity.practice(work.session)
    draft = PracticeDraft(**told["practice"], sample_as_of=as_of, version=own.version)
    identity.save(work, draft)
    for user in told["user"]:
        roles = [Role(role) for role in user["roles"]]
        users.add_user(work, user["name"].split()[0], user["name"], roles)
    providers = [_provider(work, row) for row in told["provider"]]
    payers = {row["key"]: _payer(work, row) for row in told["payer"]}
    _fees(work, told["fees"])
    members: list[Member] = []
    for family in read("families")["family"]:
        members += _family(work, family, payers, rng)
    return Cast(tuple(members), tuple(providers), payers)


def _provider(work: Work, row: dict[str, str]) -> int:
    provider = Provider(
        source_key=row["key"],
        npi=row["npi"],
        last_name=row["last"],
        first_name=row["first"],
        credentials=row["credentials"],
        taxonomy=row["taxonomy"],
    )
    work.session.add(provider)
    work.session.flush()
    return provider.id


def _payer(work: Work, row: dict[str, Any]) -> PayerStyle:
    payer = Payer(
        source_key=row["key"],
        name=row["name"],
        payer_id=row["payer_id"],
        kind=PayerKind(row["kind"]),
        filing_days=row["filing_days"],
    )
    work.session.add(payer)
    work.session.flush()
    return PayerStyle(
        payer.id,
        row["allowed"],
        row["coinsurance"],
        Money.parse(row["deductible"]),
        Money.parse(row.get("copay", "0.00")),
        row["answer_days"],
    )


def _fees(work: Work, fees: dict[str, list[str]]) -> None:
    schedule = FeeSchedule(name="Cedar Hollow 2026", loaded_at=work.now)
    work.session.add(schedule)
    work.session.flush()
    work.add_rows(
        Fee,
        [
            {
                "fee_schedule_id": schedule.id,
                "code": code,
                "modifier": "",
                "wording": wording,
                "amount": Money.parse(amount),
                "valid_from": FIRST_DAY,
                "valid_to": None,
            }
            for code, (wording, amount) in fees.items()
        ],
    )


def _family(
    work: Work, family: dict[str, Any], payers: dict[str, PayerStyle], rng: Random
) -> list[Member]:
    first = settings.value(work.session, settings.NEW_PATIENT_ACCOUNTS)
    adult = family["members"][0]
    address = {"street": family["street"], "city": "Cedar Hollow", "state": "OR", "zip": "97999"}
    phone = f"503-555-{rng.randint(110, 199):04d}"
    account = Account(
        number=work.next_number("account", first=first),
        guarantor_last=family["last"],
        guarantor_first=adult[0],
        guarantor_birth=date.fromisoformat(adult[1]),
        language=family.get("language", "en"),
        phone=phone,
        opened_at=work.now,
        **address,
    )
    work.session.add(account)
    work.session.flush()
    made = []
    for at, (name, birth, sex) in enumerate(family["members"]):
        patient = Patient(
            mrn=f"{30000 + work.next_number('sample-mrn'):d}",
            account_id=account.id,
            last=family["last"],
            first=name,
            birth=date.fromisoformat(birth),
            sex=Sex(sex),
            phone=phone,
            **address,
        )
        work.session.add(patient)
        work.session.flush()
        covered = _coverages(work, patient, family, at == 0, payers)
        made.append(Member(patient.id, account.id, date.fromisoformat(birth), Sex(sex), covered))
    return made


def _coverages(
    work: Work, patient: Patient, family: dict[str, Any], own: bool, payers: dict[str, PayerStyle]
) -> tuple[tuple[int, str], ...]:
    adult = family["members"][0]
    made = []
    for rank, key in enumerate(family["payers"], start=1):
        style = payers[key]
        coverage = Coverage(
            patient_id=patient.id,
            payer_id=style.id,
            rank=rank,
            member_id=f"{key[:2].upper()}{4400 + patient.account_id:04d}{900 + rank}",
            relationship=Relationship.SELF if own else Relationship.CHILD,
            subscriber_last=family["last"],
            subscriber_first=adult[0],
            subscriber_birth=date.fromisoformat(adult[1]),
            copay=style.copay if style.copay else None,
            valid_from=FIRST_DAY,
        )
        work.session.add(coverage)
        work.session.flush()
        made.append((coverage.id, key))
    return tuple(made)
