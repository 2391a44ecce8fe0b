"""HL7 v2 messages, DFT and ADT, single or in a batch, into visits and charges.

Source: HL7 2.5.1 chapters 2 (batches), 3 (ADT, PID, PV1) and 6 (DFT, FT1, IN1).
"""

from __future__ import annotations

import re
from datetime import date

import hl7

from app.intake import hl7_coverage, hl7_mdm, hl7_merges, hl7_people, lost_facts
from app.intake.coded import read_diagnoses, read_modifiers, read_services
from app.intake.days import Day, DayReader, Order
from app.intake.facts import ChargeFacts, PayerFacts, ProviderFacts, VisitFacts
from app.intake.figures import BadAmount, read_amount, read_units
from app.intake.gather import Gatherer
from app.intake.hl7_people import at
from app.intake.hl7_segments import Message, cut_off, messages, parsed
from app.intake.staged import Reading, Referrer
from app.progress import Progress
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.words import say

_CANCELED = frozenset({"A11", "A27", "A38"})
_KINDS = ("DFT", "ADT", "BAR")
_PLANNED = frozenset({"A05", "A14"})
_NO_VISIT = frozenset({"A28", "A31", "A35", "A36", "A39", "A29", "A23"})
_CREDITS = ("CD", "CR")
_PLACES = {"E": "23", "I": "21"}


def take(name: str, text: str, gatherer: Gatherer, reading: Reading, progress: Progress) -> None:
    """Take every message of a file; a message sent again with its control id adds nothing."""
    days = DayReader(Order(), reading.today, reading.zone)
    seen: dict[tuple[str, ...], set[tuple[str, str]]] = {}
    count, found = 0, list(messages(text))
    cut = cut_off(text, found)
    for row, lines in found:
        count += 1
        if count % 200 == 0:
            progress(count, 0, "hl7")
        message = None if row == cut else parsed(row, lines)
        if message is None:
            code = "message_cut" if row == cut else "broken_message"
            gatherer.findings.reject(name, row, code)
            continue
        control = message.text(message.first("MSH"), 10)
        # Some senders give every message the same id: it must tell of the same as well.
        services = _services(message)
        told = seen.get(subject := _subject(message))
        if control and told is not None and services <= told:
            gatherer.findings.warn(name, row, "message_again", id=control)
            continue
        seen.setdefault(subject, set()).update(services)
        _MessageTaker(name, message, gatherer, days).take()
    counted = [int(number) for number in re.findall(r"(?:^|[\r\n])BTS\|(\d{1,9})", text)]
    if counted and sum(counted) != count:
        gatherer.findings.warn(name, None, "batch_count", told=str(sum(counted)), n=str(count))


def _subject(message: Message) -> tuple[str, ...]:
    """Give what tells two messages apart: id, event, patient, visit, document, number that ends."""
    head = message.first("MSH")
    told = [message.text(head, field) for field in (10, 9)] + [message.text(head, 9, 2)]
    places = (("PV1", 19), ("TXA", 12), ("MRG", 1))
    told += [message.text(message.first(name), field) for name, field in places]
    return (*told, *hl7_people.numbers(message, message.first("PID")))


def _services(message: Message) -> set[tuple[str, str]]:
    """Give the days and codes of a message's charges."""
    text = message.text
    return {(text(s, 4), text(s, 25) or text(s, 7)) for s in message.segments("FT1")}


def require_visits(name: str, text: str) -> None:
    """Look for one message that can be of a visit, of a note or of a merge.

    Raises:
        Refused: "intake.no_visit_message" when there is none: cut off, answers, people alone.
    """
    if not any(_can_be_taken(lines) for _, lines in messages(text)):
        raise Refused("intake.no_visit_message", file=name)


def _can_be_taken(lines: list[str]) -> bool:
    """Tell by its segments whether a message holds what a list needs."""
    sign = lines[0][3:4] or "|"
    kind, *events = (lines[0].split(sign)[8:9] or [""])[0].split(lines[0][4:5] or "^")
    if kind == "MDM" or events[:1] and events[0] in hl7_merges.EVENTS:
        return True
    if kind not in _KINDS or (events[:1] and events[0] in _NO_VISIT):
        return False
    held = {line[:3] for line in lines}
    return "PID" in held and bool(held & {"PV1", "FT1"})


class _MessageTaker:
    """Takes one message into the list."""

    def __init__(self, name: str, message: Message, gatherer: Gatherer, days: DayReader) -> None:
        self._name, self._message, self._gatherer, self._days = name, message, gatherer, days
        self._visit = message.first("PV1")
        self._told: set[tuple[str, date]] = set()

    def take(self) -> None:
        """Take the visit and its charges; tell of messages that hold neither."""
        kind = self._message.text(self._message.first("MSH"), 9)
        event = self._message.text(self._message.first("MSH"), 9, 2)
        event = event or self._message.text(self._message.first("EVN"), 1)
        if kind == "MDM":
            hl7_mdm.take(self._name, self._message, event, self._gatherer, self._days)
        elif kind == "ADT" and event in hl7_merges.EVENTS:
            hl7_merges.take(self._name, self._message, self._gatherer, self._days)
        elif kind not in _KINDS:
            self._warn("message_kind", kind=kind)
        elif event in _NO_VISIT or (kind == "ADT" and self._visit is None):
            self._warn("message_kind", kind=f"{kind}^{event}")
        else:
            self._take_visit(event)

    def _warn(self, code: str, /, **values: str) -> None:
        self._gatherer.findings.warn(self._name, self._message.row, code, **values)

    def _take_visit(self, event: str) -> None:
        """Take the visit of a message with the charges that add to it."""
        message = self._message
        lines = [s for s in message.segments("FT1") if self._is_charge(s)]
        day = self._day(lines)
        if day is None:
            written = message.text(self._visit, 44) or message.text(message.first("FT1"), 4)
            code = "no_real_date" if written else "no_date"
            self._gatherer.findings.reject(self._name, message.row, code, date=written)
            return
        facts = self._facts(event, day)
        born = message.text(message.first("PID"), 7)
        if born and facts.patient.birth is None:
            self._warn("birth_bad", date=born)
        if not lines:
            facts.diagnoses = self._diagnoses([])
            facts.signature = hash((facts.source_id, facts.dos, facts.diagnoses))
            self._gatherer.add_visit(facts)
        for line in lines:
            written = message.text(line, 4).split("&")[0]
            own = self._days.read(written) if written else day
            if own is None:
                self._gatherer.findings.reject(
                    self._name, message.row, "no_real_date", date=written
                )
                continue
            facts = self._facts(event, own)
            facts.charges = self._charge(line)
            facts.diagnoses = self._diagnoses([line])
            facts.signature = hash(str(line))
            self._gatherer.add_visit(facts)

    def _is_charge(self, line: hl7.Segment) -> bool:
        """Tell a charge, or a credit that takes one back, from a payment or an adjustment."""
        return self._message.text(line, 6).upper() in ("", "CG", "DR", "D", "C", *_CREDITS)

    def _day(self, lines: list[hl7.Segment]) -> Day | None:
        """Give the date of service: of the first charge, else when the visit began."""
        message = self._message
        written = [message.text(line, 4) for line in lines]
        written += [message.text(self._visit, 44), message.text(self._visit, 45)]
        if not lines and not any(written):
            written.append(message.text(message.first("EVN"), 6))
        return self._days.read(next((w for w in written if w), "").split("&")[0])

    def _facts(self, event: str, day: Day) -> VisitFacts:
        """Read PID, PV1 and IN1."""
        message, visit = self._message, self._visit
        patient = hl7_people.patient(message, self._days)
        place = (self._name, message.row)
        lost_facts.tell(hl7_people.told_of(message), patient, place, self._gatherer.findings)
        canceled = "canceled" if event in _CANCELED else "not yet held" if event in _PLANNED else ""
        return VisitFacts(
            self._name, message.row, message.text(visit, 19) or message.text(visit, 50),
            patient, day.value, day.value, day.utc,
            self._provider(), self._payers(day.value),
            _PLACES.get(message.text(visit, 2), ""), message.text(visit, 4)[:120],
            message.text(visit, 3)[:120], message.text(message.first("PV2"), 3, 2)[:500],
            not_billable=canceled and say("intake.not_billable", kind=canceled, status=event),
            referrer=self._referrer(),
        )  # fmt: skip

    def _provider(self) -> ProviderFacts:
        """Read who gave the care: PV1-7, else FT1-20."""
        read = self._message.repeats
        found = read(self._visit, 7, is_person=True)
        found = found or read(self._message.first("FT1"), 20, is_person=True)
        return hl7_people.provider((found or [[]])[0])

    def _referrer(self) -> Referrer | None:
        """Read who referred: PV1-8."""
        return hl7_people.referrer(self._message.repeats(self._visit, 8, is_person=True))

    def _payers(self, day: date) -> tuple[PayerFacts, ...]:
        """Read the insurance that held on a day; tell of any that did not."""
        held, others = hl7_coverage.payers_on(self._message, day, self._days)
        for name in others:
            if (name, day) not in self._told:
                self._told.add((name, day))
                self._warn("coverage_days", payer=name, date=day.isoformat())
        return held

    def _charge(self, line: hl7.Segment) -> list[ChargeFacts]:
        """Read one FT1: the procedure code with modifiers, units, amount for all units."""
        message = self._message
        services, odd = read_services(message.text(line, 25) or message.text(line, 7))
        if not services:
            services, _ = read_services(message.text(line, 7))
        if not services:
            self._warn("code_odd", code=" ".join(odd))
            return []
        written = message.text(line, 10)
        is_credit = written.startswith("-") or message.text(line, 6).upper() in _CREDITS
        units = read_units(written.lstrip("-") if is_credit else written)
        if units is None:
            self._warn("units_bad", units=written)
            return []
        marks = [m for r in message.repeats(line, 26) for m in read_modifiers(at(r, 1))[0]]
        modifiers = tuple(dict.fromkeys([*services[0][1], *marks]))[:4]
        number = message.text(line, 2)
        amount, negative = self._amount(line, units), ""
        if amount is not None and amount < ZERO:
            negative = "" if is_credit else str(amount)
            amount, is_credit = abs(amount), True
        told = ChargeFacts(services[0][0], modifiers, units, amount, number, is_credit, negative)
        told.is_in_time = True
        return [told]

    def _amount(self, line: hl7.Segment, units: int) -> Money | None:
        """Read FT1-11 (for all units), else FT1-12 times the units; it may be negative."""
        whole, each = self._message.text(line, 11), self._message.text(line, 12)
        written = (whole or each).split("&")[0]
        try:
            amount = read_amount(written)
        except BadAmount as bad:
            self._warn(f"amount_{bad}", amount=written)
            return None
        return amount if whole or amount is None else amount * units

    def _diagnoses(self, lines: list[hl7.Segment]) -> tuple[str, ...]:
        """Give the visit's own diagnoses in the order of DG1, then what only charges name."""
        message = self._message
        cells = [message.text(segment, 3) for segment in message.segments("DG1")]
        cells += [at(r, 1) for line in lines for r in message.repeats(line, 19)]
        return tuple(dict.fromkeys(code for cell in cells for code in read_diagnoses(cell)[0]))
