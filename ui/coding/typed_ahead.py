"""Keeps what is typed while the next visit is on its way, and gives it to that visit's encoder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_NEXT_MS = 5
_AT_MOST_MS = 3_000
"""A visit that has not come by then is not waited for: keys do what they do again."""
_TAKEN = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Meta)
_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class TypedAhead(QObject):
    """Holds letters and Enter from ``hold`` until ``give`` or ``drop``.

    A coder types the next code right after the release. Until the next visit stands there those
    letters would go to the encoder of the one that leaves, and vanish with it. Keys with Ctrl or
    Alt, Esc and the like are no typing: they end the wait, and what was typed before is let go.
    """

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self._keys: list[QKeyEvent] = []
        self._leaving: int | None = None
        self._heard: QWidget | None = None
        self._holds = self._gives = self._sends = False
        self._end, self._next = QTimer(self), QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(_AT_MOST_MS)
        self._end.timeout.connect(self.drop)
        self._next.setInterval(_NEXT_MS)
        self._next.timeout.connect(self._send)

    @property
    def is_holding(self) -> bool:
        """Tell whether keys are kept at the moment."""
        return self._holds

    def hold(self, leaving: int | None = None) -> None:
        """Keep from now on what is typed, for any visit but the one that is leaving."""
        self._keys.clear()
        self._leaving = leaving
        self._gives = False
        if not self._holds:
            self._holds = True
            self._hear(None, QApplication.focusWidget())
            _app().focusChanged.connect(self._hear)
        self._end.start()

    def give(self) -> None:
        """Type it into the encoder, if that has the focus now; each Enter waits for its codes."""
        visit = self._screen.visit
        if not self._holds or visit is None or visit.id == self._leaving:
            return
        self._gives = True
        self._next.start()
        self._send()

    @Slot()
    def drop(self) -> None:
        """Hold nothing any more, and let go of what was typed."""
        self._keys.clear()
        self._end.stop()
        self._next.stop()
        if self._holds:
            self._holds = self._gives = False
            _app().focusChanged.disconnect(self._hear)
            self._hear(None, None)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Keep the keys that go to the desk; those of its own giving pass."""
        if self._sends or not isinstance(event, QKeyEvent):
            return False
        kind = event.type()
        if not _is_typing(event):
            if kind == QEvent.Type.KeyPress and event.key() not in _MODIFIERS:
                self.drop()
            return False
        if kind == QEvent.Type.ShortcutOverride:
            event.accept()
        elif kind == QEvent.Type.KeyPress:
            self._keys.append(_copy(event))
        return True

    @Slot(object, object)
    def _hear(self, _before: object, now: object) -> None:
        """Listen to what has the focus, while it is on the desk, and to nothing else."""
        if self._heard is not None and shiboken6.isValid(self._heard):
            self._heard.removeEventFilter(self)
        self._heard = None
        if isinstance(now, QWidget) and self._screen.isAncestorOf(now):
            self._heard = now
            now.installEventFilter(self)

    @Slot()
    def _send(self) -> None:
        encoder = self._screen.codes.encoder
        if not encoder.field.hasFocus():
            self.drop()
        while self._keys and not encoder.is_waiting:
            self._sends = True
            try:
                QApplication.sendEvent(encoder.field, self._keys.pop(0))
            finally:
                self._sends = False
        if self._gives and not self._keys:
            self.drop()


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _is_typing(event: QKeyEvent) -> bool:
    if event.modifiers() & _HELD:
        return False
    return event.key() in _TAKEN or (bool(event.text()) and event.text().isprintable())


def _copy(event: QKeyEvent) -> QKeyEvent:
    """Copy a key: Qt's own event is gone once the filter has answered."""
    return QKeyEvent(event.type(), event.key(), event.modifiers(), event.text())
