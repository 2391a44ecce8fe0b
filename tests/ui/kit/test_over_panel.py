"""A question over a pane gives the focus back."""

from __future__ import annotations

import shiboken6
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui.kit.over_panel import OverPanel


class _Asking(OverPanel):
    def place(self) -> None:
        self.stand(100, 40)


def _pane(qtbot) -> tuple[QWidget, QLineEdit, OverPanel]:
    pane, entry = QWidget(), QLineEdit()
    QVBoxLayout(pane).addWidget(entry)
    panel = _Asking(pane)
    qtbot.addWidget(pane)
    pane.show()
    pane.activateWindow()
    entry.setFocus()
    return pane, entry, panel


def test_a_closed_question_gives_the_focus_back(qtbot):
    pane, entry, panel = _pane(qtbot)
    panel.come_up()
    panel.setFocus()
    assert panel.close_panel()
    assert pane.focusWidget() is entry


def test_a_question_asked_from_an_entry_that_is_gone_still_closes(qtbot):
    pane, entry, panel = _pane(qtbot)
    panel.come_up()
    shiboken6.delete(entry)
    assert panel.close_panel()
    assert panel.isHidden()
    assert pane.isVisible()
