"""Which column of a list holds what: by its heading, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

ROLES = ("code", "modifier", "wording", "amount", "valid_from", "valid_to")
NEEDED = ("code", "amount")
_LOOKED_AT = 200
_MOST = 0.6
_CODE = re.compile(r"[0-9]{4}[0-9AFMTU]|[A-Z][0-9]{4}")
_AMOUNT = re.compile(r"\$?\s?[0-9][0-9,]*\.[0-9]{2}")
_WHOLE = re.compile(r"\$?\s?[0-9]{1,6}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}[/-][0-9]{1,2}[/-][0-9]{2,4}")
_WORDS = re.compile(r".*[A-Za-z]{3}.*")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of a list. ``heads`` names each, ``sample`` are its first filled rows.

    ``columns`` gives the place of each part, from 0; ``first`` is the place of the first row
    below the headings.
    """

    heads: tuple[str, ...]
    sample: tuple[tuple[str, ...], ...]
    columns: Mapping[str, int]
    first: int

    @property
    def is_whole(self) -> bool:
        """Tell whether code and fee have a column."""
        return all(role in self.columns for role in NEEDED)


def guessed(rows: Sequence[Sequence[str]], headings: Mapping[str, int] | None) -> dict[str, int]:
    """Give the place of each part: what the headings named, and the rest by what stands below."""
    found = dict(headings or {})
    wide = max((len(row) for row in rows), default=0)
    for role, fits in _LOOKS:
        if role in found:
            continue
        free = [at for at in range(wide) if at not in found.values()]
        best = max(free, key=lambda at: (_share(rows, at, fits), -at), default=None)
        if best is not None and _share(rows, best, fits) >= _MOST:
            found[role] = best
    return found


def _share(rows: Sequence[Sequence[str]], at: int, fits: Callable[[str], bool]) -> float:
    told = [row[at] for row in rows[:_LOOKED_AT] if at < len(row) and row[at]]
    return sum(map(fits, told)) / len(told) if told else 0


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("code", lambda text: bool(_CODE.fullmatch(text.upper()))),
    ("valid_from", lambda text: bool(_DAY.fullmatch(text))),
    ("valid_to", lambda text: bool(_DAY.fullmatch(text))),
    ("amount", lambda text: bool(_AMOUNT.fullmatch(text))),
    ("wording", lambda text: bool(_WORDS.fullmatch(text))),
    ("modifier", lambda text: bool(_MODIFIER.fullmatch(text))),
    ("amount", lambda text: bool(_WHOLE.fullmatch(text))),
)
