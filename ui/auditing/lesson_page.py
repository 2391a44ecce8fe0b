"""One lesson: what was found, why, what the note says for it, and the coder's answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.auditing.lessons import Lesson
from app.values.dates import show_date
from app.values.money import ZERO
from ui.auditing.judge_table import kind_words
from ui.desk import Desk
from ui.fields import NoteField
from ui.kit.button import small_button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.text import tr

_OTHER = Qt.FocusReason.OtherFocusReason


class LessonPage(QWidget):
    """The finding above, the answer below; D opens the words of a dissent."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title, self.codes = label("", "section", wrap=True), label("", "strong", wrap=True)
        self.why, self.quotes = label("", wrap=True), label("", "soft", wrap=True)
        self.facts, self.answered = label("", "soft", wrap=True), label("", wrap=True)
        self.reply = NoteField(tr("audit_screen.lessons.reply"), lines=2)
        self.against = NoteField(tr("audit_screen.lessons.against"), lines=3, needed=True)
        self.dissent_button = small_button(tr("audit_screen.lessons.dissent"), "D")
        self.note_button = small_button(tr("audit_screen.lessons.keep"), "N")
        self.visit_button = small_button(tr("audit_screen.lessons.visit"), "V")
        self.is_dissenting = False
        self._answering: tuple[QWidget, ...] = (
            self.reply.label, self.reply, self.dissent_button,
        )  # fmt: skip
        self._against: tuple[QWidget, ...] = (self.against.label, self.against)
        self._build()
        self.close_dissent()

    @property
    def first(self) -> QWidget:
        """Give where the focus goes."""
        if self.is_dissenting:
            return self.against.page
        return self.reply.page if self.reply.isVisible() else self.visit_button

    def show_lesson(self, one: Lesson) -> None:
        """Show a lesson; an answer that was given is shown and cannot change."""
        self.close_dissent()
        self.note_button.setVisible(not one.is_noted)
        self.title.setText(kind_words(one.kind))
        self.codes.setText(change_words(one))
        self.why.setText(one.words)
        said = [tr("audit_screen.judge.quote", words=quote.words) for quote in one.quotes]
        self.quotes.setText("\n".join(said))
        self.quotes.setVisible(bool(said))
        self.facts.setText("\n".join(self._facts(one)))
        open_still = one.seen_at is None
        self.answered.setText(self._answer(one))
        self.answered.setVisible(not open_still)
        self.reply.put("")
        for part in self._answering:
            part.setVisible(open_still)

    def ask_dissent(self) -> None:
        """Ask why the code is right."""
        self.is_dissenting = True
        for part in self._against:
            part.show()
        for part in self._answering:
            part.hide()
        self.against.page.setFocus(_OTHER)

    def close_dissent(self) -> None:
        """Close the words of a dissent."""
        opened = self.is_dissenting
        self.is_dissenting = False
        self.against.put("")
        for part in self._against:
            part.hide()
        if opened:
            for part in self._answering:
                part.show()

    def dissent_words(self) -> str:
        """Give why the code is right; empty while nothing is written, which is then asked for."""
        if not self.against.value():
            self.against.show_problem(tr("audit_screen.lessons.write"))
            self.against.page.setFocus(_OTHER)
        return self.against.value() or ""

    def reply_words(self) -> str:
        """Give the remark, mostly empty."""
        return "" if self.is_dissenting else self.reply.value() or ""

    def _build(self) -> None:
        found, answer = (
            Panel(tr("audit_screen.lessons.found")),
            Panel(tr("audit_screen.lessons.answer")),
        )
        inside = found.inset(16)
        inside.setSpacing(8)
        for part in (self.title, self.codes, self.why, self.quotes, self.facts):
            inside.addWidget(part)
        below = answer.inset(16)
        below.setSpacing(8)
        answers = (self.answered, self.reply.label, self.reply, *self._against)
        for one in answers:
            below.addWidget(one)
        for buttons in ((self.dissent_button, self.visit_button), (self.note_button,)):
            foot = QHBoxLayout()
            foot.setSpacing(8)
            for own in buttons:
                foot.addWidget(own)
            foot.addStretch(1)
            below.addLayout(foot)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(found)
        column.addWidget(answer)
        column.addStretch()

    def _facts(self, one: Lesson) -> list[str]:
        day = show_date(one.found_at.astimezone().date(), self._desk.today)
        facts = [tr("audit_screen.lessons.by", who=one.found_by, day=day, number=one.audit_number)]
        if one.effect is not None and one.effect != ZERO:
            key = "over" if one.effect < ZERO else "under"
            facts.append(tr(f"audit_screen.lessons.{key}", amount=abs(one.effect)))
        if one.is_noted:
            facts.append(tr("audit_screen.lessons.noted", code=one.code))
        return facts

    def _answer(self, one: Lesson) -> str:
        if one.seen_at is None:
            return ""
        day = show_date(one.seen_at.astimezone().date(), self._desk.today)
        said = [tr("audit_screen.lessons.seen_on", day=day)]
        if one.dissent:
            said.append(tr("audit_screen.lessons.dissent_was", words=one.dissent))
        if one.reply:
            said.append(tr("audit_screen.lessons.reply_was", words=one.reply))
        return "\n".join(said)


def change_words(one: Lesson) -> str:
    """Write what was coded and what the auditor found in its place."""
    nothing = tr("audit_screen.lessons.nothing")
    return f"{one.first or nothing} \N{RIGHTWARDS ARROW} {one.second or nothing}"
