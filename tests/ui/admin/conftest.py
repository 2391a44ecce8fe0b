"""The Office desk over a real store, and hands that open its pages and type on them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.security import users
from app.store.actor import Actor
from app.store.office import Office as OfficeFolderOpen
from app.store.store import Store
from app.values.states import Role
from tests import builders
from ui.admin.office import Office
from ui.desk import Desk
from ui.screen import Target

CTRL = Qt.KeyboardModifier.ControlModifier
ROBIN = Actor("Robin Ames", 1, frozenset({"*"}))


class Hands:
    """Opens pages and types on the one that is shown."""

    def __init__(self, qtbot, screen: Office) -> None:
        self.qtbot, self.screen = qtbot, screen

    def open(self, name: str):
        self.screen.open_with(Target("office", (name,)))
        self.settle()
        self.screen.page.begin()
        return self.screen.page

    def settle(self) -> None:
        assert self.screen.desk.wait_idle()
        self.qtbot.wait(1)
        assert self.screen.desk.wait_idle()

    def type(self, words: str) -> None:
        self.qtbot.keyClicks(QApplication.focusWidget(), words)

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(QApplication.focusWidget(), key)
        self.settle()

    def replace(self, words: str) -> None:
        QApplication.focusWidget().selectAll()
        self.type(words)

    def save(self) -> None:
        self.screen.primary().click()
        self.settle()


@pytest.fixture
def screen(qtbot, dressed, store: Store) -> Iterator[Office]:
    with store.write(ROBIN) as work:
        users.add_user(work, "robin", "Robin Ames", {Role.OWNER}, "long enough")
        builders.practice(work, "Cedar Hollow Clinic")
        builders.provider(work, "Varga", "1234567890")
    yield from shown(qtbot, store, ROBIN)


def shown(qtbot, store: Store, actor: Actor, office: OfficeFolderOpen | None = None):
    desk = Desk(store, actor)
    desk.office = office
    made = Office(desk)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.activateWindow()
    desk.wait_idle()
    yield made
    desk.close()


@pytest.fixture
def hands(qtbot, screen: Office) -> Hands:
    return Hands(qtbot, screen)
