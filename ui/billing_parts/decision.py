"""A denied line and what to do about it: its cause, and the ways to decide."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.denials import work as denials
from app.denials.work import DenialRow
from app.values.problem import Outside, Refused
from app.values.states import DenialCause
from ui.billing_parts.decision_actions import KEYS
from ui.billing_parts.next_panel import NextPanel, Offer, Question, Step
from ui.billing_parts.reasons import told_reason
from ui.desk import Desk
from ui.fields import DateField, TextField
from ui.kit.choice import ChoiceChips
from ui.kit.label import label
from ui.kit.panel import row_of
from ui.text import tr

CAUSES = tuple(DenialCause)
WAYS = ("corrected", "appeal", "to_patient", "write_off", "recode")
_COMMANDS = {
    "corrected": denials.corrected,
    "appeal": denials.appeal,
    "to_patient": denials.to_patient,
    "write_off": denials.write_off,
    "recode": denials.to_coder,
}
_CAUSE, _WAY = "cause-", "way-"

_WITH_WORD = 640
_TO_APPEAL = (DenialCause.DOCUMENTATION, DenialCause.PAYER)


class DecisionPanel(NextPanel):
    """The next step of one denied line. It writes down cause and decision itself."""

    decided = Signal(object)
    """Words about the decision that was just made."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("denial_screen.panel"))
        self._desk = desk
        self._way = WAYS[0]
        self.denial: DenialRow | None = None
        self._chips = _Causes()
        self._chips.chips.chosen.connect(self._trace)
        self.taken.connect(self.decide)

    def show_denial(self, row: DenialRow) -> None:
        """Show a denied line; a question about the same line stays open."""
        same = self.denial is not None and self.denial.id == row.id
        self.denial = row
        if not (same and self.is_asking):
            self._chips.chips.set_value(row.cause.value if row.cause else None)
            self.show_step(step_of(row), self._chips)

    def forget(self) -> None:
        """Hold no line any more."""
        self.denial = None

    def choose_cause(self, number: int) -> bool:
        """Choose a cause by its digit, from 1; False when there is no line to choose it for."""
        if self.denial is None or self.is_asking:
            return False
        self._chips.chips.set_value(CAUSES[number - 1].value)
        self._trace(CAUSES[number - 1].value)
        return True

    def understands(self, action: str) -> bool:
        """Whether an action of a desk is a cause or a way of this panel."""
        return action.rpartition(".")[2].startswith((_CAUSE, _WAY))

    def can(self, action: str) -> bool:
        """Whether a cause may be chosen, or a way is offered, now."""
        name = action.rpartition(".")[2]
        if name.startswith(_CAUSE):
            return self.denial is not None
        return self.denial is not None and self.offers(name.removeprefix(_WAY))

    def perform(self, action: str) -> bool:
        """Choose a cause by its digit, or ask what a way needs; False when it may not be done."""
        if not self.can(action):
            return False
        name = action.rpartition(".")[2]
        if name.startswith(_CAUSE):
            return self.choose_cause(int(name.removeprefix(_CAUSE)))
        self.decide(name.removeprefix(_WAY))
        return True

    def decide(self, way: object) -> None:
        """Ask in place what a decision needs."""
        if self.denial is None or way not in WAYS:
            return
        reason = TextField(tr("denial_screen.reason"), needed=True, longest=200)
        fields: list[tuple[str, Any]] = [("reason", reason)]
        if way in ("corrected", "appeal"):
            day = DateField(tr("denial_screen.answer_by"), self._desk.today)
            fields.append(("answer_by", day))
        self._way = str(way)
        part = way == "recode" and self.denial.paid_in_part
        self.ask(
            Question(
                tr(f"denial_screen.ask.{way}.title", amount=self.denial.amount),
                tr(f"denial_screen.ask.{way}.{'part' if part else 'words'}"),
                tr(f"denial_screen.ask.{way}.take"),
                fields,
                self._send,
            )
        )

    def _send(self, values: dict[str, Any]) -> None:
        assert self.denial is not None
        given = [values["reason"] or ""]
        if "answer_by" in values:
            given.append(values["answer_by"])
        command = _COMMANDS[self._way]
        self._desk.do(
            command, self.denial.id, *given, then=self._done, otherwise=self._refused, owner=self
        )

    def _done(self, _nothing: object) -> None:
        row = self.denial
        if row is not None:
            part = self._way == "recode" and row.paid_in_part
            key = "denial_screen.done.recode_part" if part else f"denial_screen.done.{self._way}"
            words = tr(key, amount=row.amount, patient=row.patient)
            self.close_quietly()
            self.decided.emit(words)

    def close_quietly(self) -> None:
        """Leave a question that was answered."""
        if self.is_asking:
            self.show_step(self._step, self._extra)

    def _trace(self, cause: object) -> None:
        if self.denial is not None:
            row = self.denial
            self._desk.do(
                denials.trace, row.id, DenialCause(str(cause)), row.note,
                otherwise=self._refused, owner=self,
            )  # fmt: skip

    def _refused(self, error: Refused | Outside) -> None:
        self.again()
        self._desk.refused.emit(error)


class _Causes(QWidget):
    """The five causes with their word before them."""

    def __init__(self) -> None:
        super().__init__()
        choices = [(cause.value, tr(f"denials.cause.{cause.value}")) for cause in CAUSES]
        self.chips = ChoiceChips(tr("denial_screen.cause"), choices)
        self._word = label(tr("denial_screen.cause"), "soft")
        self.setLayout(row_of(self._word, self.chips))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the word out where the chips need its room; readers have it as their name."""
        super().resizeEvent(event)
        self._word.setVisible(event.size().width() > _WITH_WORD)

    def minimumSizeHint(self) -> QSize:
        """Give what the chips need."""
        return self.chips.minimumSizeHint()


def step_of(row: DenialRow) -> Step:
    """Give the next step of a denied line: by its cause, corrected, appealed or coded again."""
    first = "appeal" if row.cause in _TO_APPEAL else "corrected"
    if row.cause is DenialCause.CODING and row.recodable and not row.paid_in_part:
        first = "recode"
    ways = [way for way in WAYS if way != first and (way != "recode" or row.recodable)]
    return Step(
        tr(f"denial_screen.step.decide.{first}" if row.cause else "denial_screen.step.trace"),
        tr(
            "denial_screen.step.why" if row.days else "denial_screen.step.why_today",
            code=row.code,
            reason=told_reason(row.reason),
            amount=row.amount,
            age=tr("denial_screen.days", n=row.days),
        ),
        Offer(first, tr(f"denial_screen.way.{first}"), "Ctrl+Enter"),
        tuple(Offer(way, tr(f"denial_screen.way.{way}"), KEYS[way]) for way in ways),
    )
