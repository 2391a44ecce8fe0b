"""The field in the corner of the menu bar that opens the palette."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QMenuBar, QPushButton, QWidget

from ui.kit.label import IconLabel, key_cap, label
from ui.text import tr

_WIDE, _FOLDED, _HIGH = 370, 108, 26


class PaletteField(QPushButton):
    """Looks like a field, is a button: it opens the palette, where typing happens."""

    def __init__(self) -> None:
        super().__init__()
        self._wide = _WIDE
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

    def fold(self, folded: bool) -> None:
        """Keep icon and key only, so that the menus fit a narrow window; the name stays."""
        self._words.setVisible(not folded)
        self._wide = _FOLDED if folded else _WIDE
        self.setFixedSize(self._wide, _HIGH)

    def sizeHint(self) -> QSize:
        """Give the field's fixed size."""
        return QSize(self._wide, _HIGH)


class Corner(QWidget):
    """Holds the field in the corner of the menu bar, 12 px from the window's edge."""

    def __init__(self, field: PaletteField) -> None:
        super().__init__()
        self._field = field
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 1, 12, 6)
        row.addWidget(field)

    def fold(self, folded: bool) -> None:
        """Make room for the menus in a narrow window."""
        self._field.fold(folded)
        wide, bar = self.sizeHint().width(), self.parentWidget()
        if self.width() == wide:
            return
        self.setFixedWidth(wide)
        if isinstance(bar, QMenuBar):
            # The bar has placed its menus and this corner by the width from before.
            bar.setCornerWidget(self, Qt.Corner.TopRightCorner)

    def sizeHint(self) -> QSize:
        """Give the field's size and its margins; the bar asks before it is shown."""
        return self._field.sizeHint() + QSize(12, 7)
