"""What the Office desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (
    Action(
        "office.add", ("Ins",), "plus", "look", "office", "edit", words="office.action.add"
    ),
)  # fmt: skip
