"""Accounts on the edges of the conventions, posted into one office and told as cases are."""

from __future__ import annotations

import json
import shutil
from itertools import count
from pathlib import Path

import pytest

from app.ledger import balances, case_rows, cases, closing
from app.ledger.case_input import read_case
from app.ledger.replay import Replay
from app.store.store import Store
from app.values.problem import Refused
from tests.app.ledger import reference
from tests.app.ledger.sharp_cases import SHARP
from tests.app.ledger.whole_accounts import MISSING, WHOLE
from tests.app.worked import fits
from tests.conftest import AMY, KEY

_numbers = count(1)
_SAMPLES = Path(__file__).parents[2] / "samples"
JUDGED = [
    (one["title"], one["input"], one["expected"])
    for one in json.loads((_SAMPLES / "accounts_judged.json").read_text("utf-8"))["cases"]
]
EVERY = [*SHARP, *WHOLE, *JUDGED]


@pytest.fixture(scope="module")
def books(office_template, tmp_path_factory):
    """One office for all cases of this module; each has an account of its own."""
    path = tmp_path_factory.mktemp("sharp") / "office.db"
    shutil.copyfile(office_template, path)
    opened = Store(path, KEY, closing_checks=closing.CHECKS)
    yield opened
    opened.close()


def told(books, given, until=None):
    """Post a case, up to a day or to its end, and tell it as of its own day."""
    case = read_case(given)
    with books.write(AMY) as work:
        rows = case_rows.open_account(work, f"sharp {next(_numbers)}", case)
        Replay(work, case, rows, until).run()
    with books.read() as session:
        found = balances.account_summary(session, rows.account_id, case.as_of, case.terms)
    return cases.told(case, rows, found)


@pytest.mark.parametrize(
    ("given", "expected"),
    [row[1:] for row in EVERY],
    ids=[row[0] for row in EVERY],
)
def test_a_sharp_case_comes_out_as_worked_by_hand(books, given, expected):
    found = told(books, given, read_case(given).as_of)
    assert fits(found, expected), {key: found[key] for key in expected}


def test_the_second_reading_agrees_with_what_was_worked_by_hand():
    defaults = {"min_statement": "5.00", "statement_due_days": 25, "aging_basis": "responsibility"}
    for title, given, expected in EVERY:
        assert fits(reference.evaluate(defaults | given), expected), title


def test_what_is_in_the_books_and_dated_later_changes_no_earlier_day(books):
    for title, given, expected in (*SHARP, *WHOLE):
        assert fits(told(books, given), expected), title


@pytest.mark.parametrize(
    ("given", "code"), [row[1:] for row in MISSING], ids=[row[0] for row in MISSING]
)
def test_what_a_case_names_and_does_not_hold_is_refused(given, code):
    with pytest.raises(Refused) as refused:
        read_case(given)
    assert refused.value.code == f"ledger.{code}"


def changed(given, part, **fields):
    """Give a case in which the first of a part says something else."""
    first, *others = given[part]
    return given | {part: [first | fields, *others]}


@pytest.mark.parametrize("amount", [None, "", "NaN", "12.345", "1e3", True, [], "9" * 20])
def test_an_amount_that_is_none_or_more_than_the_books_hold_is_not_read(amount):
    _title, given, _expected = WHOLE[0]
    for part in ("charges", "transactions"):
        assert cases.evaluate_case({"input": changed(given, part, amount=amount)}) == {
            "error": "malformed_case"
        }


@pytest.mark.parametrize("day", ["2026-02-30", "9999-12-31", "0001-01-01", "20260630", "6/30/2026"])
def test_a_day_outside_of_any_calendar_of_a_practice_is_not_read(day):
    given = WHOLE[0][1] | {"as_of": day}
    assert cases.evaluate_case({"input": given}) == {"error": "malformed_case"}
