"""The modifier adviser: which modifiers this line of this visit may carry, and why.

It only tells. Nothing here puts a modifier on a line; the more exact X modifiers stand before 59.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from types import MappingProxyType

from app.codesets.laterality import BOTH, LEFT, RIGHT, side_of
from app.codesets.tables import PtpEdit
from app.coding.codebook import CodeBook
from app.coding.draft import CodingDraft
from app.coding.edits import em_codes, global_days, medical_need, modifiers, ptp
from app.coding.edits.case import Case
from app.coding.edits.visit import MEDICAID, MEDICARE, ServiceLine
from app.coding.problems import visit_of
from app.values.dates import show_date
from app.values.words import fill, say

POLICY = "NCCI Policy Manual, chapter I, section E"
GLOBAL = global_days.SOURCE
SCHEDULE = "Physician Fee Schedule, indicators"
CLAIMS = "Medicare Claims Processing Manual, chapter 12, section 20.4"
DRUGS = "Medicare Claims Processing Manual, chapter 17, section 40"
NOTICE = "Medicare Claims Processing Manual, chapter 30, section 50"
TELEHEALTH = "Place of service code set; the payer's telehealth rules"
_FACILITIES = frozenset({"19", "21", "22", "23", "24", "26", "31", "34", "51", "52", "56", "61"})
_REMOTE = frozenset({"02", "10"})
_THERAPY = em_codes.spans("97010-97546", "97750-97763", "92507-92526")
_X = ("XE", "XS", "XP", "XU")


class Weight(StrEnum):
    """How a modifier stands to the line."""

    APPLIES = "applies"
    CONSIDER = "consider"
    NOT_HERE = "not_here"


@dataclass(frozen=True, slots=True)
class Advice:
    """One modifier for one line: whether it applies, and the reason in our own words.

    ``reason`` names the words under ``adviser.why``. ``is_on`` tells that the line has it.
    ``instead_of`` are modifiers of the line that it contradicts and would take the place of.
    """

    modifier: str
    weight: Weight
    reason: str
    source: str
    values: MappingProxyType[str, str]
    is_on: bool = False
    instead_of: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        """Give the reason in words, and what it takes the place of."""
        said = fill(f"adviser.why.{self.reason}", self.values)
        if not self.instead_of:
            return said
        return f"{said} {say('adviser.instead', modifiers=', '.join(self.instead_of))}"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The line asked about, with its visit and the rows of the tables."""

    case: Case
    number: int

    @property
    def line(self) -> ServiceLine:
        return self.case.visit.lines[self.number - 1]

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def is_visit(self) -> bool:
        return em_codes.is_em(self.code)

    def others(self) -> tuple[ServiceLine, ...]:
        lines = enumerate(self.case.visit.lines, start=1)
        return tuple(one for n, one in lines if n != self.number)

    def titles(self) -> tuple[str, ...]:
        """Give the titles of the diagnoses that the line points to."""
        facts = self.case.facts
        at = (p for p in self.line.pointers if 1 <= p <= len(facts))
        return tuple(known.title.casefold() for p in at if (known := facts[p - 1]) is not None)

    def say(
        self, modifier: str, weight: Weight, reason: str, source: str, /, **values: str
    ) -> Advice:
        told = MappingProxyType({"code": self.code, **values})
        held = self.line.modifiers
        instead = tuple(one for one in held if modifiers.contradict(one, modifier))
        return Advice(modifier, weight, reason, source, told, modifier in held, instead)


def advise(draft: CodingDraft, number: int, book: CodeBook) -> tuple[Advice, ...]:
    """Give the modifiers that come into question for a line, the most fitting first.

    ``number`` is the line's, from 1. What the tables do not speak of is not guessed.
    """
    return advise_on(Case(visit_of(draft), book.reference, book.rules), number)


def advise_on(case: Case, number: int) -> tuple[Advice, ...]:
    """Give the same for a visit as the compliance edits see it."""
    if not 1 <= number <= len(case.visit.lines):
        return ()
    asked = _Asked(case, number)
    found: dict[str, Advice] = {}
    for one in chain.from_iterable(rule(asked) for rule in RULES):
        found.setdefault(one.modifier, one)
    order = tuple(Weight)
    return tuple(sorted(found.values(), key=lambda one: order.index(one.weight)))


def put_on(held: tuple[str, ...], modifier: str) -> tuple[str, ...]:
    """Give a line's modifiers with another one, which takes the place of what it contradicts."""
    kept = (one for one in held if one != modifier and not modifiers.contradict(one, modifier))
    return (*kept, modifier)


def _visit(asked: _Asked) -> Iterator[Advice]:
    """25 and 57 beside what else was done that day."""
    if not asked.is_visit:
        return
    for other in asked.others():
        fee = asked.case.tables.fee(other.code)
        if fee is not None and fee.global_days == global_days.MAJOR:
            yield asked.say("57", Weight.CONSIDER, "decision", GLOBAL, other=other.code)
        elif _holds_a_visit(asked, other.code):
            yield asked.say("25", Weight.CONSIDER, "separate", POLICY, other=other.code)


def _aftercare(asked: _Asked) -> Iterator[Advice]:
    """24 for a visit in the days after an operation; 57 or 25 for one before or on its day."""
    dos = asked.case.visit.dos
    for period in global_days.calendar(asked.case) if asked.is_visit else ():
        told = {"other": period.code, "day": show_date(period.operated)}
        if not period.covers(dos):
            continue
        if period.operated < dos:
            yield asked.say("24", Weight.CONSIDER, "unrelated_visit", GLOBAL, **told)
        elif period.kind == global_days.MAJOR:
            yield asked.say("57", Weight.CONSIDER, "decision", GLOBAL, **told)
        else:
            yield asked.say("25", Weight.CONSIDER, "separate", POLICY, **told)


def _holds_a_visit(asked: _Asked, code: str) -> bool:
    """Tell a service with the usual visit work in it, or one that is paired with this visit."""
    if em_codes.is_em(code):
        beside = em_codes.PREVENTIVE + em_codes.WELLNESS
        return em_codes.within(code, beside) and not em_codes.within(asked.code, beside)
    fee = asked.case.tables.fee(code)
    if fee is not None and fee.global_days in ("000", "010"):
        return True
    held = (
        *em_codes.VACCINE_GIVEN, *em_codes.MEDICARE_VACCINE_GIVEN, *em_codes.MINOR_MEDICINE,
        *em_codes.WELLNESS,
    )  # fmt: skip
    if em_codes.within(code, held):
        return True
    if fee is None and em_codes.within(code, em_codes.SURGERY):
        return True
    return any({code, asked.code} == {e.column1, e.column2} for e in asked.case.tables.ptp)


def _pairs(asked: _Asked) -> Iterator[Advice]:
    """A pair of the NCCI tables: the more exact modifiers first, 59 last, or none at all."""
    if asked.is_visit:
        return
    there = {one.code for one in asked.others()} | {o.code for o in asked.case.visit.same_day}
    for edit in asked.case.tables.ptp:
        other = edit.column1 if asked.code == edit.column2 else edit.column2
        if asked.code not in (edit.column1, edit.column2) or other not in there:
            continue
        if em_codes.is_em(other) or _stands_already(asked, edit, other):
            continue
        yield from _pair(asked, edit, other)


def _stands_already(asked: _Asked, edit: PtpEdit, other: str) -> bool:
    """Tell whether the modifiers of the other service let both stand."""
    mine = frozenset(asked.line.modifiers) - modifiers.DISTINCT
    beside = [frozenset(one.modifiers) for one in asked.others() if one.code == other]
    before = asked.case.visit.same_day
    beside += [frozenset(one.modifiers) for one in before if one.code == other]
    return all(ptp.may_stand(edit, mine, held) for held in beside)


def _pair(asked: _Asked, edit: PtpEdit, other: str) -> Iterator[Advice]:
    source = f"NCCI PTP {edit.release}, {edit.column1}/{edit.column2}"
    if edit.indicator == "0":
        yield asked.say("59", Weight.NOT_HERE, "never", source, other=other)
    if edit.indicator != "1":
        return
    yield from _sides(asked)
    for modifier in _X:
        yield asked.say(modifier, Weight.CONSIDER, modifier.lower(), source, other=other)
    yield asked.say("59", Weight.CONSIDER, "distinct", source, other=other)


def _sides(asked: _Asked) -> Iterator[Advice]:
    """RT, LT and 50, by the fee schedule's indicator and the sides of the diagnoses."""
    if asked.is_visit or not _may_have_a_side(asked):
        return
    fee = asked.case.tables.fee(asked.code)
    bilateral = fee.bilat if fee is not None else ""
    told = {side_of(title) for title in asked.titles()}
    right, left = RIGHT in told, LEFT in told
    both = BOTH in told or (right and left)
    if both:
        yield from _both_sides(asked, bilateral)
    elif right or left:
        weight = Weight.NOT_HERE if bilateral == "2" else Weight.APPLIES
        reason = "already_both" if bilateral == "2" else "right" if right else "left"
        yield asked.say("RT" if right else "LT", weight, reason, SCHEDULE)


def _both_sides(asked: _Asked, bilateral: str) -> Iterator[Advice]:
    reasons = {
        "0": (Weight.NOT_HERE, "no_both"), "2": (Weight.NOT_HERE, "already_both"),
        "3": (Weight.NOT_HERE, "two_lines"), "9": (Weight.NOT_HERE, "no_both"),
    }  # fmt: skip
    weight, reason = reasons.get(bilateral, (Weight.CONSIDER, "both"))
    yield asked.say("50", weight, reason, SCHEDULE)
    if bilateral != "2":
        for side in ("RT", "LT"):
            yield asked.say(side, Weight.CONSIDER, "each_side", SCHEDULE)


def _may_have_a_side(asked: _Asked) -> bool:
    return em_codes.within(asked.code, em_codes.SURGERY + em_codes.RADIOLOGY)


def _operations(asked: _Asked) -> Iterator[Advice]:
    """58, 78 and 79 for a procedure within the days of an earlier one."""
    if asked.is_visit or not em_codes.within(asked.code, em_codes.SURGERY):
        return
    dos = asked.case.visit.dos
    for period in global_days.calendar(asked.case):
        if period.covers(dos) and period.operated < dos:
            told = {"other": period.code, "day": show_date(period.operated)}
            for modifier, reason in (("58", "staged"), ("78", "returned"), ("79", "unrelated")):
                yield asked.say(modifier, Weight.CONSIDER, reason, GLOBAL, **told)


def _again(asked: _Asked) -> Iterator[Advice]:
    """76, 77 or 91 when the same service was given before on the day."""
    visit = asked.case.visit
    before = any(one.code == asked.code for one in visit.lines[: asked.number - 1])
    earlier = before or any(one.code == asked.code for one in visit.same_day)
    mine = {id(one) for one in visit.past}
    another = any(
        one.code == asked.code and one.dos == visit.dos and id(one) not in mine
        for one in visit.about.history
    )
    if em_codes.within(asked.code, em_codes.LABORATORY):
        if earlier or another:
            yield asked.say("91", Weight.CONSIDER, "test_again", POLICY)
        return
    if earlier and not asked.is_visit:
        yield asked.say("76", Weight.CONSIDER, "again_same", CLAIMS)
    if another and not asked.is_visit:
        yield asked.say("77", Weight.CONSIDER, "again_other", CLAIMS)


def _parts(asked: _Asked) -> Iterator[Advice]:
    """26 and TC, where the service has a part of each kind."""
    fee = asked.case.tables.fee(asked.code)
    splits = fee.pctc == "1" if fee is not None else False
    if not splits:
        if fee is not None and em_codes.within(asked.code, em_codes.RADIOLOGY):
            yield asked.say("26", Weight.NOT_HERE, "no_parts", SCHEDULE, kind=fee.pctc or "9")
        return
    if asked.case.visit.about.place in _FACILITIES:
        yield asked.say("26", Weight.APPLIES, "reading", SCHEDULE)
        yield asked.say("TC", Weight.NOT_HERE, "facility_machine", SCHEDULE)
    else:
        yield asked.say("26", Weight.CONSIDER, "only_reading", SCHEDULE)
        yield asked.say("TC", Weight.CONSIDER, "only_machine", SCHEDULE)


def _remote(asked: _Asked) -> Iterator[Advice]:
    """95 and 93 where the place of service says telehealth."""
    if asked.case.visit.about.place in _REMOTE and (
        asked.is_visit or asked.code[:2] in ("90", "96", "97")
    ):
        place = asked.case.visit.about.place
        yield asked.say("95", Weight.CONSIDER, "video", TELEHEALTH, place=place)
        yield asked.say("93", Weight.CONSIDER, "audio", TELEHEALTH, place=place)


def _notices(asked: _Asked) -> Iterator[Advice]:
    """GA, GX, GY and GZ: what Medicare may not pay, and whether the patient was told."""
    visit = asked.case.visit
    if not visit.is_medicare:
        return
    if em_codes.within(asked.code, em_codes.PREVENTIVE):
        yield asked.say("GY", Weight.APPLIES, "excluded", NOTICE)
        yield asked.say("GX", Weight.CONSIDER, "told_freely", NOTICE)
        return
    groups = [one for one in asked.case.tables.coverage if asked.code in one.codes and one.covered]
    pointed = medical_need.pointed_at(asked.case, asked.line)
    if groups and not any(pointed & one.covered for one in groups):
        told = {"article": groups[0].article}
        yield asked.say("GA", Weight.CONSIDER, "told_required", NOTICE, **told)
        yield asked.say("GZ", Weight.CONSIDER, "not_told", NOTICE, **told)


def _requirements(asked: _Asked) -> Iterator[Advice]:
    """KX, where the record must show that the payer's condition is met."""
    if asked.case.visit.is_medicare and em_codes.within(asked.code, _THERAPY):
        yield asked.say("KX", Weight.CONSIDER, "threshold", CLAIMS)
        return
    facts = asked.case.visit.about
    asks = facts.payer_kind in (MEDICARE, MEDICAID) and facts.sex not in ("M", "F")
    if asks and asked.code[:2] in ("55", "56", "57", "58"):
        yield asked.say("KX", Weight.CONSIDER, "sex_specific", CLAIMS)


def _vials(asked: _Asked) -> Iterator[Advice]:
    """JZ or JW for a drug of a single-dose vial."""
    if asked.code[:1] == "J" and asked.case.visit.is_medicare:
        yield asked.say("JZ", Weight.CONSIDER, "nothing_left", DRUGS)
        yield asked.say("JW", Weight.CONSIDER, "thrown_away", DRUGS)


RULES: tuple[Callable[[_Asked], Iterator[Advice]], ...] = (
    _visit, _aftercare, _pairs, _sides, _operations, _again, _parts, _remote,
    _notices, _requirements, _vials,
)  # fmt: skip
