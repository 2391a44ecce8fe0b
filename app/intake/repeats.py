"""Lines of a visit that are listed again, in one file or in several."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from app.intake.facts import ChargeFacts, Line
from app.intake.findings import Findings


def without_repeats(lines: list[Line], findings: Findings) -> list[Line]:
    """Take a visit once that a file, or several files, list more than once as a whole.

    Rows that are equal to the last sign are the same visit listed again when every row of
    the visit is there equally often, or when they bear the same charge id; otherwise equal rows
    are equal services. A service that
    another file told of already counts once, however its row is written.
    """
    if len(lines) == 1:
        return lines
    kept: list[Line] = []
    taken: Counter[int] = Counter()
    for file in dict.fromkeys(line.file for line in lines):
        own = [line for line in lines if line.file == file]
        counts = Counter(line.signature for line in own)
        listed = min(counts.values())
        whole = listed > 1 and max(counts.values()) == listed
        told = {line.signature for line in own if any(c.source_id for c in line.charges)}
        allowed = {s: (1 if whole or s in told else n) for s, n in counts.items()}
        seen: Counter[int] = Counter()
        fresh: list[Line] = []
        for line in own:
            seen[line.signature] += 1
            if seen[line.signature] <= allowed[line.signature] - taken[line.signature]:
                fresh.append(line)
            else:
                findings.warn(line.file, line.row, "duplicate")
        taken |= Counter(allowed)
        if kept:
            _told_again(kept, fresh, findings)
        kept.extend(fresh)
    return kept


def _told_again(kept: Sequence[Line], fresh: Sequence[Line], findings: Findings) -> None:
    """Leave out services that an earlier file holds; what only this one tells is filled in."""
    told: defaultdict[str, list[ChargeFacts]] = defaultdict(list)
    for line in kept:
        for charge in line.charges:
            told[charge.code].append(charge)
    for line in fresh:
        own: list[ChargeFacts] = []
        for charge in line.charges:
            if not told[charge.code]:
                own.append(charge)
                continue
            _fill(told[charge.code].pop(0), charge)
            findings.warn(line.file, line.row, "service_again", code=charge.code)
        line.charges = own


def _fill(mine: ChargeFacts, again: ChargeFacts) -> None:
    """Take what the earlier file did not tell of a service."""
    mine.modifiers = mine.modifiers or again.modifiers
    mine.amount = again.amount if mine.amount is None else mine.amount
    mine.units = again.units if mine.units == 1 else mine.units
    mine.source_id = mine.source_id or again.source_id
