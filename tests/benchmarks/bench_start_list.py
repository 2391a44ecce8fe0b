"""CPU time from the start of the program to a list one can use, beside what it needs at least.

Run by hand: python -m tests.benchmarks.bench_start_list OFFICE [PLATFORM]
OFFICE is the folder of a sample practice (``twohats demo``), which is copied first. Nine
alternating runs of each, medians of the process's CPU time and of wall time. The floor is a
bare Qt window with a table, SQLAlchemy imported, the same encrypted office unlocked by its
passphrase and opened, and the first 200 visits read and shown. Ours is the program from its
entry to the coder's worklist with its rows painted.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.robustness import offices

ROUNDS = 7
LIMIT = 1.2
ENDS = """
import os, sys, time
BEGAN = time.perf_counter()
def told():
    sys.stdout.write(f"{time.process_time()} {time.perf_counter() - BEGAN}\\n")
def ready():
    told(); sys.stdout.flush(); os._exit(0)
"""
FLOOR = f"""
{ENDS}
from PySide6.QtCore import QTimer
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
class Window(QMainWindow):
    shown = False
    def paintEvent(self, event):
        super().paintEvent(event)
        if not self.shown:
            self.shown = True
            QTimer.singleShot(0, fill)
class Table(QTableView):
    def paintEvent(self, event):
        super().paintEvent(event)
        if self.model() is not None:
            QTimer.singleShot(0, ready)
def fill():
    from pathlib import Path
    import sqlalchemy as sa
    from sqlalchemy.orm import Session
    import sqlcipher3.dbapi2 as driver
    from app.store import cipher
    folder = Path(os.environ["TWOHATS_OFFICE"])
    key = cipher.unlock(cipher.read_header(folder / "office.key"), os.environ["FLOOR_WORD"])
    engine = sa.create_engine(f"sqlite:///{{folder / 'office.db'}}", module=driver)
    @sa.event.listens_for(engine, "connect")
    def prepare(connection, _):
        connection.execute(f"PRAGMA key = \\"x'{{key.hex()}}'\\"")
    with Session(engine) as session:
        rows = session.execute(sa.text("SELECT id, dos, reason, status FROM encounter "
                                       "ORDER BY dos LIMIT 200")).all()
    model = QStandardItemModel()
    for row in rows:
        model.appendRow([QStandardItem(str(value)) for value in row])
    table.model_kept = model
    table.setModel(model)
app = QApplication(sys.argv)
window = Window(); table = Table(); window.setCentralWidget(table); window.show(); app.exec()
"""
OURS = f"""
{ENDS}
# First, as when the program is started: it looks how Python imports before Qt changes that.
from ui.__main__ import main
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QTableView
class Watch(QObject):
    # Sees one table's paints; a watch over the application would cost more than some screens.
    def __init__(self, table, then):
        super().__init__(table)
        self.table, self.then = table, then
        table.viewport().installEventFilter(self)
        # The rows may be painted before anyone looked.
        table.viewport().update()
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and self.table.model().rowCount() > 1:
            self.table.viewport().removeEventFilter(self)
            QTimer.singleShot(0, self.then)
        return False
class Probe(QObject):
    def __init__(self):
        super().__init__()
        self.timer = QTimer(self)
        self.timer.timeout.connect(self.look)
        self.timer.start(10)
    def look(self):
        front = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "sitting")), None)
        if front is None or front.sitting is None or front.sitting.window.seat is None:
            return
        self.timer.stop()
        self.window = front.sitting.window
        table = self.window.screens.here.findChild(QTableView, "coder")
        self.watch = Watch(table, self.today)
    def today(self):
        told()
        from ui.screen import Target
        self.window.go(Target("coder"))
        self.watch = Watch(self.window.screens.here.work.list, ready)
real = QApplication.exec
def watched(*given):
    QApplication.instance().probe = Probe()
    return real()
QApplication.exec = watched
main()
"""


Spent = tuple[float, float]
"""CPU and wall seconds."""


def spent(program: str, env: dict[str, str]) -> list[Spent]:
    """Give what was spent until each list stood there."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=offices.ROOT, text=True, timeout=60,
        capture_output=True, check=False,
    )  # fmt: skip
    if not done.stdout:
        raise SystemExit(done.stderr[-2000:])
    return [(float(line.split()[0]), float(line.split()[1])) for line in done.stdout.splitlines()]


def main(office: Path, platform: str) -> int:
    """Measure and print; 1 when a list comes too late."""
    from app.store.office import SAMPLE_PASSPHRASE  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        shutil.copytree(office, folder)
        (folder / "office.lock").unlink(missing_ok=True)
        env = offices.environment(folder) | {
            "QT_QPA_PLATFORM": platform, "FLOOR_WORD": SAMPLE_PASSPHRASE,
        }  # fmt: skip
        env.pop("TWOHATS_PASSPHRASE")
        # The first start brings an older office up to date and fills the caches of the disk.
        spent(OURS, env)
        runs = [(spent(FLOOR, env), spent(OURS, env)) for _ in range(ROUNDS)]
    late = False
    for place, kind in enumerate(("CPU", "wall")):
        low = statistics.median(floor[0][place] for floor, _ in runs)
        for stop, words in enumerate(("Today", "worklist by way of Today")):
            mine = statistics.median(ours[stop][place] for _, ours in runs)
            late = late or mine > LIMIT * low
            sys.stdout.write(
                f"{platform}, {kind}, {words}: floor {low * 1000:.0f} ms, ours"
                f" {mine * 1000:.0f} ms, ratio {mine / low:.2f} (limit {LIMIT})\n"
            )
    return int(late)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "offscreen"))
