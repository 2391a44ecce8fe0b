"""Who is due a statement and who is not, each with one reason and the tests behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy.orm import Session

from app.ledger.aging import AgingBasis, is_final
from app.ledger.summary import SummaryTerms
from app.practice import settings
from app.statements.addressed import trouble
from app.statements.level import Asked, level_of
from app.statements.standing import Standing, standings
from app.statements.waiting import waiting_for
from app.store.store import Work
from app.values.money import ZERO, Money


class Verdict(StrEnum):
    """What a run does with an account."""

    SEND = "send"
    PAPERLESS = "paperless"
    """Issued and kept, not put among the pages to mail: the guarantor asked for no paper."""
    HELD = "held"
    CHOOSE = "choose"


_TO_DECIDE = frozenset({"bad_address", "deceased", "unprintable"})
"""Held until a person finds an address or confirms who answers for an estate."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test of an account. ``name`` is its code; ``value`` and ``limit`` as shown, may be empty.

    ``passed`` None: it only tells. "stays_off" has the ISO dates of the visits as its value
    and a payer who is waited for as its limit, "window" what the paper loses of the address.
    """

    name: str
    passed: bool | None
    value: str = ""
    limit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRow:
    """One account of the list, as it stands on ``as_of``.

    ``key`` is the id the account came with, else its number. ``code`` is "send" or the reason
    it is held. ``amount`` is what would be asked now. The dates are None when there is none:
    ``last_sent``, ``hold_until``, ``next_due`` (the plan's next unpaid installment). ``payer``
    names who is waited for, when that is the reason.
    """

    account_id: int
    as_of: date
    key: str
    number: int
    name: str
    zip: str
    verdict: Verdict
    code: str
    amount: Money
    outside_plan: Money
    plan_due: Money
    plan_past_due: Money
    oldest_days: int | None
    level: int
    last_sent: date | None
    hold_until: date | None
    hold_reason: str
    next_due: date | None
    payer: str
    tests: tuple[Test, ...]

    @property
    def is_issued(self) -> bool:
        """Tell whether a run issues a statement, on paper or not."""
        return self.code == "send"

    @property
    def lost(self) -> str:
        """Give what the paper would lose of the address, "extra" or "name"; usually ""."""
        return next((test.value for test in self.tests if test.name == "window"), "")

    @property
    def print_order(self) -> tuple[bool, str, str, int]:
        """Give what orders the pages: ZIP, then name; those without paper last."""
        return (self.verdict is Verdict.PAPERLESS, self.zip, self.name.casefold(), self.number)


@dataclass(frozen=True, slots=True)
class DueList:
    """Every account with a balance, a credit or an open plan on a day, by account number."""

    as_of: date
    terms: SummaryTerms
    rows: tuple[DueRow, ...]

    @property
    def send(self) -> tuple[DueRow, ...]:
        """Give those that are issued a statement: in print order, then those without paper."""
        chosen = [row for row in self.rows if row.is_issued]
        return tuple(sorted(chosen, key=lambda row: row.print_order))

    @property
    def skipped(self) -> tuple[DueRow, ...]:
        """Give those that are not, by account number."""
        return tuple(row for row in self.rows if not row.is_issued)

    @property
    def asked(self) -> Money:
        """Give what all statements together ask for."""
        return Money.total(row.amount for row in self.send)


def saved_terms(session: Session) -> SummaryTerms:
    """Give the practice's saved settings for statements."""
    return SummaryTerms(
        min_statement=settings.value(session, settings.STATEMENT_MINIMUM),
        statement_due_days=settings.value(session, settings.STATEMENT_DUE_DAYS),
        cycle_days=settings.value(session, settings.STATEMENT_CYCLE_DAYS),
        aging_basis=AgingBasis(settings.value(session, settings.STATEMENT_AGING_BASIS)),
        hold_unfinished=settings.value(session, settings.STATEMENT_HOLD_UNFINISHED),
        spare_kept_plans=settings.value(session, settings.STATEMENT_SPARE_PLANS),
    )


def save_terms(work: Work, terms: SummaryTerms) -> None:
    """Make settings that were tried the practice's own.

    Raises:
        Refused: not_allowed, settings.out_of_range.
    """
    settings.save(work, settings.STATEMENT_MINIMUM, terms.min_statement)
    settings.save(work, settings.STATEMENT_DUE_DAYS, terms.statement_due_days)
    settings.save(work, settings.STATEMENT_CYCLE_DAYS, terms.cycle_days)
    settings.save(work, settings.STATEMENT_AGING_BASIS, terms.aging_basis.value)
    settings.save(work, settings.STATEMENT_HOLD_UNFINISHED, terms.hold_unfinished)
    settings.save(work, settings.STATEMENT_SPARE_PLANS, terms.spare_kept_plans)


def due_list(session: Session, as_of: date, terms: SummaryTerms | None = None) -> DueList:
    """Judge every account with a balance, a credit or an open plan; None: the saved settings.

    The queries are as many for one account as for all.
    """
    terms = terms or saved_terms(session)
    found = [one for one in standings(session, as_of, terms) if _holds_anything(one)]
    payers = payers_of(session, as_of, found)
    rows = tuple(row_of(one, terms, payers.get(one.who.account_id, "")) for one in found)
    return DueList(as_of, terms, rows)


def _holds_anything(one: Standing) -> bool:
    """Tell whether anything is owed or held; a plan that is paid off is not open any more."""
    summary = one.summary
    return bool(
        summary.unapplied_credit
        or summary.payer_credit
        or any(charge.balance for charge in summary.charges)
    )


def level_for(one: Standing) -> int:
    """Give how firmly an account's next statement asks; see ``level.level_of``."""
    plans = [plan for plan in one.summary.plans if plan.balance]
    sent = one.sent_on
    if one.facts.last_statement is not None and not sent:
        sent = (one.facts.last_statement,)
    asked = Asked(
        oldest_days=one.oldest_days,
        sent_on=sent,
        last_due=one.last.amount_due if one.last else ZERO,
        paid_since=one.paid_since,
        keeps_plan=bool(plans) and not one.summary.plan_past_due,
    )
    return level_of(asked, one.summary.as_of)


def row_of(one: Standing, terms: SummaryTerms, payer: str = "") -> DueRow:
    """Tell what a run does with one account, and why."""
    summary, who = one.summary, one.who
    oldest = [plan.oldest_unpaid_due for plan in summary.plans if plan.oldest_unpaid_due]
    level = level_for(one)
    lost = trouble(who) if one.code == "send" else ""
    code = "unprintable" if lost == "letters" else one.code
    return DueRow(
        account_id=who.account_id,
        as_of=summary.as_of,
        key=who.key,
        number=who.number,
        name=who.listed,
        zip=who.zip,
        verdict=_verdict(one, code),
        code=code,
        amount=summary.minimum_due,
        outside_plan=summary.patient_balance,
        plan_due=summary.plan_due_now,
        plan_past_due=summary.plan_past_due,
        oldest_days=one.oldest_days,
        level=level,
        last_sent=one.facts.last_statement,
        hold_until=who.hold_until,
        hold_reason=who.hold_reason,
        next_due=min(oldest, default=None),
        payer=payer,
        tests=_with_window(_tests(one, terms, level, payer), lost),
    )


def _verdict(one: Standing, code: str) -> Verdict:
    if code == "send":
        return Verdict.PAPERLESS if one.who.paperless else Verdict.SEND
    return Verdict.CHOOSE if code in _TO_DECIDE else Verdict.HELD


def _with_window(tests: tuple[Test, ...], lost: str) -> tuple[Test, ...]:
    """Say in the place of a good address that the paper loses a part of it."""
    if not lost or lost == "letters":
        return tests
    cut = Test("window", None, lost)
    return tuple(cut if test.name == "address" else test for test in tests)


def _tests(one: Standing, terms: SummaryTerms, level: int, payer: str) -> tuple[Test, ...]:
    """Give each test with its values, in the order they are read; all that stop it are shown."""
    summary, stops = one.summary, one.facts.stops
    tests = [
        _minimum(one, terms),
        _cycle(one, terms),
        Test("address", "bad_address" not in stops),
    ]
    tests += [Test(stop, False) for stop in stops if stop != "bad_address"]
    if not set(stops) - {"bad_address"}:
        tests.append(Test("no_stop", True))
    tests += _of_payers(one, payer)
    if summary.plans:
        due = bool(summary.plan_due_now)
        tests.append(Test("installment", True if due else None, str(summary.plan_due_now)))
    if summary.unapplied_credit:
        tests.append(Test("credit", None, str(summary.unapplied_credit)))
    tests.append(Test("level", None, str(level)))
    if one.who.paperless:
        tests.append(Test("paperless", None))
    return tuple(tests)


def _minimum(one: Standing, terms: SummaryTerms) -> Test:
    due, least = one.summary.minimum_due, terms.min_statement
    if one.code == "send" and not due:
        return Test("asks_nothing", None)
    return Test("minimum", due >= least and bool(due), str(due), str(least))


def _cycle(one: Standing, terms: SummaryTerms) -> Test:
    last = one.facts.last_statement
    if last is None:
        return Test("first", True)
    days = (one.summary.as_of - last).days
    return Test("cycle", days >= terms.cycle_days, str(days), str(terms.cycle_days))


def _of_payers(one: Standing, payer: str) -> list[Test]:
    """Tell for how many visits every payer has answered, and which ones stay off."""
    as_of = one.summary.as_of
    visits: dict[tuple[int, date], bool] = {}
    for charge in one.facts.charges:
        if not charge.answers and not charge.payer:
            continue
        done = not charge.payer and all(
            is_final(answer, as_of, denial_decided=True) for answer in charge.answers
        )
        key = (charge.patient_id, charge.dos)
        visits[key] = visits.get(key, True) and done
    if not visits:
        return []
    finished = sum(visits.values())
    only_waiting = not finished and not one.summary.minimum_due and one.code != "send"
    days = sorted({dos for (_, dos), done in visits.items() if not done})
    off = [Test("stays_off", None, ", ".join(map(str, days)), payer)] if days else []
    return [Test("payers", not only_waiting, str(finished), str(len(visits))), *off]


def payers_of(session: Session, as_of: date, found: Sequence[Standing]) -> dict[int, str]:
    """Name a payer that each account waits for."""
    owing = {
        charge.charge_id: one.who.account_id
        for one in found
        for charge in one.facts.charges
        if charge.payer > 0
    }
    asked = waiting_for(session, as_of, list(owing))
    return {
        account_id: asked[charge_id].payer
        for charge_id, account_id in owing.items()
        if charge_id in asked
    }
