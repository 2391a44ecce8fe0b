"""Print how fast encounter lists come in, beside a floor measured in the same run.

Run by hand: python tests/benchmarks/bench_import.py LIST [PATIENTS PAYERS]
The floor writes the very same rows, all tables and indexes, into the same kind of encrypted
file by plain executemany of the driver. Times are CPU seconds of the process, median of five.
"""

from __future__ import annotations

import gc
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.intake.apply import take
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading, Staged
from app.ledger import closing
from app.store import schema
from app.store.actor import COMMAND_LINE
from app.store.store import Store, utc_now

KEY = bytes(range(32))
TABLES = (
    "list_import", "account", "patient", "provider", "payer", "coverage", "encounter",
    "encounter_diagnosis", "encounter_line", "encounter_hint", "document", "document_content",
    "counter",
)  # fmt: skip
RUNS = 5


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def fresh(template: Path, folder: Path, name: str) -> Store:
    path = folder / name
    shutil.copyfile(template, path)
    return Store(path, KEY, closing_checks=closing.CHECKS)


def written(store: Store) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Give every row that the import wrote, table by table."""
    with store.raw_connection() as connection:
        return [
            (table, connection.execute(f"SELECT * FROM {table}").fetchall()) for table in TABLES
        ]


def floor(store: Store, tables: list[tuple[str, list[tuple[object, ...]]]]) -> float:
    """Write the rows by plain executemany in one transaction; give the CPU seconds."""
    with store.raw_connection(writable=True) as connection:
        start = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        for table, rows in tables:
            if rows:
                marks = ",".join("?" * len(rows[0]))
                connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
        connection.execute("COMMIT")
        return time.process_time() - start


def timed_take(store: Store, staged: Staged) -> float:
    start = time.process_time()
    with store.write(COMMAND_LINE) as work:
        take(work, staged)
    return time.process_time() - start


def main(paths: list[Path]) -> None:
    beside = dict(zip(("patients", "payers"), paths[1:], strict=False))
    files = ListFiles((paths[0],), **beside)
    reads, takes, floors, again = [], [], [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        schema.upgrade(folder / "template.db", KEY)
        for run in range(RUNS):
            start = time.process_time()
            staged = read_list(files, Reading(utc_now().date()))
            reads.append(time.process_time() - start)
            gc.collect()
            office = fresh(folder / "template.db", folder, f"office{run}.db")
            takes.append(timed_take(office, staged))
            again.append(timed_take(office, staged))
            rows = written(office)
            office.close()
            bare = fresh(folder / "template.db", folder, f"bare{run}.db")
            floors.append(floor(bare, rows))
            bare.close()
    count = sum(len(of_table) for _, of_table in rows)
    read_s, take_s, floor_s = map(statistics.median, (reads, takes, floors))
    say(f"rows written {count:,}, visits {len(staged.visits):,}, charges {len(staged.charges):,}")
    say(f"read {read_s:.2f} s, take {take_s:.2f} s, again {statistics.median(again):.2f} s (CPU)")
    say(f"floor {floor_s:.2f} s; take at {floor_s / take_s:.0%} of its rate")
    say(f"read and take at {floor_s / (read_s + take_s):.0%} of the floor's rate")


if __name__ == "__main__":
    main([Path(path) for path in sys.argv[1:]])
