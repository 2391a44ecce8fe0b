"""The releases of the rule tables: what is there, and which one serves on a day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from app.codesets import layout, rules_layout
from app.codesets.reference import ICD10CM, Reference
from app.codesets.rules_layout import day, day_or_none, number

SYSTEMS = (
    "icd10cm", "index", "hcpcs", "cpt", "ptp", "mue", "addon", "pfs", "gpci", "locality", "anes",
    "coverage", "waived", "pos", "nucc", "carc", "rarc", "revenue",
)  # fmt: skip
"""Every system, in the order in which they are listed."""
_UNTIL_NEWER = ("index",)
"""Systems whose newest release goes on serving: an index finds codes of later years too."""


@dataclass(frozen=True, slots=True)
class RuleRelease:
    """A release of rule tables: its days in force; ``nearest`` when it does not cover the day."""

    id: int
    label: str
    valid_from: date
    valid_to: date
    nearest: bool


def serving(reference: Reference, system: str, on: date, setting: str = "") -> RuleRelease | None:
    """Give the release of a system in force on a day, else the nearest; None without any."""
    stored = number(on)
    found = reference.rules(
        "SELECT id, label, valid_from, valid_to FROM release WHERE system = ? AND setting = ?"
        " ORDER BY valid_from", system, setting
    )  # fmt: skip
    for id_, label, first, last in found:
        if first <= stored <= last:
            return RuleRelease(id_, label, day(first), day(last), nearest=False)
    made = [RuleRelease(r[0], r[1], day(r[2]), day(r[3]), nearest=True) for r in found]
    return min(made, key=lambda r: _days_off(r, on), default=None)


def standing_behind(reference: Reference, release: RuleRelease, setting: str) -> list[RuleRelease]:
    """Give a release of NCCI pairs, and the ones before it while files of its set are missing.

    A set comes as several files; what the missing ones hold goes on from the set before.
    """
    rows = reference.rules(
        "SELECT r.id, r.label, r.valid_from, r.valid_to, t.part FROM release r LEFT JOIN taking t"
        " ON t.system = r.system AND t.setting = r.setting AND t.valid_from = r.valid_from"
        " WHERE r.system = 'ptp' AND r.setting = ? AND r.valid_from <= ?"
        " GROUP BY r.id, t.part ORDER BY r.valid_from DESC",
        setting, number(release.valid_from),
    )  # fmt: skip
    parts: dict[int, set[int]] = {}
    for id_, _, _, _, part in rows:
        parts.setdefault(id_, set()).add(part or 0)
    wanted = {part for some in parts.values() for part in some if part}
    chain: list[RuleRelease] = []
    seen: set[int] = set()
    for id_, label, first, last, _ in rows:
        if any(one.id == id_ for one in chain):
            continue
        if chain and (0 in seen or wanted <= seen):
            break
        chain.append(RuleRelease(id_, label, day(first), day(last), release.nearest))
        seen |= parts[id_]
    return chain or [release]


def _days_off(release: RuleRelease, on: date) -> int:
    if on < release.valid_from:
        return (release.valid_from - on).days
    return (on - release.valid_to).days


@dataclass(frozen=True, slots=True)
class SetRelease:
    """A release of any code set or rule table as it is listed.

    ``valid_to`` is None without end. ``rows`` counts billable codes of ICD-10-CM, rows else.
    ``is_newest`` marks the last one of its system and setting.
    """

    system: str
    setting: str
    label: str
    valid_from: date
    valid_to: date | None
    rows: int
    is_newest: bool

    def covers(self, on: date) -> bool:
        """Tell whether the release is in force on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def lapses(self, on: date, ahead: int) -> bool:
        """Tell whether nothing will be in force that many days after a day, or is not any more."""
        return self.is_newest and self.valid_to is not None and (self.valid_to - on).days <= ahead


def overview(path: Path | None = None) -> tuple[SetRelease, ...]:
    """Give every release on this computer by system, the newest first; empty without any."""
    where = path or layout.default_path()
    found = [*_of_reference(where), *_of_rules(where)]
    newest: dict[tuple[str, str], date] = {}
    for one in found:
        key = one.system, one.setting
        newest[key] = max(newest.get(key, one.valid_from), one.valid_from)
    marked = [
        replace(one, is_newest=one.valid_from == newest[one.system, one.setting]) for one in found
    ]
    order = {system: n for n, system in enumerate(SYSTEMS)}
    marked.sort(key=lambda one: (-one.valid_from.toordinal(), one.label))
    return tuple(sorted(marked, key=lambda one: (order.get(one.system, 99), one.setting)))


def _of_reference(where: Path) -> list[SetRelease]:
    if layout.layout_of(where) != layout.LAYOUT:
        return []
    opened = Reference(where)
    try:
        return [
            SetRelease(r.system, "", r.label, r.valid_from, r.valid_to, r.billable, False)
            for r in opened.releases
            if r.system == ICD10CM
        ]
    finally:
        opened.close()


def _of_rules(where: Path) -> list[SetRelease]:
    connection = rules_layout.connect_reading(rules_layout.beside(where))
    if connection is None:
        return []
    try:
        rows = connection.execute(
            "SELECT system, setting, label, valid_from, valid_to, stored FROM release"
        ).fetchall()
    finally:
        connection.close()
    return [
        SetRelease(
            system,
            setting,
            label,
            day(first),
            None if system in _UNTIL_NEWER else day_or_none(last),
            stored,
            False,
        )
        for system, setting, label, first, last, stored in rows
    ]
