"""Shows a note with its evidence and takes the words that are selected in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QMimeData, Qt
from PySide6.QtGui import QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QTextEdit

from app.coding.draft import Span
from ui import theme
from ui.coding.note_text import DisplayCopy, Passage, display_copy, is_heading
from ui.text import tr

_LINE_HIGH = 24.0
Letters = Mapping[tuple[bool, str], str]
Chosen = tuple[bool, str] | None


class NoteView(QTextBrowser):
    """One note, read only. Shift and the arrows, or the pointer, select words.

    Spans given and taken count the characters of the note as it is stored.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("page", True)
        self.setAccessibleName(tr("coder_desk.note.name"))
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(18)
        self._copy: DisplayCopy = display_copy("", (), {})
        self._spans: tuple[Span, ...] = ()
        self._letters: Letters = {}
        self._chosen: Chosen = None

    def show_note(self, note: str, spans: Sequence[Span], letters: Letters) -> None:
        """Show a note with the letters of its evidence; the place read stays in sight."""
        same = note == self._copy.note
        if same and tuple(spans) == self._spans and dict(letters) == dict(self._letters):
            return
        first, last = self.selected()
        scroll = self.verticalScrollBar().value() if same else 0
        self._spans, self._letters = tuple(spans), dict(letters)
        self._copy = display_copy(note, spans, letters)
        self.setPlainText(self._copy.text)
        self._dress()
        if same:
            self.select(first, last)
        self.verticalScrollBar().setValue(scroll)

    def stress(self, chosen: Chosen) -> None:
        """Show the passages of one code stronger: (is diagnosis, code), None for no code."""
        self._chosen = chosen
        self.setExtraSelections([self._ground(passage) for passage in self._copy.passages])

    def selected(self) -> tuple[int, int]:
        """Give the selected words as offsets in the note; both the same when none are."""
        cursor = self.textCursor()
        first = self._copy.stored(cursor.selectionStart())
        last = self._copy.stored(cursor.selectionEnd())
        note = self._copy.note
        while first < last and note[first].isspace():
            first += 1
        while last > first and note[last - 1].isspace():
            last -= 1
        return first, last

    def select(self, first: int, last: int) -> None:
        """Select words by their offsets in the note."""
        cursor = self.textCursor()
        cursor.setPosition(self._copy.shown(first))
        cursor.setPosition(self._copy.shown(last), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def show_span(self, span: Span) -> None:
        """Bring a passage into sight."""
        cursor = self.textCursor()
        cursor.setPosition(self._copy.shown(span.first))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802  Qt's own name
        """Copy the note's own words, without the letters of the evidence."""
        cursor = self.textCursor()
        copied = QMimeData()
        copied.setText(self._copy.words(cursor.selectionStart(), cursor.selectionEnd()))
        return copied

    def changeEvent(self, event: QEvent) -> None:
        """Dress the words anew when the theme changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "_chosen"):
            self._dress()

    def _dress(self) -> None:
        whole = QTextCursor(self.document())
        whole.beginEditBlock()
        whole.select(QTextCursor.SelectionType.Document)
        block = QTextBlockFormat()
        block.setLineHeight(_LINE_HIGH, QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        whole.setBlockFormat(block)
        plain = QTextCharFormat()
        plain.setFont(theme.font("note"))
        plain.setForeground(theme.color("text"))
        whole.setCharFormat(plain)
        self._dress_headings()
        raised = QTextCharFormat()
        raised.setFont(theme.font("strong"))
        raised.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        for first, last in self._copy.marks:
            self._range(first, last).mergeCharFormat(raised)
        whole.endEditBlock()
        self.stress(self._chosen)

    def _dress_headings(self) -> None:
        faint = QTextCharFormat()
        faint.setFont(theme.font("body"))
        faint.setForeground(theme.color("text_faint"))
        block = self.document().begin()
        while block.isValid():
            if is_heading(block.text()):
                self._range(block.position(), block.position() + block.length() - 1).setCharFormat(
                    faint
                )
            block = block.next()

    def _ground(self, passage: Passage) -> QTextEdit.ExtraSelection:
        made = QTextEdit.ExtraSelection()
        span, first, last = passage.span, passage.first, passage.last
        strong = (span.is_diagnosis, span.code) == self._chosen
        made.format.setBackground(theme.color("evidence_active" if strong else "evidence"))
        made.format.setForeground(theme.color("evidence_text"))
        if strong:
            made.format.setFontUnderline(True)
            made.format.setUnderlineColor(theme.color("accent"))
        made.cursor = self._range(first, last)
        return made

    def _range(self, first: int, last: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(first)
        cursor.setPosition(last, QTextCursor.MoveMode.KeepAnchor)
        return cursor
