"""The steps of the biller's desk: what each asks in place, and the command it runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.claims import billing, changing_payer, following, life, sending
from app.claims.facts import ClaimFacts, LineMoney, SuperbillFacts
from app.claims.following import FollowUp
from app.superbills import frozen
from app.values.problem import Outside, Refused
from app.values.states import ClaimStatus, ContactChannel
from ui.billing_parts.next_panel import NextPanel, Question
from ui.claims import steps
from ui.claims.columns import code_of
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, TextField
from ui.screen import Target
from ui.text import tr

_AGAIN = 14
_CHANNELS = (
    ContactChannel.CALL_OUT,
    ContactChannel.CALL_IN,
    ContactChannel.PORTAL,
    ContactChannel.LETTER,
    ContactChannel.EMAIL,
)
_SELF = "self"
Done = Callable[..., object]


class Asking(QObject):
    """Takes the offers of the next panel for the claim or superbill that is shown."""

    noted = Signal()
    """A note was written; no row of a table tells of it."""

    def __init__(
        self, desk: Desk, panel: NextPanel, done: Done, go: Callable[[Target], object]
    ) -> None:
        super().__init__(panel)
        self._desk, self._panel, self._done, self._go = desk, panel, done, go
        self.facts: ClaimFacts | SuperbillFacts | None = None

    @Slot(object)
    def take(self, key: object) -> None:
        """Do what an offer says, or ask what it needs."""
        ways: dict[object, Callable[[], object]] = {}
        if isinstance(self.facts, SuperbillFacts):
            ways = self._of_superbill(self.facts)
        elif isinstance(self.facts, ClaimFacts):
            ways = self._of_claim(self.facts)
        if key in ways:
            ways[key]()

    def _of_superbill(self, facts: SuperbillFacts) -> dict[object, Callable[[], object]]:
        return {
            steps.BILL: partial(self._bill, facts, facts.bill.coverage_id),
            steps.SELF_PAY: partial(self._bill, facts, None),
            steps.BILL_TO: partial(self._ask_whom, facts),
            steps.SEND_BACK: partial(self._ask_why, facts),
            steps.PROVIDER: partial(self._go, _provider_of(facts)),
        }

    def _of_claim(self, facts: ClaimFacts) -> dict[object, Callable[[], object]]:
        claim_id = facts.view.row.id
        return {
            steps.SENT: partial(self._mark_sent, facts),
            steps.EOB: partial(self._go, Target("remittance", ("claim", claim_id))),
            steps.CALL: partial(self._ask_call, facts),
            steps.TAKE_BACK: partial(self._ask_take_back, facts),
            steps.BILL_TO: partial(self._ask_turn, facts),
        }

    def _do(self, command: Any, *given: object, then: Callable[[Any], object]) -> None:
        self._panel.wait()
        self._desk.do(command, *given, then=then, owner=self._panel, otherwise=self._refused)

    def _refused(self, error: Refused | Outside) -> None:
        self._panel.again()
        self._desk.refused.emit(error)

    def _say(self, words: str, _answer: object) -> None:
        self._done(words)

    def ask_note(self) -> None:
        """Ask for a note on what is shown; it goes into the timeline."""
        words = TextField(tr("biller_desk.note"), needed=True, longest=300)
        self._panel.ask(
            Question(
                tr("biller_desk.ask.note.title"),
                tr("biller_desk.ask.note.words"),
                tr("biller_desk.ask.note.take"),
                [("note", words)],
                self._note,
            )
        )

    def edit_line(self, line: LineMoney | None) -> None:
        """Send the coding of a line back to the coder, who alone may amend it."""
        start = ""
        if line is not None:
            start = tr("biller_desk.line_reason", line=line.position, code=code_of(line))
        if isinstance(self.facts, SuperbillFacts):
            self._ask_why(self.facts, start)
        elif isinstance(self.facts, ClaimFacts):
            if not self.facts.view.row.status.is_open or (
                self.facts.view.row.status is ClaimStatus.UNBILLED
            ):
                self._ask_take_back(self.facts, start)
            else:
                self._refused(Refused("claims.gone_out"))

    def _note(self, values: dict[str, Any]) -> None:
        facts = self.facts
        if isinstance(facts, SuperbillFacts):
            subject, subject_id = "superbill", facts.bill.id
        elif isinstance(facts, ClaimFacts):
            subject, subject_id = "claim", facts.view.row.id
        else:
            return
        words = tr("biller_desk.done.noted")
        self._do(
            following.note, subject, subject_id, values["note"] or "",
            then=partial(self._noted, words),
        )  # fmt: skip

    def _noted(self, words: str, _answer: object) -> None:
        self._done(words)
        self.noted.emit()

    def _bill(self, facts: SuperbillFacts, coverage_id: int | None) -> None:
        payers = {one.id: one.payer for one in facts.coverages}
        who = payers.get(coverage_id or 0, "")
        word = "billed" if who else "self_pay"
        words = tr(f"biller_desk.done.{word}", payer=who, total=facts.bill.total)
        self._do(billing.bill, facts.bill.id, coverage_id, then=partial(self._say, words))

    def _ask_whom(self, facts: SuperbillFacts) -> None:
        choices = [
            (str(c.id), f"{place}. {c.name}") for place, c in enumerate(facts.asked, start=1)
        ]
        whom = ChoiceField(
            tr("biller_desk.whom"), [*choices, (_SELF, tr("biller_desk.self_pay"))], needed=True
        )
        own = facts.bill.coverage_id
        whom.set_value(_SELF if own is None else str(own))
        self._panel.ask(
            Question(
                tr("biller_desk.ask.bill.title", total=facts.bill.total),
                tr("biller_desk.ask.bill.words"),
                tr("biller_desk.ask.bill.take"),
                [("whom", whom)],
                partial(self._bill_to, facts),
            )
        )

    def _bill_to(self, facts: SuperbillFacts, values: dict[str, Any]) -> None:
        self._bill(facts, None if values["whom"] == _SELF else int(values["whom"]))

    def _ask_turn(self, facts: ClaimFacts) -> None:
        """Ask who pays in the place of the claim's payer, and why."""
        row, own = facts.view.row, facts.view.coverage_id
        named = enumerate(facts.coverages, start=1)
        choices = [(str(c.id), f"{place}. {c.name}") for place, c in named if c.id != own]
        if row.status is ClaimStatus.UNBILLED:
            choices.append((_SELF, tr("biller_desk.self_pay")))
        whom = ChoiceField(tr("biller_desk.whom"), choices, needed=True)
        whom.set_value(choices[0][0])
        self._panel.ask(
            Question(
                tr("change_payer.claim.title", number=row.number, payer=row.payer),
                tr("change_payer.claim.words"),
                tr("biller_desk.ask.bill.take"),
                [("whom", whom), ("reason", _reason(""))],
                partial(self._turn, facts),
            )
        )

    def _turn(self, facts: ClaimFacts, values: dict[str, Any]) -> None:
        to_self = values["whom"] == _SELF
        names = {str(one.id): one.payer for one in facts.coverages}
        key = "self_pay" if to_self else "turned"
        words = tr(f"change_payer.done.{key}", number=facts.view.row.number,
                   payer=names.get(values["whom"], ""))  # fmt: skip
        self._do(
            changing_payer.turn, facts.view.row.id, None if to_self else int(values["whom"]),
            values["reason"], then=partial(self._say, words),
        )  # fmt: skip

    def _ask_why(self, facts: SuperbillFacts, start: str = "") -> None:
        reason = _reason(start)
        self._panel.ask(
            Question(
                tr("biller_desk.ask.send_back.title"),
                _with_loops("biller_desk.ask.send_back.words", facts.bill.loops),
                tr("biller_desk.ask.send_back.take"),
                [("reason", reason)],
                partial(self._send_back, facts),
            )
        )

    def _send_back(self, facts: SuperbillFacts, values: dict[str, Any]) -> None:
        words = tr("biller_desk.done.sent_back", number=facts.bill.number)
        self._do(frozen.send_back, facts.bill.id, values["reason"], then=partial(self._say, words))

    def _mark_sent(self, facts: ClaimFacts) -> None:
        row = facts.view.row
        words = tr("biller_desk.done.sent", number=row.number)
        undo = partial(self._desk.do, sending.not_billed, (row.id,))
        self._do(
            life.mark_billed, row.id, self._desk.today, then=partial(self._say_undo, words, undo)
        )

    def _say_undo(self, words: str, undo: Callable[[], object], _answer: object) -> None:
        self._done(words, undo)

    def _ask_take_back(self, facts: ClaimFacts, start: str = "") -> None:
        if facts.view.superbill_id is None:
            self._refused(Refused("superbills.not_posted"))
            return
        reason = _reason(start)
        self._panel.ask(
            Question(
                tr("biller_desk.ask.take_back.title", number=facts.view.row.number),
                _what_happens(facts),
                tr("biller_desk.ask.take_back.take"),
                [("reason", reason)],
                partial(self._take_back, facts),
            )
        )

    def _take_back(self, facts: ClaimFacts, values: dict[str, Any]) -> None:
        row = facts.view.row
        words = partial(self._say, tr("biller_desk.done.taken_back", number=row.number))
        if row.status is ClaimStatus.UNBILLED:
            self._do(billing.take_back, facts.view.superbill_id, values["reason"], then=words)
        else:
            self._do(billing.to_coder, row.id, values["reason"], then=words)

    def _ask_call(self, facts: ClaimFacts) -> None:
        note = TextField(tr("biller_desk.said"), needed=True, longest=300)
        channel = ChoiceField(
            tr("biller_desk.channel"),
            [(one.value, tr(f"contacts.channel.{one.value}")) for one in _CHANNELS],
        )
        channel.set_value(_CHANNELS[0].value)
        again = DateField(tr("biller_desk.again_on"), self._desk.today)
        again.set_value(self._desk.today + timedelta(days=_AGAIN))
        row = facts.view.row
        self._panel.ask(
            Question(
                tr("biller_desk.ask.call.title", payer=row.payer, number=row.number),
                "",
                tr("biller_desk.ask.call.take"),
                [("note", note), ("again_on", again), ("channel", channel)],
                partial(self._log_call, facts),
            )
        )

    def _log_call(self, facts: ClaimFacts, values: dict[str, Any]) -> None:
        draft = FollowUp(
            facts.view.row.id,
            ContactChannel(values["channel"]),
            values["note"] or "",
            values["again_on"],
        )
        words = tr("biller_desk.done.called", number=facts.view.row.number)
        self._do(following.log_contact, draft, then=partial(self._say, words))


def _reason(start: str) -> TextField:
    """Make the field of a reason; ``start`` is written in it, to be gone on with."""
    made = TextField(tr("biller_desk.reason"), needed=True, longest=200)
    made.line.setText(start)
    return made


def _provider_of(facts: SuperbillFacts) -> Target:
    """Give the page where the provider of a superbill is mended."""
    by = facts.bill.provider_id
    return Target("office", ("providers", by) if by else ("providers",))


def _what_happens(facts: ClaimFacts) -> str:
    """Say what becomes of a claim taken back: its charges are reversed, or its money stays."""
    if facts.view.row.status is ClaimStatus.UNBILLED:
        return _with_loops("biller_desk.ask.take_back.words", facts.loops)
    return _with_loops("denial_screen.ask.recode.part", facts.loops)


def _with_loops(key: str, loops: int) -> str:
    """Say what will happen, and how often the visit went back before when it did."""
    before = f" {tr('biller_desk.before', n=loops)}" if loops else ""
    return f"{tr(key)}{before}"
