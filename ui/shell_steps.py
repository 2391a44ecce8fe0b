"""What F6 and the key of the next step do to the page that is open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from ui.screen import Screen
from ui.text import tr


def step_pane(panes: Sequence[QWidget], by: int) -> None:
    """Go to the pane that stands ``by`` after the one with the focus, around the end."""
    focus = QApplication.focusWidget()
    inside = [one for one in panes if one is focus or (focus and one.isAncestorOf(focus))]
    # A pane may stand in another; Qt calls a widget an ancestor of itself.
    nearest = [o for o in inside if not any(o.isAncestorOf(i) for i in inside if i is not o)]
    now = panes.index(nearest[0]) if nearest else 0
    panes[(now + by) % len(panes)].setFocus(Qt.FocusReason.ShortcutFocusReason)


def press_primary(here: Screen) -> None:
    """Press the filled button of the page, or say why there is none to press."""
    button = here.primary()
    if button is None:
        here.messages.say("note", tr("shell.primary.none"))
    elif button.isEnabled():
        here.messages.clear()
        button.click()
    else:
        here.messages.say("warn", tr("shell.primary.off", reason=button.statusTip()))
