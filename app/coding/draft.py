"""The coder's draft of an encounter: diagnoses in order, services that point at them, evidence.

Every operation gives a new draft and leaves the old one as it was, so that undo is to keep it.
Diagnoses are numbered from 1 (letter A); a line's pointers are those numbers and follow their
diagnosis wherever it is moved.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from app.coding.edits.visit import Circumstances
from app.values.codes import Icd10Cm, Modifier
from app.values.drug import DrugProduct
from app.values.money import Money, Quantity, Rate

MOST_DIAGNOSES = 12
MOST_POINTERS = 4
MOST_MODIFIERS = 4
MOST_LINES = 50
ONE = Quantity(Decimal(1))
LETTERS = "ABCDEFGHIJKL"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """An ICD-10-CM code without its dot; ``str()`` shows it. A listed code may be none."""

    code: str

    @classmethod
    def of(cls, text: str) -> Diagnosis:
        """Make one of what was typed or read; what has no code's shape is kept as it is."""
        try:
            return cls(Icd10Cm.parse(text).text)
        except ValueError:
            return cls(text.strip().upper())

    @property
    def icd(self) -> Icd10Cm | None:
        """Give the code as a value; None when it has not the shape of one."""
        try:
            return Icd10Cm(self.code)
        except ValueError:
            return None

    def __str__(self) -> str:
        return str(self.icd or self.code)


@dataclass(frozen=True, slots=True)
class Line:
    """One service. ``pointers`` are up to four numbers of diagnoses, the primary first.

    ``fee`` is one unit's on the date of service, None when the fee list has none;
    ``listed`` the amount for all units that the encounter list gave, None when it gave none.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: Quantity = ONE
    pointers: tuple[int, ...] = ()
    fee: Money | None = None
    wording: str = ""
    listed: Money | None = None
    drug: DrugProduct | None = None

    @property
    def amount(self) -> Money | None:
        """Give the amount for all units: the list's own, else the fee's; None when unknown."""
        if self.listed is not None:
            return self.listed
        return None if self.fee is None else Rate(self.units.amount * 100).of(self.fee)

    @property
    def letters(self) -> str:
        """Give the pointers as paper shows them: "A C"."""
        known = (LETTERS[p - 1] for p in self.pointers if 1 <= p <= len(LETTERS))
        return " ".join(known)


@dataclass(frozen=True, slots=True)
class Span:
    """Words of a note that support a code; ``first`` and ``last`` count its characters."""

    document_id: int
    first: int
    last: int
    code: str
    is_diagnosis: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """A warning that the coder keeps. ``about`` are the codes it names.

    ``reason`` are the coder's words; ``reason_code`` is one of ``kept_findings.REASONS``,
    empty in what was kept before there were codes.
    """

    rule: str
    about: str
    reason: str
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class CodingDraft:
    """What the codes pane shows. ``version`` is the encounter's when it was read.

    ``unconfirmed`` are codes copied from an earlier visit that nobody has confirmed yet.
    ``circumstances`` are what the edits need to know beside the codes.
    """

    encounter_id: int
    dos: date
    diagnoses: tuple[Diagnosis, ...] = ()
    lines: tuple[Line, ...] = ()
    evidence: tuple[Span, ...] = ()
    kept: tuple[Kept, ...] = ()
    version: int = 0
    unconfirmed: tuple[str, ...] = ()
    circumstances: Circumstances = Circumstances()

    @property
    def total(self) -> Money:
        """Give the sum of the lines whose amount is known."""
        return Money.total(line.amount for line in self.lines if line.amount is not None)

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing has been coded yet."""
        return not self.diagnoses and not self.lines


def add_diagnosis(draft: CodingDraft, code: str, at: int | None = None) -> CodingDraft:
    """Add a code at a number (1 is first; None: last). Pointers keep their diagnoses.

    A code that stands already is left where it is; past twelve nothing is added.
    """
    fresh = Diagnosis.of(code)
    count = len(draft.diagnoses)
    if not fresh.code or fresh in draft.diagnoses or count >= MOST_DIAGNOSES:
        return draft
    place = count if at is None else min(max(at, 1), count + 1) - 1
    codes = (*draft.diagnoses[:place], fresh, *draft.diagnoses[place:])
    return _renumbered(replace(draft, diagnoses=codes), lambda n: n + (n > place))


def move_diagnosis(draft: CodingDraft, number: int, to: int) -> CodingDraft:
    """Bring a diagnosis to another number; the lines keep pointing at it."""
    count = len(draft.diagnoses)
    if not 1 <= number <= count:
        return draft
    order = list(range(1, count + 1))
    order.remove(number)
    order.insert(min(max(to, 1), count) - 1, number)
    new_number = {old: new for new, old in enumerate(order, start=1)}
    codes = tuple(draft.diagnoses[old - 1] for old in order)
    return _renumbered(replace(draft, diagnoses=codes), lambda n: new_number.get(n, n))


def remove_diagnosis(draft: CodingDraft, number: int) -> CodingDraft:
    """Take a diagnosis away, with what pointed at it and its evidence."""
    if not 1 <= number <= len(draft.diagnoses):
        return draft
    gone = draft.diagnoses[number - 1]
    codes = draft.diagnoses[: number - 1] + draft.diagnoses[number:]
    left = replace(draft, diagnoses=codes)
    if gone not in codes:
        left = _without_evidence(left, gone.code, is_diagnosis=True)
    return _renumbered(left, lambda n: None if n == number else n - (n > number))


def replace_diagnosis(draft: CodingDraft, number: int, code: str) -> CodingDraft:
    """Put another code in a diagnosis's place; pointers and evidence go over to it."""
    fresh = Diagnosis.of(code)
    if not 1 <= number <= len(draft.diagnoses) or fresh in draft.diagnoses or not fresh.code:
        return draft
    old = draft.diagnoses[number - 1]
    codes = (*draft.diagnoses[: number - 1], fresh, *draft.diagnoses[number:])
    spans = tuple(
        replace(span, code=fresh.code) if span.is_diagnosis and span.code == old.code else span
        for span in draft.evidence
    )
    return replace(draft, diagnoses=codes, evidence=spans)


def add_line(draft: CodingDraft, line: Line, at: int | None = None) -> CodingDraft:
    """Add a service at a number (None: last); without pointers it points at the first diagnosis.

    Past fifty nothing is added.
    """
    if len(draft.lines) >= MOST_LINES:
        return draft
    if not line.pointers and draft.diagnoses:
        line = replace(line, pointers=(1,))
    place = len(draft.lines) if at is None else min(max(at, 1), len(draft.lines) + 1) - 1
    return replace(draft, lines=(*draft.lines[:place], line, *draft.lines[place:]))


def remove_line(draft: CodingDraft, number: int) -> CodingDraft:
    """Take a service away, with its evidence when no other line has its code."""
    if not 1 <= number <= len(draft.lines):
        return draft
    gone = draft.lines[number - 1]
    lines = draft.lines[: number - 1] + draft.lines[number:]
    left = replace(draft, lines=lines)
    if any(line.code == gone.code for line in lines):
        return left
    return _without_evidence(left, gone.code, is_diagnosis=False)


def move_line(draft: CodingDraft, number: int, to: int) -> CodingDraft:
    """Bring a service to another number."""
    if not 1 <= number <= len(draft.lines):
        return draft
    lines = list(draft.lines)
    line = lines.pop(number - 1)
    lines.insert(min(max(to, 1), len(draft.lines)) - 1, line)
    return replace(draft, lines=tuple(lines))


def set_code(draft: CodingDraft, number: int, code: str) -> CodingDraft:
    """Give a line another code, with its evidence; its amount must be looked up again."""
    if not 1 <= number <= len(draft.lines):
        return draft
    old = draft.lines[number - 1].code
    made = _with_line(
        draft, number, lambda line: replace(line, code=code, fee=None, listed=None, wording="")
    )
    if any(line.code == old for line in made.lines):
        return made
    spans = tuple(
        replace(span, code=code) if not span.is_diagnosis and span.code == old else span
        for span in draft.evidence
    )
    return replace(made, evidence=spans)


def set_drug(draft: CodingDraft, number: int, drug: DrugProduct | None) -> CodingDraft:
    """Say which product of a drug a line is; None: it is said no more."""
    return _with_line(draft, number, lambda line: replace(line, drug=drug))


def point(draft: CodingDraft, number: int, diagnosis: int) -> CodingDraft:
    """Point a line at a diagnosis, or no more when it already does; a fifth is not taken."""

    def pointed(line: Line) -> Line:
        if diagnosis in line.pointers:
            return replace(line, pointers=tuple(p for p in line.pointers if p != diagnosis))
        if not 1 <= diagnosis <= len(draft.diagnoses) or len(line.pointers) >= MOST_POINTERS:
            return line
        return replace(line, pointers=(*line.pointers, diagnosis))

    return _with_line(draft, number, pointed)


def set_pointers(draft: CodingDraft, number: int, pointers: tuple[int, ...]) -> CodingDraft:
    """Give a line its pointers as typed, primary first; numbers of no diagnosis are left out."""
    known = [p for p in dict.fromkeys(pointers) if 1 <= p <= len(draft.diagnoses)]
    return _with_line(draft, number, lambda line: replace(line, pointers=tuple(known[:4])))


def set_units(draft: CodingDraft, number: int, units: Quantity) -> CodingDraft:
    """Give a line its units; what the list charged for the old units counts no more."""

    def counted(line: Line) -> Line:
        return line if line.units == units else replace(line, units=units, listed=None)

    return _with_line(draft, number, counted)


def set_modifiers(draft: CodingDraft, number: int, modifiers: tuple[str, ...]) -> CodingDraft:
    """Give a line up to four modifiers, in order; its fee must be looked up again.

    Raises:
        ValueError: a modifier has not two letters or digits.
    """
    tidy = tuple(dict.fromkeys(Modifier.parse(one).text for one in modifiers))
    return _with_line(
        draft, number, lambda line: replace(line, modifiers=tidy[:MOST_MODIFIERS], fee=None)
    )


def link(draft: CodingDraft, span: Span) -> CodingDraft:
    """Link words of a note to a code; the same words twice are one link."""
    if span in draft.evidence or span.last <= span.first:
        return draft
    return replace(draft, evidence=(*draft.evidence, span))


def unlink(draft: CodingDraft, span: Span) -> CodingDraft:
    """Undo a link."""
    return replace(draft, evidence=tuple(one for one in draft.evidence if one != span))


def passages(draft: CodingDraft, code: str) -> tuple[Span, ...]:
    """Give the words that support a code, in the order of the notes."""
    found = [span for span in draft.evidence if span.code == code]
    return tuple(sorted(found, key=lambda span: (span.document_id, span.first)))


def keep_warning(draft: CodingDraft, kept: Kept) -> CodingDraft:
    """Keep a warning with its reason; a new reason takes the old one's place."""
    others = tuple(k for k in draft.kept if (k.rule, k.about) != (kept.rule, kept.about))
    return replace(draft, kept=(*others, kept))


def repeat(draft: CodingDraft, earlier: CodingDraft) -> CodingDraft:
    """Bring in the codes of an earlier visit, after what stands already.

    Its lines keep pointing at their own diagnoses; amounts, evidence and kept warnings of that
    visit are not taken over, and fees must be looked up for this date.
    """
    made = draft
    for diagnosis in earlier.diagnoses:
        made = add_diagnosis(made, diagnosis.code)
    number = {code: n for n, code in enumerate(made.diagnoses, start=1)}
    for line in earlier.lines:
        at = [earlier.diagnoses[p - 1] for p in line.pointers if p <= len(earlier.diagnoses)]
        pointers = tuple(number[code] for code in at if code in number)
        made = add_line(made, replace(line, pointers=pointers, listed=None, fee=None, drug=None))
    return made


def with_fees(draft: CodingDraft, fees: Mapping[int, tuple[Money, str]]) -> CodingDraft:
    """Give lines, by number, the fee and wording of one unit on the date of service."""
    lines = []
    for number, line in enumerate(draft.lines, start=1):
        found = fees.get(number)
        fee, wording = found if found else (None, line.wording)
        lines.append(replace(line, fee=fee, wording=wording))
    return replace(draft, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class Steps:
    """The drafts of one sitting: the one shown, those before it, and those undone."""

    now: CodingDraft
    before: tuple[CodingDraft, ...] = ()
    after: tuple[CodingDraft, ...] = ()

    def to(self, draft: CodingDraft) -> Steps:
        """Go on to a changed draft; the same draft is no step."""
        if draft == self.now:
            return self
        return Steps(draft, (*self.before, self.now))

    def undo(self) -> Steps:
        """Go back one step; at the first, stay."""
        if not self.before:
            return self
        return Steps(self.before[-1], self.before[:-1], (self.now, *self.after))

    def redo(self) -> Steps:
        """Take an undone step again."""
        if not self.after:
            return self
        return Steps(self.after[0], (*self.before, self.now), self.after[1:])

    def saved(self, version: int) -> Steps:
        """Know the version that a save gave, in every draft, so that undo can be saved too."""

        def known(drafts: tuple[CodingDraft, ...]) -> tuple[CodingDraft, ...]:
            return tuple(replace(draft, version=version) for draft in drafts)

        return Steps(replace(self.now, version=version), known(self.before), known(self.after))


def _with_line(draft: CodingDraft, number: int, change: Callable[[Line], Line]) -> CodingDraft:
    if not 1 <= number <= len(draft.lines):
        return draft
    lines = list(draft.lines)
    lines[number - 1] = change(lines[number - 1])
    return replace(draft, lines=tuple(lines))


def _renumbered(draft: CodingDraft, number: Callable[[int], int | None]) -> CodingDraft:
    lines = []
    for line in draft.lines:
        moved = (number(pointer) for pointer in line.pointers)
        lines.append(replace(line, pointers=tuple(p for p in moved if p is not None)))
    return replace(draft, lines=tuple(lines))


def _without_evidence(draft: CodingDraft, code: str, *, is_diagnosis: bool) -> CodingDraft:
    spans = tuple(
        span for span in draft.evidence if (span.code, span.is_diagnosis) != (code, is_diagnosis)
    )
    return replace(draft, evidence=spans)
