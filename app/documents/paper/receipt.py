"""A receipt for a patient's payment or for money given back, and the same made void."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from app.documents.paper.document import Frame, render, span_of
from app.documents.paper.flow import Block, Span, facts, gap, heading, pair, rule_block, text
from app.documents.paper.fonts import BODY, STRONG, TITLE, Type
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, Paper
from app.documents.paper.table import TableColumn, table_of
from app.documents.paper.wording import Wording, wording
from app.values.money import ZERO, Money

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
    1182"). The parts of ``applied`` and ``unapplied`` add up to ``amount``. ``refund``: money
    given back; ``method`` then says why, and the parts are where the money had lain.
    ``large``: in large print.
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
    refund: bool = False
    large: bool = False


def draw_receipt(view: ReceiptView) -> bytes:
    """Draw a receipt; one with ``void`` says so in the head and in a sentence, and thanks nobody.

    Raises:
        ValueError: what it was applied to does not add up to the amount.
        Refused: ``paper.no_glyph``.
    """
    if Money.total(part.amount for part in view.applied) + view.unapplied != view.amount:
        raise ValueError("a receipt's parts add up to its amount")
    words = wording(view.language)
    kind = _kind(view)
    key = "void_title" if view.void else "title"
    title = words(f"paper.{kind}.{key}", number=view.number)
    paper = Paper(title, view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words(f"paper.{kind}.page", number=view.number, page=page, pages=pages)

    mark = words("paper.receipt.void_mark") if view.void else ""
    return render(
        Frame(paper, view.practice, line, mark, view.large),
        _blocks(view, words, span_of(large=view.large)),
    )


def _kind(view: ReceiptView) -> str:
    """Name the words of what was taken, or of what was given back."""
    return "refund" if view.refund else "receipt"


def _blocks(view: ReceiptView, words: Wording, span: Span) -> list[Block]:
    kind, narrow = _kind(view), span if view.large else NARROW
    blocks = text(words(f"paper.{kind}.heading"), span, TITLE)
    if view.void is not None:
        said = words(
            "paper.receipt.void_line",
            when=_moment(view.void.when, words),
            reason=view.void.reason,
            reference=view.void.reference,
        )
        blocks += text(said, span, STRONG)
    known = (
        (f"paper.{kind}.number", view.number),
        ("paper.receipt.when", _moment(view.taken_at, words)),
        ("paper.receipt.account", view.account),
        (f"paper.{kind}.payer", view.payer),
        (f"paper.{kind}.method", view.method[:1].upper() + view.method[1:]),
        (f"paper.{kind}.cashier", view.cashier),
    )
    blocks += facts([(words(key), value) for key, value in known if value], narrow)
    blocks += [rule_block(narrow)]
    blocks += [pair(words(f"paper.{kind}.amount"), f"${view.amount}", narrow, strong=True)]
    blocks += heading(words(f"paper.{kind}.applied"), span)
    blocks += _applied(view, words, span)
    if view.void is not None:
        # It is no proof of payment any more: nobody should keep it or go by its balance.
        return blocks
    blocks += [gap(8)]
    balance = words(f"paper.{kind}.balance_after")
    blocks += [pair(balance, f"${view.balance_after}", narrow, strong=True), gap(10)]
    if view.practice.tax_id:
        note = words(
            f"paper.{kind}.tax_note", tax=view.practice.tax_id, npi=view.practice.npi
        ).replace(", NPI .", ".")
        blocks += text(note, span, BODY)
    if view.refund:
        return blocks
    return blocks + text(words("paper.receipt.thanks"), span, Type(STRONG.face, 11))


def _applied(view: ReceiptView, words: Wording, span: Span) -> list[Block]:
    table = table_of(
        (
            TableColumn(words("paper.receipt.day"), 36, 126),
            TableColumn(words("paper.receipt.patient"), 126, 236),
            TableColumn(words("paper.receipt.what"), 236, 386),
            TableColumn(words("paper.receipt.provider"), 386, 490),
            TableColumn(words("paper.receipt.applied_amount"), 490, RIGHT, figures=True),
        ),
        span,
        large=view.large,
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
        said = words(f"paper.{_kind(view)}.unapplied")
        rows.append(("", "", said, "", str(view.unapplied)))
    total = table.total((words("paper.receipt.total"), "", "", "", str(view.amount)))
    return [*table.rows(rows), total]


def _moment(when: datetime, words: Wording) -> str:
    """Give "Nov 25, 2026, 4:05 PM"."""
    hour = when.hour % 12 or 12
    half = "AM" if when.hour < 12 else "PM"
    return f"{words.short_date(when.date())}, {hour}:{when.minute:02d} {half}"
