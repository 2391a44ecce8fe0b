"""Live problems of a coding draft: what can be known without a payer's edits.

Rules have the names of the command line's contract. A block keeps the visit from the biller,
a warning may be kept with a reason. Each names its source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from types import MappingProxyType

from app.codesets.rules_data import SequenceNote
from app.coding import repeating
from app.coding.codebook import CodeBook, Release
from app.coding.draft import MOST_DIAGNOSES, MOST_LINES, CodingDraft, Diagnosis, Line
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.problem import Problem, Severity
from app.values.words import say

TABULAR = "Tabular List"
GUIDELINES = "ICD-10-CM Official Guidelines"
CLAIM_RULES = "837P SV107; CMS-1500 item 24E"
FEE_LIST = "The practice's fee list"
REPEATS = frozenset({"76", "77", "91"})
_CONDITIONAL = ("if applicable", "if known", "if present", "any associated", "any underlying")
_ORDER = {Severity.BLOCK: 0, Severity.WARN: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class _Case:
    """The draft with its code book and the release that serves on its date."""

    draft: CodingDraft
    book: CodeBook
    release: Release | None

    @property
    def tabular(self) -> str:
        return f"ICD-10-CM {self.release.label}, {TABULAR}" if self.release else TABULAR

    @property
    def known(self) -> list[tuple[int, Icd10Cm]]:
        """Give the diagnoses that exist, with their numbers."""
        found = []
        for number, diagnosis in enumerate(self.draft.diagnoses, start=1):
            icd = diagnosis.icd
            if icd is not None and self.book.standing(icd, self.draft.dos).exists:
                found.append((number, icd))
        return found


def problems(draft: CodingDraft, book: CodeBook) -> tuple[Problem, ...]:
    """Give what is wrong with a draft: blocks first, then in the order of the page.

    A warning that the coder keeps with a reason is left out; see ``kept``.
    """
    held = {(kept.rule, kept.about) for kept in draft.kept}
    return tuple(
        problem
        for problem in _all(draft, book)
        if problem.severity is Severity.BLOCK or (problem.code, about(problem)) not in held
    )


def kept(draft: CodingDraft, book: CodeBook) -> tuple[tuple[Problem, str], ...]:
    """Give the warnings that still hold and that the coder keeps, each with the reason."""
    reasons = {(one.rule, one.about): one.reason for one in draft.kept}
    return tuple(
        (problem, reasons[problem.code, about(problem)])
        for problem in _all(draft, book)
        if problem.severity is not Severity.BLOCK and (problem.code, about(problem)) in reasons
    )


def blocks(draft: CodingDraft, book: CodeBook) -> int:
    """Count what keeps the visit from the biller."""
    return sum(p.severity is Severity.BLOCK for p in problems(draft, book))


def about(problem: Problem) -> str:
    """Give the codes that a problem names; the same wherever they stand in the draft."""
    return problem.values.get("codes", "")


def _all(draft: CodingDraft, book: CodeBook) -> list[Problem]:
    case = _Case(draft, book, book.release(draft.dos))
    found = list(chain.from_iterable(rule(case) for rule in RULES))
    found.sort(key=lambda p: _ORDER[p.severity])
    return found


def _problem(rule: str, severity: Severity, field: str, source: str, /, **values: str) -> Problem:
    return Problem(rule, severity, field, MappingProxyType(values), source)


def _no_release(case: _Case) -> Iterator[Problem]:
    """Say once that no release covers the date. Never a block: the nearest one serves."""
    release = case.release
    if release is None:
        yield _problem("code_set.not_loaded", Severity.WARN, "claim", "", codes="")
    elif release.nearest and case.draft.diagnoses:
        yield _problem(
            "code_set.no_release", Severity.WARN, "claim", release.label, codes="",
            dos=show_date(case.draft.dos), release=release.label,
            first=show_date(release.valid_from), last=show_date(release.valid_to),
        )  # fmt: skip


def _existence(case: _Case) -> Iterator[Problem]:
    """Unknown code, heading, or a 7th character missing or not allowed."""
    for number, diagnosis in enumerate(case.draft.diagnoses, start=1):
        rule, sevenths = _standing(case, diagnosis)
        if rule:
            shown = str(diagnosis)
            yield _problem(
                rule, Severity.BLOCK, f"dx{number}", case.tabular, codes=shown, code=shown,
                dos=show_date(case.draft.dos), sevenths=sevenths,
            )  # fmt: skip


def _standing(case: _Case, diagnosis: Diagnosis) -> tuple[str, str]:
    """Give the rule that a diagnosis breaks, or "", and the 7th characters it could take."""
    icd = diagnosis.icd
    if icd is None:
        return "icd.unknown", ""
    found = case.book.standing(icd, case.draft.dos)
    if found.needs_seventh:
        return "icd.seventh", _sevenths(case, icd)
    if found.exists:
        return ("", "") if found.billable else ("icd.not_billable", "")
    stem = icd.text[:-1].rstrip("X")
    if len(stem) < 3:
        return "icd.unknown", ""
    below = case.book.standing(Icd10Cm(stem), case.draft.dos)
    if below.needs_seventh:
        return "icd.seventh", _sevenths(case, Icd10Cm(stem))
    if below.billable and len(icd.text) == 7:
        return "icd.seventh", say("coding.no_seventh")
    return "icd.unknown", ""


def _sevenths(case: _Case, stem: Icd10Cm) -> str:
    full = case.book.sevenths(stem, case.draft.dos)
    return ", ".join(dict.fromkeys(code.text[-1] for code in full))


def _first(case: _Case) -> Iterator[Problem]:
    """A manifestation, or an external cause, stands first."""
    for number, icd in case.known[:1]:
        if number != 1:
            continue
        shown = str(icd)
        if case.book.is_manifestation(icd, case.draft.dos):
            yield _problem(
                "icd.manifestation_first", Severity.BLOCK, "dx1",
                f"{GUIDELINES}, I.A.13; {case.tabular}", codes=shown, code=shown,
            )  # fmt: skip
        if case.book.is_external_cause(icd):
            yield _problem(
                "icd.external_first", Severity.BLOCK, "dx1",
                f"{GUIDELINES}, I.C.20.a.6", codes=shown, code=shown,
            )  # fmt: skip


def _code_first(case: _Case) -> Iterator[Problem]:
    """The condition that must stand before a code is missing, or stands after it."""
    known = case.known
    place = {icd: number for number, icd in reversed(known)}
    for number, icd in known:
        others = [other for _, other in known if other != icd]
        for owner, notes in _by_owner(case.book.sequence(icd, others, case.draft.dos)).items():
            named = [other for note in notes for other in note.satisfied_by if other != icd]
            if any(place[other] < number for other in named):
                continue
            if named or _must(notes, number):
                said = "; ".join(" ".join(note.note.split()) for note in notes)
                yield _problem(
                    "icd.code_first", Severity.WARN, f"dx{number}", f"{case.tabular}, {owner}",
                    codes=str(icd), code=str(icd), note=said,
                )  # fmt: skip
                break


def _by_owner(notes: Sequence[SequenceNote]) -> dict[str, list[SequenceNote]]:
    """Put the lines of one note together: any one of them answers it."""
    found: dict[str, list[SequenceNote]] = {}
    for note in notes:
        found.setdefault(note.owner, []).append(note)
    return found


def _must(notes: Sequence[SequenceNote], number: int) -> bool:
    """Tell whether a note that no listed code answers asks for one all the same.

    A note that names no codes, or only examples, can be answered by any code before.
    """
    said = " ".join(note.note for note in notes).casefold()
    if any(words in said for words in _CONDITIONAL):
        return False
    is_open = "such as" in said or not all(note.names_codes for note in notes)
    return number == 1 or not is_open


def _excludes(case: _Case) -> Iterator[Problem]:
    """Two codes that an Excludes1 note sets apart; they may stand when they are unrelated."""
    for (_, first), (number, second) in combinations(case.known, 2):
        found = case.book.excludes1(first, second, case.draft.dos)
        if found is not None:
            note, owner = found
            yield _problem(
                "icd.excludes1", Severity.WARN, f"dx{number}", f"{case.tabular}, {owner}",
                codes=f"{first} {second}", code=str(second), other=str(first),
                note=" ".join(note.split()), owner=owner,
            )  # fmt: skip


def _duplicates(case: _Case) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for number, diagnosis in enumerate(case.draft.diagnoses, start=1):
        earlier = seen.setdefault(diagnosis.code, number)
        if earlier != number:
            yield _problem(
                "icd.duplicate", Severity.BLOCK, f"dx{number}", f"{GUIDELINES}, I.B.12",
                codes=str(diagnosis), code=str(diagnosis),
            )  # fmt: skip


def _unconfirmed(case: _Case) -> Iterator[Problem]:
    """A diagnosis copied from an earlier visit that nobody has confirmed for this one."""
    yield from repeating.problems_of(case.draft)


def _unused(case: _Case) -> Iterator[Problem]:
    """A diagnosis to which no line points."""
    if not case.draft.lines:
        return
    pointed = {pointer for line in case.draft.lines for pointer in line.pointers}
    for number, diagnosis in enumerate(case.draft.diagnoses, start=1):
        if number not in pointed:
            yield _problem(
                "dx.unused", Severity.WARN, f"dx{number}", CLAIM_RULES,
                codes=str(diagnosis), code=str(diagnosis),
            )  # fmt: skip


def _lines(case: _Case) -> Iterator[Problem]:
    """Pointers that lack or lead nowhere, services without a fee, and services listed twice."""
    seen: set[tuple[str, frozenset[str]]] = set()
    for number, line in enumerate(case.draft.lines, start=1):
        field = f"line{number}"
        if not line.pointers:
            yield _line_problem("line.no_pointer", Severity.BLOCK, field, line, CLAIM_RULES)
        elif _leads_nowhere(line, len(case.draft.diagnoses)):
            yield _line_problem("line.bad_pointer", Severity.BLOCK, field, line, CLAIM_RULES)
        if line.amount is None:
            yield _line_problem(
                "line.unknown", Severity.WARN, field, line, FEE_LIST,
                dos=show_date(case.draft.dos),
            )  # fmt: skip
        what = (line.code, frozenset(line.modifiers))
        if what in seen and REPEATS.isdisjoint(line.modifiers):
            yield _line_problem("line.duplicate", Severity.WARN, field, line, CLAIM_RULES)
        seen.add(what)


def _leads_nowhere(line: Line, count: int) -> bool:
    wrong = any(not 1 <= pointer <= count for pointer in line.pointers)
    return wrong or len(set(line.pointers)) != len(line.pointers) or len(line.pointers) > 4


def _line_problem(
    rule: str, severity: Severity, field: str, line: Line, source: str, **values: str
) -> Problem:
    number = field.removeprefix("line")
    return Problem(
        rule,
        severity,
        field,
        MappingProxyType({"codes": line.code, "code": line.code, "line": number, **values}),
        source,
    )


def _empty(case: _Case) -> Iterator[Problem]:
    """Nothing to bill, nothing to bill it with, or more than a claim holds."""
    if not case.draft.lines:
        yield _problem("claim.no_line", Severity.BLOCK, "claim", CLAIM_RULES, codes="")
    if not case.draft.diagnoses:
        yield _problem("claim.no_diagnosis", Severity.BLOCK, "claim", CLAIM_RULES, codes="")
    if len(case.draft.diagnoses) > MOST_DIAGNOSES:
        yield _problem(
            "claim.too_many_diagnoses", Severity.BLOCK, f"dx{MOST_DIAGNOSES + 1}", CLAIM_RULES,
            codes="", most=str(MOST_DIAGNOSES),
        )  # fmt: skip
    if len(case.draft.lines) > MOST_LINES:
        yield _problem(
            "claim.too_many_lines", Severity.BLOCK, f"line{MOST_LINES + 1}", CLAIM_RULES,
            codes="", most=str(MOST_LINES),
        )  # fmt: skip


RULES: tuple[Callable[[_Case], Iterator[Problem]], ...] = (
    _empty, _existence, _duplicates, _unconfirmed, _first, _code_first, _excludes, _unused, _lines,
    _no_release,
)  # fmt: skip
