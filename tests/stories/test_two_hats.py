"""A week at a clinic where a coder and a biller share one computer, told through the rooms."""

from datetime import UTC, date, datetime

import pytest

from app.claims import billing, life
from app.coding import draft as drafts
from app.coding import storing
from app.coding.codebook import ReferenceBook
from app.coding.draft import Line, Span
from app.commands import opening
from app.denials import work as denials
from app.documents import filing
from app.documents.filing import Filing
from app.ledger import balances, book
from app.ledger.drafts import PatientPaymentDraft
from app.remittance import posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.security import permissions
from app.statements import issued, run
from app.store.actor import Actor
from app.store.check import check
from app.superbills import frozen
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.money import ZERO
from app.values.problem import Refused
from app.values.states import CodingStatus, DocumentKind, PaymentMethod, Role, SuperbillStep
from models.encounter import Encounter
from models.practice import Fee, FeeSchedule
from tests import builders
from tests.builders import usd

CODER = Actor("Cleo, coder", 1, permissions.granted([Role.CODER]))
BILLER = Actor("Bela, biller", 2, permissions.granted([Role.BILLER]), write_off_limit_cents=5000)
VISIT = date(2026, 7, 6)
NOTE = "Type 2 diabetes with neuropathy in both feet. Hypertension, above goal. A1c today 7.6."


def _noon(clock, month, day):
    clock.now = datetime(2026, month, day, 16, tzinfo=UTC)


@pytest.fixture
def clinic(store, amy, clock):
    """One insured patient was seen on July 6; the note is written."""
    store.closing_checks.extend(opening.closing_checks())
    _noon(clock, 7, 6)
    with store.write(amy) as work:
        builders.practice(work)
        who = builders.patient(work, last="Okafor-Lind", first="Teresa")
        coverage = builders.coverage(work, who.patient_id)
        schedule = FeeSchedule(name="2026", loaded_at=work.now)
        work.session.add(schedule)
        work.session.flush()
        for code, amount in (("99214", "210.00"), ("83036", "28.00")):
            work.session.add(
                Fee(
                    fee_schedule_id=schedule.id, code=code, wording="Service", amount=usd(amount),
                    valid_from=date(2026, 1, 1),
                )
            )  # fmt: skip
        visit = Encounter(
            patient_id=who.patient_id, provider_id=builders.provider(work), coverage_id=coverage,
            dos=VISIT, dos_last=VISIT, status=CodingStatus.READY, status_since=work.now,
        )  # fmt: skip
        work.session.add(visit)
        work.session.flush()
        note = filing.keep(
            work, Filing(DocumentKind.NOTE, "Note", "text/plain", visit.id), NOTE.encode()
        )
    return {"who": who, "coverage": coverage, "visit": visit.id, "note": note}


def _code(store, clinic, *diagnoses):
    with store.read() as session:
        coded = storing.load(session, clinic["visit"])
    for code in diagnoses:
        coded = drafts.add_diagnosis(coded, code)
    return coded


def _handed_off(store, clinic, codes):
    """The coder reads the note, codes the visit with its evidence, and hands it off."""
    coded = drafts.add_line(_code(store, clinic, "E1142"), Line("99214", pointers=(1,)))
    words = "Type 2 diabetes with neuropathy"
    at = NOTE.index(words)
    coded = drafts.link(coded, Span(clinic["note"], at, at + len(words), "E1142"))
    with store.write(CODER) as work:
        builders.sits(work)
        return frozen.hand_off(work, coded, codes)


def _mended(store, clinic, codes):
    """The coder adds the test that the biller missed, and the second diagnosis."""
    coded = drafts.add_line(_code(store, clinic, "I10"), Line("83036", pointers=(1,)))
    coded = drafts.set_pointers(coded, 1, (1, 2))
    with store.write(CODER) as work:
        return frozen.hand_off(work, coded, codes)


def _answered(store, clinic, made):
    """The payer pays the visit in part and bundles the test."""
    visit_line, test_line = made.charge_ids
    refusal = Adjustment(AdjustmentCode.parse("CO-97"), usd("28.00"))
    lines = (
        EobLine(
            visit_line, usd("210.00"), usd("138.60"), usd("74.88"), usd("71.40"),
            deductible=usd("45.00"), coinsurance=usd("18.72"),
        ),
        EobLine(test_line, usd("28.00"), ZERO, others=(refusal,)),
    )  # fmt: skip
    with store.write(BILLER) as work:
        (payer,) = [c.payer_id for c in _coverages(work.session, clinic)]
        claims = (EobClaim(made.claim_id, lines),)
        posting.post(work, EobDraft(payer, "77", date(2026, 7, 28), usd("74.88"), claims=claims))


def test_a_visit_goes_back_and_forth_and_is_paid_to_the_last_cent(store, clinic, clock, starter):
    codes, account = ReferenceBook(starter), clinic["who"].account_id
    bill = _handed_off(store, clinic, codes)
    with pytest.raises(Refused) as caught, store.write(CODER) as work:
        billing.bill(work, bill.id, clinic["coverage"])
    assert caught.value.code == "not_allowed"
    _noon(clock, 7, 7)
    with store.write(BILLER) as work:
        frozen.send_back(work, bill.id, "The A1c test is in the note but not on the superbill.")
    second = _mended(store, clinic, codes)
    with store.write(BILLER) as work:
        made = billing.bill(work, second.id, clinic["coverage"])
        life.mark_billed(work, made.claim_id, date(2026, 7, 7))
    with store.read() as session:
        assert second.revision == 2
        assert frozen.state_of(session, bill.id) is not SuperbillStep.HANDED_OFF
        assert frozen.loops(session, clinic["visit"]) == 1
    _noon(clock, 7, 28)
    _answered(store, clinic, made)
    assert _owed(store, account) == ("63.72", "28.00")
    with store.write(BILLER) as work:
        (denied,) = denials.open_denials(work.session, work.today)
        denials.write_off(work, denied.id, "Bundled into the visit by this payer")
    assert _owed(store, account) == ("63.72", "0.00")
    _noon(clock, 7, 29)
    _billed_and_paid(store, account, clock)
    assert _owed(store, account) == ("0.00", "0.00")
    results = check(store, opening.checks_of_the_books())
    assert [result for result in results if not result.ok] == []


def _billed_and_paid(store, account, clock):
    """The statement asks for what is the patient's, and a check for it comes."""
    with store.write(BILLER) as work:
        (sent,) = run.issue(work, work.today).issued
    assert sent.amount == usd("63.72")
    with store.read() as session:
        (kept,) = issued.of_account(session, account)
        assert issued.reprint(session, kept.id).startswith(b"%PDF")
    _noon(clock, 8, 10)
    with store.write(BILLER) as work:
        paid = PatientPaymentDraft(
            account_id=account, received_on=work.today, amount=usd("63.72"),
            method=PaymentMethod.CHECK, oldest_first=True, reference="1182",
        )  # fmt: skip
        book.patient_payment(work, paid)


def _coverages(session, clinic):
    from app.patients import coverages

    return coverages.coverages_of(session, clinic["who"].patient_id)


def _owed(store, account):
    with store.read() as session:
        found = balances.account_summary(session, account, store.today())
    return found.patient_balance.plain(), found.insurance_pending.plain()
