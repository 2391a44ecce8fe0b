"""Accounts of an old system, brought in once."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from app.ledger import balances
from app.ledger.bringing import bring_in
from app.values.problem import Refused
from models.account import Account
from models.coverage import Payer
from models.patient import Patient
from tests.app.ledger.hand_cases import DONE, ONE, PENDING, case, insurer, pays, t

PEOPLE = {
    "G1": {"name": "Castellan, Ada", "birth": "1980-02-03", "language": "es",
           "address": "12 Oak Lane,  Springfield, il 62701"},
    "P1": {"name": "Castellan, Bela",
           "address": {"street": "1 Elm", "city": "Rome", "state": "IL", "zip": "62702"}},
}  # fmt: skip


@pytest.fixture
def brought(store, amy):
    def bring(given):
        with store.write(amy) as work:
            return bring_in(work, given)

    return bring


def test_an_account_comes_with_its_balances_and_people(store, brought):
    given = {
        "id": "A-7", "people": PEOPLE,
        "input": case(ONE, insurer("t1", "2026-04-01", "50.00"), claims=DONE,
                      last_statement="2026-05-01"),
    }  # fmt: skip
    assert brought(given) is True
    assert brought(given) is False
    with store.read() as session:
        account = session.scalars(sa.select(Account)).one()
        patient = session.scalars(sa.select(Patient)).one()
        assert (account.guarantor_first, account.language, account.number) == ("Ada", "es", 10001)
        assert (account.street, account.city, account.state) == ("12 Oak Lane", "Springfield", "IL")
        assert not account.bad_address
        assert (patient.first, patient.zip, patient.birth) == ("Bela", "62702", None)
        found = balances.account_summary(session, account.id, date(2026, 6, 30))
        assert (found.patient_balance.plain(), found.statement) == ("150.00", "send")


def test_without_people_a_placeholder_stands_and_the_address_is_bad(store, brought):
    brought({"id": "A-8", "input": case(ONE, claims=PENDING)})
    brought({"id": "A-9", "input": case(ONE, claims=PENDING)})
    with store.read() as session:
        first, second = session.scalars(sa.select(Account).order_by(Account.id))
        assert first.bad_address
        assert (first.guarantor_last, second.number) == ("Account 10001", 10002)
        assert session.scalar(sa.select(sa.func.count(Payer.id))) == 1


@pytest.mark.parametrize("address", ["somewhere in town", "12 Oak Lane, Springfield", None])
def test_an_address_that_cannot_be_told_apart_is_bad(store, brought, address):
    brought(
        {"id": "A-1", "people": {"G1": {"name": "Castellan, Ada", "address": address}},
         "input": case(ONE)}
    )  # fmt: skip
    with store.read() as session:
        assert session.scalars(sa.select(Account.bad_address)).one()


@pytest.mark.parametrize(
    "address",
    [
        "12 Oak Lane, Apt 3, Springfield, IL, 62701-0042",
        {"line1": "12 Oak Lane", "line2": "Apt 3", "city": "Springfield", "state": "IL",
         "zip": "62701-0042"},
    ],
)  # fmt: skip
def test_a_unit_stays_with_its_street(store, brought, address):
    brought(
        {"id": "A-1", "people": {"G1": {"name": "Castellan, Ada", "address": address}},
         "input": case(ONE)}
    )  # fmt: skip
    with store.read() as session:
        account = session.scalars(sa.select(Account)).one()
        assert (account.street, account.city) == ("12 Oak Lane, Apt 3", "Springfield")
        assert (account.zip, account.bad_address) == ("62701-0042", False)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"input": case(ONE)}, "malformed_case"),
        ({"id": None, "input": case(ONE)}, "malformed_case"),
        ({"id": "A", "people": {"G1": {}}, "input": case(ONE)}, "malformed_case"),
        ({"id": "A", "input": case(ONE, pays("t1", "2026-04-01", "1.00", charge="c9"))},
         "unknown_charge"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_leaves_no_trace(store, brought, given, code):
    with pytest.raises(Refused, match=code):
        brought(given)
    with store.read() as session:
        assert session.scalars(sa.select(Account)).all() == []


def test_what_the_old_system_knew_beyond_as_of_comes_too(store, brought):
    given = case(ONE, pays("t1", "2026-08-01", "20.00", charge="c1"),
                 t("t2", "adjustment", "2026-04-01", "5.00", charge="c1", group="PR", carc="1"),
                 as_of="2026-06-30")  # fmt: skip
    brought({"id": "A-2", "input": given})
    with store.read() as session:
        account = session.scalars(sa.select(Account.id)).one()
        for day, left in ((date(2026, 6, 30), "200.00"), (date(2026, 8, 1), "180.00")):
            found = balances.account_summary(session, account, day)
            assert found.patient_balance.plain() == left
        with pytest.raises(Refused, match=r"ledger\.no_such_account"):
            balances.account_summary(session, 99, day)
