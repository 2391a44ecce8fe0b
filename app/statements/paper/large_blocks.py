"""What flows down the pages of a statement in large print: everything in 18 points or more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from app.documents.paper.fitting import Run, wrap_runs
from app.documents.paper.flow import Block, Span, gap_kept, paragraph
from app.documents.paper.fonts import BOLD, REGULAR, SEMIBOLD, Type
from app.documents.paper.letterhead import call, hours_of
from app.documents.paper.sheet import HAIR, LEFT, RIGHT, TEXT, Sheet
from app.documents.paper.wording import Wording
from app.statements.paper import back, column, figures, front
from app.statements.view import (
    AgingBasis,
    BridgeRow,
    PlanBox,
    RowKind,
    StatementView,
    TextBlock,
    Visit,
)
from app.values.money import Money

BODY = Type(REGULAR, 18)
STRONG = Type(SEMIBOLD, 18)
HEAVY = Type(BOLD, 18)
SECTION = Type(SEMIBOLD, 22)
LEADING = 22.0
WIDE = Span(LEFT, RIGHT)
# A figure stands no farther from its words than a reader with a lens can follow.
PAIRS = Span(LEFT, 450)
EDGES = (142.0, 249.0, 356.0, 463.0, 569.0)

Blocks = list[Block]


def words_block(words: str, style: Type = BODY, after: float = 8, keep: bool = False) -> Blocks:
    """Give running text across the page."""
    return paragraph([Run(words, style)], WIDE, style.size * 1.22, after, keep)


def section(words: str) -> Blocks:
    """Give a heading that stays with what follows."""
    return [gap_kept(10), *words_block(words, SECTION, 4, keep=True)]


def pair(label: str, value: str, style: Type = BODY, keep: bool = False) -> Block:
    """Give a row of words and a figure; a shorter wording may follow a bar."""

    def draw(sheet: Sheet, top: float) -> None:
        span = (PAIRS.left, PAIRS.right)
        sheet.pair(span, top + 17.5, Run(label, style), Run(value, style))

    return Block(LEADING + 2, draw, keep)


def total_pair(label: str, value: str, keep: bool = False) -> Block:
    """Give a sum under a line."""
    row = pair(label, value, STRONG)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.rule(PAIRS.left, PAIRS.right, top + 1.5, TEXT)
        row.paint(sheet, top + 3)

    return Block(row.height + 5, draw, keep)


def first_blocks(view: StatementView, words: Wording) -> Blocks:
    """Give what stands first: the message, what this paper is, and how to pay.

    The account's number stands in the head.
    """
    facts = (
        ("paper.statement.total_balance", str(view.bridge.balance)),
        ("paper.statement.statement_date", words.short_date(view.statement_date)),
        ("paper.statement.statement_number", view.number),
    )
    told = words_block(view.message, STRONG) if view.message else []
    told += [pair(words(key), value) for key, value in facts]
    if not view.is_bill:
        asked = call(view.practice, words, hours=True)
        return [*told, *words_block(words("paper.statement.questions", call=asked), STRONG)]
    told.append(gap_kept(10))
    for lead, rest in front.ways(view, words):
        # All ways stand together, on this page or the next.
        told += paragraph([Run(lead, STRONG), Run(rest, BODY)], WIDE, LEADING, 2, keep=True)
    return told


def all_blocks(view: StatementView, words: Wording, *, whole: bool = True) -> Blocks:
    """Give the rest in the order it is read: how the amount came about, visits, help.

    ``whole``: a short paragraph of the help is not broken between two pages.
    """
    return [
        *_bridge(view, words),
        *_visits(view, words),
        *_pending(view, words),
        *_payments(view, words),
        *(block for plan in view.plans for block in _plan(plan, words, view.statement_date)),
        *_aging(view, words),
        *_reach(view, words),
        *(block for text in view.back for block in _back(text, whole)),
    ]


def _bridge(view: StatementView, words: Wording) -> Iterator[Block]:
    bridge, this = view.bridge, view.statement_date

    def rows(some: Sequence[BridgeRow]) -> Iterator[Block]:
        for row in some:
            yield pair(figures.row_label(row, this, words), str(row.amount), keep=True)

    yield from section(words("paper.bridge.title"))
    yield from rows(bridge.account)
    yield total_pair(words("paper.bridge.balance"), str(bridge.balance), keep=True)
    if bridge.set_aside or bridge.asked:
        yield from rows(bridge.set_aside)
        planned = any(row.kind is RowKind.IN_PLAN for row in bridge.set_aside)
        key = "paper.bridge.outside_plan" if planned else "paper.bridge.outside"
        yield total_pair(words(key), str(bridge.outside), keep=True)
        yield from rows(bridge.asked)
    yield total_pair(words("paper.bridge.due"), str(bridge.due))


def _visits(view: StatementView, words: Wording) -> Iterator[Block]:
    title = column.visits_title(view, words)
    if not view.visits:
        if not view.pending:
            yield from section(title)
            yield from words_block(words("paper.visits.none"))
        return
    yield from section(title)
    head = _heads(words)
    yield head
    for visit in view.visits:
        yield _visit(visit, view, words, head)
    if len(view.visits) > 1:
        yield _totals(view, words, head)


def _heads(words: Wording) -> Block:
    titles = [words(key).split("|") for key, _ in column.HEADS]
    deep = max(len(lines) for lines in titles)

    def draw(sheet: Sheet, top: float) -> None:
        left = WIDE.left
        for edge, lines in zip(EDGES, titles, strict=True):
            y = top + 16 + LEADING * (deep - len(lines))
            for line in lines:
                sheet.amount(edge, y, line, STRONG if edge == EDGES[-1] else BODY, edge - left - 6)
                y += LEADING
            left = edge
        sheet.rule(WIDE.left, WIDE.right, top + LEADING * deep + 2, TEXT)

    return Block(LEADING * deep + 6, draw, keep=True)


def _visit(visit: Visit, view: StatementView, words: Wording, head: Block) -> Block:
    day = words.day(visit.day, view.statement_date)
    lead = words("paper.visits.lead", day=day, patient=visit.patient)
    heads = wrap_runs([Run(lead, STRONG), Run(column.what_was_done(visit), BODY)], WIDE.width)
    tail = wrap_runs(_enlarged(column.why_runs(visit, words)), WIDE.width)
    amounts = (
        visit.charged,
        visit.insurance_paid,
        visit.insurance_discount,
        visit.you_paid,
        visit.you_owe,
    )
    height = LEADING * (len(heads) + len(tail) + 1) + 14

    def draw(sheet: Sheet, top: float) -> None:
        y = sheet.lines(WIDE.left, top + 18, heads, LEADING)
        _figures(sheet, y, amounts)
        sheet.lines(WIDE.left, y + LEADING, tail, LEADING)
        if visit is not view.visits[-1] or len(view.visits) == 1:
            # The sums under the last one bring their own, stronger rule.
            sheet.rule(WIDE.left, WIDE.right, top + height - 2, HAIR)

    return Block(height, draw, again=head)


def _enlarged(runs: Sequence[Run]) -> list[Run]:
    return [Run(run.text, run.style.at(BODY.size)) for run in runs]


def _figures(sheet: Sheet, y: float, amounts: Sequence[Money], strong: bool = False) -> None:
    left = WIDE.left
    for place, (edge, amount) in enumerate(zip(EDGES, amounts, strict=True)):
        style = STRONG if strong or place == len(EDGES) - 1 else BODY
        sheet.amount(edge, y, str(amount), style, edge - left - 6)
        left = edge


def _totals(view: StatementView, words: Wording, head: Block) -> Block:
    amounts = [
        Money.total(visit.charged for visit in view.visits),
        Money.total(visit.insurance_paid for visit in view.visits),
        Money.total(visit.insurance_discount for visit in view.visits),
        Money.total(visit.you_paid for visit in view.visits),
        Money.total(visit.you_owe for visit in view.visits),
    ]

    def draw(sheet: Sheet, top: float) -> None:
        sheet.rule(WIDE.left, WIDE.right, top, TEXT)
        title = words("paper.visits.total", n=len(view.visits))
        sheet.text(WIDE.left, top + 20, title, STRONG)
        _figures(sheet, top + 42, amounts, strong=True)

    return Block(54, draw, again=head)


def _pending(view: StatementView, words: Wording) -> Iterator[Block]:
    for visit in view.pending:
        runs = _enlarged(column.pending_runs(visit, view, words))
        yield from paragraph(runs, WIDE, LEADING, 8)


def _payments(view: StatementView, words: Wording) -> Iterator[Block]:
    if not view.payments:
        return
    yield from words_block(words("paper.payments.lead"), STRONG, 2, keep=True)
    for place, line in enumerate(view.payments, start=2):
        # The last one does not stand alone on a page.
        told = column.payment_words(line, view, words)
        yield from words_block(told, BODY, 2, keep=place == len(view.payments))


def _plan(plan: PlanBox, words: Wording, this: date) -> Iterator[Block]:
    yield from section(plan.name or words("paper.plan.title"))
    state = figures.next_words(plan, words)
    said = state.split("|")[0]
    yield from words_block(said[:1].upper() + said[1:], BODY, 2, keep=True)
    rows = [("started", plan.started), ("paid", plan.paid)]
    if plan.reduced:
        rows[1] = ("paid_and_reduced", plan.paid + plan.reduced)
    for key, amount in rows:
        yield pair(words(f"paper.plan.{key}"), str(amount), keep=True)
    yield pair(words("paper.plan.left"), str(plan.left), STRONG, keep=True)
    yield pair(*figures.last_row(plan, words, this))


def _aging(view: StatementView, words: Wording) -> Iterator[Block]:
    if view.aging is None or not view.is_bill:
        return
    basis = "responsibility" if view.aging.basis is AgingBasis.RESPONSIBILITY else "service"
    key = basis if view.plans else f"{basis}_all"
    yield gap_kept(10)
    yield from words_block(words(f"paper.aging.{key}"), STRONG, 2, keep=True)
    last = len(figures.AGES) - 1
    for place, (name, amount) in enumerate(zip(figures.AGES, view.aging.buckets, strict=True)):
        yield pair(words(name), str(amount), keep=place < last)


def _reach(view: StatementView, words: Wording) -> Iterator[Block]:
    practice = view.practice
    tax = words("paper.statement.tax_id", id=practice.tax_id) if practice.tax_id else ""
    told = [practice.address, practice.phone, hours_of(practice, words), practice.web, tax]
    lines = [line for line in told if line]
    if view.is_bill:
        lines.append(words("paper.slip.too_much"))
    yield from section(practice.name)
    for place, line in enumerate(lines, start=1):
        yield from words_block(line, BODY, 2, keep=place < len(lines))


def _back(text: TextBlock, whole: bool) -> Iterator[Block]:
    yield from section(text.title)
    parts = [part for part in text.text.split("\n") if part]
    for place, part in enumerate(parts, start=2):
        keep = place == len(parts)
        lines = paragraph(back.runs_of(part, BODY.size), WIDE, LEADING, 4, keep)
        if whole and len(lines) <= back.WHOLE:
            lines = [replace(line, keep=True) for line in lines[:-1]] + lines[-1:]
        yield from lines
