"""What came to the patient is told by its shares, and the shares add up to it."""

from dataclasses import replace
from datetime import date

import pytest

from app.reports.account_rows import Code
from app.reports.account_steps import Part, What
from app.reports.account_story import LedgerRow
from app.values.money import Money
from ui.ledger import words

MOVED = LedgerRow(
    entry_id=1, visit=1, part=list(Part)[0], what=What.TO_PATIENT, day=date(2026, 8, 26),
    amount=Money(0), payer=Money(0), patient=Money(0),
)  # fmt: skip


@pytest.mark.parametrize(
    ("moved", "codes", "told"),
    [
        (5068, (("PR-1", 4500), ("PR-2", 568)), "45.00 deductible, 5.68 coinsurance"),
        (1386, (("PR-2", 1386), ("PR-3", 3000)), "13.86 coinsurance"),
        (4386, (("PR-2", 1386), ("PR-3", 6000)), "13.86 coinsurance, 30.00 copay"),
        (7386, (("PR-2", 1386), ("PR-3", 6000)), "13.86 coinsurance, 60.00 copay"),
    ],
    ids=["no copay", "the copay paid before", "one of two copays paid before", "no copay paid"],
)
def test_the_shares_add_up_to_what_was_moved(moved, codes, told, qapp):
    row = replace(
        MOVED, amount=Money(moved), codes=tuple(Code(code, Money(cents)) for code, cents in codes)
    )
    assert words.happened(row) == f"To patient, {told}"
