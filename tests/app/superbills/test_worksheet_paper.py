"""The worksheet of a visit's level on paper."""

from __future__ import annotations

import pytest

from app.coding import storing
from app.coding.em import keeping
from app.coding.em.worksheet import Worksheet
from app.superbills import worksheet_paper
from app.values.problem import Refused
from tests import builders
from tests.app.superbills.visits import coded, visit
from tests.conftest import AMY

SHEET = Worksheet(
    patient="new", counts=(("stable_chronic", 2), ("results", 1)), risks=("drug_managed",),
    minutes=20,
)  # fmt: skip


@pytest.fixture
def kept(store):
    with store.write(AMY) as work:
        builders.practice(work)
        number = visit(work)
        storing.save(work, coded(work.session, number, services=("99204",)))
        keeping.keep(work, storing.load(work.session, number), Worksheet(patient="new", minutes=20))
        keeping.keep(work, storing.load(work.session, number), SHEET)
    return number


def test_the_page_says_what_was_found_what_decided_and_what_is_on_the_visit(store, kept):
    with store.read() as session:
        view = worksheet_paper.worksheet_view(session, kept)
    assert (view.number, view.made_by, view.minutes) == (2, "amy", "20")
    assert [(one.column, one.count) for one in view.lines] == [
        ("Problems", "2"), ("Data", "1"), ("Risk", "1"),
    ]  # fmt: skip
    assert "99204" in view.result[0]
    assert view.on_visit == "99204"
    assert view.sources
    assert len(view.earlier) == 1
    assert "99202" in view.earlier[0]


def test_it_is_drawn_the_same_each_time(store, kept):
    with store.read() as session:
        first, second = (worksheet_paper.worksheet_pdf(session, kept) for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")


def test_a_visit_without_a_worksheet_has_no_page(store):
    with store.write(AMY) as work:
        builders.practice(work)
        number = visit(work)
    with store.read() as session, pytest.raises(Refused, match=r"worksheet\.none"):
        worksheet_paper.worksheet_pdf(session, number)
