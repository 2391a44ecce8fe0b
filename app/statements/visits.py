"""The visits of a statement: what each cost, who paid what, what is left and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.documents.paper.reasons import Reason
from app.documents.paper.wording import Wording
from app.ledger.fee_names import fee_key
from app.ledger.summary import ChargeFacts, ChargeStanding
from app.statements import why
from app.statements.billed import Billed
from app.statements.standing import Standing
from app.statements.story import NOTHING, Flow, Flowed, Flows, added
from app.statements.view import PendingVisit, Visit
from app.statements.waiting import Waiting
from app.values.money import Money

FIRST_LOOK_BACK_DAYS = 120
"""A first statement leaves out visits that were settled longer ago than this."""


@dataclass(frozen=True, slots=True)
class Line:
    """One charge of a visit with all that is known of it; ``standing`` None: nothing is left."""

    charge: Billed
    flowed: Flowed
    standing: ChargeStanding | None
    facts: ChargeFacts | None
    waiting: Waiting | None

    @property
    def patient(self) -> int:
        """Give the cents the patient owes outside plans."""
        return self.standing.patient.cents if self.standing else 0

    @property
    def insurance(self) -> int:
        """Give the cents payers owe."""
        return self.standing.insurance.cents if self.standing else 0

    @property
    def plan(self) -> int:
        """Give the cents that a plan holds."""
        return self.standing.plan.cents if self.standing else 0


def lines_of(
    one: Standing,
    charges: Sequence[Billed],
    flowed: Mapping[int | None, Flowed],
    waiting: Mapping[int, Waiting],
) -> list[Line]:
    """Put together what is known of each charge of an account."""
    standing = {charge.charge_id: charge for charge in one.summary.charges}
    facts = {charge.charge_id: charge for charge in one.facts.charges}
    return [
        Line(
            charge,
            flowed.get(charge.id, NOTHING),
            standing.get(charge.id),
            facts.get(charge.id),
            waiting.get(charge.id),
        )
        for charge in charges
    ]


def visits_of(
    one: Standing, lines: Sequence[Line], words: Wording
) -> tuple[tuple[Visit, ...], tuple[PendingVisit, ...]]:
    """Give the visits with an answer that are open or have news, and those that wait.

    Those of which something is asked stand first, so that the first page shows them.
    """
    visits: list[Visit] = []
    pending: list[PendingVisit] = []
    for group in _grouped(lines):
        if _only_waits(group):
            pending += _pending(group, words)
        elif _is_told(one, group):
            visits.append(_visit(group, words))
    visits.sort(key=lambda visit: not visit.you_owe)
    return tuple(visits), tuple(pending)


def _grouped(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Put the charges of one patient on one day together; fees stand alone."""
    groups: dict[tuple[date, int, bool], list[Line]] = {}
    for line in lines:
        key = (line.charge.dos, line.charge.patient_id, line.charge.is_fee)
        groups.setdefault(key, []).append(line)
    yield from groups.values()


def _only_waits(group: Sequence[Line]) -> bool:
    return any(line.insurance for line in group) and not any(
        line.patient or line.plan for line in group
    )


def _pending(group: Sequence[Line], words: Wording) -> Iterator[PendingVisit]:
    """Give one line for each payer that is waited for."""
    by_payer: dict[Waiting | None, list[Line]] = {}
    for line in group:
        if line.insurance:
            by_payer.setdefault(line.waiting, []).append(line)
    for waiting, found in by_payer.items():
        first = found[0].charge
        yield PendingVisit(
            day=first.dos,
            patient=first.patient,
            service=why.lowered(why.listed([line.charge.service for line in found], words)),
            amount=Money(sum(line.insurance for line in found)),
            payer=waiting.payer if waiting else words("statements.insurer"),
            billed_on=waiting.billed_on if waiting else None,
            news=_has_news(found),
        )


def _has_news(group: Sequence[Line]) -> bool:
    return any(added([line.flowed.since for line in group]).values())


def _is_told(one: Standing, group: Sequence[Line]) -> bool:
    """Tell whether a visit belongs on the statement: it is owed, or something happened to it.

    Payments that only went to a plan's charges are told in the plan's box.
    """
    if any(line.patient or line.insurance for line in group):
        return True
    news = added([line.flowed.since for line in group])
    if one.last is None:
        long_ago = one.summary.as_of - timedelta(days=FIRST_LOOK_BACK_DAYS)
        if group[0].charge.dos < long_ago:
            return False
    if any(line.facts is not None and line.facts.plan_id for line in group):
        news[Flow.PAID] = 0
    return any(news.values())


def _visit(group: Sequence[Line], words: Wording) -> Visit:
    flows = added([line.flowed.total for line in group])
    returned = sum(_credit(line, to_payer=True) for line in group)
    kept = sum(_credit(line, to_payer=False) for line in group)
    netted = sum(line.standing.credit_applied.cents for line in group if line.standing)
    first = group[0].charge
    return Visit(
        day=first.dos,
        patient=first.patient,
        service=_service(group, words),
        provider=next((line.charge.provider for line in group if line.charge.provider), ""),
        charged=Money(flows[Flow.CHARGED]),
        insurance_paid=Money(-flows[Flow.INSURANCE] - returned),
        insurance_discount=Money(-flows[Flow.DISCOUNT]),
        you_paid=Money(-flows[Flow.PAID] - flows[Flow.REFUND] - kept + netted),
        you_owe=Money(sum(line.patient for line in group)),
        adjusted=Money(-flows[Flow.OTHER]),
        waiting=Money(sum(line.insurance for line in group)),
        in_plan=Money(sum(line.plan for line in group)),
        reasons=why.merged(_reasons(group, words)),
        news=_has_news(group),
    )


def _service(group: Sequence[Line], words: Wording) -> str:
    if group[0].charge.is_fee:
        return why.listed([words(fee_key(line.charge.code)) for line in group], words)
    return why.listed([line.charge.service for line in group], words)


def _credit(line: Line, *, to_payer: bool) -> int:
    """Give what was paid beyond the charge: it is held for the payer, or for the patient.

    The rest of the charge's balance after what is owed is credit, below zero.
    """
    if line.standing is None or line.facts is None:
        return 0
    owed = line.patient + line.insurance + line.plan + line.standing.credit_applied.cents
    credit = owed - line.standing.balance.cents
    payers = min(max(-line.facts.payer_credit, 0), credit)
    return payers if to_payer else credit - payers


def _reasons(group: Sequence[Line], words: Wording) -> Iterator[Reason]:
    """Give why each line is owed; where a visit took several copays, each names its service."""
    several = sum(why.has_copay(line.charge) for line in group) > 1
    for line in group:
        if line.patient > 0:
            transferred = line.facts is not None and line.facts.transferred_on is not None
            found = why.reasons_for(line.charge, line.patient, transferred, words)
            yield from why.told_apart(found, line.charge) if several else found


def totals(flowed: Mapping[int | None, Flowed], *, since: bool) -> Flows:
    """Add up an account's flows: those since the last statement, or all."""
    return added([one.since if since else one.total for one in flowed.values()])
