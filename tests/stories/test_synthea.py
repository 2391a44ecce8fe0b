"""A list of 11,501 visits: taken in, taken again, and one of its visits billed to the last paper.

The wall-clock times are told (``pytest -s``), not tested: what a machine does beside this
would decide them.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from app.claims import facts
from app.commands import opening
from app.documents import filing
from app.ledger import balances
from app.practice import fees, identity
from app.statements import issued
from app.store.actor import PROGRAM
from app.store.check import check
from app.superbills import frozen
from app.values.states import ClaimStatus, CodingStatus, DocumentKind
from models.claim import Claim
from models.encounter import Encounter
from models.patient import Patient
from tests.stories.conftest import Person, own_practice
from tests.stories.test_main_job import pages
from ui.intake.seen import KINDS
from ui.intake.take_in import TakeIn

VISITS, PATIENTS = 11_501, 129
FEES = "code,description,amount\n99214,Office visit moderate,420.00\n"


@contextmanager
def told(what: str) -> Iterator[None]:
    """Tell how long a step took on the wall."""
    begun = time.perf_counter()
    yield
    sys.stdout.write(f"{what}: {time.perf_counter() - begun:.1f} s\n")


def furnish(person: Person, folder: Path) -> None:
    """Bring the address on paper and a fee list that holds on the visits' dates."""
    (folder / "fees.csv").write_text(FEES, "utf-8")
    with person.store.write(PROGRAM) as work:
        fees.load_file(work, folder / "fees.csv", "2025", date(2025, 1, 1))
        ours = replace(
            identity.practice(work.session), npi="1234567893", tax_id="930000000",
            street="220 Millrace Street", city="Cedar Hollow", state="OR", zip="97999",
            phone="5035550100",
        )  # fmt: skip
        identity.save(work, ours)


def test_ten_years_of_visits_come_in_and_one_of_them_is_billed(begin, tmp_path, shared):
    person = begin()
    own_practice(person)
    furnish(person, tmp_path)
    folder = shared / "data" / "encounters" / "synthea"
    _taken_in(person, folder)
    _unchanged(person, folder)
    visit = _handed_off(person)
    _sent(person)
    account = _answered(person, visit)
    _paid(person, account)
    _on_paper(person, account)
    failed = [one for one in check(person.store, opening.checks_of_the_books()) if not one.ok]
    assert failed == []


def _taken_in(person: Person, folder: Path) -> None:
    """Five actions: the page, its line, where the list lies, Enter, take."""
    person.press("Ctrl+Shift+O", "F6")
    assert person.window.rail.rows.here == "coder"
    with told("11,501 visits read and shown"):
        person.enter(str(folder))
    person.shot("list-seen")
    with person.store.read() as session:
        assert session.query(Encounter).count() == 0, "a look writes nothing"
    person.counted()
    with told("11,501 visits taken in"):
        person.press("Ctrl+Return")
    assert person.counted() == 1
    person.shot("list-taken")
    with person.store.read() as session:
        assert session.query(Encounter).count() == VISITS
        assert session.query(Patient).count() == PATIENTS


def _unchanged(person: Person, folder: Path) -> None:
    """The same list again, from a page that starts anew: nothing is to be taken."""
    person.press("Ctrl+2", "Ctrl+Shift+O", "F6")
    with told("the same list compared again"):
        person.enter(str(folder))
    person.shot("list-unchanged")
    page = person.here
    assert isinstance(page, TakeIn)
    assert page.seen.filters.value() == "unchanged"
    assert page.seen.seen is not None
    assert [page.seen.seen.count(kind) for kind in KINDS[:4]] == [0, 0, VISITS, 0]
    person.press("Ctrl+Return")
    assert "already in the office" in person.said


def _handed_off(person: Person) -> int:
    """The second of the newest visits: a diagnosis, a service, released; give the visit."""
    person.press("Ctrl+2", "Down")
    person.counted()
    person.press("Return")
    person.shot("visit")
    person.enter("z00.00", "99214")
    person.shot("coded")
    person.press("Ctrl+Return")
    assert person.counted() == 6
    with person.store.read() as session:
        (visit,) = session.query(Encounter).filter_by(status=CodingStatus.HANDED_OFF)
        bill = frozen.superbill(session, frozen.latest_of(session, visit.id))
        assert [one.code for one in bill.diagnoses] == ["Z0000"]
        assert [(one.code, one.pointers) for one in bill.lines] == [("99214", "1")]
        return visit.id


def _sent(person: Person) -> None:
    """Three actions: the Biller's desk, bill it, mark it as sent."""
    person.press("Ctrl+3")
    person.shot("superbill")
    person.press("Ctrl+Return", "Ctrl+Shift+S")
    assert person.counted() == 3
    person.shot("sent")
    with person.store.read() as session:
        (claim,) = session.query(Claim)
        assert claim.status is ClaimStatus.PENDING


def _answered(person: Person, visit: int) -> int:
    """A paper EOB of its payer: 310.00 allowed, 100.00 paid, the deductible the patient's."""
    person.press("Ctrl+4", "Return")
    person.type("aetna")
    person.press("Return")
    person.enter("0098127", "t", "100", "morar")
    person.enter("310", "100", "", "=")
    person.shot("eob")
    person.press("Ctrl+Return")
    assert person.counted() <= 20
    person.shot("posted")
    with person.store.read() as session:
        (claim,) = session.query(Claim)
        assert claim.status is ClaimStatus.ADJUDICATED
        (money,) = facts.claim_money(session, claim.id)
        owed = (money.paid.plain(), money.reduced.plain(), money.patient.plain())
        assert owed == ("100.00", "110.00", "210.00")
        return claim.account_id


def _paid(person: Person, account: int) -> None:
    """Four actions from the account that is open to the receipt of 35.00."""
    person.press("Ctrl+6")
    person.enter("morar")
    person.shot("account")
    person.counted()
    person.press("F9")
    person.type("35")
    person.press("Return", "Return")
    assert person.counted() == 4
    person.shot("receipt")
    assert _owed(person, account) == "175.00"
    with person.store.read() as session:
        papers = filing.of_account(session, account)
        (receipt,) = [one.id for one in papers if one.kind is DocumentKind.RECEIPT]
        assert "35.00" in pages(filing.content(session, receipt))


def _on_paper(person: Person, account: int) -> None:
    """Three actions to the statement, which asks for what the ledger says."""
    person.press("Ctrl+7")
    person.shot("statement-run")
    person.press("Ctrl+P")
    person.shot("statement-look")
    person.press("Ctrl+Return")
    assert person.counted() == 3
    person.shot("statement")
    with person.store.read() as session:
        (sent,) = issued.of_account(session, account)
        paper = pages(issued.original(session, sent.id))
    assert sent.amount_due.plain() == _owed(person, account) == "175.00"
    for words in ("$175.00", "SAVANNAH232 MORAR593", "503-555-0100", "deductible"):
        assert words in paper


def _owed(person: Person, account: int) -> str:
    with person.store.read() as session:
        found = balances.account_summary(session, account, person.store.today())
    assert found.insurance_pending.plain() == "0.00"
    return found.patient_balance.plain()
