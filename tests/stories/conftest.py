"""A person at the real window: presses keys where the focus is, and counts what it takes."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSettings, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.commands import opening
from app.store.check import check
from app.store.store import Store
from tests.timers import hasten
from ui.front import Front
from ui.kit.pdf_view import PdfView
from ui.screen import Screen
from ui.shell import Window

PASSPHRASE = "four plain short words"
DAY = datetime(2026, 9, 30, 16, 0, tzinfo=UTC)
"""The day of the stories: a Wednesday within the release of the starter codes."""
_NOISE = "This plugin does not support"


class Person:
    """Somebody at the keyboard of one window. ``actions``: keys pressed and words typed."""

    def __init__(self, front: Front) -> None:
        self.front, self.actions, self._shots = front, 0, 0

    def press(self, *keys: str) -> None:
        """Press keys one after another, each as it is written in the menus: "Ctrl+Return"."""
        for key in keys:
            self.actions += 1
            combination = QKeySequence(key)[0]
            QTest.keyClick(self.focus, combination.key(), combination.keyboardModifiers())
            self.settle()

    def type(self, words: str) -> None:
        """Type words into what has the focus: one action."""
        self.actions += 1
        for letter in words:
            QTest.keyClicks(self.focus, letter)  # the first may open an editor
        self.settle()

    def enter(self, *words: str) -> None:
        """Type words, each followed by Enter; an empty one is Enter alone."""
        for one in words:
            if one:
                self.type(one)
            self.press("Return")

    def counted(self) -> int:
        """Give the actions since the last time this was asked."""
        actions, self.actions = self.actions, 0
        return actions

    def settle(self) -> None:
        """Wait until nothing is under way: no errand of the desk, no short timer."""
        quiet, end = 0, time.monotonic() + 30
        while quiet < 2:
            assert time.monotonic() < end, "the window never came to rest"
            QTest.qWait(2)
            if QApplication.activeWindow() is None:
                # A window manager does this when a dialog closes.
                self.front.activateWindow()
                quiet = -1
            if self.front.sitting is None:
                continue
            assert self.front.sitting.desk.wait_idle(30_000)
            quiet = 0 if hasten(self.front) else quiet + 1

    def shot(self, name: str) -> None:
        """Keep a picture of the window where TWOHATS_SHOTS names a folder."""
        folder = os.environ.get("TWOHATS_SHOTS")
        if folder:
            self._shots += 1
            self.settle()
            top = QApplication.activeModalWidget() or self.front
            for widget in {self.front, top}:
                kind = "" if widget is self.front else "-dialog"
                widget.grab().save(f"{folder}/{self._shots:02}-{name}{kind}.png")

    @property
    def focus(self) -> QWidget:
        """What has the focus; a person who finds none is lost."""
        found = QApplication.focusWidget()
        assert found is not None, "nothing has the focus"
        return found

    @property
    def window(self) -> Window:
        """The window around the desks."""
        assert self.front.sitting is not None
        return self.front.sitting.window

    @property
    def here(self) -> Screen:
        """The screen that is shown."""
        assert self.window.screens.here is not None
        return self.window.screens.here

    @property
    def store(self) -> Store:
        """The store of the office that is open."""
        assert self.front.sitting is not None
        assert self.front.sitting.desk.office is not None
        return self.front.sitting.desk.office.store

    @property
    def desk_name(self) -> str:
        """The id of the desk that is shown."""
        return self.window.history.now.screen

    @property
    def said(self) -> str:
        """What the bar under the header says; empty when it is closed."""
        bar = self.here.messages
        return "" if bar.isHidden() else bar.accessibleName()


@pytest.fixture
def complaints() -> Iterator[list[str]]:
    """What Qt complains of during a story; there must be nothing."""
    said: list[str] = []

    def keep(kind: QtMsgType, _where: object, words: str) -> None:
        if kind in (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg) and _NOISE not in words:
            said.append(words)

    before = qInstallMessageHandler(keep)
    yield said
    qInstallMessageHandler(before)
    assert said == []


@pytest.fixture
def begin(
    qtbot: object,
    qapp: QApplication,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    starter_reference: Path,
    complaints: list[str],
) -> Iterator[Callable[[], Person]]:
    """Start the program; a second start in one story is the next morning."""
    for name in ("TWOHATS_PASSPHRASE", "TWOHATS_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "office"))
    form = QSettings.Format.IniFormat
    QSettings.setDefaultFormat(form)
    QSettings.setPath(form, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    QSettings("Twohats", "Twohats").clear()
    people: list[Person] = []

    def start() -> Person:
        person = Person(Front())
        people.append(person)
        person.front.resize(1440, 900)
        person.front.show()
        person.front.activateWindow()
        person.settle()
        return person

    hook, collects = sys.excepthook, gc.isenabled()
    yield start
    for person in people:
        end(person, qapp)
    sys.excepthook = hook
    if collects:
        gc.enable()
    broken = list(tmp_path.rglob("crashes.jsonl"))
    assert [path.read_text("utf-8") for path in broken] == []


def end(person: Person, qapp: QApplication) -> None:
    """Close the window and let everything go."""
    front = person.front
    if front.sitting is not None:
        sitting, front.sitting = front.sitting, None
        front.close()
        for shown in front.findChildren(PdfView):
            shown.clear()
        sitting.close()
        qapp.removeEventFilter(sitting.watch)
        sitting.setParent(None)
        front.deleteLater()


def own_practice(person: Person, practice: str = "Cedar Hollow Clinic") -> None:
    """Set a practice up on the page of the first start: three fields, and the key is kept."""
    person.press("Tab", "Return")
    person.enter(practice, "Robin Ames", PASSPHRASE)
    person.press("Return")
    assert person.front.sitting is not None
    assert person.front.sitting.desk.office is not None
    person.front.sitting.desk.office.use_clock(lambda: DAY)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The papers that a person sent to the printer, as their bytes; no dialog opens."""
    papers: list[bytes] = []
    show = PdfView.show_pdf

    def keep(view: PdfView, data: bytes) -> None:
        view.setProperty("shown", data)
        show(view, data)

    def send(view: PdfView) -> None:
        papers.append(bytes(view.property("shown")))

    monkeypatch.setattr(PdfView, "show_pdf", keep)
    monkeypatch.setattr(PdfView, "print_pages", send)
    return papers


def words_of(pdf: bytes) -> str:
    """Read what stands on paper."""
    paper = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in paper)
    finally:
        paper.close()


def turn_to(person: Person, month: int, day: int, year: int = 2026) -> None:
    """Let days pass: the program stays open, and its clock moves on."""
    assert person.front.sitting is not None
    assert person.front.sitting.desk.office is not None
    moment = datetime(year, month, day, 16, tzinfo=UTC)
    person.front.sitting.desk.office.use_clock(lambda: moment)


def sound(person: Person) -> bool:
    """Tell whether every named check of the office passes."""
    results = check(person.store, opening.checks_of_the_books())
    return [one.name for one in results if not one.ok] == []
