"""One account as its page shows it: who, what is owed and held, and what lies behind the tabs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.ledger import balances
from app.ledger.summary import AccountSummary, PlanStanding
from app.patients.coverages import FIRST_TO_LAST
from app.patients.registration import AccountDraft, account_draft_of
from app.plans.view import PlanRow, plan_view
from app.reports import account_story
from app.reports.account_story import AccountLedger
from app.statements.due import saved_terms
from app.values.money import ZERO, Money
from app.values.person import listed
from app.values.problem import Refused
from models.account import Account
from models.contact import Contact
from models.coverage import Coverage, Payer
from models.document import Document
from models.patient import Patient
from models.plan import PaymentPlan
from models.statement import Statement


@dataclass(frozen=True, slots=True)
class Member:
    """A patient of the account; ``age`` in whole years, None without a birth date."""

    patient_id: int
    name: str
    first: str
    birth: date | None
    age: int | None
    mrn: str
    coverage: str


@dataclass(frozen=True, slots=True)
class Flag:
    """Something about the account that stops or changes its paper; ``since`` may be None."""

    code: str
    since: date | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """How much lies behind each tab."""

    statements: int
    plans: int
    contacts: int
    people: int
    documents: int


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement that was sent."""

    id: int
    number: int
    issued_on: date
    due_on: date
    amount_due: Money
    balance: Money
    level: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The five figures of the strip and what stands under them; ages in days.

    ``with_payer`` − ``payer_credit`` + ``patient`` + ``plan`` − ``credit`` = ``balance``.
    ``held`` is all credit in the patient's name: ``credit`` and what ``patient`` is less by it.
    """

    with_payer: Money
    patient: Money
    plan: Money
    credit: Money
    payer_credit: Money
    balance: Money
    aging: Mapping[str, Money]
    waiting_visits: int = 0
    waiting_days: int | None = None
    oldest_days: int | None = None
    plans: tuple[PlanStanding, ...] = ()
    plan_past_due: Money = ZERO
    held: Money = ZERO

    @property
    def set_off(self) -> Money:
        """Give the credit by which ``patient`` is less than the visits say."""
        return self.held - self.credit


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """All that the page of one account shows when it opens."""

    account_id: int
    number: int
    name: str
    draft: AccountDraft
    members: tuple[Member, ...]
    flags: tuple[Flag, ...]
    figures: Figures
    ledger: AccountLedger
    counts: Counts
    statements: tuple[StatementRow, ...]
    verdict: str
    due_on: date


def account_page(session: Session, account_id: int, as_of: date) -> AccountPage:
    """Give an account's page, in as many queries for any length of its story.

    Raises:
        Refused: patients.account_gone, ledger.no_such_account.
    """
    summary = _summary(session, account_id, as_of)
    return _page(session, summary, account_story.story_of(session, account_id, as_of))


def beginning(session: Session, account_id: int, as_of: date) -> AccountPage:
    """Give the page with, of a long story, what is open and the newest visits alone.

    All figures are those of the whole account. The rest is ``account_story.story_of``.

    Raises:
        Refused: patients.account_gone, ledger.no_such_account.
    """
    summary = _summary(session, account_id, as_of)
    open_days = {charge.dos for charge in summary.charges}
    ledger = account_story.beginning_of(session, account_id, as_of, open_days)
    return _page(session, summary, ledger)


def _summary(session: Session, account_id: int, as_of: date) -> AccountSummary:
    """Give the figures of an account with the charges that are not settled."""
    terms = saved_terms(session)
    found = balances.account_summaries(session, as_of, terms, [account_id], unsettled=True)
    summary = next(found, None)
    if summary is None:
        raise Refused("patients.account_gone")
    return summary


def _page(session: Session, summary: AccountSummary, ledger: AccountLedger) -> AccountPage:
    account_id, as_of = summary.account_id, summary.as_of
    draft = account_draft_of(session, account_id)
    number = session.scalars(sa.select(Account.number).where(Account.id == account_id)).one()
    members = _members(session, account_id, as_of)
    statements = _statements(session, account_id)
    return AccountPage(
        account_id=account_id,
        number=number,
        name=listed(draft.guarantor_last, draft.guarantor_first, "", draft.guarantor_suffix),
        draft=draft,
        members=members,
        flags=flags_of(draft, as_of),
        figures=_figures(summary, ledger),
        ledger=ledger,
        counts=_counts(session, account_id, len(statements), len(members)),
        statements=statements,
        verdict=summary.statement,
        due_on=summary.due_date,
    )


def flags_of(draft: AccountDraft, as_of: date) -> tuple[Flag, ...]:
    """Name what stops or changes an account's paper on a day, the gravest first."""
    held = draft.hold_until is not None and draft.hold_until >= as_of
    found = (
        (draft.bankruptcy_on, Flag("bankruptcy", draft.bankruptcy_on, draft.bankruptcy_case)),
        (draft.deceased_on, Flag("deceased", draft.deceased_on)),
        (draft.in_collections_on, Flag("collections", draft.in_collections_on)),
        (draft.in_dispute, Flag("dispute")),
        (draft.bad_address, Flag("bad_address")),
        (held, Flag("hold", draft.hold_until, draft.hold_reason)),
    )
    return tuple(flag for on, flag in found if on)


def _figures(summary: AccountSummary, ledger: AccountLedger) -> Figures:
    waiting = [visit for visit in ledger.visits if visit.number and visit.payer > ZERO]
    since = [visit.waiting_since or visit.dos for visit in waiting]
    ages = [one.age_days for one in summary.charges if one.age_days is not None]
    return Figures(
        with_payer=summary.insurance_pending,
        patient=summary.patient_balance,
        plan=summary.plan_balance,
        credit=summary.unapplied_credit,
        payer_credit=summary.payer_credit,
        balance=summary.account_balance,
        aging=summary.aging,
        waiting_visits=len(waiting),
        waiting_days=(summary.as_of - min(since)).days if since else None,
        oldest_days=max(ages, default=None),
        plans=tuple(plan for plan in summary.plans if plan.balance),
        plan_past_due=summary.plan_past_due,
        held=summary.unapplied_credit + Money.total(one.credit_applied for one in summary.charges),
    )


def _members(session: Session, account_id: int, as_of: date) -> tuple[Member, ...]:
    covered: dict[int, str] = {}
    plans = session.execute(
        sa.select(Coverage.patient_id, Payer.name, Coverage.plan_name)
        .join(Payer, Payer.id == Coverage.payer_id)
        .join(Patient, Patient.id == Coverage.patient_id)
        .where(
            Patient.account_id == account_id,
            sa.or_(Coverage.valid_to.is_(None), Coverage.valid_to >= as_of),
        )
        .order_by(*FIRST_TO_LAST)
    )
    for patient_id, payer, plan in plans:
        says_more = plan and plan != payer
        covered.setdefault(patient_id, f"{payer} {plan}" if says_more else payer)
    found = session.scalars(
        sa.select(Patient).where(Patient.account_id == account_id).order_by(Patient.birth)
    )
    return tuple(
        Member(
            row.id,
            listed(row.last, row.first, "", row.suffix),
            row.first or row.last,
            row.birth,
            age_on(row.birth, as_of),
            row.mrn or "",
            covered.get(row.id, ""),
        )
        for row in found
    )


def age_on(birth: date | None, day: date) -> int | None:
    """Give whole years between a birth and a day; None without a birth date."""
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _statements(session: Session, account_id: int) -> tuple[StatementRow, ...]:
    found: Any = sa.select(
        Statement.id, Statement.number, Statement.issued_on, Statement.due_on,
        Statement.amount_due, Statement.account_balance, Statement.dunning_level,
    )  # fmt: skip
    rows = session.execute(
        found.where(Statement.account_id == account_id).order_by(Statement.id.desc())
    )
    return tuple(StatementRow(*row) for row in rows)


def _counts(session: Session, account_id: int, statements: int, people: int) -> Counts:
    counted = [
        sa.select(sa.func.count()).where(model.account_id == account_id).scalar_subquery()
        for model in (PaymentPlan, Contact, Document)
    ]
    plans, contacts, documents = session.execute(sa.select(*counted)).one()
    return Counts(statements, plans, contacts, people, documents)


def plans_of(session: Session, account_id: int, as_of: date) -> tuple[PlanRow, ...]:
    """Give the account's payment plans as they stand on a day, newest first."""
    ids = session.scalars(
        sa.select(PaymentPlan.id)
        .where(PaymentPlan.account_id == account_id)
        .order_by(PaymentPlan.id.desc())
    )
    return tuple(plan_view(session, plan_id, as_of).row for plan_id in ids.all())
