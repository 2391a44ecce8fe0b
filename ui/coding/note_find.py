"""Finds words in the note by their beginnings, so that evidence is linked without a mouse."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from ui.coding.note_view import NoteView
from ui.kit.label import label
from ui.kit.page import key_hint
from ui.text import tr

_BETWEEN = r"\w*\W{1,3}"
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def found_in(note: str, typed: str) -> tuple[tuple[int, int], ...]:
    """Give where words stand in a note: each by its beginning, one after another, whole words.

    "lum str" finds "Lumbar strain". Capitals and what stands between two words count for nothing.
    """
    begun = re.findall(r"\w+", typed)
    if not begun:
        return ()
    pattern = r"(?<!\w)" + _BETWEEN.join(map(re.escape, begun)) + r"\w*"
    return tuple(hit.span() for hit in re.finditer(pattern, note, re.IGNORECASE))


class NoteFind(QFrame):
    """A line under the note: what is typed is selected in the note at once.

    The arrows go on to the next place, in the visit's other notes too. Closing leaves the words
    selected.
    """

    taken = Signal()
    """Enter: the words found are meant."""
    turned = Signal(object)
    """The words stand in another note and it is to be shown: its number."""

    def __init__(self, note: NoteView) -> None:
        super().__init__()
        self._note = note
        self._texts: Sequence[tuple[int, str]] = ()
        self._shown = 0
        self._found: tuple[tuple[int, tuple[int, int]], ...] = ()
        self._at = 0
        self._back: QWidget | None = None
        self.field = QLineEdit()
        self.count = label("", "soft")
        self._build()
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._on_edited)
        self.hide()

    def open_over(self, texts: Sequence[tuple[int, str]], back: QWidget) -> None:
        """Begin to find in notes, numbered, the one that is shown first.

        ``back`` has the focus again when words were taken.
        """
        self._texts, self._back = texts, back
        self._shown = texts[0][0]
        self.field.clear()
        self._on_edited("")
        self.show()
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_find(self, *, to_note: bool = True) -> bool:
        """Close the line; False when it was closed. The focus goes to the note, or back."""
        if self.isHidden():
            return False
        self.hide()
        goes_to = self._note if to_note or self._back is None else self._back
        goes_to.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the line; Ctrl+E is left to the desk."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            if event.key() == Qt.Key.Key_E and event.modifiers() == (
                Qt.KeyboardModifier.ControlModifier
            ):
                event.ignore()
                return True
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _ENTER and self._found:
            self.taken.emit()
        elif key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self._step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape:
            self.close_find()
        else:
            return key in _ENTER
        return True

    def _build(self) -> None:
        self.setProperty("edge", "top")
        self.field.setAccessibleName(tr("note_find.name"))
        self.field.setAccessibleDescription(tr("note_find.described"))
        self.field.setPlaceholderText(tr("note_find.short"))
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 6, 20, 6)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        row.addWidget(key_hint("\N{DOWNWARDS ARROW}", tr("note_find.next")))
        row.addWidget(key_hint("Enter", tr("note_find.link")))

    def _step(self, by: int) -> None:
        if self._found:
            self._show((self._at + by) % len(self._found))

    @Slot(str)
    def _on_edited(self, typed: str) -> None:
        self._found = tuple(
            (note, words) for note, text in self._texts for words in found_in(text, typed)
        )
        if self._found:
            self._show(0)
            return
        first = self._note.selected()[0]
        self._note.select(first, first)
        self.count.setText(tr("note_find.none") if typed.strip() else "")

    def _show(self, at: int) -> None:
        self._at = at
        note, (first, last) = self._found[at]
        if note != self._shown:
            self._shown = note
            self.turned.emit(note)
        self._note.select(first, last)
        self._note.ensureCursorVisible()
        self.count.setText(tr("note_find.count", at=at + 1, n=len(self._found)))
