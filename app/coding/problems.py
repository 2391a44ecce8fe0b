"""Live problems of a coding draft: the compliance edits, and what the desk asks beside them.

Rules have the names of the command line's contract. A block keeps the visit from the biller,
a warning may be kept with a reason. Each names its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from types import MappingProxyType

from app.coding import repeating
from app.coding.codebook import CodeBook
from app.coding.draft import MOST_DIAGNOSES, MOST_LINES, CodingDraft, Line
from app.coding.edits import check
from app.coding.edits.finding import ORDER, Finding
from app.coding.edits.lines import CLAIM_RULES
from app.coding.edits.visit import ServiceLine, Visit
from app.values.dates import show_date
from app.values.problem import Problem, Severity

FEE_LIST = "The practice's fee list"
DOCUMENTED = "ICD-10-CM Official Guidelines, I.B.14"
Kept = tuple[tuple[Problem, str], ...]


def problems(draft: CodingDraft, book: CodeBook) -> tuple[Problem, ...]:
    """Give what is wrong with a draft: blocks first, then in the order of the page.

    A warning that the coder keeps with a reason is left out; see ``kept``.
    """
    return sorted_out(draft, book)[0]


def kept(draft: CodingDraft, book: CodeBook) -> Kept:
    """Give the warnings that still hold and that the coder keeps, each with the reason."""
    return sorted_out(draft, book)[1]


def blocks(draft: CodingDraft, book: CodeBook) -> int:
    """Count what keeps the visit from the biller."""
    return sum(p.severity is Severity.BLOCK for p in problems(draft, book))


def unanswered(standing: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give the warnings among ``problems`` that are neither cured nor kept with a reason.

    What is said of the code sets themselves is no question to the coder.
    """
    asked = (one for one in standing if one.severity is Severity.WARN)
    return tuple(one for one in asked if not one.code.startswith("code_set."))


def sorted_out(draft: CodingDraft, book: CodeBook) -> tuple[tuple[Problem, ...], Kept]:
    """Give ``problems`` and ``kept`` of one look at the draft."""
    reasons = {(one.rule, one.about): one.reason for one in draft.kept}
    standing, held = [], []
    for problem in _all(draft, book):
        reason = reasons.get((problem.code, about(problem)))
        if reason is None or problem.severity is Severity.BLOCK:
            standing.append(problem)
        else:
            held.append((problem, reason))
    return tuple(standing), tuple(held)


def about(problem: Problem) -> str:
    """Give what a problem is about: its codes, and what else of the visit it turns on.

    It is the same wherever the codes stand in the draft; with another modifier, more units or
    another place it is another problem, and a reason given before does not answer it.
    """
    values = problem.values
    return f"{values.get('codes', '')} {values.get('turns_on', '')}".strip()


def visit_of(draft: CodingDraft) -> Visit:
    """Give a draft as the compliance edits see it."""
    lines = (
        ServiceLine(line.code, line.modifiers, line.units.amount, line.pointers, _product(line))
        for line in draft.lines
    )
    codes = tuple(diagnosis.code for diagnosis in draft.diagnoses)
    return Visit(draft.dos, codes, tuple(lines), draft.circumstances)


def _product(line: Line) -> str:
    return "" if line.drug is None else line.drug.written


def _all(draft: CodingDraft, book: CodeBook) -> list[Problem]:
    """Give every problem, the blocks first."""
    edits = check.check(visit_of(draft), book.reference, book.rules)
    found = list(
        chain(
            _empty(draft),
            _note(draft),
            repeating.problems_of(draft),
            (one.problem() for one in edits if not _is_remote(one)),
            _fees(draft),
        )
    )
    found.sort(key=lambda p: ORDER[p.severity])
    return found


def _is_remote(finding: Finding) -> bool:
    """Tell a mere prompt of a whole block or chapter: it stands in the code's entry."""
    return finding.is_wide and finding.severity is Severity.NOTE


def _fees(draft: CodingDraft) -> Iterator[Problem]:
    """Find services that have no amount: neither the list nor the fees know one.

    They block: a superbill is not frozen without amounts, whatever the reason.
    """
    for number, line in enumerate(draft.lines, start=1):
        if line.amount is None:
            yield _problem(
                "line.no_fee", Severity.BLOCK, f"line{number}", FEE_LIST, codes=line.code,
                code=line.code, line=str(number), dos=show_date(draft.dos),
            )  # fmt: skip


def _note(draft: CodingDraft) -> Iterator[Problem]:
    """Tell a visit that is coded without its note, where notes are kept."""
    if draft.circumstances.lacks_note and (draft.lines or draft.diagnoses):
        yield _problem(
            "chart.no_note", Severity.WARN, "note", DOCUMENTED, codes="",
            dos=show_date(draft.dos),
        )  # fmt: skip


def _empty(draft: CodingDraft) -> Iterator[Problem]:
    """Nothing to bill, nothing to bill it with, or more than a claim holds."""
    if not draft.lines:
        yield _problem("claim.no_line", Severity.BLOCK, "claim", CLAIM_RULES, codes="")
    if not draft.diagnoses:
        yield _problem("claim.no_diagnosis", Severity.BLOCK, "claim", CLAIM_RULES, codes="")
    if len(draft.diagnoses) > MOST_DIAGNOSES:
        yield _problem(
            "claim.too_many_diagnoses", Severity.BLOCK, f"dx{MOST_DIAGNOSES + 1}", CLAIM_RULES,
            codes="", most=str(MOST_DIAGNOSES),
        )  # fmt: skip
    if len(draft.lines) > MOST_LINES:
        yield _problem(
            "claim.too_many_lines", Severity.BLOCK, f"line{MOST_LINES + 1}", CLAIM_RULES,
            codes="", most=str(MOST_LINES),
        )  # fmt: skip


def _problem(rule: str, severity: Severity, field: str, source: str, /, **values: str) -> Problem:
    return Problem(rule, severity, field, MappingProxyType(values), source)
