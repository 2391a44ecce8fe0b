"""Lay new fees over old ones in time: a new fee ends the older one, and no day loses its fee."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.values.money import Money

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """A fee and the days it holds, both included; ``valid_to`` None: until further notice."""

    valid_from: date
    valid_to: date | None
    amount: Money
    wording: str

    @property
    def end(self) -> date:
        """Give the last day, for comparing; an open end is the last day of the calendar."""
        return self.valid_to or date.max

    def says(self, other: Window) -> bool:
        """Tell whether both give the same fee in the same words."""
        return (self.amount, self.wording) == (other.amount, other.wording)


Kept = tuple[int | None, Window]
"""A window and the stored row that holds it; None: it needs a row."""


def laid_over(stored: Mapping[int, Window], fresh: Sequence[Window]) -> list[Kept]:
    """Give the windows after the fresh ones were laid over the stored ones.

    The fresh windows are laid in order of their first day, and on each day the last one laid
    speaks, else the stored one. A window without an end gives way to any that begins later.
    """
    laid: list[Kept] = list(stored.items())
    ordered = sorted(fresh, key=lambda window: window.valid_from)
    for window in ordered:
        starts = [w.valid_from for w in (*(w for _, w in laid), *ordered)]
        later = min((s for s in starts if s > window.valid_from), default=None)
        if window.valid_to is None and later is not None:
            window = replace(window, valid_to=later - _DAY)
        laid = _with(laid, window)
    return laid


def holds(stored: Iterable[Window], window: Window) -> bool:
    """Tell whether a stored window already says what a fresh one does, from its first day."""
    return any(w.valid_from == window.valid_from and w.says(window) for w in stored)


def _with(laid: list[Kept], window: Window) -> list[Kept]:
    kept: list[Kept] = []
    home: int | None = None
    for key, old in laid:
        if old.end < window.valid_from or old.valid_from > window.end:
            kept.append((key, old))
            continue
        if old.says(window) and old.valid_from < window.valid_from and old.end >= window.end:
            return laid  # the older fee already says it on all these days
        before, after = _around(old, window)
        if before is not None:
            kept.append((key, before))
            key = None
        elif home is None and old.valid_from == window.valid_from:
            home, key = key, None
        if after is not None:
            kept.append((key, after))
    return [*kept, (home, window)]


def _around(old: Window, window: Window) -> tuple[Window | None, Window | None]:
    """Give what is left of an old window before and after a new one."""
    before = after = None
    if old.valid_from < window.valid_from:
        before = replace(old, valid_to=window.valid_from - _DAY)
    if old.end > window.end:
        after = replace(old, valid_from=window.end + _DAY)
    return before, after
