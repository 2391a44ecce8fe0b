"""Print how fast the ledger posts and how long a verified backup takes, beside their floors.

Run by hand: python -m tests.benchmarks.bench_ledger [FOLDER]
Posting: one unit of work bills charges, posts what the payer answered and what the patient
paid, through ``book`` with all its rules; the floor writes the very rows that came of it into
a copy of the same encrypted file by plain executemany. Backup: of the office of ten years in
FOLDER (see bench_lists); the floor copies its file and brings the copy to disk. CPU seconds,
median of five.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from app.ledger import book, closing
from app.ledger.drafts import HandOverDraft
from app.store import backup, schema
from app.store.actor import COMMAND_LINE
from app.store.store import Store
from tests import builders

KEY = bytes(range(32))
CHARGES, RUNS = 300, 5
DAY = date(2026, 6, 1)
TABLES = ("charge", "entry", "movement", "reason", "payment", "audit_entry")


def prepared(path: Path) -> list[tuple[builders.Registered, int]]:
    """Make an office with people who are covered, nothing posted yet."""
    schema.upgrade(path, KEY)
    store = Store(path, KEY, closing_checks=closing.CHECKS)
    people = []
    with store.write(COMMAND_LINE) as work:
        builders.practice(work)
        payer = builders.payer(work)
        for _ in range(50):
            who = builders.patient(work)
            people.append((who, builders.coverage(work, who.patient_id, payer)))
    store.close()
    return people


def posted(path: Path, people: list[tuple[builders.Registered, int]]) -> float:
    """Bill each charge, give it to the patient after the payer, take the payment."""
    store = Store(path, KEY, closing_checks=closing.CHECKS)
    start = time.process_time()
    with store.write(COMMAND_LINE) as work:
        for number in range(CHARGES):
            who, covered = people[number % len(people)]
            charge = builders.charge(work, who, "100.00", coverage_id=covered)
            left = HandOverDraft(
                account_id=who.account_id, charge_ids=(charge,), effective=DAY,
                coverage_id=covered,
            )  # fmt: skip
            book.hand_over(work, left)
            builders.payment(work, who.account_id, "100.00", on=DAY, charge_id=charge)
    spent = time.process_time() - start
    store.close()
    return spent


def rows_of(path: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    store = Store(path, KEY)
    with store.raw_connection() as connection:
        found = [(t, connection.execute(f"SELECT * FROM {t}").fetchall()) for t in TABLES]
    store.close()
    return found


def written(path: Path, tables: list[tuple[str, list[tuple[object, ...]]]]) -> float:
    """Write the same rows by plain executemany."""
    store = Store(path, KEY)
    with store.raw_connection(writable=True) as connection:
        start = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in tables:
            if rows:
                marks = ",".join("?" * len(rows[0]))
                connection.executemany(f"INSERT OR IGNORE INTO {table} VALUES ({marks})", rows)
        connection.execute("COMMIT")
        spent = time.process_time() - start
    store.close()
    return spent


def posting(folder: Path) -> None:
    people = prepared(folder / "template.db")
    ours, floors = [], []
    for run in range(RUNS):
        mine, bare = folder / f"ours{run}.db", folder / f"bare{run}.db"
        shutil.copyfile(folder / "template.db", mine)
        shutil.copyfile(folder / "template.db", bare)
        ours.append(posted(mine, people))
        tables = rows_of(mine)
        floors.append(written(bare, tables))
    entries, moves = (len(dict(tables)[name]) for name in ("entry", "movement"))
    took, low = statistics.median(ours), statistics.median(floors)
    sys.stdout.write(
        f"posting: {entries} entries, {moves} movements in {took:.2f} s CPU,"
        f" {entries / took:.0f} entries/s; floor {low:.3f} s, {low / took:.1%} of its rate\n"
    )


def copied(source: Path, target: Path) -> None:
    """Copy a file and bring it to disk."""
    shutil.copyfile(source, target)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def backing_up(big: Path, scratch: Path) -> None:
    """Time the copy of an office, without and with the check of every page."""
    store = Store(big, KEY)
    taken: dict[str, list[float]] = {"copy": [], "check": [], "file": []}
    for run in range(3):
        steps = (
            ("copy", lambda n=run: backup._copy(store, scratch / f"copy{n}.db", KEY)),
            ("check", lambda n=run: backup._verify(scratch / f"copy{n}.db", KEY, ())),
            ("file", lambda n=run: copied(big, scratch / f"plain{n}.db")),
        )
        for name, act in steps:
            start = time.process_time()
            act()
            taken[name].append(time.process_time() - start)
    copy, check, floor = (statistics.median(taken[name]) for name in ("copy", "check", "file"))
    sys.stdout.write(
        f"backup of {big.stat().st_size / 1e6:.0f} MB: copy {copy:.2f} s, check {check:.2f} s CPU;"
        f" plain file copy {floor:.2f} s; copy at {copy / floor:.1f} x\n"
    )
    store.close()


def main(folder: Path | None) -> None:
    with tempfile.TemporaryDirectory() as name:
        posting(Path(name))
        if folder is not None and (folder / "big-office.db").exists():
            backing_up(folder / "big-office.db", Path(name))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
