"""The fixed parts of a statement's first page: head, summary box, remit slip.

All places are points from the top left of 612 x 792 and come from the design of the
statement; folds lie at 264 and 528.
"""

from __future__ import annotations

from app.documents.paper import postal, qr
from app.documents.paper.fitting import Run, first_fitting, shrink, wrap, wrap_runs
from app.documents.paper.fonts import (
    BODY,
    BOLD,
    SECTION,
    SEMIBOLD,
    SMALL,
    STRONG,
    Type,
    measure,
)
from app.documents.paper.letterhead import Letterhead, draw_head, hours_of
from app.documents.paper.sheet import HAIR, LEFT, TEXT, Sheet
from app.documents.paper.wording import Wording
from app.statements.paper import scan
from app.statements.view import StatementView
from app.values.money import ZERO

LEFT_END = 385.0
BOX = (396, 36, 173, 226)
INNER = (408.0, 557.0)
PERFORATION = 528
COPY = Type(BOLD, 12)
SLIP = (396.0, 569.0)


def draw_page_head(sheet: Sheet, practice: Letterhead, second: str, copy_mark: str) -> None:
    """Draw name and page line, and the copy mark beside them on a reprint (else empty)."""
    room = LEFT_END
    if copy_mark:
        wide = measure(copy_mark, COPY)
        sheet.box((LEFT_END - wide - 12, 37, wide + 12, 20))
        sheet.text(LEFT_END - wide - 6, 51.4, copy_mark, COPY)
        room -= wide + 20
    draw_head(sheet, practice, second, (room, room))


def message_lines(view: StatementView) -> list[str]:
    """Give the message as up to two lines for the head; empty when it is longer than that."""
    lines = wrap(view.message, STRONG, LEFT_END - LEFT)
    return lines if len(lines) <= 2 else []


def draw_front_head(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw where the practice is, how to reach it, the message, and the recipient."""
    practice = view.practice
    key = "billing" if practice.hours else "billing_phone"
    billing = words(f"paper.statement.{key}", phone=practice.phone, hours=hours_of(practice, words))
    tax = words("paper.statement.tax_id", id=practice.tax_id) if practice.tax_id else ""
    web = " \N{MIDDLE DOT} ".join(part for part in (practice.web, tax) if part)
    told = [line for line in (practice.address, billing if practice.phone else "", web) if line]
    for baseline, line in zip((88, 101, 114), told, strict=False):
        sheet.run(LEFT, baseline, shrink(line, BODY, LEFT_END - LEFT, 7.5))
    lines = message_lines(view)
    y = 132.0 if len(lines) < 2 else 128.5
    for line in lines:
        sheet.text(LEFT, y, line, STRONG)
        y += 12
    postal.draw_recipient(sheet, view.recipient, view.windows)


def draw_summary(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw the box that says what to do: how much, by when, for which account."""
    sheet.box(BOX)
    left, right = INNER
    if view.is_bill:
        sheet.text(left, 54, words("paper.statement.amount_due_now"), Type(SEMIBOLD, 11))
        amount = shrink(f"${view.amount_due}", Type(BOLD, 32), right - left, 16)
        sheet.run(left, 88, amount)
        dates = {"date": words.full_date(view.due_date), "short": words.short_date(view.due_date)}
        by = words("paper.statement.by", **dates).split("|")
        sheet.run(left, 106, first_fitting(by, SECTION, right - left))
    else:
        _draw_no_bill(sheet, words)
    if view.sooner:
        sheet.run(left, 118, shrink(view.sooner, BODY, right - left, 7.5))
    rule, first, pitch = (124, 136, 12.5) if view.sooner else (115, 129, 14)
    sheet.rule(left, right, rule)
    rows = (
        ("paper.statement.total_balance", str(view.bridge.balance)),
        ("paper.statement.statement_date", words.short_date(view.statement_date)),
        ("paper.statement.statement_number", view.number),
        ("paper.statement.account_number", view.account),
    )
    for place, (key, value) in enumerate(rows):
        sheet.pair(INNER, first + pitch * place, Run(words(key), BODY), Run(value, STRONG))
    if view.is_bill:
        _draw_pay(sheet, view, words)
    else:
        _draw_nothing_due(sheet, view, words)


def _draw_no_bill(sheet: Sheet, words: Wording) -> None:
    left, right = INNER
    said = words("paper.statement.not_a_bill")
    # Two lines have room; a language that needs more words is set smaller, never cut.
    styles = (Type(BOLD, size) for size in range(22, 9, -1))
    style = next(one for one in styles if len(wrap(said, one, right - left)) <= 2)
    lines = wrap(said, style, right - left)
    y = 72.0 if len(lines) > 1 else 84.0
    for line in lines:
        sheet.run(left, y, shrink(line, style, right - left, 12))
        y += 26


def _draw_nothing_due(sheet: Sheet, view: StatementView, words: Wording) -> None:
    left, right = INNER
    text = words("paper.statement.nothing_due")
    if view.bridge.outside < ZERO:
        text = words("paper.statement.nothing_due_credit", amount=abs(view.bridge.outside))
    sheet.lines(left, 200, wrap_runs([Run(text, BODY)], right - left)[:4], 13)


def _draw_pay(sheet: Sheet, view: StatementView, words: Wording) -> None:
    left, right = INNER
    if view.pay_url:
        qr.draw(sheet, view.pay_url, 405, 177, 64)
        sheet.run(476, 196, shrink(words("paper.statement.scan"), STRONG, right - 476, 8))
        runs = [Run(words("paper.statement.have_number"), SMALL)]
        sheet.lines(476, 210.8, wrap_runs(runs, right + 5 - 476)[:3], 11)
    if view.pay_address:
        sheet.run(left, 253, shrink(view.pay_address, STRONG, right - left, 7))


def draw_slip(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw the part to tear off: ways to pay, the return address, what is enclosed."""
    if view.printed_perforation:
        sheet.perforation(PERFORATION)
    if view.scan_line:
        _draw_above_scan_line(sheet, view, words)
    else:
        _draw_left_half(sheet, view, words)
    postal.draw_return(sheet, view.remit_to, scan.under(view))
    _draw_slip_figures(sheet, view, words)


def _draw_left_half(sheet: Sheet, view: StatementView, words: Wording) -> None:
    sheet.text(LEFT, 546, words("paper.slip.detach"), SMALL)
    sheet.text(LEFT, 568, words("paper.slip.ways"), SECTION)
    _draw_ways(sheet, view, words, (584, 14))
    width = LEFT_END - LEFT
    sheet.run(LEFT, 644, shrink(words("paper.slip.too_much"), BODY, width, 8))
    sheet.box((LEFT, 653, 9, 9), width=0.72)
    sheet.run(50, 661, shrink(words("paper.slip.changed"), BODY, LEFT_END - 50, 8))


def _draw_above_scan_line(sheet: Sheet, view: StatementView, words: Wording) -> None:
    """Draw the left half closer together, since the band around the digits stays empty."""
    sheet.text(LEFT, 544, words("paper.slip.detach"), SMALL)
    _draw_ways(sheet, view, words, (561, 13))
    text = shrink(words("paper.slip.too_much"), BODY, LEFT_END - LEFT, 8)
    sheet.run(LEFT, 615, text)
    scan.draw(sheet, view.scan_line)
    left, right = SLIP
    sheet.box((left, 729, 9, 9), width=0.72)
    changed = wrap_runs([Run(words("paper.slip.changed"), SMALL)], right - left - 14)
    sheet.lines(left + 14, 737, changed[:2], 11)


def _draw_ways(
    sheet: Sheet, view: StatementView, words: Wording, place: tuple[float, float]
) -> None:
    y, pitch = place
    for lead, rest in ways(view, words):
        sheet.text(LEFT, y, lead, STRONG)
        x = LEFT + measure(lead + " ", STRONG)
        sheet.run(x, y, shrink(rest, BODY, LEFT_END - x, 7))
        y += pitch


def ways(view: StatementView, words: Wording) -> list[tuple[str, str]]:
    """Give each way to pay: what it is, and how."""
    practice = view.practice
    phone = ", ".join(part for part in (practice.phone, hours_of(practice, words)) if part)
    phone = phone if practice.phone else ""
    ways: list[tuple[str, str]] = []
    if view.pay_url:
        ways.append((words("paper.slip.online"), words("paper.slip.scan_above")))
    elif view.pay_address:
        ways.append((words("paper.slip.online"), view.pay_address))
    if phone:
        ways.append((words("paper.slip.by_phone"), phone))
    check = words("paper.slip.write_account", account=view.account)
    ways.append((words("paper.slip.by_check"), check))
    ways.append((words("paper.slip.at_desk"), words("paper.slip.any_day")))
    return ways


def _draw_slip_figures(sheet: Sheet, view: StatementView, words: Wording) -> None:
    left, right = SLIP
    room = right - left - 6 - measure(words("paper.slip.who_pays"), BODY)
    rows = (
        ("paper.slip.account", view.account),
        ("paper.slip.statement", view.number),
        ("paper.slip.who_pays", shrink(view.responsible, Type(SEMIBOLD, 8), room, 8).text),
        ("paper.slip.pay_by", words.short_date(view.due_date)),
    )
    for place, (key, value) in enumerate(rows):
        sheet.pair(SLIP, 568 + 15 * place, Run(words(key), BODY), Run(value, STRONG))
    sheet.rule(left, right, 622, HAIR)
    due = Run(f"${view.amount_due}", Type(BOLD, 16))
    sheet.pair(SLIP, 643, Run(words("paper.slip.amount_due_now"), STRONG), due)
    enclosed = words("paper.slip.amount_enclosed")
    sheet.run(left, 672, shrink(enclosed, STRONG, 91, 7.5))
    sheet.box((491, 656, 78, 24), TEXT)
    sheet.text(497, 672, "$", SECTION)
    sheet.run(left, 702, shrink(words("paper.slip.payable"), BODY, right - left, 8))
    name = shrink(view.practice.name, STRONG, right - left, 7.5)
    sheet.run(left, 715, name)
