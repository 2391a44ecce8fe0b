"""What one unit of work wrote, told to screens after the commit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Changes:
    """The tables written, and for rows that passed the session their primary keys."""

    tables: frozenset[str] = frozenset()
    ids: Mapping[str, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))
    everything: bool = False
    """No row was written, yet all that reckons from today may read otherwise: a new day."""

    def touch(self, *names: str) -> bool:
        """Tell whether any of the named tables was written, or all may read otherwise."""
        return self.everything or not self.tables.isdisjoint(names)
