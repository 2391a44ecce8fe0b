"""The way out: a paper that is printed or saved is told to the screen around it first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from PySide6.QtWidgets import QWidget

PRINTED, SAVED = "printed", "saved"


@runtime_checkable
class Door(Protocol):
    """Whoever notes what leaves; a widget around the parts that show papers."""

    def note_leaving(self, part: QWidget, way: str, what: str, then: Callable[[], object]) -> None:
        """Note that a paper leaves, and call ``then`` once that is kept for good."""


def let_out(part: QWidget, way: str, what: str, then: Callable[[], object]) -> None:
    """Call ``then``, which prints or saves, once the screen around ``part`` has noted it.

    ``what`` is what the paper calls itself, without patient data. Where there is no screen,
    as before anybody has signed in, nothing is noted.
    """
    around = part.parentWidget()
    while around is not None and not isinstance(around, Door):
        around = around.parentWidget()
    if around is None:
        then()
    else:
        around.note_leaving(part, way, what, then)
