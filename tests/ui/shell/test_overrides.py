"""An exception inside a method that Qt calls never ends the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from ui import overrides

overrides.keep_alive()
told = []
sys.excepthook = lambda kind, error, trace: told.append(kind.__name__)


class Broken(QWidget):
    def paintEvent(self, event):
        {fault}

    def hide(self):
        super().hide()


app = QApplication(["-platform", "offscreen"])
broken = Broken()
broken.show()
app.processEvents()
try:
    broken.repaint()
except Exception as error:
    told.append(type(error).__name__)
button = QPushButton()
button.clicked.connect(broken.hide)
button.click()
print(broken.isVisible(), sorted(set(told)), flush=True)
"""


@pytest.mark.parametrize(
    ("fault", "kind"),
    [("len(5)", "TypeError"), ('{{}}["key"]', "KeyError"), ('int("seven")', "ValueError")],
)
def test_a_bug_in_an_override_is_told_and_the_program_goes_on(fault, kind):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{fault}", fault.replace("{{}}", "{}"))],
        capture_output=True,
        text=True,
        timeout=60,
        env={"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": ":".join(p for p in sys.path if p)},
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, f"False ['{kind}']\n"), done.stderr[-300:]
