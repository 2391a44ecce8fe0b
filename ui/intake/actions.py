"""The ways into taking encounter lists in and typing visits; data only."""

from __future__ import annotations

from ui.actions import Action

_REASONS = ("no-show", "canceled", "no-charge", "pending", "other")


def _here(verb: str, keys: tuple[str, ...] = (), icon: str = "") -> Action:
    return Action(
        f"expected.{verb}", keys, icon, "import", "expected", "coding", in_lists=bool(keys),
        words=f"expected.action.{verb.replace('-', '_')}",
    )  # fmt: skip


ACTIONS = (
    Action("go.type-visit", ("Ctrl+N",), "user-plus", "import", menu="file"),
    Action("go.take-in", ("Ctrl+Shift+O",), "file-up", "import", menu="go"),
    Action("go.expected", ("Ctrl+Shift+V",), "calendar-check", "look", menu="go"),
    *(_here(verb, (str(digit),)) for digit, verb in enumerate(_REASONS, 1)),
    _here("back", ("0",), "undo-2"),
    _here("load", (), "file-up"),
)
