"""Text in columns of blanks, as reports are printed to a file: no delimiter, only places."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise

Score = Callable[[list[list[str]]], int]
Span = tuple[int, int]
_SEARCHED, _SAMPLED, _WIDEST = 80, 400, 2000
_LEAST = 3
_GAP = re.compile(r"\s{2,}")
_WORDS = re.compile(r"\S+(?: \S+)*")
_RULE = re.compile(r"[\s=_+|-]+")
_STROKE = re.compile(r"[=_-]+")


def read_fixed(lines: Sequence[str], score: Score) -> list[list[str]]:
    """Cut lines where blanks stand under one another; empty when no line is a heading.

    A rule of dashes under the headings says where the columns are; else those places are cut
    that are blank in the headings and in every row. One row for each line, blank ones too.
    """
    lines = [line[:_WIDEST].expandtabs(8)[:_WIDEST].rstrip() for line in lines]
    place = _heading(lines, score)
    if place < 0:
        return []
    if not any(map(_is_row, lines[place + 1 :])):
        return []
    starts = _by_rule(lines, place) or _by_blanks(lines, place, score)
    if len(starts) < _LEAST:
        return []
    return [_cut(line, starts) for line in lines]


def _heading(lines: Sequence[str], score: Score) -> int:
    """Find the line that names most columns; −1 when none names three."""
    best, highest = -1, _LEAST - 1
    for place, line in enumerate(lines[:_SEARCHED]):
        for cells in (_GAP.split(line.strip()), line.split()):
            found = score([cells])
            if found > highest and found * 2 >= len(cells):
                best, highest = place, found
    return best


def _by_rule(lines: Sequence[str], heading: int) -> list[int]:
    """Give where columns begin by the rule under the headings; empty without one."""
    for line in lines[heading + 1 : heading + 3]:
        if line and _RULE.fullmatch(line):
            return [stroke.start() for stroke in _STROKE.finditer(line)]
    return []


def _by_blanks(lines: Sequence[str], heading: int, score: Score) -> list[int]:
    """Give where columns begin by what is blank in the headings and in all rows."""
    head = lines[heading]
    rows = [line for line in lines[heading + 1 : heading + 1 + _SAMPLED] if _is_row(line)]
    spans = _spans([head, *rows])
    together = _together(spans, [(m.start(), m.end()) for m in _WORDS.finditer(head)])
    ways = [[start for start, _ in way] for way in (together, spans)]
    return max(ways, key=lambda starts: score([_cut(head, starts)]))


def _is_row(line: str) -> bool:
    """Tell a row from titles, totals and rules: three words or more, with a number."""
    return len(line.split()) >= _LEAST and any(c.isdigit() for c in line) and "total" not in (
        line.casefold()
    )  # fmt: skip


def _spans(lines: Sequence[str]) -> list[Span]:
    """Give the runs of places that any line uses."""
    width = max(map(len, lines))
    used = [any(line[at : at + 1].strip() for line in lines) for at in range(width)]
    edges = [
        at for at in range(width + 1) if (at < width and used[at]) != (at > 0 and used[at - 1])
    ]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _together(spans: Sequence[Span], headings: Sequence[Span]) -> list[Span]:
    """Join spans that one heading of several words stands over."""
    joined = [spans[0]]
    for before, span in pairwise(spans):
        if any(first < before[1] and span[0] < last for first, last in headings):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _cut(line: str, starts: Sequence[int]) -> list[str]:
    """Cut a line before each start; what stands before the first belongs to it."""
    edges = [0, *starts[1:], _WIDEST]
    return [line[first:last].strip() for first, last in pairwise(edges)]
