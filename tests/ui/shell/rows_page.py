"""A desk of a list, a field and a filled button, for the tests of the window around it."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QListWidget, QVBoxLayout, QWidget

from ui.kit.button import button
from ui.kit.page import PageHeader
from ui.screen import KeyHint, Screen, Target


class Rows(Screen):
    """A page with a list, a field and a filled button, as a desk has them."""

    def __init__(self, desk, parent=None):
        super().__init__(desk, parent)
        self.ran: list[str] = []
        self.opened: list[Target] = []
        self.list = QListWidget()
        self.list.setAccessibleName("Rows")
        self.list.addItems([f"Row {number}" for number in range(30)])
        self.field = QLineEdit()
        self.field.setAccessibleName("Amount")
        self.post = button("primary", "Post", "Ctrl+Enter")
        self.post.clicked.connect(lambda: self.ran.append("posted"))
        header = PageHeader("Rows")
        header.add_button(self.post)
        body = QWidget()
        column = QVBoxLayout(body)
        column.addWidget(self.list)
        column.addWidget(self.field)
        self.lay_out(header, body)

    def keys(self):
        return (KeyHint("Enter", "open"),)

    def open_with(self, target):
        self.opened.append(target)
        if isinstance(target.where, int):
            self.list.setCurrentRow(target.where)

    def place(self):
        return Target("accounts", where=self.list.currentRow())

    def primary(self):
        return self.post

    def panes(self):
        return (self.list, self.field)

    def perform(self, action):
        self.ran.append(action)
        return True

    def can(self, action):
        return True


def nothing_waits(_session, *_asked):
    """The books of these tests are plain lists, which the counting of real ones cannot read."""
    return {}
