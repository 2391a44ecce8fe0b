"""What comes next for a superbill or a claim, in words; no widgets here."""

from __future__ import annotations

from datetime import date, timedelta

from app.claims.facts import ClaimFacts, SuperbillFacts
from app.claims.life import NO_ANSWER_DAYS
from app.claims.npi import NpiState
from app.claims.story import ClaimEvent
from app.superbills.differences import Difference
from app.values.dates import show_date
from app.values.money import ZERO, Money
from app.values.states import ClaimStatus
from ui.billing_parts.next_panel import Offer, Step
from ui.kit.two_line import Happening
from ui.text import tr

SEND_BACK, BILL, BILL_TO, SELF_PAY = "send_back", "bill", "bill_to", "self_pay"
PROVIDER = "provider"
SENT, TAKE_BACK, CALL, EOB = "sent", "take_back", "call", "eob"


def superbill_step(facts: SuperbillFacts, today: date) -> Step:
    """Say what to bill a superbill to; its own coverage first, self-pay when it has none."""
    own = next((c for c in facts.coverages if c.id == facts.bill.coverage_id), None)
    quiet = [Offer(SEND_BACK, tr("biller_desk.way.send_back"), "Alt+R")]
    total = facts.bill.total
    if own is None:
        if facts.coverages:
            quiet.insert(0, Offer(BILL_TO, tr("biller_desk.way.bill_other"), "Alt+W"))
        primary = Offer(SELF_PAY, tr("biller_desk.way.self_pay"), "Ctrl+Enter")
        title = tr("biller_desk.step.self_pay.title")
        words = tr("biller_desk.step.self_pay.words", total=total)
    elif facts.npi is NpiState.WRONG:
        return _npi_step(facts, own.payer, quiet)
    else:
        quiet.insert(0, Offer(BILL_TO, tr("biller_desk.way.bill_other"), "Alt+W"))
        primary = Offer(BILL, tr("biller_desk.way.bill", payer=own.payer), "Ctrl+Enter")
        title = tr("biller_desk.step.bill.title", payer=own.payer)
        key = "words" if own.member_id else "no_member"
        words = tr(f"biller_desk.step.bill.{key}", total=total, member=own.member_id)
    age = (today - facts.bill.dos).days
    waited = tr("biller_desk.step.age", n=age) if age else tr("biller_desk.step.today")
    if own is not None and facts.npi is NpiState.MISSING:
        waited = f"{waited} {tr('biller_desk.step.npi.missing')}"
        quiet.insert(0, Offer(PROVIDER, tr("biller_desk.way.provider_add"), "Alt+N"))
    told = " ".join((words, waited, *_changed(facts, today)))
    return Step(title, told, primary, tuple(quiet))


def _changed(facts: SuperbillFacts, today: date) -> tuple[str, ...]:
    """Warn of a note that came after the visit was coded; its codes may no longer fit."""
    note = facts.changed
    if note is None:
        return ()
    day = show_date(note.came_on, today)
    return (tr("biller_desk.step.changed", title=note.title, day=day),)


def _npi_step(facts: SuperbillFacts, payer: str, quiet: list[Offer]) -> Step:
    """Say that the provider's number must be mended before a payer is asked."""
    return Step(
        tr("biller_desk.step.npi.title"),
        tr("biller_desk.step.npi.words", npi=facts.npi_given, who=facts.provider, payer=payer),
        Offer(PROVIDER, tr("biller_desk.way.provider"), "Ctrl+Enter"),
        (Offer(BILL_TO, tr("biller_desk.way.bill_other"), "Alt+W"), *quiet),
    )


def claim_step(facts: ClaimFacts, today: date) -> Step:
    """Say what a claim needs now, by when and why."""
    row = facts.view.row
    call = Offer(CALL, tr("biller_desk.way.call"), "F8")
    eob = Offer(EOB, tr("biller_desk.way.eob"), "Ctrl+Enter")
    other = Offer(BILL_TO, tr("biller_desk.way.bill_other"), "Alt+W")
    if row.status is ClaimStatus.UNBILLED:
        by = show_date(row.respond_by, today) if row.respond_by else ""
        title = tr("biller_desk.step.send.by", day=by) if by else tr("biller_desk.step.send.title")
        return Step(
            title,
            tr("biller_desk.step.send.words", payer=row.payer),
            Offer(SENT, tr("biller_desk.way.sent"), "Ctrl+Enter"),
            (other, Offer(TAKE_BACK, tr("biller_desk.way.take_back"), "Alt+R"), call),
        )
    if row.status.is_open:
        ways = (call, other) if _may_turn(facts) else (call,)
        return Step(_waiting_title(facts, today), _waiting_words(facts), eob, ways)
    back = -Money.total(min(line.payer, ZERO) for line in facts.lines)
    return Step(
        tr("biller_desk.step.done.over" if back else "biller_desk.step.done.title", back=back),
        tr(
            "biller_desk.step.done.credit" if back else "biller_desk.step.done.words",
            amount=facts.total("patient"),
        ),
        None,
        (Offer(TAKE_BACK, tr("biller_desk.way.take_back"), "Alt+R"), call),
    )


def _may_turn(facts: ClaimFacts) -> bool:
    """Whether another payer could be asked instead: nothing is answered, and there is one."""
    waits = facts.view.row.status is ClaimStatus.PENDING
    unanswered = all(line.allowed is None and not line.reasons for line in facts.lines)
    return waits and unanswered and len(facts.coverages) > 1


def _waiting_title(facts: ClaimFacts, today: date) -> str:
    row, plan = facts.view.row, facts.view.next_action_on
    if plan is not None:
        word = "again_late" if plan < today else "again"
        return tr(f"biller_desk.step.wait.{word}", day=show_date(plan, today))
    if row.submitted_on is not None and (row.days or 0) > NO_ANSWER_DAYS:
        return tr("biller_desk.step.wait.call", days=row.days or 0)
    due = (row.submitted_on or today) + timedelta(days=NO_ANSWER_DAYS)
    return tr("biller_desk.step.wait.until", day=show_date(due, today))


def _waiting_words(facts: ClaimFacts) -> str:
    view = facts.view
    word = "appealed" if view.row.status is ClaimStatus.APPEALED else "words"
    told = tr(f"biller_desk.step.wait.{word}", payer=view.row.payer, amount=facts.total("payer"))
    return f"{told} {view.next_action}".strip()


def state_chip(facts: ClaimFacts) -> tuple[str, str, str]:
    """Give words, tone and icon of a claim's state."""
    row = facts.view.row
    denied = sum(bool(line.denied) for line in facts.lines)
    if denied:
        return tr("biller_desk.state.denied", n=denied), "warn", "triangle-alert"
    kinds = {
        ClaimStatus.UNBILLED: ("ready", "ok", "circle-check"),
        ClaimStatus.PENDING: ("sent", "wait", "send"),
        ClaimStatus.APPEALED: ("appealed", "note", "gavel"),
        ClaimStatus.ADJUDICATED: ("answered", "ok", "circle-check"),
        ClaimStatus.DENIED: ("denied_whole", "warn", "triangle-alert"),
    }
    word, tone, icon = kinds[row.status]
    return tr(f"biller_desk.state.{word}"), tone, icon


def claim_line(facts: ClaimFacts, today: date) -> str:
    """Give the one line of facts under a claim's name."""
    view = facts.view
    member = tr("biller_desk.member", number=view.member_id) if view.member_id else ""
    payer = ", ".join(part for part in (view.row.payer, member) if part)
    charged = tr("biller_desk.charged", amount=view.row.charged)
    parts = (show_date(view.row.dos), view.provider, payer, charged)
    return " · ".join(part for part in parts if part)


def superbill_line(facts: SuperbillFacts) -> str:
    """Give the one line of facts under a superbill's name."""
    bill = facts.bill
    coded = tr("biller_desk.coded_by", name=bill.coded_by)
    charged = tr("biller_desk.charged", amount=bill.total)
    return " · ".join(
        part for part in (show_date(bill.dos), facts.provider, coded, charged) if part
    )


def happening(event: ClaimEvent, today: date) -> Happening:
    """Put an event of the timeline into words."""
    day = tr("biller_desk.today") if event.day == today else show_date(event.day, today)
    values = dict(event.values)
    if "channel" in values:
        values["channel"] = tr(f"contacts.channel.{values['channel']}")
    title = tr(f"biller_desk.event.{event.kind}", **values)
    note = " ".join(part for part in (event.note, changes(event.difference)) if part)
    return Happening(day, title, note, now=event.is_ahead)


def changes(found: Difference | None) -> str:
    """Say what the coder changed since the superbill before; empty for a first one."""
    if found is None:
        return ""
    if found.is_none:
        return tr("biller_desk.changed.nothing")
    told = [
        tr("biller_desk.changed.now", before=before, after=after) for before, after in found.changed
    ]
    named = (("added", found.added), ("removed", found.removed), ("order", found.reordered))
    told += [
        tr(f"biller_desk.changed.{name}", codes=", ".join(codes)) for name, codes in named if codes
    ]
    return " ".join(told)


def undecided(count: int) -> Happening:
    """Give what stands on top of the timeline while denied lines wait."""
    return Happening(tr("biller_desk.today"), tr("biller_desk.undecided", n=count), now=True)


def shares(facts: ClaimFacts) -> dict[str, Money]:
    """Give who has or owes what of a claim."""
    names = {"received": "paid", "reduced": "reduced", "payer": "payer", "patient": "patient"}
    return {share: facts.total(name) for share, name in names.items()}
