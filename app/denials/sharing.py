"""How denials of one line share what its payer still owes: one rule for desk, closing and Today.

Nothing is read here, and no table class is needed: Today asks before any is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.values.money import Money

Line = tuple[int, int]
"""A charge and the coverage that was asked for it."""


def left_of_each(
    owed: Mapping[Line, int], denials: Iterable[tuple[int, int, int, int]]
) -> dict[int, Money]:
    """Give what is left with the payer of each denial, by its id; of which nothing is, is not here.

    ``owed`` is in cents by line; a denial is its id, charge, coverage and cents. What is owed
    goes to the first ones first: together they are never more than the payer owes on the line.
    """
    rest = dict(owed)
    left = {}
    for denial_id, charge, coverage, cents in denials:
        share = min(max(0, rest.get((charge, coverage), 0)), cents)
        if share:
            rest[charge, coverage] -= share
            left[denial_id] = Money(share)
    return left
