"""The fixed parts of a statement in large print; windows, folds and slip stay where they are."""

from __future__ import annotations

from app.documents.paper import postal, qr
from app.documents.paper.fitting import Run, first_fitting, shrink, wrap
from app.documents.paper.fonts import BOLD, SEMIBOLD, Type, measure
from app.documents.paper.letterhead import call
from app.documents.paper.sheet import EDGE, LEFT, RIGHT, TEXT, Sheet
from app.documents.paper.wording import Wording
from app.statements.paper import front, scan
from app.statements.paper.large_blocks import BODY, HEAVY, SECTION, STRONG
from app.statements.view import StatementView
from app.values.money import ZERO

INNER = (404.0, 561.0)
QR_SIDE, QR_END = 96.0, 237.0
LEAST = 12.0
"""A name longer than its line gets smaller down to this; then it is cut."""
FORM_TOP = 568.0
_COLUMNS = ((36.0, 294.0), (311.0, 569.0))
_FORM = (
    ("paper.form.name", "paper.form.insurer"),
    ("paper.form.street", "paper.form.member"),
    ("paper.form.city", "paper.form.group"),
    ("paper.form.phone", "paper.large.holder"),
)


def draw_head(
    sheet: Sheet, view: StatementView, second: str, mark: str, right: float = RIGHT
) -> None:
    """Draw the practice's name, and under it which page of what this is; COPY on a reprint."""
    room = right
    if mark:
        wide = measure(mark, HEAVY)
        sheet.box((right - wide - 12, 36, wide + 12, 25))
        sheet.text(right - wide - 6, 55, mark, HEAVY)
        room -= wide + 20
    x: float = LEFT
    if view.practice.logo:
        sheet.picture(view.practice.logo, (LEFT, 36, 30, 30))
        x = 74.0
    if measure(view.practice.name, STRONG) <= room - x:
        sheet.run(x, 56, shrink(view.practice.name, SECTION, room - x, BODY.size))
        y = 84.0
    else:
        _two_lines(sheet, (x, 48), view.practice.name, room - x)
        y = 89.0
    sheet.run(LEFT, y, shrink(second, BODY, right - LEFT, LEAST))


def _two_lines(sheet: Sheet, place: tuple[float, float], name: str, width: float) -> None:
    """Write a name on one or two lines in 18 points, smaller when that is not enough."""
    style = STRONG
    while len(wrap(name, style, width)) > 2 and style.size > LEAST:
        style = Type(SEMIBOLD, style.size - 0.5)
    x, y = place
    for line in wrap(name, style, width)[:2]:
        sheet.text(x, y, line, style)
        y += 20


def draw_contact(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw how to reach the practice, above the window, and who it is sent to, in it."""
    width = front.LEFT_END - LEFT
    sheet.run(LEFT, 111, shrink(call(view.practice, words), STRONG, width, LEAST))
    sheet.run(LEFT, 133, shrink(view.practice.web, BODY, width, LEAST))
    postal.draw_recipient(sheet, view.recipient, view.windows)


def draw_due(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw the box that says how much and by when, or that this is not a bill."""
    sheet.box(front.BOX)
    if not view.is_bill:
        _draw_no_bill(sheet, view, words)
        return
    left, right = INNER
    y = _stack(sheet, (left, 58), words("paper.slip.amount_due_now").split("|")[0], STRONG)
    amount = shrink(f"${view.amount_due}", Type(BOLD, 32), right - left, BODY.size)
    sheet.run(left, y + 14, amount)
    y = _stack(sheet, (left, y + 39), _by(view, words), STRONG)
    if view.sooner:
        y = _stack(sheet, (left, y), view.sooner, BODY)
    if view.pay_url:
        top = y - 10
        side = min(QR_SIDE, QR_END - top)
        qr.draw(sheet, view.pay_url, left - 5, top, side)
        scan_words = shrink(words("paper.large.scan"), BODY, right - left, LEAST)
        sheet.run(left, top + side + 13, scan_words)


def _by(view: StatementView, words: Wording) -> str:
    """Give "by Dec 20, 2026"."""
    dates = {"date": "", "short": words.short_date(view.due_date)}
    return words("paper.statement.by", **dates).split("|")[-1]


def _draw_no_bill(sheet: Sheet, view: StatementView, words: Wording) -> None:
    left = INNER[0]
    y = _stack(sheet, (left, 62), words("paper.statement.not_a_bill"), Type(BOLD, 24))
    text = words("paper.statement.nothing_due")
    if view.bridge.outside < ZERO:
        text = words("paper.statement.nothing_due_credit", amount=abs(view.bridge.outside))
    _stack(sheet, (left, y + 6), text, BODY)


def _stack(sheet: Sheet, place: tuple[float, float], words: str, style: Type) -> float:
    """Write words from ``place`` down to the box's right edge; give the next baseline."""
    x, y = place
    for line in wrap(words, style, INNER[1] - x):
        sheet.text(x, y, line, style)
        y += style.size * 1.18
    return y


def draw_slip(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw the part to tear off, with what the practice must know of a payment."""
    if view.printed_perforation:
        sheet.perforation(front.PERFORATION)
    # Above digits for a machine the rows stand closer, so that their band stays empty.
    first, pitch = (549.0, 21.6) if view.scan_line else (552.0, 24.5)
    detach = shrink(words("paper.slip.detach"), BODY, RIGHT - LEFT, LEAST)
    sheet.run(LEFT, first, detach)
    account = words("paper.large.slip", account=view.account, statement=view.number)
    who = f"{words('paper.slip.who_pays')} {view.responsible}"
    width = front.LEFT_END - LEFT
    sheet.run(LEFT, first + pitch, shrink(account, BODY, width, LEAST))
    sheet.run(LEFT, first + 2 * pitch, shrink(who, BODY, width, LEAST))
    y = first + 3 * pitch
    sheet.box((LEFT, y - 13, 14, 14), width=1.0)
    changed = shrink(words("paper.large.changed"), BODY, width - 22, LEAST)
    sheet.run(LEFT + 22, y, changed)
    if view.scan_line:
        scan.draw(sheet, view.scan_line)
    postal.draw_return(sheet, view.remit_to, scan.under(view))
    _draw_slip_figures(sheet, view, words)


def _draw_slip_figures(sheet: Sheet, view: StatementView, words: Wording) -> None:
    left, right = front.SLIP
    width = right - left
    due = words("paper.slip.amount_due_now").split("|")
    sheet.run(left, 577, first_fitting(due, STRONG, width))
    sheet.run(left, 604, shrink(f"${view.amount_due}", Type(BOLD, 26), width, BODY.size))
    sheet.run(left, 628, shrink(_by(view, words), BODY, width, LEAST))
    sheet.run(left, 653, shrink(words("paper.slip.amount_enclosed"), STRONG, width, LEAST))
    sheet.box((left, 660, width, 28), TEXT)
    sheet.text(left + 7, 681, "$", HEAVY)
    sheet.run(left, 708, shrink(words("paper.large.payable"), BODY, width, LEAST))
    _two_lines(sheet, (left, 729), view.practice.name, width)


def draw_form(sheet: Sheet, words: Wording) -> None:
    """Draw the lines for a new address or insurance, behind the slip."""
    sheet.run(LEFT, FORM_TOP, shrink(words("paper.form.title"), SECTION, RIGHT - LEFT, LEAST))
    y = FORM_TOP + 34
    for pair in _FORM:
        for (left, right), key in zip(_COLUMNS, pair, strict=True):
            sheet.rule(left, right, y, EDGE)
            sheet.run(left, y + 18, shrink(words(key), BODY, right - left, LEAST))
        y += 44


def second_line(view: StatementView, words: Wording, page: int, pages: int) -> str:
    """Give the line under the name: of which account and statement this is which page."""
    if page > 1:
        return words(
            "paper.large.page_next",
            account=view.account, number=view.number, page=page, pages=pages,
        )  # fmt: skip
    key = "paper.large.page" if view.is_bill else "paper.large.page_no_bill"
    return words(key, account=view.account, page=page, pages=pages)


def run_on(words: Wording, page: int) -> Run:
    """Give the words that lead to the next page."""
    return Run(words("paper.statement.more", page=page), STRONG)
