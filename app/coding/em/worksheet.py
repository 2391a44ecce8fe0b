"""The worksheet of a visit's level: what is ticked, and what the tables make of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from app.coding.em import tables
from app.coding.em.tables import Family, LevelRow, Tick
from app.values.problem import Problem

COLUMNS = ("problem", "data", "risk")
LEAST_DATA = 1
TOP = 4


@dataclass(frozen=True, slots=True)
class Worksheet:
    """What the coder found in the note. ``counts`` are of problems and data, by key.

    ``minutes`` is the total of the billing clinician on the day, None when not documented.
    ``patient`` is new or established (a nursing facility: initial or subsequent). ``around``
    are minutes on the days around the visit, which some codes of more time count too.
    ``supervisor`` names the physician under whom the visit is billed, empty when none is.
    """

    family: str = "office"
    patient: str = "established"
    counts: tuple[tuple[str, int], ...] = ()
    risks: tuple[str, ...] = ()
    minutes: int | None = None
    marks: tuple[str, ...] = ()
    around: int | None = None
    supervisor: str = ""

    def count(self, key: str) -> int:
        """Give how many of a thing were found."""
        return dict(self.counts).get(key, 0)

    def counted(self, key: str, count: int) -> Worksheet:
        """Give the worksheet with another count; 0 takes the thing away."""
        left = [(known, n) for known, n in self.counts if known != key]
        if count > 0:
            left.append((key, count))
        return replace(self, counts=tuple(left))

    def marked(self, mark: str, *, on: bool) -> Worksheet:
        """Give the worksheet with a mark on or off."""
        left = tuple(one for one in self.marks if one != mark)
        return replace(self, marks=(*left, mark) if on else left)

    def risked(self, risk: str, *, on: bool) -> Worksheet:
        """Give the worksheet with a risk on or off."""
        left = tuple(one for one in self.risks if one != risk)
        return replace(self, risks=(*left, risk) if on else left)

    @property
    def is_blank(self) -> bool:
        """Tell whether nothing was found yet that could give a level."""
        return not (self.counts or self.risks or self.minutes or "staff_visit" in self.marks)


@dataclass(frozen=True, slots=True)
class Facts:
    """What the office knows of the visit. ``age`` in years, None when not known.

    ``payer_kind`` is empty for self-pay. ``last_seen`` is the day within three years on which
    the same clinician, or one of the group and specialty, saw the patient; None: new.
    ``others`` are the services beside the level, each with its modifiers.
    """

    dos: date
    payer_kind: str = ""
    age: int | None = None
    place: str = "11"
    last_seen: date | None = None
    others: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Extra:
    """A service that may go beside the level: code and units."""

    code: str
    units: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tables make of a worksheet. Codes are empty where they give none.

    ``levels`` are problem, data and risk, 0 to 4. ``carried_by`` are the columns that reach the
    level of decision making; ``limited_by`` those of which ``must_rise`` must rise for the next.
    ``next_minutes`` is the time that would give the next level, None at the top.
    """

    levels: tuple[int, int, int] = (0, 0, 0)
    mdm: int = 0
    carried_by: tuple[str, ...] = ()
    limited_by: tuple[str, ...] = ()
    must_rise: int = 0
    by_mdm: str = ""
    by_time: str = ""
    proposed: str = ""
    decided_by: str = ""
    next_code: str = ""
    next_minutes: int | None = None
    same_minutes: int | None = None
    extras: tuple[Extra, ...] = ()
    findings: tuple[Problem, ...] = ()
    sources: tuple[str, ...] = ()


def levels(sheet: Worksheet) -> tuple[int, int, int]:
    """Give the levels of problems, data and risk, 0 to 4. Little or no data is level 1."""
    return (_problems(sheet), _data(sheet), _risk(sheet))


def decide(sheet: Worksheet, facts: Facts) -> Verdict:
    """Work out the level: two of three columns or the time, whichever is higher."""
    held = tables.family(sheet.family, facts.dos)
    if held is None:
        return Verdict()
    if sheet.family == "preventive":
        return _by_age(sheet, facts, held)
    rows = held.rows_for(sheet.patient)
    three = levels(sheet)
    # Two of three must reach a level, so the second highest decides.
    mdm = 0 if sheet.is_blank else sorted(three)[1]
    found = _explained(Verdict(three, mdm, sources=(held.source,)))
    by_mdm = _staff(rows) if "staff_visit" in sheet.marks else _by_mdm(rows, mdm)
    by_time = _by_time(rows, sheet.minutes)
    chosen, why = _higher(rows, by_mdm, by_time)
    above = _above(rows, chosen)
    return replace(
        found,
        by_mdm=by_mdm.code if by_mdm else "",
        by_time=by_time.code if by_time else "",
        proposed=chosen.code if chosen else "",
        decided_by=why,
        next_code=above.code if above else "",
        next_minutes=above.minutes if above else None,
        same_minutes=chosen.minutes if chosen else None,
    )


def steps_of(sheet: Worksheet, on: date) -> tuple[tuple[str, int], ...]:
    """Give which minutes give which code of the sheet's family; empty where time does not."""
    held = tables.family(sheet.family, on)
    rows = held.rows_for(sheet.patient) if held else ()
    return tuple((row.code, row.minutes) for row in rows if row.minutes is not None)


def _problems(sheet: Worksheet) -> int:
    return max((_step(tick, sheet) for tick in tables.ticks("problem")), default=0)


def _step(tick: Tick, sheet: Worksheet) -> int:
    count = sheet.count(tick.key)
    return max((level for least, level in tick.steps if count >= least), default=0)


def _data(sheet: Worksheet) -> int:
    """Give the level of data: items counted, a historian, an own reading, a talk."""
    had = {"items": 0, "historian": 0, "reading": 0, "talk": 0}
    for tick in tables.ticks("data"):
        had[tick.group] += sheet.count(tick.key)
    historian = min(had["historian"], 1)
    groups = (had["items"] + historian >= 3, had["reading"] > 0, had["talk"] > 0)
    if sum(groups) >= 2:
        return TOP
    if any(groups):
        return 3
    return 2 if had["items"] >= 2 or historian else LEAST_DATA


def _risk(sheet: Worksheet) -> int:
    known = {tick.key: tick.level for tick in tables.ticks("risk")}
    return max((known.get(risk, 0) for risk in sheet.risks), default=0)


def _explained(found: Verdict) -> Verdict:
    """Say which columns carry the level and which keep it from the next."""
    pairs = tuple(zip(COLUMNS, found.levels, strict=True))
    if not found.mdm:
        return found
    above = sum(level > found.mdm for _, level in pairs)
    carried = tuple(name for name, level in pairs if level >= found.mdm)
    if found.mdm >= TOP:
        return replace(found, carried_by=carried)
    limited = tuple(name for name, level in pairs if level <= found.mdm)
    return replace(found, carried_by=carried, limited_by=limited, must_rise=2 - above)


def _by_mdm(rows: Iterable[LevelRow], mdm: int) -> LevelRow | None:
    fitting = [row for row in rows if row.mdm is not None and 1 <= row.mdm <= mdm]
    return fitting[-1] if fitting else None


def _staff(rows: Iterable[LevelRow]) -> LevelRow | None:
    return next((row for row in rows if row.mdm == 0), None)


def _by_time(rows: Iterable[LevelRow], minutes: int | None) -> LevelRow | None:
    """Give the level that the time reaches. The ranges to 2023 began at the same minutes."""
    fitting = [r for r in rows if r.minutes is not None and (minutes or 0) >= r.minutes]
    return fitting[-1] if fitting else None


def _higher(
    rows: tuple[LevelRow, ...], by_mdm: LevelRow | None, by_time: LevelRow | None
) -> tuple[LevelRow | None, str]:
    if by_mdm is None or by_time is None:
        chosen = by_mdm or by_time
        return chosen, "" if chosen is None else "mdm" if by_mdm else "time"
    if by_mdm == by_time:
        return by_mdm, "both"
    chosen = max(by_mdm, by_time, key=rows.index)
    return chosen, "mdm" if chosen is by_mdm else "time"


def _above(rows: tuple[LevelRow, ...], chosen: LevelRow | None) -> LevelRow | None:
    real = [row for row in rows if row.mdm != 0]
    if chosen is None:
        return real[0] if real else None
    after = rows[rows.index(chosen) + 1 :]
    return after[0] if after else None


def _by_age(sheet: Worksheet, facts: Facts, held: Family) -> Verdict:
    """Give the preventive code of the patient's age, and the level of a problem besides."""
    code = ""
    if facts.age is not None:
        fitting = [
            row
            for row in held.rows_for(sheet.patient)
            if (row.age or 0) <= facts.age <= (row.to or 0)
        ]
        code = fitting[0].code if fitting else ""
    found = Verdict(proposed=code, decided_by="age" if code else "", sources=(held.source,))
    if "problem_too" not in sheet.marks:
        return found
    beside = decide(replace(sheet, family="office", minutes=None), facts)
    extras = (Extra(beside.proposed),) if beside.proposed else ()
    return replace(
        beside, proposed=code, decided_by="age" if code else "", extras=extras,
        next_code="", next_minutes=None, same_minutes=None,
        sources=(*found.sources, *beside.sources),
    )  # fmt: skip
