"""Time from the passphrase to Today's lists, beside the same with everything loaded before.

Run by hand: python -m tests.benchmarks.bench_sign_in OFFICE [PLATFORM]
OFFICE is the folder of a sample practice, which is copied and made to ask for its passphrase.
Seven alternating runs of each, medians of CPU and wall time from the moment the passphrase is
given. The program waits two seconds for it, as a person types. The floor has its window and its
libraries before that: it unlocks, opens and reads the same office and shows 200 visits.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.bench_start_list import FLOOR, OURS, Spent, spent
from tests.robustness import offices

ROUNDS = 7
TYPED_AFTER_MS = 2_000
STAMP = """
BEGAN, CPU = time.perf_counter(), time.process_time()
def start():
    global BEGAN, CPU
    BEGAN, CPU = time.perf_counter(), time.process_time()
def told():
    sys.stdout.write(f"{time.process_time() - CPU} {time.perf_counter() - BEGAN}\\n")
"""


def _after_waiting(program: str) -> str:
    """Let a program of the other benchmark count from the passphrase on."""
    head, _, rest = program.partition("def told():")
    _, _, body = rest.partition("def ready():")
    return f"{head}{STAMP}def ready():{body}"


FLOOR_TYPED = (
    _after_waiting(FLOOR)
    .replace("QTimer.singleShot(0, fill)", f"load(); QTimer.singleShot({TYPED_AFTER_MS}, fill)")
    .replace(
        "def fill():",
        "def load():\n    import sqlalchemy.orm, sqlcipher3.dbapi2, app.store.cipher\n"
        "def fill():\n    start()",
    )
)
TYPED = f"""
        front = next(w for w in QApplication.topLevelWidgets() if hasattr(w, "sitting"))
        entry = front.sitting.entry if front.sitting is not None else None
        if entry is None or entry.currentWidget() is not entry.__dict__.get("open"):
            return
        self.entry = entry
        self.timer.stop()
        QTimer.singleShot({TYPED_AFTER_MS}, self.type)
    def type(self):
        self.timer.timeout.disconnect()
        self.timer.timeout.connect(self.sign_in)
        self.timer.timeout.connect(self.look)
        self.timer.start(1)
        start()
        self.entry.open.done.emit(os.environ["FLOOR_WORD"], False)
    def sign_in(self):
        if self.entry._opened is not None:
            self.timer.timeout.disconnect(self.sign_in)
            self.entry.sign_in.done.emit(self.entry._opened.logins[-1], "")
    def look(self):
"""
OURS_TYPED = (
    _after_waiting(OURS)
    .replace("self.timer.timeout.connect(self.look)", "self.timer.timeout.connect(self.wait)", 1)
    .replace("    def look(self):\n", f"    def wait(self):{TYPED}", 1)
    .replace("        told()\n        from ui.screen", "        ready()\n        from ui.screen")
)


def main(office: Path, platform: str) -> int:
    """Measure and print."""
    from app.store.office import SAMPLE_MARK, SAMPLE_PASSPHRASE  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "office"
        shutil.copytree(office, folder)
        (folder / SAMPLE_MARK).unlink()
        env = offices.environment(folder) | {
            "QT_QPA_PLATFORM": platform, "FLOOR_WORD": SAMPLE_PASSPHRASE,
        }  # fmt: skip
        env.pop("TWOHATS_PASSPHRASE")
        spent(OURS_TYPED, env)
        floors: list[Spent] = []
        ours: list[Spent] = []
        for _ in range(ROUNDS):
            floors += spent(FLOOR_TYPED, env)
            ours += spent(OURS_TYPED, env)
    for place, kind in enumerate(("CPU", "wall")):
        low, mine = (statistics.median(run[place] for run in runs) for runs in (floors, ours))
        sys.stdout.write(
            f"{platform}, {kind}, passphrase to Today: floor {low * 1000:.0f} ms,"
            f" ours {mine * 1000:.0f} ms, ratio {mine / low:.2f}\n"
        )
    return 0


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "offscreen"))
