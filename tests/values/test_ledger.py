import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.values.ledger import Bucket, Move
from app.values.money import Money

ENDS = st.sampled_from(Bucket).flatmap(
    lambda bucket: st.tuples(
        st.just(bucket), st.integers(1, 3) if bucket.has_coverage else st.none()
    )
)


@given(ENDS, ENDS, st.integers(1, 10**9), st.none() | st.integers(1, 9))
def test_a_move_mirrored_twice_is_the_move(source, target, cents, charge):
    if source == target:
        with pytest.raises(ValueError, match="elsewhere"):
            Move(source[0], target[0], Money(cents), charge, source[1], target[1])
        return
    move = Move(source[0], target[0], Money(cents), charge, source[1], target[1])
    back = move.mirrored()
    assert (back.source, back.target, back.amount) == (move.target, move.source, move.amount)
    assert back.mirrored() == move


@pytest.mark.parametrize("cents", [0, -1])
def test_a_move_is_above_zero(cents):
    with pytest.raises(ValueError, match="above zero"):
        Move(Bucket.BILLED, Bucket.PATIENT, Money(cents))


@pytest.mark.parametrize(
    ("source", "target", "coverages"),
    [
        (Bucket.BILLED, Bucket.PAYER, (None, None)),
        (Bucket.PAYER, Bucket.RECEIVED, (None, None)),
        (Bucket.BILLED, Bucket.PATIENT, (None, 1)),
        (Bucket.PATIENT, Bucket.PAYER_CREDIT, (1, 1)),
    ],
)
def test_a_coverage_goes_with_a_payers_bucket_only(source, target, coverages):
    with pytest.raises(ValueError, match="coverage"):
        Move(source, target, Money(1), 1, *coverages)


def test_money_moves_from_one_payer_to_the_next():
    move = Move(Bucket.PAYER, Bucket.PAYER, Money(500), 7, 1, 2)
    assert (move.source_coverage, move.target_coverage) == (1, 2)
