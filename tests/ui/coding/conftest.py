"""A coder's desk in the real window, over a real office and the real code set."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import QtMsgType, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.charting import attaching
from app.codesets import reference as references
from app.values.states import Hat
from tests.app.superbills.visits import fee_list, visit
from tests.conftest import AMY
from tests.timers import hasten
from tests.ui.conftest import dress
from ui import actions, places
from ui.coding.at_hand import AtHand
from ui.desk import Desk
from ui.looks import Looks, Workstation
from ui.places import PLACES
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch

NOTE = (
    "SUBJECTIVE\nHere for diabetes follow-up. Burning in both feet \N{WHITE FROWNING FACE}"
    "\N{SLIGHTLY SMILING FACE} at night.\n\nASSESSMENT AND PLAN\n"
    "1. Type 2 diabetes with neuropathy.\n2. Hypertension, above goal."
)


@pytest.fixture
def visits_waiting(store):
    """Three visits with a note each, and a fee list."""
    made = []
    with store.write(AMY) as work:
        fee_list(work, C99214="210.00", C83036="28.00", G0008="32.00")
        for _ in range(3):
            made.append(visit(work))
            attaching.add_note(work, made[-1], "Progress note", NOTE)
    return made


@pytest.fixture
def said_by_qt():
    """What Qt complained of during the test; there must be nothing."""
    said: list[str] = []

    def keep(kind: QtMsgType, _where: object, words: str) -> None:
        if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg):
            said.append(words)

    before = qInstallMessageHandler(keep)
    yield said
    qInstallMessageHandler(before)


@pytest.fixture
def window(qtbot, qapp, store, starter_reference, monkeypatch, said_by_qt):
    own = [one if one.id == "coder" else dataclasses.replace(one, screen="") for one in PLACES]
    monkeypatch.setattr(places, "PLACES", tuple(own))
    monkeypatch.setattr(actions, "DESK_ACTIONS", ("ui.coding.actions",))
    Workstation().keep_looks(Looks("light"))
    watch = KeyWatch()
    qapp.installEventFilter(watch)
    desk = Desk(store, AMY)
    made = Window(desk, Workstation())
    dress(made)
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.sit_down(Seat(AMY, "Amy", "Larkspur Family Clinic", "amy", (Hat.CODER, Hat.BILLER)))
    made.activateWindow()
    yield made
    desk.close()
    qapp.removeEventFilter(watch)
    assert said_by_qt == []


@pytest.fixture
def coder(window, visits_waiting):
    """The desk with the first visit shown and the cursor in the worklist."""
    window.go(Target("coder"))
    screen = window.screens.here
    settle(screen)
    return screen


def settle(screen) -> None:
    """Wait until the list, the visit and the rules have answered and the draft is stored."""
    quiet = 0
    for _ in range(300):
        QTest.qWait(2)
        assert screen.desk.wait_idle()
        quiet = 0 if hasten(screen) else quiet + 1
        if quiet > 2:
            return
    raise AssertionError("the desk never came to rest")


class Keyboard:
    """Presses keys where the focus is, and counts what a person does."""

    def __init__(self, qtbot, screen) -> None:
        self.qtbot, self.screen, self.actions = qtbot, screen, 0

    def press(self, key, held=None) -> None:
        """One action: a key, with those held down."""
        self.actions += 1
        focus = QApplication.focusWidget()
        assert focus is not None
        if held is None:
            self.qtbot.keyClick(focus, key)
        else:
            self.qtbot.keyClick(focus, key, held)
        settle(self.screen)

    def type(self, text: str) -> None:
        """One action: a word typed."""
        self.actions += 1
        self.qtbot.keyClicks(QApplication.focusWidget(), text)

    def add(self, text: str, held=None) -> None:
        """Type a code or words into the encoder and take the first answer, without waiting."""
        from PySide6.QtCore import Qt

        self.type(text)
        self.press(Qt.Key.Key_Return, held)


@pytest.fixture
def keyboard(qtbot, coder):
    return Keyboard(qtbot, coder)


@pytest.fixture
def hand(starter_path):
    made = AtHand()
    made.take(references.open_reference(starter_path))
    made.usual = {None: {}}
    return made


@pytest.fixture
def on(store):
    with store.write(AMY) as work:
        return work.today
