"""What the denials desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = tuple(
    Action(
        f"denials.cause-{number}",
        (str(number),),
        "",
        "payer.post",
        "denials",
        "billing",
        in_lists=True,
        words=f"denial_screen.action.cause_{number}",
    )
    for number in range(1, 6)
)
