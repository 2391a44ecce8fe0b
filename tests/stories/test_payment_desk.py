"""A day at the payment desk by keys: taken, void, returned, held, written off, refunded."""

from __future__ import annotations

from datetime import timedelta

from app.ledger import balances
from app.reports.account_story import What
from app.security import users
from app.store.actor import PROGRAM
from app.values.states import Role
from models.contact import Contact
from models.security import User
from tests import builders
from tests.stories.conftest import DAY, PASSPHRASE, Person, own_practice, sound, words_of

BELA = "quiet river stone nine"


def furnish(person: Person) -> int:
    """Two visits that the patient owes, and a biller beside the owner; give the account."""
    with person.store.write(PROGRAM) as work:
        users.add_user(work, "bela", "Bela Kerr", [Role.BILLER], BELA)
        owner = work.session.query(User).filter_by(name="Robin Ames").one()
        users.set_password(work, owner.id, PASSPHRASE)
        who = builders.patient(work, builders.account(work, "Delacroix"), last="Delacroix")
        for days, amount in ((48, "289.00"), (20, "90.00")):
            builders.charge(work, who, amount, dos=DAY.date() - timedelta(days=days))
    return who.account_id


def sign_in(person: Person, name: str, password: str) -> None:
    """Lock the screen and sign in as someone else."""
    person.press("Ctrl+Shift+L", "Tab", "Tab", "Space")
    person.enter(name, password)
    person.press("Ctrl+6")
    person.enter("delacroix")


def owed(person: Person, account: int) -> tuple[str, str]:
    """Give what the patient owes and the credit held beyond it."""
    with person.store.read() as session:
        found = balances.account_summary(session, account, person.store.today())
    return found.patient_balance.plain(), found.unapplied_credit.plain()


def on_line(person: Person, what: What) -> None:
    """Walk down the ledger to the first line of a kind that still counts."""
    person.press("Home")
    for _ in range(40):
        row = person.here.board.ledger.current_row()
        if row is not None and row.what is what and not row.is_undone:
            return
        person.press("Down")
    raise AssertionError(what)


def test_a_day_at_the_payment_desk(begin, printed):
    person = begin()
    own_practice(person)
    account = furnish(person)
    sign_in(person, "bela", BELA)
    take_over_both_visits(person, account)
    void_it(person, account, printed)
    hold_a_check(person, account)
    use_it(person, account)
    send_it_back(person, account, printed)
    is_stopped_at_the_limit(person, account)
    promise(person)
    sign_in(person, "robin.ames", PASSPHRASE)
    write_off(person, account)
    refund(person, account, printed)
    assert sound(person)


def take_over_both_visits(person: Person, account: int) -> None:
    """Four actions; the oldest visit is paid whole, the next in part."""
    assert owed(person, account) == ("379.00", "0.00")
    person.counted()
    person.press("F9")
    person.type("300")
    person.press("Return", "Return")
    assert person.counted() == 4
    assert owed(person, account) == ("79.00", "0.00")
    person.shot("taken")


def void_it(person: Person, account: int, printed: list[bytes]) -> None:
    """Three actions: reversed with a reason, since it was another account's; receipt void."""
    on_line(person, What.PATIENT_PAID)
    person.counted()
    person.press("V", "Ctrl+Return")
    assert person.focus.accessibleName() == "Reason", "a reason is asked"
    person.type("Typed on the wrong account")
    person.press("Ctrl+Return")
    assert person.counted() == 3 + 1, "and the attempt without a reason"
    assert owed(person, account) == ("379.00", "0.00")
    person.press("Ctrl+P", "Ctrl+P")
    assert "VOID" in words_of(printed[-1])
    assert "Typed on the wrong account" in words_of(printed[-1])
    person.press("Escape")


def hold_a_check(person: Person, account: int) -> None:
    """A check paid ahead is held; an amount that was typed stays when the way is changed."""
    person.press("Home", "F9")
    person.type("120")
    person.press("Tab", "2", "Tab")
    person.type("1182")
    person.press("Tab", "4", "Ctrl+Return")
    assert owed(person, account) == ("259.00", "0.00")
    person.shot("held")


def use_it(person: Person, account: int) -> None:
    """What was paid ahead pays a visit; nothing changes in what is owed in all."""
    person.press("Home", "C", "Ctrl+Return")
    assert owed(person, account) == ("259.00", "0.00")


def send_it_back(person: Person, account: int, printed: list[bytes]) -> None:
    """The bank returns the check: reversed with a fee of 25.00, in five actions."""
    on_line(person, What.PATIENT_PAID)
    person.counted()
    person.press("N")
    person.type("No funds")
    person.press("Return")
    person.type("25")
    person.shot("returned")
    person.press("Ctrl+Return")
    assert person.counted() == 5
    assert owed(person, account) == ("404.00", "0.00")
    person.press("Ctrl+P", "Ctrl+P", "Escape")
    assert "Check 1182" in words_of(printed[-1])
    assert "VOID" in words_of(printed[-1])


def is_stopped_at_the_limit(person: Person, account: int) -> None:
    """A biller writes off up to 50.00; what is typed stays, and Esc leaves the form."""
    person.press("Home", "W")
    person.type("60")
    person.press("Return")
    person.type("Hardship")
    person.press("Ctrl+Return")
    assert "needs the owner" in person.said
    person.press("Escape")
    assert person.focus.accessibleName() == "Reason"
    person.press("Escape", "R")
    assert "belongs to another role" in person.said
    assert owed(person, account) == ("404.00", "0.00")


def promise(person: Person) -> None:
    """A promise to pay is logged; Esc in between loses nothing of it."""
    person.press("Escape", "F8")
    person.type("Pays the rest in October")
    person.press("Escape", "F8", "Tab")
    person.type("100")
    person.press("Tab")
    person.type("10/15")
    person.press("Ctrl+Return")
    with person.store.read() as session:
        (kept,) = session.query(Contact)
    assert kept.note == "Pays the rest in October"
    assert kept.promised is not None
    assert kept.promised.plain() == "100.00"


def write_off(person: Person, account: int) -> None:
    """The owner does what the biller may not."""
    person.press("Home", "Down", "Down", "W")
    person.type("60")
    person.press("Return")
    person.type("Hardship")
    person.press("Ctrl+Return")
    assert owed(person, account) == ("344.00", "0.00")


def refund(person: Person, account: int, printed: list[bytes]) -> None:
    """Too much is taken, and what is over is given back, with a receipt; three actions."""
    person.press("F9")
    person.type("400")
    person.press("Return", "Return")
    assert owed(person, account) == ("0.00", "56.00")
    person.press("R", "Return")
    person.type("Paid too much")
    person.press("Ctrl+Return")
    assert owed(person, account) == ("0.00", "0.00")
    person.press("Ctrl+P", "Ctrl+P")
    said = words_of(printed[-1])
    assert "Receipt for a refund" in said
    assert "Paid too much" in said
    assert "$56.00" in said
    person.shot("refunded")
