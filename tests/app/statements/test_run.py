"""Issuing: numbered, whole or not at all, never twice, and the same figures on every reprint."""

from __future__ import annotations

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.progress import Cancelled
from app.statements import issued, run
from app.statements.checks import CHECKS
from app.statements.due import due_list
from app.statements.record import fingerprint
from app.store.actor import Actor
from app.store.check import check
from app.store.store import Store
from app.values.problem import Refused
from models.statement import Statement, StatementRun
from tests import builders

AS_OF = date(2026, 7, 31)


def owing(store: Store, amy: Actor, count: int = 3) -> list[int]:
    """Accounts that owe 150.00 each, in ZIP codes that run against their numbers."""
    with store.write(amy) as work:
        builders.practice(work)
        found = []
        for place in range(count):
            account_id = builders.account(work, zip=f"{62799 - place}")
            who = builders.patient(work, account_id)
            builders.charge(work, who)
            found.append(account_id)
    return found


def text_of(pdf: bytes, tmp_path: Path) -> str:
    path = tmp_path / "shown.pdf"
    path.write_bytes(pdf)
    shown = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True
    )
    return shown.stdout.decode("utf-8")


def test_a_run_numbers_its_statements_in_zip_order(store: Store, amy: Actor):
    accounts = owing(store, amy)
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    assert [row.account_id for row in outcome.issued] == accounts[::-1]
    assert [row.number for row in outcome.issued] == [1, 2, 3]
    with store.read() as session:
        assert [row.account_id for row in issued.of_run(session, outcome.run_id)] == accounts[::-1]
        assert len(issued.run_pdfs(session, outcome.run_id)) == 1


def test_a_simulation_writes_nothing_and_names_the_same_accounts(store: Store, amy: Actor):
    owing(store, amy)
    with store.read() as session:
        tried = run.simulate(session, AS_OF)
        assert session.scalar(sa.select(sa.func.count(Statement.id))) == 0
    with store.write(amy) as work:
        done = run.issue(work, AS_OF)
    told = [(row.account_id, row.amount) for row in tried.issued]
    assert told == [(row.account_id, row.amount) for row in done.issued]


@pytest.mark.parametrize("days", [-20, 0, 1, 27])
def test_a_second_run_within_the_cycle_bills_nobody_twice(store: Store, amy: Actor, days: int):
    owing(store, amy)
    with store.write(amy) as work:
        run.issue(work, AS_OF)
    with store.write(amy) as work:
        again = run.issue(work, AS_OF + timedelta(days=days))
    assert again.issued == ()
    assert again.run_id is None
    assert {row.code for row in again.skipped} == {"cycle"}


def test_after_the_cycle_the_next_statement_starts_from_the_last(store: Store, amy: Actor):
    owing(store, amy, 1)
    with store.write(amy) as work:
        run.issue(work, AS_OF)
    with store.write(amy) as work:
        second = run.issue(work, AS_OF + timedelta(days=28))
    with store.read() as session:
        (row,) = issued.of_run(session, second.run_id)
        view = issued.shown(session, row.id)
    assert view.since == AS_OF
    assert view.bridge.account[0].amount.plain() == "150.00"
    assert [one.amount.plain() for one in view.bridge.account[1:]] == ["0.00"] * 5


def test_a_stopped_run_leaves_nothing(store: Store, amy: Actor):
    owing(store, amy)

    def stop(done: int, total: int, note: str = "") -> None:
        if done > total // 2:
            raise Cancelled

    with pytest.raises(Cancelled), store.write(amy) as work:
        run.issue(work, AS_OF, progress=stop)
    with store.read() as session:
        assert session.scalar(sa.select(sa.func.count(StatementRun.id))) == 0
        assert len(due_list(session, AS_OF).send) == 3


def test_only_accounts_that_were_looked_at_are_billed(store: Store, amy: Actor):
    accounts = owing(store, amy)
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF, accounts[:1])
    assert [row.account_id for row in outcome.issued] == accounts[:1]


def test_whoever_may_not_issue_is_refused(store: Store, amy: Actor):
    owing(store, amy)
    clerk = Actor("clerk", permissions=frozenset({"look"}))
    with pytest.raises(Refused, match="not_allowed"), store.write(clerk) as work:
        run.issue(work, AS_OF)


def test_a_reprint_says_copy_and_has_the_figures_of_the_day(
    store: Store, amy: Actor, tmp_path: Path
):
    (account_id,) = owing(store, amy, 1)
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    with store.write(amy) as work:
        builders.payment(work, account_id, "150.00", on=AS_OF)
        work.session.get_one(builders.Account, account_id).guarantor_last = "Changed"
    with store.read() as session:
        (row,) = issued.of_account(session, account_id)
        first = issued.original(session, row.id)
        copy = text_of(issued.reprint(session, row.id), tmp_path)
        whole = text_of(issued.run_pdfs(session, outcome.run_id)[0], tmp_path)
        assert first == issued.original(session, row.id)
    assert "COPY" in copy
    assert "COPY" not in whole
    assert "150.00" in copy
    assert "CASTELLAN" in copy
    assert "CHANGED" not in copy
    assert text_of(first, tmp_path) == whole


def test_the_check_of_the_books_reads_every_kept_figure(store: Store, amy: Actor):
    owing(store, amy)
    with store.write(amy) as work:
        run.issue(work, AS_OF)
    told = check(store, CHECKS)
    assert all(one.ok for one in told), told
    with store.raw_connection(writable=True) as connection:
        connection.execute("DROP TRIGGER statement_no_update")
        connection.execute(
            "UPDATE statement SET figures = replace(figures, '150.00', '151.00') WHERE number = 2"
        )
    told = {one.name: one.findings for one in check(store, CHECKS)}
    assert told["statement figures"] == ("statement 2: its figures changed",)


def test_the_kept_hash_is_that_of_the_figures(store: Store, amy: Actor):
    owing(store, amy, 1)
    with store.write(amy) as work:
        run.issue(work, AS_OF)
    with store.read() as session:
        row = session.scalars(sa.select(Statement)).one()
        assert row.sha256 == fingerprint(row.figures)
        assert row.due_on == AS_OF + timedelta(days=25)


def test_a_name_no_font_can_print_is_left_for_a_person(store: Store, amy: Actor):
    accounts = owing(store, amy, 2)
    with store.write(amy) as work:
        work.session.get_one(builders.Account, accounts[0]).guarantor_last = "王"
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    assert [row.account_id for row in outcome.issued] == accounts[1:]
    assert [(row.account_id, row.code) for row in outcome.skipped] == [(accounts[0], "unprintable")]
