"""The parts of the worksheet: a count or a tick in its row, and a section with its level."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QIntValidator, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.kit.label import label

_MOST = 9
_WIDE = 34
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}


class Digits(QLineEdit):
    """A whole number from 0; the first digit typed replaces what stands there. Empty is 0."""

    valueChanged = Signal(object)  # noqa: N815  (named as Qt’s own number fields name it)

    def __init__(self, most: int, wide: int) -> None:
        super().__init__()
        self.setValidator(QIntValidator(0, most, self))
        self.setMaxLength(len(str(most)))
        self.setFixedWidth(wide)
        self.textChanged.connect(self._tell)

    def value(self) -> int:
        """Give the number."""
        return int(self.text() or 0)

    def show_value(self, value: int) -> None:
        """Show a number without telling."""
        self.blockSignals(True)
        self.setText(str(value) if value else "")
        self.blockSignals(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select what stands there, however the focus came."""
        super().focusInEvent(event)
        self.selectAll()

    @Slot()
    def _tell(self) -> None:
        self.valueChanged.emit(self.value())


class CountRow(QWidget):
    """A thing that is counted: a small number before its words; a digit types it."""

    changed = Signal(str, object)
    """Its key and how many."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__()
        self.key = key
        self.box = Digits(_MOST, _WIDE)
        self.box.setAccessibleName(words)
        self.box.valueChanged.connect(self._tell)
        said = label(words, wrap=True)
        said.setBuddy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(said, 1)
        # Two boxes above each other keep a gap; the ticks' rows are lower.
        row.setContentsMargins(0, 1, 0, 1)

    def show_count(self, count: int) -> None:
        """Show a count without telling."""
        self.box.show_value(count)

    @Slot(int)
    def _tell(self, count: int) -> None:
        self.changed.emit(self.key, count)


class _TickBox(QCheckBox):
    """The box of a tick; Space ticks it, the arrows walk to the next."""

    def event(self, event: QEvent) -> bool:
        """Keep Space, which ticks here and looks at a row elsewhere."""
        overrides = event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.focusNextPrevChild(event.key() == Qt.Key.Key_Down)
        else:
            super().keyPressEvent(event)


class TickRow(QWidget):
    """A thing that is there or not, with words as long as they need; a click on them ticks."""

    changed = Signal(str, bool)
    """Its key and whether it is there."""

    def __init__(self, key: str, words: str) -> None:
        super().__init__()
        self.key = key
        self.box = _TickBox()
        self.box.setAccessibleName(words)
        self.box.toggled.connect(self._tell)
        # Its words begin where those of the counted rows do.
        self.box.setFixedWidth(_WIDE)
        self.setFocusProxy(self.box)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(words, wrap=True), 1)
        self.setMinimumHeight(theme.size("hit_minimum"))

    def show_on(self, *, on: bool) -> None:
        """Show it ticked or not without telling."""
        self.box.blockSignals(True)
        self.box.setChecked(on)
        self.box.blockSignals(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick where the words are clicked too."""
        if self.rect().contains(event.position().toPoint()):
            self.box.click()
            self.box.setFocus()

    @Slot(bool)
    def _tell(self, on: bool) -> None:
        self.changed.emit(self.key, on)


class Section(QWidget):
    """A titled column of rows with what it comes to at the right of the title."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.level = label("", "medium")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(label(title, "strong"))
        head.addStretch()
        head.addWidget(self.level)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 4)
        self._column.setSpacing(2)
        self._column.addLayout(head)

    def add(self, row: QWidget) -> None:
        """Put a row under what is there."""
        self._column.addWidget(row)

    def begin(self) -> None:
        """Put the focus into its first row."""
        rows = (part for part in self.children() if isinstance(part, CountRow | TickRow))
        first = next(rows, None)
        if first is not None:
            first.box.setFocus(Qt.FocusReason.TabFocusReason)

    def show_level(self, words: str) -> None:
        """Say what the column comes to."""
        self.level.setText(words)


class InSight(QObject):
    """Keeps the row with the focus in sight of the scroll area, and pages from part to part."""

    focused = Signal(object)
    paged = Signal(object)
    """Page Down (1) or Page Up (-1) was pressed."""
    further = Signal(object)
    """The same with Alt."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tell which widget got the focus, and that a page key was pressed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            step = _PAGES.get(Qt.Key(event.key()), 0)
            if step:
                held = event.modifiers() & Qt.KeyboardModifier.AltModifier
                (self.further if held else self.paged).emit(step)
                return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QWidget):
            self.focused.emit(watched)
        return super().eventFilter(watched, event)
