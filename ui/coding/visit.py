"""What the coder's desk reads of a visit, and of the worklist around it, in one snapshot each."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.charting import chart as charts
from app.charting import worklist
from app.charting.chart import Chart
from app.charting.queries import lists as queries
from app.charting.queries.lists import QueryWhole
from app.charting.worklist import Ask, Filter, Order, Page, StateCount, WorklistRow
from app.coding import second_look, storing
from app.coding.draft import CodingDraft
from app.coding.second_look import Look
from app.documents import filing
from app.practice import settings
from app.reports import second_looks
from app.reports.second_looks import WaitingLook
from app.superbills import frozen, printing
from app.superbills.changed_notes import ChangedNote, changed_notes
from app.values.states import CodingStatus, QueryStatus

PAGE = 200
FILTERS: dict[str, tuple[CodingStatus, ...]] = {
    "open": worklist.OPEN,
    "ready": (CodingStatus.NEW, CodingStatus.READY),
    "in_progress": (CodingStatus.IN_PROGRESS,),
    "sent_back": (CodingStatus.SENT_BACK,),
    "mine": worklist.OPEN,
    "waiting": (
        CodingStatus.NEEDS_DOCUMENTATION, CodingStatus.QUERY_OPEN, CodingStatus.SECOND_LOOK,
    ),
    "put_away": worklist.OPEN,
    "released": (CodingStatus.HANDED_OFF, CodingStatus.POSTED),
    "not_billable": (CodingStatus.NOT_BILLABLE,),
}  # fmt: skip
"""The filters of the worklist, each with the states it lists; visits put away have their own."""
PUT_AWAY = "put_away"
MINE = "mine"


def filter_of(name: str) -> str:
    """Give the filter of that name, or the one that lists that state; else all open visits."""
    if name in FILTERS:
        return name
    broad = ("open", MINE, PUT_AWAY)
    narrow = (key for key, states in FILTERS.items() if key not in broad and name in states)
    return next(narrow, "open")


def narrowed(key: str, user_id: int, patient_id: int | None = None) -> Filter:
    """Give what a filter of the worklist lists, of one patient only when one is named."""
    owner = user_id if key == MINE else None
    return Filter(FILTERS[key], None, None, patient_id, resting=key == PUT_AWAY, owner_id=owner)


class LookMode(StrEnum):
    """How a held visit stands to the one who opens it.

    WAITS: its own coder, before the day. BLIND: the first codes are hidden. CHOOSE: two
    readings differ. OTHER: somebody else, who may release it at once. AUDIT: an auditor reads
    it, and nothing of the first codes is here.
    """

    NONE = ""
    WAITS = "waits"
    BLIND = "blind"
    CHOOSE = "choose"
    OTHER = "other"
    AUDIT = "audit"


@dataclass(frozen=True, slots=True)
class SuperbillFact:
    """The newest superbill of a visit: its id, number and revision."""

    id: int
    number: int
    revision: int


@dataclass(frozen=True, slots=True)
class Visit:
    """Everything that the desk shows of one visit.

    ``sent_back`` is why the biller returned it the last time, or empty; ``query`` what the
    provider was asked last and has not answered, else None.
    """

    chart: Chart
    draft: CodingDraft
    superbill: SuperbillFact | None
    sent_back: str
    query: QueryWhole | None
    changed: ChangedNote | None = None
    """A note that came after the visit was released; its superbill has not seen it."""
    look: Look | None = None
    """The second look that the visit waits for."""
    look_mode: LookMode = LookMode.NONE
    is_asking: bool = False
    """A query was begun and kept; nobody has been asked yet."""

    @property
    def id(self) -> int:
        """Give the visit's id."""
        return self.chart.visit.id

    @property
    def state(self) -> CodingStatus:
        """Give where the visit stands."""
        return self.chart.visit.state

    @property
    def is_open(self) -> bool:
        """Tell whether its codes can change here."""
        return self.state.is_open and self.look_mode not in (LookMode.WAITS, LookMode.CHOOSE)


@dataclass(frozen=True, slots=True)
class ListAsked:
    """A list asked for: the filter's key, how many rows, and the visit that stays in sight."""

    as_of: date
    key: str
    order: Order | None = None
    user_id: int = 0
    rows: int = PAGE
    keep: int | None = None
    patient_id: int | None = None


@dataclass(frozen=True, slots=True)
class Listed:
    """The list with the counts of all states; ``kept`` is the visit that is open now."""

    page: Page
    counts: tuple[StateCount, ...]
    order: Order
    kept: WorklistRow | None
    looks: dict[int, WaitingLook] = field(default_factory=dict)
    """The held visits by id, and whether they may be read today."""
    put_away: int = 0
    """How many visits are put away."""
    mine: int = 0
    """How many open visits the user owns."""
    slow_late: tuple[int, int] = (3, 7)
    """Ages in days from which a visit is slow, and from which it is late."""


def read_visit(session: Any, encounter_id: int) -> Visit:
    """Read chart, draft and what the biller and the provider were told.

    Raises:
        Refused: charting.gone.
    """
    newest = frozen.latest_of(session, encounter_id)
    fact = None
    if newest is not None:
        bill = frozen.superbill(session, newest)
        fact = SuperbillFact(bill.id, bill.number, bill.revision)
    return Visit(
        charts.chart(session, encounter_id),
        storing.load(session, encounter_id),
        fact,
        frozen.sent_back_reason(session, encounter_id),
        _waiting(session, encounter_id),
        next(iter(changed_notes(session, encounter_id)), None),
        second_look.open_look(session, encounter_id),
        is_asking=_is_asking(session, encounter_id),
    )


def _is_asking(session: Any, encounter_id: int) -> bool:
    """Tell whether a draft of a query waits to be sent."""
    told = queries.of_visit(session, encounter_id, date.max)
    return any(row.status is QueryStatus.DRAFT for row in told)


def _waiting(session: Any, encounter_id: int) -> QueryWhole | None:
    """Read the newest query of a visit that waits for its answer."""
    day = date.max
    found = queries.of_visits(session, (encounter_id,), day).get(encounter_id, ())
    return queries.whole(session, found[-1].id, day) if found else None


def read_list(session: Any, asked: ListAsked) -> Listed:
    """Read the head of the list, in the order that the user keeps, and the counts."""
    order = asked.order
    if order is None:
        newest = settings.value(session, settings.WORKLIST_NEWEST_FIRST, asked.user_id)
        order = Order.NEWEST if newest else Order.OLDEST
    which = narrowed(asked.key, asked.user_id, asked.patient_id)
    page = worklist.worklist(session, Ask(asked.as_of, which, order, None, max(asked.rows, PAGE)))
    kept = None if asked.keep is None else worklist.row_of(session, asked.keep, asked.as_of)
    waiting = second_looks.waiting(session, asked.as_of, asked.user_id or None)
    looks = {one.encounter_id: one for one in waiting}
    if asked.key == "waiting" and page.after is None:
        ready = {one.encounter_id for one in waiting if one.is_ready}
        page = replace(page, rows=tuple(sorted(page.rows, key=lambda row: row.id not in ready)))
    slow_late = (
        settings.value(session, settings.LAG_SLOW),
        settings.value(session, settings.LAG_LATE),
    )
    away = worklist.resting_count(session, asked.as_of)
    mine = worklist.own_count(session, asked.user_id, asked.as_of)
    counts = worklist.counts(session, asked.as_of)
    return Listed(page, counts, order, kept, looks, away, mine, slow_late)


def read_more(session: Any, ask: Ask) -> Page:
    """Read the next page of the list."""
    return worklist.worklist(session, ask)


def read_paper(session: Any, document_id: int) -> bytes:
    """Read the bytes of an attached document.

    Raises:
        Refused: documents.gone.
    """
    return filing.content(session, document_id)


def read_superbill(session: Any, encounter_id: int) -> bytes:
    """Draw the newest superbill of a visit as PDF; empty when there is none yet.

    Raises:
        Refused: paper.no_glyph.
    """
    newest = frozen.latest_of(session, encounter_id)
    return b"" if newest is None else printing.superbill_pdf(session, newest)
