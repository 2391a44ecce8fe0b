"""The printed page says what the ledger says: figures are read back from the PDF."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from app.ledger.summary import SummaryTerms
from app.statements import due, issued, run
from app.statements.compose import show_number
from app.store.actor import Actor
from app.store.store import Store
from tests import builders
from tests.app.statements.accounts import shared_cases, take_in
from tests.app.statements.test_run import text_of

AS_OF = date(2026, 9, 30)
FIGURE = r"(−?[\d,]+\.\d\d)"


def figure(text: str, words: str) -> str:
    """Give the figure printed after some words, as plain text."""
    found = re.search(rf"{words}\s+\$?{FIGURE}", text)
    assert found, words
    return found[1].replace("−", "-").replace(",", "")


def test_the_figures_on_paper_are_those_of_the_ledger(
    store: Store, amy: Actor, shared: Path, tmp_path: Path
):
    with store.write(amy) as work:
        builders.practice(work)
        for one in shared_cases(shared):
            take_in(work, one["id"], one["input"])
    with store.read() as session:
        rows = {row.account_id: row for row in due.due_list(session, AS_OF, SummaryTerms()).rows}
    with store.write(amy) as work:
        outcome = run.issue(work, AS_OF)
    assert len(outcome.issued) > 12
    with store.read() as session:
        for sent in issued.of_run(session, outcome.run_id or 0):
            text = text_of(issued.original(session, sent.id), tmp_path)
            row = rows[sent.account_id]
            assert figure(text, "Amount due now") == row.amount.plain()
            assert text.count(f"${row.amount}") == 2
            assert show_number(sent.number) in text
            assert str(sent.account) in text
            balance = issued.shown(session, sent.id).bridge.balance
            assert figure(text, "Account balance") == balance.plain()
            if row.plan_due:
                assert "Payment plan" in text
            assert "(cid:" not in text
            assert "�" not in text


def test_a_case_pays_by_the_address_of_the_practice(store: Store, amy: Actor, tmp_path: Path):
    with store.write(amy) as work:
        builders.practice(work)
        work.session.get_one(builders.Practice, 1).pay_url = "https://pay.larkspur.example"
        builders.charge(work, builders.patient(work))
        outcome = run.issue(work, AS_OF)
    with store.read() as session:
        (pdf,) = issued.run_pdfs(session, outcome.run_id or 0)
    text = text_of(pdf, tmp_path)
    assert "pay.larkspur.example" in text
    assert "Scan to pay" in text
