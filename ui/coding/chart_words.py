"""The words of a chart: where the visit was, who pays, and what stands above the note."""

from __future__ import annotations

from app.charting.chart import Chart
from app.charting.queries.lists import QueryWhole
from app.coding.draft import LETTERS, CodingDraft
from app.values.dates import show_date
from app.values.states import CodingStatus
from app.values.words import has_words
from ui.coding.visit import Visit
from ui.text import tr

_NO_BREAK, _SHORT = "\N{NO-BREAK SPACE}", 14
"""Longer parts may break, so that a narrow pane does not end half empty."""


def letters_of(draft: CodingDraft) -> dict[tuple[bool, str], str]:
    """Give the letter of each diagnosis and the line numbers of each service."""
    found: dict[tuple[bool, str], str] = {}
    for letter, one in zip(LETTERS, draft.diagnoses, strict=False):
        found.setdefault((True, one.code), letter)
    for number, line in enumerate(draft.lines, start=1):
        before = found.get((False, line.code), "")
        found[False, line.code] = f"{before} {number}".strip()
    return found


def dotted(*parts: str) -> str:
    """Put parts beside each other; what is empty is left out."""
    return " · ".join(part for part in parts if part)


def joined(*parts: str) -> str:
    """Put parts beside each other so that lines break after a dot, and never inside a short part.

    A number stays with its word, such as the MRN of a patient.
    """
    kept = [part.replace(" ", _NO_BREAK) if len(part) <= _SHORT else part for part in parts if part]
    return f"{_NO_BREAK}· ".join(kept)


def place_of(chart: Chart) -> str:
    """Give where the visit was, with the code of its place of service."""
    code = chart.visit.place_of_service
    named = f"coder_desk.place.{code}"
    name = chart.visit.facility or (tr(named) if has_words(named) else tr("coder_desk.place.other"))
    return f"{name} ({code})"


def payer_of(chart: Chart) -> str:
    """Give who pays for the visit first."""
    for one in chart.coverages:
        if one.id == chart.visit.coverage_id:
            return one.payer
    return tr(f"coder_desk.payer.{'self' if chart.visit.is_self_pay else 'none'}")


def banner(visit: Visit) -> tuple[str, str]:
    """Give what stands above the note: why it came back, waits, or has left."""
    state = visit.state
    if state is CodingStatus.SENT_BACK or (visit.sent_back and state.is_open):
        return tr("coder_desk.banner.sent_back"), visit.sent_back
    if visit.query is not None and state.is_open:
        return _asked(visit.query)
    if state is CodingStatus.NEEDS_DOCUMENTATION:
        return tr("coder_desk.banner.needs"), tr("coder_desk.banner.waits")
    if state is CodingStatus.NOT_BILLABLE:
        reason = visit.chart.visit.not_billable_reason
        return tr("coder_desk.banner.not_billable"), reason
    if visit.changed is not None:
        changed = visit.changed
        day = show_date(changed.came_on)
        return tr("coder_desk.banner.changed"), tr(
            "coder_desk.banner.changed_words", title=changed.title, version=changed.version, day=day
        )
    if visit.superbill is not None and not state.is_open:
        return tr("coder_desk.banner.released", number=visit.superbill.number), tr(
            "coder_desk.banner.released_words"
        )
    return "", ""


def begun_words(visit: Visit) -> tuple[str, str]:
    """Tell of a query that is begun and not sent, so that no visit leaves without it unnoticed."""
    if not (visit.is_asking and visit.is_open):
        return "", ""
    return tr("coder_desk.banner.begun"), tr("coder_desk.banner.begun_words")


def _asked(query: QueryWhole) -> tuple[str, str]:
    """Give what the provider was asked and when the answer is due."""
    row = query.row
    who = row.provider or tr("coder_desk.provider.none")
    lead = tr("coder_desk.banner.query", number=row.number, who=who)
    if row.due_on is not None:
        lead = tr("coder_desk.banner.query_due", lead=lead, day=show_date(row.due_on))
    return lead, query.draft.question
