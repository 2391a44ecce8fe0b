"""Why a patient owes an amount, in the patient's words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.documents.paper.wording import Wording
from app.values.money import Money


class ReasonKind(StrEnum):
    """Where a patient's share comes from; on a remittance a PR adjustment or our own transfer."""

    DEDUCTIBLE = "deductible"
    COINSURANCE = "coinsurance"
    COPAY = "copay"
    COPAY_PAID = "copay_paid"
    NOT_COVERED = "not_covered"
    NOT_FOUND = "not_found"
    COVERAGE_ENDED = "coverage_ended"
    OTHER_INSURER_FIRST = "other_insurer_first"
    NO_INSURANCE = "no_insurance"
    INSURANCE_DENIED = "insurance_denied"
    PLAN_ENDED = "plan_ended"
    PAYMENT_RETURNED = "payment_returned"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of what is owed and why.

    ``detail`` is a percentage for COINSURANCE ("20%"), the service in plain words for
    NOT_COVERED ("strep test") and for the copays of a visit that has several, and the whole
    sentence part for OTHER; else empty.

    Source: HFMA Patient Friendly Billing; X12 claim adjustment reasons 1, 2, 3, 22, 27,
    31, 96 and 204 with group PR.
    """

    kind: ReasonKind
    amount: Money
    detail: str = ""


_KEYS = {
    ReasonKind.DEDUCTIBLE: "paper.why.deductible",
    ReasonKind.COINSURANCE: "paper.why.coinsurance",
    ReasonKind.COPAY: "paper.why.copay",
    ReasonKind.COPAY_PAID: "paper.why.copay_paid",
    ReasonKind.NOT_COVERED: "paper.why.not_covered",
    ReasonKind.NOT_FOUND: "paper.why.not_found",
    ReasonKind.COVERAGE_ENDED: "paper.why.coverage_ended",
    ReasonKind.OTHER_INSURER_FIRST: "paper.why.other_insurer_first",
    ReasonKind.NO_INSURANCE: "paper.why.no_insurance",
    ReasonKind.INSURANCE_DENIED: "paper.why.insurance_denied",
    ReasonKind.PLAN_ENDED: "paper.why.plan_ended",
    ReasonKind.PAYMENT_RETURNED: "paper.why.payment_returned",
    ReasonKind.OTHER: "paper.why.other",
}
_DETAILED = {
    ReasonKind.COPAY: "paper.why.copay_for",
    ReasonKind.COPAY_PAID: "paper.why.copay_paid_for",
    ReasonKind.COINSURANCE: "paper.why.coinsurance_of",
    ReasonKind.NOT_COVERED: "paper.why.not_covered_service",
}


def part(reason: Reason, words: Wording) -> str:
    """Give one reason as part of a sentence, without a full stop."""
    key = _DETAILED.get(reason.kind) if reason.detail else None
    return words(key or _KEYS[reason.kind], amount=reason.amount, detail=reason.detail)


def sentences(reasons: Sequence[Reason], words: Wording) -> str:
    """Give the reasons as one or two sentences; what is already settled comes last.

    No reason gives an empty text.
    """
    owed = [part(r, words) for r in reasons if r.kind is not ReasonKind.COPAY_PAID]
    settled = [part(r, words) for r in reasons if r.kind is ReasonKind.COPAY_PAID]
    texts = [words.listing(owed)] if owed else []
    texts += settled
    said = [texts[0]] + [text[:1].upper() + text[1:] for text in texts[1:]] if texts else []
    return " ".join(f"{text}." for text in said)
