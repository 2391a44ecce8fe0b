"""The window around the desks: rail, pages, menus, keys, palette, hat and lock."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from app.values.problem import Outside, Refused
from app.values.states import Hat
from ui import shell_steps, theme
from ui.actions import EVERYWHERE, Action, all_actions
from ui.desk import Desk
from ui.kit.banner import Toast
from ui.kit.key_bar import KeyBar
from ui.kit.scroll import InSight
from ui.looks import DENSITIES, THEMES, Workstation
from ui.places import COUNTS, FIND, place
from ui.screen import KeyHint, Notice, Screen, Target
from ui.seat import Seat, other_hat
from ui.shell_history import History
from ui.shell_later import Later
from ui.shell_menus import Menus
from ui.shell_money import RailMoney
from ui.shell_palette_field import Corner, PaletteField
from ui.shell_rail import Rail, place_name
from ui.shell_screens import Screens, ask, named
from ui.text import tr

if TYPE_CHECKING:
    from ui.palette import Palette

_FOLDS_BELOW = 1180
_FIELD_FOLDS_BELOW = 900
_ASIDE = {
    "file.load": Target("take-in", ("load",)),
    "billing.take-payment": Target("accounts", ("take-payment",)),
}
"""Where an action is done when the page that is open does not know it."""


class Window(QMainWindow):
    """The one window. ``lock_wanted`` asks for the signed-in user's password again."""

    lock_wanted = Signal()
    restore_wanted = Signal()
    another_wanted = Signal()
    hat_changed = Signal(object)
    """The ``Hat`` that was put on; to be written into the audit trail."""

    def __init__(self, desk: Desk, station: Workstation) -> None:
        super().__init__()
        self._desk, self._station = desk, station
        self._looks = station.looks()
        self.seat: Seat | None = None
        self.history = History()
        self.rail, self.screens = Rail(), Screens(desk)
        self.pages, self.workplace, self.blank = QStackedWidget(), QWidget(), QWidget()
        self.keys = KeyBar()
        self._palette: Palette | None = None
        self._undo: Callable[[], object] | None = None
        self._own = self._own_actions()
        self._build()
        self.menus = Menus(self, all_actions(), self.run)
        self._later = Later(desk)
        self._money = RailMoney(desk, self._is_at_work, self)
        self._toast = Toast(self.keys)
        InSight(self)
        self._connect()
        self._show_chrome(False)

    def show_entry(self, entry: QWidget) -> None:
        """Show what stands before the desks: the first start, or signing in."""
        if self.pages.indexOf(entry) < 0:
            self.pages.addWidget(entry)
        self._show_chrome(False)
        self.pages.setCurrentWidget(entry)
        self.setWindowTitle(tr("shell.name"))

    def sit_down(self, seat: Seat) -> None:
        """Open the desks for a signed-in user; another user starts at Today."""
        stays = self.seat is not None and self.seat.actor.user_id == seat.actor.user_id
        self.seat = seat
        self.rail.seat(seat)
        self.pages.setCurrentWidget(self.workplace)
        self._show_chrome(True)
        self._wear(seat.actor.hat)
        self._later.begin(self)
        if stays and self.screens.here is not None:
            self._show_keys()
            self.screens.here.begin()
            return
        # What the one before did, and its undo, are not of the one who is here now.
        self._toast.put_away()
        self._undo = None
        self.screens.forget()
        self.history.clear()
        self.go(Target("today"))

    def cover(self) -> None:
        """Hide every page while the window is locked; nothing is lost."""
        self._show_chrome(False)
        self.pages.setCurrentWidget(self.blank)
        self.setWindowTitle(tr("shell.name"))

    @Slot(object)
    def go(self, target: Target) -> None:
        """Open what a target names and remember where the user was."""
        here = self.screens.here
        self.history.visit(target, here.place() if here is not None else None)
        self._open(target)

    @Slot()
    def back(self) -> None:
        """Go back to the place, row and scroll the user came from."""
        self._walk(self.history.back)

    def forward(self) -> None:
        """Go forward again after going back."""
        self._walk(self.history.forward)

    def run(self, action_id: str) -> None:
        """Run an action: the window's own, or the page's, or say why not."""
        action = next(one for one in self.menus.actions if one.id == action_id)
        here = self.screens.here
        if self.seat is None or here is None:
            return
        if not self.seat.may(action.permission):
            self._tell(Refused("not_allowed", permission=action.permission))
        elif action_id in self._own:
            self._own[action_id]()
        elif not here.perform(action_id) and action_id in _ASIDE:
            self.go(_ASIDE[action_id])

    def change_hat(self) -> None:
        """Put on the other hat and stay where you are."""
        if self.seat is None:
            return
        if len(self.seat.hats) > 1:
            self._wear(other_hat(self.seat.actor.hat), said=True)
        elif self.screens.here is not None:
            self.screens.here.messages.say("note", tr("shell.hat.only-one"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Esc when nothing inside did: close the innermost thing, then go back."""
        here = self.screens.here
        if event.key() != Qt.Key.Key_Escape or here is None:
            super().keyPressEvent(event)
        elif not here.hush() and not here.leave():
            self.back()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fold the rail in a narrow window."""
        super().resizeEvent(event)
        self.rail.fold(self.width() < _FOLDS_BELOW)
        self._corner.fold(self.width() < _FIELD_FOLDS_BELOW)

    def changeEvent(self, event: QEvent) -> None:
        """Draw icons anew when the looks changed."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.seat is not None:
            self.rail.hats.wear(self.seat.actor.hat, self.seat.hats)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the window stood, unless it stands inside another that does."""
        if self.isWindow():
            self._station.keep_geometry(self.saveGeometry())
        super().closeEvent(event)

    def _own_actions(self) -> dict[str, Callable[[], object]]:
        return {
            "go.back": self.back,
            "go.forward": self.forward,
            "go.next-pane": partial(self._step_pane, 1),
            "go.previous-pane": partial(self._step_pane, -1),
            "file.quit": lambda: self.window().close(),
            "file.lock": self.lock_wanted.emit,
            "file.restore": self.restore_wanted.emit,
            "file.another": self.another_wanted.emit,
            "edit.palette": self._open_palette,
            "billing.next-step": self._press_primary,
            "view.change-hat": self.change_hat,
            "help.keys": self._show_key_help,
            "help.about": self._about,
        }

    def _build(self) -> None:
        self.setWindowTitle(tr("shell.name"))
        least = theme.tokens()["size"]["window_minimum"]
        self.setMinimumSize(QSize(*least))  # type: ignore[misc]
        row = QHBoxLayout(self.workplace)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.screens, 1)
        for page in (self.workplace, self.blank):
            page.setProperty("ground", "canvas")
            self.pages.addWidget(page)
        self.setCentralWidget(self.pages)
        self.setStatusBar(self.keys)
        bar = self.menuBar()
        bar.setFixedHeight(theme.size("menu_bar"))
        self._field = PaletteField()
        self._field.clicked.connect(self._open_palette)
        self._corner = Corner(self._field)
        bar.setCornerWidget(self._corner, Qt.Corner.TopRightCorner)
        kept = self._station.geometry()
        if kept.isEmpty() or not self.restoreGeometry(kept):
            self.resize(1440, 900)

    def _connect(self) -> None:
        self.rail.opened.connect(self._open_desk)
        self.rail.hats.chosen.connect(self._choose_hat)
        self._desk.changed.connect(self._count)
        self._desk.refused.connect(self._tell)
        self._later.due.connect(self.menus.furnish)
        self._later.due.connect(self._count)
        self._later.due.connect(self._count_money)
        self._money.counted.connect(self.rail.rows.add_counts)
        for kind, known in (("name", THEMES), ("density", DENSITIES)):
            for action_id, look in known.items():
                self._own[action_id] = partial(self._dress, **{kind: look})
                if look == getattr(self._looks, kind):
                    self.menus.check(action_id)
        for action in self.menus.actions:
            if action.id.startswith("go.") and action.id not in self._own:
                self._own[action.id] = partial(self.go, Target(action.id.removeprefix("go.")))
        self.menus.opening.connect(self._gray)
        self._toast.undone.connect(self._take_back)
        self._toast.stands.connect(self.keys.give_room)

    def _show_chrome(self, shown: bool) -> None:
        self.menuBar().setVisible(shown)
        self._corner.setVisible(shown)
        self.keys.setVisible(shown)
        self.menus.set_live(shown)

    @Slot(object)
    def _open_desk(self, place_id: str) -> None:
        self.go(Target(place_id))
        if (here := self.screens.here) is not None:
            here.begin()

    def _walk(self, step: Callable[[Target | None], Target | None]) -> None:
        here = self.screens.here
        target = step(here.place() if here is not None else None)
        if target is not None:
            self._open(target)

    def _open(self, target: Target) -> None:
        where = place(target.screen)
        before = self.screens.here
        # First the hat: a page that is made after it is dressed once.
        if self.seat is not None and where.hat in self.seat.hats:
            self._wear(where.hat, said=True)
        screen, fresh = self.screens.bring(where)
        handed = None if screen is before else self.window().focusWidget()
        if fresh:
            self._follow(screen)
        self.rail.show_here(where.under or where.id)
        self.menus.show_for(where.id)
        screen.open_with(target)
        self.setWindowTitle(tr("shell.window", place=place_name(where.id)))
        self._show_keys()
        # The window's own: while the palette closes, the focus of the program is still there.
        focus = self.window().focusWidget()
        # A page that hides hands its focus on, as a rule to a button of the new header.
        if focus is None or focus is handed or not screen.isAncestorOf(focus):
            screen.begin()

    def _follow(self, screen: Screen) -> None:
        screen.go.connect(self.go)
        screen.back.connect(self.back)
        screen.keys_changed.connect(self._show_keys)
        screen.said.connect(self._say)
        screen.counted.connect(self.rail.rows.add_counts)
        screen.counted.connect(self._money.heard)
        screen.act.connect(self.run)

    @Slot()
    def _show_keys(self) -> None:
        if (here := self.screens.here) is not None:
            end = (
                KeyHint("F6", tr("shell.key.next-pane")),
                KeyHint("F1", tr("shell.key.all-keys")),
            )
            self.keys.show_keys(here.keys(), end)

    @Slot(object)
    def _say(self, notice: Notice) -> None:
        self._toast.say(notice.words, undo=notice.undo is not None)
        self._undo = notice.undo

    @Slot()
    def _take_back(self) -> None:
        if self._undo is not None:
            self._undo()

    @Slot(object)
    def _tell(self, error: Refused | Outside) -> None:
        here = self.screens.here
        if here is not None and self.pages.currentWidget() is self.workplace:
            here.refuse(error)

    @Slot()
    def _count(self, _changes: object = None) -> None:
        if self.seat is not None:
            asked = (COUNTS, self._desk.today, self._desk.actor)
            self._desk.read(ask, *asked, then=self.rail.rows.set_counts, latest="rail")

    @Slot()
    def _count_money(self) -> None:
        self._money.begin(wanted=self.rail.rows.row_of("statements") >= 0)

    def _is_at_work(self) -> bool:
        return self.seat is not None and self.pages.currentWidget() is self.workplace

    @Slot(object)
    def _choose_hat(self, hat: Hat) -> None:
        self._wear(hat, said=True)

    def _wear(self, hat: Hat, *, said: bool = False) -> None:
        """Put a hat on; ``said`` when it is a change to be written down."""
        seat = self.seat
        if seat is None:
            return
        changed = hat is not seat.actor.hat
        self.seat = dataclasses.replace(seat, actor=dataclasses.replace(seat.actor, hat=hat))
        self._desk.actor = self.seat.actor
        # What is worn counts: another window of this user may have kept its hat since.
        if {self._looks.hat, theme.worn()[1]} != {hat.value}:
            self._dress(hat=hat.value)
        self.rail.hats.wear(hat, seat.hats)
        self.rail.fold(self.width() < _FOLDS_BELOW)
        if said and changed:
            self.hat_changed.emit(hat)

    def _dress(self, **looks: str) -> None:
        self._looks = dataclasses.replace(self._looks, **looks)
        self._station.keep_looks(self._looks)
        self._looks.put_on()

    def _step_pane(self, by: int) -> None:
        if (here := self.screens.here) is not None:
            shell_steps.step_pane([self.rail.list, *here.panes()], by)

    def _press_primary(self) -> None:
        if (here := self.screens.here) is not None:
            shell_steps.press_primary(here)

    @Slot()
    def _open_palette(self) -> None:
        if self._palette is None:
            from ui.palette import Palette  # noqa: PLC0415  (not before it is asked for)

            self._palette = Palette(self._desk, named(FIND), self)
            self._palette.chosen.connect(self._on_chosen)
        self._palette.open_over(filter(self._can, self.menus.actions), self.menus.desk)

    @Slot(object)
    def _on_chosen(self, chosen: Target | str) -> None:
        # Once the palette is gone and the page has its focus back.
        open_it: Callable[[Any], None] = self.run if isinstance(chosen, str) else self.go
        QTimer.singleShot(0, self, partial(open_it, chosen))

    @Slot()
    def _gray(self) -> None:
        self.menus.gray(self._can)

    def _can(self, action: Action) -> bool:
        here = self.screens.here
        if self.seat is None or here is None or not action.bound:
            return False
        if not self.seat.may(action.permission):
            return False
        if action.scope not in (EVERYWHERE, self.menus.desk):
            return False
        return action.id in self._own or action.id in _ASIDE or here.can(action.id)

    def _show_key_help(self) -> None:
        if (here := self.screens.here) is not None:
            from ui.key_help import KeyHelp, sections  # noqa: PLC0415  (keeps the start fast)

            parts = sections(self.menus.actions, self.menus.desk, here.keys())
            self._help = KeyHelp(parts, self)
            self._help.show()

    def _about(self) -> None:
        if self.screens.here is not None:
            self.screens.here.messages.say("note", tr("shell.about.words"), tr("shell.about.title"))
