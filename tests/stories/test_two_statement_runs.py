"""Two statement runs by keys: tried, held, issued, printed, printed again, and the next month."""

from __future__ import annotations

from datetime import date

from app.statements import issued
from app.store.actor import PROGRAM
from tests import builders
from tests.stories.conftest import Person, own_practice, sound, turn_to, words_of

PEOPLE = (("Abernathy", "180.00"), ("Delacroix", "60.00"), ("Yoon", "95.00"))


def furnish(person: Person) -> dict[str, int]:
    """Three people who owe; give their accounts by name."""
    found = {}
    with person.store.write(PROGRAM) as work:
        for last, amount in PEOPLE:
            who = builders.patient(work, builders.account(work, last), last=last)
            builders.charge(work, who, amount, dos=date(2026, 9, 10))
            found[last] = who.account_id
    return found


def sent(person: Person, account: int) -> list[str]:
    """Give what the statements of an account asked for, newest first."""
    with person.store.read() as session:
        return [one.amount_due.plain() for one in issued.of_account(session, account)]


def choose(person: Person, last: str) -> None:
    """Walk down the list of the run to somebody."""
    person.press("Home")
    for _ in range(9):
        row = person.here.board.table.current_row()
        if row is not None and row.name.startswith(last):
            return
        person.press("Down")
    raise AssertionError(last)


def test_two_statement_runs(begin, printed):
    person = begin()
    own_practice(person)
    people = furnish(person)
    try_other_settings(person)
    hold(person)
    issue(person, people, printed)
    print_again(person, people, printed)
    pay_in_between(person)
    issue_again(person, people, printed)
    assert sound(person)


def try_other_settings(person: Person) -> None:
    """A trial says who would be left out and changes nothing; Esc ends it."""
    person.press("Ctrl+7", "T", "Escape")
    assert person.focus.accessibleName() == "Accounts of this run"
    person.press("T", "Tab")
    person.type("100")
    person.press("Return")
    person.shot("tried")
    person.press("Escape")
    assert not person.here.board.trial.switch.isChecked()
    assert person.focus.accessibleName() == "Accounts of this run"


def hold(person: Person) -> None:
    """Two actions and a reason hold an account."""
    choose(person, "Yoon")
    person.press("H")
    person.type("Waits for a second insurer")
    person.press("Ctrl+Return")
    person.shot("held")


def issue(person: Person, people: dict[str, int], printed: list[bytes]) -> None:
    """Three actions from anywhere, and Ctrl+P prints what was issued."""
    person.press("Ctrl+1")
    person.counted()
    person.press("Ctrl+7", "Ctrl+P", "Ctrl+Return")
    assert person.counted() == 3
    assert [sent(person, people[last]) for last, _ in PEOPLE] == [["180.00"], ["60.00"], []]
    person.press("Ctrl+P")
    words = words_of(printed[-1])
    assert "ABERNATHY" in words
    assert "DELACROIX" in words
    assert "YOON" not in words
    assert "COPY" not in words
    person.press("Escape")


def print_again(person: Person, people: dict[str, int], printed: list[bytes]) -> None:
    """From the past runs, and from the account, one statement alone comes again as a copy."""
    person.press("R", "Tab", "Return", "Ctrl+P", "Escape", "Escape")
    first = words_of(printed[-1])
    assert "COPY" in first
    assert ("ABERNATHY" in first) is not ("DELACROIX" in first)
    person.press("Ctrl+6")
    person.enter("delacroix")
    person.press("F6", "Right", "Shift+F6", "Return", "Ctrl+P", "Escape")
    again = words_of(printed[-1])
    assert "COPY" in again
    assert "DELACROIX" in again
    assert "ABERNATHY" not in again


def pay_in_between(person: Person) -> None:
    """A part of one bill is paid."""
    turn_to(person, 10, 8)
    person.press("Ctrl+6")
    person.enter("abernathy")
    person.press("F9")
    person.type("80")
    person.press("Return", "Return")


def issue_again(person: Person, people: dict[str, int], printed: list[bytes]) -> None:
    """A month on: the day follows, the hold has ended, and the bridge begins at the last bill."""
    turn_to(person, 10, 30)
    person.press("Ctrl+1", "Ctrl+7")
    assert "Oct 30, 2026" in person.here.header.title.text()
    person.press("Ctrl+P", "Ctrl+Return", "Ctrl+P")
    found = [sent(person, people[last]) for last, _ in PEOPLE]
    assert found == [["100.00", "180.00"], ["60.00", "60.00"], ["95.00"]]
    words = words_of(printed[-1])
    assert "Balance on September 30" in words
    assert "YOON" in words
    person.shot("second-run")
