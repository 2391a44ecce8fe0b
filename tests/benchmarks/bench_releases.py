"""Time the taking of full-size release files against a raw executemany of the same rows.

    python -m tests.benchmarks.bench_releases [--pairs 2000000] [--codes 98000]

Makes the files itself, of the official shape and size: four NCCI files of pairs with their
history, and an ICD-10-CM order file, of half the size first. Prints seconds, the ratio to the
raw insert into the same kind of file (same table, same journal, one transaction), the peak
memory of each in a process of its own, and how it grows with the rows. Nothing is kept.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from app.codesets import load, rules_layout
from app.codesets.layout import connect_new
from app.codesets.loaded import Asked

HEAD = (
    "CPT only copyright.\t\t\t\t\t\t\r\nColumn1/Column2 Edits\t\t\t\t\t\t\r\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\r\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\r\n\t\t\t\t*=no data\t1=allowed\t\r\n"
    "\t\t\t\t\t9=not applicable\t\r\n"
)
WHY = (
    "Misuse of Column Two code with Column One code",
    "CPT Manual or CMS manual coding instruction",
    "Standards of medical / surgical practice",
    "More extensive procedure",
)
Pair = tuple[str, str, int, int, int, str]


def pairs(count: int) -> Iterator[Pair]:
    """Give made-up edits in the order of the official files, a fifth of them over."""
    within = 700
    for n in range(count):
        one, two = n // within, n % within
        first = 19_960_101 + (n % 25) * 10_000
        last = first + 20_229 if n % 5 == 0 else rules_layout.OPEN
        yield f"{10000 + one * 7}", f"{20000 + two * 97}", first, last, n % 2, WHY[n % len(WHY)]


def write_pairs(folder: Path, count: int) -> list[Path]:
    """Write the four files of a set."""
    made = []
    share = -(-count // 4)
    rows = pairs(count)
    for part in range(1, 5):
        path = folder / f"ccipra-v322r0-f{part}.txt"
        with path.open("w", newline="", encoding="cp1252") as stream:
            stream.write(HEAD)
            for _, (one, two, first, last, indicator, why) in zip(range(share), rows, strict=False):
                end = "*" if last == rules_layout.OPEN else str(last)
                stream.write(f"{one}\t{two}\t\t{first}\t{end}\t{indicator}\t{why}\r\n")
        made.append(path)
    return made


def write_order(folder: Path, count: int) -> Path:
    """Write an order file: categories and codes, of about as many words as the official one."""
    path = folder / "icd10cm_order_2027.txt"
    with path.open("w", newline="", encoding="ascii") as stream:
        for n, (code, billable) in enumerate(_codes(count), 1):
            region = f"{code[:3].lower()} region, degree {n % 89}, initial encounter"
            words = f"Made-up disorder {n % 9973} of the {region}"
            stream.write(f"{n:05d} {code:<7} {billable} {words[:60]:<60} {words}\r\n")
    return path


def _codes(count: int) -> Iterator[tuple[str, int]]:
    made = 0
    for letter in "ABCDEFGHIJKLMNOPQRST":
        for number in range(100):
            category = f"{letter}{number:02d}"
            yield category, 0
            for leaf in range(48):
                made += 1
                yield f"{category}{leaf // 10}{leaf % 10}", 1
                if made >= count:
                    return


def take_pairs(folder: Path) -> None:
    """Take the four files."""
    paths = sorted(folder.glob("ccipra*.txt"))
    load.take(paths, Asked(folder / "reference.sqlite"))


def raw_pairs(folder: Path) -> None:
    """Insert the same rows from the memory of a generator, nothing read or judged."""
    connection = rules_layout.connect_writing(folder / "raw-rules.sqlite")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN")
    number = {why: n for n, why in enumerate(WHY, 1)}
    count = int((folder / "count").read_text(encoding="ascii"))
    connection.executemany(
        "INSERT OR REPLACE INTO ptp VALUES (1, ?, ?, ?, ?, ?, ?, 1)",
        ((*row[:5], number[row[5]]) for row in pairs(count)),
    )
    connection.execute("COMMIT")
    rules_layout.settle(connection)
    connection.close()


def take_order(folder: Path) -> None:
    """Take the order file, search and all."""
    load.take([folder / "icd10cm_order_2027.txt"], Asked(folder / "icd.sqlite"))


def raw_order(folder: Path) -> None:
    """Insert the rows of the order file into the table of codes, read by plain slicing."""
    connection = connect_new(folder / "raw.sqlite")
    connection.execute("BEGIN")
    with (folder / "icd10cm_order_2027.txt").open(encoding="ascii") as lines:
        connection.executemany(
            "INSERT INTO code VALUES (1, ?, ?, ?, ?, NULL, 0, NULL, '')",
            (
                (int(line[:5]), line[6:13].strip(), line[77:].strip(), line[14] == "1")
                for line in lines
            ),
        )
    connection.execute("COMMIT")
    connection.close()


def _measured(work: Callable[[Path], None], folder: Path, out: Path) -> None:
    before = time.process_time(), time.perf_counter()
    work(folder)
    spent = time.process_time() - before[0], time.perf_counter() - before[1]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    out.write_text(json.dumps([*spent, peak / 1024]), encoding="ascii")


def measured(work: Callable[[Path], None], folder: Path) -> tuple[float, float, float]:
    """Give CPU seconds, seconds by the clock and peak megabytes of work in a new process."""
    out = folder / "measured"
    process = multiprocessing.get_context("spawn").Process(
        target=_measured, args=(work, folder, out)
    )
    process.start()
    process.join()
    if process.exitcode:
        raise SystemExit(f"{work.__name__} failed")
    cpu, clock, peak = json.loads(out.read_text(encoding="ascii"))
    return cpu, clock, peak


def compared(what: str, ours: Callable[[Path], None], raw: Callable[[Path], None]) -> None:
    """Make files of half the size and of the whole, take them, insert them raw, print both."""
    count = int(what.partition(" ")[0].replace(",", ""))
    peaks = []
    for size in (count // 2, count):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            (folder / "count").write_text(str(size), encoding="ascii")
            if ours is take_pairs:
                write_pairs(folder, size)
            else:
                write_order(folder, size)
            cpu, clock, peak = measured(ours, folder)
            raw_cpu, raw_clock, raw_peak = measured(raw, folder)
        peaks.append(peak)
        sys.stdout.write(
            f"{size:,}{what[len(f'{count:,}') :]}: {cpu:.1f} s CPU ({clock:.1f} s),"
            f" peak {peak:.0f} MB; raw insert {raw_cpu:.1f} s CPU ({raw_clock:.1f} s),"
            f" peak {raw_peak:.0f} MB; ratio {cpu / raw_cpu:.2f}\n"
        )
    grown = (peaks[1] - peaks[0]) * 1024 / (count - count // 2) * 1000
    sys.stdout.write(f"    memory grows by {grown:,.0f} kB for each 1,000 rows more\n")


def main() -> None:
    """Compare the two kinds of release that are large."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--pairs", type=int, default=2_000_000)
    asked.add_argument("--codes", type=int, default=98_000)
    args = asked.parse_args()
    compared(f"{args.codes:,} ICD-10-CM codes", take_order, raw_order)
    compared(f"{args.pairs:,} code pairs", take_pairs, raw_pairs)


if __name__ == "__main__":
    main()
