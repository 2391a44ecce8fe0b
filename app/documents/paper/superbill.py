"""The numbered, frozen superbill on paper."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from app.documents.paper.document import Frame, render, signature
from app.documents.paper.flow import Block, Span, facts, gap, heading, in_columns, pair, text
from app.documents.paper.fonts import BODY, STRONG, TITLE
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, Paper
from app.documents.paper.table import Table, TableColumn
from app.documents.paper.wording import Wording, wording
from app.values.money import ZERO, Money

SPAN = Span()
HIGHEST_KEPT = 300
"""So many points of sums and notes stand on the page of the signature."""
LEFT_HALF, RIGHT_HALF = Span(LEFT, 282), Span(294, RIGHT)


@dataclass(frozen=True, slots=True)
class SuperbillDiagnosis:
    """A diagnosis with its letter, A to L."""

    letter: str
    code: str
    wording: str


@dataclass(frozen=True, slots=True)
class SuperbillLine:
    """A service line; ``pointers`` are letters, ``fee`` the whole line's amount."""

    number: int
    code: str
    wording: str
    modifiers: tuple[str, ...]
    pointers: str
    units: str
    fee: Money


@dataclass(frozen=True, slots=True)
class SuperbillView:
    """What a superbill shows; texts that are not known are empty and not printed.

    ``coverages`` are lines such as "Blue Prairie PPO, member 12345"; none means self-pay.
    The lines' fees add up to ``total``. ``paid`` is the patient's own money for this visit so
    far; ``covered`` what insurance paid, took off, or was written off.
    """

    number: str
    practice: Letterhead
    patient: str
    birth: date | None
    sex: str
    account: str
    guarantor: str
    day: date
    last_day: date | None
    place: str
    rendering: str
    diagnoses: tuple[SuperbillDiagnosis, ...]
    lines: tuple[SuperbillLine, ...]
    total: Money
    handed_off: datetime
    coded_by: str
    paid: Money = ZERO
    covered: Money = ZERO
    supervising: str = ""
    referring: str = ""
    authorization: str = ""
    visit: str = ""
    coverages: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    language: str = "en"


def draw_superbill(view: SuperbillView, *, copy: bool = False) -> bytes:
    """Draw the superbill; PAID stands in the head when nothing is left of its total.

    Raises:
        ValueError: the lines' fees do not add up to the total.
        Refused: ``paper.no_glyph``.
    """
    if Money.total(line.fee for line in view.lines) != view.total:
        raise ValueError("a superbill's lines add up to its total")
    words = wording(view.language)
    title = words("paper.superbill.title", number=view.number)
    paper = Paper(title, view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words("paper.superbill.page", number=view.number, page=page, pages=pages)

    mark = ""
    if copy:
        mark = words("paper.superbill.copy")
    elif view.total > ZERO and view.paid >= view.total:
        mark = words("paper.superbill.paid_mark")
    blocks = [
        *text(words("paper.superbill.heading", number=view.number), SPAN, TITLE, 2),
        *text(words("paper.superbill.frozen", when=_day(view, words)), SPAN),
        *_facts(view, words),
        *_diagnoses(view, words),
        *_services(view, words),
        *_closing(view, words),
    ]
    return render(Frame(paper, view.practice, line, mark), blocks)


def _day(view: SuperbillView, words: Wording) -> str:
    return words.short_date(view.handed_off.date())


def _facts(view: SuperbillView, words: Wording) -> list[Block]:
    days = words.short_date(view.day)
    if view.last_day is not None and view.last_day != view.day:
        days = f"{days} \N{EN DASH} {words.short_date(view.last_day)}"
    practice = view.practice
    left = [
        ("paper.superbill.patient", view.patient),
        ("paper.superbill.birth", words.short_date(view.birth) if view.birth else ""),
        ("paper.superbill.sex", view.sex),
        ("paper.superbill.account", view.account),
        ("paper.superbill.guarantor", view.guarantor),
    ]
    coverages = view.coverages or (words("paper.superbill.self_pay"),)
    left += [("paper.superbill.coverages", coverage) for coverage in coverages]
    right = [
        ("paper.superbill.dos", days),
        ("paper.superbill.place", view.place),
        ("paper.superbill.rendering", view.rendering),
        ("paper.superbill.supervising", view.supervising),
        ("paper.superbill.referring", view.referring),
        ("paper.superbill.authorization", view.authorization),
        ("paper.superbill.visit", view.visit),
    ]
    ids = [words("paper.superbill.tax_id", tax=practice.tax_id)] if practice.tax_id else []
    ids += [words("paper.superbill.npi", npi=practice.npi)] if practice.npi else []
    columns = (_stack(left, LEFT_HALF, words), _stack(right, RIGHT_HALF, words))
    said = text(" \N{MIDDLE DOT} ".join(ids), SPAN, BODY) if ids else []
    return [*said, in_columns(columns)]


def _stack(rows: list[tuple[str, str]], span: Span, words: Wording) -> list[Block]:
    return facts([(words(key), value) for key, value in rows if value], span)


def _diagnoses(view: SuperbillView, words: Wording) -> list[Block]:
    table = Table(
        (
            TableColumn(words("paper.superbill.letter"), LEFT, 84),
            TableColumn(words("paper.superbill.code"), 84, 160),
            TableColumn(words("paper.superbill.wording"), 160, RIGHT),
        )
    )
    rows = [(d.letter, d.code, d.wording) for d in view.diagnoses]
    return [*heading(words("paper.superbill.diagnoses"), SPAN), *table.rows(rows)]


def _services(view: SuperbillView, words: Wording) -> list[Block]:
    table = Table(
        (
            TableColumn(words("paper.superbill.line"), LEFT, 66),
            TableColumn(words("paper.superbill.code"), 66, 124),
            TableColumn(words("paper.superbill.service"), 124, 316),
            TableColumn(words("paper.superbill.modifiers"), 316, 394),
            TableColumn(words("paper.superbill.pointers"), 394, 462),
            TableColumn(words("paper.superbill.units"), 462, 500, figures=True),
            TableColumn(words("paper.superbill.fee"), 500, RIGHT, figures=True),
        )
    )
    rows = [
        (
            str(line.number),
            line.code,
            line.wording,
            " ".join(line.modifiers),
            line.pointers,
            line.units,
            str(line.fee),
        )
        for line in view.lines
    ]
    total = ("", "", words("paper.superbill.total"), "", "", "", str(view.total))
    return [
        *heading(words("paper.superbill.services"), SPAN),
        *table.rows(rows),
        table.total(total),
    ]


def _closing(view: SuperbillView, words: Wording) -> list[Block]:
    blocks = [gap(6), pair(words("paper.superbill.paid"), str(view.paid), RIGHT_HALF)]
    if view.covered != ZERO:
        blocks += [pair(words("paper.superbill.covered"), str(view.covered), RIGHT_HALF)]
    balance = view.total - view.paid - view.covered
    key, shown = ("credit", -balance) if balance < ZERO else ("balance", balance)
    blocks += [pair(words(f"paper.superbill.{key}"), str(shown), RIGHT_HALF, strong=True)]
    if view.notes:
        blocks += heading(words("paper.superbill.notes"), SPAN)
        for note in view.notes:
            blocks += text(note, SPAN, BODY, 3)
    by = f"{words('paper.superbill.coded_by')}: {view.coded_by}"
    when = f"{words('paper.superbill.handed_off')}: {_day(view, words)}"
    blocks += [gap(6), *text(f"{by} \N{MIDDLE DOT} {when}", SPAN, STRONG)]
    # Who signs sees what the signature is for: it is never alone on a page.
    if sum(block.height for block in blocks) < HIGHEST_KEPT:
        blocks = [replace(block, keep=True) for block in blocks]
    return [*blocks, signature(words("paper.superbill.signature"), LEFT_HALF)]
