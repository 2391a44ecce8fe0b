"""What is wrong with the codes: one line and a source each.

Enter goes to the place, Shift+Enter does the obvious cure, W keeps.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.coding import code_notes, kept_findings
from app.values.problem import Problem, Severity
from app.values.words import fill
from ui import theme
from ui.kit.button import small_button
from ui.kit.label import IconLabel, key_cap, label
from ui.kit.panel import Panel, drop_all
from ui.kit.tip import set_tip
from ui.text import tr

_LONGEST = 170
_AIR = 12
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def words_of(problem: Problem) -> str:
    """Give a problem's one line."""
    return fill(f"problem.{problem.code}", problem.values)


def _shortened(words: str) -> str:
    """Cut the long text of an official note after a word; the whole stands in the tool tip."""
    if len(words) <= _LONGEST:
        return words
    return f"{words[:_LONGEST].rsplit(' ', 1)[0].rstrip(',;:')}\N{NO-BREAK SPACE}…"


def _under(first: QWidget, second: QWidget) -> QWidget:
    both = QWidget()
    both.setProperty("ground", "clear")
    line = QVBoxLayout(both)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(4)
    line.addWidget(first)
    line.addWidget(second, 0, Qt.AlignmentFlag.AlignRight)
    return both


class ProblemRow(QFrame):
    """One problem. Enter goes to its cure, Shift+Enter does it, W asks for a reason to keep it."""

    cured = Signal(object)
    """Enter: the ``Problem`` to go to."""
    mended = Signal(object)
    """Shift+Enter: the ``Problem`` to cure here and now."""
    kept = Signal(object, str, str)
    """A warning is kept: the ``Problem``, the reason's code and its words."""
    asked = Signal()
    """The row asks for a reason and is higher now."""
    stepped = Signal(object)
    """An arrow: how many rows on."""

    def __init__(
        self, problem: Problem, reason: str = "", *, curable: bool = False, keeps: bool = True
    ) -> None:
        super().__init__()
        self._keeps = keeps
        self.problem, self._reason, self._curable = problem, reason, curable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("problem", True)
        self.setProperty("letters", True)
        self.entry = QLineEdit()
        self.reasons = QComboBox()
        self.needed = label(tr("coder_desk.problems.reason_needed"), "soft", wrap=True)
        self._asking = QWidget()
        self._build()

    @property
    def can_keep(self) -> bool:
        """Tell whether this may be kept with a reason."""
        open_still = self._keeps and not self._reason and self.problem.code != code_notes.RULE
        return open_still and self.problem.severity is not Severity.BLOCK

    @property
    def is_kept(self) -> bool:
        """Tell whether a reason keeps this already."""
        return bool(self._reason)

    @property
    def is_asking(self) -> bool:
        """Tell whether the reason is being written now."""
        return self.entry.hasFocus()

    @property
    def why_not(self) -> str:
        """Tell why no reason is asked: kept already, a block, or to be mended elsewhere."""
        if self._reason:
            return "again"
        return "block" if self.problem.severity is Severity.BLOCK else "here"

    def ask_reason(self) -> None:
        """Ask in the row why the warning is kept."""
        if self.can_keep:
            self._asking.show()
            self.entry.setFocus(Qt.FocusReason.OtherFocusReason)
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Cure with Enter, walk with the arrows, leave the reason with Esc.

        While the reason is asked the arrows choose it, with the focus in its words.
        """
        key = event.key()
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key), 0)
        if key == Qt.Key.Key_Escape and self._asking.isVisible():
            self._begin_anew()
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        elif key in _ENTER and not self._asking.isVisible():
            is_now = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            (self.mended if is_now else self.cured).emit(self.problem)
        elif by and self._asking.isVisible():
            at = self.reasons.currentIndex() + by
            self.reasons.setCurrentIndex(min(max(at, 0), self.reasons.count() - 1))
        elif by:
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Go to the cure."""
        self.cured.emit(self.problem)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the row as the one that Enter acts on."""
        super().focusInEvent(event)
        theme.set_look(self, on=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show the row as any other."""
        super().focusOutEvent(event)
        theme.set_look(self, on=False)

    def _build(self) -> None:
        tone = "ok" if self._reason else self.problem.severity.value
        said = words_of(self.problem)
        word = tr("coder_desk.problems.kept") if self._reason else tr(f"kit.status.{tone}")
        lead = label(word, "strong")
        lead.setProperty("tone", tone)
        words = label(_shortened(said), wrap=True)
        set_tip(words, said if words.text() != said else "")
        column = QVBoxLayout()
        column.setSpacing(0)
        first = QHBoxLayout()
        first.setSpacing(6)
        first.addWidget(lead, 0, Qt.AlignmentFlag.AlignTop)
        first.addWidget(words, 1)
        column.addLayout(first)
        below = self._reason or self.problem.source
        if below:
            column.addWidget(label(below, "hint", wrap=True))
        column.addWidget(self._asking)
        self._build_asking()
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 7, 12, 7)
        row.setSpacing(10)
        row.addWidget(IconLabel(theme.status_icon(tone), tone), 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        row.addWidget(self._side(), 0, Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(f"{word}: {said} {below}".strip())

    def _side(self) -> QWidget:
        cap = key_cap(tr("coder_desk.cure.key")) if self._curable else None
        if not self.can_keep:
            return cap or key_cap("Enter")
        keep = small_button(tr("coder_desk.problems.keep"), "W")
        keep.setAccessibleName(tr("coder_desk.problems.keep_this", words=words_of(self.problem)))
        keep.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        keep.clicked.connect(self.ask_reason)
        return keep if cap is None or self._reason else _under(keep, cap)

    def _build_asking(self) -> None:
        for code in kept_findings.REASONS:
            self.reasons.addItem(tr(f"coder_desk.problems.reasons.{code}"), code)
        self.reasons.setAccessibleName(tr("coder_desk.problems.reason"))
        self.reasons.currentIndexChanged.connect(self._on_choice)
        self.entry.setAccessibleName(tr("coder_desk.problems.reason_words"))
        self.entry.returnPressed.connect(self._on_reason)
        inner = QVBoxLayout()
        inner.setContentsMargins(0, 4, 0, 0)
        inner.setSpacing(4)
        inner.addWidget(self.reasons)
        inner.addWidget(self.entry)
        inner.addWidget(self.needed)
        self.needed.hide()
        self.entry.textEdited.connect(self.needed.hide)
        self._asking.setLayout(inner)
        self._begin_anew()
        self._on_choice()

    def _begin_anew(self) -> None:
        """Put the question away: asked again, it offers the usual reason and no words."""
        self._asking.hide()
        self.needed.hide()
        self.entry.clear()
        usual = kept_findings.usual(self.problem.code)
        self.reasons.setCurrentIndex(kept_findings.REASONS.index(usual))

    @Slot()
    def _on_choice(self) -> None:
        """Say in the empty field what goes there: words of one's own, or more words."""
        is_other = self.reasons.currentData() == kept_findings.OTHER
        key = "reason_own" if is_other else "reason_more"
        self.entry.setPlaceholderText(tr(f"coder_desk.problems.{key}"))

    @Slot()
    def _on_reason(self) -> None:
        code = str(self.reasons.currentData())
        words = self.entry.text().strip()
        if not words and code != kept_findings.OTHER:
            words = self.reasons.currentText()
        if not words:
            self.needed.show()
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.kept.emit(self.problem, code, words)


class ProblemsPanel(Panel):
    """All that the rules say: blocks, warnings, notes, then what is kept with its reason."""

    cured = Signal(object)
    mended = Signal(object)
    kept = Signal(object, str, str)
    emptied = Signal()
    """The problem that had the focus was the last, and is gone."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("coder_desk.problems.name"))
        self._rows: list[ProblemRow] = []
        self._shown: tuple[object, ...] | None = None
        self.keeps = True
        """Whether a warning may be kept with a reason here."""
        self.curable: frozenset[tuple[str, str]] = frozenset()
        """Which of the problems shown next have a cure of one key, by rule and place."""
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        place = QWidget()
        place.setProperty("ground", "clear")
        place.setLayout(self._column)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(place)
        self.add(self._area, 1)
        self.setMinimumHeight(62)

    def show_problems(
        self, found: Sequence[Problem], kept: Sequence[tuple[Problem, str]], empty: str
    ) -> None:
        """Show what the rules say; ``empty`` stands there when they say nothing."""
        shown = (*found, *kept, empty, self.curable)
        if shown == self._shown:
            return
        self._shown = shown
        at = self._at()
        if at >= 0 and not found and not kept:
            self.emptied.emit()
        drop_all(self._column)
        self._rows = [
            ProblemRow(one, curable=(one.code, one.field) in self.curable, keeps=self.keeps)
            for one in found
        ]
        self._rows += [ProblemRow(one, reason) for one, reason in kept]
        for row in self._rows:
            row.cured.connect(self.cured)
            row.mended.connect(self.mended)
            row.kept.connect(self.kept)
            row.stepped.connect(self._step)
            row.asked.connect(self._on_asked)
            self._column.addWidget(row)
        if not self._rows:
            quiet = label(empty, "soft", wrap=True)
            quiet.setContentsMargins(14, 10, 12, 10)
            self._column.addWidget(quiet)
        self._column.addStretch()
        self.setFocusProxy(self._rows[0] if self._rows else self._area)
        if at >= 0 and self._rows:
            self._rows[min(at, len(self._rows) - 1)].setFocus(Qt.FocusReason.OtherFocusReason)
            QTimer.singleShot(0, self, self._show_current)

    @property
    def is_asking(self) -> bool:
        """Tell whether the reason of a row is being written now."""
        return any(row.is_asking for row in self._rows)

    def rows(self) -> list[ProblemRow]:
        """Give the rows shown."""
        return self._rows

    def current(self) -> ProblemRow | None:
        """Give the row with the focus, else the first warning."""
        at = self._at()
        if at >= 0:
            return self._rows[at]
        return next((row for row in self._rows if row.can_keep), None)

    def focus_first(self, asked: Container[Problem]) -> bool:
        """Put the focus on the first row of those asked for without an answer; False: none."""
        for row in self._rows:
            if row.problem in asked and not row.is_kept:
                row.setFocus(Qt.FocusReason.ShortcutFocusReason)
                self._area.ensureWidgetVisible(row)
                return True
        return False

    def _at(self) -> int:
        focus = self.window().focusWidget() if self.window() is not None else None
        for place, row in enumerate(self._rows):
            if row is focus or (focus is not None and row.isAncestorOf(focus)):
                return place
        return -1

    @Slot()
    def _on_asked(self) -> None:
        # The list knows how high the row is only once it has laid it out anew.
        QTimer.singleShot(0, self, self._show_asked)

    @Slot()
    def _show_asked(self) -> None:
        at = self._at()
        if at >= 0:
            self._area.ensureWidgetVisible(self._rows[at].entry, 0, _AIR)

    @Slot()
    def _show_current(self) -> None:
        # The rows are new: the one with the focus may lie outside what was scrolled to.
        at = self._at()
        if at >= 0:
            self._area.ensureWidgetVisible(self._rows[at])

    @Slot(object)
    def _step(self, by: int) -> None:
        place = min(max(self._at() + by, 0), len(self._rows) - 1)
        self._rows[place].setFocus(Qt.FocusReason.OtherFocusReason)
        self._area.ensureWidgetVisible(self._rows[place])
