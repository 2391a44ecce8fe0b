"""The words of screens and paper, by key, from resources/text/<language>/<area>.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

_KEPT_BY_ROOM = frozenset({"refused", "outside", "problem"})
"""Areas whose words stand with their room: refused.plans.x is [refused] x in plans.toml."""
_FEW = {"0": "zero", "1": "one"}
_ROOT: Traversable = files("resources").joinpath("text")


def say(key: str, /, language: str = "en", *, fallback: bool = False, **values: object) -> str:
    """Give the words of ``key`` with each {name} filled from ``values``.

    The key's first part is the area, a file; the rest walks its tables. A table that holds
    ``one`` and ``other`` is a plural, chosen by the value ``n``; where it holds ``zero`` that
    is said of none. With ``fallback``, words missing in ``language`` are taken from English.

    Raises:
        KeyError: no words for the key, or a value that they name was not given.
    """
    return fill(key, values, language, fallback=fallback)


def fill(
    key: str, values: Mapping[str, object], language: str = "en", *, fallback: bool = False
) -> str:
    """Give the words of ``key`` as ``say`` does, with the values in a mapping.

    Raises:
        KeyError: as ``say``.
    """
    found = _find(key, language)
    if found is None and fallback:
        found = _find(key, "en")
    if isinstance(found, dict) and "other" in found:
        if "n" not in values:
            raise KeyError(f"{key}: n")
        found = found.get(_FEW.get(str(values["n"]), "other"), found["other"])
    if not isinstance(found, str):
        raise KeyError(key)
    try:
        return found.format_map(_shown(values))
    except KeyError as missing:
        raise KeyError(f"{key}: {missing.args[0]}") from None


class _Count(int):
    """A count that is written as people do, 11,501, where the words do not say how."""

    def __format__(self, how: str) -> str:
        return super().__format__(how or ",")


_COUNTS = ("n", "days")


def _shown(values: Mapping[str, object]) -> Mapping[str, object]:
    """Give the counts ``n`` and ``days`` as counts; every other value stays as it was given."""
    told = ((name, values.get(name)) for name in _COUNTS)
    counts = {name: _Count(value) for name, value in told if isinstance(value, int)}
    return {**values, **counts} if counts else values


def has_words(key: str, language: str = "en") -> bool:
    """Tell whether ``say`` finds words for ``key``, a single text or a plural."""
    found = _find(key, language)
    return isinstance(found, str) or (isinstance(found, dict) and "other" in found)


def _find(key: str, language: str) -> object:
    """Give the text or table under ``key``, None when there is none."""
    area, *steps = key.split(".")
    if area in _KEPT_BY_ROOM and len(steps) > 1:
        room, *rest = steps
        found = _walk(_area(language, room), [area, *rest])
        if found is not None:
            return found
    return _walk(_area(language, area), steps)


def _walk(found: object, steps: list[str]) -> object:
    for step in steps:
        found = found.get(step) if isinstance(found, dict) else None
    return found


@cache
def _area(language: str, area: str) -> dict[str, object]:
    """Read one area's file, once per process; empty when there is no such file."""
    page = _ROOT.joinpath(language, f"{area}.toml")
    if not page.is_file():
        return {}
    return tomllib.loads(page.read_text(encoding="utf-8"))
