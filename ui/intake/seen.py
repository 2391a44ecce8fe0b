"""What a list would bring, as rows of one table; no widget, made off the window's thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from app.intake import listing
from app.intake.apply import counted
from app.intake.column_map import ColumnMap
from app.intake.person_merges import MergeStanding
from app.intake.preview import Preview, Standing, preview
from app.intake.staged import NOTHING, ListFiles, Reading, Rejected, Staged, Warned
from app.progress import Progress, unheard
from app.values.dates import show_date
from app.values.person import PersonName
from ui.columns import Column
from ui.kit.choice import Filter
from ui.text import tr

REJECTED, WARNED = "rejected", "warned"
_MOST_LETTERS, _SHORT_ID, _MOST_JOINS = 20, 13, 3
OF_VISITS = ("who", "dos", "provider", "payer")
"""The columns that rejected rows and warnings leave empty; they stand before the last."""
KINDS = (*(one.value for one in Standing), REJECTED, WARNED)
_TONES = {"new": "ok", "changed": "note", "unchanged": "text_soft", "rejected": "block"}
_ICONS = {
    "new": "circle-check", "changed": "pencil", "unchanged": "circle", "rejected": "octagon-x",
    "warned": "triangle-alert",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One visit, one rejected row or one warning. ``number`` makes it itself in the table.

    ``row`` is empty where the file has no rows. ``values`` are the row's own cells.
    """

    number: int
    kind: str
    file: str
    row: str
    who: str = ""
    dos: str = ""
    provider: str = ""
    payer: str = ""
    why: str = ""
    values: Mapping[str, str] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class Seen:
    """Everything the screen shows of a list before it is taken.

    ``beside`` counts what comes in beside visits, by its name: notes, merges and the like.
    ``brings`` tells whether taking writes anything, visits or what comes beside them.
    ``joins`` says of each merge which number becomes part of which, and whose.
    """

    staged: Staged
    rows: Mapping[str, Sequence[SeenRow]]
    patients_new: int
    charges_new: int
    rejected: tuple[Rejected, ...]
    beside: Mapping[str, int] = field(default_factory=dict)
    brings: bool = False
    joins: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """Count the rows of a kind."""
        return len(self.rows[kind])

    @property
    def to_take(self) -> int:
        """Count the visits that taking would write."""
        return self.count(Standing.NEW) + self.count(Standing.CHANGED)


def read(
    paths: Sequence[Path], today: date, saved: ColumnMap | None, progress: Progress = unheard
) -> Staged:
    """Read the files; see ``app.intake.listing.read_list``.

    Raises:
        Refused, Outside: as there.
    """
    return listing.read_list(ListFiles(tuple(paths)), Reading(today, saved_map=saved), progress)


def look(session: Any, staged: Staged) -> Seen:
    """Compare what was read with the office and make its rows."""
    found = preview(session, staged)
    rows: dict[str, list[SeenRow]] = {kind: [] for kind in KINDS}
    for number, row in enumerate((*_visits(found), *_rejects(found), *_warnings(found))):
        rows[row.kind].append(_numbered(row, number))
    counts = counted(found)
    beside = {name: n for name, n in asdict(found.beside()).items() if n}
    return Seen(
        staged, rows, counts.patients_new, counts.charges_new, counts.rejected, beside,
        counts.brings, tuple(_joins(found)),
    )  # fmt: skip


def columns(*, several_files: bool) -> list[Column[SeenRow]]:
    """Give the columns of the table; the file stands in it when there are several."""
    made = [Column[SeenRow](tr("intake_screen.row"), lambda row: row.row, numeric=True)]
    if several_files:
        made.insert(0, Column(tr("intake_screen.file"), lambda row: row.file, tone=_soft))
    made += [
        Column(tr("intake_screen.state_of"), _state, tone=_tone, icon=lambda row: _ICONS[row.kind]),
        Column(tr("intake_screen.who"), lambda row: row.who),
        Column(tr("intake_screen.dos"), lambda row: row.dos),
        Column(tr("intake_screen.provider"), _provider, tip=lambda row: row.provider),
        Column(tr("intake_screen.payer"), lambda row: row.payer, tip=lambda row: row.payer),
        Column(tr("intake_screen.why"), _why, stretch=True, tip=_why),
    ]
    return made


def filters(seen: Seen, *, narrow: bool = False) -> list[Filter]:
    """Give the filters with their counts; in a narrow window those that have rows."""
    made = []
    for kind in (one for one in KINDS if seen.count(one) or not narrow):
        tone = "" if kind == Standing.UNCHANGED else _TONES.get(kind, "warn")
        words = tr(f"intake_screen.filter.{kind}")
        made.append(Filter(kind, words, seen.count(kind), tone, _ICONS[kind]))
    return made


def first_filter(seen: Seen) -> str:
    """Give the filter to begin with: what is new, else the first that has rows."""
    return next((kind for kind in KINDS if seen.count(kind)), KINDS[0])


def beside_words(beside: Mapping[str, int]) -> str:
    """Say what comes in beside visits; empty when nothing does."""
    told = [tr(f"intake_beside.{name}", n=count) for name, count in beside.items()]
    return tr("intake_beside.also", what=", ".join(told)) if told else ""


def join_words(joins: Sequence[str]) -> str:
    """Say which registrations become one, the first few by name; empty when none do."""
    more = len(joins) - _MOST_JOINS
    told = " ".join(joins[:_MOST_JOINS])
    return f"{told} {tr('intake_beside.more', n=more)}" if more > 0 else told


def _joins(found: Preview) -> Iterable[str]:
    for one in found.merges:
        if one.standing is MergeStanding.MERGE:
            who, told = _name(one.merge.last, one.merge.first), one.merge
            yield tr("intake_beside.joins", gone=told.gone, stays=told.stays, who=who)


def cells(row: SeenRow) -> str:
    """Tell a row's own cells, so that it can be found in its file."""
    told = [f"{name}: {value}" for name, value in row.values.items() if value]
    return " · ".join(told)


def _visits(found: Preview) -> Iterable[SeenRow]:
    people = {one.key: one for one in found.staged.patients}
    seen_by = {one.key: one for one in found.staged.providers}
    covers = {one.key: one for one in found.staged.coverages}
    payers = {one.key: one.name for one in found.staged.payers}
    for standing in found.visits:
        visit = standing.visit
        who, provider = people[visit.patient_key], seen_by.get(visit.provider_key)
        cover = covers.get(visit.coverage_key)
        payer = payers.get(cover.payer_key, "") if cover else ""
        yield SeenRow(
            0, standing.standing.value, visit.file, _row(visit.row),
            _name(who.last, who.first) or who.mrn, show_date(visit.dos),
            _name(provider.last, provider.first) or provider.source_id if provider else "",
            payer or (tr("intake_screen.self_pay") if visit.is_self_pay else ""),
            visit.not_billable, visit.values,
        )  # fmt: skip


def _rejects(found: Preview) -> Iterable[SeenRow]:
    for one in found.rejected:
        yield SeenRow(
            0, REJECTED, one.file, _row(one.row), why=one.reason, values=one.values
        )  # fmt: skip


def _warnings(found: Preview) -> Iterable[SeenRow]:
    warned: tuple[Warned, ...] = found.warned
    for one in warned:
        yield SeenRow(0, WARNED, one.file, _row(one.row), why=one.reason)


def _numbered(row: SeenRow, number: int) -> SeenRow:
    return SeenRow(
        number, row.kind, row.file, row.row, row.who, row.dos, row.provider, row.payer, row.why,
        row.values,
    )  # fmt: skip


def _row(number: int | None) -> str:
    return "" if number is None else f"{number}"


def _name(last: str, first: str) -> str:
    try:
        return PersonName(last, first).listed()
    except ValueError:
        return last or first


def _state(row: SeenRow) -> str:
    return tr(f"intake_screen.kind.{row.kind}")


def _tone(row: SeenRow) -> str:
    return _TONES.get(row.kind, "warn")


def _provider(row: SeenRow) -> str:
    """Give who saw the patient; a long id by its beginning, as it is told whole elsewhere."""
    long = len(row.provider) > _MOST_LETTERS and " " not in row.provider
    return f"{row.provider[:_SHORT_ID]}\N{HORIZONTAL ELLIPSIS}" if long else row.provider


def _why(row: SeenRow) -> str:
    return row.why


def _soft(_row: SeenRow) -> str:
    return "text_soft"
