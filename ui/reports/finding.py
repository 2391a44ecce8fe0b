"""What Find visits reads and writes: the choices, a page of visits, the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.coding import kept_findings
from app.payers import payers
from app.practice import providers
from app.reports import deidentified, retrieval
from app.reports.retrieval import Criteria, FoundVisit
from app.security import permissions
from app.store.store import Work

PAGE = 200


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen: providers and payers by id, edits that were ever kept."""

    providers: tuple[tuple[str, str], ...]
    payers: tuple[tuple[str, str], ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Some visits that fit; ``count`` is of all, known with the first page only."""

    rows: tuple[FoundVisit, ...]
    count: int = 0


def read_choices(session: Any, today: date) -> Choices:
    """Read what can be chosen."""
    kept = kept_findings.counts(session, date(2000, 1, 1), today)
    return Choices(
        tuple((str(one.id), one.name) for one in providers.providers(session)),
        tuple((str(one.id), one.name) for one in payers.payers(session)),
        tuple(sorted({one.rule for one in kept})),
    )


def read_page(session: Any, criteria: Criteria, after: tuple[date, int] | None) -> Page:
    """Read a page of the visits that fit, the newest first.

    Raises:
        Refused: retrieval.no_code.
    """
    rows = retrieval.find(session, criteria, after, PAGE)
    return Page(rows, 0 if after else retrieval.count(session, criteria))


def save_csv(work: Work, criteria: Criteria, path: Path) -> int:
    """Write the visits as CSV and the deed into the audit trail; give how many.

    Raises:
        Refused: not_allowed, retrieval.exists.
        Outside: disk_full, office.read_only.
    """
    work.require(permissions.EXPORT)
    count = retrieval.export(work.session, criteria, path)
    retrieval.note_export(work, "visits", count)
    return count


def save_deidentified(work: Work, criteria: Criteria, folder: Path, years_only: bool) -> int:
    """Write three files without the patient and the deed into the audit trail; give how many.

    Raises:
        Refused: not_allowed, export.not_empty.
        Outside: disk_full, office.read_only.
    """
    work.require(permissions.EXPORT)
    count = deidentified.export(work.session, criteria, folder, years_only=years_only)
    retrieval.note_export(work, "visits without the patient", count)
    return count
