"""The window: rail, hats, keys, going back, refusals, lock; by keyboard only."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QCheckBox,
    QPushButton,
    QWidget,
)

from app.store.actor import Actor
from app.values.problem import Outside, Refused
from app.values.states import Hat
from tests.ui.conftest import dress
from tests.ui.shell import rows_page
from ui import places, shell, theme
from ui.looks import Looks, Workstation
from ui.screen import Notice, Target
from ui.seat import Seat
from ui.shell import Window
from ui.shell_keys import KeyWatch
from ui.shell_rail import COUNT_ROLE, PLACE_ROLE
from ui.sign_in import office_door as door

BOTH = Seat(
    Actor("Robin Ames", 1, frozenset({"*"}), Hat.BILLER),
    "Robin Ames",
    "Cedar Hollow Clinic",
    "robin",
    (Hat.CODER, Hat.BILLER),
)


@pytest.fixture
def window(qtbot, qapp, desk, monkeypatch):
    Workstation().keep_looks(Looks("light"))
    watch = KeyWatch()
    qapp.installEventFilter(watch)
    here = dataclasses.replace(places.place("accounts"), screen=f"{rows_page.__name__}:Rows")
    others = {one.id: dataclasses.replace(one, screen="") for one in places.PLACES}
    monkeypatch.setattr(places, "PLACES", tuple((others | {"accounts": here}).values()))
    monkeypatch.setattr(shell, "COUNTS", f"{rows_page.__name__}:nothing_waits")
    made = dress(Window(desk, Workstation()))
    qtbot.addWidget(made)
    made.hat_changed.connect(lambda hat: desk.do(door.put_on_hat, hat))
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    made.sit_down(BOTH)
    made.activateWindow()
    yield made
    qapp.removeEventFilter(watch)


def press(qtbot, window, key, held=Qt.KeyboardModifier.NoModifier):
    qtbot.keyClick(QApplication.focusWidget() or window, key, held)


CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def test_every_desk_opens_by_its_key_and_none_is_a_dead_end(qtbot, window):
    for number, place in enumerate([p for p in places.PLACES if p.id != "queries"], start=1):
        press(qtbot, window, Qt.Key(Qt.Key.Key_0 + number % 10), CTRL)
        assert window.rail.rows.here == place.id
        assert window.screens.here.panes()
        assert window.screens.here.keys()
        assert QApplication.focusWidget() is not None
    press(qtbot, window, Qt.Key.Key_J, CTRL | SHIFT)
    assert window.rail.rows.here == "queries"


def test_enter_on_an_unbuilt_desk_goes_to_where_the_work_can_be_done(qtbot, window):
    press(qtbot, window, Qt.Key.Key_5, CTRL)
    assert isinstance(QApplication.focusWidget(), QPushButton)
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.history.now == Target("biller", ("queue", "denied"))


def test_esc_and_alt_left_come_back_to_the_same_row(qtbot, window):
    window.go(Target("accounts"))
    page = window.screens.here
    page.list.setCurrentRow(17)
    window.go(Target("office"))
    press(qtbot, window, Qt.Key.Key_Left, ALT)
    assert window.screens.here is page
    assert page.opened[-1] == Target("accounts", where=17)
    press(qtbot, window, Qt.Key.Key_Right, ALT)
    assert window.rail.rows.here == "office"
    press(qtbot, window, Qt.Key.Key_Escape)
    assert page.list.currentRow() == 17


def test_the_rail_walks_with_arrows_and_opens_with_enter(qtbot, window):
    rail = window.rail.list
    rail.setFocus()
    press(qtbot, window, Qt.Key.Key_Down)
    assert rail.currentIndex().data(PLACE_ROLE) == "coder"
    press(qtbot, window, Qt.Key.Key_Return)
    assert window.rail.rows.here == "coder"


def test_the_rail_says_how_much_waits_and_nothing_where_nothing_does(window):
    window.rail.rows.set_counts({"biller": 43, "denials": 0})
    spoken = [
        window.rail.rows.index(row).data(Qt.ItemDataRole.AccessibleTextRole)
        for row in range(window.rail.rows.rowCount())
    ]
    assert "Biller’s desk, 43 waiting" in spoken
    assert "Denials" in spoken


def test_a_large_count_fits_beside_its_desk_and_is_spoken_in_full(window):
    window.rail.rows.set_counts({"coder": 11_501, "biller": 999})
    rows = window.rail.rows
    shown = [rows.index(rows.row_of(one)).data(COUNT_ROLE) for one in ("coder", "biller")]
    assert shown == ["11k", "999"]
    said = rows.index(rows.row_of("coder")).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "11,501" in said


def test_changing_the_hat_keeps_the_place_and_is_written_down(qtbot, window, desk, books):
    window.go(Target("accounts"))
    press(qtbot, window, Qt.Key.Key_H, CTRL | SHIFT)
    assert desk.wait_idle()
    assert books.deeds == [("hat.changed", "coder")]
    assert window.rail.rows.here == "accounts"
    assert theme.worn() == ("light", "coder")
    assert desk.actor.hat is Hat.CODER


def test_the_hat_follows_the_desk_when_the_user_owns_both(qtbot, window, desk, books):
    press(qtbot, window, Qt.Key.Key_2, CTRL)
    assert desk.wait_idle()
    assert window.seat.actor.hat is Hat.CODER
    assert books.deeds == [("hat.changed", "coder")]


def test_a_user_with_one_hat_keeps_it_and_hears_why(qtbot, window, desk, books):
    window.sit_down(dataclasses.replace(BOTH, hats=(Hat.BILLER,)))
    press(qtbot, window, Qt.Key.Key_2, CTRL)
    assert window.seat.actor.hat is Hat.BILLER
    press(qtbot, window, Qt.Key.Key_H, CTRL | SHIFT)
    assert desk.wait_idle()
    assert books.deeds == []
    assert not window.screens.here.messages.isHidden()


def test_a_refusal_stands_under_the_header_until_esc(qtbot, window):
    window.go(Target("accounts"))
    bar = window.screens.here.messages
    for error in (Refused("not.known.code"), Outside("not.known.code")):
        window._desk.refused.emit(error)
        assert bar.isVisible()
        assert "saved" in bar.accessibleName()
        press(qtbot, window, Qt.Key.Key_Escape)
        assert not bar.isVisible()
        assert window.rail.rows.here == "accounts"


def test_what_a_user_may_not_do_is_refused_in_words(qtbot, window):
    actor = dataclasses.replace(BOTH.actor, permissions=frozenset({"look"}))
    window.sit_down(dataclasses.replace(BOTH, actor=actor))
    window.go(Target("accounts"))
    press(qtbot, window, Qt.Key.Key_F9)
    assert window.screens.here.messages.isVisible()
    assert window.screens.here.ran == []


def test_ctrl_enter_presses_the_filled_button_and_says_why_when_it_is_off(qtbot, window):
    window.go(Target("accounts"))
    page = window.screens.here
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.ran == ["posted"]
    page.post.set_off("12.00 is left to apply.")
    press(qtbot, window, Qt.Key.Key_Return, CTRL)
    assert page.ran == ["posted"]
    assert "12.00 is left to apply." in page.messages.accessibleName()


@pytest.mark.parametrize("key", [Qt.Key.Key_Question, Qt.Key.Key_Slash])
def test_single_letters_act_in_lists_and_are_typed_in_fields(qtbot, window, key):
    window.go(Target("accounts"))
    page = window.screens.here
    page.list.setFocus()
    press(qtbot, window, key)
    assert len(page.ran) == 1
    page.field.setFocus()
    press(qtbot, window, key)
    assert len(page.ran) == 1
    assert page.field.text() == chr(key.value)


def test_space_turns_the_box_that_has_the_focus_and_looks_only_from_a_list(qtbot, window):
    window.go(Target("accounts"))
    page = window.screens.here
    box = QCheckBox("Coder", page)
    box.show()
    box.setFocus()
    press(qtbot, window, Qt.Key.Key_Space)
    assert (box.isChecked(), page.ran) == (True, [])
    page.list.setFocus()
    press(qtbot, window, Qt.Key.Key_Space)
    assert (box.isChecked(), page.ran) == (True, ["edit.look"])


def test_f6_walks_the_panes_and_comes_round(qtbot, window):
    window.go(Target("accounts"))
    page = window.screens.here
    page.list.setFocus()
    walk = []
    for _ in range(3):
        press(qtbot, window, Qt.Key.Key_F6)
        walk.append(QApplication.focusWidget())
    assert walk == [page.field, window.rail.list, page.list]
    press(qtbot, window, Qt.Key.Key_F6, SHIFT)
    assert QApplication.focusWidget() is window.rail.list


def test_tab_reaches_everything_and_leaves_everything(qtbot, window):
    window.go(Target("accounts"))
    seen = []
    for _ in range(12):
        press(qtbot, window, Qt.Key.Key_Tab)
        seen.append(QApplication.focusWidget())
    page = window.screens.here
    missing = {page.list, page.field, page.post, window.rail.list} - set(seen)
    assert missing == set(), [(type(one).__name__, one.accessibleName()) for one in seen]


def named(widget):
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face is not None else ""


def test_everything_that_takes_the_focus_has_a_name(qtbot, window):
    for place in places.PLACES:
        window.go(Target(place.id))
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.isVisible()
            and not isinstance(widget.parent(), QAbstractItemView)
            and not named(widget)
        ]
        assert nameless == [], place.id


def test_a_narrow_window_folds_the_rail_and_keeps_its_names(qtbot, window):
    window.resize(720, 450)
    assert window.rail.width() == 56
    index = window.rail.rows.index(window.rail.rows.row_of("denials"))
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "Denials"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Denials"
    QApplication.processEvents()
    desks = window.rail.list
    last = desks.visualRect(window.rail.rows.index(window.rail.rows.rowCount() - 1))
    assert last.height() >= 28
    assert last.bottom() < desks.viewport().height(), "no desk is hidden"
    window.resize(1300, 800)
    assert window.rail.width() == 200


def test_the_looks_change_from_the_menu_and_are_remembered(qtbot, window):
    for action, name in (
        ("view.dark", "dark"),
        ("view.contrast", "contrast"),
        ("view.light", "light"),
    ):
        window.run(action)
        assert theme.worn()[0] == name
        assert Workstation().looks().name == name
    window.run("view.compact")
    assert Workstation().looks().density == "compact"
    assert theme.row_height() == 30


def test_the_title_names_the_desk_and_nobody(window):
    window.go(Target("accounts", ("account", 7)))
    assert window.windowTitle() == "Accounts – Twohats"


def test_done_work_is_said_with_its_undo(qtbot, window):
    window.go(Target("accounts"))
    undone = []
    window.screens.here.said.emit(Notice("Note saved.", lambda: undone.append(1)))
    window._toast.undone.emit()
    assert undone == [1]


def test_another_user_starts_fresh_and_the_same_user_finds_the_place(window):
    window.go(Target("accounts"))
    page = window.screens.here
    window.cover()
    assert not page.isVisible()
    assert not window.menuBar().isVisible()
    window.sit_down(BOTH)
    assert window.screens.here is page
    page.said.emit(Notice("Saved", page.close))
    other = dataclasses.replace(BOTH, actor=dataclasses.replace(BOTH.actor, user_id=2))
    window.sit_down(other)
    assert window.rail.rows.here == "today"
    assert (window._undo, window._toast.isVisible()) == (None, False)
    assert window.history.back() is None


def test_no_key_works_while_the_window_is_covered(qtbot, window):
    window.go(Target("accounts"))
    window.cover()
    qtbot.keyClick(window, Qt.Key.Key_1, CTRL)
    assert window.rail.rows.here == "accounts"


def test_the_keys_of_the_screen_are_listed(qtbot, window):
    window.go(Target("accounts"))
    press(qtbot, window, Qt.Key.Key_F1)
    assert window._help.isVisible()
    qtbot.keyClick(window._help, Qt.Key.Key_Escape)
    assert not window._help.isVisible()


def test_a_menu_grays_what_cannot_be_done_and_frees_the_keys_after(qtbot, window):
    window.go(Target("denials"))
    menu = window.menuBar().actions()[1].menu()
    QTimer.singleShot(0, menu.close)
    menu.aboutToShow.emit()
    assert not window.menus.made["edit.change"].isEnabled()
    assert window.menus.made["edit.palette"].isEnabled()
    menu.aboutToHide.emit()
    qtbot.waitUntil(lambda: window.menus.made["edit.change"].isEnabled())


def test_a_hat_another_window_kept_meanwhile_is_not_left_on(window):
    Looks("light", hat="coder").put_on()
    window._looks = Looks("light", hat="biller")
    window.sit_down(BOTH)
    assert theme.worn() == ("light", "biller")


def test_the_file_menu_ends_with_quit_whatever_desks_add_to_it(window):
    window.menus.furnish()
    menu = window.menuBar().actions()[0].menu()
    named = [str(item.data()) for item in menu.actions() if item.data()]
    assert named[-2:] == ["file.lock", "file.quit"]
    assert "go.type-visit" in named
