"""A window that stands open over midnight reads as one that was opened in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QLineEdit,
    QWidget,
)

from app.plans import book, offers
from app.store.store import Store
from tests import builders
from tests.app.superbills.visits import visit
from tests.conftest import Clock
from tests.timers import hasten
from tests.ui.billing_office import ROBIN, TODAY, bench, window
from ui.places import PAGES, PLACES
from ui.screen import Target
from ui.shell import Window
from ui.shell_day import DayWatch

LATER = timedelta(days=95)
"""Into the next year: days are then written with theirs, and every limit is over."""
_OWN = ("office", "reports", "audit", "take-in", "watched", "merges", "lessons")
_PAGES = (
    *(Target(one.id) for one in (*PLACES, *PAGES) if one.id not in _OWN),
    Target("remittance", ("new",)),
    Target("biller", ("queue", "sent")),
    Target("accounts", ("account", 1)),
    Target("reports", ("lag",)),
    Target("office", ("windows",)),
)


@pytest.fixture
def office(store: Store) -> Store:
    """Something of every kind that has an age: visits, bills, claims, denials, debts, a plan."""
    made = bench(store)
    made.superbill()
    made.claim()
    made.answered()
    made.denied()
    with store.write(ROBIN) as work:
        visit(work)
        account = builders.account(work, "Abbot")
        who = builders.patient(work, account, last="Abbot")
        builders.charge(work, who, "600.00", dos=TODAY - timedelta(days=20))
        draft = offers.new_draft(work.session, who.account_id, TODAY).with_count(6)
        book.start(work, draft)
    return store


@pytest.fixture
def open_window(qtbot: object, office: Store) -> Iterator[Window]:
    yield from window(qtbot, office)


def settle(shown: Window) -> None:
    """Wait until nothing is under way, and go to the first row of the list."""
    assert shown.screens.here is not None
    _rest(shown)
    panes = shown.screens.here.panes()
    if panes and isinstance(panes[0], QAbstractItemView):
        panes[0].setCurrentIndex(panes[0].model().index(0, 0))
        _rest(shown)


def _rest(shown: Window) -> None:
    for _ in range(3):
        QApplication.processEvents()
        while hasten(shown):
            pass
        assert shown.screens.here.desk.wait_idle()


def cells(model: QAbstractItemModel, above: QModelIndex) -> Iterator[str]:
    for row in range(model.rowCount(above)):
        for column in range(model.columnCount(above)):
            index = model.index(row, column, above)
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
                yield str(model.data(index, role) or "")
        yield from cells(model, model.index(row, 0, above))


def words_of(shown: QWidget) -> list[str]:
    """Give all that can be read on a page."""
    told: list[str] = []
    for part in shown.findChildren(QWidget):
        if not part.isVisible():
            continue
        if isinstance(part, QLabel | QAbstractButton | QLineEdit):
            told.append(part.text())
        elif isinstance(part, QAbstractItemView):
            told += cells(part.model(), QModelIndex())
    return told


def read_at(shown: Window, target: Target) -> list[str]:
    shown.go(target)
    settle(shown)
    assert shown.screens.here is not None
    return words_of(shown.screens.here)


def test_every_page_that_stands_overnight_reads_as_one_opened_in_the_morning(
    qtbot: object, office: Store, open_window: Window, clock: Clock
) -> None:
    evening = clock.now
    watch = DayWatch(open_window.screens.here.desk, open_window, lambda: True)
    stood: dict[Target, list[str]] = {}
    told: set[Target] = set()
    for target in _PAGES:
        clock.now = evening
        watch.look()
        before = read_at(open_window, target)
        clock.now = evening + LATER
        watch.look()
        settle(open_window)
        stood[target] = words_of(open_window.screens.here)
        if stood[target] != before:
            told.add(target)
    opened = window(qtbot, office)
    morning = next(opened)
    fresh = {target: read_at(morning, target) for target in _PAGES}
    next(opened, None)
    wrong = {
        target: set(stood[target]) ^ set(fresh[target])
        for target in _PAGES
        if set(stood[target]) != set(fresh[target])
    }
    assert wrong == {}
    assert {one.screen for one in told} >= {
        "today", "biller", "denials", "accounts", "statements", "plans", "reports", "coder",
    }  # fmt: skip


def test_after_midnight_a_date_field_takes_t_for_the_new_day_and_keeps_what_was_typed(
    open_window: Window, clock: Clock
) -> None:
    watch = DayWatch(open_window.screens.here.desk, open_window, lambda: True)
    open_window.go(Target("remittance", ("new",)))
    settle(open_window)
    field = open_window.screens.here.eob.paid_on
    field.set_value(date(2026, 9, 28))
    clock.now += LATER
    watch.look()
    assert field.value() == date(2026, 9, 28)
    field.line.setText("t")
    assert field.value() == clock.now.date()


def test_a_day_that_turns_behind_the_lock_is_told_when_work_goes_on(
    open_window: Window, clock: Clock
) -> None:
    desk, at_work, told = open_window.screens.here.desk, [False], []
    watch = DayWatch(desk, open_window, lambda: at_work[0])
    desk.day_turned.connect(told.append)
    clock.now += timedelta(days=1)
    watch.look()
    assert told == []
    at_work[0] = True
    watch.begin()
    watch.begin()
    assert told == [TODAY + timedelta(days=1)]
