"""The report of an audit as PDF: figures, findings with their reasons, and the worksheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.auditing import accuracy, reading, side_by_side
from app.auditing.accuracy import Accuracy
from app.auditing.reading import AuditedRow, AuditRow, Finding, Reading
from app.auditing.side_by_side import Sheet, Sheets
from app.practice import identity
from app.superbills import worksheet_paper
from app.values.dates import show_date
from app.values.money import ZERO, Money
from app.values.problem import Refused
from app.values.words import say

if TYPE_CHECKING:
    from app.documents.paper.audit import AuditView, FigureRow, FindingPart, VisitPart
    from app.documents.paper.worksheet import WorksheetView

_NOTHING = "\N{EN DASH}"


def audit_pdf(session: Session, audit_id: int, today: date) -> bytes:
    """Draw the report of an audit; no patient is named in it.

    Raises:
        Refused: auditing.gone, paper.no_glyph.
    """
    # ReportLab is heavy and only paper needs it.
    from app.documents.paper.audit import draw_audit  # noqa: PLC0415

    return draw_audit(audit_view(session, audit_id, today))


def audit_view(session: Session, audit_id: int, today: date) -> AuditView:
    """Give what the report shows.

    Raises:
        Refused: auditing.gone.
    """
    from app.documents.paper.audit import AuditView  # noqa: PLC0415  (as above)
    from app.documents.paper.letterhead import Letterhead  # noqa: PLC0415

    row = reading.audit(session, audit_id)
    if row is None:
        raise Refused("auditing.gone")
    practice = identity.practice(session)
    visits = reading.visits(session, audit_id)
    ids = [one.id for one in visits]
    found, judged = reading.readings(session, ids), reading.findings_of(session, ids)
    asked = [(one.encounter_id, found.get(one.id)) for one in visits]
    sheets = side_by_side.sheets_of(session, asked)
    months = accuracy.of_audit(session, audit_id)
    rows = (*months, accuracy.total(months)) if months else ()
    return AuditView(
        number=row.number,
        practice=Letterhead(
            practice.name, str(practice.address), practice.billing_phone or practice.phone,
            practice.billing_hours, practice.web, practice.tax_id, practice.npi,
        ),
        day=today,
        facts=_facts(row),
        figures=tuple(_figure(one) for one in rows),
        visits=tuple(
            _visit(one, found.get(one.id), judged.get(one.id, ()), both)
            for one, both in zip(visits, sheets, strict=True)
        ),
        worksheets=tuple(_worksheets(session, visits)),
    )  # fmt: skip


def _facts(row: AuditRow) -> tuple[tuple[str, str], ...]:
    how = say(f"audit_paper.{'risk' if row.is_risk else 'random'}")
    size = say("audit_paper.number", n=row.wanted)
    if row.share is not None:
        size = say("audit_paper.share", share=row.share)
    told = {
        "coder": row.coder or say("audit_paper.everybody"),
        "days": f"{show_date(row.first)} \N{EN DASH} {show_date(row.last)}",
        "sample": f"{how}, {size}",
        "seed": str(row.seed),
        "begun": row.started_by,
        "read": say("audit_paper.done", done=row.done, n=row.visits),
    }
    return tuple((say(f"audit_paper.fact.{key}"), value) for key, value in told.items())


def _figure(one: Accuracy) -> FigureRow:
    from app.documents.paper.audit import FigureRow  # noqa: PLC0415  (as above)

    whole = one.month == date.max
    kinds = sorted(one.kinds.items(), key=lambda item: (-item[1], item[0]))
    return FigureRow(
        month=say("audit_paper.all") if whole else f"{one.month:%b %Y}",
        coder=one.coder,
        visits=str(one.visits),
        own=str(one.own),
        by_code=_percent(one.by_code),
        by_visit=_percent(one.by_visit),
        by_money=_percent(one.by_money),
        line=say(f"audit_paper.{'meets' if one.meets_goal else 'below'}"),
        kinds=", ".join(f"{n} {say(f'audit_paper.kind.{kind}')}" for kind, n in kinds),
    )


def _percent(tenths: int | None) -> str:
    return _NOTHING if tenths is None else f"{tenths // 10}.{tenths % 10}%"


def _visit(
    row: AuditedRow, found: Reading | None, judged: Sequence[Finding], sheets: Sheets
) -> VisitPart:
    from app.documents.paper.audit import VisitPart  # noqa: PLC0415  (as above)

    title = _title(row)
    if found is None:
        return VisitPart(title, say("audit_paper.not_read"), (), (), ())
    how = say(f"audit_paper.{'blind' if found.shown_at is None else 'seen'}")
    outcome = say(
        "audit_paper.outcome", agreed=found.comparison.agreed, compared=found.comparison.compared,
        who=found.read_by, how=how,
    )  # fmt: skip
    return VisitPart(
        title,
        outcome,
        tuple(_finding(one) for one in judged),
        _sheet(sheets.coder),
        _sheet(sheets.auditor),
    )


def _finding(one: Finding) -> FindingPart:
    from app.documents.paper.audit import FindingPart  # noqa: PLC0415  (as above)

    said = [one.lesson] if one.lesson else []
    said += [say("audit_paper.quote", words=quote.words) for quote in one.quotes]
    if one.dissent:
        said.append(say("audit_paper.dissent", words=one.dissent))
    verdict = say(f"audit_paper.verdict.{one.kind}") if one.is_error else say("audit_paper.agree")
    effect = _effect(one.effect) if one.is_error else ""
    return FindingPart(verdict, one.first or _NOTHING, one.second or _NOTHING, effect, tuple(said))


def _effect(effect: Money | None) -> str:
    if effect is None:
        return ""
    return f"+{effect}" if effect > ZERO else str(effect)


def _sheet(sheet: Sheet | None) -> tuple[str, ...]:
    if sheet is None:
        return ()
    minutes = (say("audit_paper.minutes", n=sheet.minutes),) if sheet.minutes else ()
    ticked = (
        f"{column}: {words}" if count == 1 else f"{column}: {words} \N{MULTIPLICATION SIGN} {count}"
        for column, words, count in sheet.ticked
    )
    return (*sheet.result, *minutes, *ticked)


def _worksheets(
    session: Session, visits: tuple[AuditedRow, ...]
) -> list[tuple[str, WorksheetView]]:
    """Give the worksheets that coders kept at visits that were read, without the patient."""
    read = [row for row in visits if row.is_read]
    views = worksheet_paper.nameless_views(session, [row.encounter_id for row in read])
    return [(_title(row), views[row.encounter_id]) for row in read if row.encounter_id in views]


def _title(row: AuditedRow) -> str:
    return say(
        "audit_paper.visit", at=row.position, number=row.number, day=show_date(row.dos),
        coder=row.coder,
    )  # fmt: skip
