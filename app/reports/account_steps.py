"""How an entry is told: as one line for each visit, a payer's answer as several; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import accumulate

from app.reports.account_rows import Code, EntryRow, Happened, Told
from app.values.ledger import Bucket
from app.values.states import EntryKind


class What(StrEnum):
    """What a line of the ledger tells."""

    CHARGED = "charged"
    INSURANCE_PAID = "insurance_paid"
    TOOK_BACK = "took_back"
    DENIED = "denied"
    DISCOUNT = "discount"
    REDUCED = "reduced"
    TO_PATIENT = "to_patient"
    TO_PAYER = "to_payer"
    TO_CREDIT = "to_credit"
    NEXT_PAYER = "next_payer"
    PATIENT_PAID = "patient_paid"
    CREDIT_USED = "credit_used"
    SPREAD = "spread"
    WRITE_OFF = "write_off"
    REFUND = "refund"
    COLLECTIONS = "collections"
    RECOVERY = "recovery"
    FEE = "fee"
    REVERSED = "reversed"


class Part(StrEnum):
    """Which part of an entry a line tells."""

    WHOLE = "whole"
    PAID = "paid"
    DISCOUNT = "discount"
    REDUCED = "reduced"
    MOVED = "moved"
    DENIED = "denied"


_ANSWERS = frozenset(
    {
        EntryKind.PAYER_PAYMENT,
        EntryKind.TAKEBACK,
        EntryKind.ADJUSTMENT,
        EntryKind.RESPONSIBILITY,
    }
)
MANY = frozenset({EntryKind.REVERSAL, EntryKind.CREDIT_APPLIED, EntryKind.FEE})
"""Kinds that come from another entry, whose paper is theirs."""

_WHOLE = {
    EntryKind.CHARGE: What.CHARGED,
    EntryKind.FEE: What.FEE,
    EntryKind.TO_PATIENT: What.TO_PATIENT,
    EntryKind.NEXT_PAYER: What.NEXT_PAYER,
    EntryKind.PATIENT_PAYMENT: What.PATIENT_PAID,
    EntryKind.CREDIT_APPLIED: What.CREDIT_USED,
    EntryKind.REALLOCATION: What.SPREAD,
    EntryKind.WRITE_OFF: What.WRITE_OFF,
    EntryKind.REFUND: What.REFUND,
    EntryKind.COLLECTIONS: What.COLLECTIONS,
    EntryKind.RECOVERY: What.RECOVERY,
}
_PAYER = (Bucket.PAYER, Bucket.PAYER_CREDIT)
_PATIENT = (Bucket.PATIENT, Bucket.PATIENT_CREDIT)
_ORDER = (Part.PAID, Part.DISCOUNT, Part.REDUCED, Part.MOVED)


@dataclass(frozen=True, slots=True)
class Step:
    """One line to be: what it adds to what payer and patient owe on a visit, in cents."""

    entry: EntryRow
    visit: int
    part: Part
    what: What
    moves: tuple[Happened, ...]
    codes: tuple[Code, ...] = ()
    coverage_id: int | None = None
    services: int = 0
    undoes: What | None = None

    to_payer: int = field(init=False, compare=False)
    to_patient: int = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Add up once what is asked of each line several times."""
        object.__setattr__(self, "to_payer", sum(_into(one, _PAYER) for one in self.moves))
        object.__setattr__(self, "to_patient", sum(_into(one, _PATIENT) for one in self.moves))


def _into(move: Happened, buckets: Sequence[Bucket]) -> int:
    return move.cents * ((move.target in buckets) - (move.source in buckets))


def steps_of(told: Told) -> Iterator[Step]:
    """Give the lines of all entries, in their order."""
    kinds = {entry.id: entry for entry in told.entries}
    payers: dict[int, int] = defaultdict(int)
    patients: dict[int, int] = defaultdict(int)
    for entry in told.entries:
        undone = kinds.get(entry.reverses_id or 0)
        for visit, moves in _by_visit(told, entry).items():
            lines = _lines(told, entry, undone, (visit, moves))
            for step in _above_zero(lines, payers[visit]):
                payers[visit] += step.to_payer
                patients[visit] += step.to_patient
                freed = step.what is What.TO_PAYER and patients[visit] < 0
                yield replace(step, what=What.TO_CREDIT) if freed else step


def _by_visit(told: Told, entry: EntryRow) -> dict[int, list[Happened]]:
    """Part an entry's moves by visit (0: on no charge); a denial touches visits without any."""
    found: dict[int, list[Happened]] = {}
    for move in told.moves.get(entry.id, ()):
        found.setdefault(_visit(told, move.charge_id), []).append(move)
    for charge_id in told.codes.get(entry.id, ()):
        found.setdefault(_visit(told, charge_id), [])
    return found


def _visit(told: Told, charge_id: int | None) -> int:
    billed = told.charges.get(charge_id) if charge_id else None
    return billed.visit if billed else 0


def _lines(
    told: Told, entry: EntryRow, undone: EntryRow | None, found: tuple[int, list[Happened]]
) -> list[Step]:
    visit, moves = found
    told_by = undone or entry
    coverage, codes = _codes(told, entry, visit)
    if told_by.kind not in _ANSWERS:
        what = _WHOLE.get(told_by.kind, What.REVERSED)
        if what is What.NEXT_PAYER and _from_patient(_as_first(moves, undone)):
            what = What.TO_PAYER
        step = Step(entry, visit, Part.WHOLE, what, tuple(moves), (), coverage, _count(moves))
        return [_undoing(step) if undone else step] if _matters(step) else []
    parts: dict[Part, list[Happened]] = defaultdict(list)
    refused = _refused(told, entry, visit, moves) if moves else []
    codes = tuple(code for code in codes if not any(code is one for one in refused))
    for move in moves:
        parts[_part(move)].append(move)
    if not moves:
        parts[Part.PAID] = []
    steps = []
    for part in _ORDER:
        if part in parts:
            of_part = tuple(parts[part])
            what = _what(part, _as_first(of_part, undone), codes)
            said = codes_for(part, codes)
            step = Step(entry, visit, part, what, of_part, said, coverage)
            steps.append(_undoing(step) if undone else step)
    if refused and not undone:
        said = codes_for(Part.PAID, refused)
        steps.append(Step(entry, visit, Part.DENIED, What.DENIED, (), said, coverage))
    return [step for step in steps if _matters(step)]


def _refused(told: Told, entry: EntryRow, visit: int, moves: list[Happened]) -> list[Code]:
    """Give why an answer that paid other lines of the visit turned one down; its money stays."""
    moved = {move.charge_id for move in moves}
    return [
        code
        for charge_id, rows in told.codes.get(entry.id, {}).items()
        if charge_id not in moved and _visit(told, charge_id) == visit
        for _, code in rows
        if code.group != "PR"
    ]


def _as_first(moves: Sequence[Happened], undone: EntryRow | None) -> Sequence[Happened]:
    """Give moves as they were posted first: an undoing turns every one of them round."""
    if undone is None:
        return moves
    return [replace(one, source=one.target, target=one.source) for one in moves]


def _matters(step: Step) -> bool:
    """Tell whether a line changes a figure or tells of a denial."""
    return bool(step.to_payer or step.to_patient) or bool(step.codes and not step.moves)


def _undoing(step: Step) -> Step:
    return Step(
        step.entry, step.visit, step.part, What.REVERSED, step.moves, (), step.coverage_id,
        step.services, step.what,
    )  # fmt: skip


def _part(move: Happened) -> Part:
    ends = (move.source, move.target)
    if Bucket.CONTRACTUAL in ends:
        return Part.DISCOUNT
    if Bucket.WRITE_OFF in ends:
        return Part.REDUCED
    if Bucket.RECEIVED in ends:
        return Part.PAID
    return Part.MOVED


def _what(part: Part, moves: Sequence[Happened], codes: Sequence[Code]) -> What:
    if part is Part.DISCOUNT:
        return What.DISCOUNT
    if part is Part.REDUCED:
        return What.REDUCED
    if part is Part.MOVED:
        to_patient = sum(_into(move, _PATIENT) for move in moves) > 0
        return What.TO_PATIENT if to_patient else What.TO_PAYER
    if sum(_into(move, _PAYER) for move in moves) > 0:
        return What.TOOK_BACK
    is_denied = not moves and any(code.group != "PR" for code in codes)
    return What.DENIED if is_denied else What.INSURANCE_PAID


def _from_patient(moves: Sequence[Happened]) -> bool:
    return any(move.source is Bucket.PATIENT for move in moves)


def _count(moves: Sequence[Happened]) -> int:
    return len({move.charge_id for move in moves if move.charge_id is not None})


def _codes(told: Told, entry: EntryRow, visit: int) -> tuple[int | None, tuple[Code, ...]]:
    """Give the CAS rows of an entry, or of the answer that it follows, on one visit.

    Where a remittance takes an answer back and gives another, that is the later one.
    """
    answers = [one for one in told.answers.get(entry.remittance_id or 0, ()) if one < entry.id]
    for source in (entry.id, entry.caused_by_id, *sorted(answers, reverse=True)):
        of_entry = told.codes.get(source or 0, {})
        found = [
            row
            for charge_id, rows in of_entry.items()
            if _visit(told, charge_id) == visit
            for row in rows
        ]
        if found:
            return found[0][0], tuple(code for _, code in found)
    return None, ()


def codes_for(part: Part, codes: Sequence[Code]) -> tuple[Code, ...]:
    """Give the CAS rows that explain one part, equal codes added up."""
    groups = {
        Part.DISCOUNT: ("CO",),
        Part.REDUCED: ("CO", "OA", "PI"),
        Part.MOVED: ("PR",),
        Part.PAID: ("CO", "OA", "PI", "PR"),
    }[part]
    sums: dict[str, Code] = {}
    for code in codes:
        if code.group in groups:
            before = sums.get(code.code)
            sums[code.code] = Code(code.code, code.amount + before.amount) if before else code
    return tuple(sums.values())


def _above_zero(steps: list[Step], payer: int) -> list[Step]:
    """Put what moves between payer and patient first when the payer's part would fall below."""
    if min(accumulate((step.to_payer for step in steps), initial=payer)) >= 0:
        return steps
    turned = sorted(steps, key=lambda step: step.part is not Part.MOVED)
    least = min(accumulate((step.to_payer for step in turned), initial=payer))
    return turned if least >= 0 else steps
