"""A denial follows its money: what is told of it is what its payer still owes on the line."""

import shutil
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.claims import facts, life
from app.denials import keeping, standing
from app.denials import work as denials
from app.ledger import balances, book, closing
from app.ledger.drafts import ChangeDraft
from app.ledger.undoing import ReversalDraft
from app.remittance import posting
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.reports import today, waiting
from app.store.store import Store
from app.values.adjustment import Adjustment, AdjustmentCode
from app.values.ledger import Bucket
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import ClaimStatus
from models.audit import AuditEntry
from models.claim import Claim
from models.denial import Denial
from models.ledger import Entry
from tests import builders
from tests.builders import DOS, usd
from tests.conftest import AMY, KEY, NOON

TODAY = NOON.date()
_numbers = count(1)
CHECKS = (*keeping.CHECKS, *closing.CHECKS)


class Line:
    """A claim of one line of 145.00 that its payer answered; each step is a unit of work."""

    def __init__(self, store, *, second_payer=False):
        self.store = store
        with store.write(AMY) as work:
            self.who = builders.patient(work)
            self.payer = builders.payer(work)
            self.cover = builders.coverage(work, self.who.patient_id, self.payer)
            if second_payer:
                builders.coverage(work, self.who.patient_id, rank=2)
            self.charge = builders.charge(work, self.who, "145.00", coverage_id=self.cover)
            self.claim = life.make(work, (self.charge,), self.cover)
            life.mark_billed(work, self.claim, DOS)

    def answer(self, denied="145.00", paid="0.00", coinsurance="0.00", code="CO-11"):
        """Post what the payer said; what is in none of the three is the contract's."""
        others = [Adjustment(AdjustmentCode.parse(code), usd(denied))]
        told = EobLine(
            self.charge, usd("145.00"), None, usd(paid), coinsurance=usd(coinsurance),
            others=tuple(one for one in others if one.amount),
        )  # fmt: skip
        line = EobLine(
            told.charge_id, told.charged, None, told.paid, told.gap, ZERO,
            told.coinsurance, ZERO, told.others,
        )  # fmt: skip
        draft = EobDraft(
            self.payer, f"T{next(_numbers)}", TODAY, usd(paid),
            claims=(EobClaim(self.claim, (line,)),),
        )  # fmt: skip
        with self.store.write(AMY) as work:
            return posting.post(work, draft).remittance_id

    def change(self, deed, cents, bucket=None):
        amount = cents if isinstance(cents, Money) else usd(cents)
        draft = ChangeDraft(
            account_id=self.who.account_id, charge_id=self.charge, effective=TODAY, amount=amount,
            reason="as agreed", bucket=bucket, coverage_id=self.cover,
        )  # fmt: skip
        with self.store.write(AMY) as work:
            return deed(work, draft)

    def pay(self, amount):
        amount = amount if isinstance(amount, Money) else usd(amount)
        with self.store.write(AMY) as work:
            return builders.payment(
                work, self.who.account_id, str(amount), on=TODAY, charge_id=self.charge
            ).entry_id

    def undo(self, entry_id):
        with self.store.write(AMY) as work:
            return book.reverse(work, entry_id, ReversalDraft("mistaken", TODAY))

    def decide(self, deed, *more):
        with self.store.write(AMY) as work:
            (row,) = denials.open_denials(work.session, work.today, self.claim)
            deed(work, row.id, "decided here", *more)

    @property
    def told(self):
        """What the list of denials tells of this claim, line by line."""
        with self.store.read() as session:
            return [one.amount for one in denials.open_denials(session, TODAY, self.claim)]

    @property
    def rows(self):
        with self.store.read() as session:
            which = sa.select(Denial).where(Denial.claim_id == self.claim).order_by(Denial.id)
            return session.scalars(which).all()

    @property
    def status(self):
        with self.store.read() as session:
            return session.get_one(Claim, self.claim).status

    def at(self, bucket):
        with self.store.read() as session:
            return balances.charge_balance(session, self.charge, bucket)


@pytest.fixture
def line(store):
    store.closing_checks = list(CHECKS)
    return Line(store)


def test_a_part_that_leaves_the_payer_is_told_no_more(line):
    line.answer()
    line.change(book.to_patient, "45.00")
    assert line.told == [usd("100.00")]
    assert line.status is ClaimStatus.DENIED
    line.decide(denials.write_off)
    assert line.told == []
    assert line.at(Bucket.PAYER) == ZERO
    assert line.at(Bucket.PATIENT) == usd("45.00")


@pytest.mark.parametrize(
    ("steps", "decision"),
    [
        ([(book.to_patient, None)], "to_patient"),
        ([(book.write_off, Bucket.PAYER)], "written_off"),
    ],
)
def test_all_that_leaves_the_payer_decides_the_denial_as_it_went(line, steps, decision, store):
    line.answer()
    for deed, bucket in steps:
        line.change(deed, "145.00", bucket)
    (row,) = line.rows
    assert (row.decision, row.decided_by) == (decision, "amy")
    assert row.note
    assert (line.told, line.status) == ([], ClaimStatus.ADJUDICATED)
    with store.read() as session:
        assert "denials" not in waiting.counts(session, TODAY)
        assert today.today(session, TODAY).deadlines_in_all == 0
        assert facts.claim_money(session, line.claim)[0].denied == ""


def test_what_the_patient_paid_of_a_denied_line_is_paid(line):
    line.answer()
    line.pay("145.00")
    assert [row.decision for row in line.rows] == ["paid"]


def test_undoing_what_moved_the_money_opens_the_denial_again(line):
    line.answer()
    moved = line.change(book.to_patient, "145.00")
    line.undo(moved)
    assert (line.told, line.status) == ([usd("145.00")], ClaimStatus.DENIED)
    (row,) = line.rows
    assert (row.decision, row.decided_at, row.decided_by) == ("", None, "")
    assert len(row.note.splitlines()) == 2


def test_undoing_what_a_person_decided_opens_it_again_and_it_can_be_decided_anew(line, store):
    line.answer()
    line.decide(denials.write_off)
    with store.read() as session:
        entry = session.scalar(sa.select(sa.func.max(Entry.id)))
    line.undo(entry)
    assert line.told == [usd("145.00")]
    line.decide(denials.to_patient)
    assert line.at(Bucket.PATIENT) == usd("145.00")


def test_money_put_back_to_the_payer_waits_for_a_decision_again(line):
    line.answer()
    line.decide(denials.to_patient)
    line.change(book.back_to_payer, "60.00")
    assert (line.told, line.status) == ([usd("60.00")], ClaimStatus.DENIED)


def test_a_claim_that_was_sent_again_waits_for_its_payer_and_not_for_a_decision(line):
    line.answer()
    line.decide(denials.corrected)
    moved = line.change(book.to_patient, "145.00")
    line.undo(moved)
    assert (line.told, line.status) == ([], ClaimStatus.PENDING)
    line.answer(denied="0.00", paid="80.00")
    assert [row.decision for row in line.rows] == ["corrected"]


def test_a_second_no_is_the_one_that_waits(line):
    line.answer()
    line.decide(denials.appeal)
    line.answer(denied="45.00", paid="60.00", code="CO-97")
    assert line.told == [usd("45.00")]
    assert [row.carc for row in line.rows if not row.decision] == ["97"]


def test_an_answer_that_is_taken_back_takes_its_denial_along(line, store):
    remittance = line.answer()
    line.decide(denials.write_off)
    with store.write(AMY) as work:
        posting.void(work, remittance, "wrong check")
    assert (line.told, line.status) == ([], ClaimStatus.PENDING)
    line.answer(denied="145.00", code="CO-97")
    # The write-off of before stands; so nothing of the new denial is with the payer.
    assert (line.told, line.status) == ([], ClaimStatus.ADJUDICATED)


def test_the_coinsurance_of_a_line_that_was_denied_in_part_goes_on_with_the_decision(line):
    line.answer(denied="40.00", paid="60.00", coinsurance="15.00")
    assert line.told == [usd("40.00")]
    line.decide(denials.write_off)
    assert line.at(Bucket.PAYER) == ZERO
    assert line.at(Bucket.PATIENT) == usd("15.00")
    assert line.told == []


def test_the_coinsurance_goes_to_the_next_payer_with_a_claim(store):
    store.closing_checks = list(CHECKS)
    line = Line(store, second_payer=True)
    line.answer(denied="40.00", paid="60.00", coinsurance="15.00")
    line.decide(denials.to_patient)
    assert line.at(Bucket.PATIENT) == usd("40.00")
    with store.read() as session:
        (asked,) = session.scalars(sa.select(Claim).where(Claim.id != line.claim)).all()
        (owed,) = balances.with_payers(session, line.charge).items()
    assert (asked.status, owed) == (ClaimStatus.UNBILLED, (asked.coverage_id, usd("15.00")))


def test_the_change_stands_in_the_audit_trail_with_the_name_of_who_moved_the_money(line, store):
    line.answer()
    line.change(book.to_patient, "145.00")
    with store.read() as session:
        (row,) = session.scalars(
            sa.select(AuditEntry).where(AuditEntry.subject == "denial", AuditEntry.deed == "update")
        ).all()
    assert row.actor == "amy"
    assert '"decision":"to_patient"' in row.facts


def test_a_line_from_before_with_nothing_left_is_not_listed_and_not_counted(line, store):
    line.answer()
    store.closing_checks = list(closing.CHECKS)
    line.change(book.to_patient, "145.00")
    assert line.told == []
    with store.read() as session:
        assert standing.waiting(session) == 0
    with store.write(AMY) as work, pytest.raises(Refused, match=r"denials\.nothing_left"):
        denials.write_off(work, line.rows[0].id, "small")


def test_the_check_of_the_books_finds_a_denial_of_an_answer_that_is_gone(line, store):
    remittance = line.answer()
    with store.write(AMY) as work:
        posting.void(work, remittance, "wrong check")
    store.closing_checks = []
    with store.write(AMY) as work:
        row = work.session.get_one(Denial, line.rows[0].id)
        row.decision, row.decided_at = "", None
    found = {check.name: list(_run(store, check)) for check in keeping.FINDINGS}
    assert [len(found[name]) for name in found] == [0, 1]


def _run(store, check):
    with store.read() as session:
        return list(check.run(session))


# Whatever happens to the line.


@pytest.fixture(scope="module")
def books(office_template, tmp_path_factory):
    """One office for all examples; each has a line of its own."""
    path = tmp_path_factory.mktemp("denied") / "office.db"
    shutil.copyfile(office_template, path)
    opened = Store(path, KEY, closing_checks=CHECKS)
    yield opened
    opened.close()


CENTS = st.integers(1, 14500).map(Money)
STEPS = st.one_of(
    st.tuples(st.sampled_from(["move", "write_off", "pay", "back"]), CENTS),
    st.tuples(st.just("undo"), st.integers(0, 5)),
    st.tuples(st.sampled_from(["desk_patient", "desk_off", "corrected"]), st.none()),
    st.tuples(st.just("answer"), st.sampled_from([("145.00", "0.00"), ("40.00", "80.00")])),
    st.tuples(st.just("void"), st.none()),
)


def _step(line, posted, remittances, step):
    """Take a step; one that is refused changes nothing."""
    deed, given_ = step
    if deed in ("move", "write_off", "back"):
        how = {"move": book.to_patient, "write_off": book.write_off, "back": book.back_to_payer}
        bucket = Bucket.PAYER if deed == "write_off" else None
        posted.append(line.change(how[deed], given_, bucket))
    elif deed == "pay":
        posted.append(line.pay(given_))
    elif deed == "undo":
        line.undo(posted.pop(given_ % len(posted) if posted else 0))
    elif deed == "answer":
        remittances.append(line.answer(*given_))
    elif deed == "void":
        with line.store.write(AMY) as work:
            posting.void(work, remittances[-1], "wrong check")
        remittances.pop()
    else:
        ways = {"desk_patient": denials.to_patient, "desk_off": denials.write_off}
        line.decide(ways.get(deed, denials.corrected))


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(
    first=st.sampled_from([("145.00", "0.00"), ("40.00", "80.00")]),
    steps=st.lists(STEPS, max_size=8),
)
def test_after_any_story_the_sum_told_is_what_the_payer_owes_on_denied_lines(books, first, steps):
    line = Line(books)
    posted, remittances = [], [line.answer(*first)]
    for step in steps:
        try:
            _step(line, posted, remittances, step)
        except (Refused, IndexError, ValueError):
            continue
        owed = line.at(Bucket.PAYER)
        told = Money.total(line.told)
        if line.status.is_open:
            assert told == ZERO
        else:
            assert told == owed
            assert (line.status is ClaimStatus.DENIED) == bool(owed)
        assert all(line.told), "a line that tells nothing is not listed"
    with books.read() as session:
        for check in keeping.FINDINGS:
            assert list(check.run(session)) == [], check.name
