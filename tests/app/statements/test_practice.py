"""A whole practice through two runs: who is billed and why not, and each page read back."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from datetime import date

import pytest

from app.ledger import bringing, closing
from app.statements import issued, run
from app.statements.compose import show_number
from app.store.store import Store
from tests import builders
from tests.app.ledger import reference
from tests.app.paper import reading
from tests.app.statements.practice import PRACTICE, RUNS, cases
from tests.conftest import AMY, KEY

FIGURE = r"−?[\d,]+\.\d\d"
IN_BRIDGE = (
    "Earlier balance|Balance on|New charges|Insurance paid|Insurance discounts|You paid|"
    "Refunds to you|Other adjustments|Account balance|Waiting for insurance|"
    "In your payment plan|Owed back to an insurer|Due outside the plan|Your part now|"
    r"\d+ installments? past due|Installment \d+, due|Plan \d+, (?:no\.|due|\d+)|Amount due now"
)
OF_PLANS = "nstallment|^Plan"


@dataclass(frozen=True)
class Page:
    """One statement of a run: its account, day and number, and what pdftotext reads of it."""

    account: str
    on: str
    number: str
    amount: str
    pdf: bytes
    text: str

    @property
    def bridge(self):
        """Give the rows of the bridge as (words, cents), in their order."""
        rows = re.findall(rf"(?m)(?:^|\s\s)((?:{IN_BRIDGE}).*?)\s+({FIGURE})$", self.text)
        return [(words.strip(), cents(figure)) for words, figure in rows]


def cents(figure):
    return int(re.sub(r"[,.]", "", figure.replace("−", "-").replace("$", "")))


@pytest.fixture(scope="module")
def pages(office_template, tmp_path_factory):
    """Both runs over the practice: the pages by run, and who was left out with the reason."""
    path = tmp_path_factory.mktemp("practice") / "office.db"
    shutil.copyfile(office_template, path)
    store = Store(path, KEY, closing_checks=closing.CHECKS)
    with store.write(AMY) as work:
        builders.practice(work)
        assert all(bringing.bring_in(work, one) for one in cases())
    told = {on: one_run(store, on) for on in RUNS}
    store.close()
    return told


def one_run(store, on):
    with store.write(AMY) as work:
        outcome = run.issue(work, date.fromisoformat(on))
    sent = []
    with store.read() as session:
        kept = {row.number: row.id for row in issued.of_run(session, outcome.run_id)}
        for row in outcome.issued:
            pdf = issued.original(session, kept[row.number])
            number, amount = show_number(row.number), row.amount.plain()
            sent.append(Page(row.key, on, number, amount, pdf, reading.text(pdf)))
    return sent, {row.key: row.code for row in outcome.skipped}


def every(pages):
    return [page for sent, _ in pages.values() for page in sent]


def known(page):
    """Give the figures of the second reading for a page."""
    given = dict(PRACTICE[page.account][0], as_of=page.on)
    return reference.evaluate(
        {"min_statement": "5.00", "statement_due_days": 25, "aging_basis": "responsibility"} | given
    )


@pytest.mark.parametrize("n", [0, 1])
def test_everybody_is_billed_or_told_why_not(pages, n):
    sent, skipped = pages[RUNS[n]]
    expected = {name: row[n + 1] for name, row in PRACTICE.items()}
    assert {page.account: page.amount for page in sent} | skipped == expected


def test_the_bridge_foots_as_printed_and_begins_where_the_last_one_ended(pages):
    last = {}
    for page in every(pages):
        if page.account.startswith("family"):
            continue
        rows, found = page.bridge, known(page)
        place = next(n for n, (words, _) in enumerate(rows) if words == "Account balance")
        above, balance, below = rows[:place], rows[place][1], rows[place + 1 : -1]
        assert above[0][1] == last.get(page.account, 0), page.account
        assert sum(amount for _, amount in above) == balance == cents(found["account_balance"])
        outside = [amount for words, amount in below if words.startswith(("Due out", "Your part"))]
        parts = [pair for pair in below if not pair[0].startswith(("Due out", "Your part"))]
        aside = [pair for pair in parts if not re.search(OF_PLANS, pair[0])]
        assert outside in ([balance + sum(amount for _, amount in aside)], [])
        due = balance + sum(amount for _, amount in parts)
        assert rows[-1] == ("Amount due now", max(0, due))
        assert max(0, due) == cents(page.amount)
        last[page.account] = balance


def test_what_waits_and_what_is_planned_stand_in_the_bridge_and_are_not_asked_twice(pages):
    for page in every(pages):
        if page.account.startswith("family"):
            continue
        rows, found = page.bridge, known(page)
        asked = [amount for words, amount in rows if re.search(OF_PLANS, words)]
        late = [amount for words, amount in rows if words.endswith("past due")]
        assert -dict(rows).get("Waiting for insurance", 0) == cents(found["insurance_pending"])
        assert -dict(rows).get("In your payment plan", 0) == cents(found["plan_balance"])
        assert sum(asked) == cents(found["plan_due_now"]), page.account
        assert sum(late) == cents(found["plan_past_due"]), page.account


def test_the_ages_are_those_of_the_second_reading_and_add_up_to_what_is_outside_plans(pages):
    for page in every(pages):
        row = re.search(rf"0–30.*\n+\s*({FIGURE}(?:\s+{FIGURE}){{4}})\s", page.text)
        shown = [cents(figure) for figure in row[1].split()]
        found = known(page)
        assert shown == [cents(amount) for amount in found["aging"].values()], page.account
        assert sum(shown) == cents(found["patient_balance"])


def test_the_visits_add_up_to_what_is_owed_outside_plans(pages):
    for page in every(pages):
        figures = re.findall(rf"(?m)^\s*((?:{FIGURE}\s+){{4}}{FIGURE})(?:\s|$)", page.text)
        rows = [[cents(one) for one in row.split()] for row in figures]
        ages = [cents(amount) for amount in known(page)["aging"].values()]
        visits = [row for row in rows if row != ages]
        if page.account in ("sixty visits", "family, a returned check"):  # on to page 3
            total = visits.pop()
            assert total == [sum(row[n] for row in visits) for n in range(5)]
        owed = sum(row[4] for row in visits)
        assert owed == cents(known(page)["patient_balance"]), page.account


ONLY_AN_INSTALLMENT = {("a kept plan, then missed", "2026-06-30"): date(2026, 7, 15)}
"""Where nothing else is asked the paper says the day that was agreed, not the days to pay."""


def test_amount_dates_and_numbers_stand_in_each_place_once(pages):
    for page in every(pages):
        by_plan = ONLY_AN_INSTALLMENT.get((page.account, page.on))
        due = by_plan or date.fromisoformat(known(page)["due_date"])
        first = reading.text(page.pdf, 1)
        assert first.count(f"${cents(page.amount) / 100:,.2f}") == 2, page.account
        assert page.number in first
        spanish = page.account.startswith("family")
        shown = (
            f"{due.day} ago 2026" if spanish and due.month == 8 else
            f"{due.day} jul 2026" if spanish else f"{due:%b} {due.day}, {due.year}"
        )  # fmt: skip
        assert shown in first
        marks = reading.page_marks(page.pdf)
        assert marks == [(n, len(marks)) for n in range(1, reading.page_count(page.pdf) + 1)]
        assert "(cid:" not in page.text
        assert "\N{REPLACEMENT CHARACTER}" not in page.text


@pytest.mark.parametrize(
    ("account", "on", "words"),
    [
        ("deductible", 0, "89.35 is your plan’s deductible"),
        ("copay, coinsurance, not covered", 0, "Your copay of 30.00 is paid"),
        ("copay, coinsurance, not covered", 0, "May 2, card, 30.00 (copay)"),
        ("waiting, then answered", 1, "25.00 is your share of the rest (coinsurance)"),
        ("one waits, one is due", 0, "Nothing due from you for this visit yet"),
        ("put to the patient while it waits", 0, "180.00 waiting for insurance"),
        ("financial help", 0, "120.00 taken off"),
        ("voided after the bill", 1, "Jul 10, card, −30.00 (taken back)"),
        ("returned after the bill", 1, "Jul 3, card, −150.00 (returned by your bank)"),
        ("returned after the bill", 1, "Returned-payment fee"),
        ("family, a returned check", 0, "devuelto por su banco"),
        ("family, a returned check", 0, "INÉS MUÑOZ 9 PEÑASCO WAY"),
        ("a kept plan, then missed", 0, "next is 4 of 6"),
        ("a kept plan, then missed", 1, "1 installment past due"),
        ("self pay", 0, "This is the first bill"),
        ("self pay", 1, "A reminder"),
    ],
)
def test_the_page_says_it_in_words(pages, account, on, words):
    page = next(one for one in pages[RUNS[on]][0] if one.account == account)
    assert words in " ".join(reading.text(page.pdf).split()) or words in reading.flat(page.pdf)


def test_no_diagnosis_is_printed_and_every_font_is_inside(pages):
    for page in every(pages)[::7]:
        assert not re.search(r"\b[A-TV-Z]\d\d\.\d", page.text)
        assert all(row[-5] == row[-3] == "yes" for row in reading.fonts(page.pdf))
