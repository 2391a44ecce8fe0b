"""Why a patient owes what is left of a charge; from PR rows, which only explain."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.documents.paper.reasons import Reason, ReasonKind
from app.documents.paper.wording import Wording
from app.ledger.fee_names import fee_kind
from app.statements.billed import Billed
from app.values.money import Money

_KINDS = {
    "1": ReasonKind.DEDUCTIBLE,
    "66": ReasonKind.DEDUCTIBLE,
    "2": ReasonKind.COINSURANCE,
    "3": ReasonKind.COPAY,
    "22": ReasonKind.OTHER_INSURER_FIRST,
    "26": ReasonKind.COVERAGE_ENDED,
    "27": ReasonKind.COVERAGE_ENDED,
    "31": ReasonKind.NOT_FOUND,
    "96": ReasonKind.NOT_COVERED,
    "204": ReasonKind.NOT_COVERED,
}
"""Source: X12 claim adjustment reason codes, as they come with group PR."""

_ORDER = (
    ReasonKind.COPAY,
    ReasonKind.DEDUCTIBLE,
    ReasonKind.COINSURANCE,
)
"""What a payment settles first: the copay was due at the visit."""


def reasons_for(charge: Billed, owed: int, transferred: bool, words: Wording) -> list[Reason]:
    """Explain what is left of one charge; ``owed`` in cents, above zero.

    The PR rows may add up to more than is left, when a part was paid: then the copay counts as
    paid first. What no row explains is said by what is known of the charge. The amounts that
    are owed add up to ``owed``.
    """
    if charge.is_fee:
        return [Reason(ReasonKind.OTHER, Money(owed), words(_fee_key(charge.code)))]
    if charge.plan_ended:
        return [Reason(ReasonKind.PLAN_ENDED, Money(owed))]
    shares = _by_kind(charge)
    paid = max(0, sum(cents for _, cents in shares) - owed)
    told, left = [], owed
    for kind, cents in shares:
        settled = min(paid, cents)
        paid -= settled
        if settled == cents and kind is ReasonKind.COPAY:
            told.append(Reason(ReasonKind.COPAY_PAID, Money(cents)))
        if settled < cents:
            told.append(_said(kind, cents - settled, charge))
            left -= cents - settled
    if left > 0:
        told.append(_unexplained(charge, left, transferred, words))
    return told


def has_copay(charge: Billed) -> bool:
    """Tell whether a payer left a copay on a charge."""
    return any(_KINDS.get(carc) is ReasonKind.COPAY for carc, _ in charge.shares)


def told_apart(reasons: Iterable[Reason], charge: Billed) -> Iterator[Reason]:
    """Give the reasons with copays that name their service: one may be paid, another open."""
    for reason in reasons:
        if reason.kind in (ReasonKind.COPAY, ReasonKind.COPAY_PAID):
            yield replace(reason, detail=lowered(charge.service))
        else:
            yield reason


def _by_kind(charge: Billed) -> list[tuple[ReasonKind, int]]:
    """Give the shares by kind, those that payments settle first at the front."""
    sums: dict[ReasonKind, int] = {}
    for carc, cents in charge.shares:
        kind = _KINDS.get(carc, ReasonKind.INSURANCE_DENIED)
        sums[kind] = sums.get(kind, 0) + cents
    first = [(kind, sums.pop(kind)) for kind in _ORDER if kind in sums]
    return [*first, *sums.items()]


def _said(kind: ReasonKind, cents: int, charge: Billed) -> Reason:
    detail = lowered(charge.service) if kind is ReasonKind.NOT_COVERED else ""
    return Reason(kind, Money(cents), detail)


def _unexplained(charge: Billed, cents: int, transferred: bool, words: Wording) -> Reason:
    amount = Money(cents)
    if not charge.was_claimed:
        return Reason(ReasonKind.NO_INSURANCE, amount)
    if charge.was_denied:
        return Reason(ReasonKind.INSURANCE_DENIED, amount)
    key = "statements.why.transferred" if transferred else "statements.why.left"
    return Reason(ReasonKind.OTHER, amount, words(key))


def merged(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Add up the reasons of a visit's charges that say the same."""
    sums: dict[tuple[ReasonKind, str], int] = {}
    for reason in reasons:
        key = (reason.kind, reason.detail)
        sums[key] = sums.get(key, 0) + reason.amount.cents
    return tuple(Reason(kind, Money(cents), detail) for (kind, detail), cents in sums.items())


def _fee_key(code: str) -> str:
    return f"statements.why.fee.{fee_kind(code)}"


def listed(services: Sequence[str], words: Wording) -> str:
    """Give a visit's services as one phrase: "Office visit and strep test"; empty for none."""
    parts = list(_distinct(services))
    if not parts:
        return words("statements.service")
    return words.listing([parts[0], *(lowered(part) for part in parts[1:])])


def _distinct(services: Sequence[str]) -> Iterator[str]:
    yield from dict.fromkeys(service for service in services if service)


_NAMES = frozenset(
    ("Medicare", "Medicaid", "Pap", "Lyme", "Doppler", "Holter", "Botox", "Tdap", "Epley")
)
"""Words that services begin with and that are written with a capital everywhere."""


def lowered(service: str) -> str:
    """Put the first letter small, but not of a name ("Medicare") or an abbreviation ("A1c")."""
    is_word = service[1:2].islower() or service[1:2] == " "
    if service.partition(" ")[0] in _NAMES:
        return service
    return service[:1].lower() + service[1:] if is_word else service
