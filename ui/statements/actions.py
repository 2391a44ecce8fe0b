"""What the statement run can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (
    Action(
        "statements.hold",
        ("H",),
        "pause",
        "statements.issue",
        "statements",
        "billing",
        in_lists=True,
        words="statement_screen.action.hold",
    ),
    Action(
        "statements.try",
        ("T",),
        "flask-conical",
        "look",
        "statements",
        "billing",
        in_lists=True,
        words="statement_screen.action.try",
    ),
    Action(
        "statements.past",
        ("R",),
        "history",
        "look",
        "statements",
        "billing",
        in_lists=True,
        words="statement_screen.action.past",
    ),
)
