"""The ledger's lines in words, as the account's page shows them."""

from __future__ import annotations

from datetime import date

from app.reports.account_page import AccountPage, Member
from app.reports.account_story import LedgerRow, LedgerVisit, What
from app.values.dates import show_date
from app.values.money import ZERO, Money
from app.values.states import PaymentMethod
from app.values.words import has_words
from ui.text import tr

DOT = " \N{MIDDLE DOT} "
_BESIDE_FROM = 800
_CODED = frozenset({What.DISCOUNT, What.REDUCED, What.DENIED})


def happened(row: LedgerRow) -> str:
    """Say what a line tells: "Insurance discount, CO-45"."""
    if row.what is What.REVERSED and row.undoes is not None:
        what = tr("accounts.what.reversed", what=tr(f"accounts.what.{row.undoes.value}").lower())
        return _joined(what, row.reason)
    if row.what is What.FEE and row.reason:
        said = row.reason
    else:
        said = _joined(tr(f"accounts.what.{row.what.value}"), _detail(row))
    return tr("accounts.what.undone", what=said) if row.is_undone else said


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _detail(row: LedgerRow) -> str:
    if row.what is What.CHARGED:
        return tr("accounts.services", n=row.services)
    if row.what in _CODED:
        return ", ".join(code.code for code in row.codes)
    if row.what is What.TO_PATIENT:
        return ", ".join(_shares(row)) or row.reason
    if row.what in (What.INSURANCE_PAID, What.TOOK_BACK, What.NEXT_PAYER, What.TO_PAYER):
        return row.payer_name
    if row.method is not None:
        how = _method(row.method, row.reference)
        plan = tr("accounts.plan_part", number=row.plan_number) if row.plan_number else ""
        return _joined(row.reason.lower(), how, plan)
    return row.reason


def _method(method: PaymentMethod, reference: str) -> str:
    """Give "card 4411", "check 1182" or "cash"."""
    return f"{tr(f'payment_screen.method.{method.value}').lower()} {reference}".strip()


def _shares(row: LedgerRow) -> list[str]:
    """Give the shares that make up what was moved; of copays what was paid before is left out."""
    before = Money.total(code.amount for code in row.codes) - row.amount
    shares: list[str] = []
    for code in row.codes:
        paid = min(code.amount, before) if code.code == "PR-3" and before > ZERO else ZERO
        before -= paid
        if code.amount != paid or not paid:
            shares.append(_share(code.code, code.amount - paid))
    return shares or [_share(code.code, code.amount) for code in row.codes]


def _share(code: str, amount: Money) -> str:
    """Say a PR row in words: "45.00 deductible"."""
    key = f"accounts.share.{code.removeprefix('PR-')}"
    return tr(key, amount=amount) if has_words(key) else f"{code} {amount}"


def paper(row: LedgerRow) -> str:
    """Name the paper of a line: "EOB 0098102"; empty for none."""
    if row.paper is None:
        return ""
    return tr(f"accounts.paper.{row.paper.kind.value}", number=row.paper.number)


def visit_title(visit: LedgerVisit, today: date) -> str:
    """Give "Nov 3, Milo"."""
    if not visit.number:
        return tr("accounts.credit_held")
    return f"{show_date(visit.dos, today)}, {visit.patient}"


def visit_fact(visit: LedgerVisit) -> str:
    """Give "Office visit, strep test · Dr. Osei"."""
    services = ", ".join(_small(at, name) for at, name in enumerate(visit.services))
    plan = tr("accounts.in_plan", number=visit.plan_number) if visit.plan_number else ""
    return DOT.join(part for part in (services, visit.provider, plan) if part)


def _small(at: int, name: str) -> str:
    is_word = name[1:2].islower() or name[1:2] == " "
    return name[:1].lower() + name[1:] if at and is_word else name


def heading(page: AccountPage, wide: int) -> tuple[str, str]:
    """Give what stands beside the name and the line below it, at a width in pixels.

    Where the name leaves no room beside itself the number begins the line: it is never cut.
    """
    beside, state = beside_name(page), state_line(page)
    return ("", DOT.join((beside, state))) if wide < _BESIDE_FROM else (beside, state)


def beside_name(page: AccountPage) -> str:
    """Give "Account 10482 · also Milo, 7 · Blue Prairie PPO"."""
    own = page.draft.guarantor_first
    also = [_aged(member) for member in page.members if member.first != own]
    covered = list(dict.fromkeys(m.coverage for m in page.members if m.coverage))
    parts = (
        tr("accounts.number", number=page.number),
        tr("accounts.also", names=", ".join(also)) if also else "",
        ", ".join(covered) or tr("accounts.self_pay"),
    )
    return DOT.join(part for part in parts if part)


def _aged(member: Member) -> str:
    return member.first if member.age is None else f"{member.first}, {member.age}"


def state_line(page: AccountPage) -> str:
    """Give the phone and what to ask before talking about money."""
    phone = page.draft.phone
    if phone.isdigit() and len(phone) == 10:
        phone = f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"
    return DOT.join(part for part in (phone, tr("accounts.ask_birth")) if part)


def flag_words(page: AccountPage, today: date) -> str:
    """Say what stops or changes the account's paper; empty when nothing does."""
    said = []
    for flag in page.flags:
        key = f"accounts.flag.{flag.code}"
        day = show_date(flag.since, today) if flag.since else ""
        said.append(tr(key, day=day, words=flag.words).strip(" :,"))
    return ". ".join(said) + "." if said else ""
