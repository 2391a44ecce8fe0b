"""What is said in place: banners, the message bar under the header, and the toast."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.kit.button import Button, IconButton, button
from ui.kit.label import IconLabel, label
from ui.text import tr

_TOAST_IN = 4
_TOAST_MS = 6000


class Banner(QFrame):
    """A sentence with a tone: 3 px edge, icon, an optional bold lead, and words that wrap."""

    def __init__(self, tone: str, words: str, lead: str = "", icon: str = "") -> None:
        super().__init__()
        self.setProperty("banner", True)
        self.setProperty("tone", tone)
        self.icon = IconLabel(icon or theme.status_icon(tone), tone)
        self.lead = label(lead, "strong", wrap=True)
        self.words = label(words, wrap=True)
        # Only hide here: showing a part that has no parent yet would open a window for it.
        for part, said in ((self.lead, lead), (self.words, words)):
            if not said:
                part.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(11, 10, 14, 10)
        self._row.setSpacing(10)
        mark = QVBoxLayout()
        mark.setContentsMargins(0, 2, 0, 0)
        mark.addWidget(self.icon)
        mark.addStretch()
        self.column = QVBoxLayout()
        self.column.setSpacing(2)
        self.column.addWidget(self.lead)
        self.column.addWidget(self.words)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addLayout(mark)
        line.addLayout(self.column, 1)
        # The icon stays at the first line, also where a higher button stands beside the words.
        middle = QVBoxLayout()
        middle.addStretch()
        middle.addLayout(line)
        middle.addStretch()
        self._row.addLayout(middle, 1)
        self._name(tone)

    def show_message(self, tone: str, words: str, lead: str = "") -> None:
        """Say something else, in another tone."""
        self.lead.setText(lead)
        self.lead.setVisible(bool(lead))
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.icon.set_icon(theme.status_icon(tone), tone)
        theme.set_tone(self, tone)
        self._name(tone)

    def add_side(self, part: QWidget) -> None:
        """Put a button at the right of the words."""
        self._row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)

    def _name(self, tone: str) -> None:
        said = " ".join(part for part in (self.lead.text(), self.words.text()) if part)
        self.setAccessibleName(f"{tr(f'kit.status.{tone}')}: {said}")


class MessageBar(Banner):
    """The bar under the header for what was refused or failed; it stays until closed.

    It pushes the content down and never covers it. Hidden when it has nothing to say.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__("block", "")
        self.setProperty("messagebar", True)
        self._row.setContentsMargins(24, 10, 16, 10)
        self._buttons: list[Button] = []
        self._close = IconButton("x", tr("kit.close"))
        self.add_side(self._close)
        self._close.clicked.connect(self.clear)
        self.hide()

    def say(self, tone: str, words: str, lead: str = "", *buttons: Button) -> None:
        """Show a message with up to two ways on."""
        self._drop_buttons()
        self.show_message(tone, words, lead)
        for place, extra in enumerate(buttons):
            self._row.insertWidget(1 + place, extra, 0, Qt.AlignmentFlag.AlignVCenter)
            self._buttons.append(extra)
        self.show()
        announce(self, self.accessibleName())

    def clear(self) -> None:
        """Close the bar."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _drop_buttons(self) -> None:
        for old in self._buttons:
            self._row.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = []


class Toast(QFrame):
    """A word on work that is done, at the left of the key bar, for six seconds.

    There it covers nothing that is worked with, such as the last row of a list. It stays while
    it has the focus or the pointer. Never for errors.
    """

    undone = Signal()
    """Undo was chosen."""
    stands = Signal(object)
    """How wide it stands at the left, in pixels; 0 when it is gone."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setProperty("toast", True)
        self._words = label("")
        self._undo = button("quiet", tr("kit.undo"), "Ctrl+Z").be_small()
        row = QHBoxLayout(self)
        row.setContentsMargins(13, 0, 8, 0)
        row.setSpacing(10)
        row.addWidget(IconLabel("circle-check", "ok"))
        row.addWidget(self._words)
        row.addWidget(self._undo)
        self._undo.clicked.connect(self._take_back)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TOAST_MS)
        self._timer.timeout.connect(self._leave)
        over.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, undo: bool = False) -> None:
        """Show what was done; with ``undo`` a way to take it back."""
        self._words.setText(words)
        self._undo.setVisible(undo)
        self.setAccessibleName(words)
        self._place()
        self.show()
        self.raise_()
        self._timer.start()
        announce(self, words)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the widget it stands over when that changes its size."""
        if event.type() == QEvent.Type.Resize and watched is self.parent() and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        over = self.parentWidget()
        if over is not None:
            wide = min(self.sizeHint().width(), over.width() - 2 * _TOAST_IN)
            self.setGeometry(_TOAST_IN, 1, wide, over.height() - 2)
            self.stands.emit(_TOAST_IN + wide)

    def _leave(self) -> None:
        if self.underMouse() or self._undo.hasFocus():
            self._timer.start()
        else:
            self._go()

    def put_away(self) -> None:
        """Take the words away at once."""
        self._timer.stop()
        self._go()

    def _go(self) -> None:
        self.hide()
        self.stands.emit(0)

    def _take_back(self) -> None:
        self._go()
        self.undone.emit()


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say words that appeared without the focus moving."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
