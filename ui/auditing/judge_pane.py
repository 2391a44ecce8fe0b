"""Both codings side by side, and the auditor's word on each difference: by digit, with its why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.auditing.side_by_side import Item
from app.auditing.unfinished import AGREE, Mark
from app.coding.draft import Span
from ui import theme
from ui.auditing.judge_table import KINDS, JudgeRow, columns, kind_words
from ui.auditing.reads import Opened
from ui.auditing.sheets_panel import SheetsPanel
from ui.fields import NoteField
from ui.kit.choice import ChoiceChips
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.kit.scroll import scrolled
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_KEEP_AFTER_MS = 400
_DIGITS = "1234567890"
_PER_ROW = 4
_LEAST_WIDE = 520


class JudgePane(QFrame):
    """A list of what both gave; under it the verdict on the row of the cursor."""

    wanted = Signal()
    """The pane is about to take the focus and must be in sight."""
    changed = Signal()
    """A verdict, its words or its passages changed; ``marks`` are to be kept."""
    chosen = Signal(object)
    """The row of the cursor, as ``JudgeRow``; None when there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self.setAccessibleName(tr("audit_screen.judge.name"))
        self.setMinimumWidth(_LEAST_WIDE)
        self.model: RowsModel[JudgeRow] = RowsModel(columns(), lambda row: row.number)
        self.table = rows_table(self.model, tr("audit_screen.judge.list"))
        chips = [(kind, kind_words(kind)) for kind in KINDS]
        self.chips = ChoiceChips(tr("audit_screen.judge.verdict"), chips, columns=_PER_ROW)
        self.words = NoteField(tr("audit_screen.judge.words"), lines=3)
        self.told = label("", "soft", wrap=True)
        self.quotes = label("", "soft", wrap=True)
        self.sheets = SheetsPanel()
        self.marks: tuple[Mark, ...] = ()
        self.is_open = False
        self._items: tuple[Item, ...] = ()
        self._likely: tuple[str, ...] = ()
        self._notes: dict[int, str] = {}
        self._dissents: tuple[str, ...] = ()
        self._writing = False
        self._at: int | None = None
        self._visit = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_KEEP_AFTER_MS)
        self._build()
        self._connect()

    @property
    def is_writing(self) -> bool:
        """Tell whether the caret stands in the reason of a verdict."""
        return self.words.page.hasFocus()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Come into sight and give the focus to the list."""
        self.wanted.emit()
        self.table.setFocus(reason)

    @property
    def is_pending(self) -> bool:
        """Tell whether words were typed that ``changed`` has not told of yet."""
        return self._timer.isActive()

    def show_opened(self, opened: Opened) -> None:
        """Show a visit that was read: to be judged, or as it was judged."""
        self._notes = {one.document_id: one.text for one in opened.visit.chart.notes}
        self._items = opened.items
        found = opened.found
        differences = () if found is None else found.comparison.differences
        self._likely = tuple(str(one.kind) for one in differences)
        self.is_open = bool(differences) and not opened.findings
        self._dissents = tuple(one.dissent for one in opened.findings)
        self.marks = _marks(opened)
        self._tell(opened)
        self.sheets.show_sheets(opened.sheets)
        self._verdict.setVisible(bool(differences))
        for part in (self.chips, self.words):
            part.setEnabled(self.is_open)
        self._show_rows()
        # Rows are kept by their number, which in another visit is another difference.
        if self._visit != opened.row.id or self.table.current_row() is None:
            self._visit = opened.row.id
            self.table.select_id(0)
        self._on_chosen(self.table.current_row())

    def current(self) -> int | None:
        """Give the number of the difference under the cursor, from 0."""
        row = self.table.current_row()
        return None if row is None else row.item.difference

    def take_quote(self, span: Span) -> bool:
        """Quote words of the note for the difference under the cursor, or quote them no more.

        False where there is no difference to quote them for.
        """
        at = self.current()
        if at is None or not self.is_open:
            return False
        mark = self.marks[at]
        same = [one for one in mark.quotes if (one.document_id, one.first, one.last)
                == (span.document_id, span.first, span.last)]  # fmt: skip
        left = tuple(one for one in mark.quotes if one not in same)
        self._mark(at, replace(mark, quotes=left if same else (*mark.quotes, span)))
        return True

    def next_open(self) -> bool:
        """Go to the next row that something is missing of; False when all are complete."""
        self.flush()
        rows = self.model.rows
        row = next((one for one in rows if not one.is_complete), None)
        if row is None:
            return False
        self.table.select_id(row.number)
        if row.kind:
            self.words.page.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    @Slot()
    def flush(self) -> None:
        """Take what was typed last."""
        if self._timer.isActive():
            self._timer.stop()
            self._take_words()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give a verdict by its digit while the list has the focus."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier
            )  # fmt: skip
            digit = event.text()
            if plain and digit and digit in _DIGITS and self.current() is not None:
                self._give(KINDS[_DIGITS.index(digit)])
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        body = QWidget()
        body.setProperty("ground", "clear")
        column = QVBoxLayout(body)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(12)
        column.addWidget(self.told)
        panel = Panel()
        panel.setAccessibleName(tr("audit_screen.judge.list"))
        panel.add(self.table)
        panel.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        column.addWidget(panel)
        self._verdict = Panel(tr("audit_screen.judge.verdict"))
        inside = self._verdict.inset(12)
        inside.setSpacing(8)
        for part in (self.chips, self.words.label, self.words, self.quotes):
            inside.addWidget(part)
        column.addWidget(self._verdict)
        column.addWidget(self.sheets)
        column.addStretch()
        area = scrolled(body, sideways=False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)
        self._area = area

    def _connect(self) -> None:
        self.table.installEventFilter(self)
        self.table.chosen.connect(self._on_chosen)
        self.table.opened.connect(self._on_opened)
        self.chips.chosen.connect(self._give)
        self.words.page.textChanged.connect(self._on_typed)
        self._timer.timeout.connect(self._take_words)

    def _tell(self, opened: Opened) -> None:
        found = opened.found
        if found is None:
            return
        said = [tr("audit_screen.judge.count", agreed=found.comparison.agreed,
                   compared=found.comparison.compared)]  # fmt: skip
        if found.shown_at is not None:
            said.append(tr("audit_screen.judge.not_blind"))
        if opened.findings:
            said.append(tr("audit_screen.judge.judged", who=opened.findings[0].found_by))
        elif found.comparison.differences:
            said.append(tr("audit_screen.judge.ask", coder=opened.row.coder))
        else:
            said.append(tr("audit_screen.judge.same"))
        self.told.setText(" ".join(said))

    def _show_rows(self) -> None:
        rows = []
        for number, item in enumerate(self._items):
            at = item.difference
            mark = Mark() if at is None else self.marks[at]
            likely = "" if at is None else self._likely[at]
            rows.append(JudgeRow(number, item, mark.kind, likely, bool(mark.words.strip())))
        self.model.set_rows(rows)
        head = self.table.horizontalHeader().height()
        self.table.setFixedHeight(head + max(1, len(rows)) * theme.row_height() + 2)

    @Slot(object)
    def _give(self, kind: object) -> None:
        at = self.current()
        if at is not None and self.is_open:
            self._mark(at, replace(self.marks[at], kind=str(kind)))

    def _mark(self, at: int, mark: Mark) -> None:
        if mark == self.marks[at]:
            return
        self.marks = (*self.marks[:at], mark, *self.marks[at + 1 :])
        self._show_rows()
        self._show_mark()
        self.changed.emit()

    @Slot(object)
    def _on_chosen(self, row: JudgeRow | None) -> None:
        self.flush()
        self._show_mark()
        self.chosen.emit(row)

    def _show_mark(self) -> None:
        """Show the verdict on the row of the cursor, its words, and what the note says for it."""
        at = self.current()
        mark = Mark() if at is None else self.marks[at]
        self.chips.set_value(mark.kind or None)
        self.chips.setEnabled(self.is_open and at is not None)
        if self.words.value() != (mark.words.strip() or None):
            self._writing = True
            self.words.put(mark.words)
            self._writing = False
        self.words.setEnabled(self.is_open and at is not None)
        self.quotes.setText("\n".join(self._said(at, mark)))

    def _said(self, at: int | None, mark: Mark) -> Sequence[str]:
        said = [tr("audit_screen.judge.quote", words=self._quoted(one)) for one in mark.quotes]
        if not said and self.is_open and at is not None:
            said.append(tr("audit_screen.judge.quote_how"))
        if at is not None and at < len(self._dissents) and self._dissents[at]:
            said.append(tr("audit_screen.judge.dissent", words=self._dissents[at]))
        return said

    def _quoted(self, span: Span) -> str:
        return " ".join(self._notes.get(span.document_id, "")[span.first : span.last].split())

    @Slot(object)
    def _on_opened(self, row: JudgeRow) -> None:
        """Enter takes what the difference looks like, and goes on to its words."""
        at = row.item.difference
        if at is None or not self.is_open:
            return
        if not self.marks[at].kind:
            self._give(row.likely)
        if self.marks[at].kind != AGREE:
            self._area.ensureWidgetVisible(self.words)
            self.words.page.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_typed(self) -> None:
        if not self._writing and self.is_open:
            self._at = self.current()
            self._timer.start()

    @Slot()
    def _take_words(self) -> None:
        at = self._at
        if at is not None and self.is_open and at < len(self.marks):
            words = self.words.page.toPlainText()
            mark = self.marks[at]
            if words != mark.words:
                self.marks = (*self.marks[:at], replace(mark, words=words), *self.marks[at + 1 :])
                self._show_rows()
                self.changed.emit()


def _marks(opened: Opened) -> tuple[Mark, ...]:
    """Give a mark for each difference: as judged, else as kept so far, else undecided."""
    if opened.findings:
        return tuple(
            Mark(
                str(one.kind) if one.is_error else AGREE, one.lesson,
                tuple(Span(q.document_id, q.first, q.last, "") for q in one.quotes),
            )
            for one in opened.findings
        )  # fmt: skip
    if opened.found is None:
        return ()
    kept = opened.so_far.marks
    differences = opened.found.comparison.differences
    if len(kept) == len(differences):
        return kept
    evidence = opened.found.evidence
    return tuple(Mark(quotes=_spans_of(one.second, evidence)) for one in differences)


def _spans_of(second: str, evidence: Sequence[Span]) -> tuple[Span, ...]:
    """Give the passages that the auditor linked to the code of a difference."""
    code = second.split(" ")[0].replace(".", "")
    return tuple(one for one in evidence if one.code == code)
