"""The declarative base: table classes may come on one thread while another goes through them."""

from __future__ import annotations

from models.base import Apart, Base


class _Table:
    """Stands for a table class."""


def test_a_table_class_that_comes_meanwhile_breaks_no_query() -> None:
    tables = [_Table() for _ in range(3)]
    known = Apart({one: True for one in tables[:2]})
    going = iter(known)
    first = next(going)
    known[tables[2]] = True
    assert [first, *going] == tables[:2]
    assert list(known) == tables


def test_the_classes_of_the_office_are_kept_so() -> None:
    assert isinstance(Base.registry._managers, Apart)
