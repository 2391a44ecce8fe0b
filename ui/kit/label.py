"""Words and icons that stand still: labels, states with an icon, key caps."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.kit.tip import set_tip


def label(text: str, kind: str = "", *, wrap: bool = False) -> QLabel:
    """Build a label of plain text.

    ``kind`` is "" for body, or hint, soft, faint, strong, medium, head, section, title,
    figure, amount, note. Words that ``wrap`` take the width they are given.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if kind:
        made.setProperty("type", kind)
    if wrap:
        made.setWordWrap(True)
        policy = made.sizePolicy()
        policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
        policy.setHeightForWidth(True)
        made.setSizePolicy(policy)
        made.setMinimumWidth(80)
    return made


class Squeezed(QLabel):
    """One line of plain text that ends in "…" where there is no room for all of it.

    ``text`` is the whole, and so is what the tool tip and readers say.
    """

    def __init__(self, text: str, kind: str) -> None:
        super().__init__()
        self._whole = text
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("type", kind)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._fit()

    def text(self) -> str:
        """Give the whole line."""
        return self._whole

    def setText(self, text: str) -> None:  # noqa: N802  Qt's own name
        """Show another line."""
        self._whole = text
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, self.contentsRect().width()
        )
        super().setText(shown)
        self.setAccessibleName(self._whole)
        set_tip(self, "" if shown == self._whole else self._whole)


def key_cap(keys: str) -> QLabel:
    """Build the little cap that shows a key, in the system's own writing."""
    made = label(theme.key_words(keys))
    made.setProperty("keycap", True)
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


def keyed(part: QWidget, keys: str, words: str, *, stretch: bool = False) -> QWidget:
    """Put a key and what it does into a part, at its right end where it may ``stretch``."""
    row = QHBoxLayout(part)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    if stretch:
        row.addStretch(1)
    row.addWidget(key_cap(keys))
    row.addWidget(label(words, "hint"))
    return part


def letter_box(letter: str, *, evidence: bool = False) -> QLabel:
    """Build the square that holds a diagnosis letter, a line number or a count of passages."""
    made = label(letter)
    made.setProperty("letter", "evidence" if evidence else "box")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    return made


class IconLabel(QLabel):
    """One icon tinted by a token; it takes the new tint when the theme changes.

    It says nothing to readers: the words beside it do.
    """

    def __init__(self, name: str, tone: str = "text_soft", side: int = 16) -> None:
        super().__init__()
        self._name, self._tone, self._side = name, tone, side
        self.setFixedSize(side, side)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._draw()

    def set_icon(self, name: str, tone: str) -> None:
        """Show another icon or another tint."""
        if (name, tone) != (self._name, self._tone):
            self._name, self._tone = name, tone
            self._draw()

    def changeEvent(self, event: QEvent) -> None:
        """Tint anew when the theme or the state changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange):
            self._draw()

    def _draw(self) -> None:
        tone = self._tone if self.isEnabled() else "disabled"
        ratio = self.devicePixelRatioF()
        self.setPixmap(theme.pixmap(self._name, tone, self._side, ratio))


class Status(QFrame):
    """A state outside a table: icon and word in the tone's color."""

    def __init__(self, tone: str, words: str, icon: str = "") -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.icon = IconLabel(icon or theme.status_icon(tone), tone)
        self.words = label(words)
        self.words.setProperty("status", True)
        self.words.setProperty("tone", tone)
        row.addWidget(self.icon)
        row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_state(self, tone: str, words: str, icon: str = "") -> None:
        """Show another state."""
        self.icon.set_icon(icon or theme.status_icon(tone), tone)
        self.words.setText(words)
        theme.set_tone(self.words, tone)


class Chip(QFrame):
    """A state on a tinted ground, 22 px high; never in a table.

    ``tone`` is block, warn, ok, note, wait or accent; ``icon`` a Lucide name, "" for none.
    """

    def __init__(self, words: str, tone: str = "wait", icon: str = "") -> None:
        super().__init__()
        self.setProperty("chip", True)
        self.setProperty("tone", tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(7, 0, 7, 0)
        row.setSpacing(5)
        self.icon = IconLabel(icon or "info", tone)
        if not icon:
            self.icon.hide()
        self.words = label(words)
        row.addWidget(self.icon)
        row.addWidget(self.words)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def show_state(self, words: str, tone: str, icon: str = "") -> None:
        """Show another state."""
        self.words.setText(words)
        self.icon.setVisible(bool(icon))
        if icon:
            self.icon.set_icon(icon, tone)
        theme.set_tone(self, tone)


def rule() -> QWidget:
    """Build a hairline across a panel."""
    made = QFrame()
    made.setProperty("rule", True)
    made.setFixedHeight(1)
    return made
