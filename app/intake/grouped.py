"""Lists that say a thing once: a blank cell under a patient, a day or a visit means the one above.

Only a list that shows it is read so, or one of which a person says it. In any other a blank cell
is a defect, and its row is rejected: a visit is never given to the patient of the row above by
guess. Where a list may be the one or the other, the reason of the reject says how to tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from app.intake.findings import Findings
from app.intake.layout import Layout
from app.intake.text_table import Row

_KEY = ("patient_id", "mrn", "patient_name", "last_name", "first_name", "birth")
_PERSON = (
    *_KEY, "middle_name", "suffix", "sex", "address", "address2", "city", "state", "zip", "phone",
    "email", "death_date",
)  # fmt: skip
_INSURED = ("payer", "payer_id", "member_id", "group_number", "payer2", "member2")
_DONE = ("code", "amount", "dx")
_LINE = ("code", "modifier", "units", "amount", "charge_id", "note", "description")
_MOST, _MANY, _SOME, _FEW = 0.5, 0.4, 0.15, 0.02
ABOVE, NOBODY = "above", "nobody"
_FEWEST, _ENOUGH = 3, 4
"""Rows under a patient that all run on in time, or all back, are no chance."""
_TOTAL = re.compile(r"\b(?:sub|grand)?totals?\b", re.IGNORECASE)
_CONTINUED = re.compile(r"[\s(\[-]{0,9}(?:continued|cont'?d|cont\.)\W*$", re.IGNORECASE)
ReadDay = Callable[[str], "date | None"]
IsFurniture = Callable[[list[str]], bool]


@dataclass(slots=True)
class _Seen:
    """What the rows of a table show, counted."""

    named: int = 0
    dated: int = 0
    banners: int = 0
    unnamed: int = 0
    undated: int = 0
    lines: int = 0
    repeats: int = 0
    repeated_lines: int = 0
    said_twice: int = 0
    insured: int = 0
    strangers: int = 0
    later: int = 0
    earlier: int = 0
    member: str = ""
    last_day: date | None = None
    is_first_bare: bool = False
    totals: int = 0
    sections: list[list[tuple[str, ...]]] = field(default_factory=lambda: [[]])
    days: list[date | None] = field(default_factory=list)
    every_day: list[date] = field(default_factory=list)

    def begin(self, member: str, day: date | None) -> None:
        """Begin the visits of the next patient, or of nobody."""
        self.member, self.last_day = member, day

    def follow(self, member: str, day: date | None) -> None:
        """Count a visit without a patient: how it stands in time, and whose insurance it tells."""
        self.strangers += bool(member and self.member and member != self.member)
        if day and self.last_day:
            self.later += day > self.last_day
            self.earlier += day < self.last_day
        self.last_day = day or self.last_day

    @property
    def is_steady(self) -> bool:
        """Tell whether visits run on under each patient, or back under each."""
        return (self.later == 0) != (self.earlier == 0)

    @property
    def in_order(self) -> int:
        """Count the pairs of those who are named, where all stand in order of a number or a name.

        Each section of a report has an order of its own. 0 where a pair is out of order.
        """
        told = [pair for section in self.sections for pair in pairwise(section)]
        columns = range(len(told[0][0])) if told else ()
        shows = any(
            all(one[at] and one[at] <= other[at] for one, other in told)
            and any(one[at] != other[at] for one, other in told)
            for at in columns
        )
        return len(told) if shows else 0


class Columns:
    """Where a table says who, when and what."""

    def __init__(self, layout: Layout) -> None:
        self.key = _places(layout, _KEY)
        self.person = _places(layout, _PERSON)
        self.insured = _places(layout, _INSURED)
        self.done = _places(layout, _DONE)
        self.line = set(_places(layout, _LINE))
        self.dx = _places(layout, ("dx",))
        self.dos = layout.at("date_of_service")
        self.visit = layout.at("encounter_id")
        self.member = layout.at("member_id")
        self.width = layout.width

    def names(self, cells: Sequence[str]) -> bool:
        """Tell whether a row says who."""
        return any(cells[at] for at in self.key)

    def is_bare(self, cells: Sequence[str]) -> bool:
        """Tell whether a row says nothing of a person, not even the sex."""
        return not any(cells[at] for at in self.person)

    def member_of(self, cells: Sequence[str]) -> str:
        """Give the number at the insurance that a row tells."""
        return cells[self.member].casefold() if self.member >= 0 else ""

    def is_banner(self, cells: Sequence[str]) -> bool:
        """Tell a row that only says who, for the rows under it."""
        told = {at for at, cell in enumerate(cells) if cell}
        return bool(told & set(self.key)) and told <= {*self.person, *self.insured}

    def identity(self, cells: Sequence[str]) -> tuple[str, ...]:
        """Give who a row names, "(continued)" or not."""
        return tuple(_CONTINUED.sub("", cells[at]).casefold() for at in self.key)

    def is_line(self, cells: Sequence[str], visit: str) -> bool:
        """Tell a row with a service that can only belong to the visit above."""
        own = cells[self.visit] if self.visit >= 0 else ""
        return any(cells[at] for at in self.done) and own in ("", visit) and self.is_bare(cells)


class Grouping:
    """Fills the blank cells of one table, row by row, with what stands above."""

    def __init__(
        self, columns: Columns, file: str, by: frozenset[str], *, is_doubtful: bool = False
    ) -> None:
        self._columns, self._file, self.by = columns, file, by
        self._is_doubtful = is_doubtful
        self._who: dict[int, str] = {}
        self._when = ""
        self._visit: list[str] = []

    def forget(self) -> None:
        """Begin anew: behind a total, or a row that could not be read, nothing stands above."""
        self._who, self._when, self._visit = {}, "", []

    def pass_by(self, cells: list[str]) -> None:
        """Heed a line of the report: a total ends a group, a page does not."""
        if any(_TOTAL.search(cell) for cell in cells):
            self.forget()

    def takes_banner(self, cells: list[str]) -> bool:
        """Take a row that only says who the rows under it are about."""
        if "patient" not in self.by or not self._columns.is_banner(cells):
            return False
        if any(_TOTAL.search(cell) for cell in cells):
            return False
        self._remember_who([*cells, *[""] * (self._columns.width - len(cells))])
        self._visit = []
        return True

    def doubts(self, cells: Sequence[str]) -> bool:
        """Tell a visit without a patient that may be that of the one above, or anybody's."""
        columns = self._columns
        return (
            self._is_doubtful
            and bool(cells[columns.dos])
            and not columns.names(cells)
            and columns.is_bare(cells)
        )

    def filled(self, number: int, cells: list[str], findings: Findings) -> list[str]:
        """Give a row with its blanks filled, where the list shows what they mean."""
        columns = self._columns
        named, dated = columns.names(cells), bool(cells[columns.dos])
        if named and not dated and "date" in self.by and self._when:
            cells = _with(cells, {columns.dos: self._when})
            findings.warn_once(self._file, number, "above_date")
        elif dated and not named and self._who and columns.is_bare(cells):
            cells = _with(cells, self._who)
            findings.warn_once(self._file, number, "above_patient")
        elif not named and not dated and self._is_line(cells):
            findings.warn_once(self._file, number, "above_visit")
            return self._of_visit(cells)
        self._remember(cells)
        return cells

    def _is_line(self, cells: list[str]) -> bool:
        at = self._columns.visit
        above = self._visit[at] if self._visit and at >= 0 else ""
        return bool(self._visit) and "visit" in self.by and self._columns.is_line(cells, above)

    def _of_visit(self, cells: list[str]) -> list[str]:
        """Give a service line with the cells of its visit."""
        columns = self._columns
        kept = set(columns.line)
        if any(cells[at] for at in columns.dx):
            kept.update(columns.dx)
        pairs = zip(cells, self._visit, strict=True)
        return [mine if mine or at in kept else told for at, (mine, told) in enumerate(pairs)]

    def _remember(self, cells: list[str]) -> None:
        """Keep what a row says, for those under it; a row that lacks something ends its group."""
        columns = self._columns
        named, dated = columns.names(cells), bool(cells[columns.dos])
        if named:
            self._remember_who(cells)
        else:
            self._who = {}
        self._when = cells[columns.dos]
        self._visit = cells if named and dated else []

    def _remember_who(self, cells: list[str]) -> None:
        if "patient" in self.by:
            places = self._columns.person
            if "insured" in self.by:
                places = [*places, *self._columns.insured]
            self._who = {at: cells[at] for at in places if cells[at]}


@dataclass(frozen=True, slots=True)
class Ways:
    """How one table reads its rows: its lines of report, its days, and what a person said.

    ``blanks`` is "above" or "nobody" where somebody said what a blank patient is, else empty.
    """

    is_furniture: IsFurniture
    read_day: ReadDay
    blanks: str = ""


def judge(file: str, layout: Layout, rows: Sequence[Row], ways: Ways) -> Grouping | None:
    """Give how the blanks of a list of visits are filled; None for one that is not grouped."""
    columns = Columns(layout)
    if layout.role != "encounters" or columns.dos < 0 or not columns.key:
        return None
    first, dos = columns.key[0], columns.dos
    widest = max(first, dos)
    if all(len(cells) <= widest or (cells[dos] and cells[first]) for _, cells in rows):
        return None
    seen = _look(columns, rows, ways)
    by = {name for name, shows in _SHOWS.items() if shows(seen)}
    is_doubtful = "patient" in by and not ways.blanks and not _is_sure(seen)
    if ways.blanks == ABOVE:
        by.add("patient")
    elif ways.blanks == NOBODY or is_doubtful:
        by.discard("patient")
    if not is_doubtful and not by - {"insured"}:
        return None
    return Grouping(columns, file, frozenset(by), is_doubtful=is_doubtful)


def _look(columns: Columns, rows: Sequence[Row], ways: Ways) -> _Seen:
    """Count what the rows show."""
    seen, above, group = _Seen(), list[str](), set[tuple[str, ...]]()
    for _, cells in rows:
        wide = [*cells, *[""] * (columns.width - len(cells))]
        if columns.is_banner(wide) and not any(_TOTAL.search(cell) for cell in cells):
            seen.banners += 1
            above = []
            seen.begin(columns.member_of(wide), None)
        elif ways.is_furniture(cells):
            above, group = [], set()
            seen.sections.append([])
            seen.totals += any(_TOTAL.search(cell) for cell in cells)
            seen.begin("", None)
        else:
            _count(columns, wide, above, group, seen)
            _count_day(columns, wide, ways.read_day, seen)
            above = wide
    return seen


def _count_day(columns: Columns, cells: list[str], read_day: ReadDay, seen: _Seen) -> None:
    """Count the day of one row and how it stands to the one above."""
    day = read_day(cells[columns.dos]) if cells[columns.dos] else None
    if columns.names(cells):
        seen.begin(columns.member_of(cells), day)
        seen.days.extend([day] if day else [])
    else:
        seen.follow(columns.member_of(cells), day)
    seen.every_day.extend([day] if day else [])


def _count(
    columns: Columns,
    cells: list[str],
    above: list[str],
    group: set[tuple[str, ...]],
    seen: _Seen,
) -> None:
    """Count one row that is no line of the report."""
    named, dated = columns.names(cells), bool(cells[columns.dos])
    if named:
        who = columns.identity(cells)
        same = bool(above) and columns.identity(above) == who
        at = [columns.dos, *([columns.visit] if columns.visit >= 0 else [])]
        seen.repeats += same
        seen.repeated_lines += same and [cells[p] for p in at] == [above[p] for p in at]
        seen.said_twice += who in group and not same
        group.add(who)
        seen.sections[-1].append(who)
        seen.named += 1
        seen.dated += dated
        seen.undated += not dated
    elif dated:
        seen.is_first_bare |= not seen.named and not seen.banners
        seen.unnamed += columns.is_bare(cells)
        seen.insured += any(cells[at] for at in columns.insured)
    else:
        seen.lines += columns.is_bare(cells) and any(cells[at] for at in columns.done)


def _by_patient(seen: _Seen) -> bool:
    """Tell a list that names each patient once, over his visits.

    A flat list that lost some patients must not look so: there the blanks are fewer, visits
    stand in the order of their days, or one without a patient has another's insurance.
    """
    if seen.repeats or seen.said_twice or seen.strangers:
        return False
    if seen.banners and not seen.named:
        return seen.unnamed > 0
    share = seen.unnamed / max(1, seen.unnamed + seen.named)
    if seen.unnamed < 2 or share < _SOME:
        return False
    if all(a <= b for a, b in pairwise(seen.every_day)):
        return share > _MOST
    enough = seen.unnamed >= _ENOUGH
    return share >= _MOST or (seen.is_steady and (enough or share >= _MANY))


def _is_sure(seen: _Seen) -> bool:
    """Tell a list whose build shows that a blank patient is the one above.

    Patients have rows of their own, or totals end them; or the list runs by patients, as their
    numbers or names in order and the days under each of them show together or many times.
    """
    if seen.is_first_bare:
        return False
    if (seen.banners and not seen.named) or seen.totals >= max(2, seen.named - 1):
        return True
    compared = seen.later + seen.earlier
    # So many names are one pair fewer.
    if seen.in_order >= _ENOUGH - 1:
        return True
    return seen.is_steady and (compared >= _ENOUGH or seen.in_order >= _FEWEST - 1)


def _by_visit(seen: _Seen) -> bool:
    """Tell a list that names each visit once, over its services; one such row is a defect."""
    return not seen.repeated_lines and seen.lines > max(1, _FEW * (seen.dated + seen.unnamed))


def _by_date(seen: _Seen) -> bool:
    """Tell a day sheet that says each day once, over its patients: days only run on, or back."""
    days = [day for day in seen.days if day]
    runs_on = all(a < b for a, b in pairwise(days)) or all(a > b for a, b in pairwise(days))
    share = seen.undated / max(1, seen.undated + seen.dated)
    return seen.undated > 1 and share >= _MOST and runs_on and len(days) == seen.dated > 0


_SHOWS: dict[str, Callable[[_Seen], bool]] = {
    "patient": _by_patient,
    "visit": _by_visit,
    "date": _by_date,
    "insured": lambda seen: not seen.insured,
}


def _places(layout: Layout, names: Sequence[str]) -> list[int]:
    """Give the columns of fields, in the order of the fields."""
    return [at for name in names for at in layout.columns.get(name, ())]


def _with(cells: list[str], told: dict[int, str]) -> list[str]:
    """Give a row with the cells of ``told`` where it has none."""
    return [cell or told.get(at, "") for at, cell in enumerate(cells)]
