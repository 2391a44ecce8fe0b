"""The buttons: words, an icon before them, the cap of their key behind them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton

from ui import theme
from ui.kit.label import IconLabel, key_cap, label
from ui.kit.tip import set_tip
from ui.text import tr

_KINDS = ("primary", "plain", "quiet")
_ICON_TONES = {"primary": "on_accent", "plain": "text", "quiet": "accent"}


class WordedButton(QPushButton):
    """A push button whose face is laid out from labels, since the cap needs its own frame.

    Readers hear the words alone as the name and the key as the description.
    """

    def __init__(self, words: str, key: str = "") -> None:
        super().__init__()
        self._words = label(words)
        self._cap = key_cap(key)
        if not key:
            # Never shown here: a part that has no parent yet would open a window of its own.
            self._cap.hide()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 0, 12, 0)
        self._row.setSpacing(8)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAutoDefault(False)
        self.setAccessibleName(words)
        if key:
            self.setAccessibleDescription(tr("kit.key", key=theme.key_words(key)))

    def text(self) -> str:
        """Give the words on the button."""
        return self._words.text()

    def setText(self, text: str) -> None:  # noqa: N802  Qt's own name
        """Put other words on the button; its name to readers follows."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Give the room that words, icon and cap need."""
        high = theme.size("hit_minimum") if self.property("small") else theme.size("button")
        return QSize(self._row.sizeHint().width(), high)

    def minimumSizeHint(self) -> QSize:
        """Give the same: words of a button are never cut."""
        return self.sizeHint()


class Button(WordedButton):
    """The button of all screens. Its key is shown, not bound: actions own the keys."""

    def __init__(self, kind: str, words: str, key: str = "", icon: str = "") -> None:
        if kind not in _KINDS:
            raise ValueError("a button is primary, plain or quiet")
        super().__init__(words, key)
        self.setProperty("kind", kind)
        parts = [IconLabel(icon, _ICON_TONES[kind])] if icon else []
        face = QHBoxLayout()
        face.setSpacing(8)
        for part in (*parts, self._words, self._cap):
            face.addWidget(part)
        self._row.addLayout(face)
        # Icon, words and cap stay together in the middle of a button that is made wider.
        self._row.setAlignment(face, Qt.AlignmentFlag.AlignHCenter)

    def set_off(self, reason: str) -> None:
        """Turn the button off and say why; an empty reason turns it on again."""
        self.setEnabled(not reason)
        self.setStatusTip(reason)
        set_tip(self, reason)
        self.setAccessibleDescription(reason)

    def show_key(self, *, on: bool) -> None:
        """Show the cap of its key, or leave it out where the room is needed for words."""
        self._cap.setVisible(on)
        self.updateGeometry()

    def be_small(self) -> Button:
        """Make the button 28 px high, for the head of a panel or a row."""
        self.setProperty("small", True)
        self._row.setContentsMargins(10, 0, 10, 0)
        return self


def button(kind: str, words: str, key: str = "", icon: str = "") -> Button:
    """Build a button of kind "primary", "plain" or "quiet"; one primary a screen at most.

    Raises:
        ValueError: another kind.
    """
    return Button(kind, words, key, icon)


def small_button(words: str, key: str = "", *, quiet: bool = False) -> Button:
    """Build the small button at the right of a panel's head."""
    return Button("quiet" if quiet else "plain", words, key).be_small()


class IconButton(QToolButton):
    """A button that is only an icon, with its name for readers and in the tool tip."""

    def __init__(self, icon: str, name: str, *, framed: bool = False) -> None:
        super().__init__()
        if framed:
            self.setProperty("kind", "plain")
        self._icon = icon
        self.setIconSize(QSize(16, 16))
        self.setAccessibleName(name)
        set_tip(self, name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setIcon(theme.icon(icon))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icon anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.setIcon(theme.icon(self._icon))
