"""After a bug: a number, a log that holds no patient, a window with steps."""

from __future__ import annotations

import json
import sys

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from ui.crash import CrashHook, crash_of


def fail():
    raise ValueError("Halloran, Wendell 1950-02-02")


@pytest.fixture
def caught():
    try:
        fail()
    except ValueError as error:
        return type(error), error, error.__traceback__
    raise AssertionError


def test_the_log_names_the_place_and_never_the_patient(dressed, qtbot, tmp_path, caught, capsys):
    log = tmp_path / "logs" / "crashes.jsonl"
    hook = CrashHook(lambda: log)
    hook.take(*caught)
    written = log.read_text("utf-8")
    told = json.loads(written)
    assert told["kind"] == "ValueError"
    assert any("fail" in frame for frame in told["frames"])
    assert "Halloran" not in written + capsys.readouterr().err
    window = hook._shown
    qtbot.addWidget(window)
    assert told["number"] in window._crash.details
    assert "Halloran" not in window._crash.details
    window.copy.click()
    assert QApplication.clipboard().text() == window._crash.details


def test_a_second_bug_does_not_pile_up_windows(dressed, qtbot, caught, capsys):
    hook = CrashHook(lambda: None)
    hook.take(*caught)
    first = hook._shown
    qtbot.addWidget(first)
    hook.take(*caught)
    assert hook._shown is first
    first.go_on.click()
    assert not first.isVisible()


def test_a_bug_in_a_slot_reaches_the_hook(dressed, qtbot, monkeypatch, capsys):
    hook = CrashHook(lambda: None)
    with qtbot.captureExceptions():
        monkeypatch.setattr(sys, "excepthook", hook.take)
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: hook._shown is not None)
    qtbot.addWidget(hook._shown)
    assert hook._shown.isVisible()


def test_stopping_the_program_is_no_bug(qapp, monkeypatch):
    seen = []
    monkeypatch.setattr(sys, "__excepthook__", lambda *about: seen.append(about[0]))
    CrashHook(lambda: None).take(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert seen == [KeyboardInterrupt]


def test_every_crash_has_its_own_number(caught):
    assert crash_of(caught[0], caught[2]).number != crash_of(caught[0], caught[2]).number
