"""Questions of the coder's desk that are asked in a panel: words to write."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.kit.panel import drop_all
from ui.text import tr

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_ONE_LINE = frozenset({"place_asked"})
"""Questions that a few characters answer."""
_LOW, _HIGH = 36, 84


class AskingPanel(OverPanel):
    """One question over the lists of the codes pane; Esc closes it and nothing has happened."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self.entry = QPlainTextEdit()
        self._told: QWidget | None = None
        self._then: Callable[[], object] | None = None
        self.take = button("plain", "")

    def ask_words(
        self, area: str, then: Callable[[str], object], text: str = "", /, **values: str
    ) -> None:
        """Ask for words; ``area`` names the words of the question under coder_desk.

        ``text`` stands in the field already; ``values`` fill the title.
        """
        self._open(area, values)
        self.entry = QPlainTextEdit(text)
        self.entry.setTabChangesFocus(True)
        self.entry.setFixedHeight(_LOW if area in _ONE_LINE else _HIGH)
        if area in _ONE_LINE:
            self.entry.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.entry.setAccessibleName(tr(f"coder_desk.{area}.label"))
        self.entry.installEventFilter(self)
        entry = self.entry
        caption = label(tr(f"coder_desk.{area}.label"), "soft")
        caption.setBuddy(entry)
        self._column.addWidget(caption)
        self._column.addWidget(entry)
        self._then = lambda: then(entry.toPlainText().strip())
        self._end(area, entry)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take Enter (Shift+Enter is a new line) and Esc."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key == Qt.Key.Key_Escape:
            return self.close_panel()
        if key in _ENTER and event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        ):
            self._take()
            return True
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Stand at the top of the pane, over the encoder."""
        # In a low window the field comes before what is told of it.
        self.fit(*(() if self._told is None else (self._told,)))

    def _open(self, area: str, values: Mapping[str, str]) -> None:
        drop_all(self._column)
        title = tr(f"coder_desk.{area}.title", **values)
        self.setAccessibleName(title)
        self._column.addWidget(label(title, "section"))
        self._told = label(tr(f"coder_desk.{area}.words"), "soft", wrap=True)
        self._column.addWidget(self._told)

    def _end(self, area: str, first: QWidget) -> None:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        self.take = button("plain", tr(f"coder_desk.{area}.take"), "Enter")
        leave: Button = button("quiet", tr("common.cancel"), "Esc")
        self.take.clicked.connect(self._take)
        leave.clicked.connect(self.close_panel)
        row.addWidget(self.take)
        row.addWidget(leave)
        row.addStretch()
        self._column.addWidget(foot)
        self.come_up()
        self.entry.selectAll()
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _take(self) -> None:
        if self._then is not None:
            self._then()
