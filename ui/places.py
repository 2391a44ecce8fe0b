"""The desks of the rail, in order, and the screen each one opens."""

from __future__ import annotations

from dataclasses import dataclass

from app.values.states import Hat


@dataclass(frozen=True, slots=True)
class Place:
    """One desk of the rail.

    ``screen`` is "module:Class", imported at the first visit so that the window starts
    fast; empty while the desk is not built, and then a page says what works where.
    ``hat`` is whose work it is, None for both. The action that goes there is ``go.<id>``;
    its name is ``actions.go.<id>`` without the mnemonic. ``under`` is the desk that a page
    without a row of its own belongs to; the rail marks it.
    """

    id: str
    section: str
    icon: str
    screen: str
    hat: Hat | None = None
    permission: str = "look"
    under: str = ""


PLACES: tuple[Place, ...] = (
    Place("today", "", "sun", "ui.today.board:Today"),
    Place("coder", "coding", "file-text", "ui.coding.coder_desk:CoderDesk", Hat.CODER),
    Place(
        "queries",
        "coding",
        "message-circle-question-mark",
        "ui.queries.queries_desk:QueriesDesk",
        Hat.CODER,
    ),
    Place("biller", "billing", "receipt", "ui.claims.biller_desk:BillerDesk", Hat.BILLER),
    Place(
        "remittance", "billing", "inbox", "ui.remittance.remittance_desk:RemittanceDesk", Hat.BILLER
    ),
    Place("denials", "billing", "shield-alert", "ui.denials.denials_desk:DenialsDesk", Hat.BILLER),
    Place("accounts", "patients", "users", "ui.ledger.accounts:Accounts"),
    Place("statements", "patients", "mail", "ui.statements.run:StatementRun"),
    Place("plans", "patients", "calendar-check", "ui.plans.plans:PaymentPlans"),
    Place("reports", "practice", "chart-column", "ui.reports.reports_desk:ReportsDesk"),
    Place("office", "practice", "building-2", "ui.admin.office:Office"),
)
PAGES: tuple[Place, ...] = (
    Place(
        "take-in", "coding", "file-up", "ui.intake.take_in:TakeIn", None, "import", under="coder"
    ),
    Place(
        "type-visit",
        "coding",
        "user-plus",
        "ui.intake.type_visit:TypeVisit",
        None,
        "import",
        under="coder",
    ),
    Place(
        "expected",
        "coding",
        "calendar-check",
        "ui.intake.expected_page:ExpectedVisits",
        None,
        "look",
        under="coder",
    ),
    Place(
        "audits",
        "coding",
        "scale",
        "ui.auditing.audits_screen:CodingAudits",
        None,
        "coding.audit",
        under="coder",
    ),
    Place(
        "audit",
        "coding",
        "scale",
        "ui.auditing.reading_screen:AuditReading",
        None,
        "coding.audit",
        under="coder",
    ),
    Place(
        "lessons",
        "coding",
        "book-open",
        "ui.auditing.lessons_screen:Lessons",
        None,
        "look",
        under="coder",
    ),
    Place(
        "watched",
        "coding",
        "folder-open",
        "ui.intake.watched_page:WatchedFolder",
        None,
        "import",
        under="coder",
    ),
    Place(
        "merges",
        "patients",
        "git-merge",
        "ui.patients.merge_page:MergePage",
        None,
        "look",
        under="accounts",
    ),
)
"""Pages that are opened from any desk and have no row of their own in the rail."""

FIND = "app.reports.find:find"
"""``find(session, text) -> Sequence[Found]`` for the palette."""

COUNTS = "app.reports.waiting:counts"
"""``counts(session, as_of) -> Mapping[place id, int]``: work waiting, for the rail."""


def place(place_id: str) -> Place:
    """Give the place of this id.

    Raises:
        KeyError: no such place.
    """
    for one in (*PLACES, *PAGES):
        if one.id == place_id:
            return one
    raise KeyError(place_id)
