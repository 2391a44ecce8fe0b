"""The left column of a statement as blocks: visits, what waits, payments, totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.documents.paper.fitting import NO_BREAK, Line, Run, wrap_runs
from app.documents.paper.flow import Block, Span
from app.documents.paper.fonts import BODY, SEMIBOLD, SMALL, SMALL_STRONG, STRONG, Type
from app.documents.paper.reasons import sentences
from app.documents.paper.sheet import HAIR, TEXT, Sheet
from app.documents.paper.wording import Wording
from app.statements.view import Method, PaymentLine, PendingVisit, Purpose, StatementView, Visit
from app.values.money import ZERO, Money

LEADING = 12.5
BATCH_OF_PAYMENTS = 8


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the column lies and where its five figures end, in points."""

    span: Span
    edges: tuple[float, float, float, float, float]


NARROW = Columns(Span(36, 385), (110, 180, 250, 318, 385))
WIDE = Columns(Span(36, 569), (160, 265, 370, 470, 569))

Maker = Callable[[Columns], Block]

HEADS = (
    ("paper.visits.charged", SMALL),
    ("paper.visits.insurance_paid", SMALL),
    ("paper.visits.insurance_discount", SMALL),
    ("paper.visits.you_paid", SMALL),
    ("paper.visits.you_owe", SMALL_STRONG),
)
_METHODS = {
    Method.CASH: "paper.method.cash",
    Method.CHECK: "paper.method.check",
    Method.CARD: "paper.method.card",
    Method.ONLINE: "paper.method.online",
    Method.TRANSFER: "paper.method.transfer",
    Method.OTHER: "paper.method.other",
}
_PURPOSES = {
    Purpose.COPAY: "paper.purpose.copay",
    Purpose.PLAN: "paper.purpose.plan",
    Purpose.DOWN_PAYMENT: "paper.purpose.down_payment",
    Purpose.RETURNED: "paper.purpose.returned",
    Purpose.VOIDED: "paper.purpose.voided",
    Purpose.RESTORED: "paper.purpose.restored",
    Purpose.REFUND: "paper.purpose.refund",
}


def draw_column_heads(sheet: Sheet, words: Wording, columns: Columns, rule_y: float) -> None:
    """Draw the headings of the five figures above a black rule."""
    left = columns.span.left
    for edge, (key, style) in zip(columns.edges, HEADS, strict=True):
        lines = words(key).split("|")
        y = rule_y - 4 - 11 * (len(lines) - 1)
        for line in lines:
            sheet.amount(edge, y, line, style, edge - left - 4)
            y += 11
        left = edge
    sheet.rule(columns.span.left, columns.span.right, rule_y, TEXT)


def visits_title(view: StatementView, words: Wording) -> str:
    """Name the list of visits; "since" only where each of them has news since that day."""
    told = [one.news for one in view.visits] + [one.news for one in view.pending]
    if view.since is None or not all(told):
        return words("paper.visits.title")
    when = words.day(view.since, view.statement_date)
    return words("paper.visits.title_since", when=when)


def what_was_done(visit: Visit) -> str:
    """Give the services and who gave them, whose name stays on one line."""
    provider = visit.provider.replace(" ", NO_BREAK)
    return f"{visit.service}, {provider}" if provider else visit.service


def visit_makers(view: StatementView, words: Wording) -> list[Maker]:
    """Give the visits in order, each to be made for the width of its page."""
    return [_visit(visit, view, words) for visit in view.visits]


def other_makers(view: StatementView, words: Wording) -> list[Maker]:
    """Give what stands under the visits: what waits for insurance, then payments."""
    parts = [_pending(visit, view, words) for visit in view.pending]
    for start in range(0, len(view.payments), BATCH_OF_PAYMENTS):
        parts.append(_payments(start, view, words))
    return parts


def _visit(visit: Visit, view: StatementView, words: Wording) -> Maker:
    day = words.day(visit.day, view.statement_date)
    lead = words("paper.visits.lead", day=day, patient=visit.patient)
    title = (Run(lead, STRONG), Run(what_was_done(visit), BODY))
    tail = why_runs(visit, words)
    figures = (
        str(visit.charged),
        str(visit.insurance_paid),
        str(visit.insurance_discount),
        str(visit.you_paid),
        str(visit.you_owe),
    )

    def make(columns: Columns) -> Block:
        heads = wrap_runs(title, columns.span.width)
        texts = wrap_runs(tail, columns.span.width)
        height = 33.5 + LEADING * (len(heads) - 1) + (14 + LEADING * (len(texts) - 1)) * bool(texts)
        return Block(height, lambda sheet, top: draw(sheet, top, columns, (heads, texts)))

    def draw(
        sheet: Sheet, top: float, columns: Columns, lines: tuple[tuple[Line, ...], ...]
    ) -> None:
        y = sheet.lines(columns.span.left, top + 13, lines[0], LEADING) + 1.5
        _figures(sheet, y, columns, figures)
        y = sheet.lines(columns.span.left, y + 14, lines[1], LEADING)
        bottom = y - LEADING + 6.5 if lines[1] else y - 7.5
        sheet.rule(columns.span.left, columns.span.right, bottom, HAIR)

    return make


def _figures(sheet: Sheet, y: float, columns: Columns, figures: tuple[str, ...]) -> None:
    left = columns.span.left
    for place, (edge, figure) in enumerate(zip(columns.edges, figures, strict=True)):
        style = STRONG if place == 4 else BODY
        sheet.amount(edge, y, figure, style, edge - left - 4)
        left = edge


def why_runs(visit: Visit, words: Wording) -> tuple[Run, ...]:
    """Give the sentence under the figures; empty when there is nothing to say."""
    runs: list[Run] = []
    why = sentences(visit.reasons, words)
    if why:
        lead = "paper.visits.why" if visit.you_owe > ZERO else "paper.visits.note"
        runs += [Run(words(lead), STRONG), Run(why, BODY)]
    also = [
        words(key, amount=amount)
        for key, amount in (
            ("paper.visits.adjusted", visit.adjusted),
            ("paper.visits.waiting_part", visit.waiting),
            ("paper.visits.plan_part", visit.in_plan),
        )
        if amount
    ]
    if also:
        runs.append(Run(words("paper.visits.also", parts=words.listing(also)), BODY))
    return tuple(runs)


def pending_runs(visit: PendingVisit, view: StatementView, words: Wording) -> tuple[Run, ...]:
    """Give the sentences on a visit that no insurer has answered."""
    key = "paper.pending.billed" if visit.billed_on else "paper.pending.not_yet"
    billed = words.day(visit.billed_on, view.statement_date) if visit.billed_on else ""
    day = words.day(visit.day, view.statement_date)
    text = words(
        key,
        day=day,
        patient=visit.patient,
        service=visit.service,
        amount=visit.amount,
        payer=visit.payer,
        billed=billed,
    )
    return (Run(words("paper.pending.lead"), STRONG), Run(text, BODY))


def _pending(visit: PendingVisit, view: StatementView, words: Wording) -> Maker:
    runs = pending_runs(visit, view, words)

    def make(columns: Columns) -> Block:
        lines = wrap_runs(runs, columns.span.width)
        return Block(
            18.5 + LEADING * (len(lines) - 1),
            lambda sheet, top: _lines(sheet, columns, (top + 13.9, LEADING), lines),
        )

    return make


def _lines(
    sheet: Sheet, columns: Columns, place: tuple[float, float], lines: tuple[Line, ...]
) -> None:
    sheet.lines(columns.span.left, place[0], lines, place[1])


def _payments(start: int, view: StatementView, words: Wording) -> Maker:
    """Give some payments on from ``start``; the first ones are led by what they are."""
    some = view.payments[start : start + BATCH_OF_PAYMENTS]
    whole = [payment_words(line, view, words).replace(" ", NO_BREAK) for line in some]
    text = f"{NO_BREAK}\N{MIDDLE DOT} ".join(whole)
    runs = [Run(text, SMALL)]
    if start == 0:
        runs.insert(0, Run(words("paper.payments.lead"), SMALL_STRONG))

    def make(columns: Columns) -> Block:
        lines = wrap_runs(runs, columns.span.width)
        return Block(
            12.9 + 11.25 * (len(lines) - 1),
            lambda sheet, top: _lines(sheet, columns, (top + 9.9, 11.25), lines),
        )

    return make


def payment_words(line: PaymentLine, view: StatementView, words: Wording) -> str:
    """Give "Nov 13, check 1182, 100.00 (plan)"."""
    method = words(_METHODS[line.method])
    how = f"{method} {line.number}" if line.number else method
    day = words.short_day(line.day, view.statement_date)
    purpose = _PURPOSES.get(line.purpose)
    tail = f" ({words(purpose)})" if purpose else ""
    return f"{day}, {how}, {line.amount}{tail}"


def totals(view: StatementView, words: Wording) -> Maker:
    """Give the closing row: the five columns added up over all pages."""
    figures = (
        Money.total(v.charged for v in view.visits),
        Money.total(v.insurance_paid for v in view.visits),
        Money.total(v.insurance_discount for v in view.visits),
        Money.total(v.you_paid for v in view.visits),
        Money.total(v.you_owe for v in view.visits),
    )

    def make(columns: Columns) -> Block:
        return Block(40, lambda sheet, top: draw(sheet, top, columns))

    def draw(sheet: Sheet, top: float, columns: Columns) -> None:
        sheet.rule(columns.span.left, columns.span.right, top, TEXT)
        title = words("paper.visits.total", n=len(view.visits))
        sheet.text(columns.span.left, top + 14, title, STRONG)
        left = columns.span.left
        for edge, figure in zip(columns.edges, figures, strict=True):
            sheet.amount(edge, top + 28, str(figure), Type(SEMIBOLD, 10), edge - left - 4)
            left = edge

    return make
