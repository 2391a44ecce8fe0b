"""What the Queries desk reads: a list with the counts of all states, one query, its paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.charting.queries import lists, printing
from app.charting.queries.lists import QueryCount, QueryRow, QueryWhole
from app.values.dates import show_date
from app.values.problem import Outside
from app.values.states import QueryStatus
from ui.columns import Column
from ui.rows_model import RowsModel
from ui.text import tr

FILTERS: dict[str, tuple[QueryStatus, ...]] = {
    "todo": lists.OPEN,
    "overdue": (QueryStatus.SENT,),
    **{status.value: (status,) for status in QueryStatus},
    "all": tuple(QueryStatus),
}
"""The filters of the list, each with the states it lists."""
PAGE = 200
"""Rows of a filter that grows with the years which come before the rest of it."""
_GROWS = frozenset({"closed", "withdrawn", "all"})


@dataclass(frozen=True, slots=True)
class Listed:
    """The queries of a filter, how many are in each state, and whom queries were asked."""

    rows: tuple[QueryRow, ...]
    counts: tuple[QueryCount, ...]
    providers: tuple[tuple[int, str], ...] = ()

    def count(self, key: str) -> int:
        """Give how many queries a filter lists."""
        if key == "overdue":
            return sum(one.overdue for one in self.counts)
        return sum(one.count for one in self.counts if one.status in FILTERS[key])


def read_list(session: Any, key: str, as_of: date, provider_id: int | None = None) -> Listed:
    """Read the queries of a filter and the counts of all; of one provider, or of everybody."""
    rows = lists.queries(session, as_of, FILTERS[key], provider_id)
    if key == "overdue":
        rows = tuple(row for row in rows if row.is_overdue(as_of))
    if grows(key):
        rows = tuple(sorted(rows, key=lambda row: -row.number))
    return Listed(rows, lists.counts(session, as_of, provider_id), lists.asked_of(session))


def grows(key: str) -> bool:
    """Tell whether a filter lists what has ended, newest first, and so grows with the years."""
    return key in _GROWS


def read_newest(session: Any, key: str, as_of: date, provider_id: int | None = None) -> Listed:
    """Read the first rows of a filter that grows, with the counts of all, as ``read_list``."""
    rows = lists.newest(session, as_of, FILTERS[key], provider_id, PAGE)
    return Listed(rows, lists.counts(session, as_of, provider_id), lists.asked_of(session))


def read_one(session: Any, query_id: int, as_of: date) -> QueryWhole:
    """Read one query whole.

    Raises:
        Refused: queries.gone.
    """
    return lists.whole(session, query_id, as_of)


def read_paper(session: Any, query_id: int, as_of: date) -> bytes:
    """Draw the paper of a query.

    Raises:
        Refused: queries.gone, paper.no_glyph.
    """
    return printing.query_pdf(session, query_id, as_of)


def write_paper(path: Path, content: bytes) -> None:
    """Write a paper into a file.

    Raises:
        Outside: query_screen.unwritable.
    """
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Outside("query_screen.unwritable", file=path.name) from error


def write_list(path: Path, rows: Sequence[QueryRow], today: date) -> int:
    """Write a list of queries as CSV and give how many there are.

    Raises:
        Outside: query_screen.unwritable.
    """
    model: RowsModel[QueryRow] = RowsModel(_columns(today), lambda row: row.id)
    model.set_rows(rows)
    try:
        model.write_csv(path)
    except OSError as error:
        raise Outside("query_screen.unwritable", file=path.name) from error
    return len(rows)


def _columns(today: date) -> tuple[Column[QueryRow], ...]:
    def title(name: str) -> str:
        return tr(f"query_screen.column.{name}")

    def late(row: QueryRow) -> str:
        return tr("query_screen.overdue") if row.is_overdue(today) else ""

    return (
        Column(title("number"), lambda row: str(row.number), numeric=True),
        Column(title("patient"), lambda row: row.patient),
        Column(title("dos"), lambda row: show_date(row.dos)),
        Column(title("provider"), lambda row: row.provider),
        Column(title("topic"), lambda row: tr(f"queries.topic.{row.topic}")),
        Column(title("state"), lambda row: tr(f"queries.status.{row.status}")),
        Column(title("due"), lambda row: show_date(row.due_on) if row.due_on else ""),
        Column(title("late"), late),
        Column(title("age"), lambda row: str(row.age), numeric=True),
        Column(title("by"), lambda row: row.by),
    )
