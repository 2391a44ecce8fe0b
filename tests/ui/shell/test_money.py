"""The rail's number of statements is read again after a change, also behind another page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from app.store.store import Store
from tests import builders
from tests.timers import hasten
from tests.ui.billing_office import SEAT, TODAY, bench, window
from ui import shell_money
from ui.screen import Target
from ui.shell import Window
from ui.shell_later import Later
from ui.shell_rail import COUNT_ROLE


@pytest.fixture
def shown(qtbot: object, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[Window]:
    monkeypatch.setattr(shell_money, "_AFTER_MS", 400)
    monkeypatch.setattr(shell_money, "_MOST_OF_TIME", 0)
    # The first page stands there when the test says so.
    monkeypatch.setattr(Later, "begin", lambda _later, _window: None)
    bench(store)
    for made in window(qtbot, store):
        made._later.due.emit()
        yield made


def waiting(shown: Window) -> str:
    """Let what waits for its time be done; give the number beside Statements."""
    assert shown.screens.here is not None
    while not shown.screens.here.desk.wait_idle() or hasten(shown):
        pass
    return str(shown.rail.rows.index(shown.rail.rows.row_of("statements")).data(COUNT_ROLE))


def owe(shown: Window, name: str) -> None:
    """Bill a visit of June to a patient."""

    def bill(work: object) -> None:
        account = builders.account(work, name)
        who = builders.patient(work, account, last=name)
        builders.charge(work, who, "80.00", dos=TODAY - timedelta(days=100))

    assert shown.screens.here is not None
    shown.screens.here.desk.do(bill)


def test_the_statements_to_print_are_counted_behind_another_page_and_after_the_lock(
    shown: Window,
) -> None:
    shown.go(Target("plans"))
    owe(shown, "Abbot")
    assert waiting(shown) == "1"
    owe(shown, "Bell")
    assert waiting(shown) == "2"
    shown.cover()
    shown.sit_down(SEAT)
    shown._later.due.emit()
    assert waiting(shown) == "2"


def test_behind_the_lock_nothing_is_counted_and_a_page_that_just_read_spares_it(
    shown: Window,
) -> None:
    shown.go(Target("plans"))
    owe(shown, "Abbot")
    shown.cover()
    assert waiting(shown) == ""
    shown.sit_down(SEAT)
    shown._later.due.emit()
    shown._money.heard({"statements": 7})
    assert waiting(shown) == ""
    shown._money.heard({"plans": 1})


def test_who_may_not_see_statements_is_told_none(shown: Window) -> None:
    shown._money.begin(wanted=False)
    shown.go(Target("plans"))
    owe(shown, "Abbot")
    assert waiting(shown) == ""
