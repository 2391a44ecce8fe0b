"""Contacts and promises."""

from datetime import date, timedelta

import pytest

from app.contacts import log, promises
from app.contacts.log import ContactDraft
from app.values.money import Money
from app.values.problem import Refused
from app.values.states import ContactChannel, EntryKind, PaymentMethod
from models.account import Account
from models.ledger import Entry, Payment
from tests.conftest import NOON

TODAY = date(2026, 9, 30)


@pytest.fixture
def account(store, amy):
    with store.write(amy) as work:
        work.session.add(
            Account(
                id=7,
                number=10482,
                guarantor_last="Castellan",
                guarantor_first="Priya",
                opened_at=NOON,
            )
        )
    return 7


def _pay(store, amy, cents, on):
    with store.write(amy) as work:
        entry = Entry(
            kind=EntryKind.PATIENT_PAYMENT,
            effective=on,
            account_id=7,
            actor="amy",
            recorded_at=NOON,
        )
        work.session.add(entry)
        work.session.flush()
        number = work.next_number("receipt")
        work.session.add(
            Payment(
                number=number, account_id=7, entry_id=entry.id, received_on=on,
                method=PaymentMethod.CARD, amount=Money(cents), taken_by="amy",
            )
        )  # fmt: skip


def _promise(store, amy, cents=5000, by=TODAY + timedelta(days=7)):
    draft = ContactDraft(7, ContactChannel.CALL_OUT, "Will pay", "", Money(cents), by)
    with store.write(amy) as work:
        return log.log(work, draft)


def _kept(store, as_of):
    with store.read() as session:
        return [row.kept for row in log.contacts_of(session, 7, as_of)]


def test_a_call_is_written_down_with_who_and_when(store, amy, account):
    with store.write(amy) as work:
        log.log(work, ContactDraft(account, note="  Asked about the strep test. "))
    with store.read() as session:
        (row,) = log.contacts_of(session, account, TODAY)
    assert (row.note, row.by, row.kept) == ("Asked about the strep test.", "amy", None)


def test_a_promise_is_kept_by_payments_up_to_its_day(store, amy, account):
    _promise(store, amy)
    assert _kept(store, TODAY) == [None]
    _pay(store, amy, 3000, TODAY)
    assert _kept(store, TODAY + timedelta(days=8)) == [False]
    _pay(store, amy, 2000, TODAY + timedelta(days=7))
    assert _kept(store, TODAY + timedelta(days=8)) == [True]


def test_a_returned_payment_keeps_no_promise(store, amy, account):
    _promise(store, amy)
    _pay(store, amy, 5000, TODAY)
    with store.write(amy) as work:
        work.session.add(
            Entry(
                kind=EntryKind.REVERSAL, effective=TODAY, account_id=7, actor="amy",
                recorded_at=NOON, reverses_id=1,
            )
        )  # fmt: skip
    assert _kept(store, TODAY + timedelta(days=8)) == [False]


def test_open_promises_come_with_their_day_and_leave_when_paid(store, amy, account):
    _promise(store, amy)
    with store.read() as session:
        assert promises.open_promises(session, TODAY, TODAY) == ()
        (row,) = promises.open_promises(session, TODAY, TODAY + timedelta(days=7))
    assert (row.guarantor, row.promised, row.account_number) == (
        "Castellan, Priya",
        Money(5000),
        10482,
    )
    _pay(store, amy, 5000, TODAY)
    with store.read() as session:
        assert promises.open_promises(session, TODAY, TODAY + timedelta(days=30)) == ()


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (ContactDraft(7), "note"),
        (ContactDraft(7, note="x", promised=Money(0), promised_by=TODAY), "promised"),
        (ContactDraft(7, note="x", promised=Money(100)), "promised_by"),
        (ContactDraft(7, note="x", promised_by=TODAY), "promised"),
    ],
)
def test_half_a_contact_is_refused_beside_its_field(store, amy, account, draft, field):
    assert [problem.field for problem in draft.problems()] == [field]
    with pytest.raises(Refused), store.write(amy) as work:
        log.log(work, draft)
