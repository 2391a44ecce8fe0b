"""A run killed at any moment leaves all of its statements or none, and the next one goes on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.statements import run
from app.statements.checks import CHECKS
from app.store.actor import Actor
from app.store.check import check
from app.store.store import Store
from models.document import DocumentContent
from models.statement import Statement, StatementRun
from tests.app.statements.test_run import AS_OF, owing
from tests.conftest import KEY

ACCOUNTS = 40
ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("after", [0.0, 0.05, 0.15, 0.3, 0.5, 0.9])
def test_a_killed_run_leaves_whole_statements_only(
    store: Store, amy: Actor, tmp_path: Path, after: float
):
    owing(store, amy, ACCOUNTS)
    with store.raw_connection(writable=True) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    path = tmp_path / "killed.db"
    shutil.copyfile(store.path, path)
    kept = killed(path, after)
    again = Store(path, KEY)
    try:
        with again.read() as session:
            count = session.scalar(sa.select(sa.func.count(Statement.id)))
            runs = session.scalar(sa.select(sa.func.count(StatementRun.id)))
            documents = session.scalar(sa.select(sa.func.count(DocumentContent.document_id)))
        assert (count, runs, documents) in ((0, 0, 0), (ACCOUNTS, 1, 1))
        assert count == ACCOUNTS or not kept
        with again.write(amy) as work:
            outcome = run.issue(work, AS_OF)
        assert len(outcome.issued) == ACCOUNTS - count
        assert all(one.ok for one in check(again, CHECKS))
    finally:
        again.close()


def killed(path: Path, after: float) -> bool:
    """Start a run, kill it so many seconds after it began; True when it said it was kept."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.app.statements.killed_run", str(path)],
        stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"begun\n"
    time.sleep(after)
    process.kill()
    said, _ = process.communicate()
    return b"kept" in said
