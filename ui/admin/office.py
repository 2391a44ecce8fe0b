"""The Office desk: a list of pages at the left, the page at the right."""

from __future__ import annotations

import importlib
from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

from ui.admin.page import OfficePage
from ui.admin.tree import LEAVES, TREE, Leaf, group_words, leaf_words
from ui.columns import Column
from ui.desk import Desk
from ui.kit.list_and_page import ListAndPage
from ui.kit.page import PageHeader
from ui.kit.scroll import scrolled
from ui.kit.tree_rows import Group, GroupedTable, TreeRows
from ui.screen import MOST_KEYS, KeyHint, Screen, Target
from ui.text import tr

_DEEDS = {"F2": "edit.change", "Ins": "office.add", "Ctrl+L": "file.load"}


class Office(Screen):
    """Everything about the practice itself; each page is made at its first visit."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("office.title"))
        self.header = PageHeader(tr("office.title"))
        self._pages: dict[str, OfficePage] = {}
        self._places: dict[str, QWidget] = {}
        self._chosen = ""
        self.rows: TreeRows[Leaf] = TreeRows(
            [Column("", leaf_words, icon=lambda leaf: leaf.icon, stretch=True)],
            lambda leaf: leaf.name,
        )
        self.list = GroupedTable(self.rows, tr("office.list"))
        self.list.header().hide()
        self.rows.set_groups([Group(key, group_words(key), leaves) for key, leaves in TREE])
        self._body = ListAndPage(self.list)
        self.lay_out(self.header, self._body)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._enter)
        self.list.select_id("practice")
        self.follow_focus()

    @property
    def page(self) -> OfficePage | None:
        """Give the page that is shown."""
        return self._pages.get(self._chosen)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list or of what has the focus on the page."""
        page, focus = self.page, QApplication.focusWidget()
        move = KeyHint("↑↓", tr("office.key.move"))
        own = [move, KeyHint("Enter", tr("office.key.open"))] if self.list.hasFocus() else []
        if page is None:
            return own
        if isinstance(focus, QAbstractItemView) and page.isAncestorOf(focus):
            own = [move]
        hints: Sequence[KeyHint] = page.keys()
        return [*own, *(hint for hint in hints if self._acts(hint.key))][:MOST_KEYS]

    def _acts(self, key: str) -> bool:
        """Whether a key of the page would do something now."""
        if key == "Ctrl+Enter":
            filled = self.primary()
            return filled is not None and filled.isVisible() and filled.isEnabled()
        return key not in _DEEDS or self.can(_DEEDS[key])

    def open_with(self, target: Target) -> None:
        """Open a page by its name, ids ("backup",), and a record there, ("providers", 4)."""
        name = str(target.ids[0]) if target.ids else str(target.where or "")
        if name in LEAVES:
            if name == self._chosen and self.page is not None:
                # The page is as it was left; what happened since must stand there too.
                self.page.refresh()
            self.list.select_id(name)
            if self.page is not None and target.ids:
                self._body.turn(to_page=True)
                if target.ids[1:]:
                    self.page.choose(target.ids[1])
                self.page.begin()
        elif self.page is not None:
            self.page.refresh()

    def place(self) -> Target:
        """Come back to the same page."""
        return Target("office", (), self._chosen)

    def leave(self) -> bool:
        """Close what is open in the page, then go back to the list."""
        if self.page is not None and self.page.leave():
            return True
        if self.list.hasFocus():
            return False
        self._body.turn(to_page=False)
        self.list.setFocus()
        return True

    def primary(self) -> QAbstractButton | None:
        """Give the page's filled button."""
        return self.page.primary() if self.page else None

    def panes(self) -> Sequence[QWidget]:
        """Give the list and what stands on the page."""
        return (self.list, *(self.page.panes() if self.page else ()))

    def can(self, action: str) -> bool:
        """Whether the page takes this action."""
        return self.page is not None and self.page.can(action)

    def perform(self, action: str) -> bool:
        """Let the page run an action."""
        return self.page is not None and self.page.perform(action)

    @Slot(object)
    def _choose(self, leaf: Leaf | None) -> None:
        if leaf is None or leaf.name == self._chosen:
            return
        page = self._pages.get(leaf.name) or self._make(leaf)
        self._chosen = leaf.name
        self._body.show_page(self._places[leaf.name])
        for name, known in self._pages.items():
            self._show_buttons(known, name == leaf.name)
        self.header.set_state(page.title)
        self.messages.clear()
        page.refresh()
        self.keys_changed.emit()

    @Slot(object)
    def _enter(self, _leaf: Leaf) -> None:
        if self.page is not None:
            self._body.turn(to_page=True)
            self.page.begin()

    def _make(self, leaf: Leaf) -> OfficePage:
        module, _, name = leaf.screen.partition(":")
        kind = getattr(importlib.import_module(module), name)
        page: OfficePage = kind(self.desk, leaf.group) if leaf.group else kind(self.desk)
        page.said.connect(self._on_said)
        page.go.connect(self.go)
        page.act.connect(self.act)
        page.refused.connect(self.refuse)
        page.began.connect(self._on_began)
        page.keys_changed.connect(self.keys_changed)
        scroll = scrolled(page)
        self._pages[leaf.name], self._places[leaf.name] = page, scroll
        self._body.add_page(scroll)
        for head in page.head_buttons():
            self.header.add_button(head)
        return page

    def _show_buttons(self, page: OfficePage, shown: bool) -> None:
        for head in page.head_buttons():
            self.header.show_button(head, shown)

    @Slot()
    def _on_began(self) -> None:
        self.messages.clear()

    @Slot(object)
    def _on_said(self, notice: object) -> None:
        """Pass on what was done; what was refused before it is over."""
        self.messages.clear()
        self.said.emit(notice)
