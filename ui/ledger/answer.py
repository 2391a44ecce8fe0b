"""The answer to "Why do I owe this?" beside the ledger, with the visit's lines below it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.reports.account_story import LedgerLine
from app.reports.why import Answer
from ui.kit.banner import announce
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel, drop_all
from ui.text import tr

_HEADS = ("service", "charged", "paid", "off", "payer", "patient")
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop


class AnswerPanel(Panel):
    """Plain sentences on one visit; *Print* makes the page of it."""

    print_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(tr("accounts.why.title"))
        self.visit: int | None = None
        self.print_ = button("plain", tr("accounts.why.print"), "Ctrl+P").be_small()
        self.print_.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.print_.clicked.connect(self.print_wanted)
        self.add_to_head(self.print_)
        words = self.inset()
        self._lead = label("", "strong", wrap=True)
        self._told = label("", wrap=True)
        self._end = label("", "strong", wrap=True)
        self._sources = label("", "soft", wrap=True)
        for part in (self._lead, self._told, self._end, self._sources):
            words.addWidget(part)
        self._lines = QWidget()
        self._grid = QGridLayout(self._lines)
        self._grid.setContentsMargins(0, 8, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        words.addWidget(self._lines)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.show_hint()

    def show_hint(self) -> None:
        """Say how to ask."""
        self.visit = None
        self._say("", tr("accounts.why.hint"), "", "")
        self._lines.hide()
        self.print_.set_off(tr("accounts.why.hint"))

    def show_answer(self, answer: Answer) -> None:
        """Show the answer for a visit and have readers say it."""
        self.visit = answer.visit
        self._say(answer.lead, " ".join(answer.told), answer.end, " ".join(answer.sources))
        self._show_lines(answer.view.lines)
        self.print_.set_off("" if answer.visit else tr("accounts.why.no_page"))
        announce(self, " ".join([answer.lead, *answer.told, answer.end]))

    def text(self) -> str:
        """Give all that is said, for readers and tests."""
        parts = (self._lead, self._told, self._end, self._sources)
        return " ".join(part.text() for part in parts if part.text())

    def _say(self, lead: str, told: str, end: str, sources: str) -> None:
        for part, words in (
            (self._lead, lead),
            (self._told, told),
            (self._end, end),
            (self._sources, sources),
        ):
            part.setText(words)
            part.setVisible(bool(words))

    def _show_lines(self, lines: tuple[LedgerLine, ...]) -> None:
        drop_all(self._grid)
        self._lines.setVisible(len(lines) > 1)
        if len(lines) < 2:
            return
        for column, head in enumerate(_HEADS):
            if head in ("service", "charged", "payer", "patient"):
                self._put(0, column, tr(f"accounts.line.{head}"), "hint")
        for row, line in enumerate(lines, start=1):
            self._put(row, 0, line.words, "")
            self._put(row, 1, str(line.charged), "")
            self._put(row, 4, str(line.payer), "")
            self._put(row, 5, str(line.patient), "")

    def _put(self, row: int, column: int, words: str, kind: str) -> None:
        made = label(words, kind, wrap=not column)
        if column:
            made.setAlignment(_RIGHT)
        self._grid.addWidget(made, row, column)
