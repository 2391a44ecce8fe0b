"""Where the user has been."""

from __future__ import annotations

from ui.screen import Target
from ui.shell_history import LONGEST, History


def test_back_comes_to_the_same_row_and_forward_again():
    walk = History()
    walk.visit(Target("denials"))
    walk.visit(Target("accounts", ("account", 7)), left=Target("denials", where=41))
    assert walk.back() == Target("denials", where=41)
    assert walk.forward() == Target("accounts", ("account", 7))
    assert walk.forward() is None


def test_a_new_step_forgets_the_way_forward():
    walk = History()
    for screen in ("today", "coder", "biller"):
        walk.visit(Target(screen))
    walk.back()
    walk.visit(Target("office"))
    assert walk.forward() is None
    assert walk.back() == Target("coder")


def test_coming_to_the_same_place_is_no_step():
    walk = History()
    walk.visit(Target("today"))
    walk.visit(Target("today", where=3))
    assert walk.back() is None


def test_the_walk_has_an_end():
    walk = History()
    for number in range(LONGEST * 2):
        walk.visit(Target("accounts", ("account", number)))
    steps = 0
    while walk.back() is not None:
        steps += 1
    assert steps == LONGEST
