"""Print the encoder's recall by kind of query and its CPU time per keystroke.

Run by hand: python -m tests.benchmarks.bench_encoder QUERIES.tsv [reference file] [-v]
The queries have the columns id, split, stratum, sub, query, accept; an accepted code ending in
* stands for itself and everything below it.
"""

from __future__ import annotations

import csv
import gc
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from datetime import date
from pathlib import Path

from app.codesets import load, reference, search

ON = date(2026, 6, 1)


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")


def accepted(code: str, accept: str) -> bool:
    bare = code.replace(".", "")
    for wanted in accept.split(","):
        stem = wanted.strip().replace(".", "")
        if bare == stem.rstrip("*") or (stem.endswith("*") and bare.startswith(stem[:-1])):
            return True
    return False


def read_queries(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def recall(opened: reference.Reference, rows: list[dict[str, str]], show: bool) -> None:
    at_one, at_ten, count = defaultdict(int), defaultdict(int), defaultdict(int)
    for row in rows:
        hits = search.search(opened, row["query"], ON, 10)
        ranks = [n for n, h in enumerate(hits) if accepted(str(h.code), row["accept"])]
        for kind in (row["stratum"], "all"):
            count[kind] += 1
            at_one[kind] += bool(ranks) and ranks[0] == 0
            at_ten[kind] += bool(ranks)
        if show and not ranks:
            got = " | ".join(f"{h.code} {h.title[:28]}" for h in hits[:4])
            say(f"  {row['stratum']:9} {row['query'][:50]:50} {row['accept']:14} {got}")
    for kind, total in count.items():
        say(f"{kind:10} n={total:4} R@1={at_one[kind] / total:.3f} R@10={at_ten[kind] / total:.3f}")


def floor_ms() -> float:
    """CPU ms of a fixed piece of plain Python, so that machines can be compared."""
    start = time.process_time()
    for _ in range(20):
        sorted(str(n) for n in range(5000))
    return (time.process_time() - start) * 1000 / 20


def collected() -> float:
    """Collect garbage as the program does, between keystrokes; give the CPU ms it took."""
    counts, limits = gc.get_count(), gc.get_threshold()
    start = time.process_time()
    due = [n for n in (2, 1, 0) if counts[n] > limits[n]]
    if due:
        gc.collect(due[0])
    return (time.process_time() - start) * 1000


def keystrokes(opened: reference.Reference, rows: list[dict[str, str]]) -> None:
    """Print what a keystroke takes; garbage is collected beside them, and told by itself."""
    search.warm(opened, ON)
    gc.freeze()
    gc.disable()
    try:
        _keystrokes(opened, rows)
    finally:
        gc.enable()
        gc.unfreeze()


def _keystrokes(opened: reference.Reference, rows: list[dict[str, str]]) -> None:
    spent: list[tuple[float, str]] = []
    pauses: list[float] = []
    for row in rows[:: max(1, len(rows) // 200)]:
        for end in range(1, len(row["query"]) + 1):
            start = time.process_time()
            search.search(opened, row["query"][:end], ON, 20)
            spent.append(((time.process_time() - start) * 1000, row["query"][:end]))
            pauses.append(collected())
    spent.sort()
    times = [t for t, _ in spent]
    p99 = times[int(len(times) * 0.99)]
    say(
        f"keystrokes={len(times)} p50={statistics.median(times):.2f} ms"
        f" p95={times[int(len(times) * 0.95)]:.2f} p99={p99:.2f} max={times[-1]:.2f}"
        f" garbage={sum(pauses) / len(times):.2f} a keystroke, longest {max(pauses):.0f}"
        f" floor={floor_ms():.2f} ms"
    )
    say("slowest:", [(round(t, 1), q) for t, q in spent[-8:]])


def main() -> None:
    rows = read_queries(Path(sys.argv[1]))
    if len(sys.argv) > 2 and Path(sys.argv[2]).is_file():
        path = Path(sys.argv[2])
    else:
        path = Path(tempfile.mkdtemp()) / "reference.sqlite"
        start = time.process_time()
        load.load_starter(path)
        say(f"build {time.process_time() - start:.1f} s CPU, {path.stat().st_size / 1e6:.1f} MB")
    opened = reference.open_reference(path)
    recall(opened, rows, "-v" in sys.argv)
    keystrokes(opened, rows)


if __name__ == "__main__":
    main()
