"""What was asked of a load, and what it brought."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from app.codesets.comparing import Changes
from app.codesets.table_file import RowRefused


@dataclass(frozen=True, slots=True)
class Asked:
    """How to load: where the reference lies, from when, by whom, and whether only to try.

    ``valid_from`` overrides what content and names tell. ``has_cpt_license`` keeps the
    descriptions of fee schedules. ``who`` and ``at`` are recorded; they may be empty and None.
    """

    path: Path
    valid_from: date | None = None
    dry_run: bool = False
    who: str = ""
    at: datetime | None = None
    has_cpt_license: bool = False


@dataclass(frozen=True, slots=True)
class FileTaken:
    """One file of a release: name, SHA-256, rows read, stored and refused."""

    name: str
    sha256: str
    read: int
    stored: int
    refused: int


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a release brought: rows stored and notes; ``refused`` counts unreadable rows.

    ``setting`` is practitioner, outpatient or supplier where the system has settings, qpp for
    the second fee schedule, else empty. ``unchanged`` tells that these very files were loaded
    before. ``refused_rows`` are the first of those refused. ``before`` counts the rows of the
    release that this one replaces or follows, 0 for none; ``whole`` those that it has in all.
    """

    system: str
    release: str
    valid_from: date
    valid_to: date
    codes: int
    billable: int
    notes: int
    refused: int = 0
    setting: str = ""
    read: int = 0
    unchanged: bool = False
    files: tuple[FileTaken, ...] = ()
    refused_rows: tuple[RowRefused, ...] = ()
    changes: Changes = field(default_factory=Changes)
    before: int = 0
    whole: int = 0

    @property
    def is_short(self) -> bool:
        """Tell whether it has less than half of what was there: an excerpt, or a part."""
        return 2 * self.whole < self.before

    @property
    def ended(self) -> tuple[str, ...]:
        """Give the codes that end with this release, for favorites and templates."""
        return self.changes.ended


@dataclass(frozen=True, slots=True)
class EndedCodes:
    """The codes that releases end, as they are stored. "J0190" is a diagnosis and a service."""

    diagnoses: frozenset[str] = frozenset()
    services: frozenset[str] = frozenset()

    @classmethod
    def of(cls, found: Iterable[Loaded]) -> EndedCodes:
        """Gather what several releases end; pairs and units are no codes of a favorite."""
        ended: dict[str, set[str]] = {}
        for one in found:
            tidy = (code.strip().upper().replace(".", "") for code in one.ended)
            ended.setdefault(one.system, set()).update(tidy)
        services = ended.get("hcpcs", set()) | ended.get("cpt", set())
        return cls(frozenset(ended.get("icd10cm", set())), frozenset(services))
