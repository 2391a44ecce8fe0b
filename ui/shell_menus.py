"""The menu bar, made from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from ui import theme
from ui.actions import MENUS, Action
from ui.text import tr

_GROUPS = (
    ("view.follow-system", "view.light", "view.dark", "view.contrast"),
    ("view.comfortable", "view.compact"),
)
_RULES_BEFORE = frozenset(
    {"file.lock", "edit.change", "go.back", "view.follow-system", "view.comfortable", "help.about"}
)


class Menus(QObject):
    """Every action as a ``QAction`` of the window, in its menu, with its keys."""

    def __init__(
        self, window: QMainWindow, actions: Iterable[Action], run: Callable[[str], object]
    ) -> None:
        super().__init__(window)
        self._window, self._run = window, run
        self.actions = tuple(actions)
        self.made: dict[str, QAction] = {}
        self._menus: dict[str, QMenu] = {}
        for name in MENUS:
            self._menus[name] = window.menuBar().addMenu(tr(f"actions.menu.{name}"))
        for action in self.actions:
            self._add(action)
        for names in _GROUPS:
            group = QActionGroup(self)
            for name in names:
                self.made[name].setCheckable(True)
                group.addAction(self.made[name])

    def show_for(self, desk: str, can: Callable[[Action], bool]) -> None:
        """Show the actions of the window and of this desk; gray what cannot be done now."""
        for action in self.actions:
            item = self.made[action.id]
            here = action.scope in ("everywhere", desk)
            item.setVisible(here)
            item.setEnabled(here and can(action))

    def check(self, action_id: str) -> None:
        """Put the check mark of a group on this action."""
        self.made[action_id].setChecked(True)

    def dress(self) -> None:
        """Tint the icons anew after the looks changed."""
        for action in self.actions:
            if action.icon:
                self.made[action.id].setIcon(theme.icon(action.icon))

    def _add(self, action: Action) -> None:
        item = QAction(tr(action.text), self._window)
        item.setData(action.id)
        item.setShortcuts([QKeySequence(key) for key in action.keys])
        if not action.bound:
            item.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        item.setIconVisibleInMenu(True)
        item.triggered.connect(self._on_triggered)
        self.made[action.id] = item
        if action.menu:
            menu = self._menus[action.menu]
            if action.id in _RULES_BEFORE:
                menu.addSeparator()
            menu.addAction(item)
        if action.bound:
            self._window.addAction(item)

    @Slot()
    def _on_triggered(self) -> None:
        item = self.sender()
        if isinstance(item, QAction):
            self._run(str(item.data()))
