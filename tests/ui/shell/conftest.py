"""A window that sits in front of an office folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.conftest import dress
from ui.shell_sitting import Sitting


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    for name in ("TWOHATS_PASSPHRASE", "TWOHATS_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "office"))
    return tmp_path / "office"


@pytest.fixture
def sit(qtbot, qapp, folder):
    sittings = []

    def begin():
        sitting = Sitting(qapp)
        dress(sitting.window)
        sittings.append(sitting)
        qtbot.addWidget(sitting.window)
        sitting.window.show()
        sitting.window.activateWindow()
        sitting.entry.start()
        assert sitting.desk.wait_idle()
        qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        assert sitting.window.isAncestorOf(QApplication.focusWidget())
        return sitting

    yield begin
    for sitting in sittings:
        sitting.close()
        qapp.removeEventFilter(sitting.watch)
        sitting.setParent(None)
