"""Issue statements: all of a run or nothing, numbered in print order, kept for good."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.documents import filing
from app.documents.filing import Filing
from app.ledger.summary import SummaryTerms
from app.progress import Progress, unheard
from app.security import permissions
from app.statements import record
from app.statements.compose import Making, compose, numbered, show_number
from app.statements.due import DueRow, Verdict, level_for, payers_of, row_of, saved_terms
from app.statements.letter import letter
from app.statements.paper import draw
from app.statements.standing import Standing, standings
from app.statements.view import StatementView
from app.store.store import Work
from app.values.money import Money
from app.values.states import DocumentKind
from models.ledger import Entry
from models.statement import Statement, StatementRun

PDF = "application/pdf"
IN_ONE_PDF = 1500
"""Statements of a larger run are kept as several PDFs, each well under the largest document."""


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """One statement of a run; ``number`` is 0 in a simulation, ``lost`` as in ``DueRow``."""

    account_id: int
    key: str
    number: int
    amount: Money
    paperless: bool = False
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, or would do. ``run_id`` None: nothing was written.

    ``issued`` is in print order (ZIP, then name), those without paper last; ``skipped`` by
    account number.
    """

    as_of: date
    run_id: int | None
    issued: tuple[IssuedRow, ...]
    skipped: tuple[DueRow, ...]

    @property
    def paperless(self) -> int:
        """Give how many statements are not among the pages to mail."""
        return sum(row.paperless for row in self.issued)

    @property
    def asked(self) -> Money:
        """Give what all statements together ask for."""
        return Money.total(row.amount for row in self.issued)


@dataclass(frozen=True, slots=True)
class _Paper:
    """One statement ready to be numbered."""

    standing: Standing
    row: DueRow
    view: StatementView

    @property
    def paperless(self) -> bool:
        return self.row.verdict is Verdict.PAPERLESS

    def issued(self, number: int) -> IssuedRow:
        """Give what the run did with it under ``number``."""
        row = self.row
        return IssuedRow(row.account_id, row.key, number, row.amount, self.paperless, row.lost)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A run worked out: what will print, in print order, and who is left out."""

    making: Making
    papers: tuple[_Paper, ...]
    skipped: tuple[DueRow, ...]


def simulate(
    session: Session,
    as_of: date,
    terms: SummaryTerms | None = None,
    progress: Progress = unheard,
) -> Outcome:
    """Work out a run to the last figure and write nothing; None: the saved settings.

    Raises:
        Cancelled: the user asked to stop.
    """
    ready = _prepare(session, as_of, terms or saved_terms(session), progress)
    issued = tuple(paper.issued(0) for paper in ready.papers)
    return Outcome(as_of, None, issued, ready.skipped)


def _opaque() -> str:
    return secrets.token_urlsafe(9)


def issue(
    work: Work,
    as_of: date,
    only: Collection[int] | None = None,
    progress: Progress = unheard,
    token: Callable[[], str] = _opaque,
) -> Outcome:
    """Issue a statement to every account that is due one, with the saved settings.

    ``only`` names the accounts that were looked at before; whoever became due since waits for
    the next run. Whoever asked for no paper gets a number and a page of their own that is kept
    and not among those to mail. It is one unit of work: killed or stopped half way, it leaves
    nothing. A second run finds the days between statements not over, and issues nothing twice.
    ``token`` draws what the QR code of a statement ends in; chance does, but for the sample
    practice, whose papers are the same each time it is made.

    Raises:
        Refused: not_allowed.
        Cancelled: the user asked to stop.
    """
    work.require(permissions.STATEMENTS)
    ready = _prepare(work.session, as_of, saved_terms(work.session), _first_half(progress))
    papers = [one for one in ready.papers if only is None or one.row.account_id in only]
    if not papers:
        return Outcome(as_of, None, (), ready.skipped)
    first = work.next_number("statement", len(papers))
    views = [
        numbered(paper.view, first + place, ready.making.letter, token())
        for place, paper in enumerate(papers)
    ]
    drawn = _drawn(work, papers, views, first, _second_half(progress))
    to_mail = None if papers[0].paperless else drawn[0][0]
    run_id = _keep_run(work, ready, as_of, (len(drawn), to_mail))
    rows = [
        _row(work, paper, view, kept)
        for paper, view, kept in zip(papers, views, drawn, strict=True)
    ]
    through = work.session.scalar(sa.select(sa.func.max(Entry.id)))
    for place, row in enumerate(rows):
        row.update(number=first + place, run_id=run_id, through_entry_id=through)
    work.add_rows(Statement, rows)
    work.note_deed("statements.issued", "statement_run", run_id, issued=str(len(rows)))
    issued = tuple(paper.issued(first + place) for place, paper in enumerate(papers))
    return Outcome(as_of, run_id, issued, ready.skipped)


def preview(
    session: Session, as_of: date, account_ids: Sequence[int], terms: SummaryTerms | None = None
) -> bytes:
    """Draw the pages of some accounts as they would print, without numbers, in print order.

    Raises:
        Refused: paper.no_glyph, when a name has letters that the fonts lack.
    """
    making = Making(terms or saved_terms(session), letter(session))
    found = standings(session, as_of, making.terms, account_ids)
    found.sort(key=lambda one: row_of(one, making.terms).print_order)
    return draw.draw_batch(list(compose(session, found, making))).pdf


def _prepare(session: Session, as_of: date, terms: SummaryTerms, progress: Progress) -> _Prepared:
    making = Making(terms, letter(session))
    found = standings(session, as_of, terms)
    payers = payers_of(session, as_of, found)
    pairs = [(row_of(one, terms, payers.get(one.who.account_id, "")), one) for one in found]
    due = [pair for pair in pairs if pair[0].is_issued]
    due.sort(key=lambda pair: pair[0].print_order)
    skipped = [row for row, _ in pairs if not row.is_issued]
    papers = []
    views = compose(session, [one for _, one in due], making, progress)
    for (row, one), view in zip(due, views, strict=True):
        if draw.problems(view):
            skipped.append(replace(row, verdict=Verdict.CHOOSE, code="unprintable"))
        else:
            papers.append(_Paper(one, row, view))
    skipped.sort(key=lambda row: row.number)
    return _Prepared(making, tuple(papers), tuple(skipped))


def _drawn(
    work: Work,
    papers: Sequence[_Paper],
    views: Sequence[StatementView],
    first: int,
    progress: Progress,
) -> list[tuple[int, int]]:
    """Draw and keep the PDFs of a run; give each statement's document and its pages.

    Those to mail share a PDF; each of those without paper, which come last, has its own.
    """
    mailed = sum(not paper.paperless for paper in papers)
    kept = _drawn_to_mail(work, views[:mailed], first, progress)
    for place in range(mailed, len(views)):
        progress(place, len(views))
        view, pages = views[place], draw.pages_of(views[place])
        account_id = papers[place].row.account_id
        about = Filing(DocumentKind.STATEMENT, view.number, PDF, account_id=account_id, pages=pages)
        kept.append((filing.keep(work, about, draw.draw_statement(view)), pages))
    return kept


def _drawn_to_mail(
    work: Work, views: Sequence[StatementView], first: int, progress: Progress
) -> list[tuple[int, int]]:
    kept: list[tuple[int, int]] = []
    for start in range(0, len(views), IN_ONE_PDF):
        some = views[start : start + IN_ONE_PDF]
        batch = draw.draw_batch(some, _shifted(progress, start, len(views)))
        title = f"{show_number(first + start)} to {show_number(first + start + len(some) - 1)}"
        about = Filing(DocumentKind.STATEMENT_RUN, title, PDF, pages=batch.pages[-1][1])
        document_id = filing.keep(work, about, batch.pdf)
        kept += [(document_id, last - begin + 1) for begin, last in batch.pages]
    return kept


def _keep_run(work: Work, ready: _Prepared, as_of: date, made: tuple[int, int | None]) -> int:
    """Keep what a run used; ``made`` is how many statements and the PDF to mail, if any."""
    terms = ready.making.terms
    used = {
        "terms": {
            "min_statement": terms.min_statement.plain(),
            "statement_due_days": terms.statement_due_days,
            "cycle_days": terms.cycle_days,
            "aging_basis": terms.aging_basis.value,
            "hold_unfinished": terms.hold_unfinished,
            "spare_kept_plans": terms.spare_kept_plans,
        },
        "shared": record.written_shared(ready.making.letter),
    }
    row = StatementRun(
        as_of=as_of,
        settings=json.dumps(used, ensure_ascii=False, sort_keys=True),
        issued=made[0],
        skipped=len(ready.skipped),
        ran_at=work.now,
        ran_by=work.actor.name,
        document_id=made[1],
    )
    work.session.add(row)
    work.session.flush()
    return row.id


def _row(
    work: Work, paper: _Paper, view: StatementView, kept: tuple[int, int]
) -> dict[str, object]:
    """Give the row of one statement; its number and run are added by the caller."""
    summary = paper.standing.summary
    figures = record.written(view)
    document_id, pages = kept
    return {
        "account_id": paper.row.account_id,
        "issued_on": summary.as_of,
        "due_on": view.due_date,
        "amount_due": summary.minimum_due,
        "account_balance": summary.account_balance,
        "patient_balance": summary.patient_balance,
        "plan_due": summary.plan_due_now,
        "dunning_level": level_for(paper.standing),
        "figures": figures,
        "document_id": document_id,
        "pages": pages,
        "sha256": record.fingerprint(figures),
        "created_at": work.now,
        "created_by": work.actor.name,
    }


def _first_half(progress: Progress) -> Progress:
    def heard(done: int, total: int, note: str = "") -> None:
        progress(done, 2 * total, note)

    return heard


def _second_half(progress: Progress) -> Progress:
    def heard(done: int, total: int, note: str = "") -> None:
        progress(total + done, 2 * total, note)

    return heard


def _shifted(progress: Progress, start: int, whole: int) -> Progress:
    def heard(done: int, total: int, note: str = "") -> None:
        progress(start + done, max(whole, total), note)

    return heard
