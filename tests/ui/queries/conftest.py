"""The coder's desk and the Queries desk in the real window, over a real office."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.charting import attaching
from app.charting.queries import drafts
from app.charting.queries.drafts import QueryDraft, Quote
from app.store.actor import Actor
from app.values.states import Hat, QueryTopic
from tests.app.superbills.visits import fee_list, visit
from tests.conftest import AMY
from tests.timers import hasten
from tests.ui.conftest import dress
from ui import actions, places
from ui.desk import Desk
from ui.looks import Looks, Workstation
from ui.places import PLACES
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch

NOTE = "SUBJECTIVE\nUlcer on the foot for 2 weeks.\n\nPLAN\n1. Clean and dress the ulcer."
FOOT = "Ulcer on the foot"
OWNER = Actor("Ola", permissions=frozenset({"look", "query.answer"}))


@pytest.fixture
def visits(store):
    """Two visits with the same note: pairs of visit and note."""
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00")
        ids = [visit(work), visit(work)]
        return [(one, attaching.add_note(work, one, "Progress note", NOTE)) for one in ids]


def side_query(seen, **changes):
    """A query about the side of the ulcer, not sent yet."""
    first = NOTE.index(FOOT)
    quoted = Quote(seen[1], first, first + len(FOOT), FOOT)
    draft = drafts.from_template(QueryDraft(seen[0], quotes=(quoted,)), QueryTopic.LATERALITY)
    return dataclasses.replace(draft, **changes)


@pytest.fixture
def open_window(qtbot, qapp, store, monkeypatch, tmp_path):
    """Give a function that opens the window as somebody."""
    monkeypatch.setenv("TWOHATS_REFERENCE", str(tmp_path / "none.sqlite"))
    kept = ("coder", "queries")
    own = [one if one.id in kept else dataclasses.replace(one, screen="") for one in PLACES]
    monkeypatch.setattr(places, "PLACES", tuple(own))
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.coding.actions", "ui.queries.actions"))
    Workstation().keep_looks(Looks("light"))
    watch = KeyWatch()
    qapp.installEventFilter(watch)
    desks = []

    def opened(actor=AMY):
        desk = Desk(store, actor)
        desks.append(desk)
        made = Window(desk, Workstation())
        dress(made)
        qtbot.addWidget(made)
        made.resize(1440, 900)
        made.show()
        qtbot.waitExposed(made)
        made.sit_down(Seat(actor, actor.name, "Larkspur Family Clinic", actor.name, (Hat.CODER,)))
        made.activateWindow()
        return made

    yield opened
    for desk in desks:
        desk.close()
    qapp.removeEventFilter(watch)


def settle(window) -> None:
    """Wait until nothing is under way for a moment."""
    screen, quiet = window.screens.here, 0
    for _ in range(300):
        QTest.qWait(2)
        assert screen.desk.wait_idle()
        quiet = 0 if hasten(screen) else quiet + 1
        if quiet > 2:
            return
    raise AssertionError("the desk never came to rest")


class Hands:
    """Presses keys where the focus is, and counts what a person does."""

    def __init__(self, qtbot, window) -> None:
        self.qtbot, self.window, self.actions = qtbot, window, 0

    def press(self, key, *held) -> None:
        """One action: a key, with those held down."""
        self.actions += 1
        focus = QApplication.focusWidget()
        assert focus is not None
        if held:
            self.qtbot.keyClick(focus, key, held[0])
        else:
            self.qtbot.keyClick(focus, key)
        settle(self.window)

    def type(self, text: str) -> None:
        """One action: words typed."""
        self.actions += 1
        self.qtbot.keyClicks(QApplication.focusWidget(), text)
        settle(self.window)


def go(window, *where):
    """Go to a desk and wait for it."""
    window.go(Target(where[0], tuple(where[1:])))
    settle(window)
    return window.screens.here
