"""Denials of one line share what its payer owes, the newest answer's first."""

from hypothesis import given
from hypothesis import strategies as st

from app.denials.sharing import left_of_each
from app.values.money import Money

LINES = st.tuples(st.integers(1, 2), st.integers(1, 2))
DENIALS = st.lists(st.tuples(LINES, st.integers(1, 90)), max_size=6)


def test_the_first_ones_have_it_and_of_which_nothing_is_left_is_not_told():
    denials = [(7, 1, 1, 60), (6, 1, 1, 60), (5, 1, 1, 10), (4, 2, 1, 10), (3, 9, 9, 10)]
    owed = {(1, 1): 100, (2, 1): -5}
    assert left_of_each(owed, denials) == {7: Money(60), 6: Money(40)}


@given(st.dictionaries(LINES, st.integers(-50, 150)), DENIALS)
def test_together_they_are_never_more_than_the_payer_owes_nor_than_was_denied(owed, found):
    denials = [(n, *line, cents) for n, (line, cents) in enumerate(found)]
    left = left_of_each(owed, denials)
    for line in {line for line, _cents in found}:
        own = [(n, cents) for n, *where, cents in denials if tuple(where) == line]
        told = sum(left[n].cents for n, _cents in own if n in left)
        assert told == min(max(0, owed.get(line, 0)), sum(cents for _n, cents in own))
