"""Print the CPU time of the compliance edits over one visit of 12 diagnoses and 20 services.

Run by hand: python -m tests.benchmarks.bench_edits [reference file]
Rule tables beside the reference file are used as they are.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from app.codesets import load, reference
from app.codesets.rules_data import RulesData
from app.coding.edits.check import check
from app.coding.edits.visit import Circumstances, PastLine, ServiceLine, Visit

DOS = date(2026, 8, 3)
CODES = (
    "E11.22", "I12.9", "N18.31", "E78.5", "G47.33", "M17.11", "J44.9", "F33.1", "K21.9", "L40.0",
    "H40.1131", "Z79.4",
)  # fmt: skip
SERVICES = (
    "99214", "G2211", "20610", "J3301", "96372", "80053", "80061", "83036", "85025", "36415",
    "93000", "71046", "94010", "81002", "82043", "90471", "90686", "17000", "17003", "69210",
)  # fmt: skip
VISITS = 200


def visit() -> Visit:
    """Make the visit, with a history of sixty services in three years."""
    lines = tuple(
        ServiceLine(code, ("25",) if code == "99214" else (), Decimal(1), (1 + n % 12,))
        for n, code in enumerate(SERVICES)
    )
    past = tuple(PastLine(DOS - timedelta(days=18 * n + 3), SERVICES[n % 20]) for n in range(60))
    about = Circumstances(date(1950, 2, 1), "F", "11", "medicare", None, past)
    return Visit(DOS, CODES, lines, about)


def main(path: Path) -> None:
    """Check the visit cold, then again and again."""
    opened = reference.open_reference(path)
    one = visit()
    cold, warm = [], []
    for _ in range(20):
        rules = RulesData(opened)
        start = time.process_time()
        check(one, opened, rules)
        cold.append((time.process_time() - start) * 1000)
    for _ in range(VISITS):
        start = time.process_time()
        found = check(one, opened, rules)
        warm.append((time.process_time() - start) * 1000)
    warm.sort()
    sys.stdout.write(
        f"findings {len(found)}; codes not read yet: median {statistics.median(cold):.1f} ms;"
        f" read: median {statistics.median(warm):.1f}, p99 {warm[int(VISITS * 0.99)]:.1f} ms\n"
    )
    opened.close()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "reference.sqlite"
            load.load_starter(place)
            main(place)
