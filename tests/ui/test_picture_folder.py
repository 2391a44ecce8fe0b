"""A folder of icons goes with its window, be the window killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from ui import picture_folder

WINDOW = (
    "import sys; from PySide6.QtCore import QCoreApplication; from ui import picture_folder;"
    "app = QCoreApplication([]); print(picture_folder.folder().path(), flush=True);"
    "sys.stdin.read()"
)


def test_what_a_killed_window_left_is_swept_and_a_living_one_keeps_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    windows = [
        subprocess.Popen(
            [sys.executable, "-c", WINDOW], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env={**os.environ, "TMPDIR": str(tmp_path)},
        )
        for _ in range(2)
    ]  # fmt: skip
    killed, living = windows
    left, own = (Path(one.stdout.readline().strip()) for one in windows)
    killed.kill()
    killed.communicate(timeout=20)
    being_made = tmp_path / "twohats-pictures-fresh"
    being_made.mkdir()
    assert left.parent == tmp_path
    assert left.exists()
    assert picture_folder.sweep() == 1
    assert not left.exists()
    assert own.exists()
    assert being_made.exists()
    living.communicate("", timeout=20)
    assert not own.exists()
