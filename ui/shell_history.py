"""Where the user has been: back to the same row, and forward again."""

from __future__ import annotations

from ui.screen import Target

LONGEST = 50


class History:
    """The walk through the desks, like a browser's; holds no widgets."""

    def __init__(self) -> None:
        self._behind: list[Target] = []
        self._ahead: list[Target] = []
        self.now: Target | None = None

    def visit(self, target: Target, left: Target | None = None) -> None:
        """Go to ``target``; ``left`` is the place left behind with its row and scroll."""
        if self.now is not None and (self.now.screen, self.now.ids) != (target.screen, target.ids):
            self._behind.append(left or self.now)
            del self._behind[:-LONGEST]
            self._ahead.clear()
        self.now = target

    def back(self, left: Target | None = None) -> Target | None:
        """Give the place before this one, None at the start of the walk."""
        return self._step(self._behind, self._ahead, left)

    def forward(self, left: Target | None = None) -> Target | None:
        """Give the place that ``back`` came from, None when there is none."""
        return self._step(self._ahead, self._behind, left)

    def clear(self) -> None:
        """Forget the walk: another user signs in."""
        self._behind.clear()
        self._ahead.clear()
        self.now = None

    def _step(
        self, source: list[Target], other: list[Target], left: Target | None
    ) -> Target | None:
        if not source:
            return None
        if self.now is not None:
            other.append(left or self.now)
        self.now = source.pop()
        return self.now
