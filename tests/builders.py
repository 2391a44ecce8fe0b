"""A patient, a coverage, a charge, a claim, with sensible defaults. Invented people only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count

from app.ledger import book
from app.ledger.drafts import ChargeDraft, ChargesDraft, PatientPaymentDraft
from app.store.store import Work
from app.values.money import Money
from app.values.person import Sex
from app.values.states import ClaimStatus, PayerKind, PaymentMethod
from models.account import Account
from models.claim import Claim, ClaimCharge
from models.coverage import Coverage, Payer
from models.patient import Patient
from models.plan import PaymentPlan, PlanCharge, PlanInstallment, PlanTerms
from models.practice import Practice, Provider
from models.security import User

DOS = date(2026, 6, 1)
OPENED = datetime(2026, 1, 2, 15, 0, tzinfo=UTC)
_FIRST = ("Ada", "Bela", "Cleo", "Dario", "Esme", "Farid", "Greta", "Hugo")
_numbers = count(1)


@dataclass(frozen=True)
class Registered:
    """A patient and the account that pays for the patient."""

    patient_id: int
    account_id: int


def usd(text: str) -> Money:
    return Money.parse(text)


def practice(work: Work, name: str = "Larkspur Family Clinic") -> int:
    row = Practice(
        id=1, name=name, npi="1234567893", tax_id="123456789", street="12 Elm Street",
        city="Springfield", state="IL", zip="62701", phone="2175550100",
        billing_phone="2175550101",
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    return row.id


def sits(work: Work) -> None:
    """Let who works here stand among the office's people, as whoever signs in does."""
    who = work.actor
    if who.user_id is not None and work.session.get(User, who.user_id) is None:
        row = User(id=who.user_id, login=f"user{who.user_id}", name=who.name, created_at=work.now)
        work.session.add(row)
        work.session.flush()


def provider(work: Work, last_name: str = "Okafor", npi: str | None = "1234567893") -> int:
    row = Provider(last_name=last_name, first_name="Nia", npi=npi, credentials="MD")
    work.session.add(row)
    work.session.flush()
    return row.id


def account(work: Work, last: str = "Castellan", **changes: object) -> int:
    n = next(_numbers)
    row = Account(
        number=10000 + n, guarantor_last=last, guarantor_first=_FIRST[n % len(_FIRST)],
        guarantor_birth=date(1980, 3, 14), street=f"{n} Oak Lane", city="Springfield",
        state="IL", zip="62701", opened_at=OPENED,
    )  # fmt: skip
    for name, value in changes.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    return row.id


def patient(work: Work, account_id: int | None = None, **changes: object) -> Registered:
    """A patient, on a new account of their own unless one is given."""
    account_id = account(work) if account_id is None else account_id
    n = next(_numbers)
    row = Patient(
        mrn=f"M{n:06d}", account_id=account_id, last="Castellan",
        first=_FIRST[n % len(_FIRST)], birth=date(1984, 5, 6), sex=Sex.FEMALE,
    )  # fmt: skip
    for name, value in changes.items():
        setattr(row, name, value)
    work.session.add(row)
    work.session.flush()
    return Registered(row.id, account_id)


def payer(work: Work, name: str = "Meadow Health", kind: PayerKind = PayerKind.COMMERCIAL) -> int:
    row = Payer(name=name, kind=kind, payer_id="MDW01", filing_days=180)
    work.session.add(row)
    work.session.flush()
    return row.id


def coverage(work: Work, patient_id: int, payer_id: int | None = None, rank: int = 1) -> int:
    payer_id = payer(work) if payer_id is None else payer_id
    row = Coverage(
        patient_id=patient_id, payer_id=payer_id, rank=rank, member_id=f"MB{next(_numbers):06d}"
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def charge(
    work: Work,
    who: Registered,
    amount: str = "150.00",
    *,
    coverage_id: int | None = None,
    dos: date = DOS,
    code: str = "99213",
    provider_id: int | None = None,
) -> int:
    """A posted charge: to the coverage, or to the patient when there is none."""
    line = ChargeDraft(
        patient_id=who.patient_id, dos=dos, code=code, amount=usd(amount),
        coverage_id=coverage_id, provider_id=provider_id,
    )  # fmt: skip
    posted = book.charge(work, ChargesDraft(account_id=who.account_id, lines=(line,)))
    return posted.charge_ids[0]


def claim(
    work: Work,
    who: Registered,
    coverage_id: int,
    charge_ids: tuple[int, ...],
    *,
    status: ClaimStatus = ClaimStatus.PENDING,
    submitted_on: date | None = None,
    adjudicated_on: date | None = None,
) -> int:
    row = Claim(
        number=work.next_number("claim"), account_id=who.account_id, patient_id=who.patient_id,
        coverage_id=coverage_id, status=status, submitted_on=submitted_on,
        adjudicated_on=adjudicated_on, created_at=OPENED,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.session.add_all(ClaimCharge(claim_id=row.id, charge_id=one) for one in charge_ids)
    work.session.flush()
    return row.id


def payment(
    work: Work,
    account_id: int,
    amount: str,
    *,
    on: date = DOS,
    charge_id: int | None = None,
    plan_id: int | None = None,
) -> book.Taken:
    """A patient's card payment on a charge, on a plan, or on nothing."""
    given = usd(amount)
    draft = PatientPaymentDraft(
        account_id=account_id, received_on=on, amount=given, method=PaymentMethod.CARD,
        on_charges=((charge_id, given),) if charge_id else (), plan_id=plan_id,
    )  # fmt: skip
    return book.patient_payment(work, draft)


def plan(
    work: Work,
    account_id: int,
    charge_ids: tuple[int, ...],
    schedule: tuple[tuple[date, str], ...],
    *,
    agreed_on: date = DOS,
) -> int:
    """A payment plan over charges, one installment for each (due, amount)."""
    principal = Money.total(usd(amount) for _, amount in schedule)
    row = PaymentPlan(
        number=work.next_number("plan"), account_id=account_id, created_at=OPENED, created_by="amy"
    )
    work.session.add(row)
    work.session.flush()
    terms = PlanTerms(
        plan_id=row.id, version=1, agreed_on=agreed_on, principal=principal, terms="{}",
        created_at=OPENED, created_by="amy",
    )  # fmt: skip
    work.session.add(terms)
    work.session.flush()
    work.session.add_all(
        PlanCharge(plan_id=row.id, charge_id=one, amount=Money(0), added_on=agreed_on)
        for one in charge_ids
    )
    work.session.add_all(
        PlanInstallment(terms_id=terms.id, n=n, due=due, amount=usd(amount))
        for n, (due, amount) in enumerate(schedule, start=1)
    )
    work.session.flush()
    return row.id
