"""A superbill becomes charges, once; a wrong one is taken back while nothing is paid."""

import pytest
import sqlalchemy as sa

from app.charting import transitions
from app.coding import storing
from app.ledger import book, closing
from app.ledger.drafts import PatientPaymentDraft, PayerAnswerDraft, PayerLine
from app.ledger.undoing import ReversalDraft
from app.superbills import frozen, posting, printing, waiting
from app.values.ledger import Bucket
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import CodingStatus, EntryKind, PaymentMethod, SuperbillStep
from models.charge import Charge
from models.encounter import Encounter
from models.ledger import Entry, Movement
from tests import builders
from tests.app.paper.reading import text
from tests.app.superbills import visits
from tests.app.superbills.visits import NOTHING
from tests.conftest import NOON


@pytest.fixture
def waiting_bill(store, amy):
    """A superbill of 138.50 that waits for the biller, and the coverage of its visit."""
    store.closing_checks = list(closing.CHECKS)
    with store.write(amy) as work:
        builders.practice(work)
        visits.fee_list(work, C99213="120.00", C36415="18.50")
        encounter = visits.visit(work)
        given = visits.handed_off(work, encounter, services=("99213", "36415"))
        return given, work.session.get(Encounter, encounter).coverage_id


def _moves(session):
    return session.execute(
        sa.select(Movement.source, Movement.target, Movement.target_coverage_id, Movement.amount)
        .order_by(Movement.id)
    ).all()  # fmt: skip


def test_posting_bills_each_line_to_the_coverage(store, amy, waiting_bill):
    given, coverage = waiting_bill
    with store.write(amy) as work:
        posted = posting.post_charges(work, given.id, coverage_id=coverage)
    with store.read() as session:
        charges = [session.get(Charge, one) for one in posted.charge_ids]
        assert [(c.code, c.amount, c.superbill_id) for c in charges] == [
            ("99213", Money(12000), given.id),
            ("36415", Money(1850), given.id),
        ]
        assert [m.target_coverage_id for m in _moves(session)] == [coverage, coverage]
        assert frozen.superbill(session, given.id).state is SuperbillStep.POSTED
        assert waiting.queue(session, NOON.date()) == ()
        encounter = session.get(Encounter, charges[0].encounter_id)
        assert encounter.status is CodingStatus.POSTED


def test_a_self_pay_superbill_is_the_patients_at_once(store, amy, waiting_bill):
    given, _ = waiting_bill
    with store.write(amy) as work:
        posting.post_charges(work, given.id, coverage_id=None)
    with store.read() as session:
        assert {m.target for m in _moves(session)} == {Bucket.PATIENT}


def test_a_superbill_is_posted_once(store, amy, waiting_bill):
    given, coverage = waiting_bill
    with store.write(amy) as work:
        posting.post_charges(work, given.id, coverage_id=coverage)
    with pytest.raises(Refused, match="not_waiting"), store.write(amy) as work:
        posting.post_charges(work, given.id, coverage_id=coverage)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(Charge.id))) == 2


def test_another_patients_coverage_is_not_billed(store, amy, waiting_bill):
    given, _ = waiting_bill
    with store.write(amy) as work:
        other = builders.coverage(work, builders.patient(work).patient_id)
    with pytest.raises(Refused, match="foreign_coverage"), store.write(amy) as work:
        posting.post_charges(work, given.id, coverage_id=other)


def test_taking_back_reverses_the_charges_and_the_next_revision_is_billed_anew(
    store, amy, waiting_bill
):
    given, coverage = waiting_bill
    with store.write(amy) as work:
        posting.post_charges(work, given.id, coverage_id=coverage)
    with store.write(amy) as work:
        back = posting.take_back(work, given.id, "Wrong level of visit")
    with store.read() as session:
        assert session.get(Entry, back.reversal_id).kind is EntryKind.REVERSAL
        bill = frozen.superbill(session, given.id)
        draft = storing.load(session, bill.encounter_id)
    assert (bill.state, bill.loops) == (SuperbillStep.SENT_BACK, 1)
    with store.write(amy) as work:
        again = frozen.hand_off(work, draft, NOTHING)
        posted = posting.post_charges(work, again.id, coverage_id=coverage)
    assert len(posted.charge_ids) == 2
    with store.read() as session:
        billed = sum(m.amount.cents for m in _moves(session) if m.source is Bucket.BILLED)
        undone = sum(m.amount.cents for m in _moves(session) if m.target is Bucket.BILLED)
    assert (billed, undone) == (2 * 13850, 13850)


def test_what_is_paid_is_not_taken_back_until_the_payment_is_void(store, amy, waiting_bill):
    given, _ = waiting_bill
    with store.write(amy) as work:
        posted = posting.post_charges(work, given.id, coverage_id=None)
        taken = book.patient_payment(
            work,
            PatientPaymentDraft(
                account_id=posted.account_id, received_on=NOON.date(), amount=Money(2000),
                method=PaymentMethod.CARD, on_charges=((posted.charge_ids[0], Money(2000)),),
            ),
        )  # fmt: skip
    with pytest.raises(Refused, match="superbills.paid"), store.write(amy) as work:
        posting.take_back(work, given.id, "Wrong level of visit")
    with store.write(amy) as work:
        book.reverse(work, taken.entry_id, ReversalDraft("Taken twice"))
        posting.take_back(work, given.id, "Wrong level of visit")


def test_a_posted_superbill_is_not_sent_back_by_the_plain_way(store, amy, waiting_bill):
    given, coverage = waiting_bill
    with pytest.raises(Refused, match="not_posted"), store.write(amy) as work:
        posting.take_back(work, given.id, "Wrong level")
    with store.write(amy) as work:
        posting.post_charges(work, given.id, coverage_id=coverage)
    with pytest.raises(Refused, match="not_waiting"), store.write(amy) as work:
        frozen.send_back(work, given.id, "Wrong level")


def test_the_page_shows_number_codes_and_amounts_and_is_the_same_each_time(
    store, amy, waiting_bill
):
    given, _ = waiting_bill
    with store.read() as session:
        first = printing.superbill_pdf(session, given.id)
        second = printing.superbill_pdf(session, given.id)
    assert first == second
    said = text(first)
    for words in (str(given.number), "E11.9", "99213", "138.50", "Larkspur"):
        assert words in said


def test_no_state_leads_nowhere():
    for state in CodingStatus:
        assert transitions.NEXT[state], state
        assert state not in transitions.NEXT[state]


def test_the_page_tells_what_the_patient_paid_so_far_and_what_is_left(store, amy, waiting_bill):
    given, _ = waiting_bill
    with store.write(amy) as work:
        posted = posting.post_charges(work, given.id, coverage_id=None)
        book.patient_payment(
            work,
            PatientPaymentDraft(
                account_id=posted.account_id, received_on=NOON.date(), amount=Money(2000),
                method=PaymentMethod.CARD, on_charges=((posted.charge_ids[0], Money(2000)),),
            ),
        )  # fmt: skip
    with store.read() as session:
        view = printing.superbill_view(session, given.id)
        said = text(printing.superbill_pdf(session, given.id, for_patient=True))
    assert (view.paid, view.covered) == (Money(2000), Money(0))
    assert "20.00" in said
    assert "118.50" in said


def test_what_insurance_paid_is_told_beside_what_the_patient_paid(store, amy, waiting_bill):
    given, coverage = waiting_bill
    with store.write(amy) as work:
        posted = posting.post_charges(work, given.id, coverage_id=coverage)
        line = PayerLine(charge_id=posted.charge_ids[0], paid=Money(8000), contractual=Money(2000))
        book.payer_payment(
            work,
            PayerAnswerDraft(
                account_id=posted.account_id, coverage_id=coverage, effective=NOON.date(),
                source_key=None, lines=(line,),
            ),
        )  # fmt: skip
    with store.read() as session:
        view = printing.superbill_view(session, given.id)
    assert (view.paid, view.covered) == (Money(0), Money(10000))
