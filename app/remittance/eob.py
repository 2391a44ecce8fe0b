"""An EOB typed by hand: one check, many claims, balanced line by line before anything is posted.

Source: ASC X12N 005010X221A1 (835), 1.10.2: on every line charge less adjustments is what was
paid; the payments of all lines are the check. A paper EOB is held to the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from app.remittance.disposition import Disposition, disposition
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.money import ZERO, Money
from app.values.problem import Problem, Severity

CONTRACT, DEDUCTIBLE, COINSURANCE, COPAY = (
    AdjustmentCode.parse(text) for text in ("CO-45", "PR-1", "PR-2", "PR-3")
)


@dataclass(frozen=True, slots=True)
class EobLine:
    """One service line as the payer gave it; ``allowed`` may be missing on paper.

    ``others`` are further reasons, such as CO-11 or PR-204; ``already`` is what earlier answers
    and payments settled of the charge, so that only the rest is open.
    """

    charge_id: int
    charged: Money
    allowed: Money | None = None
    paid: Money = ZERO
    contractual: Money = ZERO
    deductible: Money = ZERO
    coinsurance: Money = ZERO
    copay: Money = ZERO
    others: tuple[Adjustment, ...] = ()
    already: Money = ZERO

    @property
    def open(self) -> Money:
        """Give what an answer can still settle: the charge less what is posted already."""
        return self.charged - self.already

    @property
    def over(self) -> Money:
        """Give what payment and discount settle beyond what is open of a line answered before."""
        return max(self.paid + self.agreed - self.open, ZERO) if self.already else ZERO

    @property
    def adjustments(self) -> tuple[Adjustment, ...]:
        """Give every reason with an amount, the grid's own columns first."""
        own = (
            (CONTRACT, self.contractual),
            (DEDUCTIBLE, self.deductible),
            (COINSURANCE, self.coinsurance),
            (COPAY, self.copay),
        )
        named = tuple(Adjustment(code, amount) for code, amount in own if amount)
        return named + tuple(other for other in self.others if other.amount)

    @property
    def gap(self) -> Money:
        """Give what is not explained yet: open less paid less all reasons; zero balances."""
        return self.open - self.paid - Money.total(a.amount for a in self.adjustments)

    @property
    def below_zero(self) -> bool:
        """Whether an amount is below zero, which only an answer taken back may have."""
        return self.paid < ZERO or any(a.amount < ZERO for a in self.adjustments)

    @property
    def denied(self) -> Money:
        """Give what the payer refuses without the contract saying so."""
        return self._sum(Disposition.DENIAL)

    @property
    def patient(self) -> Money:
        """Give what the payer leaves to the patient."""
        return self._sum(Disposition.PATIENT)

    @property
    def agreed(self) -> Money:
        """Give what the contract takes off."""
        return self._sum(Disposition.CONTRACTUAL)

    def filled(self) -> EobLine:
        """Give the line with what the allowed amount implies typed in: the CO-45 discount."""
        if self.allowed is None or self.contractual or self.others:
            return self
        return replace(self, contractual=max(self.open - self.allowed, ZERO))

    def _sum(self, kind: Disposition) -> Money:
        return Money.total(a.amount for a in self.adjustments if disposition(a.code) is kind)


@dataclass(frozen=True, slots=True)
class EobClaim:
    """A claim on the EOB. ``crossover``: the payer sent it on to the next one itself.

    ``is_takeback``: the payer takes an earlier answer back; every amount mirrors it, below zero.
    """

    claim_id: int
    lines: tuple[EobLine, ...]
    payer_claim_number: str = ""
    crossover: bool = False
    is_takeback: bool = False

    @property
    def paid(self) -> Money:
        """Give what the payer paid on the claim."""
        return Money.total(line.paid for line in self.lines)


@dataclass(frozen=True, slots=True)
class EobDraft:
    """A whole EOB as the grid holds it. ``amount`` is the check; a zero-pay EOB has 0.00.

    ``is_over_meant``: what is more than is open was asked about, and is the payer's overpayment.
    """

    payer_id: int
    trace: str = ""
    paid_on: date | None = None
    amount: Money = ZERO
    method: str = "check"
    claims: tuple[EobClaim, ...] = field(default=())
    document_id: int | None = None
    is_over_meant: bool = False

    @property
    def over(self) -> Money:
        """Give what settles more than is open, over all lines: it becomes insurers' credit."""
        return Money.total(line.over for claim in self.claims for line in claim.lines)

    @property
    def left_to_apply(self) -> Money:
        """Give what of the check is on no line yet; below zero when too much is."""
        return self.amount - Money.total(claim.paid for claim in self.claims)

    def problems(self) -> list[Problem]:
        """Give everything that keeps the EOB from being posted, in the order of the grid."""
        found = []
        if not self.trace.strip():
            found.append(Problem("remittance.trace_missing", field="trace"))
        if self.paid_on is None:
            found.append(Problem("remittance.date_missing", field="paid_on"))
        if self.amount < ZERO:
            found.append(Problem("remittance.negative_check", field="amount"))
        if not self.claims:
            found.append(Problem("remittance.no_claims", field="claims"))
        for at, claim in enumerate(self.claims):
            for line_at, line in enumerate(claim.lines):
                place = f"claim{at}.line{line_at}"
                found += [] if claim.is_takeback else _line_problems(line, place)
        if self.claims and self.left_to_apply:
            left = {"left": str(self.left_to_apply)}
            found.append(Problem("remittance.left_to_apply", field="amount", values=left))
        return found


def _line_problems(line: EobLine, place: str) -> list[Problem]:
    found = []
    if line.over:
        values = {"open": str(line.open), "posted": str(line.already), "over": str(line.over)}
        # The discount of a second answer stands in the first one too, more often than not.
        once_more = line.paid <= line.open
        code = "remittance.over_discount" if once_more else "remittance.over_open"
        found.append(Problem(code, Severity.WARN, place, values))
    elif line.gap:
        found.append(Problem("remittance.gap", field=place, values={"gap": str(line.gap)}))
    if line.below_zero:
        found.append(Problem("remittance.below_zero", field=place))
    if line.paid > line.charged:
        found.append(Problem("remittance.paid_over_charge", Severity.WARN, place))
    if _allowed_differs(line):
        values = {"allowed": str(line.allowed), "sum": str(line.paid + line.patient)}
        found.append(Problem("remittance.allowed_differs", Severity.WARN, place, values))
    return found


def _allowed_differs(line: EobLine) -> bool:
    """Tell whether paid and patient are not what was allowed; of an answer told before, never."""
    tells_earlier = any(disposition(a.code) is Disposition.EXPLAINS for a in line.others)
    if line.allowed is None or line.denied or line.already or tells_earlier:
        return False
    return line.allowed != line.paid + line.patient
