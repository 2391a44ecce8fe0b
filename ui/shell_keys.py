"""What every key press passes through: letters for lists only, and the clock of the lock."""

from __future__ import annotations

import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QInputEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_CHECK_EVERY_MS = 5_000


def takes_letters(widget: QWidget | None) -> bool:
    """Whether single letters, digits, ? and / act here: in a list or a choice, or nowhere."""
    if widget is None or isinstance(widget, QAbstractItemView):
        return True
    if isinstance(widget, QAbstractButton):
        return widget.isCheckable()
    return bool(widget.property("letters"))


class KeyWatch(QObject):
    """An event filter of the application. ``idle`` says nobody was here for a while.

    It also lets Enter press buttons and keeps the menus' single letters out of fields.
    """

    idle = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._limit = 0.0
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setInterval(_CHECK_EVERY_MS)
        self._timer.timeout.connect(self.check)

    def lock_after(self, minutes: float) -> None:
        """Start watching; 0 minutes never locks."""
        self._limit = minutes * 60
        self._last = time.monotonic()
        if minutes:
            self._timer.start()
        else:
            self._timer.stop()

    def check(self) -> None:
        """Say ``idle`` once when nobody touched anything for as long as allowed."""
        if self._limit and time.monotonic() - self._last >= self._limit:
            self._timer.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note activity; take Enter on a button and letters that are typed."""
        # Thousands of events pass for each that somebody made; those go by at once.
        if not isinstance(event, QInputEvent):
            return False
        kind = event.type()
        if kind in _ACTIVITY:
            self._last = time.monotonic()
        if not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return _keep_letter(event)
        return kind == QEvent.Type.KeyPress and _press_button(watched, event)


def _press_button(watched: QObject, event: QKeyEvent) -> bool:
    """Let Enter press the button that has the focus, as it opens a row of a list."""
    keys = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() not in keys or held or not isinstance(watched, QAbstractButton):
        return False
    if watched.isChecked() and watched.property("choice") is True:
        return False  # The chip is chosen already: Enter goes on, where there is somewhere to go.
    if watched.isEnabled():
        watched.click()
    return True


def _keep_letter(event: QKeyEvent) -> bool:
    """Take a lone letter from the shortcuts where it must be typed or do nothing."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    if held or not event.text().isprintable() or not event.text():
        return False
    focus = QApplication.focusWidget()
    # Space is a box's or a button's own key before it is anybody else's.
    if takes_letters(focus) and not (
        event.key() == Qt.Key.Key_Space and isinstance(focus, QAbstractButton)
    ):
        return False
    event.accept()
    return True
