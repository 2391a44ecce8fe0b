"""The second look over the codes: what can be done with a held visit, or which coding to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.coding import second_look
from app.coding.comparing import Codes, Comparison, Difference
from app.coding.draft import LETTERS
from ui.fields import ChoiceField, FormRows, NoteField
from ui.kit.button import Button, button
from ui.kit.choice import Answer, NumberedAnswers
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.kit.panel import drop_all
from ui.text import tr

_WITH_REASON = ("pass_by", "first", "second")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question about a held visit: its title, its words, and the ways on by key.

    ``sides`` are both codings and how they compare where one of them is to be chosen.
    """

    title: str
    words: str
    question: str
    ways: Sequence[str]
    sides: tuple[Codes, Codes, Comparison] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """What was chosen: its key, the code of the reason where it has one, and the words."""

    key: str
    reason_code: str
    reason: str


class LookPanel(OverPanel):
    """One question at a time; digits choose, Ctrl+Enter takes, Esc closes and nothing happened."""

    taken = Signal(object)
    """The ``Way`` that was chosen, with its reason."""
    refused = Signal(str)
    """A word on what is still to be chosen."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self._is_fresh = False
        """The way was chosen by this very key or click."""
        self._make_parts(())

    def ask(self, asked: Asked) -> None:
        """Ask; the first way has the focus and none is chosen."""
        drop_all(self._column)
        self.setAccessibleName(asked.title)
        self._column.addWidget(label(asked.title, "section"))
        self._column.addWidget(label(asked.words, "soft", wrap=True))
        self._make_parts(asked.ways, asked.question)
        self._column.addWidget(self._area(asked), 1)
        self._column.addWidget(self._foot())
        self._on_way("")
        self.come_up()
        first = self.ways.findChild(QRadioButton)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
        self.toggled.emit()

    @Slot()
    def place(self) -> None:
        """Cover as much of the pane as the question needs."""
        wide, most = self.room()
        if wide:
            inner = self._body.layout()
            high = inner.totalHeightForWidth(wide - 46) if inner is not None else 0
            rest = self._column.totalHeightForWidth(wide) - self._scroll.sizeHint().height()
            self.stand(wide, min(high + rest + 12, most))

    def _make_parts(self, ways: Sequence[str], question: str = "") -> None:
        answers = [
            Answer(way, tr(f"second_look.way.{way}"), tr(f"second_look.way.{way}_fact"))
            for way in ways
        ]
        self.ways = NumberedAnswers(question, answers)
        self.ways.setParent(self)
        reasons = [(one, tr(f"second_look.override.{one}")) for one in second_look.OVERRIDES]
        self.code = ChoiceField(tr("second_look.panel.reason_code"), reasons, needed=True)
        self.reason = NoteField(tr("second_look.panel.reason"), lines=2, needed=True)
        self.take: Button = button("primary", tr("second_look.panel.take"), "Ctrl+Enter")
        for part in (self.code, self.reason, self.take):
            part.setParent(self)
            part.hide()
        self.ways.chosen.connect(self._on_way)
        for radio in self.ways.findChildren(QRadioButton):
            radio.clicked.connect(self._on_clicked)
        self.take.clicked.connect(self._take)

    def _area(self, asked: Asked) -> QScrollArea:
        self._body, self._form = QWidget(), FormRows(label_wide=72)
        inner = QVBoxLayout(self._body)
        inner.setContentsMargins(0, 0, 6, 0)
        inner.setSpacing(12)
        if asked.sides is not None:
            inner.addWidget(_side_by_side(*asked.sides))
        inner.addWidget(self.ways)
        self._form.add("code", self.code)
        self._form.add("reason", self.reason)
        inner.addWidget(self._form)
        inner.addStretch()
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._body.setProperty("ground", "clear")
        self._scroll.setWidget(self._body)
        return self._scroll

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        leave = button("quiet", tr("common.cancel"), "Esc")
        leave.clicked.connect(self.close_panel)
        row.addWidget(self.take)
        row.addWidget(leave)
        row.addStretch()
        self.take.show()
        return foot

    @Slot(str)
    def _on_way(self, way: str) -> None:
        """Ask for the reasons that the way needs."""
        self._is_fresh = True
        QTimer.singleShot(0, self, self._on_settled)
        for field, needed in ((self.code, way == "pass_by"), (self.reason, way in _WITH_REASON)):
            field.setVisible(needed)
            field.label.setVisible(needed)
        if not self.isHidden():
            self.place()
            self._scroll.ensureWidgetVisible(self.take if not way else self.reason)

    @Slot()
    def _on_settled(self) -> None:
        self._is_fresh = False

    @Slot()
    def _on_clicked(self) -> None:
        """Enter on the way that was chosen goes to its reason, or takes it where none is needed."""
        way = self.ways.value() or ""
        if self._is_fresh:
            return
        if way not in _WITH_REASON:
            self._take()
            return
        first = self.code.combo if way == "pass_by" else self.reason.page
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _take(self) -> None:
        way = self.ways.value()
        if way is None:
            self.refused.emit(tr("second_look.write_reason"))
            return
        asked = [field for field in (self.code, self.reason) if not field.isHidden()]
        bad = [field for field in asked if not field.is_good()]
        if bad:
            bad[0].setFocus(Qt.FocusReason.OtherFocusReason)
            # What is missing is told under its field, which takes a line.
            QTimer.singleShot(0, self, self.place)
            return
        code = self.code.value() if way == "pass_by" else None
        reason = self.reason.value() if way in _WITH_REASON else None
        self.taken.emit(Way(way, code or "", reason or ""))


def _side_by_side(first: Codes, second: Codes, found: Comparison) -> QWidget:
    """Show both codings beside each other, under them what differs in plain words."""
    part = QWidget()
    grid = QGridLayout(part)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    for side, (key, codes) in enumerate((("first", first), ("second", second))):
        grid.setColumnStretch(side, 1)
        grid.addWidget(label(tr(f"second_look.panel.{key}"), "strong"), 0, side)
        shown = label("\n".join(code_lines(codes)), wrap=True)
        shown.setAccessibleName(f"{tr(f'second_look.panel.{key}')}: {', '.join(code_lines(codes))}")
        grid.addWidget(shown, 1, side, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(label(tr("second_look.panel.what"), "strong"), 2, 0, 1, 2)
    grid.setRowMinimumHeight(2, 28)
    count = tr("second_look.panel.count", agreed=found.agreed, compared=found.compared)
    said = [*difference_lines(found), count]
    grid.addWidget(label("\n".join(said), wrap=True), 3, 0, 1, 2)
    return part


def code_lines(codes: Codes) -> list[str]:
    """Give a coding as lines of words: diagnoses by letter, services with what they point at."""
    said = [f"{LETTERS[n]}  {one}" for n, one in enumerate(codes.diagnoses[: len(LETTERS)])]
    for number, line in enumerate(codes.lines, start=1):
        words = "-".join((line.code, *line.modifiers))
        units = "" if line.units.amount == 1 else f" \N{MULTIPLICATION SIGN}{line.units}"
        points = f" \N{RIGHTWARDS ARROW} {line.letters}" if line.pointers else ""
        said.append(f"{number}  {words}{units}{points}")
    return said


def difference_lines(found: Comparison) -> list[str]:
    """Give each difference as one line of plain words."""
    return [_difference(one) for one in found.differences]


def _difference(one: Difference) -> str:
    kind = tr(f"second_look.kind.{one.kind}")
    if one.first and one.second:
        return tr("second_look.panel.both", kind=kind, first=one.first, second=one.second)
    return tr("second_look.panel.only", kind=kind, code=one.first or one.second)
