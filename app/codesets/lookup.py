"""Look a code up on a date: its place, its notes with those of the codes above, its parts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.codesets.reference import Reference, Row, Serving
from app.values.codes import Icd10Cm

_COLUMNS = "ord, code, title, billable, parent, last, heading"
_AT_ONCE = 400
_CATEGORY = 3


@dataclass(frozen=True, slots=True)
class NoteText:
    """One note of the tabular.

    ``kind`` is inclusion, includes, excludes1, excludes2, code_first, use_additional,
    code_also, seventh or note. ``owner`` is where it stands: a code with its dot, or a block
    or chapter; ``inherited`` says that this is above the code looked up.
    """

    kind: str
    text: str
    owner: str
    inherited: bool


@dataclass(frozen=True, slots=True)
class CodeLine:
    """A code in a list: code, title, and whether it can be billed."""

    code: Icd10Cm
    title: str
    billable: bool


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """Everything the tabular says of one code.

    ``parents`` run from the category down, the code itself left out; ``block`` and
    ``chapter`` are (name, title), empty in a release without a tabular. ``notes`` come
    nearest first. ``seventh`` are the 7th characters that this code's full codes take, with
    their meaning; empty when it takes none. ``nearest`` says that no release covers the day.
    """

    code: Icd10Cm
    title: str
    billable: bool
    valid_from: date
    valid_to: date
    release: str
    nearest: bool
    parents: tuple[CodeLine, ...]
    children: tuple[CodeLine, ...]
    block: tuple[str, str]
    chapter: tuple[str, str]
    notes: tuple[NoteText, ...]
    seventh: tuple[tuple[str, str], ...]

    def notes_of(self, kind: str) -> tuple[NoteText, ...]:
        """Give the notes of one kind, nearest first."""
        return tuple(n for n in self.notes if n.kind == kind)


def bare(code: str | Icd10Cm) -> str:
    """Give a code without dot, in capitals."""
    text = code.text if isinstance(code, Icd10Cm) else code
    return text.strip().replace(".", "").upper()


def code_row(reference: Reference, release: int, code: str | Icd10Cm) -> Row | None:
    """Give the stored row of a code in a release: ord, code, title, billable, parent, last."""
    rows = reference.rows(
        f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND code = ?", release, bare(code)
    )
    return rows[0] if rows else None


def find(reference: Reference, code: str | Icd10Cm, on: date) -> CodeEntry | None:
    """Look a code up in the release that serves on a day; None when there is no such code."""
    serving = reference.serving(on)
    release = serving.release
    row = code_row(reference, release.id, code)
    if row is None:
        return None
    above = list(_above(reference, release.id, row))
    block, chapter = _headings(reference, release.id, row[6])
    return CodeEntry(
        Icd10Cm(row[1]),
        row[2],
        bool(row[3]),
        release.valid_from,
        release.valid_to,
        release.label,
        serving.nearest,
        tuple(_line(r) for r in reversed(above)),
        children(reference, code, on),
        block[1:],
        chapter[1:],
        tuple(_notes(reference, serving, [row, *above], (block, chapter))),
        _seventh(reference, release.id, [row, *above]),
    )


def lines_of(reference: Reference, codes: Iterable[str | Icd10Cm], on: date) -> dict[str, CodeLine]:
    """Give the line of each code that the release serving on a day has, by its bare spelling.

    One query for some hundred codes; a code that is not there is missing.
    """
    release = reference.serving(on).release.id
    asked = list(dict.fromkeys(bare(code) for code in codes))
    found: dict[str, CodeLine] = {}
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        rows = reference.rows(
            f"SELECT {_COLUMNS} FROM code WHERE release_id = ?"
            f" AND code IN ({', '.join('?' * len(some))})",
            release, *some,
        )  # fmt: skip
        found |= {row[1]: _line(row) for row in rows}
    return found


def children(reference: Reference, code: str | Icd10Cm, on: date) -> tuple[CodeLine, ...]:
    """Give the codes right below a code, in official order; empty for a leaf."""
    release = reference.serving(on).release
    row = code_row(reference, release.id, code)
    if row is None:
        return ()
    rows = reference.rows(
        f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND parent = ? ORDER BY ord",
        release.id, row[0],
    )  # fmt: skip
    return tuple(_line(r) for r in rows)


def neighbors(
    reference: Reference, code: str | Icd10Cm, on: date, around: int = 8
) -> tuple[CodeLine, ...]:
    """Give the codes before and after a code in the tabular, itself among them."""
    release = reference.serving(on).release
    row = code_row(reference, release.id, code)
    if row is None:
        return ()
    rows = reference.rows(
        f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND ord BETWEEN ? AND ? ORDER BY ord",
        release.id, row[0] - around, row[0] + around,
    )  # fmt: skip
    return tuple(_line(r) for r in rows)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a code stands in the tabular: its section, the code above, and those beside it.

    ``section`` is the block, else the chapter, as (name, title); empty without a tabular.
    ``above`` is None for a category. ``beside`` holds the code itself, at ``at``. ``before``
    and ``after`` are the codes that the reader comes to beyond the first and the last; None
    at the ends of the book.
    """

    section: tuple[str, str]
    above: CodeLine | None
    beside: tuple[CodeLine, ...]
    at: int
    before: CodeLine | None
    after: CodeLine | None


def shelf(reference: Reference, code: str | Icd10Cm, on: date) -> Shelf | None:
    """Give a code with its neighbors in the tabular; None when there is no such code."""
    release = reference.serving(on).release.id
    row = code_row(reference, release, code)
    if row is None:
        return None
    beside = _beside(reference, release, row)
    above = next(iter(_above(reference, release, row)), None)
    block, chapter = _headings(reference, release, row[6])
    return Shelf(
        block[1:] if block[1] else chapter[1:],
        _line(above) if above else None,
        tuple(_line(one) for one in beside),
        [one[0] for one in beside].index(row[0]),
        _line(above) if above else _at(reference, release, beside[0][0] - 1),
        _at(reference, release, beside[-1][5] + 1),
    )


def _beside(reference: Reference, release: int, row: Row) -> list[Row]:
    """Give the rows on one level with a code, itself among them.

    A list without headings has no levels: those of the same category stand beside each other.
    """
    if row[4] is None and row[6] is None and len(row[1]) > _CATEGORY:
        return reference.rows(
            f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND code BETWEEN ? AND ?"
            " AND parent IS NULL ORDER BY ord",
            release, row[1][:_CATEGORY], row[1][:_CATEGORY] + "~",
        )  # fmt: skip
    return reference.rows(
        f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND parent IS ?"
        " AND (parent > 0 OR heading IS ?) ORDER BY ord",
        release, row[4], row[6],
    )  # fmt: skip


def _at(reference: Reference, release: int, place: int) -> CodeLine | None:
    rows = reference.rows(
        f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND ord = ?", release, place
    )
    return _line(rows[0]) if rows else None


def _line(row: Row) -> CodeLine:
    return CodeLine(Icd10Cm(row[1]), row[2], bool(row[3]))


def _above(reference: Reference, release: int, row: Row) -> Iterator[Row]:
    """Give the rows above one, nearest first."""
    while row[4] is not None:
        row = reference.rows(
            f"SELECT {_COLUMNS} FROM code WHERE release_id = ? AND ord = ?", release, row[4]
        )[0]
        yield row


def _headings(
    reference: Reference, release: int, block_id: int | None
) -> tuple[tuple[int, str, str], tuple[int, str, str]]:
    """Give the block and the chapter as (id, name, title)."""
    none = (0, "", "")
    if block_id is None:
        return none, none
    rows = reference.rows(
        "SELECT b.id, b.name, b.title, c.id, c.name, c.title FROM heading b LEFT JOIN heading c"
        " ON c.release_id = b.release_id AND c.id = b.parent WHERE b.release_id = ? AND b.id = ?",
        release, block_id,
    )  # fmt: skip
    found = rows[0]
    return (found[0], found[1], found[2]), (found[3] or 0, found[4] or "", found[5] or "")


def _notes(
    reference: Reference,
    serving: Serving,
    path: list[Row],
    headings: tuple[tuple[int, str, str], tuple[int, str, str]],
) -> Iterator[NoteText]:
    owners = {row[0]: str(Icd10Cm(row[1])) for row in path}
    owners.update({-h[0]: h[1] for h in headings if h[0]})
    marks = ", ".join("?" * len(owners))
    rows = reference.rows(
        f"SELECT owner, kind, text FROM note WHERE release_id = ? AND owner IN ({marks})"
        " ORDER BY seq",
        serving.release.id, *owners,
    )  # fmt: skip
    order = list(owners)
    for owner, kind, text in sorted(rows, key=lambda r: order.index(r[0])):
        inherited = owner != path[0][0]
        if inherited and kind == "inclusion":
            continue
        yield NoteText(kind, text, owners[owner], inherited)


def _seventh(reference: Reference, release: int, path: list[Row]) -> tuple[tuple[str, str], ...]:
    """Give the 7th characters of a code's full codes.

    The nearest definition says what a character means; a stem with full codes of its own
    shows only those that exist, a code above it all that are defined.
    """
    stem = path[0] if len(path[0][1]) < 7 else path[1]
    existing = reference.rows(
        "SELECT code, extension FROM code WHERE release_id = ? AND parent = ?"
        " AND extension <> '' ORDER BY ord",
        release, stem[0],
    )  # fmt: skip
    if existing:
        return tuple((code[-1], words) for code, words in existing)
    for row in path:
        if row[3]:
            return ()
        defined = reference.rows(
            "SELECT char, text FROM seventh WHERE release_id = ? AND owner = ? ORDER BY seq",
            release, row[0],
        )  # fmt: skip
        if defined:
            return tuple((char, text) for char, text in defined)
    return ()
