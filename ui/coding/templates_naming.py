"""The panel that asks for a template's name before the visit's codes are kept as one."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from ui.kit.button import button
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.kit.panel import row_of
from ui.text import tr

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NamingPanel(OverPanel):
    """A name and whose the template is; Enter keeps it, Esc closes and nothing has happened."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAccessibleName(tr("templates.keep.title"))
        self.name, self.own = QLineEdit(), QCheckBox()
        self._then: Callable[[str, bool], object] | None = None
        self._build()

    def ask(self, provider: str, then: Callable[[str, bool], object]) -> None:
        """Ask; ``then`` gets the name and whether the template is the provider's alone."""
        self._then = then
        self.name.clear()
        self.own.setChecked(False)
        self.own.setText(tr("templates.keep.own", provider=provider))
        self.own.setVisible(bool(provider))
        self.come_up()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane."""
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take Enter and Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        elif event.key() in _ENTER:
            self._take()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(label(tr("templates.keep.title"), "section"))
        column.addWidget(label(tr("templates.keep.words"), "soft", wrap=True))
        caption = label(tr("templates.keep.label"), "soft")
        caption.setBuddy(self.name)
        self.name.setAccessibleName(tr("templates.keep.label"))
        column.addWidget(caption)
        column.addWidget(self.name)
        self.own.setAccessibleName(tr("templates.keep.own_name"))
        column.addWidget(self.own)
        take = button("plain", tr("templates.keep.take"), "Enter")
        leave = button("quiet", tr("common.cancel"), "Esc")
        take.clicked.connect(self._take)
        leave.clicked.connect(self.close_panel)
        column.addLayout(row_of(take, leave))

    @Slot()
    def _take(self) -> None:
        name = self.name.text().strip()
        if name and self._then is not None:
            self.close_panel()
            self._then(name, self.own.isChecked() and self.own.isVisibleTo(self))
