"""Favorites: pick lists by owner, and what a release ends."""

from __future__ import annotations

import pytest

from app.codesets.loaded import EndedCodes
from app.coding import favorites, templates
from app.coding.favorites import Expiring, Pick
from app.coding.templates import Place, PlannedLine, Template
from app.values.problem import Refused
from tests import builders
from tests.conftest import AMY


def test_the_providers_picks_stand_before_the_practices_list_by_list(store):
    with store.write(AMY) as work:
        own, other = builders.provider(work), builders.provider(work, "Lind", None)
        for wanted in (
            Pick("I10", True, "Heart"), Pick("E119", True, "Diabetes"), Pick("E785", True, "Heart"),
            Pick("J069", True, "", provider_id=own), Pick("J029", True, "", provider_id=other),
        ):  # fmt: skip
            favorites.add(work, wanted)
    with store.read() as session:
        read = favorites.picks(session, own)
        everyone = favorites.every_pick(session)
    assert [(one.code, one.pick_list) for one in read] == [
        ("J069", ""), ("I10", "Heart"), ("E785", "Heart"), ("E119", "Diabetes"),
    ]  # fmt: skip
    assert len(everyone) == 5


def test_the_same_code_on_the_same_list_is_one_favorite(store):
    with store.write(AMY) as work:
        first = favorites.add(work, Pick("99213", False, modifiers=("25",)))
        assert favorites.add(work, Pick("99213", False, modifiers=("25",))) == first
        assert favorites.add(work, Pick("99213", False)) != first


def test_a_favorite_is_shown_with_dot_and_modifiers():
    assert Pick("E119", True).shown == "E11.9"
    assert Pick("99213", False, modifiers=("25", "GT")).shown == "99213-25-GT"


@pytest.mark.parametrize("wrong", [Pick("?", True), Pick("12", False)])
def test_what_is_no_code_is_no_favorite(store, wrong):
    with store.write(AMY) as work, pytest.raises(Refused, match="no_code"):
        favorites.add(work, wrong)


def test_a_favorite_is_removed_once(store):
    with store.write(AMY) as work:
        number = favorites.add(work, Pick("I10", True))
        favorites.remove(work, number)
        with pytest.raises(Refused, match="gone"):
            favorites.remove(work, number)


def ended(diagnosis="", service=""):
    return EndedCodes(frozenset({diagnosis}) - {""}, frozenset({service}) - {""})


def test_what_a_release_ends_is_listed_favorites_first(store):
    with store.write(AMY) as work:
        favorite = favorites.add(work, Pick("E1165", True, "Diabetes"))
        favorites.add(work, Pick("I10", True))
        template = templates.save(
            work, Template("Sugar", (Place(("E119", "E1165")),), (PlannedLine("G0008"),))
        )
        templates.save(work, Template("Fine", (Place(("I10",)),)))
    with store.read() as session:
        assert favorites.expiring(session, ended("E1165", "G0008")) == (
            Expiring("favorite", favorite, "Diabetes", ("E11.65",)),
            Expiring("template", template, "Sugar", ("E11.65", "G0008")),
        )
        assert favorites.expiring(session, ended()) == ()
        assert favorites.expiring(session, ended("Z0000")) == ()


def test_a_diagnosis_that_looks_like_a_service_ends_no_service(store):
    with store.write(AMY) as work:
        favorites.add(work, Pick("E1165", False))
    with store.read() as session:
        assert favorites.expiring(session, ended("E1165")) == ()
        assert len(favorites.expiring(session, ended("", "E1165"))) == 1
