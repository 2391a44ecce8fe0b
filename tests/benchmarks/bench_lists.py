"""Print the time to the first rows of every list in an office of ten years.

Run by hand: python -m tests.benchmarks.bench_lists [FOLDER]
The office (200,000 encounters, 1,000,000 movements, encrypted) is built at the first run and
kept in FOLDER. Each list is read once to warm up, then nine times; the median of the CPU time
of the process counts, and stands beside the floor: 200 rows of the list's main table and
their ids by plain driver. The first, cold reading is given too.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.charting import worklist
from app.claims import life
from app.denials import work as denials
from app.plans import view as plans
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
from tests.benchmarks.big_office import LONG_STORY, TODAY, opened

LIMIT_MS, LIMITS_MS = 100, {"statements due, all accounts": 2_000}
AFTER_FIRST = {
    "today: money",
    "statements due, all accounts",
    "account page, the rest of it",
    "accounts, old: until it is known that nobody is",
}
"""Drawn after the first rows, or a report over all accounts."""

Read = Callable[[Session], Any]


def lists() -> Iterator[tuple[str, str, Read]]:
    """Give every list with its main table and how a screen reads it."""
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
    yield "plans", "payment_plan", lambda s: plans.plan_rows(s, TODAY)
    yield "today: desks and dates", "encounter", lambda s: today.today(s, TODAY)
    yield "today: money", "movement", lambda s: money_today.money_today(s, TODAY)
    yield "statements due, all accounts", "movement", lambda s: due.due_list(s, TODAY)
    yield "audit trail", "audit_entry", lambda s: trail.trail(s, trail.Asked())


def accounts() -> Iterator[tuple[str, str, Read]]:
    """Give the lists of accounts and the pages of a short and a long one."""
    yield "accounts, all", "account", lambda s: accounts_list.accounts(s, TODAY)
    yield "accounts, typed", "account", lambda s: accounts_list.accounts(s, TODAY, "quillf")
    for which in (Which.OWING, Which.CREDIT, Which.OLD, Which.HELD):
        yield (
            f"accounts, {which.value}",
            "account",
            lambda s, w=which: accounts_list.accounts(s, TODAY, "", w),
        )
    yield "accounts, old: until it is known that nobody is", "account", nobody_is_old
    yield "find by name", "patient", lambda s: find.find(s, "Oxenthorpe")
    yield "find by number", "patient", lambda s: find.find(s, "14999")
    yield "account page", "charge", lambda s: account_page.account_page(s, 4_001, TODAY)
    long = LONG_STORY
    yield (
        "account page, 1,500 visits",
        "charge",
        lambda s: account_page.beginning(s, long, TODAY),
    )
    yield (
        "account page, the rest of it",
        "charge",
        lambda s: account_story.story_of(s, long, TODAY),
    )


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
    """Give the median CPU milliseconds."""
    spent = []
    for _ in range(times):
        start = time.process_time()
        act()
        spent.append((time.process_time() - start) * 1000)
    return statistics.median(spent)


def once(store: Store, read: Read) -> object:
    with store.read() as session:
        return read(session)


def main(folder: Path) -> int:
    """Measure and print; 1 when a list misses its limit."""
    start = time.process_time()
    store = opened(folder / "big-office.db")
    say = sys.stdout.write
    size = store.path.stat().st_size / 1e6
    say(f"office of {size:.0f} MB, made or opened in {time.process_time() - start:.0f} s CPU\n")
    missed = 0
    for name, table, read in lists():
        cold = cpu_ms(lambda read=read: once(store, read), 1)
        warm = cpu_ms(lambda read=read: once(store, read), 9 if cold < 500 else 3)
        bare = cpu_ms(lambda table=table: floor(store, table), 9)
        limit = LIMITS_MS.get(name, LIMIT_MS)
        late = warm > limit
        missed += late and name not in AFTER_FIRST
        say(f"{name:48} first {cold:8.1f}  then {warm:8.1f} ms  floor {bare:6.2f} ms"
            f"  {'MISSED' if late else ''}\n")  # fmt: skip
    store.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(tempfile.gettempdir())))
