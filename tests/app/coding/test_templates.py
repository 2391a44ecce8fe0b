"""Visit templates: kept, listed nearest first, taken with their choices, checked on the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.coding import templates
from app.coding.codebook import NoBook
from app.coding.draft import CodingDraft, Diagnosis
from app.coding.templates import Place, PlannedLine, Template
from app.store.actor import Actor
from app.values.problem import Refused
from tests import builders
from tests.app.superbills.visits import DOS
from tests.conftest import AMY

DIABETES = Template(
    "Diabetes visit",
    (Place(("E1142", "E119", "E1165"), "Which diabetes"), Place(("I10",))),
    (PlannedLine("99214", pointers=(1, 2)), PlannedLine("83036", ("QW",), pointers=(1,))),
    "Family medicine",
)


def keep(store, wanted=DIABETES, actor=AMY):
    with store.write(actor) as work:
        return templates.save(work, wanted)


def test_a_template_is_read_back_as_it_was_kept(store):
    number = keep(store)
    with store.read() as session:
        read = templates.template(session, number)
    assert read == replace(DIABETES, id=number, version=read.version)
    assert read.choices == (1,)


def test_the_providers_own_templates_stand_before_the_practices_and_those_of_others(store):
    with store.write(AMY) as work:
        own, other = builders.provider(work), builders.provider(work, "Lind", None)
    for name, owner in (("B", None), ("A", None), ("Z", own), ("C", other)):
        keep(store, replace(DIABETES, name=name, provider_id=owner))
    with store.read() as session:
        assert [t.name for t in templates.all_templates(session, own)] == ["Z", "A", "B", "C"]


def test_a_template_goes_in_with_pointers_modifiers_and_the_chosen_code():
    made = templates.apply(CodingDraft(1, DOS), DIABETES, ["E119"])
    assert [d.code for d in made.diagnoses] == ["E119", "I10"]
    assert [(n.code, n.modifiers, n.pointers) for n in made.lines] == [
        ("99214", (), (1, 2)), ("83036", ("QW",), (1,)),
    ]  # fmt: skip


def test_what_stands_already_stays_first_and_is_not_doubled():
    begun = CodingDraft(1, DOS, (Diagnosis("I10"),))
    made = templates.apply(begun, DIABETES, ["E119"])
    assert [d.code for d in made.diagnoses] == ["I10", "E119"]
    assert made.lines[0].pointers == (2, 1)


def test_a_choice_that_was_not_made_leaves_its_place_out_and_no_line_points_there():
    made = templates.apply(CodingDraft(1, DOS), DIABETES)
    assert [d.code for d in made.diagnoses] == ["I10"]
    assert made.lines[0].pointers == (1,)


def test_what_was_taken_from_a_template_is_not_a_repeated_visit():
    assert templates.apply(CodingDraft(1, DOS), DIABETES, ["E119"]).unconfirmed == ()


def test_a_visit_becomes_a_template_and_the_template_that_visit():
    made = templates.apply(CodingDraft(1, DOS), DIABETES, ["E119"])
    again = templates.of_draft(made, "Same")
    assert templates.apply(CodingDraft(2, DOS), again).lines == made.lines


def test_codes_that_cannot_be_billed_on_the_day_are_named(book):
    wanted = Template("Old", (Place(("E11",)), Place(("I10",)), Place(("Z9999",))))
    on = date(2026, 9, 30)
    assert templates.not_valid(wanted, book, on) == ("E11", "Z99.99")
    assert templates.not_valid(wanted, NoBook(), on) == ()


def test_an_empty_or_nameless_template_is_refused(store):
    for wrong in (Template(" ", DIABETES.places), Template("Named")):
        with pytest.raises(Refused, match="incomplete"):
            keep(store, wrong)


def test_two_windows_do_not_overwrite_each_other(store):
    number = keep(store)
    with store.read() as session:
        seen = templates.template(session, number)
    keep(store, replace(seen, name="Renamed"))
    with pytest.raises(Refused, match="changed_elsewhere"):
        keep(store, replace(seen, name="Mine"))


def test_changing_a_template_replaces_its_parts_and_removing_takes_all(store):
    number = keep(store)
    with store.read() as session:
        seen = templates.template(session, number)
    keep(store, replace(seen, places=(Place(("I10",)),), services=(PlannedLine("99213"),)))
    with store.read() as session:
        assert templates.template(session, number).places == (Place(("I10",)),)
    with store.write(AMY) as work:
        templates.remove(work, number)
    with store.read() as session, pytest.raises(Refused, match="gone"):
        templates.template(session, number)


def test_only_who_may_code_keeps_templates(store):
    with pytest.raises(Refused, match="not_allowed"):
        keep(store, actor=Actor("paul", permissions=frozenset({"look"})))


def test_keeping_a_template_under_a_name_of_the_same_owner_replaces_it(store):
    number = keep(store)
    with store.write(AMY) as work:
        again = templates.keep(work, replace(DIABETES, places=(Place(("I10",)),), specialty=""))
        other = templates.keep(work, replace(DIABETES, provider_id=builders.provider(work)))
    assert again == number != other
    with store.read() as session:
        found = templates.template(session, number)
    assert (found.places, found.specialty) == ((Place(("I10",)),), "Family medicine")
