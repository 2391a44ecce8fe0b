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
ENDS = """
import os, sys, time
BEGAN = time.perf_counter()
def ready():
    sys.stdout.write(f"{time.process_time()} {time.perf_counter() - BEGAN}\\n")
    sys.stdout.flush(); os._exit(0)
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
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
class Watch(QObject):
    went = False
    def eventFilter(self, seen, event):
        if event.type() != QEvent.Type.Paint or not seen.isWidgetType():
            return False
        window = next((w for w in QApplication.topLevelWidgets() if hasattr(w, "sitting")), None)
        sitting = window.sitting if window is not None else None
        if sitting is None or sitting.window.seat is None:
            return False
        if not self.went:
            self.went = True
            from ui.screen import Target
            QTimer.singleShot(0, sitting.window, lambda: sitting.window.go(Target("coder")))
            return False
        view = seen.parent()
        model = getattr(view, "model", None)
        if callable(model) and model() is not None and model().rowCount() > 3 and seen.isVisible():
            QTimer.singleShot(0, ready)
        return False
real = QApplication.exec
def watched(*given):
    app = QApplication.instance()
    app.watch = Watch(); app.installEventFilter(app.watch)
    return real()
QApplication.exec = watched
from ui.__main__ import main
main()
"""


def spent(program: str, env: dict[str, str]) -> tuple[float, float]:
    """Give CPU and wall seconds until the list stood there."""
    done = subprocess.run(
        [sys.executable, "-c", program], env=env, cwd=offices.ROOT, text=True, timeout=60,
        capture_output=True, check=False,
    )  # fmt: skip
    if not done.stdout:
        raise SystemExit(done.stderr[-2000:])
    cpu, wall = done.stdout.split()
    return float(cpu), float(wall)


def main(office: Path, platform: str) -> int:
    """Measure and print; 1 when the list comes too late."""
    from app.store.office import SAMPLE_PASSPHRASE  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        shutil.copytree(office, folder)
        (folder / "office.lock").unlink(missing_ok=True)
        env = offices.environment(folder) | {
            "QT_QPA_PLATFORM": platform, "FLOOR_WORD": SAMPLE_PASSPHRASE,
        }  # fmt: skip
        env.pop("TWOHATS_PASSPHRASE")
        pairs = [(spent(FLOOR, env), spent(OURS, env)) for _ in range(ROUNDS)]
    say = sys.stdout.write
    for place, kind in enumerate(("CPU", "wall")):
        low = statistics.median(floor[place] for floor, _ in pairs)
        mine = statistics.median(ours[place] for _, ours in pairs)
        say(f"{platform}, {kind}: floor {low * 1000:.0f} ms, ours {mine * 1000:.0f} ms,"
            f" ratio {mine / low:.2f} (limit 1.20)\n")  # fmt: skip
    return 0


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "offscreen"))
