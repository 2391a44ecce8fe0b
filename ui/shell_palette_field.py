"""The field in the corner of the menu bar that opens the palette."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.kit.label import IconLabel, key_cap, label
from ui.text import tr

_WIDE, _HIGH = 370, 26


class PaletteField(QPushButton):
    """Looks like a field, is a button: it opens the palette, where typing happens."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("small", True)
        self.setAccessibleName(tr("shell.palette.button"))
        self.setAccessibleDescription("Ctrl+K")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = label(tr("shell.palette.button"), "soft")
        row = QHBoxLayout(self)
        row.setContentsMargins(9, 0, 6, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel("search"))
        row.addWidget(self._words)
        row.addStretch()
        row.addWidget(key_cap("Ctrl+K"))
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        """Give the field's fixed size."""
        return QSize(_WIDE, _HIGH)


class Corner(QWidget):
    """Holds the field in the corner of the menu bar, 12 px from the window's edge."""

    def __init__(self, field: PaletteField) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 3, 12, 4)
        row.addWidget(field)

    def sizeHint(self) -> QSize:
        """Give the field's size and its margins; the bar asks before it is shown."""
        return QSize(_WIDE + 12, _HIGH + 7)
