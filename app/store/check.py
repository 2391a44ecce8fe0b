"""The check of an office: every room gives named checks, and this runs them. It never repairs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.progress import Progress, unheard
from app.store import audit
from app.store.store import Store, outside_code
from app.values.problem import Outside
from models.audit import AuditEntry
from models.base import append_only_tables, append_only_triggers
from models.document import Document, DocumentContent

CLOCK_SLACK = timedelta(days=1)
"""What the clock may go back without a finding: zones and a day that was mistaken."""

CLOCK = "clock"

BookCheck = Callable[[Session], Iterable[str]]
"""Gives findings in plain words: ids and amounts, never a patient's name."""


@dataclass(frozen=True, slots=True)
class NamedCheck:
    """A check of one room, under the name that ``office check`` prints."""

    name: str
    run: BookCheck


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found; empty findings mean all is well."""

    name: str
    findings: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings


def check(
    store: Store, checks: Sequence[NamedCheck], progress: Progress = unheard
) -> list[CheckResult]:
    """Run the file's own checks and then every room's; each is one snapshot."""
    pages = [("pages", "cipher_integrity_check"), ("structure", "quick_check")]
    total = len(pages) + 1 + len(OWN) + len(checks)
    results = []
    for done, (name, pragma) in enumerate(pages):
        progress(done, total, name)
        results.append(CheckResult(name, tuple(_pragma(store, pragma))))
    for done, named in enumerate((_clock(store), *OWN, *checks), start=len(pages)):
        progress(done, total, named.name)
        results.append(_one(store, named))
    progress(total, total)
    return results


def _one(store: Store, named: NamedCheck) -> CheckResult:
    try:
        with store.read() as session:
            return CheckResult(named.name, tuple(named.run(session)))
    except Outside as error:
        return CheckResult(named.name, (f"this part of the file cannot be read ({error.code})",))


def _clock(store: Store) -> NamedCheck:
    """Give the check that this computer's clock has not gone back behind what is recorded.

    Nothing leans on the clock for its order; but ages and deadlines would be wrong.
    """
    now = store.clock()

    def run(session: Session) -> Iterable[str]:
        newest = session.scalar(sa.select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))
        if newest is not None and newest - now > CLOCK_SLACK:
            yield (
                f"this computer's clock says {now:%Y-%m-%d}, but the newest entry was recorded on"
                f" {newest:%Y-%m-%d}; set the clock"
            )

    return NamedCheck(CLOCK, run)


def _pragma(store: Store, pragma: str) -> list[str]:
    try:
        with store.raw_connection() as connection:
            rows: list[Any] = connection.execute(f"PRAGMA {pragma}").fetchall()
    except Exception as error:
        if isinstance(error, Outside) or outside_code(error):
            return ["the file cannot be read to its end"]
        raise
    return [str(row[0]) for row in rows if row[0] != "ok"]


def _references(session: Session) -> Iterable[str]:
    found = session.connection().exec_driver_sql("PRAGMA foreign_key_check").fetchall()
    return [f"row {row[1]} of {row[0]} points to a missing row of {row[2]}" for row in found]


def _triggers(session: Session) -> Iterable[str]:
    import models.everything  # noqa: F401, PLC0415  (marks each table; the start needs fewer)

    sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
    present: dict[str, str] = {
        name: made for name, made in session.connection().exec_driver_sql(sql)
    }
    for table in append_only_tables():
        for statement in append_only_triggers(table):
            name = statement.split()[2]
            if present.get(name) != statement:
                yield f"the guard {name} of posted rows is missing or changed"


def _trail(session: Session) -> Iterable[str]:
    broken = audit.first_broken_link(session)
    return [] if broken is None else [f"the audit trail was tampered with at row {broken}"]


def _documents(session: Session) -> Iterable[str]:
    lost = sa.select(Document.id).where(
        ~sa.select(DocumentContent.document_id)
        .where(DocumentContent.document_id == Document.id)
        .exists()
    )
    return [f"document {number} has no content" for number in session.scalars(lost)]


OWN = (
    NamedCheck("references", _references),
    NamedCheck("guards", _triggers),
    NamedCheck("audit trail", _trail),
    NamedCheck("documents", _documents),
)
