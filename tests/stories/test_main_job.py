"""The main job in the real window, by keys alone: from an encounter list to a kept plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdfium2

from app.charting import attaching
from app.claims import facts
from app.commands import opening
from app.documents import filing
from app.ledger import balances
from app.plans import book
from app.plans.view import Standing
from app.practice import fees, identity
from app.statements import issued
from app.store.actor import PROGRAM
from app.store.check import check
from app.superbills import frozen
from app.values.states import ClaimStatus, CodingStatus, DocumentKind
from models.claim import Claim
from models.contact import Contact
from models.encounter import Encounter
from models.patient import Patient
from models.plan import PaymentPlan
from tests.stories.conftest import Person, own_practice

ENCOUNTERS = """\
encounter_id,mrn,date_of_service,provider,provider_npi,reason,primary_insurance,member_id
C-1,5001,09/14/2026,"Okafor, Nia",1234567893,Diabetes follow-up,Blue Prairie PPO,BP4471902
C-2,5002,09/15/2026,"Okafor, Nia",1234567893,Blood pressure check,Self-pay,
C-3,5003,09/16/2026,"Okafor, Nia",1234567893,Cough,Blue Prairie PPO,BP4471977
"""
PATIENTS = """\
mrn,last_name,first_name,birth_date,sex,address,city,state,zip
5001,Okafor-Lind,Teresa,1961-03-14,F,18 Larkspur Lane,Cedar Hollow,OR,97999
5002,Sampson,Jordan,1957-07-30,M,400 Thistle Street,Cedar Hollow,OR,97999
5003,Patten,Robin,1986-11-04,F,7 Meadow Court,Cedar Hollow,OR,97999
"""
FEES = """\
code,description,amount
99214,Office visit moderate,420.00
83036,A1c test,56.00
"""
NOTE = "Type 2 diabetes with neuropathy in both feet. Hypertension, above goal. A1c today 7.6."


def bring_a_list(folder: Path) -> Path:
    """Write the list as the practice's system exports it; give its folder."""
    made = folder / "export"
    made.mkdir()
    (made / "encounters.csv").write_text(ENCOUNTERS, "utf-8")
    (made / "patients.csv").write_text(PATIENTS, "utf-8")
    return made


def furnish(person: Person, folder: Path) -> None:
    """Bring what an owner brings once: the address on paper and the fee list."""
    (folder / "fees.csv").write_text(FEES, "utf-8")
    with person.store.write(PROGRAM) as work:
        fees.load_file(work, folder / "fees.csv", "2026", date(2026, 1, 1))
        told = replace(
            identity.practice(work.session), npi="1234567893", tax_id="930000000",
            street="220 Millrace Street", city="Cedar Hollow", state="OR", zip="97999",
            phone="5035550100",
        )  # fmt: skip
        identity.save(work, told)


def note(person: Person) -> int:
    """File the note of the first visit; give the visit."""
    with person.store.write(PROGRAM) as work:
        visit = work.session.query(Encounter).filter_by(source_id="C-1").one().id
        attaching.add_note(work, visit, "Progress note", NOTE)
    return visit


def take_in(person: Person, folder: Path) -> None:
    """Ctrl+Shift+O, where the list lies, a look, take it, and on to the Coder's desk."""
    person.counted()
    person.press("Ctrl+Shift+O", "F6")
    person.enter(str(bring_a_list(folder)))
    person.shot("list-seen")
    with person.store.read() as session:
        assert session.query(Encounter).count() == 0, "a look writes nothing"
    person.press("Ctrl+Return")
    assert person.counted() == 5
    with person.store.read() as session:
        assert session.query(Encounter).count() == 3
        assert session.query(Patient).count() == 3
    person.shot("list-taken")


def code(person: Person) -> None:
    """Two diagnoses with words of the note as evidence, a service, and pointers."""
    person.press("Ctrl+Return", "End", "Return")
    person.counted()
    person.enter("e11.42")
    person.press("Shift+F6", *["Ctrl+Shift+Right"] * 5, "Ctrl+E")
    person.shot("evidence")
    person.press("F6")
    person.enter("i10", "99214")
    person.press("Alt+2")
    person.shot("coded")


def back_and_forth(person: Person) -> None:
    """A service is missing: sent back, mended, and the biller sees what is new; 3 actions each."""
    person.press("Ctrl+3")
    person.counted()
    person.press("Alt+R")
    person.type("The A1c test is in the note")
    person.press("Ctrl+Return")
    assert person.counted() == 3
    person.press("Ctrl+2", "End", "Return")
    person.counted()
    person.enter("83036")
    person.press("Ctrl+Return")
    assert person.counted() == 3
    person.press("Ctrl+3")
    story = person.here.page.story.rows_model
    told = " ".join(one.sentence() for one in story.rows)
    assert "Superbill 1002 handed off by Robin Ames, New: 83036." in told
    assert "sent back by Robin Ames, The A1c test is in the note." in told
    person.shot("came-again")


def bill(person: Person) -> None:
    """The superbill becomes charges and a claim, and the claim is marked as sent."""
    person.press("Ctrl+3")
    person.shot("superbill")
    person.press("Ctrl+Return", "Ctrl+Shift+S")
    person.shot("sent")


def post_eob(person: Person) -> None:
    """A check of 101.00 for two lines: 200.00 deductible, the rest of the allowed shared."""
    person.press("Ctrl+4", "Return", "Down", "Return")
    person.enter("0098127", "t", "101", "oka")
    person.enter("310", "65", "", "200", "=", "36", "36")
    person.shot("eob")
    person.press("Ctrl+Return")
    person.shot("posted")


def pages(pdf: bytes) -> str:
    """Read what stands on paper."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)
    finally:
        paper.close()


def test_from_an_encounter_list_to_a_kept_plan(begin, tmp_path):
    person = begin()
    own_practice(person)
    furnish(person, tmp_path)
    take_in(person, tmp_path)
    visit = note(person)
    code(person)
    assert person.counted() <= 15
    person.press("Ctrl+Return")
    assert person.counted() == 1
    back_and_forth(person)
    _is_handed_off(person, visit)
    person.counted()
    bill(person)
    assert person.counted() == 3
    _is_sent(person)
    post_eob(person)
    assert person.counted() <= 27
    account = _is_answered(person)
    take_a_copay(person)
    _is_paid(person, account)
    log_a_call(person)
    print_statements(person)
    _is_on_paper(person, account)
    agree_on_a_plan(person)
    _is_planned(person, account)
    failed = [one for one in check(person.store, opening.checks_of_the_books()) if not one.ok]
    assert failed == []


def take_a_copay(person: Person) -> None:
    """Four actions from the account that is open to the receipt."""
    person.press("Ctrl+6")
    person.enter("okafor")
    person.shot("account")
    person.counted()
    person.press("F9")
    person.type("35")
    person.shot("payment")
    person.press("Return", "Return")
    assert person.counted() == 4
    person.shot("receipt")


def log_a_call(person: Person) -> None:
    """Three actions on the account: F8, what was said, Ctrl+Enter; the ledger has the focus."""
    ledger = person.focus
    person.press("F8", "Escape")
    assert person.focus is ledger
    person.counted()
    person.press("F8")
    person.type("Asked for installments")
    person.press("Ctrl+Return")
    assert person.counted() == 3
    assert person.focus is ledger
    with person.store.read() as session:
        (contact,) = session.query(Contact)
    assert contact.note == "Asked for installments"


def print_statements(person: Person) -> None:
    """Three actions from anywhere: the desk, a look at the pages, issue."""
    person.press("Ctrl+7")
    assert person.focus.accessibleName() == "Accounts of this run"
    person.shot("statement-run")
    person.press("Ctrl+P", "Ctrl+Return")
    assert person.counted() == 3
    person.shot("statement")


def agree_on_a_plan(person: Person) -> None:
    """Four actions in the one dialog: 6, Enter, the first day, Ctrl+Enter."""
    person.press("Ctrl+6")
    person.enter("okafor")
    person.press("P")
    person.counted()
    person.type("6")
    person.press("Return")
    person.type("10/15/26")
    person.shot("plan")
    person.press("Ctrl+Return")
    assert person.counted() == 4
    person.shot("agreement")


def _is_handed_off(person: Person, visit: int) -> None:
    with person.store.read() as session:
        assert session.get_one(Encounter, visit).status is CodingStatus.HANDED_OFF
        bill = frozen.superbill(session, frozen.latest_of(session, visit))
    assert [one.code for one in bill.diagnoses] == ["E1142", "I10"]
    assert [(line.code, line.pointers, line.amount.plain()) for line in bill.lines] == [
        ("99214", "1,2", "420.00"),
        ("83036", "1", "56.00"),
    ]


def _is_sent(person: Person) -> None:
    with person.store.read() as session:
        (claim,) = session.query(Claim)
        assert (claim.status, claim.submitted_on) == (ClaimStatus.PENDING, date(2026, 9, 30))


def _is_answered(person: Person) -> int:
    """The claim is answered and nothing of it is with the payer any more; give the account."""
    with person.store.read() as session:
        (claim,) = session.query(Claim)
        money = facts.claim_money(session, claim.id)
        owed = [(one.paid.plain(), one.reduced.plain(), one.patient.plain()) for one in money]
        assert claim.status is ClaimStatus.ADJUDICATED
        assert owed == [("65.00", "110.00", "245.00"), ("36.00", "20.00", "0.00")]
        return claim.account_id


def _owed(person: Person, account: int) -> str:
    with person.store.read() as session:
        found = balances.account_summary(session, account, person.store.today())
    assert found.insurance_pending.plain() == "0.00"
    return found.patient_balance.plain()


def _is_paid(person: Person, account: int) -> None:
    assert _owed(person, account) == "210.00"
    receipt = pages(_paper(person, account, DocumentKind.RECEIPT))
    assert "35.00" in receipt
    assert "Teresa Okafor-Lind" in receipt


def _is_on_paper(person: Person, account: int) -> None:
    """The statement asks for what the ledger says, and tells why."""
    with person.store.read() as session:
        (sent,) = issued.of_account(session, account)
        paper = pages(issued.original(session, sent.id))
    assert sent.amount_due.plain() == _owed(person, account) == "210.00"
    assert "$210.00" in paper
    for words in ("TERESA OKAFOR-LIND", "503-555-0100", "deductible", "A1c test"):
        assert words in paper


def _is_planned(person: Person, account: int) -> None:
    """Six payments of 35.00, all of what is owed and nothing twice, with its agreement."""
    with person.store.read() as session:
        (row,) = session.query(PaymentPlan).filter_by(account_id=account)
        plan = book.plan_state(session, row.id, person.store.today())
    assert plan.standing is Standing.ACTIVE
    assert [one.amount.plain() for one in plan.installments] == ["35.00"] * 6
    assert plan.installments[0].due == date(2026, 10, 15)
    agreement = pages(_paper(person, account, DocumentKind.AGREEMENT))
    assert "Teresa Okafor-Lind" in agreement
    assert "210.00" in agreement


def _paper(person: Person, account: int, kind: DocumentKind) -> bytes:
    with person.store.read() as session:
        (row,) = [one for one in filing.of_account(session, account) if one.kind is kind]
        return filing.content(session, row.id)
