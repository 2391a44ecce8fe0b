"""An account of a case, posted into the books in the order in which it happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from app.ledger import book, case_rows, posting
from app.ledger.case_input import AccountCase, CaseEvent
from app.ledger.case_rows import CaseRows
from app.ledger.drafts import (
    ChangeDraft,
    ChargeDraft,
    ChargesDraft,
    EntryDraft,
    HandOverDraft,
    PatientPaymentDraft,
    PayerAnswerDraft,
    PayerLine,
    ReasonDraft,
    RefundDraft,
)
from app.ledger.undoing import ReversalDraft
from app.store.store import Work
from app.values.ledger import Bucket, Move
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.states import EntryKind, PaymentMethod

Order = tuple[date, int, int]
Step = Callable[["Replay", CaseEvent, date], list[int]]


@dataclass(slots=True)
class Replay:
    """A case on its way into the books. ``until``: the last day that is known, None: no end."""

    work: Work
    case: AccountCase
    rows: CaseRows
    until: date | None = None
    entries: dict[str, list[int]] = field(default_factory=dict)
    undone_by: dict[str, list[str]] = field(default_factory=dict)
    patients: dict[str, str] = field(default_factory=dict)

    def run(self) -> None:
        """Post charges, then what happened to them day by day, as far as it is known."""
        self._post_charges()
        case_rows.add_claims(self.work, self.rows, self.case)
        for plan in self.case.plans:
            case_rows.add_plan(self.work, self.rows, plan, self.case.first_day)
        for day, event, step in self._story():
            if self.until is not None and day > self.until:
                break
            if event is not None:
                self.entries.setdefault(event.id, []).extend(self._take(event, step, day))
            self._hand_over(day)
        for name, event in self.case.fees().items():
            if not self.stands(event.id):
                self.rows.charges.pop(name, None)

    def _take(self, event: CaseEvent, step: Step, day: date) -> list[int]:
        """Post one event; what refuses it is told with the event's name."""
        try:
            return step(self, event, day)
        except Refused as refused:
            raise Refused(refused.code, **refused.values, event=event.id) from refused

    def _story(self) -> Iterator[tuple[date, CaseEvent | None, Step]]:
        """Give what happened in its order: each day's events, then that day's final answers."""
        told: list[tuple[Order, CaseEvent | None, Step]] = []
        for place, event in enumerate(self.case.events):
            if event.type not in _STEPS:
                raise Refused("ledger.unknown_type", event=event.id)
            told.append((self._order(event, place), event, _STEPS[event.type]))
            if event.type == "nsf":
                told.append(((event.on, place, 0), event, _fee))
        last = len(told) + 1
        days = {claim.answered_on for claim in self.case.claims}
        told += [((day, last, 0), None, _void) for day in days if day is not None]
        for (day, _, _), happened, step in sorted(told, key=lambda part: part[0]):
            yield day, happened, step

    def _post_charges(self) -> None:
        for charge in self.case.charges:
            if self.until is not None and charge.dos > self.until:
                continue
            payers = [claim.payer for claim in self.case.claims if claim.charge == charge.id]
            covers = [
                case_rows.coverage_of(self.work, self.rows, charge.patient, payer)
                for payer in payers
            ]
            line = ChargeDraft(
                patient_id=self.rows.patients[charge.patient],
                dos=charge.dos,
                code=charge.code,
                amount=charge.amount,
                coverage_id=covers[0] if covers else None,
                source_key=f"{self.rows.key}:{charge.id}",
            )
            draft = ChargesDraft(
                account_id=self.rows.account_id, lines=(line,), effective=charge.dos
            )
            self.rows.charges[charge.id] = book.charge(self.work, draft).charge_ids[0]
            self.patients[charge.id] = charge.patient

    def _order(self, event: CaseEvent, place: int) -> Order:
        """Put an undoing after what it undoes, else keep the order of the case within a day."""
        by_id = {one.id: (at, one) for at, one in enumerate(self.case.events)}
        depth, latest, seen = 0, (event.on, place), {event.id}
        while event.type in ("void", "nsf") and event.text("ref") not in seen:
            at, event = by_id[event.text("ref")]
            seen.add(event.id)
            depth += 1
            latest = max(latest, (event.on, at))
        return *latest, depth

    def _hand_over(self, day: date) -> None:
        """Let what is left with a payer that has answered go to the next one, or to the patient."""
        for name, charge_id in self.rows.charges.items():
            claims = [claim for claim in self.case.claims if claim.charge == name]
            answered = [c for c in claims if c.answered_on is not None and c.answered_on <= day]
            if not answered or not self._is_with_payers(charge_id):
                continue
            waiting = [claim for claim in claims if claim not in answered]
            for claim in answered if waiting else answered[:1]:
                draft = HandOverDraft(
                    account_id=self.rows.account_id,
                    charge_ids=(charge_id,),
                    effective=day,
                    coverage_id=self._cover(name, claim.payer) if waiting else None,
                    next_coverage_id=self._cover(name, waiting[0].payer) if waiting else None,
                )
                book.hand_over(self.work, draft)

    def _is_with_payers(self, charge_id: int) -> bool:
        found = posting.positions(self.work.session, [charge_id])[charge_id]
        return bool(found.with_payers())

    def _cover(self, charge: str, payer: str) -> int:
        return case_rows.coverage_of(self.work, self.rows, self.patients[charge], payer)

    def stands(self, name: str) -> bool:
        """Tell whether nothing that itself stands has undone an event."""
        return not any(self.stands(undoer) for undoer in self.undone_by.get(name, ()))

    def charge_of(self, event: CaseEvent) -> int | None:
        """Give the charge an event names; None when it names none, or one not yet known."""
        return self.rows.charges.get(event.text("charge"))

    def payer_of(self, event: CaseEvent) -> int:
        """Give the coverage an event names; without a payer, the one asked first."""
        charge = event.text("charge")
        asked = [claim.payer for claim in self.case.claims if claim.charge == charge]
        payer = event.text("payer") or (asked[0] if asked else "")
        return self._cover(charge, payer)

    def key_of(self, event: CaseEvent) -> str:
        """Give the source key of an event's entry."""
        return f"{self.rows.key}:{event.id}"

    def change(self, event: CaseEvent, charge_id: int) -> ChangeDraft:
        """Make the draft of a change of one charge that was decided elsewhere."""
        return ChangeDraft(
            account_id=self.rows.account_id,
            charge_id=charge_id,
            effective=event.on,
            amount=event.amount,
            reason=event.text("reason") or event.type,
            decided=True,
            source_key=self.key_of(event),
        )


def _payer_step(replay: Replay, event: CaseEvent, _day: date) -> list[int]:
    charge_id = replay.charge_of(event)
    if charge_id is None:
        return []
    coverage_id, amount = replay.payer_of(event), event.amount
    group, carc = event.group, event.text("carc")
    is_payment = event.type == "ins_payment"
    explains = event.type == "responsibility" or group == "PR"
    reason = ReasonDraft(charge_id, coverage_id, group, carc, amount)
    line = PayerLine(
        charge_id=charge_id,
        paid=amount if is_payment else ZERO,
        contractual=ZERO if is_payment or explains else amount,
        reasons=() if is_payment else (reason,),
    )
    draft = PayerAnswerDraft(
        account_id=replay.rows.account_id,
        coverage_id=coverage_id,
        effective=event.on,
        lines=(line,),
        source_key=replay.key_of(event),
    )
    if is_payment:
        return [book.payer_payment(replay.work, draft)]
    verb = book.responsibility if explains else book.adjustment
    return [verb(replay.work, draft)]


def _patient_payment(replay: Replay, event: CaseEvent, _day: date) -> list[int]:
    charge_id, plan = replay.charge_of(event), event.text("plan")
    if not event.amount:
        return []
    draft = PatientPaymentDraft(
        account_id=replay.rows.account_id,
        received_on=event.on,
        amount=event.amount,
        method=_method(event.text("method")),
        on_charges=() if charge_id is None else ((charge_id, event.amount),),
        plan_id=replay.rows.plans[plan] if plan and charge_id is None else None,
        source_key=replay.key_of(event),
    )
    return [book.patient_payment(replay.work, draft).entry_id]


def _method(text: str) -> PaymentMethod:
    known = {method.value: method for method in PaymentMethod}
    return known.get(text.strip().lower(), PaymentMethod.OTHER)


def _write_off(replay: Replay, event: CaseEvent, _day: date) -> list[int]:
    charge_id = replay.charge_of(event)
    if charge_id is None or not event.amount:
        return []
    if event.amount > ZERO:
        return [book.write_off(replay.work, replay.change(event, charge_id))]
    found = posting.positions(replay.work.session, [charge_id])[charge_id]
    known = next(iter(found.coverages()), None)
    target = Bucket.PATIENT if known is None else Bucket.PAYER
    move = Move(Bucket.WRITE_OFF, target, abs(event.amount), charge_id, None, known)
    draft = EntryDraft(
        kind=EntryKind.WRITE_OFF,
        account_id=replay.rows.account_id,
        effective=event.on,
        moves=(move,),
        source_key=replay.key_of(event),
        reason=event.text("reason"),
    )
    return [book.post(replay.work, draft)]


def _transfer(replay: Replay, event: CaseEvent, _day: date) -> list[int]:
    charge_id = replay.charge_of(event)
    if charge_id is None or not event.amount:
        return []
    return [book.to_patient(replay.work, replay.change(event, charge_id))]


def _refund(replay: Replay, event: CaseEvent, _day: date) -> list[int]:
    charge_id, to_payer = replay.charge_of(event), event.text("to") == "payer"
    if not event.amount or (charge_id is None and event.text("charge")):
        return []
    draft = RefundDraft(
        account_id=replay.rows.account_id,
        effective=event.on,
        amount=event.amount,
        charge_id=charge_id,
        coverage_id=replay.payer_of(event) if to_payer and charge_id is not None else None,
        to_payer=to_payer,
        reason=event.text("reason"),
        decided=True,
        source_key=replay.key_of(event),
    )
    return [book.refund(replay.work, draft)]


def _void(replay: Replay, event: CaseEvent, day: date) -> list[int]:
    """Undo what an event posted or, when that was an undoing, let it count again."""
    replay.undone_by.setdefault(event.text("ref"), []).append(event.id)
    why = ReversalDraft(event.text("reason") or event.type, day)
    for name, entry_ids in replay.entries.items():
        for entry_id in entry_ids:
            chain = book.undoings(replay.work.session, entry_id)
            if replay.stands(name) != bool(len(chain) % 2):
                book.reverse(replay.work, chain[-1], why)
    return []


def _fee(replay: Replay, event: CaseEvent, _day: date) -> list[int]:
    """Charge the fee of a returned payment, when there is one; it is the patient's."""
    name, fee = event.text("fee_charge"), event.fields.get("fee")
    if fee is None or not name or not replay.stands(event.id):
        return []
    patient = event.text("patient") or next(iter(replay.rows.patients), "")
    line = ChargeDraft(
        patient_id=case_rows.patient_of(replay.work, replay.rows, patient),
        dos=event.on,
        code="NSF",
        amount=Money.parse(str(fee)),
        is_fee=True,
        source_key=f"{replay.rows.key}:{name}",
    )
    # The payment: what reverses it is posted later the same day, after what pays the fee.
    returned = replay.entries.get(event.text("ref"), [])
    charged = book.charge(
        replay.work,
        ChargesDraft(account_id=replay.rows.account_id, lines=(line,), effective=event.on),
        caused_by_id=next(iter(returned), None),
    )
    replay.rows.charges[name] = charged.charge_ids[0]
    replay.patients[name] = patient
    return [charged.entry_id]


_STEPS: Mapping[str, Step] = {
    "ins_payment": _payer_step,
    "adjustment": _payer_step,
    "responsibility": _payer_step,
    "patient_payment": _patient_payment,
    "writeoff": _write_off,
    "transfer_to_patient": _transfer,
    "refund": _refund,
    "void": _void,
    "nsf": _void,
}
