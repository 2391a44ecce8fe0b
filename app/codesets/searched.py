"""What the search of the reference file takes from the rule tables: services and index terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.codesets import rules_layout
from app.codesets.alphabetic import SERVED_BY, IndexTerm
from app.codesets.assembly import Assembled, Code, Flagged
from app.codesets.loaded import Loaded
from app.codesets.storing import Addition, Release


@dataclass(frozen=True, slots=True)
class IndexTerms:
    """The index terms for the release that starts on a day, read each time they are gone through.

    None when no index is loaded.
    """

    path: Path
    first: date

    def __iter__(self) -> Iterator[IndexTerm]:
        connection = rules_layout.connect_reading(rules_layout.beside(self.path))
        if connection is None:
            return
        try:
            for row in connection.execute(SERVED_BY, (rules_layout.number(self.first),)):
                yield IndexTerm(*row)
        finally:
            connection.close()


class Services(list[Code]):
    """The service codes of a release; there are few enough for memory."""

    def by_code(self) -> Iterator[Flagged]:
        """Give them in the order of their letters, in which they come."""
        return ((code.code, code.billable, code.title) for code in self)


def services(path: Path, loaded: Loaded) -> Addition:
    """Give a release of service codes as the search takes it: codes and words, no tree."""
    connection = rules_layout.connect_reading(rules_layout.beside(path))
    rows = []
    if connection is not None:
        try:
            rows = connection.execute(
                "SELECT s.code, s.title FROM service s JOIN release r ON r.id = s.release_id"
                " WHERE r.system = ? AND r.valid_from = ? AND s.kind = 'procedure'"
                " ORDER BY s.code", (loaded.system, rules_layout.number(loaded.valid_from))
            ).fetchall()  # fmt: skip
        finally:
            connection.close()
    codes = Services(
        Code(ord_, code, title, True, None, ord_) for ord_, (code, title) in enumerate(rows, 1)
    )
    release = Release(
        label=loaded.release,
        valid_from=loaded.valid_from,
        valid_to=loaded.valid_to,
        file=", ".join(f.name for f in loaded.files),
        sha256=loaded.files[0].sha256 if loaded.files else "",
        system=loaded.system,
    )
    return release, Assembled(codes, [], len(codes))
