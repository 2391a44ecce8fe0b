"""The official rule tables, asked for many codes at once on a date of service.

Every function gives the rows of the release in force on the day, else of the nearest one
(``release_serving`` says which); nothing when none is loaded. Codes are given and taken without
dots, in capitals. A fixed number of queries for each call, however many codes are asked for.

Source: CMS, National Correct Coding Initiative edits (PTP, MUE, add-on code files); CMS,
Physician Fee Schedule relative value files; CMS, HCPCS Level II and place of service codes.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.codesets import pos_codes
from app.codesets.pos_codes import Pos
from app.codesets.reference import ICD10CM, Reference, Row
from app.codesets.rule_releases import RuleRelease, serving, standing_behind
from app.codesets.rules_layout import day, day_or_none, number
from app.codesets.waived_file import WITH_QW, WITHOUT_QW

PRACTITIONER = "practitioner"
PROCEDURE = "procedure"
MODIFIER = "modifier"
_MOST_ASKED = 900


@dataclass(frozen=True, slots=True)
class PtpEdit:
    """A pair of codes not paid together: column 1 is paid, column 2 is denied.

    ``indicator`` is 0 (no modifier helps), 1 (a modifier may) or 9 (not applicable).
    ``deleted`` is the last day in force, None while it is.
    """

    column1: str
    column2: str
    effective: date
    deleted: date | None
    indicator: str
    rationale: str
    release: str


@dataclass(frozen=True, slots=True)
class Waived:
    """Tests that are waived under CLIA: billed with QW, and waived without it."""

    with_qw: frozenset[str]
    without_qw: frozenset[str]
    release: str


@dataclass(frozen=True, slots=True)
class Mue:
    """The most units of a code; ``mai`` is 1 (a line), 2 or 3 (a day), empty where not told."""

    code: str
    units: int
    mai: str
    rationale: str
    release: str
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class AddOn:
    """An add-on code: ``kind`` 1 closed list of primaries, 2 no list, 3 list not complete."""

    code: str
    kind: int
    primaries: frozenset[str]
    release: str


@dataclass(frozen=True, slots=True)
class ListedCode:
    """A HCPCS or CPT code or modifier and its days; ``valid_to`` is None while it has no end."""

    system: str
    code: str
    title: str
    valid_from: date
    valid_to: date | None
    release: str


@dataclass(frozen=True, slots=True)
class PfsRow:
    """A row of the Medicare fee schedule; indicators as printed, relative values as decimals.

    ``modifier`` is empty, 26, TC or 53. ``pre``, ``intra`` and ``post`` are shares of the
    whole (0.10). ``factor`` is the conversion factor in dollars, 0 where the file has none.
    """

    code: str
    modifier: str
    status: str
    global_days: str
    pre: Decimal
    intra: Decimal
    post: Decimal
    mult: str
    bilat: str
    assist: str
    co: str
    team: str
    pctc: str
    endo_base: str
    work_rvu: Decimal
    pe_nonfac: Decimal
    pe_fac: Decimal
    mp: Decimal
    factor: Decimal
    release: str


def release_serving(
    reference: Reference, system: str, on: date, setting: str = ""
) -> tuple[str, date, date, bool] | None:
    """Give label, first and last day of the release that serves, and whether it is the nearest.

    ``setting`` is practitioner, outpatient or supplier where the system has settings (ptp,
    mue); the practitioner's is meant when it is left out.
    """
    if system == ICD10CM:
        if not any(r.system == ICD10CM for r in reference.releases):
            return None
        icd = reference.serving(on)
        return icd.release.label, icd.release.valid_from, icd.release.valid_to, icd.nearest
    if system in ("ptp", "mue") and not setting:
        setting = PRACTITIONER
    found = serving(reference, system, on, setting)
    return (found.label, found.valid_from, found.valid_to, found.nearest) if found else None


def ptp(
    reference: Reference, codes: Collection[str], on: date, setting: str = PRACTITIONER
) -> list[PtpEdit]:
    """Give the edits in force on a day among some codes, in either order."""
    release = serving(reference, "ptp", on, setting)
    asked = _asked(codes)
    if release is None or len(asked) < 2:
        return []
    found: list[PtpEdit] = []
    chain = standing_behind(reference, release, setting)
    for place, one in enumerate(chain):
        found += _edits(reference, asked, on, one, chain[:place])
    return found


def _edits(
    reference: Reference, asked: list[str], on: date, release: RuleRelease, newer: list[RuleRelease]
) -> list[PtpEdit]:
    """Give the edits of a release in force on a day, but for pairs that newer ones speak of."""
    marks, stored = _marks(asked), number(on)
    silent = (
        " AND NOT EXISTS (SELECT 1 FROM ptp n WHERE n.column1 = p.column1"
        f" AND n.column2 = p.column2 AND n.release_id IN ({_marks(newer)}))"
    )
    rows = reference.rules(
        "SELECT p.column1, p.column2, p.effective, p.deleted, p.indicator, r.text FROM ptp p"
        f" JOIN rationale r ON r.id = p.rationale WHERE p.release_id = ? AND p.column1 IN ({marks})"
        f" AND p.column2 IN ({marks}) AND p.effective <= ? AND p.deleted >= ?"
        f"{silent if newer else ''}",
        release.id, *asked, *asked, stored, stored, *(one.id for one in newer),
    )  # fmt: skip
    return [
        PtpEdit(one, two, day(first), day_or_none(last), str(indicator), why, release.label)
        for one, two, first, last, indicator, why in rows
    ]


def mue(
    reference: Reference, codes: Collection[str], on: date, setting: str = PRACTITIONER
) -> dict[str, Mue]:
    """Give the most units of some codes; a code without a row has no published limit."""
    release = serving(reference, "mue", on, setting)
    asked = _asked(codes)
    if release is None or not asked:
        return {}
    found = reference.rules(
        "SELECT m.code, m.units, m.mai, r.text FROM mue m JOIN rationale r ON r.id = m.rationale"
        f" WHERE m.release_id = ? AND m.code IN ({_marks(asked)})", release.id, *asked
    )  # fmt: skip
    window = release.valid_from, release.valid_to
    return {
        code: Mue(code, units, mai, why, release.label, *window) for code, units, mai, why in found
    }


def addons(reference: Reference, codes: Collection[str], on: date) -> dict[str, AddOn]:
    """Give what is known of those codes that are add-on codes on a day."""
    release = serving(reference, "addon", on)
    asked = _asked(codes)
    if release is None or not asked:
        return {}
    stored = number(on)
    found = reference.rules(
        f"SELECT code, kind, base FROM addon WHERE release_id = ? AND code IN ({_marks(asked)})"
        " AND effective <= ? AND deleted >= ?", release.id, *asked, stored, stored
    )  # fmt: skip
    kinds: dict[str, int] = {}
    bases: dict[str, set[str]] = {}
    for code, kind, base in found:
        kinds[code] = min(kind, kinds.get(code, kind))
        bases.setdefault(code, set()).update([base] if base else [])
    return {c: AddOn(c, kinds[c], frozenset(bases[c]), release.label) for c in kinds}


def services(reference: Reference, codes: Collection[str], on: date) -> dict[str, ListedCode]:
    """Give HCPCS Level II procedures, and the licensee's own CPT, whatever their days.

    The caller holds the date of service against ``valid_from`` and ``valid_to``.
    """
    return _services(reference, codes, on, PROCEDURE)


def modifiers(reference: Reference, codes: Collection[str], on: date) -> dict[str, ListedCode]:
    """Give HCPCS Level II modifiers, as ``services`` gives procedures."""
    return _services(reference, codes, on, MODIFIER)


def _services(
    reference: Reference, codes: Collection[str], on: date, kind: str
) -> dict[str, ListedCode]:
    asked = _asked(codes)
    known: dict[str, ListedCode] = {}
    for system in ("cpt", "hcpcs"):
        release = serving(reference, system, on)
        if release is None or not asked:
            continue
        found = reference.rules(
            "SELECT code, title, first, last FROM service WHERE release_id = ? AND kind = ?"
            f" AND code IN ({_marks(asked)})", release.id, kind, *asked
        )  # fmt: skip
        for code, title, first, last in found:
            known[code] = ListedCode(
                system, code, title, day(first), day_or_none(last), release.label
            )
    return known


def fee_rows(
    reference: Reference, codes: Collection[str], on: date
) -> dict[tuple[str, str], PfsRow]:
    """Give the fee schedule's rows of some codes, by code and modifier (empty, 26, TC, 53)."""
    release = _fee_release(reference, on)
    asked = _asked(codes)
    if release is None or not asked:
        return {}
    found = reference.rules(
        "SELECT code, modifier, status, global_days, pre, intra, post, mult, bilat, assist, co,"
        " team, pctc, endo_base, work_rvu, pe_nonfac, pe_fac, mp, factor FROM pfs"
        f" WHERE release_id = ? AND code IN ({_marks(asked)})", release.id, *asked
    )  # fmt: skip
    return {(row[0], row[1]): _pfs_row(row, release.label) for row in found}


def _fee_release(reference: Reference, on: date) -> RuleRelease | None:
    """Give the schedule of those outside QPP, unless the other one alone is of the day."""
    first, second = serving(reference, "pfs", on), serving(reference, "pfs", on, "qpp")
    if first is None or (first.nearest and second is not None and not second.nearest):
        return second
    return first


def _pfs_row(row: Row, label: str) -> PfsRow:
    code, modifier, status, days = row[:4]
    work, nonfac, fac, mp, factor = (Decimal(amount) for amount in row[14:])
    pre, intra, post = (Decimal(share) for share in row[4:7])
    mult, bilat, assist, co, team, pctc, endo_base = row[7:14]
    return PfsRow(
        code, modifier, status, days, pre, intra, post, mult, bilat, assist, co, team, pctc,
        endo_base, work, nonfac, fac, mp, factor, label,
    )  # fmt: skip


def pos(reference: Reference | None, on: date) -> dict[str, Pos]:
    """Give the places of service in force on a day: those shipped, and those loaded over them."""
    known = pos_codes.shipped()
    if reference is not None and (release := serving(reference, "pos", on)):
        rows = reference.rules(
            "SELECT code, title, first, last FROM entry WHERE release_id = ?", release.id
        )
        known |= {r[0]: Pos(r[0], r[1], day(r[2]), day_or_none(r[3])) for r in rows}
    return {
        code: place
        for code, place in sorted(known.items())
        if place.valid_from <= on and (place.valid_to is None or on <= place.valid_to)
    }


def waived(reference: Reference, on: date) -> Waived | None:
    """Give the tests waived on a day by the newest list loaded; None when none holds then."""
    release = serving(reference, "waived", on)
    if release is None or release.nearest:
        return None
    stored = number(on)
    rows = reference.rules(
        "SELECT code, title FROM entry WHERE release_id = ? AND first <= ? AND last >= ?",
        release.id, stored, stored,
    )  # fmt: skip
    with_qw, without = (
        frozenset(code for code, way in rows if way == wanted) for wanted in (WITH_QW, WITHOUT_QW)
    )
    return Waived(with_qw, without, release.label)


def _asked(codes: Collection[str]) -> list[str]:
    return sorted({c.replace(".", "").upper() for c in codes})[:_MOST_ASKED]


def _marks(asked: Collection[object]) -> str:
    return ", ".join("?" * len(asked))
