"""What stands on Today while the practice has no patient yet: the first steps."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot

from ui.kit.page import EmptyState, NextStep
from ui.screen import Target
from ui.text import tr

_STEPS = (
    ("practice", "hospital", "", Target("office", ("practice",))),
    ("codes", "book-open", "", Target("office", ("codes",))),
    ("list", "file-up", "Ctrl+L", Target("take-in", ("load",))),
)


class FirstSteps(EmptyState):
    """Three ways to begin, in the order that spares going back."""

    go = Signal(object)
    """The ``Target`` of the step that was taken."""

    def __init__(self) -> None:
        super().__init__(
            "sun",
            tr("today.first.title"),
            tr("today.first.words"),
            [
                NextStep(tr(f"today.first.{name}"), tr(f"today.first.{name}_fact"), icon, key)
                for name, icon, key, _target in _STEPS
            ],
        )
        self.taken.connect(self._on_taken)

    @Slot(object)
    def _on_taken(self, step: int) -> None:
        self.go.emit(_STEPS[step][3])
