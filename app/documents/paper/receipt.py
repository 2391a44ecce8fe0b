"""A receipt for a patient's payment, and the same made void."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.paper.document import Frame, render
from app.documents.paper.flow import Block, Span, gap, heading, pair, rule_block, text
from app.documents.paper.fonts import BODY, STRONG, TITLE, Type
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, Paper
from app.documents.paper.table import Table, TableColumn
from app.documents.paper.wording import Wording, wording
from app.values.money import ZERO, Money

SPAN = Span()
NARROW = Span(LEFT, 330)


@dataclass(frozen=True, slots=True)
class Applied:
    """A part of the payment and what it went to; ``day`` None for an installment."""

    day: date | None
    what: str
    amount: Money
    patient: str = ""
    provider: str = ""


@dataclass(frozen=True, slots=True)
class Voided:
    """When and why a receipt was made void, and the paper that did it."""

    when: datetime
    reason: str
    reference: str


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a receipt shows; ``taken_at`` is local time.

    ``method`` is in words with the check number or the card's last four digits ("check
    1182"). The parts of ``applied`` and ``unapplied`` add up to ``amount``.
    """

    number: str
    account: str
    taken_at: datetime
    payer: str
    method: str
    amount: Money
    balance_after: Money
    cashier: str
    practice: Letterhead
    applied: tuple[Applied, ...] = ()
    unapplied: Money = ZERO
    void: Voided | None = None
    language: str = "en"


def draw_receipt(view: ReceiptView) -> bytes:
    """Draw a receipt; one with ``void`` says so in the head and in a sentence.

    Raises:
        ValueError: what it was applied to does not add up to the amount.
        Refused: ``paper.no_glyph``.
    """
    if Money.total(part.amount for part in view.applied) + view.unapplied != view.amount:
        raise ValueError("a receipt's parts add up to its amount")
    words = wording(view.language)
    key = "paper.receipt.void_title" if view.void else "paper.receipt.title"
    paper = Paper(words(key, number=view.number), view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words("paper.receipt.page", number=view.number, page=page, pages=pages)

    mark = words("paper.receipt.void_mark") if view.void else ""
    return render(Frame(paper, view.practice, line, mark), _blocks(view, words))


def _blocks(view: ReceiptView, words: Wording) -> list[Block]:
    blocks = text(words("paper.receipt.heading"), SPAN, TITLE)
    if view.void is not None:
        said = words(
            "paper.receipt.void_line",
            when=_moment(view.void.when, words),
            reason=view.void.reason,
            reference=view.void.reference,
        )
        blocks += text(said, SPAN, STRONG)
    facts = (
        ("paper.receipt.number", view.number),
        ("paper.receipt.when", _moment(view.taken_at, words)),
        ("paper.receipt.account", view.account),
        ("paper.receipt.payer", view.payer),
        ("paper.receipt.method", view.method),
        ("paper.receipt.cashier", view.cashier),
    )
    blocks += [pair(words(key), value, NARROW) for key, value in facts]
    blocks += [rule_block(NARROW)]
    blocks += [pair(words("paper.receipt.amount"), f"${view.amount}", NARROW, strong=True)]
    blocks += heading(words("paper.receipt.applied"), SPAN)
    blocks += _applied(view, words)
    blocks += [gap(8)]
    balance = words("paper.receipt.balance_after")
    blocks += [pair(balance, f"${view.balance_after}", NARROW, strong=True), gap(10)]
    if view.practice.tax_id:
        note = words(
            "paper.receipt.tax_note", tax=view.practice.tax_id, npi=view.practice.npi
        ).replace(", NPI .", ".")
        blocks += text(note, SPAN, BODY)
    return blocks + text(words("paper.receipt.thanks"), SPAN, Type(STRONG.face, 11))


def _applied(view: ReceiptView, words: Wording) -> list[Block]:
    table = Table(
        (
            TableColumn(words("paper.receipt.day"), 36, 126),
            TableColumn(words("paper.receipt.patient"), 126, 236),
            TableColumn(words("paper.receipt.what"), 236, 386),
            TableColumn(words("paper.receipt.provider"), 386, 490),
            TableColumn(words("paper.receipt.applied_amount"), 490, RIGHT, figures=True),
        )
    )
    rows = [
        (
            words.short_date(part.day) if part.day else "",
            part.patient,
            part.what,
            part.provider,
            str(part.amount),
        )
        for part in view.applied
    ]
    if view.unapplied:
        rows.append(("", "", words("paper.receipt.unapplied"), "", str(view.unapplied)))
    total = table.total((words("paper.receipt.total"), "", "", "", str(view.amount)))
    return [*table.rows(rows), total]


def _moment(when: datetime, words: Wording) -> str:
    """Give "Nov 25, 2026, 4:05 PM"."""
    hour = when.hour % 12 or 12
    half = "AM" if when.hour < 12 else "PM"
    return f"{words.short_date(when.date())}, {hour}:{when.minute:02d} {half}"
