"""Tool tips: always the very words, whatever signs a name from outside has in it."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QToolTip, QWidget


def plain_tip(words: str) -> str:
    """Give the words so that a tool tip shows them as they are.

    Qt takes what looks like markup for it: a name could set a picture from the net.
    """
    return Qt.convertFromPlainText(words) if Qt.mightBeRichText(words) else words


def set_tip(part: QWidget | QAction, words: str) -> None:
    """Give a widget or an action its tool tip; none for empty words."""
    part.setToolTip(plain_tip(words))


def show_tip(at: QPoint, words: str, over: QWidget) -> None:
    """Show a tool tip now, at a place of the screen; empty words take away the one that shows."""
    QToolTip.showText(at, plain_tip(words), over)
