"""What one key does about a problem: the few faults that have an obvious cure.

A cure is a changed draft, so that undo takes it back like any other step. Nothing is offered
where the record has to decide, such as a modifier or a missing diagnosis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from types import MappingProxyType

from app.codesets import lookup
from app.codesets.rules_data import padded
from app.coding import draft as drafts
from app.coding.codebook import CodeBook
from app.coding.draft import CodingDraft
from app.coding.edits import em_codes
from app.values.codes import Icd10Cm
from app.values.problem import Problem
from app.values.words import say

MOST = 20
"""The most choices shown. A code with more below it is narrowed by questions instead."""
_FULL = 7


@dataclass(frozen=True, slots=True)
class Cure:
    """One way to cure a problem: what it does in words, and the draft that comes of it.

    ``title`` is the official one of the code that is chosen, empty where none is.
    """

    words: str
    draft: CodingDraft
    title: str = ""


def cures(problem: Problem, draft: CodingDraft, book: CodeBook) -> tuple[Cure, ...]:
    """Give the ways to cure a problem with one key; empty when there is no obvious one.

    The first stands for what is done most; several are choices among codes.
    """
    make = _MAKERS.get(problem.code)
    number = int("".join(c for c in problem.field if c.isdigit()) or 0)
    if make is None or not number:
        return ()
    made = tuple(cure for cure in make(problem, draft, book, number) if cure.draft != draft)
    return made if len(made) <= MOST else ()


def curable(
    found: Iterable[Problem], draft: CodingDraft, book: CodeBook
) -> frozenset[tuple[str, str]]:
    """Give those of a draft's problems that one key cures, by rule and place."""
    return frozenset((one.code, one.field) for one in found if cures(one, draft, book))


_Made = Iterator[Cure]


def _move(draft: CodingDraft, number: int, to: int) -> Cure:
    code = str(draft.diagnoses[number - 1])
    words = say("coder_desk.cure.move", code=code, to=chr(ord("A") + to - 1))
    return Cure(words, drafts.move_diagnosis(draft, number, to))


def _code_first(problem: Problem, draft: CodingDraft, _book: CodeBook, number: int) -> _Made:
    """Put the condition that stands after before the code that asks for it."""
    codes = [str(one) for one in draft.diagnoses]
    named = problem.values.get("codes", "").split()
    places = [codes.index(code) + 1 for code in named if code in codes]
    if len(places) == 2 and max(places) == number:
        yield _move(draft, max(places), min(places))


def _not_first(problem: Problem, draft: CodingDraft, _book: CodeBook, number: int) -> _Made:
    """Put what may not stand first behind: a cause at the end, else after the next one."""
    count = len(draft.diagnoses)
    if number == 1 and count > 1:
        yield _move(draft, 1, count if problem.code == "icd.external_first" else 2)


def _to_first(_problem: Problem, draft: CodingDraft, _book: CodeBook, number: int) -> _Made:
    if 1 < number <= len(draft.diagnoses):
        yield _move(draft, number, 1)


def _drop_twin(_problem: Problem, draft: CodingDraft, _book: CodeBook, number: int) -> _Made:
    """Drop a diagnosis listed twice; what pointed to it points to the first one."""
    if not 1 <= number <= len(draft.diagnoses):
        return
    twin = draft.diagnoses[number - 1]
    first = draft.diagnoses.index(twin) + 1
    left = draft
    for at, line in enumerate(draft.lines, start=1):
        pointers = tuple(first if one == number else one for one in line.pointers)
        left = drafts.set_pointers(left, at, pointers)
    words = say("coder_desk.cure.drop", code=str(twin), letter=chr(ord("A") + number - 1))
    yield Cure(words, drafts.remove_diagnosis(left, number))


def _point(_problem: Problem, draft: CodingDraft, _book: CodeBook, number: int) -> _Made:
    """Keep the pointers that lead somewhere; without one point to the first diagnosis."""
    if not draft.diagnoses or number > len(draft.lines):
        return
    left = drafts.set_pointers(draft, number, draft.lines[number - 1].pointers)
    if not left.lines[number - 1].pointers:
        left = drafts.set_pointers(draft, number, (1,))
    letters = left.lines[number - 1].letters
    yield Cure(say("coder_desk.cure.point", line=str(number), letters=letters), left)


def _replace(draft: CodingDraft, book: CodeBook, number: int, codes: Iterator[Icd10Cm]) -> _Made:
    for code in dict.fromkeys(codes):
        title = book.standing(code, draft.dos).title
        words = say("coder_desk.cure.replace", code=str(code), title=title)
        yield Cure(words, drafts.replace_diagnosis(draft, number, code.text), title)


def _coded(draft: CodingDraft, number: int) -> str:
    code = draft.diagnoses[number - 1].icd if number <= len(draft.diagnoses) else None
    return code.text if code else ""


def _seventh(_problem: Problem, draft: CodingDraft, book: CodeBook, number: int) -> _Made:
    """Offer the 7th characters that the code, or the code without its last one, takes."""
    text, rules = _coded(draft, number), book.rules
    if rules is None or not text:
        return
    full = rules.full_codes(text, draft.dos) or rules.full_codes(
        text[:-1].rstrip("X") or text, draft.dos
    )
    yield from _replace(draft, book, number, iter(full))


def _below(_problem: Problem, draft: CodingDraft, book: CodeBook, number: int) -> _Made:
    """Offer the codes right below a heading when all of them can be billed."""
    text, reference = _coded(draft, number), book.reference
    if reference is None or not text:
        return
    below = lookup.children(reference, text, draft.dos)
    if below and all(one.billable for one in below):
        yield from _replace(draft, book, number, (one.code for one in below))


def _sided(_problem: Problem, draft: CodingDraft, book: CodeBook, number: int) -> _Made:
    """Offer the codes that name the side, with the 7th character that stands there."""
    text, rules = _coded(draft, number), book.rules
    facts = rules.facts(text, draft.dos) if rules and text else None
    if facts is None:
        return
    last = text[-1] if len(text) == _FULL else ""
    told = (padded(code, last) if last and len(code) < _FULL else Icd10Cm(code)
            for code in facts.sided)  # fmt: skip
    fit = (code for code in told if book.standing(code, draft.dos).billable)
    yield from _replace(draft, book, number, fit)


def _established(_problem: Problem, draft: CodingDraft, _book: CodeBook, number: int) -> _Made:
    """Offer the established patient's visit that asks for the same decisions, age or time."""
    code = draft.lines[number - 1].code if number <= len(draft.lines) else ""
    right = em_codes.established(code)
    if right:
        words = say("coder_desk.cure.established", code=right, new=code)
        yield Cure(words, drafts.set_code(draft, number, right))


_Maker = Callable[[Problem, CodingDraft, CodeBook, int], _Made]
_MAKERS: MappingProxyType[str, _Maker] = MappingProxyType({
    "icd.code_first": _code_first,
    "icd.manifestation_first": _not_first,
    "icd.external_first": _not_first,
    "icd.never_first": _not_first,
    "icd.first_only": _to_first,
    "icd.duplicate": _drop_twin,
    "icd.seventh": _seventh,
    "icd.not_billable": _below,
    "icd.unspecified_side": _sided,
    "em.new_patient": _established,
    "line.no_pointer": _point,
    "line.bad_pointer": _point,
})  # fmt: skip
