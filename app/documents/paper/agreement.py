"""The payment plan agreement: what both sides sign, every date in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.documents.paper.document import Frame, beside, render, signature, span_of
from app.documents.paper.fitting import shrink, wrap
from app.documents.paper.flow import Block, Span, gap_kept, heading, pair, text
from app.documents.paper.fonts import BODY, BOLD, REGULAR, SEMIBOLD, SMALL, TITLE, Type
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, TEXT, Paper, Sheet
from app.documents.paper.table import Table, TableColumn, table_of
from app.documents.paper.wording import Wording, wording
from app.values.money import ZERO, Money, Rate

HALF = Span(LEFT, 320)


@dataclass(frozen=True, slots=True)
class _Boxes:
    """How the four boxes of the law stand: so many in a row, each row's height, in points."""

    in_row: int
    width: float
    heights: tuple[float, ...]
    small: float
    leading: float


_ACROSS = _Boxes(4, 129.5, (104,), 8, 10)
_SQUARE = _Boxes(2, 145.5, (90, 106), 10, 12)
_BETWEEN = 5
_WITH_SIGNATURES = 3
"""So many terms stand on the page of the signatures."""
_WIDTHS: dict[str, float] = {
    "number": 40,
    "due": 160,
    "amount": 84,
    "principal": 84,
    "interest": 80,
    "left": 85,
}
_LARGE_WIDTHS: dict[str, float] = {
    "number": 25, "due": 77, "amount": 48, "principal": 50, "interest": 46, "left": 50,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanCharge:
    """A charge in the plan with the amount of it that the plan takes in."""

    day: date
    patient: str
    service: str
    amount: Money


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One installment; principal + interest = amount, ``left`` is the principal after it."""

    number: int
    due: date
    amount: Money
    principal: Money
    interest: Money
    left: Money


@dataclass(frozen=True, slots=True)
class Disclosure:
    """The four boxes of a plan under the Truth in Lending Act, and its late charge."""

    rate: Rate
    finance_charge: Money
    amount_financed: Money
    total_of_payments: Money


@dataclass(frozen=True, slots=True)
class AgreementView:
    """What an agreement shows.

    The charges add up to ``down`` plus the principal of the rows. ``grace_days`` is when
    an installment counts as late; ``missed`` how many late ones end the plan. Fees of
    zero print "no fee". ``disclosure`` None when the law asks for none. ``autopay`` names
    the means of payment ("card ending 4242"); empty for none. ``extra_terms`` are the
    practice's own, in the right language. ``large``: in large print. ``replaces`` is the day
    of the earlier agreement that this one changes; None for the first.
    """

    number: str
    account: str
    guarantor: str
    agreed_on: date
    practice: Letterhead
    charges: tuple[PlanCharge, ...]
    rows: tuple[PlanRow, ...]
    down: Money = ZERO
    grace_days: int = 10
    late_fee: Money = ZERO
    returned_fee: Money = ZERO
    missed: int = 3
    disclosure: Disclosure | None = None
    autopay: str = ""
    extra_terms: tuple[str, ...] = ()
    language: str = "en"
    large: bool = False
    replaces: date | None = None

    @property
    def span(self) -> Span:
        """Give the column that it is set in."""
        return span_of(large=self.large)


def draw_agreement(view: AgreementView, *, copy: bool = False) -> bytes:
    """Draw the agreement over as many pages as its schedule needs.

    Raises:
        ValueError: charges, down payment and schedule do not add up.
        Refused: ``paper.no_glyph``.
    """
    _check(view)
    words = wording(view.language)
    title = words("paper.agreement.title", number=view.number)
    paper = Paper(title, view.practice.name, language=words.language)

    def line(page: int, pages: int) -> str:
        return words("paper.agreement.page", number=view.number, page=page, pages=pages)

    mark = words("paper.agreement.copy") if copy else ""
    blocks = [
        *_parties(view, words),
        *_covered(view, words),
        *_disclosure(view, words),
        *_schedule(view, words),
        *_terms(view, words),
        *_signatures(view, words),
    ]
    return render(Frame(paper, view.practice, line, mark, view.large), blocks)


def _check(view: AgreementView) -> None:
    if not view.rows:
        raise ValueError("an agreement has at least one installment")
    principal = Money.total(row.principal for row in view.rows)
    if Money.total(charge.amount for charge in view.charges) != view.down + principal:
        raise ValueError("the charges are the down payment and the installments' principal")
    if any(row.principal + row.interest != row.amount for row in view.rows):
        raise ValueError("an installment is principal and interest")
    found = view.disclosure
    if found and found.amount_financed + found.finance_charge != found.total_of_payments:
        raise ValueError("the total of payments is the amount financed and the finance charge")


def _parties(view: AgreementView, words: Wording) -> list[Block]:
    said = words(
        "paper.agreement.parties_text",
        practice=view.practice.name,
        guarantor=view.guarantor,
        account=view.account,
        date=words.full_date(view.agreed_on),
    )
    blocks = [*text(words("paper.agreement.heading"), view.span, TITLE), *text(said, view.span)]
    if view.replaces is not None:
        earlier = words.full_date(view.replaces)
        blocks += text(words("paper.agreement.replaces", date=earlier), view.span)
    return blocks


def _covered(view: AgreementView, words: Wording) -> list[Block]:
    table = table_of(
        (
            TableColumn(words("paper.agreement.visit"), LEFT, 126),
            TableColumn(words("paper.agreement.patient"), 126, 262),
            TableColumn(words("paper.agreement.what"), 262, 460),
            TableColumn(words("paper.agreement.taken"), 460, RIGHT, figures=True),
        ),
        view.span,
        large=view.large,
    )
    rows = [(words.short_date(c.day), c.patient, c.service, str(c.amount)) for c in view.charges]
    whole = Money.total(charge.amount for charge in view.charges)
    facts = [
        ("paper.agreement.financed", f"${whole - view.down}"),
        ("paper.agreement.installments", str(len(view.rows))),
    ]
    if view.down:
        facts.insert(0, ("paper.agreement.down", f"${view.down}"))
    return [
        *heading(words("paper.agreement.covered"), view.span),
        *table.rows(rows),
        table.total((words("paper.agreement.total"), "", "", str(whole))),
        gap_kept(6),
        *(pair(words(key), value, view.span if view.large else HALF) for key, value in facts),
    ]


def _disclosure(view: AgreementView, words: Wording) -> list[Block]:
    """Give the boxes, grouped and set apart from everything else.

    Source: 12 CFR 1026.17(a) and 1026.18; rate and finance charge more conspicuous.
    """
    if view.disclosure is None:
        return []
    found = view.disclosure
    boxes = (
        ("paper.agreement.apr", "paper.agreement.apr_text", f"{found.rate.percent:.2f}%"),
        ("paper.agreement.charge", "paper.agreement.charge_text", f"${found.finance_charge}"),
        (
            "paper.agreement.amount_financed",
            "paper.agreement.amount_financed_text",
            f"${found.amount_financed}",
        ),
        (
            "paper.agreement.total_payments",
            "paper.agreement.total_payments_text",
            f"${found.total_of_payments}",
        ),
    )
    texts = [(words(title), words(said), value) for title, said, value in boxes]

    late = _late(view, words)
    late = words("paper.agreement.late_disclosed", late=late[:1].lower() + late[1:])
    under = (
        words("paper.agreement.creditor", practice=view.practice.name),
        late,
        words("paper.agreement.prepay"),
        words("paper.agreement.security"),
        words("paper.agreement.itemize"),
    )
    return [
        *heading(words("paper.agreement.disclosure"), view.span),
        _boxes(texts, _SQUARE if view.large else _ACROSS),
        *(block for said in under for block in text(said, view.span, BODY, 2)),
    ]


def _boxes(texts: list[tuple[str, str, str]], form: _Boxes) -> Block:
    """Give the boxes in their rows; the first two are drawn stronger."""

    def draw(sheet: Sheet, top: float) -> None:
        for place, box in enumerate(texts):
            row, column = divmod(place, form.in_row)
            above = sum(form.heights[:row]) + _BETWEEN * row
            x = LEFT + (form.width + _BETWEEN) * column
            corner = (x, top + 2 + above, form.width, form.heights[row])
            _draw_box(sheet, corner, box, form, strong=place < 2)

    return Block(sum(form.heights) + _BETWEEN * len(form.heights) + 5, draw, keep=True)


def _draw_box(
    sheet: Sheet,
    place: tuple[float, float, float, float],
    box: tuple[str, str, str],
    form: _Boxes,
    *,
    strong: bool,
) -> None:
    x, y, width, height = place
    title, said, value = box
    sheet.box(place, TEXT, 1.6 if strong else 0.72)
    head = Type(BOLD, 10) if strong else Type(SEMIBOLD, max(9.5, form.small))
    inside = width - 14
    line_y = y + 16
    for line in wrap(title, head, inside)[:2]:
        sheet.run(x + 7, line_y, shrink(line, head, inside, 7))
        line_y += 12
    small = Type(REGULAR, form.small)
    line_y = y + 41
    for line in wrap(said, small, inside)[:4]:
        sheet.text(x + 7, line_y, line, small)
        line_y += form.leading
    figure = shrink(value, Type(BOLD, 18 if strong else 13), inside, form.small)
    sheet.run(x + 7, y + height - 9, figure)


def _schedule(view: AgreementView, words: Wording) -> list[Block]:
    interest = any(row.interest for row in view.rows)
    names = ["number", "due", "amount", *(["principal", "interest"] if interest else []), "left"]
    widths = _LARGE_WIDTHS if view.large else _WIDTHS
    columns: list[TableColumn] = []
    start: float = LEFT
    for name in names:
        wide = widths[name]
        title = words(f"paper.agreement.{name}")
        columns.append(TableColumn(title, start, start + wide, name not in ("number", "due")))
        start += wide
    day = words.short_date if view.large else words.full_date
    rows = []
    for row in view.rows:
        cells = [str(row.number), day(row.due), str(row.amount)]
        if interest:
            cells += [str(row.principal), str(row.interest)]
        rows.append([*cells, str(row.left)])
    return [
        *heading(words("paper.agreement.schedule"), view.span),
        *Table(tuple(columns), BODY if view.large else SMALL).rows(rows),
    ]


def _late(view: AgreementView, words: Wording) -> str:
    key = "paper.agreement.late_some" if view.late_fee else "paper.agreement.late_none"
    return words(key, days=view.grace_days, fee=f"${view.late_fee}")


def _terms(view: AgreementView, words: Wording) -> list[Block]:
    interest = any(row.interest for row in view.rows)
    back = "paper.agreement.nsf_some" if view.returned_fee else "paper.agreement.nsf_none"
    early = "paper.agreement.early_interest" if interest else "paper.agreement.early"
    terms = [
        _late(view, words),
        words(back, fee=f"${view.returned_fee}"),
        words("paper.agreement.default", missed=view.missed),
        words(early),
        words("paper.agreement.insurance"),
        words("paper.agreement.new_charges"),
        words("paper.agreement.care"),
        words("paper.agreement.copy_given"),
    ]
    if view.autopay:
        terms.append(words("paper.agreement.autopay", method=view.autopay))
    terms += view.extra_terms
    blocks = heading(words("paper.agreement.terms"), view.span)
    for place, term in enumerate(terms, start=1):
        lines = text(f"{place}. {term}", view.span, BODY, 4)
        if place > len(terms) - _WITH_SIGNATURES:
            # A sheet with nothing but signatures could be put under any other agreement.
            lines = [replace(line, keep=True) for line in lines]
        blocks += lines
    return blocks


def _signatures(view: AgreementView, words: Wording) -> list[Block]:
    guarantor = words("paper.agreement.sign_guarantor", name=view.guarantor)
    practice = words("paper.agreement.sign_practice", practice=view.practice.name)
    head = heading(words("paper.agreement.signatures"), view.span)
    if view.large:
        first = replace(signature(guarantor, view.span, BODY), keep=True)
        return [*head, first, signature(practice, view.span, BODY)]
    left, right = Span(LEFT, 294), Span(311, RIGHT)
    return [*head, beside(signature(guarantor, left), signature(practice, right))]
