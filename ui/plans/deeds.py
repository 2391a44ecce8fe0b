"""What can be done to a plan, each asked in place: fields, words, and the command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from app.plans import book
from app.plans.adding import Adding
from app.plans.book import PaymentTaken, PayoffQuote
from app.plans.changing import NewTerms
from app.plans.events import AddMethod, ReduceMethod
from app.plans.revising import Revising
from app.plans.view import PlanView, Standing
from app.reports import receipts
from app.reports.receipts import Receipt
from app.values.dates import show_date
from app.values.money import ZERO
from app.values.problem import Outside, Refused
from app.values.states import PaymentMethod
from ui.billing_parts.next_panel import Offer, Question, Step
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, MoneyField, TextField
from ui.kit.field import Field
from ui.plans import adding, revising
from ui.plans.paying_off import LivePayoff
from ui.plans.saying import rhythm
from ui.text import tr

PAY, CHANGE, RESCHEDULE, PAYOFF, END = "pay", "change", "reschedule", "payoff", "end"
ADD = "add"
LEVEL, KEEP, SIGN = "level", "keep", "sign"
Done = Callable[[str, int | None], object]
"""Takes what was done, in words, and the plan that came of it, None: the same plan."""
Paid = Callable[[str, int, Receipt], object]
"""Takes what was paid, in words, the plan, and the receipt."""


def step_of(plan: PlanView, today: date) -> Step:
    """Say how a plan stands and what can be done."""
    title = tr(f"plan_screen.stands.{plan.standing.value}")
    if plan.row.grace_ends and plan.standing is Standing.ACTIVE:
        title = tr("plan_screen.stands.in_grace")
    if plan.standing is Standing.OFFERED:
        return Step(
            title, tr("plan_screen.step.offered"),
            Offer(SIGN, tr("plan_screen.way.sign"), "Ctrl+Enter"),
            (Offer(END, tr("plan_screen.way.withdraw")),),
        )  # fmt: skip
    if not plan.standing.is_open:
        return Step(title, tr(f"plan_screen.step.{plan.standing.value}"))
    quiet = [
        Offer(CHANGE, tr("plan_screen.way.change"), "F2"),
        Offer(ADD, tr("plan_adding.way"), "Ins", _no_interest(plan)),
        Offer(RESCHEDULE, tr("plan_screen.way.reschedule"), "Alt+R"),
        Offer(PAYOFF, tr("plan_screen.way.payoff"), "Alt+P"),
    ]
    if plan.undecided is not None:
        amount = plan.undecided.amount
        words = tr("plan_screen.step.less", amount=amount, day=show_date(plan.undecided.on, today))
        quiet = [Offer(LEVEL, tr("plan_screen.way.level"), "Alt+L"),
                 Offer(KEEP, tr("plan_screen.way.keep"), "Alt+K")]  # fmt: skip
        return Step(title, words, Offer(PAY, tr("plan_screen.way.pay"), "Ctrl+Enter"), tuple(quiet))
    if not plan.remaining:
        return Step(title, _asks(plan, today))
    return Step(
        title, _asks(plan, today), Offer(PAY, tr("plan_screen.way.pay"), "Ctrl+Enter"),
        tuple(quiet),
    )  # fmt: skip


def facts_of(plan: PlanView, today: date) -> list[tuple[str, str]]:
    """Give the terms and figures of a plan as facts."""
    row, terms = plan.row, plan.terms
    nothing = plan.standing is Standing.OFFERED
    paid = tr("plan_screen.fact.paid_words", done=row.installments_paid, n=row.installments)
    return [
        (tr("plan_screen.fact.left"), str(plan.remaining)),
        (tr("plan_screen.fact.past_due"), str(plan.past_due) if plan.past_due else ""),
        (tr("plan_screen.fact.next"), _next(plan, today)),
        (tr("plan_screen.fact.paid"), "" if nothing else paid),
        (tr("plan_screen.fact.every"), rhythm(terms)),
        (tr("plan_screen.fact.grace"), tr("plan_screen.fact.days", n=terms.grace_days)),
        (tr("plan_screen.fact.interest"), str(terms.apr) if terms.apr.percent else ""),
        (tr("plan_screen.fact.down"), str(terms.down_payment) if terms.down_payment else ""),
        (tr("plan_screen.fact.credit"), str(plan.credit) if plan.credit else ""),
        (tr("plan_screen.fact.fees"), str(plan.fees_due) if plan.fees_due else ""),
    ]


class Deeds:
    """Builds the questions of one plan; ``done`` is told in words what was done."""

    def __init__(self, desk: Desk, done: Done, paid: Paid, failed: Callable[[], object]) -> None:
        self._desk, self._done, self._failed = desk, done, failed
        self._tell_paid = paid

    def payment(self, plan: PlanView, quote: PayoffQuote | None = None) -> Question:
        """Ask for a payment; with a quote, for the one that ends the plan."""
        today = self._desk.today
        amount = MoneyField(tr("plan_screen.ask.amount"), needed=True)
        amount.set_value(quote.amount if quote else plan.past_due or plan.row.next_amount)
        on = self._day("plan_screen.ask.on", today)
        fields: list[tuple[str, Field[Any]]] = [
            ("amount", amount),
            ("on", on),
            ("method", _methods()),
            ("reference", TextField(tr("plan_screen.ask.reference"))),
        ]
        words, live = tr("plan_screen.ask.pay_words"), None
        if quote is not None:
            words, live = "", LivePayoff(self._desk, plan.row.plan_id, amount, on)
            live.show_quote(quote)
        command = receipts.take_on_plan if quote is None else receipts.pay_plan_off
        key = "pay" if quote is None else "payoff"
        return Question(
            tr(f"plan_screen.ask.{key}"), words, tr(f"plan_screen.ask.{key}_take"), fields,
            partial(self._pay, command, plan), live,
        )  # fmt: skip

    def terms(self, plan: PlanView, found: Revising, *, again: bool) -> Question:
        """Ask for other terms: in the same plan, or ``again`` in a new one."""
        take = partial(self._new_terms, again, plan.row.plan_id)
        return revising.question(plan, found, take, again=again)

    def adding(self, plan: PlanView, found: Adding) -> Question:
        """Ask which visits go into the plan."""
        return adding.question(found, partial(self._add, plan.row.plan_id))

    def end(self, plan: PlanView) -> Question:
        """Ask why a plan ends or an offer is withdrawn."""
        reason = TextField(tr("plan_screen.ask.reason"), needed=True)
        return Question(
            tr("plan_screen.ask.end"), tr("plan_screen.ask.end_words"),
            tr("plan_screen.ask.end_take"), [("reason", reason)],
            partial(self._end, plan.row.plan_id),
        )  # fmt: skip

    def sign(self, plan: PlanView) -> None:
        """Sign an offer as it was printed."""
        self._run(book.start_offer, tr("plan_screen.done.signed"), plan.row.plan_id)

    def decide(self, plan: PlanView, *, level: bool) -> None:
        """Spread a reduction over all payments, or leave the plan shorter."""
        if plan.undecided is not None:
            method = ReduceMethod.LEVEL if level else ReduceMethod.SHORTEN
            done = "lowered" if level and not plan.terms.apr.percent else "decided"
            self._run(book.insurance_arrived, tr(f"plan_screen.done.{done}"), plan.row.plan_id,
                      plan.undecided.event_id, method)  # fmt: skip

    def late_fees(self) -> None:
        """Charge all late fees that have fallen due."""
        self._desk.do(
            book.charge_late_fees, self._desk.today,
            then=lambda n: self._done(tr("plan_screen.done.late_fees", n=n), None),
        )  # fmt: skip

    def _pay(self, command: Callable[..., Any], plan: PlanView, given: dict[str, Any]) -> None:
        payment = PaymentTaken(
            amount=given["amount"] or ZERO, on=given["on"] or self._desk.today,
            method=PaymentMethod(given["method"] or "other"), reference=given["reference"] or "",
        )  # fmt: skip
        row = plan.row
        self._desk.do(
            command, row.account_id, row.plan_id, payment,
            then=lambda receipt: self._paid(plan, receipt), otherwise=self._refuse,
        )  # fmt: skip

    def _paid(self, plan: PlanView, receipt: Receipt) -> None:
        words = tr("plan_screen.done.paid", amount=receipt.amount, plan=plan.row.number,
                   name=plan.row.guarantor, number=receipt.number)  # fmt: skip
        self._tell_paid(words, plan.row.plan_id, receipt)

    def _new_terms(self, again: bool, plan_id: int, new: NewTerms, why: str) -> None:
        words = tr("plan_screen.done.terms")
        if again:
            self._reschedule(words, plan_id, new, why)
        else:
            self._run(book.change_terms, words, plan_id, new, why)

    def _add(self, plan_id: int, chosen: Sequence[int], method: AddMethod, reason: str) -> None:
        self._run(book.add_visits, tr("plan_adding.done"), plan_id, chosen, method, reason)

    def _end(self, plan_id: int, given: dict[str, Any]) -> None:
        self._run(book.cancel, tr("plan_screen.done.ended"), plan_id, given["reason"] or "")

    def _run(self, command: Callable[..., Any], words: str, *args: object) -> None:
        self._desk.do(
            command, *args, then=lambda _answer: self._done(words, None), otherwise=self._refuse
        )

    def _reschedule(self, words: str, *args: object) -> None:
        self._desk.do(
            book.reschedule, *args, then=lambda fresh: self._done(words, fresh),
            otherwise=self._refuse,
        )  # fmt: skip

    def _refuse(self, error: Refused | Outside) -> None:
        self._failed()
        self._desk.refused.emit(error)

    def _day(self, key: str, day: date) -> DateField:
        made = DateField(tr(key), self._desk.today, needed=True)
        made.set_value(day)
        return made


def _no_interest(plan: PlanView) -> str:
    return tr("plan_adding.no_interest") if plan.terms.apr.percent else ""


def _methods() -> ChoiceField:
    made = ChoiceField(
        tr("plan_screen.method_down"),
        [(m.value, tr(f"plan_screen.paid_by.{m.value}")) for m in PaymentMethod],
    )
    made.set_value(PaymentMethod.CARD.value)
    return made


def _asks(plan: PlanView, today: date) -> str:
    row = plan.row
    if not plan.remaining:
        return tr("plan_screen.step.all_paid")
    # What is missed is past its grace, whatever came due since.
    if row.grace_ends and not row.missed:
        return tr("plan_screen.step.in_grace", amount=plan.past_due,
                  day=show_date(row.grace_ends, today))  # fmt: skip
    if plan.past_due:
        return tr("plan_screen.step.missed", n=row.missed, amount=plan.past_due)
    return tr("plan_screen.step.next", amount=row.next_amount,
              day=show_date(row.next_due, today) if row.next_due else "")  # fmt: skip


def _next(plan: PlanView, today: date) -> str:
    row = plan.row
    if row.next_due is None:
        return ""
    return tr("plan_screen.fact.next_words", amount=row.next_amount,
              day=show_date(row.next_due, today))  # fmt: skip
