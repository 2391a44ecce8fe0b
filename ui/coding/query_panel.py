"""A query as it is written at the coder's desk: quotes, question, answers, what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.charting.queries import drafts, rules
from app.charting.queries.drafts import YES_NO_TOPICS, QueryDraft, Quote
from app.values.dates import show_date
from app.values.problem import Problem
from app.values.states import QueryForm, QueryTopic
from ui.billing_parts.pane import scroll_page
from ui.fields import ChoiceField, NoteField, TextField
from ui.kit.banner import Banner
from ui.kit.button import IconButton, button
from ui.kit.field import Field, problem_words
from ui.kit.label import label
from ui.kit.over_panel import OverPanel
from ui.kit.panel import drop_all
from ui.text import tr

_OTHER = Qt.FocusReason.OtherFocusReason


class QueryPanel(OverPanel):
    """One query over the codes pane. Esc closes it; what was written is there again at Ctrl+J."""

    sent = Signal(object)
    """The query is to be sent: ``QueryDraft``; nothing in it leads or speaks of money."""
    kept = Signal(object)
    """The draft is to be kept for later: ``QueryDraft``."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.draft = QueryDraft(0)
        self._is_filling = False
        self._title = label("", "section")
        self._due = label("", "hint", wrap=True)
        self._quotes = QVBoxLayout()
        self._wrong = Banner("block", "")
        self.topic = ChoiceField(
            tr("query_panel.topic"), [(one.value, tr(f"queries.topic.{one}")) for one in QueryTopic]
        )
        self.title = TextField(tr("query_panel.title"), longest=120)
        self.question = NoteField(tr("query_panel.question"), lines=4)
        self.form = ChoiceField(tr("query_panel.form"))
        self.options = NoteField(tr("query_panel.options"), lines=3)
        self._always = label(tr("query_panel.always"), "hint", wrap=True)
        self.send = button("primary", tr("query_panel.send"), "Ctrl+Enter")
        self.keep = button("plain", tr("query_panel.keep"), "Ctrl+S")
        self._leave = button("quiet", tr("query_panel.close"), "Esc")
        self._page = QWidget()
        self._build()
        self._connect()

    def open(self, draft: QueryDraft, to: str, due: date | None) -> None:
        """Show a draft; work starts in the question when it is empty, else at the button."""
        self._title.setText(tr("query_panel.to", who=to) if to else tr("query_panel.to_provider"))
        self.setAccessibleName(self._title.text())
        self._due.setText(tr("query_panel.due", day=show_date(due)) if due else "")
        self.come_up()
        self.show_draft(draft)
        (self.question if not draft.question else self.send).setFocus(_OTHER)
        self.toggled.emit()

    def show_draft(self, draft: QueryDraft) -> None:
        """Show a draft in place of the one before."""
        self._is_filling = True
        self.draft = draft
        forms = [QueryForm(one) for one in QueryForm if one is not QueryForm.YES_NO]
        if draft.topic in YES_NO_TOPICS or draft.form is QueryForm.YES_NO:
            forms.insert(1, QueryForm.YES_NO)
        self.form.set_choices([(one.value, tr(f"query_panel.forms.{one}")) for one in forms])
        values = ((self.topic, draft.topic.value), (self.title, draft.title),
                  (self.question, draft.question), (self.form, draft.form.value),
                  (self.options, "\n".join(draft.options)))  # fmt: skip
        for field, value in values:
            if field.value() != (value or None):
                field.set_value(value)
        self._show_quotes(draft.quotes)
        self._is_filling = False
        self._judge()

    def add_quote(self, added: Quote) -> None:
        """Quote more words of the note."""
        self.show_draft(drafts.quote(self.draft, added))

    @Slot()
    def place(self) -> None:
        """Stand at the top of the pane, as high as the query needs and the pane has."""
        wide, spare = self.room()
        layout = self._page.layout()
        if layout is None or not wide:
            return
        layout.activate()
        body = layout.totalHeightForWidth(wide - 2)
        self.stand(wide, min(body + 58, spare))

    @Slot()
    def take(self) -> None:
        """Send the query; when something is wrong, go there instead."""
        wrong = rules.problems(self.draft)
        if not wrong:
            self.sent.emit(self.draft)
            return
        self._judge()
        place = self._fields().get(wrong[0].field)
        if place is not None:
            place.setFocus(_OTHER)

    def _build(self) -> None:
        column = QVBoxLayout(self._page)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._due)
        column.addSpacing(4)
        column.addWidget(label(tr("query_panel.quoted"), "soft", wrap=True))
        self._quotes.setSpacing(4)
        column.addLayout(self._quotes)
        column.addWidget(self._wrong)
        self._wrong.hide()
        for field in (self.topic, self.title, self.question, self.form, self.options):
            column.addSpacing(4)
            column.addWidget(field.label)
            column.addWidget(field)
        column.addWidget(self._always)
        column.addStretch()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.setSpacing(0)
        area = scroll_page(self._page)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole.addWidget(area, 1)
        whole.addWidget(self._foot())

    def _foot(self) -> QFrame:
        foot = QFrame()
        foot.setProperty("edge", "top")
        row = QHBoxLayout(foot)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(6)
        self._leave.clicked.connect(self.close_panel)
        for part in (self.send, self.keep, self._leave):
            row.addWidget(part)
        row.addStretch()
        return foot

    def _connect(self) -> None:
        self.send.clicked.connect(self.take)
        self.keep.clicked.connect(self._on_keep)
        self.topic.combo.activated.connect(self._on_topic)
        self.form.combo.activated.connect(self._on_typed)
        self.title.line.textChanged.connect(self._on_typed)
        self.question.page.textChanged.connect(self._on_typed)
        self.options.page.textChanged.connect(self._on_typed)

    def _fields(self) -> Mapping[str, Field[Any]]:
        return {
            "title": self.title, "question": self.question, "form": self.form,
            "options": self.options,
        }  # fmt: skip

    def _show_quotes(self, quotes: tuple[Quote, ...]) -> None:
        drop_all(self._quotes)
        for number, one in enumerate(quotes, start=1):
            line = QFrame()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(8)
            words = " ".join(one.words.split())
            row.addWidget(label(f"“{words}”", wrap=True), 1)
            drop = IconButton("x", tr("query_panel.unquote", words=one.short))
            drop.setProperty("number", number)
            drop.clicked.connect(self._on_unquote)
            row.addWidget(drop, 0, Qt.AlignmentFlag.AlignTop)
            self._quotes.addWidget(line)
            # Rows that come while the panel is open count for its height only once shown.
            line.show()
        self._order()

    def _order(self) -> None:
        """Let Tab go from the quotes down, as the eye does."""
        stops = (
            *self._page.findChildren(IconButton), self.topic.combo, self.title.line,
            self.question.page, self.form.combo, self.options.page, self.send, self.keep,
            self._leave,
        )  # fmt: skip
        for one, after in pairwise(stops):
            self.setTabOrder(one, after)

    def _judge(self) -> None:
        """Show what is wrong where it is."""
        wrong = rules.problems(self.draft)
        first: dict[str, Problem] = {}
        for one in wrong:
            first.setdefault(one.field, one)
        for key, field in self._fields().items():
            words = problem_words(first[key]) if key in first else ""
            if field.problem() != words:
                field.show_problem(words)
        quoted = first.get("quotes")
        self._wrong.setVisible(quoted is not None)
        if quoted is not None:
            self._wrong.show_message("block", problem_words(quoted))
        choices = self.draft.form is QueryForm.CHOICES
        self.options.setVisible(choices)
        self.options.label.setVisible(choices)
        self.place()

    @Slot()
    def _on_typed(self) -> None:
        if self._is_filling:
            return
        lines = (self.options.value() or "").splitlines()
        self.draft = replace(
            self.draft,
            title=self.title.line.text().strip(),
            question=self.question.value() or "",
            form=QueryForm(self.form.value() or QueryForm.OWN_WORDS.value),
            options=tuple(line.strip() for line in lines if line.strip()),
        )
        self._judge()

    @Slot()
    def _on_topic(self) -> None:
        topic = QueryTopic(self.topic.value() or QueryTopic.OTHER.value)
        self.show_draft(drafts.from_template(self.draft, topic))

    @Slot()
    def _on_unquote(self) -> None:
        pressed = self.sender()
        number = pressed.property("number") if pressed is not None else None
        if isinstance(number, int):
            self.show_draft(drafts.unquote(self.draft, number))
            self.question.setFocus(_OTHER)

    @Slot()
    def _on_keep(self) -> None:
        self.kept.emit(self.draft)
