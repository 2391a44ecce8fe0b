"""The report of an audit: what it shows, and what it asks of the store."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from app.auditing import reading, report_paper
from app.auditing.reading import Verdict
from app.coding import storing
from app.coding.draft import Line
from app.coding.em import keeping
from app.coding.em.worksheet import Worksheet
from app.store.actor import PROGRAM
from app.superbills import frozen
from tests.app.auditing.test_auditing import KIM, LEE, as_coded, audited, begun
from tests.app.superbills.visits import NOTHING, coded, fee_list, visit

TODAY = date(2026, 7, 1)


@pytest.fixture
def office(store):
    with store.write(PROGRAM) as work:
        fee_list(work, C99213="120.00", C99214="180.00", C83036="40.00")
    return store


def read_with_worksheets(store, visits, auditor=LEE):
    """An audit of visits that have a worksheet each, all read and found too high."""
    for minutes in range(30, 30 + visits):
        with store.write(PROGRAM) as work:
            one = visit(work)
        with store.write(KIM) as work:
            keeping.keep(work, storing.load(work.session, one), Worksheet(minutes=minutes))
            frozen.hand_off(work, coded(work.session, one, services=("99214",)), NOTHING)
    audit_id = begun(store)
    for row in audited(store, audit_id):
        lower = replace(as_coded(store, row), lines=(Line("99213", pointers=(1, 2)),))
        with store.write(auditor) as work:
            found = reading.read(work, row.id, lower, (), Worksheet(minutes=20))
            verdicts = [Verdict(one, True, "Too high.") for one in found.differences]
            reading.judge(work, row.id, verdicts)
    return audit_id


def seen_and_counted(store, audit_id):
    asked = []
    with store.read() as session:
        sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *a: asked.append(a[2]))
        view = report_paper.audit_view(session, audit_id, TODAY)
    return view, len(asked)


def test_the_report_takes_as_many_queries_for_six_visits_as_for_two(office):
    few = read_with_worksheets(office, 2)
    _warm = seen_and_counted(office, few)
    small, once = seen_and_counted(office, few)
    many = read_with_worksheets(office, 6)
    large, again = seen_and_counted(office, many)
    assert (len(small.visits), len(large.visits)) == (2, 6)
    assert (len(small.worksheets), len(large.worksheets)) == (2, 6)
    assert again == once < 40


@pytest.mark.parametrize(("auditor", "own"), [(LEE, "0"), (KIM, "2")])
def test_visits_that_their_coder_audited_stand_apart_on_paper(office, auditor, own):
    view, _asked = seen_and_counted(office, read_with_worksheets(office, 2, auditor))
    assert [(one.visits, one.own) for one in view.figures] == [("2", own)] * 2


def test_every_visit_of_the_report_has_its_own_findings_and_worksheets(office):
    view, _asked = seen_and_counted(office, read_with_worksheets(office, 3))
    assert all(part.findings for part in view.visits)
    minutes = [part.minutes for _title, part in view.worksheets]
    assert sorted(minutes) == ["30", "31", "32"]
    for part, (title, sheet) in zip(view.visits, view.worksheets, strict=True):
        assert part.title == title
        assert any(sheet.minutes in words for words in part.coder_sheet)
        assert any("20" in words for words in part.auditor_sheet)
        assert (sheet.patient, sheet.birth) == ("", None)
        assert sheet.on_visit
