"""What makes Qt programs crash, freeze or look wrong stays out."""

from __future__ import annotations

import ast
import os
import subprocess
import sys

from tests.house.sources import assert_none, breaches, called, dotted

SCREENS = ("app", "ui")
THREADS = {"QThreadPool", "QRunnable", "QThread"}

COUNT_NONE = """
import sys
from PySide6.QtWidgets import QApplication, QWidget
application = QApplication([])
widget = QWidget()
calls = 20_000
before = sys.getrefcount(None)
for _ in range(calls):
    widget.update()
lost = before - sys.getrefcount(None)
sys.exit(lost > calls // 2)
"""


def test_style_is_set_only_by_the_theme():
    def wrong(node: ast.AST) -> str:
        name = called(node)
        return name if name.endswith("setStyleSheet") else ""

    assert_none(breaches(SCREENS, wrong, allowed=("ui/theme",)), "colors and spacing by token")


def test_tool_tips_are_set_where_markup_is_taken_for_words():
    def wrong(node: ast.AST) -> str:
        name = called(node)
        return name if name.rsplit(".", 1)[-1] == "setToolTip" or "QToolTip" in name else ""

    assert_none(breaches(("ui",), wrong, allowed=("ui/kit/tip.py",)), "set_tip or show_tip")


def test_nobody_turns_the_event_loop_by_hand():
    def wrong(node: ast.AST) -> str:
        name = called(node).rsplit(".", 1)[-1]
        return name if name in {"processEvents", "sendPostedEvents"} else ""

    assert_none(breaches(SCREENS, wrong), "it re-enters: a payment posted twice")


def test_only_the_desk_has_threads():
    def wrong(node: ast.AST) -> str:
        if isinstance(node, ast.ImportFrom):
            return ", ".join(sorted(THREADS & {a.name for a in node.names}))
        return dotted(node) if isinstance(node, ast.Attribute) and node.attr in THREADS else ""

    assert_none(breaches(SCREENS, wrong, allowed=("ui/desk.py",)), "screens use desk.read and do")


def test_a_deed_put_off_is_dropped_with_the_object_that_it_is_for():
    def wrong(node: ast.AST) -> str:
        if not isinstance(node, ast.Call) or not called(node).endswith("QTimer.singleShot"):
            return ""
        deed = node.args[-1]
        bare = len(node.args) < 3 and isinstance(deed, ast.Attribute | ast.Lambda | ast.Call)
        return ast.unparse(deed) if bare else ""

    assert_none(breaches(("ui",), wrong), "singleShot(0, self, self._deed): else it runs on a ruin")


def test_no_class_is_both_a_runnable_and_an_object():
    def wrong(node: ast.AST) -> str:
        if not isinstance(node, ast.ClassDef):
            return ""
        bases = {dotted(base).rsplit(".", 1)[-1] for base in node.bases}
        return node.name if "QRunnable" in bases and len(bases) > 1 else ""

    assert_none(breaches(SCREENS, wrong), "two owners of one thing: it crashes")


def test_no_signal_carries_a_32_bit_number():
    def wrong(node: ast.AST) -> str:
        if not isinstance(node, ast.Call) or not called(node).endswith("Signal"):
            return ""
        names = [dotted(arg) for arg in node.args]
        return f"Signal({', '.join(names)})" if "int" in names else ""

    assert_none(breaches(SCREENS, wrong), "cents and ids travel as object")


def test_no_lambda_is_connected_to_a_signal():
    def wrong(node: ast.AST) -> str:
        if not isinstance(node, ast.Call) or not called(node).endswith(".connect"):
            return ""
        given = [*node.args, *(keyword.value for keyword in node.keywords)]
        return called(node) if any(isinstance(one, ast.Lambda) for one in given) else ""

    assert_none(breaches(SCREENS, wrong), "a bound slot: a lambda keeps its screen alive")


def test_qt_keeps_count_of_none():
    """PySide6 6.12.0 on Python 3.11 loses one reference per call and aborts in mid-run."""
    run = subprocess.run(
        [sys.executable, "-P", "-c", COUNT_NONE],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
