"""The lists of the official guidelines and of Medicare's code editor, read from their files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class CodeList:
    """Diagnoses as ranges of codes without dots; one code stands for all below it."""

    ranges: tuple[tuple[str, str], ...]

    def holds(self, code: str) -> bool:
        """Tell whether a code without dot is in the list."""
        return any(low <= code and code[: len(high)] <= high for low, high in self.ranges)


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Diagnoses meant for people of an age in whole years, both ends within."""

    name: str
    first: int
    last: int
    codes: CodeList


@dataclass(frozen=True, slots=True)
class PlaceList:
    """Diagnoses bound to a place among the others, and the section that says so."""

    section: str
    codes: CodeList
    excepted: CodeList

    def holds(self, code: str) -> bool:
        """Tell whether a code is in the list and not excepted."""
        return self.codes.holds(code) and not self.excepted.holds(code)


def code_list(parts: list[str]) -> CodeList:
    """Read codes and ranges such as "Z33-Z37"."""
    ends = (part.partition("-") for part in parts)
    return CodeList(tuple((low, high or low) for low, _, high in ends))


@cache
def age_groups() -> tuple[AgeGroup, ...]:
    """Give the age groups of the Medicare code editor."""
    return tuple(
        AgeGroup(name, row["from"], row["through"], code_list(row["codes"].split()))
        for name, row in _read("mce_ages.toml").items()
    )


@cache
def first_only() -> PlaceList:
    """Give the diagnoses that may only stand first."""
    return _place_list(_read("guidelines.toml")["first_only"])


@cache
def never_first() -> tuple[PlaceList, ...]:
    """Give the diagnoses that may never stand first."""
    return tuple(_place_list(row) for row in _read("guidelines.toml")["never_first"])


def _place_list(row: dict[str, Any]) -> PlaceList:
    return PlaceList(row["section"], code_list(row["codes"]), code_list(row.get("except", [])))


def _read(name: str) -> dict[str, Any]:
    text = files("resources").joinpath("codesets", name).read_text(encoding="utf-8")
    return tomllib.loads(text)
