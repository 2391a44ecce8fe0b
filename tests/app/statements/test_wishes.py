"""What a guarantor may ask for: large print, no paper, and what a practice's bank asks for."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from app.patients import registration
from app.practice import settings
from app.statements import issued, run
from app.statements.checks import CHECKS
from app.statements.due import Verdict, due_list
from app.store.actor import Actor
from app.store.store import Store
from app.values.problem import Refused
from models.document import Document
from models.statement import Statement, StatementRun
from tests import builders
from tests.app.paper import reading
from tests.app.statements.test_run import AS_OF


def owing(store: Store, amy: Actor, *wishes: dict[str, object]) -> list[int]:
    with store.write(amy) as work:
        builders.practice(work)
        found = []
        for place, wish in enumerate(wishes):
            account_id = builders.account(work, zip=f"{62701 + place}", **wish)
            builders.charge(work, builders.patient(work, account_id))
            found.append(account_id)
    return found


def test_large_print_is_kept_with_the_statement_whatever_the_account_says_later(store, amy):
    plain, large = owing(store, amy, {}, {"large_print": True})
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    with store.write(amy) as work:
        draft = registration.account_draft_of(work.session, large)
        assert draft.large_print
        registration.save_account(work, replace(draft, large_print=False))
    with store.read() as session:
        first, second = issued.of_run(session, outcome.run_id)
        assert (first.account_id, second.account_id) == (plain, large)
        assert not issued.shown(session, first.id).large
        assert issued.shown(session, second.id).large
        assert second.pages > first.pages
        pdf = issued.reprint(session, second.id)
    assert "Account" in reading.flat(pdf, 1)
    assert reading.page_count(pdf) == second.pages


def test_the_preview_is_in_large_print_too(store, amy):
    (large,) = owing(store, amy, {"large_print": True})
    with store.read() as session:
        said = reading.flat(run.preview(session, AS_OF, [large]), 1)
    assert "More on page 2." in said


def test_an_account_without_paper_is_listed_with_its_reason_and_issued(store, amy):
    silent, mailed = owing(store, amy, {"paperless": True}, {})
    with store.read() as session:
        found = due_list(session, AS_OF)
    assert [(row.account_id, row.verdict) for row in found.send] == [
        (mailed, Verdict.SEND),
        (silent, Verdict.PAPERLESS),
    ]
    assert [test.name for test in found.send[1].tests][-1] == "paperless"
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    assert [(row.account_id, row.number, row.paperless) for row in outcome.issued] == [
        (mailed, 1, False),
        (silent, 2, True),
    ]
    assert outcome.paperless == 1


def test_its_statement_is_kept_whole_and_is_not_among_the_pages_to_mail(store, amy):
    silent, _mailed = owing(store, amy, {"paperless": True}, {})
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    with store.read() as session:
        (pages,) = issued.run_pdfs(session, outcome.run_id)
        (copies,) = issued.run_copies(session, outcome.run_id)
        first, second = issued.of_run(session, outcome.run_id)
        assert (first.on_paper, second.on_paper) == (True, False)
        handed = issued.reprint(session, second.id)
        kept = session.get_one(Statement, second.id).document_id
        document = session.get_one(Document, kept)
        assert (document.account_id, document.pages) == (silent, second.pages)
        assert handed == issued.original(session, second.id)
        assert "S-000001" in reading.text(issued.reprint(session, first.id))
        assert "COPY" in reading.text(issued.reprint(session, first.id))
    for pdf in (pages, copies):
        assert "S-000001" in reading.text(pdf)
        assert "S-000002" not in reading.text(pdf)
    assert "S-000002" in reading.text(handed)
    assert "COPY" not in reading.text(handed) + reading.text(pages)
    assert reading.text(copies).count("COPY") == first.pages
    with store.read() as session:
        assert [fault for one in CHECKS for fault in one.run(session)] == []


def test_a_run_where_nobody_wants_paper_has_nothing_to_mail(store, amy):
    owing(store, amy, {"paperless": True}, {"paperless": True})
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    with store.read() as session:
        assert session.get_one(StatementRun, outcome.run_id).document_id is None
        assert issued.run_pdfs(session, outcome.run_id) == ()
        assert issued.run_copies(session, outcome.run_id) == ()
        with pytest.raises(Refused):
            issued.run_copies(session, 99)
    with store.read() as session:
        assert not [row for row in due_list(session, AS_OF).rows if row.is_issued]


def test_no_paper_lifts_no_other_reason(store, amy):
    (held,) = owing(store, amy, {"paperless": True, "in_dispute": True})
    with store.read() as session:
        (row,) = due_list(session, AS_OF).rows
    assert (row.account_id, row.verdict, row.code) == (held, Verdict.HELD, "dispute")


def test_the_scan_line_is_off_until_the_practice_turns_it_on(store, amy):
    first, second = owing(store, amy, {}, {"large_print": True})
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    with store.read() as session:
        for row in issued.of_run(session, outcome.run_id):
            assert issued.shown(session, row.id).scan_line == ""
    with store.write(amy) as work:
        settings.save(work, settings.STATEMENT_SCAN_LINE, True)
        for account_id in (first, second):
            builders.charge(work, builders.patient(work, account_id), "20.00")
    with store.write(amy) as work:
        later = run.issue(work, AS_OF.replace(month=9, day=1))
    with store.read() as session:
        told = json.loads(session.get_one(StatementRun, later.run_id).settings)
        assert told["shared"]["scan_line"] is True
        for row in issued.of_run(session, later.run_id):
            line = issued.shown(session, row.id).scan_line
            assert line[:-1] == f"{row.account:010d}{row.number:08d}{row.amount_due.cents:09d}"
            assert line in reading.flat(issued.reprint(session, row.id), 1)


def test_a_paper_that_asks_nothing_has_no_scan_line(store, amy):
    with store.write(amy) as work:
        settings.save(work, settings.STATEMENT_SCAN_LINE, True)
        settings.save(work, settings.STATEMENT_HOLD_UNFINISHED, False)
        builders.practice(work)
        who = builders.patient(work)
        coverage = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, coverage_id=coverage)
        builders.claim(work, who, coverage, (charge,))
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    with store.read() as session:
        (row,) = issued.of_run(session, outcome.run_id)
        view = issued.shown(session, row.id)
    assert (view.is_bill, view.scan_line) == (False, "")
