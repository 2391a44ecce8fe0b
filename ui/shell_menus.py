"""The menu bar, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui import theme
from ui.actions import ACTIONS, EVERYWHERE, MENUS, Action
from ui.text import tr

_GROUPS = (
    ("view.follow-system", "view.light", "view.dark", "view.contrast"),
    ("view.comfortable", "view.compact"),
)
_RULES_BEFORE = frozenset(
    {"file.lock", "edit.change", "go.back", "view.follow-system", "view.comfortable", "help.about"}
)
_ENDS = frozenset({"file.lock", "go.back"})
"""What desks add to these menus stands before these: a menu ends with *Quit*, or the panes."""


class Menus(QObject):
    """Every action as a ``QAction`` of the window, in its menu, with its keys.

    What cannot be done now is gray while its menu is open. Its key stays live even then, so
    that pressing it can say why not. At first there are only the titles: the actions are made
    when somebody asks for them, with a key, by opening a menu, or when nothing else is to do.
    """

    opening = Signal()
    """A menu opens: ``gray`` it."""

    def __init__(
        self, window: QMainWindow, actions: Iterable[Action], run: Callable[[str], object]
    ) -> None:
        super().__init__(window)
        self._window, self._run = window, run
        self.actions = tuple(actions)
        self._known = {action.id: action for action in self.actions}
        self._made: dict[str, QAction] = {}
        self._checked: set[str] = set()
        self._menus: dict[str, QMenu] = {}
        self._ends: dict[str, QAction] = {}
        self._desk, self._live = "", False
        for name in MENUS:
            menu = window.menuBar().addMenu(tr(f"actions.menu.{name}"))
            menu.aboutToShow.connect(self._on_opening)
            menu.aboutToHide.connect(self._offer_soon)
            self._menus[name] = menu
        window.installEventFilter(self)

    @property
    def made(self) -> dict[str, QAction]:
        """Give every action by its id."""
        self.furnish()
        return self._made

    @Slot()
    def furnish(self) -> None:
        """Make the actions now; once is enough."""
        if self._made:
            return
        self._window.removeEventFilter(self)
        for action in self.actions:
            self._add(action)
        for names in _GROUPS:
            group = QActionGroup(self)
            for name in names:
                self._made[name].setCheckable(True)
                group.addAction(self._made[name])
                self._made[name].setChecked(name in self._checked)
        self._offer()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Make the actions before the first key that is pressed is looked for among them."""
        if event.type() == QEvent.Type.ShortcutOverride:
            self.furnish()
        return False

    @property
    def desk(self) -> str:
        """Give the id of the desk or page whose actions are offered."""
        return self._desk

    def show_for(self, desk: str) -> None:
        """Offer the actions of the window and of this desk, no others."""
        self._desk = desk
        self._offer()

    def set_live(self, live: bool) -> None:
        """Turn every key on, or off while nobody is signed in."""
        self._live = live
        self._offer()

    def gray(self, can: Callable[[Action], bool]) -> None:
        """Gray what cannot be done now, until the menu closes."""
        for action in self.actions:
            self.made[action.id].setEnabled(can(action))

    def check(self, action_id: str) -> None:
        """Put the check mark of a group on this action."""
        self._checked.add(action_id)
        if self._made:
            self._made[action_id].setChecked(True)

    def _add(self, action: Action) -> None:
        item = QAction(tr(action.text), self._window)
        item.setData(action.id)
        item.setShortcuts([QKeySequence(key) for key in action.keys])
        if not action.bound:
            item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        item.setIconVisibleInMenu(True)
        item.triggered.connect(self._on_triggered)
        self._made[action.id] = item
        if action.menu:
            menu = self._menus[action.menu]
            if action.id in _RULES_BEFORE:
                rule = menu.addSeparator()
                if action.id in _ENDS:
                    self._ends[action.menu] = rule
            end = self._ends.get(action.menu)
            if end is None or action in ACTIONS:
                menu.addAction(item)
            else:
                menu.insertAction(end, item)
        if action.bound:
            self._window.addAction(item)

    @Slot()
    def _on_opening(self) -> None:
        menu = self.sender()
        self.furnish()
        if isinstance(menu, QMenu):
            self._tint(menu)
        self.opening.emit()

    def _tint(self, menu: QMenu) -> None:
        """Give a menu its icons in the worn colors: not before it is opened."""
        for item in menu.actions():
            action = self._known.get(str(item.data()))
            if action is not None and action.icon:
                item.setIcon(theme.icon(action.icon))

    @Slot()
    def _offer(self) -> None:
        offered = [one for one in self.actions if one.scope in (EVERYWHERE, self._desk)]
        filled = {action.menu for action in offered}
        for name, menu in self._menus.items():
            # A menu of another desk alone would open empty.
            menu.menuAction().setVisible(name in filled)
        here = {action.id for action in offered}
        for action_id, item in self._made.items():
            item.setVisible(action_id in here)
            item.setEnabled(action_id in here and self._live)

    @Slot()
    def _offer_soon(self) -> None:
        # After the chosen item has been triggered, which Qt does once the menu is hidden.
        QTimer.singleShot(0, self, self._offer)

    @Slot()
    def _on_triggered(self) -> None:
        item = self.sender()
        if isinstance(item, QAction):
            self._run(str(item.data()))
