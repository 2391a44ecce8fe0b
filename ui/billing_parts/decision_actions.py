"""What can be done to a denied line, on whichever desk it is shown; data only."""

from __future__ import annotations

from ui.actions import Action

_WAYS = (
    ("corrected", "C", "payer.post"),
    ("appeal", "A", "payer.post"),
    ("to_patient", "M", "transfer"),
    ("write_off", "W", "write_off"),
    ("recode", "R", "payer.post"),
)
KEYS = {way: key for way, key, _ in _WAYS}
"""The key of each way while a list has the focus."""

_CAUSES = range(1, 6)


def actions_of(desk: str) -> tuple[Action, ...]:
    """Give the causes and the ways of a denied line as the actions of a desk."""
    causes = tuple(
        Action(
            f"{desk}.cause-{number}", (str(number),), "", "payer.post", desk, "billing",
            in_lists=True, words=f"denial_screen.action.cause_{number}",
        )
        for number in _CAUSES
    )  # fmt: skip
    ways = tuple(
        Action(
            f"{desk}.way-{way}", (key,), "", permission, desk, "billing",
            in_lists=True, words=f"denial_screen.action.{way}",
        )
        for way, key, permission in _WAYS
    )  # fmt: skip
    return (*causes, *ways)
