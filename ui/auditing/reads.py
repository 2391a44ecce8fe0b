"""What the pages of the coding audit read, each in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from app.auditing import accuracy, lessons, reading, sampling, side_by_side, unfinished
from app.auditing.accuracy import Accuracy
from app.auditing.lessons import Lesson
from app.auditing.reading import AuditedRow, AuditRow, Finding, Reading
from app.auditing.side_by_side import Item, Sheets
from app.auditing.unfinished import Unfinished
from app.coding.comparing import Codes
from app.coding.draft import CodingDraft
from app.coding.em.worksheet import Worksheet
from app.practice import providers
from app.store.store import Work
from app.values.problem import Refused
from app.values.states import CodingStatus
from ui.coding import visit as visits
from ui.coding.visit import Visit


@dataclass(frozen=True, slots=True)
class Listed:
    """All audits, the newest first, and what each found in all, by its id."""

    audits: tuple[AuditRow, ...]
    found: dict[int, Accuracy]


@dataclass(frozen=True, slots=True)
class Shown:
    """One audit: its visits in order, its figures by month and coder, and in all."""

    audit: AuditRow
    visits: tuple[AuditedRow, ...]
    months: tuple[Accuracy, ...]
    total: Accuracy

    @property
    def next(self) -> AuditedRow | None:
        """Give the first visit that is not done, one that was begun before others."""
        waiting = [one for one in self.visits if not one.is_done]
        begun = (one for one in waiting if one.is_begun or one.is_read)
        return next(begun, waiting[0] if waiting else None)


@dataclass(frozen=True, slots=True)
class Choices:
    """Whose coding can be audited: coders by name, providers by id."""

    coders: tuple[str, ...]
    providers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """One visit of an audit. ``found`` is None until the auditor's own codes are set down.

    ``visit`` shows nothing of the coder's codes; ``coder`` are those codes once they may be
    seen, in ``items`` beside the auditor's.
    """

    audit: AuditRow
    row: AuditedRow
    rows: tuple[AuditedRow, ...]
    visit: Visit
    so_far: Unfinished
    found: Reading | None
    items: tuple[Item, ...] = ()
    findings: tuple[Finding, ...] = ()
    sheets: Sheets = field(default_factory=Sheets)
    coder_codes: str = ""

    def beside(self, by: int) -> AuditedRow | None:
        """Give the visit that many places on, None past the ends."""
        at = self.row.position - 1 + by
        return self.rows[at] if 0 <= at < len(self.rows) else None

    @property
    def waiting(self) -> AuditedRow | None:
        """Give the next visit that is not done, the ones after this first."""
        at = self.row.position
        order = (*self.rows[at:], *self.rows[: at - 1])
        return next((one for one in order if not one.is_done), None)


@dataclass(frozen=True, slots=True)
class Taught:
    """A coder's lessons, the newest first, unread ones before all others."""

    lessons: tuple[Lesson, ...]

    @property
    def unread(self) -> int:
        """Count those not read yet."""
        return sum(one.seen_at is None for one in self.lessons)


def read_audits(session: Any) -> Listed:
    """Read the list of audits."""
    return Listed(reading.audits(session), accuracy.by_audit(session))


def read_audit(session: Any, audit_id: int) -> Shown:
    """Read one audit.

    Raises:
        Refused: auditing.gone.
    """
    months = accuracy.of_audit(session, audit_id)
    return Shown(
        _audit(session, audit_id), reading.visits(session, audit_id), months,
        accuracy.total(months),
    )  # fmt: skip


def read_choices(session: Any) -> Choices:
    """Read whose coding can be audited."""
    named = tuple((str(one.id), one.name) for one in providers.providers(session))
    return Choices(sampling.coders(session), named)


def read_opened(session: Any, audited_id: int) -> Opened:
    """Read one visit of an audit, as the auditor may see it now.

    Raises:
        Refused: auditing.gone, charting.gone.
    """
    audit_id = reading.audit_of(session, audited_id)
    rows = reading.visits(session, audit_id)
    row = next(one for one in rows if one.id == audited_id)
    found = reading.reading(session, audited_id)
    so_far = unfinished.unfinished(session, audited_id)
    seen = visits.read_visit(session, row.encounter_id)
    opened = Opened(
        _audit(session, audit_id), row, rows, _hidden(seen, so_far, found), so_far, found
    )
    if found is not None:
        return replace(
            opened,
            items=side_by_side.items(session, found, row.dos),
            findings=reading.findings(session, audited_id),
            sheets=side_by_side.sheets(session, row.encounter_id, found),
        )
    if so_far.shown_at is not None:
        told = side_by_side.told(reading.codes_of(session, row.superbill_id))
        return replace(opened, coder_codes=told)
    return opened


def read_taught(session: Any, coder: str) -> Taught:
    """Read the lessons of one coder, those not read yet first."""
    found = lessons.lessons(session, coder)
    return Taught(tuple(sorted(found, key=lambda one: one.seen_at is not None)))


class Keeping:
    """Stores the draft of a reading; ``sheet`` is the auditor's worksheet, None before one."""

    def __init__(self, audited_id: int, sheet: Worksheet | None) -> None:
        self.audited_id, self.sheet = audited_id, sheet

    def __call__(self, work: Work, draft: CodingDraft) -> int:
        """Keep what the draft holds; give its version, which this changes nothing of."""
        so_far = Unfinished(Codes.of(draft), draft.evidence, self.sheet)
        unfinished.keep(work, self.audited_id, so_far)
        return draft.version


def _audit(session: Any, audit_id: int) -> AuditRow:
    found = reading.audit(session, audit_id)
    if found is None:
        raise Refused("auditing.gone")
    return found


def _hidden(seen: Visit, so_far: Unfinished, found: Reading | None) -> Visit:
    """Give the visit without anything that the coder made of it."""
    codes = so_far.codes if found is None else found.auditor
    linked = so_far.evidence if found is None else found.evidence
    draft = replace(
        seen.draft, diagnoses=codes.diagnoses, lines=codes.lines, evidence=linked, kept=(),
        unconfirmed=(),
    )  # fmt: skip
    # The chart's head then shows the sign of a reading instead of the visit's own state.
    held = replace(seen.chart, visit=replace(seen.chart.visit, state=CodingStatus.SECOND_LOOK))
    return replace(
        seen, chart=held, draft=draft, superbill=None, sent_back="", query=None, changed=None,
        look=None, look_mode=visits.LookMode.AUDIT,
    )  # fmt: skip
