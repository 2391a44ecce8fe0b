"""How two codings of one visit differ, code by code; for the second look and for the audit.

What is counted: every diagnosis and every service, one for each that has a place in either, and
the diagnosis listed first where its code is right. A code in place of another counts once, as
wrong; out of sequence is only a right code. Two services are the same when code, modifiers (in any
order) and units are.
Source of the kinds: coding audits as practiced in the field tell a code that agrees from one
that is over, under, wrong, out of sequence, missed, or carries the wrong modifier.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.coding.draft import CodingDraft, Diagnosis, Line
from app.values.money import Quantity
from app.values.states import Discrepancy as Kind

_CATEGORY = 3
_LEVELS = {
    f"{family}{level}": (family, level)
    for family, levels in {
        "9920": "2345",
        "9921": "12345",
        "9924": "2345",
        "9928": "12345",
        "9934": "12457890",
    }.items()
    for level in levels
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. ``first`` and ``second`` are what each has, as shown; empty: nothing.

    ``lines`` are the two services, None where one side has none; for diagnoses both are None.
    ``weight`` is 2 only for a wrong diagnosis of a reading that was counted as both its codes.
    """

    kind: Kind
    is_diagnosis: bool
    first: str
    second: str
    lines: tuple[Line | None, Line | None] = (None, None)
    weight: int = 1

    @property
    def items(self) -> int:
        """Count the compared items that this difference makes wrong; a pointer is none itself."""
        return 0 if self.kind is Kind.POINTER else self.weight


@dataclass(frozen=True, slots=True)
class Comparison:
    """How many of the compared items agreed, and what did not."""

    agreed: int
    compared: int
    differences: tuple[Difference, ...]

    @property
    def is_same(self) -> bool:
        """Tell whether the two codings are one."""
        return not self.differences


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes of a visit and nothing else, as they are compared and kept."""

    diagnoses: tuple[Diagnosis, ...] = ()
    lines: tuple[Line, ...] = ()

    @classmethod
    def of(cls, draft: CodingDraft) -> Codes:
        """Take the codes of a draft, without amounts and words."""
        lines = tuple(Line(one.code, one.modifiers, one.units, one.pointers) for one in draft.lines)
        return cls(draft.diagnoses, lines)

    def as_json(self) -> str:
        """Write the codes down in one form only, so that equal codes are equal text."""
        lines = [
            {
                "code": line.code,
                "modifiers": list(line.modifiers),
                "units": str(line.units.amount.normalize()),
                "pointers": list(line.pointers),
            }
            for line in self.lines
        ]
        told = {"diagnoses": [one.code for one in self.diagnoses], "lines": lines}
        return json.dumps(told, sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Codes:
        """Read what ``as_json`` wrote; an empty text holds no codes."""
        if not text:
            return cls()
        told = json.loads(text)
        lines = tuple(
            Line(
                code=line["code"],
                modifiers=tuple(line["modifiers"]),
                units=Quantity(Decimal(line["units"])),
                pointers=tuple(line["pointers"]),
            )
            for line in told["lines"]
        )
        return cls(tuple(Diagnosis(code) for code in told["diagnoses"]), lines)


def level_of(code: str) -> int | None:
    """Give the level 1 to 5 of an office, consultation or emergency visit; None for others."""
    family, level = _LEVELS.get(code, ("", ""))
    return None if not family or family == "9934" else int(level)


def compare(first: Codes, second: Codes) -> Comparison:
    """Tell where a second coding differs from a first one."""
    slots = tuple(_placed(first.diagnoses, second.diagnoses))
    pairs = tuple(_paired(first.lines, second.lines))
    moved = _moved(first, second, slots)
    is_first = bool(first.diagnoses) and first.diagnoses[:1] == second.diagnoses[:1]
    agreed = sum(old == new for old, new in slots) + _agreeing(pairs) + is_first
    differences = (*moved, *_in_slots(slots), *_in_lines(first, second))
    compared = len(slots) + len(pairs) + is_first + len(moved)
    return Comparison(agreed, compared, differences)


def compare_as_before(first: Codes, second: Codes) -> Comparison:
    """Compare as readings of earlier versions were counted, which stay as they are stored.

    The first-listed diagnosis counts even where its code is wrong, and a wrong diagnosis counts
    as both its codes.
    """
    pairs = tuple(_paired(first.lines, second.lines))
    both = {*first.diagnoses} & {*second.diagnoses}
    either = {*first.diagnoses} | {*second.diagnoses}
    has_first = bool(first.diagnoses and second.diagnoses)
    agreed = len(both) + _agreeing(pairs)
    agreed += has_first and first.diagnoses[0] == second.diagnoses[0]
    differences = (*_in_diagnoses_before(first, second), *_in_lines(first, second))
    return Comparison(agreed, len(either) + len(pairs) + has_first, differences)


def _agreeing(pairs: Sequence[tuple[Line | None, Line | None]]) -> int:
    return sum(1 for old, new in pairs if old and new and _kind(old, new) is None)


_Slot = tuple[Diagnosis | None, Diagnosis | None]


def _placed(first: Sequence[Diagnosis], second: Sequence[Diagnosis]) -> Iterator[_Slot]:
    """Pair diagnoses: the same, then of one category, then what is listed first; rest alone.

    They come in the order of the second coding; what only the first has comes last.
    """
    mates = {new: new for new in second if new in first}
    left = [one for one in first if one not in mates]
    for new in second:
        like = next((old for old in left if old.code[:_CATEGORY] == new.code[:_CATEGORY]), None)
        if new not in mates and like is not None:
            left.remove(like)
            mates[new] = like
    if first and second and first[0] in left and second[0] not in mates:
        left.remove(first[0])
        mates[second[0]] = first[0]
    yield from ((mates.get(new), new) for new in second)
    yield from ((old, None) for old in left)


def _moved(first: Codes, second: Codes, slots: Sequence[_Slot]) -> tuple[Difference, ...]:
    """Tell that another diagnosis should be first, where both codings have the two of them."""
    if not first.diagnoses or not second.diagnoses:
        return ()
    old, new = first.diagnoses[0], second.diagnoses[0]
    has_old = any(one == old and mate is not None for one, mate in slots)
    has_new = any(one is not None and mate == new for one, mate in slots)
    if old == new or (old, new) in slots or not (has_old and has_new):
        return ()
    return (Difference(Kind.SEQUENCE, True, str(old), str(new)),)


def _in_slots(slots: Sequence[_Slot]) -> Iterator[Difference]:
    for old, new in slots:
        if old is None:
            yield Difference(Kind.MISSED, True, "", str(new))
        elif new is None:
            yield Difference(Kind.EXTRA, True, str(old), "")
        elif old != new:
            yield Difference(Kind.WRONG, True, str(old), str(new))


def _in_diagnoses_before(first: Codes, second: Codes) -> Iterator[Difference]:
    if first.diagnoses and second.diagnoses and first.diagnoses[0] != second.diagnoses[0]:
        yield Difference(Kind.SEQUENCE, True, str(first.diagnoses[0]), str(second.diagnoses[0]))
    extra = [one for one in first.diagnoses if one not in second.diagnoses]
    for one in second.diagnoses:
        if one in first.diagnoses:
            continue
        like = next((old for old in extra if old.code[:_CATEGORY] == one.code[:_CATEGORY]), None)
        if like is None:
            yield Difference(Kind.MISSED, True, "", str(one))
        else:
            extra.remove(like)
            yield Difference(Kind.WRONG, True, str(like), str(one), weight=2)
    for one in extra:
        yield Difference(Kind.EXTRA, True, str(one), "")


def _in_lines(first: Codes, second: Codes) -> Iterator[Difference]:
    for old, new in _paired(first.lines, second.lines):
        if old is None and new is not None:
            yield Difference(Kind.MISSED, False, "", shown(new), (None, new))
        elif new is None and old is not None:
            yield Difference(Kind.EXTRA, False, shown(old), "", (old, None))
        elif old is not None and new is not None:
            kind = _kind(old, new)
            if kind is not None:
                yield Difference(kind, False, shown(old), shown(new), (old, new))
            elif _pointed(old, first) != _pointed(new, second):
                yield Difference(Kind.POINTER, False, shown(old, first), shown(new, second))


def _kind(old: Line, new: Line) -> Kind | None:
    """Give the first thing that differs between two services, or None."""
    if old.code != new.code:
        before, after = _LEVELS.get(old.code), _LEVELS.get(new.code)
        if before is None or after is None or before[0] != after[0]:
            return Kind.WRONG
        return Kind.OVER if before[1] > after[1] else Kind.UNDER
    if set(old.modifiers) != set(new.modifiers):
        return Kind.MODIFIER
    return Kind.UNITS if old.units != new.units else None


def _paired(
    first: Sequence[Line], second: Sequence[Line]
) -> Iterator[tuple[Line | None, Line | None]]:
    """Pair services: the same first, then of one code, then visits of any level; rest alone."""
    left, right = list(first), list(second)
    for alike in (_same, _same_code, _both_visits):
        for old in tuple(left):
            new = next((one for one in right if alike(old, one)), None)
            if new is not None:
                left.remove(old)
                right.remove(new)
                yield old, new
    yield from ((old, None) for old in left)
    yield from ((None, new) for new in right)


def _same(old: Line, new: Line) -> bool:
    return old.code == new.code and _kind(old, new) is None


def _same_code(old: Line, new: Line) -> bool:
    return old.code == new.code


def _both_visits(old: Line, new: Line) -> bool:
    return old.code in _LEVELS and new.code in _LEVELS


def _pointed(line: Line, codes: Codes) -> tuple[str, ...]:
    known = (p for p in line.pointers if 1 <= p <= len(codes.diagnoses))
    return tuple(codes.diagnoses[p - 1].code for p in known)


def shown(line: Line, codes: Codes | None = None) -> str:
    """Write a service as it is compared; with its codes, also what it points at."""
    words = " ".join((line.code, *line.modifiers))
    if line.units.amount != 1:
        words = f"{words} ×{line.units.amount.normalize():f}"
    if codes is None:
        return words
    return f"{words} → {', '.join(str(Diagnosis(one)) for one in _pointed(line, codes))}"
