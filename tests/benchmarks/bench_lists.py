"""Print the time to the first rows of every list in an office of ten years.

Run by hand: python -m tests.benchmarks.bench_lists [FOLDER]
The office (200,000 encounters, 1,000,000 movements, encrypted) is built at the first run and
kept in FOLDER. Each list is read once to warm up, then nine times; the median of the CPU time
of the process counts, and stands beside the floor: 200 rows of the list's main table by plain
driver. The first reading has the same limit: rows that nobody has read yet, queries that have
not been compiled. In three parts: first rows, which have to be there within 100 ms; what
follows them by itself, which has no limit; and what is summed over all accounts, within 2 s.
"""

from __future__ import annotations

import gc
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.charting import expected, worklist
from app.charting.queries import lists as queries
from app.claims import life
from app.denials import work as denials
from app.plans import book as plans
from app.remittance import looking, posting
from app.reports import (
    account_page,
    account_story,
    accounts_list,
    find,
    money_today,
    today,
    waiting,
)
from app.reports.accounts_list import Which
from app.statements import due
from app.store import trail
from app.store.store import Store
from app.superbills import waiting as superbills
from app.values.states import QueryStatus
from tests.benchmarks.big_office import LONG_STORY, TODAY, opened

LIMIT_MS, SUMS_LIMIT_MS = 100, 2_000
Read = Callable[[Session], Any]
Row = tuple[str, str, Read]
"""What is read, its main table, and how a screen reads it."""


def first_rows() -> Iterator[Row]:
    """Give what each list asks first."""
    asked = worklist.Ask(TODAY)
    newest = worklist.Ask(TODAY, worklist.Filter(), worklist.Order.NEWEST)
    mine = worklist.Ask(TODAY, worklist.Filter(payer_id=3))
    yield "coder's worklist, oldest", "encounter", lambda s: worklist.worklist(s, asked)
    yield "coder's worklist, newest", "encounter", lambda s: worklist.worklist(s, newest)
    yield "coder's worklist, one payer", "encounter", lambda s: worklist.worklist(s, mine)
    yield "coder's counts", "encounter", lambda s: worklist.counts(s, TODAY)
    yield "rail counts", "encounter", lambda s: waiting.counts(s, TODAY)
    yield "superbills waiting", "encounter", lambda s: superbills.queue(s, TODAY)
    yield "claims queue counts", "claim", lambda s: life.queue_counts(s, TODAY)
    for queue in life.Queue:
        yield f"claims: {queue.value}", "claim", lambda s, q=queue: life.claims_in(s, q, TODAY)
    yield "denials", "denial", lambda s: denials.open_denials(s, TODAY)
    yield "EOB: a payer's open claims", "claim", lambda s: looking.open_claims(s, TODAY, 3)
    yield "posted checks", "remittance", posting.posted
    yield from accounts()
    yield "plans that ask for something", "payment_plan", lambda s: plans.plans_in_motion(s, TODAY)
    yield "queries to do", "provider_query", lambda s: queries.queries(s, TODAY)
    yield "queries, all: the newest", "provider_query", newest_queries
    yield "expected visits, 30 days", "expected_visit", lambda s: expected.reconcile(s, TODAY, 30)
    yield "today: desks and dates", "encounter", lambda s: today.today(s, TODAY)
    yield "audit trail", "audit_entry", lambda s: trail.trail(s, trail.Asked())


def following() -> Iterator[Row]:
    """Give what lists ask behind their first rows, while those are looked at."""
    yield "accounts, old: until it is known that nobody is", "account", nobody_is_old
    yield (
        "account page, the rest of it",
        "charge",
        lambda s: account_story.story_of(s, LONG_STORY, TODAY),
    )
    yield "plans, all", "payment_plan", lambda s: plans.plans_due(s, TODAY)
    yield "queries, all", "provider_query", lambda s: queries.queries(s, TODAY, QueryStatus)
    yield "expected visits, 180 days", "expected_visit", lambda s: expected.reconcile(s, TODAY, 180)
    yield "posted checks, up to one of ten years ago", "remittance", checks_to_an_old_one


def over_all_accounts() -> Iterator[Row]:
    """Give what is summed over the books of all accounts."""
    yield "today: money", "movement", lambda s: money_today.money_today(s, TODAY)
    yield "statements due", "movement", lambda s: due.due_list(s, TODAY)


def accounts() -> Iterator[Row]:
    """Give the lists of accounts and the pages of a short and a long one."""
    yield "accounts, all", "account", lambda s: accounts_list.accounts(s, TODAY)
    yield "accounts, typed", "account", lambda s: accounts_list.accounts(s, TODAY, "quillf")
    for which in (Which.OWING, Which.CREDIT, Which.OLD, Which.HELD):
        yield (
            f"accounts, {which.value}",
            "account",
            lambda s, w=which: accounts_list.accounts(s, TODAY, "", w),
        )
    yield "find by name", "patient", lambda s: find.find(s, "Oxenthorpe")
    yield "find by number", "patient", lambda s: find.find(s, "14999")
    yield "account page", "charge", lambda s: account_page.account_page(s, 4_001, TODAY)
    yield (
        "account page, 1,500 visits",
        "charge",
        lambda s: account_page.beginning(s, LONG_STORY, TODAY),
    )


def newest_queries(session: Session) -> object:
    """Read the first rows of a list of queries that grows with the years."""
    return queries.newest(session, TODAY, QueryStatus, None, 200)


def checks_to_an_old_one(session: Session) -> object:
    """Read the list of checks as far down as one that was asked for."""
    return posting.posted(session, wanted=300)


def nobody_is_old(session: Session) -> None:
    """Walk all accounts, as the list does by itself while none has fitted."""
    page = accounts_list.accounts(session, TODAY, "", Which.OLD)
    while page.more:
        page = accounts_list.accounts(session, TODAY, "", Which.OLD, page.after)


def floor(store: Store, table: str) -> None:
    """Read 200 rows of a table by plain driver."""
    with store.raw_connection() as connection:
        connection.execute(f"SELECT * FROM {table} LIMIT 200").fetchall()


def cpu_ms(act: Callable[[], object], times: int) -> float:
    """Give the median CPU milliseconds, without Python's collector, as ``ui/collector.py`` has it.

    What it would collect is collected between the readings, as the program does beside them.
    """
    spent = []
    was_on = gc.isenabled()
    gc.disable()
    for _ in range(times):
        start = time.process_time()
        act()
        spent.append((time.process_time() - start) * 1000)
        gc.collect()
    if was_on:
        gc.enable()
    return statistics.median(spent)


def once(store: Store, read: Read) -> object:
    with store.read() as session:
        return read(session)


PARTS = (
    ("first rows", first_rows, LIMIT_MS),
    ("follows by itself, no limit", following, None),
    ("over all accounts", over_all_accounts, SUMS_LIMIT_MS),
)


def measure(store: Store, rows: Iterator[Row], limit: int | None) -> int:
    """Print one part and give how many of it are late."""
    missed = 0
    for name, table, read in rows:
        cold = cpu_ms(lambda read=read: once(store, read), 1)
        warm = cpu_ms(lambda read=read: once(store, read), 9 if cold < 500 else 3)
        bare = cpu_ms(lambda table=table: floor(store, table), 9)
        is_late = limit is not None and max(cold, warm) > limit
        missed += is_late
        sys.stdout.write(
            f"  {name:48} first {cold:8.1f}  then {warm:8.1f} ms  floor {bare:6.2f} ms"
            f"  {'MISSED' if is_late else ''}\n"
        )
    return missed


def main(folder: Path) -> int:
    """Measure and print; 1 when a list misses its limit."""
    start = time.process_time()
    store = opened(folder / "big-office.db")
    size = store.path.stat().st_size / 1e6
    spent = time.process_time() - start
    sys.stdout.write(f"office of {size:.0f} MB, made or opened in {spent:.0f} s CPU\n")
    missed = 0
    for words, rows, limit in PARTS:
        sys.stdout.write(f"{words}{f' (limit {limit:,} ms)' if limit else ''}\n")
        missed += measure(store, rows(), limit)
    store.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir())))
