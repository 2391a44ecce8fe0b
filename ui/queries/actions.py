"""What the Queries desk can do besides the window's own actions; data only."""

from __future__ import annotations

from ui.actions import Action

_HERE = "queries"


def _act(verb: str, keys: tuple[str, ...], icon: str, permission: str) -> Action:
    return Action(
        f"queries.{verb}", keys, icon, permission, _HERE, "coding",
        in_lists=len(keys[0]) == 1, words=f"query_screen.action.{verb}",
    )  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    _act("visit", ("V",), "file-text", "look"),
    _act("due", ("D",), "calendar", "code"),
    _act("withdraw", ("W",), "circle-minus", "code"),
    _act("close", ("C",), "circle-check", "code"),
    _act("paper", ("P",), "printer", "look"),
    _act("save-paper", ("Ctrl+Shift+S",), "save", "look"),
    _act("export", ("Ctrl+Shift+X",), "download", "look"),
)
