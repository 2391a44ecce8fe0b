"""From which day a debt is aged, and the column it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from app.ledger.aging import basis_date, bucket_of, is_final
from app.values.states import ClaimStatus

DOS, MOVED, ANSWERED = date(2026, 3, 1), date(2026, 3, 20), date(2026, 4, 1)
PENDING = (ClaimStatus.PENDING, None)
PAID = (ClaimStatus.ADJUDICATED, ANSWERED)


@pytest.mark.parametrize(
    ("answers", "moved", "is_final", "since"),
    [
        # Nobody was ever asked: what was moved by hand ages from the visit.
        ((), MOVED, True, DOS),
        ((), None, True, DOS),
        ((PENDING,), MOVED, False, MOVED),
        ((PENDING,), None, False, DOS),
        ((PAID,), MOVED, True, ANSWERED),
        ((PAID, PENDING), None, False, DOS),
    ],
)
def test_a_debt_is_aged_from_the_day_it_became_the_patients(answers, moved, is_final, since):
    assert basis_date(DOS, answers, moved, all_final=is_final) == since


@pytest.mark.parametrize(
    ("days", "column"),
    [(0, "0-30"), (30, "0-30"), (31, "31-60"), (60, "31-60"), (61, "61-90"), (90, "61-90"),
     (91, "91-120"), (120, "91-120"), (121, "121+")],
)  # fmt: skip
def test_both_ends_belong_to_a_column(days, column):
    assert bucket_of(days) == column


@pytest.mark.parametrize(
    ("answer", "decided", "final"),
    [
        (PENDING, False, False),
        (PAID, False, True),
        ((ClaimStatus.DENIED, ANSWERED), False, False),
        ((ClaimStatus.DENIED, ANSWERED), True, True),
        ((ClaimStatus.ADJUDICATED, date(2026, 4, 2)), True, False),
    ],
)
def test_an_answer_counts_from_its_day_and_a_denial_once_decided(answer, decided, final):
    assert is_final(answer, ANSWERED, denial_decided=decided) is final
