"""Templates and favorites as text: what is read, what is refused, and written back the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding import favorites, template_text, templates
from app.coding.favorites import Pick
from app.coding.template_health import Health
from app.coding.template_text import PickDraft, TemplateDraft
from app.coding.templates import Place, PlannedLine, Template
from app.store.actor import Actor
from app.values.money import Quantity
from app.values.problem import Refused
from tests.conftest import AMY

TEXT = TemplateDraft(
    "Sore throat", "Family medicine", "", "J02.9 / J02.0 ? Strep test positive?\nI10",
    "99213-25 x2 > BA\n87880-QW",
)  # fmt: skip


def test_a_form_becomes_a_template():
    assert TEXT.problems() == []
    made = TEXT.template()
    assert made.places == (Place(("J029", "J020"), "Strep test positive?"), Place(("I10",)))
    assert made.services == (
        PlannedLine("99213", ("25",), Quantity(Decimal(2)), (2, 1)),
        PlannedLine("87880", ("QW",), pointers=(1, 2)),
    )


PLACES = st.lists(
    st.lists(st.sampled_from(["E119", "I10", "J029", "Z0000", "S42001A"]), min_size=1, max_size=3,
             unique=True).map(lambda codes: Place(tuple(codes), "Which?" * (len(codes) > 1))),
    min_size=1, max_size=12,
).map(tuple)  # fmt: skip


@given(places=PLACES, data=st.data())
def test_what_is_written_is_read_the_same(places, data):
    most = len(places)
    pointers = st.lists(st.integers(1, most), min_size=1, max_size=min(4, most), unique=True)
    units = st.decimals("0.001", 999, places=3).map(Quantity)
    lines = st.builds(
        PlannedLine, st.sampled_from(["99213", "J1100", "0001U"]),
        st.sampled_from([(), ("25",), ("59", "RT")]), units, pointers.map(tuple),
    )  # fmt: skip
    made = Template("T", places, tuple(data.draw(st.lists(lines, max_size=3))), "", 4, 7, 2)
    written = template_text.draft_of(made)
    assert written.problems() == []
    assert written.template() == made


@pytest.mark.parametrize(
    ("diagnoses", "services", "problem"),
    [
        ("E11.9\nnone", "", "place_code"), ("99213", "", "place_code"),
        ("I10 / I10", "", "place_twice"), ("I10", "I10", "line_code"),
        ("I10", "99213 254", "line_part"), ("I10", "99213 25 26 59 76 77", "line_part"),
        ("I10", "99213 > Z", "line_pointers"), ("I10", "99213 > AA", "line_pointers"),
        ("I10", "99213 > B", "no_such_letter"), ("", " \n", "empty"),
        ("I10\n" * 13, "", "too_many"), ("I10", "99213\n" * 51, "too_many"),
    ],
)  # fmt: skip
def test_a_line_that_is_none_is_told_by_its_number(diagnoses, services, problem):
    (found,) = TemplateDraft("T", diagnoses=diagnoses, services=services).problems()
    assert found.code == f"templates.{problem}"
    if diagnoses == "E11.9\nnone":
        assert found.values["line"] == "2"


@pytest.mark.parametrize(
    ("typed", "pick"),
    [
        ("e11.9", Pick("E119", True)), ("J11.00", Pick("J1100", True)),
        ("J1100", Pick("J1100", False)), ("99214-25", Pick("99214", False, "", ("25",))),
        ("G22.11", Pick("G2211", True)),
    ],
)  # fmt: skip
def test_a_dot_tells_a_diagnosis_from_a_service(typed, pick):
    assert PickDraft(typed).pick() == pick
    assert template_text.pick_draft_of(pick).pick() == pick


def test_what_is_no_code_is_no_favorite():
    assert [one.code for one in PickDraft("sore").problems()] == ["templates.pick_code"]
    assert [one.code for one in PickDraft(" ").problems()] == ["templates.code_missing"]


def test_a_favorite_is_changed_but_never_doubled(store):
    with store.write(AMY) as work:
        first = favorites.save(work, Pick("E119", True, "Diabetes"))
        other = favorites.save(work, Pick("I10", True, "Heart"))
        favorites.save(work, Pick("E1165", True, "Diabetes", wording="High", id=first))
        assert favorites.favorite(work.session, first).code == "E1165"
        with pytest.raises(Refused, match="favorite_twice"):
            favorites.save(work, Pick("E1165", True, "Diabetes", id=other))


def test_coders_and_the_owner_change_templates_and_nobody_else(store):
    for held, allowed in (("code", True), ("settings.change", True), ("look", False)):
        actor = Actor("Kay", 3, frozenset({held}))
        if allowed:
            with store.write(actor) as work:
                assert templates.save(work, Template(held, (Place(("I10",)),)))
        else:
            with pytest.raises(Refused, match="not_allowed"), store.write(actor) as work:
                templates.save(work, Template(held, (Place(("I10",)),)))


def test_codes_that_a_release_ended_are_named(starter):
    made = TemplateDraft("T", diagnoses="M54.5\nI10\nE11", services="99201\n99213").template()
    pick, visit = Pick("M545", True), Pick("99213", False)
    health = Health(starter, date(2026, 5, 4), (made, pick, visit))
    assert health.of(made) == ("M54.5", "E11", "99201")
    assert health.of(pick) == ("M54.5",)
    assert health.of(visit) == ()
    assert health.title("I10").startswith("Essential")
    assert health.title("M545") == "Low back pain"
    without = Health(None, date(2026, 5, 4), (pick,))
    assert (without.of(pick), without.title("I10")) == ((), "")


def test_a_long_list_of_favorites_takes_as_many_queries_as_a_short_one(starter, monkeypatch):
    asked, rows, rules = [], starter.rows, starter.rules
    monkeypatch.setattr(starter, "rows", lambda *a: asked.append(a[0]) or rows(*a))
    monkeypatch.setattr(starter, "rules", lambda *a: asked.append(a[0]) or rules(*a))
    codes = ("I10", "E119", "J069", "M25511", "Z0000", "R51.9", "F411", "K219")
    picks = [Pick(code, True) for code in codes]
    picks += [Pick(str(code), False) for code in range(99202, 99216)]
    taken = []
    for some in (picks[:1] + picks[-1:], picks):
        asked.clear()
        health = Health(starter, date(2026, 5, 4), some)
        assert not any(health.of(one) for one in some)
        taken.append(len(asked))
    assert taken[0] == taken[1] < 20
