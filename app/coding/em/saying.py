"""A worksheet and its result in words, the same on the screen and on paper."""

from __future__ import annotations

from app.coding.em import tables
from app.coding.em.worksheet import COLUMNS, Facts, Verdict, Worksheet
from app.values.problem import Problem
from app.values.words import fill, say


def result(sheet: Worksheet, facts: Facts, found: Verdict) -> tuple[str, ...]:
    """Say the level, what decided it, what limits it, and what time would give."""
    if not found.proposed:
        lines = [say("worksheet.result.none")]
        if found.mdm:
            lines.append(columns(found))
        return tuple(lines)
    lines = [_lead(sheet, facts, found)]
    if found.decided_by == "age":
        return (*lines, *_beside(found))
    if found.mdm:
        lines.append(columns(found))
    lines += _other_way(sheet, found)
    lines += _beside(found)
    return tuple(lines)


def columns(found: Verdict) -> str:
    """Say what each column came to."""
    named = {name: level_of(name, level) for name, level in zip(COLUMNS, found.levels, strict=True)}
    return fill("worksheet.result.columns", named)


def level_of(column: str, level: int) -> str:
    """Name a column's level; the lowest has its own word in each."""
    return say(f"worksheet.lowest.{column}" if level == 1 else f"worksheet.level.{level}")


def finding(problem: Problem) -> str:
    """Say a finding in one line."""
    return fill(f"problem.{problem.code}", problem.values)


def ticked(sheet: Worksheet) -> tuple[tuple[str, str, int], ...]:
    """Give column, words and count of everything found, in the order of the page."""
    lines = []
    for column in COLUMNS:
        for tick in tables.ticks(column):
            count = int(tick.key in sheet.risks) if column == "risk" else sheet.count(tick.key)
            if count:
                head = say(f"worksheet.column.{column}")
                lines.append((head, say(f"worksheet.tick.{tick.key}"), count))
    if sheet.around:
        words = say("worksheet.around_short")
        lines.append((say("worksheet.column.time"), words, sheet.around))
    more = say("worksheet.column.more")
    lines += [(more, say(f"worksheet.mark.{mark}"), 1) for mark in sheet.marks]
    if sheet.supervisor and "incident_to" in sheet.marks:
        lines.append((more, f"{say('worksheet.supervisor')} {sheet.supervisor}", 1))
    return tuple(lines)


def _lead(sheet: Worksheet, facts: Facts, found: Verdict) -> str:
    values: dict[str, object] = {
        "code": found.proposed, "level": say(f"worksheet.level.{found.mdm}"),
        "minutes": sheet.minutes or 0, "age": facts.age or 0,
    }  # fmt: skip
    staff = "staff_visit" in sheet.marks and found.proposed == found.by_mdm
    key = "staff" if staff else found.decided_by
    return fill(f"worksheet.result.{key}", values)


def _other_way(sheet: Worksheet, found: Verdict) -> list[str]:
    """Say what limits the level, and what the other way alone would give."""
    lines = []
    if found.decided_by == "time" and found.by_mdm:
        lines.append(say("worksheet.result.mdm_less", code=found.by_mdm))
    if found.decided_by == "mdm" and found.by_time:
        lines.append(say("worksheet.result.time_less", code=found.by_time))
    if found.next_code and found.limited_by and found.decided_by != "time":
        named = ", ".join(say(f"worksheet.column.{one}") for one in found.limited_by)
        limit = say(
            "worksheet.result.limit", n=found.must_rise, columns=named, code=found.next_code
        )
        lines.append(limit)
    if found.next_code and found.next_minutes:
        lines.append(
            say("worksheet.result.limit_time", minutes=found.next_minutes, code=found.next_code)
        )
    elif not found.next_code:
        lines.append(say("worksheet.result.top"))
    if found.decided_by == "mdm" and found.same_minutes and not sheet.minutes:
        lines.append(say("worksheet.result.same_time", minutes=found.same_minutes))
    return lines


def _beside(found: Verdict) -> list[str]:
    if not found.extras:
        return []
    codes = ", ".join(
        one.code if one.units == 1 else f"{one.code} × {one.units}" for one in found.extras
    )
    return [say("worksheet.result.extra", codes=codes)]
