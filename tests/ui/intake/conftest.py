"""The page that takes a list in, over a real store, and a list to take."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.store import Store
from tests import builders
from ui.desk import Desk
from ui.intake.take_in import TakeIn
from ui.screen import Target

HEAD = "Visit ID,MRN,Last Name,First Name,DOB,Date of Service,Provider,Color\n"
GOOD = (
    "V1,A1,Halloran,Wendell,3/1/1970,9/2/2026,Okafor,red\n"
    "V2,A2,Pruitt,Delphine,4/1/1971,9/3/2026,Okafor,red\n"
)
BAD = "V3,,,,,9/3/2026,Okafor,red\n"


@pytest.fixture
def screen(qtbot, dressed, store: Store, amy) -> Iterator[TakeIn]:
    with store.write(amy) as work:
        builders.practice(work)
    desk = Desk(store, amy)
    made = TakeIn(desk)
    qtbot.addWidget(made)
    made.resize(1240, 800)
    made.show()
    made.activateWindow()
    made.open_with(Target("take-in"))
    assert desk.wait_idle()
    yield made
    desk.close()


@pytest.fixture
def settle(qtbot, screen: TakeIn):
    def wait() -> None:
        for _ in range(3):
            assert screen.desk.wait_idle()
            qtbot.wait(1)

    return wait


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    path = tmp_path / "visits.csv"
    path.write_text(HEAD + GOOD + BAD, "utf-8")
    return path
