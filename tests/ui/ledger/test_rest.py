"""A long account opens with its beginning; the rest of its story follows by itself."""

from __future__ import annotations

import pytest

from app.ledger import book
from app.ledger.drafts import PatientPaymentDraft
from app.reports import account_part, account_story
from tests import builders
from tests.builders import usd
from tests.ui.ledger.conftest import TODAY
from ui.ledger import rest
from ui.ledger.ledger_table import MORE


@pytest.fixture
def long_account(store, amy, monkeypatch):
    """Give an account of eight visits, of which the oldest is open and the others are paid."""
    monkeypatch.setattr(account_part, "AT_ONCE", 3)
    monkeypatch.setattr(account_part, "FIRST", 2)
    with store.write(amy) as work:
        who = builders.patient(work)
        for day in range(1, 9):
            dos = TODAY.replace(day=day)
            charge = builders.charge(work, who, "40.00", dos=dos)
            if day > 1:
                draft = PatientPaymentDraft(
                    account_id=who.account_id, received_on=TODAY, amount=usd("40.00"),
                    on_charges=((charge, usd("40.00")),),
                )  # fmt: skip
                book.patient_payment(work, draft)
    return who.account_id


def days(page):
    return [visit.dos.day for visit in page.page.ledger.visits]


def test_a_long_account_is_told_whole_once_its_beginning_is_there(at, long_account):
    page = at.open(long_account)
    assert days(page) == [8, 7, 6, 5, 4, 3, 2, 1]
    assert not page.page.ledger.untold


def test_until_then_the_open_and_the_newest_visits_stand_there(at, long_account, monkeypatch):
    monkeypatch.setattr(rest.RestOfStory, "_read", lambda _self: None)
    page = at.open(long_account)
    assert days(page) == [8, 7, 1]
    groups = {group.key: group for group in page.board.ledger.rows_model.groups}
    assert "5" in groups[MORE].title


def test_coming_back_to_an_old_visit_finds_it_in_the_rest(at, long_account, store):
    with store.read() as session:
        story = account_story.story_of(session, long_account, TODAY)
    old = next(visit for visit in story.visits if visit.dos.day == 3)
    page = at.open(long_account)
    page.board.ledger.select_visit(old.number)
    where = page.place()
    at.go_list()
    at.window.go(where)
    at.settle()
    assert page.board.ledger.visit().number == old.number
