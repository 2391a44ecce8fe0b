"""Named column maps: which heading of a list means what, kept as TOML."""

from __future__ import annotations

import tomllib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import tomli_w

from app.values.problem import Refused

ROLES = ("encounters", "patients", "charges", "payers", "providers")
DATE_ORDERS = ("", "month first", "day first")
BLANKS = ("", "above", "nobody")
"""What a blank patient means: as the list shows, the one above, nobody."""
Columns = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """For each role of a file, the headings of each field; ``dates`` may force an order,
    ``blanks`` what a blank patient means.

    A heading stands as the file spells it; several mean the field repeats (four "Dx").
    """

    name: str = ""
    roles: Mapping[str, Columns] = field(default_factory=lambda: MappingProxyType({}))
    dates: str = ""
    blanks: str = ""

    def toml(self) -> str:
        """Write the map as a person can read and change it."""
        tables: dict[str, object] = {"name": self.name, "dates": self.dates}
        if self.blanks:
            tables["blanks"] = self.blanks
        for role, columns in self.roles.items():
            tables[role] = {name: list(headings) for name, headings in columns.items()}
        return tomli_w.dumps(tables)

    def fits(self, there: Container[str]) -> bool:
        """Tell whether a list with these headings, in lower case, has every column it reads."""
        columns = self.roles.get("encounters", {})
        read = [h for name, heads in columns.items() if name != "never" for h in heads]
        return "date_of_service" in columns and all(head.casefold() in there for head in read)

    def is_of(self, columns: Columns, unread: Sequence[str]) -> bool:
        """Tell whether a list has exactly the headings for which the map was made."""
        mine = self.roles.get("encounters", {})
        return bool(mine) and _heads(mine) == _heads(columns) | {h.casefold() for h in unread}

    def reads_otherwise(self, columns: Columns) -> bool:
        """Tell whether the map takes a column of a list for something else than ``columns``."""
        mine = self.roles.get("encounters", {})
        read = {name: _heads({name: heads}) for name, heads in mine.items() if name != "never"}
        seen = {name: _heads({name: heads}) for name, heads in columns.items() if name != "never"}
        return bool(self.dates or self.blanks) or read != seen

    @classmethod
    def parse(cls, text: str) -> ColumnMap:
        """Read what ``toml`` wrote.

        Raises:
            Refused: "intake.map" when the text is no column map.
        """
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            raise Refused("intake.map") from None
        dates, blanks = (str(tables.get(name, "")) for name in ("dates", "blanks"))
        if dates not in DATE_ORDERS or blanks not in BLANKS:
            raise Refused("intake.map")
        roles = {role: _columns(tables[role]) for role in ROLES if role in tables}
        return cls(str(tables.get("name", "")), MappingProxyType(roles), dates, blanks)


def _heads(columns: Columns) -> set[str]:
    """Give all headings of a table, in lower case."""
    return {head.casefold() for heads in columns.values() for head in heads}


def _columns(table: object) -> Columns:
    """Read one role's table of fields."""
    if not isinstance(table, dict):
        raise Refused("intake.map")
    columns: dict[str, tuple[str, ...]] = {}
    for name, headings in table.items():
        listed = [headings] if isinstance(headings, str) else headings
        if not isinstance(listed, list) or not all(isinstance(h, str) for h in listed):
            raise Refused("intake.map")
        columns[name] = tuple(listed)
    return MappingProxyType(columns)
