"""Every page of the real window, in a small window: names to readers, tips, nothing sideways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QLabel,
    QScrollArea,
    QWidget,
)

from app.values.states import Hat
from tests.app.superbills.visits import fee_list, handed_off, visit
from tests.conftest import AMY
from tests.ui.conftest import dress
from ui.admin.tree import LEAVES
from ui.desk import Desk
from ui.kit.label import Squeezed
from ui.looks import Looks, Workstation
from ui.places import PAGES, PLACES
from ui.reports.figures import REPORTS
from ui.reports.lag_figures import LAG
from ui.screen import Target
from ui.seat import Seat
from ui.shell import Window

_DRAWS_ITS_WORDS = ("PaletteField", "_TickBox")
_PAGES = (
    *(Target(one.id) for one in (*PLACES, *PAGES) if one.id not in ("office", "reports", "audit")),
    Target("audits", ("new",)),
    Target("remittance", ("new",)),
    *(Target("reports", (name,)) for name in ("find", *(one.name for one in (*REPORTS, LAG)))),
    *(Target("office", (name,)) for name in LEAVES),
)


@pytest.fixture
def window(qtbot, qapp, store):
    with store.write(AMY) as work:
        fee_list(work, C99213="120.00")
        ids = [visit(work), visit(work)]
        handed_off(work, ids[0])
    Workstation().keep_looks(Looks("light"))
    desk = Desk(store, AMY)
    made = dress(Window(desk, Workstation()))
    qtbot.addWidget(made)
    made.resize(720, 450)
    made.show()
    qtbot.waitExposed(made)
    made.sit_down(Seat(AMY, "Amy", "Larkspur", "amy", (Hat.CODER, Hat.BILLER)))
    made.activateWindow()
    yield made
    desk.close()


def settle(window: Window) -> None:
    for _ in range(3):
        QApplication.processEvents()
        assert window.screens.here.desk.wait_idle()
    QApplication.processEvents()


def is_cell(part: QWidget) -> bool:
    above = part.parentWidget()
    return isinstance(above, QAbstractItemView) or isinstance(
        above.parentWidget() if above else None, QAbstractItemView
    )


def is_nameless(part: QWidget) -> bool:
    return bool(part.focusPolicy() & Qt.FocusPolicy.TabFocus) and not name_of(part)


def is_icon_alone(part: QWidget) -> bool:
    draws = type(part).__name__ in _DRAWS_ITS_WORDS
    return isinstance(part, QAbstractButton) and not (draws or part.text() or part.toolTip())


def scrolls_sideways(part: QWidget) -> bool:
    if not isinstance(part, QScrollArea):
        return False
    off = part.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    return not off and part.horizontalScrollBar().maximum() > 0


def is_cut(part: QWidget) -> bool:
    if not isinstance(part, QLabel) or isinstance(part, Squeezed) or part.wordWrap():
        return False
    return part.sizeHint().width() > part.width() + 1 and not part.toolTip()


def name_of(part: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(part).text(QAccessible.Text.Name)


FAULTS = {
    "has no name": is_nameless,
    "is a button of an icon alone": is_icon_alone,
    "scrolls sideways": scrolls_sideways,
    "is cut": is_cut,
}


def faults(window: Window) -> list[str]:
    """Give what somebody with a reader, a keyboard or a small screen would trip over."""
    seen = [one for one in window.findChildren(QWidget) if one.isVisible() and not is_cell(one)]
    return [
        f"{type(part).__name__} {name_of(part)!r} {words}"
        for part in seen
        for words, is_wrong in FAULTS.items()
        if is_wrong(part)
    ]


def test_no_page_of_a_small_window_hides_anything_from_anyone(window):
    wrong = {}
    for target in _PAGES:
        window.go(target)
        settle(window)
        assert QApplication.focusWidget() is not None, target
        if said := faults(window):
            wrong[(target.screen, *target.ids)] = said
    assert wrong == {}
    # Also what has no room in so small a window.
    areas = [one for one in window.findChildren(QScrollArea) if is_nameless(one)]
    assert [type(one.widget()).__name__ for one in areas] == []


@pytest.mark.parametrize("target", [Target("type-visit"), Target("office", ("practice",))])
def test_tab_comes_to_the_filled_button_of_the_header(qtbot, window, target):
    window.go(target)
    settle(window)
    seen = []
    for _ in range(40):
        seen.append(QApplication.focusWidget())
        qtbot.keyClick(seen[-1], Qt.Key.Key_Tab)
    assert window.screens.here.primary() in seen


def test_the_key_bar_of_office_tells_the_keys_of_what_has_the_focus(qtbot, window):
    window.go(Target("office", ("providers",)))
    settle(window)
    office = window.screens.here

    def shown() -> list[str]:
        hints = office.keys()
        return [one.key for one in hints]

    office.list.setFocus()
    assert shown()[:2] == ["↑↓", "Enter"]
    assert "Ctrl+Enter" not in shown(), "no form is open"
    office.page.perform("office.add")
    settle(window)
    assert shown()[0] != "↑↓"
    assert "Ctrl+Enter" in shown()
    told = window.keys._keys.accessibleName()
    assert told.count("save") == 1
