"""What the tabular says of two codes together, and of a code's place on a claim.

Facts only: which of them stops a visit is the coding room's word. Each answer costs well
under a millisecond; answers are kept per opened reference.

Source: ICD-10-CM Official Guidelines, I.A.12 (excludes), I.A.13 (etiology and
manifestation), I.C.20 (external causes), I.A.5 (7th characters).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from app.codesets import laterality
from app.codesets.lookup import bare, code_row
from app.codesets.pointers import within_limit
from app.codesets.reference import Reference, Row
from app.values.codes import Icd10Cm

_ELSEWHERE = re.compile(r"\bin\b.*\bclassified elsewhere")
_FULL = 7


@dataclass(frozen=True, slots=True)
class CodeRange:
    """Codes a note points at, both ends within; ``note`` is its text.

    ``owner`` is the code, block or chapter the note stands at. ``inherited`` says that this
    is above the code asked about. ``first`` and ``last`` are places in the official order.
    ``wide`` says that the owner is a block or chapter.
    """

    kind: str
    first: int
    last: int
    chars: str
    note: str
    owner: str
    inherited: bool
    owner_first: int
    owner_last: int
    wide: bool = False


@dataclass(frozen=True, slots=True)
class PlacedNote:
    """A note that holds for a code, its own or inherited, and the codes that it points at.

    ``owner`` is a code, a block or a chapter; ``wide`` says that it is no code.
    """

    kind: str
    text: str
    owner: str
    wide: bool
    ranges: tuple[CodeRange, ...]


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """What the tabular says of one code: its place in the order, its title, its notes.

    ``extended`` says that full codes with a 7th character stand below it. ``sided`` are codes
    that name the right or the left side where this one leaves the side unspecified.
    """

    ord: int
    code: str
    title: str
    billable: bool
    extended: bool
    ranges: tuple[CodeRange, ...]
    notes: tuple[PlacedNote, ...]
    sided: tuple[str, ...]

    def __str__(self) -> str:
        """Give the code with its dot."""
        return f"{self.code[:3]}.{self.code[3:]}" if len(self.code) > 3 else self.code

    def is_named_by(self, found: CodeRange) -> bool:
        """Tell whether a note's range takes this code in."""
        return found.first <= self.ord <= found.last and within_limit(self.code, found.chars)


_Owner = tuple[int, str, int, int, bool]


class RulesData:
    """The questions of the coding room to one opened reference."""

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._facts = lru_cache(maxsize=4096)(self._read)

    def facts(self, code: str | Icd10Cm, on: date) -> CodeFacts | None:
        """Give what the release that serves on a day says of a code; None for no such code."""
        return self._facts(self._reference.serving(on).release.id, bare(code))

    def ranges(self, code: str | Icd10Cm, kind: str, on: date) -> tuple[CodeRange, ...]:
        """Give what a code's notes of one kind point at, inherited ones too."""
        facts = self.facts(code, on)
        return tuple(r for r in facts.ranges if r.kind == kind) if facts else ()

    def code_first(self, code: str | Icd10Cm, on: date) -> tuple[CodeRange, ...]:
        """Give the codes that must stand before a code; empty when no note names any."""
        return self.ranges(code, "code_first", on)

    def is_manifestation(self, code: str | Icd10Cm, on: date) -> bool:
        """Tell a code of a disease classified elsewhere: it may never stand first."""
        facts = self.facts(code, on)
        return bool(facts and _ELSEWHERE.search(facts.title))

    def needs_seventh(self, code: str | Icd10Cm, on: date) -> bool:
        """Tell whether a code only lacks its 7th character, placeholders counted."""
        facts = self.facts(code, on)
        return bool(facts and not facts.billable and facts.extended)

    def full_codes(self, code: str | Icd10Cm, on: date) -> tuple[Icd10Cm, ...]:
        """Give the codes with 7th character that exist for a stem; empty for any other."""
        facts = self.facts(code, on)
        if facts is None:
            return ()
        rows = self._reference.rows(
            "SELECT code FROM code WHERE release_id = ? AND parent = ? AND extension <> ''"
            " ORDER BY ord",
            self._reference.serving(on).release.id, facts.ord,
        )  # fmt: skip
        return tuple(Icd10Cm(r[0]) for r in rows)

    def _read(self, release: int, code: str) -> CodeFacts | None:
        row = code_row(self._reference, release, code)
        if row is None:
            return None
        owners = {o[0]: o for o in self._owners(release, row)}
        marks = ", ".join("?" * len(owners))
        rows = self._reference.rows(
            "SELECT n.owner, n.seq, n.kind, n.text, t.first, t.last, t.chars FROM note n"
            " LEFT JOIN target t ON t.release_id = n.release_id AND t.owner = n.owner"
            f" AND t.seq = n.seq WHERE n.release_id = ? AND n.owner IN ({marks}) AND n.kind IN"
            " ('excludes1', 'excludes2', 'code_first', 'use_additional', 'code_also')"
            " ORDER BY n.owner, n.seq",
            release, *owners,
        )  # fmt: skip
        notes = tuple(_notes(rows, owners, row[0]))
        flat = tuple(found for note in notes for found in note.ranges)
        ordered = tuple(n for n in notes if not n.kind.startswith("excludes"))
        extended = self._extended(release, row[0])
        return CodeFacts(
            row[0], row[1], row[2], bool(row[3]), extended, flat, ordered,
            self._sided(release, row),
        )  # fmt: skip

    def _sided(self, release: int, row: Row) -> tuple[str, ...]:
        """Give sided codes beside a code, or beside one above it, that leaves the side open."""
        if not laterality.may_lack_side(row[2]):
            return ()
        at: Row | None = row
        while at is not None and at[4] is not None:
            beside = self._reference.rows(
                "SELECT code, title FROM code WHERE release_id = ? AND parent = ? AND ord <> ?",
                release, at[4], at[0],
            )  # fmt: skip
            found = laterality.sided_twins(at[2], beside)
            if found:
                return found
            at = self._above(release, at)
        return ()

    def _above(self, release: int, row: Row) -> Row | None:
        found = self._reference.rows(
            "SELECT ord, code, title, billable, parent FROM code WHERE release_id = ?"
            " AND ord = ?", release, row[4],
        )  # fmt: skip
        return found[0] if found else None

    def _extended(self, release: int, ord_: int) -> bool:
        return bool(
            self._reference.rows(
                "SELECT 1 FROM code WHERE release_id = ? AND parent = ?"
                " AND extension <> '' LIMIT 1",
                release, ord_,
            )
        )  # fmt: skip

    def _owners(self, release: int, row: Row) -> Iterator[_Owner]:
        """Give a code and all above it as (owner, name, first ord, last ord)."""
        heading = row[6]
        at: object = row[0]
        while at is not None:
            found = self._reference.rows(
                "SELECT ord, code, last, parent FROM code WHERE release_id = ? AND ord = ?",
                release, at,
            )[0]  # fmt: skip
            yield found[0], str(Icd10Cm(found[1])), found[0], found[2], False
            at = found[3]
        while heading is not None:
            name, parent, first, last = self._reference.rows(
                "SELECT name, parent, first, last FROM heading WHERE release_id = ? AND id = ?",
                release, heading,
            )[0]  # fmt: skip
            yield -int(str(heading)), name, first, last, True
            heading = parent


def _notes(rows: list[Row], owners: dict[int, _Owner], of: int) -> Iterator[PlacedNote]:
    """Gather the rows of notes and their targets into one entry a note."""
    for (owner, _), lines in groupby(rows, key=lambda r: (r[0], r[1])):
        held = list(lines)
        _, name, starts, ends, wide = owners[owner]
        kind, text = held[0][2], " ".join(held[0][3].split())
        ranges = tuple(
            CodeRange(kind, first, last, chars, text, name, owner != of, starts, ends, wide)
            for *_, first, last, chars in held
            if first is not None
        )
        yield PlacedNote(kind, text, name, wide, ranges)


def excluding(under: CodeFacts, named: CodeFacts, kind: str) -> CodeRange | None:
    """Give the note of a kind, at or above one code, that names another; None when there is none.

    A note never sets apart two codes that both stand under its owner.
    """
    for found in under.ranges:
        if (
            found.kind == kind
            and named.is_named_by(found)
            and not found.owner_first <= named.ord <= found.owner_last
        ):
            return found
    return None


def is_external_cause(code: str | Icd10Cm) -> bool:
    """Tell a code of chapter 20 (V00-Y99): it may never stand first."""
    return bare(code)[:1] in ("V", "W", "X", "Y")


def padded(code: str | Icd10Cm, seventh: str) -> Icd10Cm:
    """Give the full code of a stem and a 7th character, gaps filled with X."""
    return Icd10Cm(bare(code).ljust(_FULL - 1, "X") + seventh.upper())


def is_manifestation(facts: CodeFacts) -> bool:
    """Tell a code of a disease classified elsewhere: it may never stand first."""
    return bool(_ELSEWHERE.search(facts.title))
