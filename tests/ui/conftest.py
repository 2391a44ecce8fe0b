"""What tests of the window ask for: its own settings, the looks, books of plain lists."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from PySide6.QtWidgets import QWidget

from app.store.actor import Actor
from app.store.changes import Changes
from ui import overrides, theme
from ui.desk import Desk
from ui.looks import Looks

Made = TypeVar("Made", bound=QWidget)

overrides.keep_alive()


@dataclass
class PlainWork:
    """A unit of work over a plain list."""

    actor: Actor
    rows: list[object]
    deeds: list[tuple[str, str]]
    changes: Changes = field(default_factory=lambda: Changes(frozenset({"row"})))

    def note_deed(
        self, deed: str, subject: str = "", subject_id: object = "", **facts: str
    ) -> None:
        self.deeds.append((deed, facts.get("hat", "")))


@dataclass
class PlainBooks:
    """A store of plain lists: keeps the work on a clean exit, drops it on any other."""

    rows: list[object] = field(default_factory=list)
    deeds: list[tuple[str, str]] = field(default_factory=list)
    writers: set[int] = field(default_factory=set)
    at_once: int = 0

    @contextmanager
    def read(self) -> Iterator[list[object]]:
        yield list(self.rows)

    @contextmanager
    def write(self, actor: Actor) -> Iterator[PlainWork]:
        self.at_once += 1
        assert self.at_once == 1
        self.writers.add(threading.get_ident())
        work = PlainWork(actor, [], [])
        try:
            yield work
            self.rows += work.rows
            self.deeds += work.deeds
        finally:
            self.at_once -= 1


@pytest.fixture(autouse=True)
def own_settings(tmp_path_factory: pytest.TempPathFactory, qapp: object) -> None:
    """Give every test its own, empty settings of the workstation."""
    folder: Path = tmp_path_factory.mktemp("settings")
    form = QSettings.Format.IniFormat
    QSettings.setDefaultFormat(form)
    QSettings.setPath(form, QSettings.Scope.UserScope, str(folder))
    QSettings("Twohats", "Twohats").clear()


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Collect garbage on this thread alone, as the window does; a reader may free no widget.

    Windows that are closed go at once: the next test would dress them again with its own. What a
    test made is let go of after its end, so it is the next test that collects it.
    """
    gc.collect(1)
    gc.disable()
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    gc.enable()


@pytest.fixture(autouse=True)
def own_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the window of an earlier test that wore the style sheet."""
    monkeypatch.setattr(theme._worn, "window", None)


@pytest.fixture
def dressed(qapp: object) -> None:
    """Dress the application in the light theme."""
    Looks("light").put_on()


def dress(window: Made, hat: str = "coder") -> Made:
    """Dress a window as the program does its own: the sheet is the window's, not every widget's."""
    theme.dress_through(window)
    Looks("light", hat=hat).put_on()
    return window


@pytest.fixture
def books() -> PlainBooks:
    return PlainBooks()


@pytest.fixture
def desk(qtbot: object, books: PlainBooks) -> Iterator[Desk]:
    desk = Desk(books, Actor("amy", permissions=frozenset({"*"})))
    yield desk
    desk.close()
