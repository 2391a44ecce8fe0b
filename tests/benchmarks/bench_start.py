"""Time from the start of the program to its first painted window.

Run by hand: python -m tests.benchmarks.bench_start [PLATFORM]
PLATFORM is offscreen, or xcb under xvfb-run. Nine alternating runs of each, medians of wall
time: ours, with no office yet, against a bare Qt window with an empty table.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.robustness import offices

ROUNDS = 9
ENDS = """
def painted():
    sys.stdout.write("painted\\n"); sys.stdout.flush(); os._exit(0)
"""
BARE = f"""
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView
{ENDS}
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, painted)
app = QApplication(sys.argv)
"""
BARE_WINDOW = (
    BARE
    + """
window = Window(); window.setCentralWidget(QTableView()); window.show(); app.exec()
"""
)
OURS = f"""
import os, sys
{ENDS}
# First, as when the program is started: it looks how Python imports before Qt changes that.
from ui.__main__ import main
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
class Watch(QObject):
    def eventFilter(self, seen, event):
        if event.type() == QEvent.Type.Paint and seen.isWidgetType():
            QTimer.singleShot(0, painted)
        return False
real = QApplication.exec
def watched(*given):
    app = QApplication.instance()
    app.watch = Watch(); app.installEventFilter(app.watch)
    return real()
QApplication.exec = watched
main()
"""


def seconds(program: str, env: dict[str, str]) -> float:
    """Give the wall seconds from start to the word that it has painted."""
    began = time.perf_counter()
    started = subprocess.Popen(
        [sys.executable, "-c", program], env=env, cwd=offices.ROOT, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert started.stdout is not None
    try:
        word = started.stdout.readline()
        return time.perf_counter() - began if word else float("nan")
    finally:
        started.kill()
        started.communicate()


def main(platform: str) -> int:
    """Measure and print the two ratios; 1 when the window misses its limit."""
    with tempfile.TemporaryDirectory() as name:
        env = offices.environment(Path(name) / "office") | {"QT_QPA_PLATFORM": platform}
        bare, ours = [], []
        for _ in range(ROUNDS):
            bare.append(seconds(BARE_WINDOW, env))
            ours.append(seconds(OURS, env))
    low, mine = statistics.median(bare), statistics.median(ours)
    say = sys.stdout.write
    say(f"{platform}: bare window {low * 1000:.0f} ms, ours {mine * 1000:.0f} ms,"
        f" ratio {mine / low:.2f} (limit 1.30)\n")  # fmt: skip
    return 0 if mine <= 1.3 * low else 1


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "offscreen"))
