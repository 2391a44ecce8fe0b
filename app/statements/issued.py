"""Statements that were issued: listed, drawn again from what was kept, and checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents import filing
from app.statements import record
from app.statements.letter import Letter
from app.statements.paper import draw
from app.statements.view import DoesNotFoot, StatementView, check_foots
from app.values.money import Money
from app.values.person import listed
from app.values.problem import Refused
from app.values.states import DocumentKind
from models.account import Account
from models.document import Document
from models.statement import Statement, StatementRun


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run of the past; ``asked`` is what its statements together asked for."""

    id: int
    as_of: date
    issued: int
    skipped: int
    ran_at: datetime
    ran_by: str
    asked: Money


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One issued statement, for lists."""

    id: int
    number: int
    account_id: int
    account: int
    name: str
    issued_on: date
    due_on: date
    amount_due: Money
    level: int
    pages: int
    on_paper: bool = True
    """False: the guarantor asked for no paper, and it was not among the pages to mail."""


def runs(session: Session, most: int = 100) -> tuple[RunRow, ...]:
    """Give the runs, newest first."""
    asked = sa.func.coalesce(sa.func.sum(sa.type_coerce(Statement.amount_due, sa.Integer)), 0)
    found = session.execute(
        sa.select(
            StatementRun.id, StatementRun.as_of, StatementRun.issued, StatementRun.skipped,
            StatementRun.ran_at, StatementRun.ran_by, asked,
        )
        .outerjoin(Statement, Statement.run_id == StatementRun.id)
        .group_by(StatementRun.id)
        .order_by(StatementRun.id.desc())
        .limit(most)
    )  # fmt: skip
    return tuple(RunRow(*row[:-1], Money(row[-1])) for row in found)


def of_run(session: Session, run_id: int) -> tuple[StatementRow, ...]:
    """Give the statements of a run, in print order."""
    return _rows(session, Statement.run_id == run_id, newest_first=False)


def of_account(session: Session, account_id: int) -> tuple[StatementRow, ...]:
    """Give the statements of an account, newest first."""
    return _rows(session, Statement.account_id == account_id, newest_first=True)


def _rows(
    session: Session, which: sa.ColumnElement[bool], *, newest_first: bool
) -> tuple[StatementRow, ...]:
    order = Statement.number.desc() if newest_first else Statement.number
    found = session.execute(
        sa.select(
            Statement.id, Statement.number, Statement.account_id, Account.number,
            Account.guarantor_last, Account.guarantor_first, Statement.issued_on,
            Statement.due_on, Statement.amount_due, Statement.dunning_level, Statement.pages,
            Document.kind,
        )
        .join(Account, Account.id == Statement.account_id)
        .outerjoin(Document, Document.id == Statement.document_id)
        .where(which)
        .order_by(order)
    )  # fmt: skip
    return tuple(
        StatementRow(
            id_, number, account_id, account, listed(last, first),
            issued_on, due_on, due, level, pages, kind is not DocumentKind.STATEMENT,
        )
        for id_, number, account_id, account, last, first, issued_on, due_on, due, level, pages,
        kind in found
    )  # fmt: skip


def reprint(session: Session, statement_id: int) -> bytes:
    """Draw an issued statement again from its kept figures, with COPY on every page.

    That of a guarantor who asked for no paper was never printed: it is handed over as it is.

    Raises:
        Refused: statements.gone.
    """
    mailed = session.scalar(
        sa.select(Document.kind != DocumentKind.STATEMENT)
        .join(Statement, Statement.document_id == Document.id)
        .where(Statement.id == statement_id)
    )
    return draw.draw_statement(shown(session, statement_id), copy=mailed is not False)


def original(session: Session, statement_id: int) -> bytes:
    """Draw an issued statement as it was first printed: the same figures, the same pages.

    Raises:
        Refused: statements.gone.
    """
    return draw.draw_statement(shown(session, statement_id))


def shown(session: Session, statement_id: int) -> StatementView:
    """Give what an issued statement shows; nothing of it is worked out again.

    Raises:
        Refused: statements.gone.
    """
    row = session.execute(
        sa.select(Statement.figures, StatementRun.settings)
        .join(StatementRun, StatementRun.id == Statement.run_id)
        .where(Statement.id == statement_id)
    ).first()
    if row is None:
        raise Refused("statements.gone")
    return record.read(row[0], record.read_shared(json.loads(row[1])["shared"]))


def run_pdfs(session: Session, run_id: int) -> tuple[bytes, ...]:
    """Give the PDFs to mail of a run in print order; one, unless the run was very large.

    Empty when everyone in the run asked for no paper.

    Raises:
        Refused: statements.gone.
    """
    kept = session.execute(
        sa.select(Document.id, Document.kind)
        .join(Statement, Statement.document_id == Document.id)
        .where(Statement.run_id == run_id)
        .group_by(Document.id)
        .order_by(sa.func.min(Statement.number))
    ).all()
    if not kept:
        raise Refused("statements.gone")
    return tuple(
        filing.content(session, one) for one, kind in kept if kind is not DocumentKind.STATEMENT
    )


def run_copies(session: Session, run_id: int) -> tuple[bytes, ...]:
    """Draw what a run mailed once more, with COPY on every page; empty as in ``run_pdfs``.

    Raises:
        Refused: statements.gone.
    """
    run = session.get(StatementRun, run_id)
    if run is None:
        raise Refused("statements.gone")
    mailed = session.scalars(
        sa.select(Statement.figures)
        .join(Document, Document.id == Statement.document_id)
        .where(Statement.run_id == run_id, Document.kind != DocumentKind.STATEMENT)
        .order_by(Statement.number)
    )
    shared = record.read_shared(json.loads(run.settings)["shared"])
    views = [record.read(figures, shared) for figures in mailed]
    return (draw.draw_batch(views, copy=True).pdf,) if views else ()


def changed(session: Session) -> Iterator[str]:
    """Find statements whose kept figures are not what was hashed, or do not add up."""
    found = session.execute(
        sa.select(
            Statement.number, Statement.figures, Statement.sha256, Statement.amount_due,
            Statement.account_balance, Statement.run_id,
        ).order_by(Statement.run_id, Statement.number)
    )  # fmt: skip
    letters: dict[int | None, Letter] = {}
    for number, figures, sha256, due, balance, run_id in found:
        if record.fingerprint(figures) != sha256:
            yield f"statement {number}: its figures changed"
            continue
        if run_id not in letters:
            run = session.get_one(StatementRun, run_id)
            letters = {run_id: record.read_shared(json.loads(run.settings)["shared"])}
        view = record.read(figures, letters[run_id])
        if (view.amount_due, view.bridge.balance) != (due, balance):
            yield f"statement {number}: its figures are not those of its row"
        try:
            check_foots(view)
        except DoesNotFoot as wrong:
            yield f"statement {number}: {wrong.which}"


def miscounted(session: Session) -> Iterator[str]:
    """Find runs that hold another number of statements than they say."""
    held = sa.func.count(Statement.id)
    found = session.execute(
        sa.select(StatementRun.id, StatementRun.issued, held)
        .outerjoin(Statement, Statement.run_id == StatementRun.id)
        .group_by(StatementRun.id)
        .having(held != StatementRun.issued)
    )
    for run_id, said, there in found:
        yield f"run {run_id}: {there} statements instead of {said}"
