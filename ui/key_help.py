"""All keys of this screen (F1), made from the table of actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from ui.actions import EVERYWHERE, Action
from ui.kit.button import button
from ui.kit.label import key_cap, label
from ui.kit.panel import row_of
from ui.screen import KeyHint
from ui.text import tr


def sections(
    actions: Iterable[Action], desk: str, hints: Sequence[KeyHint]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Give (head, [(key, words)]): this pane, this desk, everywhere; no key twice in one."""
    here: list[tuple[str, str]] = []
    anywhere: list[tuple[str, str]] = []
    for action in actions:
        if not action.keys or action.scope not in (EVERYWHERE, desk):
            continue
        part = anywhere if action.scope == EVERYWHERE else here
        part.append((action.keys[0], tr(action.text).replace("&", "")))
    pane = [(hint.key, hint.words) for hint in hints]
    heads = ("shell.keys.pane", "shell.keys.desk", "shell.keys.everywhere")
    return [
        (tr(head), rows) for head, rows in zip(heads, (pane, here, anywhere), strict=True) if rows
    ]


class KeyHelp(QDialog):
    """A page with every key that works here; Esc closes it."""

    def __init__(
        self, parts: list[tuple[str, list[tuple[str, str]]]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        for other in parent.findChildren(KeyHelp) if parent is not None else ():
            other.close()  # of another screen
        self.setWindowTitle(tr("shell.keys.title"))
        room = parent.window().size() if parent is not None else self.screen().availableSize()
        self.resize(min(720, room.width() - 24), min(560, room.height() - 24))
        page = QWidget()
        page.setProperty("ground", "clear")
        grid = QGridLayout(page)
        grid.setContentsMargins(24, 16, 24, 16)
        grid.setHorizontalSpacing(16)
        row = 0
        for head, keys in parts:
            grid.addWidget(label(head, "section"), row, 0, 1, 2)
            row += 1
            for key, words in keys:
                grid.addWidget(key_cap(key), row, 0, Qt.AlignmentFlag.AlignRight)
                grid.addWidget(label(words), row, 1)
                row += 1
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(row, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(page)
        area.setAccessibleName(tr("shell.keys.title"))
        close = button("primary", tr("shell.keys.close"), "Esc")
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 16)
        column.addWidget(area, 1)
        foot = row_of(close)
        foot.setContentsMargins(24, 0, 24, 0)
        column.addLayout(foot)
        area.setFocus()
