"""How visit levels are distributed, beside the provider's own history and a loaded benchmark."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding.comparing import level_of
from app.security import permissions
from app.store.store import Work
from app.values.problem import Outside, Refused
from app.values.states import SuperbillStep
from models.coding_audit import LevelBenchmark
from models.superbill import Superbill, SuperbillEvent, SuperbillLine

_FAMILY = 4
_LARGEST = 1_000_000
_WHOLE = 10_000


@dataclass(frozen=True, slots=True)
class LevelShare:
    """One level among its family. Shares are in hundredths of a percent, None when unknown.

    ``before`` is the share in the same number of days before; ``elsewhere`` the benchmark's.
    """

    code: str
    level: int
    visits: int
    share: int | None
    before: int | None
    elsewhere: int | None


@dataclass(frozen=True, slots=True)
class Family:
    """The visits that share a family of levels, such as 9921: established, in the office."""

    stem: str
    visits: int
    levels: tuple[LevelShare, ...]


def distribution(
    session: Session, first: date, last: date, provider_id: int | None = None
) -> tuple[Family, ...]:
    """Give the levels of visits between two days, by family, for one provider or for all."""
    span = last - first + timedelta(days=1)
    now, before = _counted(session, (first - span, first, last), provider_id)
    elsewhere = {row.code: row.basis_points for row in session.scalars(sa.select(LevelBenchmark))}
    stems = sorted({code[:_FAMILY] for code in now})
    return tuple(_family(stem, now, before, elsewhere) for stem in stems)


def load_benchmark(work: Work, path: Path, source: str) -> int:
    """Take a CSV file with the columns code and percent in place of the old figures; give rows.

    Raises:
        Refused: not_allowed, auditing.no_benchmark (names the file and the row).
        Outside: auditing.unreadable.
    """
    work.require(permissions.SETTINGS)
    rows = _benchmark_rows(path)
    for old in work.session.scalars(sa.select(LevelBenchmark)):
        work.session.delete(old)
    work.session.flush()
    work.session.add_all(
        LevelBenchmark(code=code, basis_points=points, source=source, loaded_at=work.now)
        for code, points in rows.items()
    )
    work.session.flush()
    return len(rows)


def _benchmark_rows(path: Path) -> dict[str, int]:
    try:
        if path.stat().st_size > _LARGEST:
            raise Refused("auditing.no_benchmark", file=path.name, row="1")
        with path.open(encoding="utf-8-sig", newline="") as file:
            read = [*csv.DictReader(file)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Outside("auditing.unreadable", file=path.name) from error
    found: dict[str, int] = {}
    for number, row in enumerate(read, start=2):
        told = {(key or "").strip().lower(): (value or "") for key, value in row.items() if key}
        code = told.get("code", "").strip()
        points = _points(told.get("percent", ""))
        if level_of(code) is None or points is None or code in found:
            raise Refused("auditing.no_benchmark", file=path.name, row=str(number))
        found[code] = points
    if not found:
        raise Refused("auditing.no_benchmark", file=path.name, row="1")
    return found


def _points(text: str) -> int | None:
    try:
        percent = Decimal(text.strip().removesuffix("%").strip())
    except InvalidOperation:
        return None
    points = percent * 100
    fits = percent.is_finite() and points == points.to_integral_value() and 0 <= points <= _WHOLE
    return int(points) if fits else None


def _family(
    stem: str, now: dict[str, int], before: dict[str, int], elsewhere: dict[str, int]
) -> Family:
    def total(of: dict[str, int]) -> int:
        return sum(number for code, number in of.items() if code.startswith(stem))

    codes = sorted(
        {code for of in (now, before, elsewhere) for code in of if code[:_FAMILY] == stem}
    )
    levels = tuple(
        LevelShare(
            code=code,
            level=level_of(code) or 0,
            visits=now.get(code, 0),
            share=_share(now.get(code, 0), total(now)),
            before=_share(before.get(code, 0), total(before)),
            elsewhere=elsewhere.get(code),
        )
        for code in codes
    )
    return Family(stem, total(now), levels)


def _share(part: int, whole: int) -> int | None:
    return None if whole == 0 else (2 * _WHOLE * part + whole) // (2 * whole)


def _counted(
    session: Session, days: tuple[date, date, date], provider_id: int | None
) -> tuple[dict[str, int], dict[str, int]]:
    """Count the levels on the superbills that stand, from the second day on and before it.

    ``days`` are the first of all, the first of the later part, and the last.
    """
    start, first, last = days
    # By the superbill, not the last events of all: only those of the days are asked.
    step = (
        sa.select(SuperbillEvent.step)
        .where(SuperbillEvent.superbill_id == Superbill.id)
        .order_by(SuperbillEvent.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_now = Superbill.dos >= first
    query = (
        sa.select(is_now, SuperbillLine.code, sa.func.count())
        .join(SuperbillLine, SuperbillLine.superbill_id == Superbill.id)
        .where(
            Superbill.dos.between(start, last),
            step.in_((SuperbillStep.HANDED_OFF, SuperbillStep.POSTED)),
        )
        .group_by(is_now, SuperbillLine.code)
    )
    if provider_id is not None:
        query = query.where(Superbill.provider_id == provider_id)
    now: dict[str, int] = {}
    before: dict[str, int] = {}
    for later, code, number in session.execute(query):
        if level_of(code) is not None:
            (now if later else before)[code] = number
    return now, before
