"""How long work reports its steps and hears that it should stop."""

from __future__ import annotations

from typing import Protocol


class Cancelled(Exception):
    """The user asked to stop; the unit of work rolls back."""


class Progress(Protocol):
    """Called between steps with how many are done, how many there are, and a short note.

    ``total`` is 0 while unknown. ``note`` holds no patient data.

    Raises:
        Cancelled: the user asked to stop.
    """

    def __call__(self, done: int, total: int, note: str = "") -> None:
        """Report a step; raises Cancelled when the user asked to stop."""


def unheard(done: int, total: int, note: str = "") -> None:
    """Take a report that nobody listens to."""
