"""Audit pages in the real window, over an office with five visits of one coder in June."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.charting import attaching
from app.store.actor import Actor
from app.superbills import frozen
from app.values.states import Hat
from tests.app.superbills.visits import NOTHING, coded, fee_list, visit
from tests.conftest import AMY
from tests.timers import hasten
from tests.ui.conftest import dress
from ui import actions, places
from ui.desk import Desk
from ui.looks import Looks, Workstation
from ui.places import PAGES, PLACES
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch

NOTE = (
    "SUBJECTIVE\nHere for diabetes. Sugars near 180.\n\n"
    "PLAN\n1. Type 2 diabetes, on insulin.\n2. Hypertension, stable. Finger stick done."
)
KIM = Actor("Kim", permissions=frozenset({"look", "code", "release"}))
OWN = ("audits", "audit", "lessons", "today")


@pytest.fixture
def five_visits(store):
    """Five visits that Kim coded alike and handed off; gives them in their order."""
    made = []
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00", C99214="180.00", C83036="40.00", G0008="32.00")
        for _ in range(5):
            made.append(visit(work))
            attaching.add_note(work, made[-1], "Progress note", NOTE)
    for one in made:
        with store.write(KIM) as work:
            draft = coded(work.session, one, services=("99214",))
            frozen.hand_off(work, draft, NOTHING)
    return made


@pytest.fixture
def window(qtbot, qapp, store, starter_reference, monkeypatch):
    own = [one if one.id in OWN else dataclasses.replace(one, screen="") for one in PLACES]
    pages = [one if one.id in OWN else dataclasses.replace(one, screen="") for one in PAGES]
    monkeypatch.setattr(places, "PLACES", tuple(own))
    monkeypatch.setattr(places, "PAGES", tuple(pages))
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.auditing.actions",))
    Workstation().keep_looks(Looks("light"))
    watch = KeyWatch()
    qapp.installEventFilter(watch)
    made = Window(Desk(store, AMY), Workstation())
    dress(made)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    sit(made, AMY)
    yield made
    made._desk.close()
    qapp.removeEventFilter(watch)


def sit(window, actor) -> None:
    """Let somebody sit down at the window."""
    window._desk.actor = actor
    window.seat = None
    window.sit_down(Seat(actor, actor.name, "Larkspur", actor.name, (Hat.CODER, Hat.BILLER)))
    window.activateWindow()


class Keys:
    """Presses keys where the focus is."""

    def __init__(self, qtbot, window) -> None:
        self.qtbot, self.window = qtbot, window

    @property
    def screen(self):
        return self.window.screens.here

    def settle(self) -> None:
        """Wait until nothing is under way."""
        quiet = 0
        for _ in range(300):
            QTest.qWait(2)
            assert self.window._desk.wait_idle()
            judge = getattr(self.screen, "judge", None)
            busy = hasten(self.screen) or (judge and judge.is_pending)
            quiet = 0 if busy else quiet + 1
            if quiet > 2:
                return
        raise AssertionError("the window never came to rest")

    def press(self, key, held=Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        focus = QApplication.focusWidget() or self.window
        self.qtbot.keyClick(focus, key, held)
        self.settle()

    def type(self, text: str) -> None:
        """Type words."""
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def go(self, *target) -> None:
        """Go to a page and wait until it is shown."""
        self.window.go(Target(*target))
        self.settle()


@pytest.fixture
def keys(qtbot, window, five_visits):
    made = Keys(qtbot, window)
    made.settle()
    return made
