"""A start loads the tables it reads; the first change loads the rest before it is written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from app.commands import founding
from app.store.office import OfficeFolder
from tests.conftest import KEY

ROOT = Path(__file__).resolve().parents[3]
READS = """
import sys
from pathlib import Path
from app.commands import opening
from app.security import users
from app.store.actor import PROGRAM
from app.store.store import Store
from models.document import Document
store = Store(Path(sys.argv[1]), bytes.fromhex(sys.argv[2]))
store.closing_checks = list(opening.closing_checks())
with store.read() as session:
    users.users(session)
with store.write(PROGRAM) as work:
    work.note_deed("signed_in")
print("models.encounter" in sys.modules, "app.ledger.closing" in sys.modules)
with store.write(PROGRAM) as work:
    work.session.add(Document(kind="note", media_type="text/plain", sha256="0" * 64, size=1,
                              created_at=work.now))
print("models.encounter" in sys.modules, "app.ledger.closing" in sys.modules,
      "app.plans.keeping" in sys.modules)
store.close()
"""
FIRST_LISTS = """
import sys
from datetime import date
from pathlib import Path
from app.reports.today import today
from app.store.office import OfficeFolder
from ui import front, shell_sitting
from ui.sign_in import office_door
from ui.today import board
opened = office_door.enter(Path(sys.argv[1]), sys.argv[2])
with opened.office.glance() as snapshot:
    assert today(snapshot, date(2026, 9, 30)).superbills.count == 0
opened.office.close()
print(opened.seat is not None)
print(sorted(name for name in sys.modules if name.split(".")[0] in ("sqlalchemy", "models")))
"""


def run(program, *given):
    """Run a program in a process of its own: in this one every table is loaded."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, given)],
        cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split("\n")


def test_a_row_can_be_written_that_points_to_tables_nobody_loaded(store):
    before, after, _ = run(READS, store.path, KEY.hex())
    assert before == "False False"
    assert after == "True True True"


def test_signing_in_and_the_first_lists_load_neither_sqlalchemy_nor_a_table_class(tmp_path):
    passphrase = "rain on the tin roof"
    opened, _ = founding.found(
        OfficeFolder(tmp_path / "office"), passphrase, "Family Practice", "Robin"
    )
    opened.close()
    assert run(FIRST_LISTS, tmp_path / "office", passphrase)[:2] == ["True", "[]"]
