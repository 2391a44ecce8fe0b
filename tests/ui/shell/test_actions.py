"""The table of actions: keys, words, mnemonics."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QKeySequence

from app.security import permissions
from app.values.words import has_words
from ui import theme
from ui.actions import ANYONE, EVERYWHERE, MENUS, Action, all_actions, clashes
from ui.places import PAGES, PLACES
from ui.screen import Target
from ui.shell import _ASIDE
from ui.text import tr


def test_no_two_actions_of_one_scope_share_keys():
    assert clashes(all_actions()) == []


def test_no_action_takes_the_letter_that_opens_a_menu():
    letters = {tr(f"actions.menu.{name}").split("&")[1][0].upper() for name in MENUS}
    taken = [(one.id, key) for one in all_actions() for key in one.keys]
    assert [pair for pair in taken if pair[1] in {f"Alt+{letter}" for letter in letters}] == []


def test_a_shared_key_is_found_between_a_desk_and_the_window():
    window = Action("a.one", ("F2",))
    coder = Action("b.two", ("F2",), scope="coder")
    biller = Action("c.three", ("F2",), scope="biller")
    assert clashes([coder, biller]) == []
    assert clashes([window, coder]) == [("F2", "a.one", "b.two")]


@pytest.mark.parametrize("action", all_actions(), ids=lambda action: action.id)
def test_every_action_has_words_permission_keys_and_icon_that_exist(action, qapp):
    assert has_words(action.text)
    assert action.permission in (ANYONE, *permissions.ALL)
    assert action.menu in ("", *MENUS)
    assert action.scope in (EVERYWHERE, *(place.id for place in (*PLACES, *PAGES)))
    assert all(not QKeySequence(key).isEmpty() for key in action.keys)
    if action.icon:
        assert not theme.icon(action.icon).isNull()


def test_every_menu_item_has_a_mnemonic_of_its_own_in_its_menu():
    for menu in MENUS:
        for scope in {action.scope for action in all_actions()} | {EVERYWHERE}:
            letters = [
                words[words.index("&") + 1].casefold()
                for action in all_actions()
                if action.menu == menu and action.scope in (EVERYWHERE, scope)
                for words in [tr(action.text)]
                if "&" in words
            ]
            items = [
                action
                for action in all_actions()
                if action.menu == menu and action.scope in (EVERYWHERE, scope)
            ]
            assert len(letters) == len(items), (menu, scope)
            assert len(set(letters)) == len(letters), (menu, scope, letters)


def test_every_desk_has_an_action_that_goes_there_with_the_key_of_the_rail():
    keys = {action.id: action.keys for action in all_actions()}
    numbered = [place.id for place in PLACES if place.id != "queries"]
    for number, place_id in enumerate(numbered, start=1):
        assert keys[f"go.{place_id}"] == (f"Ctrl+{number % 10}",)
    assert keys["go.queries"] == ("Ctrl+Shift+J",)


def test_what_is_done_elsewhere_leads_to_a_desk():
    known = {place.id for place in (*PLACES, *PAGES)}
    assert all(isinstance(aim, Target) and aim.screen in known for aim in _ASIDE.values())
