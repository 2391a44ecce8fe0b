"""What can be done with the query that is shown, and what each step needs to know first."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.charting.queries import answering, deeds, rules
from app.charting.queries.answering import AnswerDraft
from app.charting.queries.lists import QueryWhole
from app.security import permissions
from app.values.problem import Outside, Refused
from app.values.states import QueryForm, QueryStatus
from ui.billing_parts.next_panel import NextPanel, Offer, Question, Step
from ui.desk import Desk
from ui.fields import CheckField, ChoiceField, DateField, NoteField, TextField
from ui.kit.field import problem_words
from ui.text import tr


class NextSteps(QObject):
    """Offers the steps of a query in its panel and takes them."""

    done = Signal(object)
    """Words about the step that was just taken."""
    wanted = Signal(object)
    """A step that belongs to the screen: visit, note, paper, save-paper."""

    def __init__(self, desk: Desk, panel: NextPanel) -> None:
        super().__init__(panel)
        self._desk, self._panel = desk, panel
        self._shown: QueryWhole | None = None
        self._said = ""
        panel.taken.connect(self.take)

    def show_query(self, found: QueryWhole) -> None:
        """Offer what this query allows; a question about the same state stays open."""
        before = self._shown
        self._shown = found
        same = before is not None and (before.row.id, before.row.status) == (
            found.row.id, found.row.status,
        )  # fmt: skip
        if not (same and self._panel.is_asking):
            self._panel.show_step(self._step(found))

    def can(self, step: str) -> bool:
        """Tell whether a step makes sense for the query that is shown."""
        if self._shown is None:
            return False
        open_steps = {
            QueryStatus.DRAFT: {"withdraw", "send", "note"},
            QueryStatus.SENT: {"withdraw", "due", "answer"},
            QueryStatus.ANSWERED: {"close"},
        }
        always = {"visit", "paper", "save-paper"}
        return step in open_steps.get(self._shown.row.status, set()) | always

    @Slot(object)
    def take(self, step: object) -> None:
        """Take a step, or ask first what it needs to know."""
        if not self.can(str(step)) or self._shown is None:
            return
        asks = {"answer": self._ask_answer, "withdraw": self._ask_reason, "due": self._ask_day}
        if str(step) in asks:
            asks[str(step)](self._shown)
        elif step == "send":
            self._panel.wait()
            self._do("sent", deeds.send, self._shown.draft)
        elif step == "close":
            self._panel.wait()
            self._do("closed", deeds.close, self._shown.row.id)
        else:
            self.wanted.emit(step)

    def _may(self, permission: str) -> str:
        """Give why a step is off; empty when the user may take it."""
        actor = self._desk.actor
        allowed = actor is not None and actor.may(permission)
        return "" if allowed else tr("query_screen.not_yours")

    def _offer(self, key: str, permission: str, cap: str = "") -> Offer:
        return Offer(key, tr(f"query_screen.offer.{key}"), cap, self._may(permission))

    def _step(self, found: QueryWhole) -> Step:
        row = found.row
        visit = self._offer("visit", permissions.LOOK, "V")
        paper = self._offer("paper", permissions.LOOK, "P")
        withdraw = self._offer("withdraw", permissions.CODE, "W")
        words = tr(f"query_screen.step.{row.status}.words")
        title = tr(f"query_screen.step.{row.status}.title", who=row.provider or "–")
        if row.status is QueryStatus.SENT and self._is_own(found):
            title, words = tr("query_screen.yours.title"), tr("query_screen.yours.words")
        if row.status is QueryStatus.DRAFT:
            wrong = rules.problems(found.draft)
            if wrong:
                note = self._offer("note", permissions.CODE, "Ctrl+Enter")
                return Step(title, problem_words(wrong[0]), note, (withdraw,))
            send = self._offer("send", permissions.CODE, "Ctrl+Enter")
            note = self._offer("note", permissions.CODE)
            return Step(title, words, send, (note, withdraw))
        if row.status is QueryStatus.SENT:
            answer = self._offer("answer", permissions.ANSWER_QUERIES, "Ctrl+Enter")
            due = self._offer("due", permissions.CODE, "D")
            return Step(title, words, answer, (due, withdraw))
        if row.status is QueryStatus.ANSWERED:
            code = Offer("visit", tr("query_screen.offer.code"), "Ctrl+Enter")
            return Step(title, words, code, (self._offer("close", permissions.CODE, "C"), paper))
        return Step(title, words, None, (visit, paper))

    def _ask_answer(self, found: QueryWhole) -> None:
        today = self._desk.today
        choice = ChoiceField(
            tr("query_screen.ask.answer.choice"),
            [(str(at), one.words) for at, one in enumerate(found.offers, start=1)],
            blank=tr("query_screen.ask.answer.blank"),
        )
        own = "own" if self._is_own(found) else "given"
        words = NoteField(tr(f"query_screen.ask.answer.{own}"), lines=3)
        who = TextField(tr("query_screen.ask.answer.who"), needed=True, longest=120)
        who.set_value(found.row.provider)
        if self._is_own(found):
            who.set_off(tr("query_screen.ask.answer.yours"))
        day = DateField(tr("query_screen.ask.answer.day"), today, needed=True, past=True)
        day.set_value(today)
        paper = CheckField(tr("query_screen.ask.answer.paper"))
        choices: list[tuple[str, Any]] = [("number", choice), ("words", words)]
        if found.draft.form is QueryForm.OWN_WORDS:
            choices.reverse()
        fields = [*choices, ("who", who), ("day", day)]
        if not self._is_own(found):
            fields.append(("paper", paper))
        self._ask("own" if self._is_own(found) else "answer", fields, self._answer)

    def _is_own(self, found: QueryWhole) -> bool:
        """Tell whether who sits here is the provider who was asked."""
        actor = self._desk.actor
        return (
            actor is not None
            and actor.provider_id is not None
            and (actor.provider_id == found.row.provider_id)
        )

    def _answer(self, given: dict[str, Any]) -> None:
        assert self._shown is not None
        number = int(given["number"]) if given["number"] else None
        draft = AnswerDraft(
            self._shown.row.id, number, given["words"] or "", given["who"] or "", given["day"],
            bool(given.get("paper")),
        )  # fmt: skip
        wrong = draft.problems(self._shown.offers)
        if wrong:
            self._panel.again()
            self._panel.fields["words"].show_problem(problem_words(wrong[0]))
            self._panel.fields["words"].setFocus()
            return
        self._do("answered", answering.answer, draft)

    def _ask_reason(self, _found: QueryWhole) -> None:
        reason = TextField(tr("query_screen.ask.withdraw.reason"), needed=True, longest=200)
        self._ask("withdraw", [("reason", reason)], self._withdraw)

    def _withdraw(self, given: dict[str, Any]) -> None:
        assert self._shown is not None
        self._do("withdrawn", deeds.withdraw, self._shown.row.id, given["reason"] or "")

    def _ask_day(self, found: QueryWhole) -> None:
        day = DateField(tr("query_screen.ask.due.day"), self._desk.today, needed=True)
        day.set_value(found.row.due_on)
        self._ask("due", [("day", day)], self._put_off)

    def _put_off(self, given: dict[str, Any]) -> None:
        assert self._shown is not None
        day: date = given["day"]
        self._do("due", deeds.put_off, self._shown.row.id, day)

    def _ask(self, key: str, fields: list[tuple[str, Any]], take: Any) -> None:
        self._panel.ask(
            Question(
                tr(f"query_screen.ask.{key}.title"),
                tr(f"query_screen.ask.{key}.words"),
                tr(f"query_screen.ask.{key}.take"),
                fields,
                take,
            )
        )

    def _do(self, said: str, command: Any, *args: object) -> None:
        self._said = said
        self._desk.do(command, *args, then=self._on_done, otherwise=self._on_refused, owner=self)

    def _on_done(self, _answer: object) -> None:
        number = self._shown.row.number if self._shown is not None else 0
        if self._panel.is_asking:
            self._panel.close_question()
        self.done.emit(tr(f"query_screen.done.{self._said}", number=number))

    def _on_refused(self, error: Refused | Outside) -> None:
        self._panel.again()
        self._desk.refused.emit(error)
