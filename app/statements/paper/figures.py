"""How the amount came about: the bridge, the plan boxes, the ages of what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.paper.fitting import Run, shrink
from app.documents.paper.fonts import BODY, BOLD, REGULAR, SECTION, SEMIBOLD, SMALL, STRONG, Type
from app.documents.paper.sheet import EDGE, HAIR, TEXT, Sheet
from app.documents.paper.wording import Wording
from app.statements.view import AgingBasis, BridgeRow, PlanBox, RowKind, StatementView

SPAN = (396.0, 569.0)
BOTTOM = 518
PITCH = 12.5
PLAN_HEIGHT = 64
FINE = Type(REGULAR, 9.5)
FINE_STRONG = Type(SEMIBOLD, 9.5)
DUE = Type(BOLD, 10)

_KEYS = {
    RowKind.PREVIOUS: "paper.bridge.previous_on",
    RowKind.NEW_CHARGES: "paper.bridge.new_charges",
    RowKind.INSURANCE_PAID: "paper.bridge.insurance_paid",
    RowKind.INSURANCE_DISCOUNTS: "paper.bridge.insurance_discounts",
    RowKind.YOU_PAID: "paper.bridge.you_paid",
    RowKind.REFUNDED: "paper.bridge.refunded",
    RowKind.OTHER: "paper.bridge.other",
    RowKind.WAITING: "paper.bridge.waiting",
    RowKind.IN_PLAN: "paper.bridge.in_plan",
    RowKind.INSURER_CREDIT: "paper.bridge.insurer_credit",
    RowKind.IN_DISPUTE: "paper.bridge.in_dispute",
    RowKind.WITH_AGENCY: "paper.bridge.with_agency",
    RowKind.HELD: "paper.bridge.held",
    RowKind.INSTALLMENT: "paper.bridge.installment",
    RowKind.INSTALLMENTS_PAST_DUE: "paper.bridge.installments_past_due",
}
_OF_SEVERAL = {
    RowKind.INSTALLMENT: "paper.bridge.installment_of",
    RowKind.INSTALLMENTS_PAST_DUE: "paper.bridge.past_due_of",
}
"""Where an account has several plans, its rows name them as their boxes do."""
AGES = (
    "paper.aging.days_0",
    "paper.aging.days_31",
    "paper.aging.days_61",
    "paper.aging.days_91",
    "paper.aging.days_121",
)


def draw_bridge(sheet: Sheet, view: StatementView, words: Wording) -> float:
    """Draw the bridge from y 272; give the baseline of its last row."""
    left, right = SPAN
    bridge = view.bridge
    title = shrink(words("paper.bridge.title"), SECTION, right - left, 9)
    sheet.run(left, 282, title)
    sheet.rule(left, right, 290, TEXT)
    rows = len(bridge.account) + len(bridge.set_aside) + len(bridge.asked) + 3
    pitch = min(PITCH, (BOTTOM - 305) / rows)
    draw = _Rows(sheet, view.statement_date, words, pitch)
    y = draw.rows(303.5, bridge.account)
    y = draw.total(y, "paper.bridge.balance", str(bridge.balance))
    if bridge.set_aside or bridge.asked:
        y = draw.rows(y + pitch, bridge.set_aside)
        planned = any(row.kind is RowKind.IN_PLAN for row in bridge.set_aside)
        key = "paper.bridge.outside_plan" if planned else "paper.bridge.outside"
        y = draw.total(y, key, str(bridge.outside))
        y = draw.rows(y + pitch, bridge.asked)
    else:
        y += pitch
    return draw.total(y, "paper.bridge.due", str(bridge.due), DUE)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Draws the bridge's rows ``pitch`` points apart."""

    sheet: Sheet
    this: date
    words: Wording
    pitch: float

    def rows(self, y: float, rows: tuple[BridgeRow, ...]) -> float:
        """Draw plain rows from baseline ``y``; give where the next one would stand."""
        style = BODY if self.pitch > 11.5 else SMALL
        for row in rows:
            label = Run(row_label(row, self.this, self.words), style)
            self.sheet.pair(SPAN, y, label, Run(str(row.amount), style))
            y += self.pitch
        return y

    def total(self, y: float, key: str, amount: str, figure: Type = STRONG) -> float:
        """Draw a sum under a hairline where a plain row would stand; give its baseline."""
        self.sheet.rule(*SPAN, y - 9.1, HAIR)
        self.sheet.pair(SPAN, y + 1.3, Run(self.words(key), STRONG), Run(amount, figure))
        return y + 1.3


def row_label(row: BridgeRow, this: date, words: Wording) -> str:
    """Give the words of a row of the bridge; a shorter wording may follow a bar."""
    if row.kind is RowKind.PREVIOUS and row.when is None:
        return words("paper.bridge.previous")
    when = ""
    if row.when is not None:
        day = words.day if row.kind is RowKind.PREVIOUS else words.short_day
        when = day(row.when, this)
    key = _OF_SEVERAL.get(row.kind) if row.plan else None
    return words(key or _KEYS[row.kind], when=when, number=row.number, n=row.number, plan=row.plan)


def next_words(plan: PlanBox, words: Wording) -> str:
    """Give which installment comes next."""
    if plan.next_number is None:
        return words("paper.plan.none_left")
    return words("paper.plan.next", number=plan.next_number, count=plan.count)


def last_row(plan: PlanBox, words: Wording, this: date) -> tuple[str, str]:
    """Give what is past due; where nothing of the plan is asked now, when the next is due."""
    if plan.next_due is None:
        return words("paper.plan.past_due"), str(plan.past_due)
    return words("paper.plan.next_due"), words.short_day(plan.next_due, this)


def draw_plan_box(
    sheet: Sheet, plan: PlanBox, words: Wording, this: date, corner: tuple[float, float]
) -> None:
    """Draw a payment plan's box, 173 points wide, its top left corner at ``corner``."""
    x, y = corner
    sheet.tint((x, y, 173, PLAN_HEIGHT))
    span = (x + 10, x + 163)
    title = plan.name or words("paper.plan.title")
    state = next_words(plan, words)
    sheet.pair(span, y + 13, Run(title, STRONG), Run(state, BODY))
    paid, paid_key = plan.paid, "paper.plan.paid"
    if plan.reduced:
        # Insurance or a discount lowered the plan; four rows hold, so the two stand together.
        paid, paid_key = plan.paid + plan.reduced, "paper.plan.paid_and_reduced"
    rows = (
        (words("paper.plan.started"), str(plan.started), FINE),
        (words(paid_key), str(paid), FINE),
        (words("paper.plan.left"), str(plan.left), FINE_STRONG),
        (*last_row(plan, words, this), FINE),
    )
    for place, (label, value, style) in enumerate(rows):
        sheet.pair(span, y + 25 + 11.2 * place, Run(label, FINE), Run(value, style))


def draw_aging(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw the row of five ages at y 490 to 518, and from which day they are counted."""
    if view.aging is None:
        return
    ours = view.aging.basis is AgingBasis.RESPONSIBILITY
    if view.plans:
        key = "paper.aging.responsibility" if ours else "paper.aging.service"
    else:
        key = "paper.aging.responsibility_all" if ours else "paper.aging.service_all"
    sheet.run(36, 486, shrink(words(key), SMALL, 349, 7))
    sheet.box((36, 490, 349, 28), EDGE, 0.72)
    for place, (label, amount) in enumerate(zip(AGES, view.aging.buckets, strict=True)):
        edge = 36 + 69.8 * (place + 1)
        if place < 4:
            sheet.upright(edge, 490, 518)
        sheet.amount(edge - 5, 501, words(label), SMALL, 62)
        sheet.amount(edge - 5, 513, str(amount), STRONG, 62)
