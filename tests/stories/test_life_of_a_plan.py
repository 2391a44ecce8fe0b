"""The life of a payment plan by keys, from its agreement over misses and a late insurer to zero."""

from __future__ import annotations

from datetime import date

from app.ledger import balances
from app.ledger import book as ledger
from app.ledger.drafts import PayerAnswerDraft, PayerLine
from app.plans import book
from app.plans.view import Group, PlanView, Standing
from app.store.actor import PROGRAM
from models.plan import PaymentPlan
from tests import builders
from tests.builders import usd
from tests.stories.conftest import Person, own_practice, sound, turn_to, words_of


def furnish(person: Person) -> dict[str, int]:
    """A visit that the patient owes, one that the plan put to her, and one of her own later."""
    with person.store.write(PROGRAM) as work:
        who = builders.patient(work, builders.account(work, "Delacroix"), last="Delacroix")
        cover = builders.coverage(work, who.patient_id)
        builders.charge(work, who, "300.00", dos=date(2026, 8, 13))
        insured = builders.charge(work, who, "300.00", coverage_id=cover, dos=date(2026, 8, 14))
        denied = PayerAnswerDraft(
            account_id=who.account_id, coverage_id=cover, effective=date(2026, 9, 1),
            lines=(PayerLine(charge_id=insured),),
        )  # fmt: skip
        ledger.payer_payment(work, denied)
        ledger.to_patient(work, _move(who.account_id, insured))
    return {
        "account": who.account_id, "patient": who.patient_id, "cover": cover, "insured": insured,
    }  # fmt: skip


def _move(account: int, charge: int) -> ledger.ChangeDraft:
    return ledger.ChangeDraft(
        account_id=account, charge_id=charge, effective=date(2026, 9, 1), amount=usd("300.00"),
        reason="No coverage found",
    )  # fmt: skip


def plan(person: Person) -> PlanView:
    """Give the newest plan as it stands on the day of the office."""
    with person.store.read() as session:
        newest = session.query(PaymentPlan).order_by(PaymentPlan.id.desc()).first()
        assert newest is not None
        return book.plan_state(session, newest.id, person.store.today())


def amounts(person: Person) -> list[str]:
    """Give what is unpaid of each installment."""
    return [one.unpaid.plain() for one in plan(person).installments if one.unpaid]


def test_the_life_of_a_plan(begin, printed):
    person = begin()
    own_practice(person)
    made = furnish(person)
    agree(person, printed)
    pay_the_first(person, printed)
    miss_and_cure(person)
    hear_from_the_insurer(person, made)
    add_a_visit(person, made)
    break_and_reschedule(person, printed)
    pay_it_off(person, printed)
    with person.store.read() as session:
        found = balances.account_summary(session, made["account"], person.store.today())
    assert found.account_balance.plain() == "0.00"
    assert sound(person)


def agree(person: Person, printed: list[bytes]) -> None:
    """Four actions in the dialog; the agreement opens and Ctrl+P prints it."""
    person.press("Ctrl+6")
    person.enter("delacroix")
    person.press("P")
    person.counted()
    person.type("6")
    person.press("Return")
    person.type("10/15/26")
    person.press("Ctrl+Return")
    assert person.counted() == 4
    person.press("Ctrl+P", "Escape")
    assert amounts(person) == ["100.00"] * 6
    assert "600.00" in words_of(printed[-1])


def pay_the_first(person: Person, printed: list[bytes]) -> None:
    """Three actions from anywhere; the receipt stands beside the plan."""
    turn_to(person, 10, 15)
    person.counted()
    person.press("Ctrl+8", "F9", "Ctrl+Return")
    assert person.counted() == 3
    assert amounts(person) == ["100.00"] * 5
    person.shot("paid")
    person.press("Ctrl+P", "Escape")
    assert "Receipt" in words_of(printed[-1])
    assert "100.00" in words_of(printed[-1])


def miss_and_cure(person: Person) -> None:
    """In grace, then missed; paying what is past due cures it."""
    turn_to(person, 11, 20)
    person.press("Ctrl+1", "Ctrl+8")
    assert Group.IN_GRACE in plan(person).row.groups
    turn_to(person, 12, 1)
    person.press("Ctrl+1", "Ctrl+8")
    assert Group.MISSED in plan(person).row.groups
    assert person.here.page.next.primary is not None
    person.press("Ctrl+Return", "Ctrl+Return")
    assert Group.CURED in plan(person).row.groups
    person.press("Escape")
    assert amounts(person) == ["100.00"] * 4


def hear_from_the_insurer(person: Person, made: dict[str, int]) -> None:
    """The insurer pays 120.00 late: the plan gets shorter, or by choice its payments lower."""
    with person.store.write(PROGRAM) as work:
        line = PayerLine(charge_id=made["insured"], paid=usd("120.00"))
        answer = PayerAnswerDraft(
            account_id=made["account"], coverage_id=made["cover"], effective=work.today,
            lines=(line,),
        )  # fmt: skip
        ledger.payer_payment(work, answer)
    person.press("Ctrl+1", "Ctrl+8")
    assert amounts(person) == ["100.00", "100.00", "80.00"]
    assert plan(person).undecided is not None
    person.shot("insurer")
    before = plan(person).document_id
    person.press("Alt+L")
    assert amounts(person) == ["70.00"] * 4
    assert plan(person).document_id != before, "the changed agreement is ready to print"
    assert plan(person).undecided is None


def add_a_visit(person: Person, made: dict[str, int]) -> None:
    """A new visit goes into the plan at its end; the payments are shown before."""
    with person.store.write(PROGRAM) as work:
        who = builders.Registered(made["patient"], made["account"])
        builders.charge(work, who, "70.00", dos=date(2026, 12, 1))
    person.press("Ctrl+1", "Ctrl+8", "Ins")
    person.shot("adding")
    while "Why" not in person.focus.accessibleName():
        person.press("Tab")
    person.type("Asked for it")
    person.press("Ctrl+Return")
    assert amounts(person) == [*["70.00"] * 3, "100.00", "40.00"]


def break_and_reschedule(person: Person, printed: list[bytes]) -> None:
    """Three are missed: broken; what is left goes into a new plan with its own agreement."""
    turn_to(person, 3, 1, 2027)
    person.press("Ctrl+1", "Ctrl+8")
    assert plan(person).standing is Standing.DEFAULTED
    person.press("Alt+R")
    person.type("7")
    person.press("Tab", "Tab")
    person.type("3/15/27")
    person.press("Tab", "Tab")
    person.type("Lost her job")
    person.press("Ctrl+Return")
    assert plan(person).standing is Standing.ACTIVE
    assert amounts(person) == ["50.00"] * 7
    person.press("Ctrl+P", "Ctrl+P")
    assert "350.00" in words_of(printed[-1])


def pay_it_off(person: Person, printed: list[bytes]) -> None:
    """What ends it is told for any day, taken only on a day that has come, and ends it."""
    person.press("Alt+P", "Tab")
    person.type("3/9/27")
    person.press("Tab", "Ctrl+Return")
    assert "still to come" in person.said
    person.press("Escape", "Alt+P", "Ctrl+Return")
    assert plan(person).standing is Standing.PAID_OFF
    assert amounts(person) == []
    person.press("Ctrl+P")
    assert "350.00" in words_of(printed[-1])
    person.shot("paid-off")
