"""Issues statements until it is killed; started by a test as a process of its own."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from app.statements import run
from app.store.store import Store
from tests.conftest import AMY, KEY


def main(path: str) -> None:
    """Say when the run begins, issue, and say when it is kept."""
    store = Store(Path(path), KEY)
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    with store.write(AMY) as work:
        outcome = run.issue(work, date(2026, 7, 31))
    sys.stdout.write(f"kept {len(outcome.issued)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
