"""Text made to fit: shrunk to a width, shortened, or wrapped into lines of mixed weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.documents.paper.fonts import Type, clean, measure

ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_BOUND = re.compile(
    r"(?<=\bDr\.) |(?<=\bDra\.) "  # a title and its name
    r"|(?<=[a-zA-Z]{3}) (?=\d{1,2}(?:[.,;:)]? |[.,;:)]?$))"  # "July 6", "page 3"
    r"|(?<=\d) (?=(?:mg|mcg|mL|g|AM|PM)\b)"  # a figure and its unit
    r"|(?<=[AP]M) (?=(?:to|a) \d)|(?<=M to) (?=\d)|(?<=M a) (?=\d)"  # "8 AM to 5 PM"
    r"|(?<=\bNPI) |(?<=\bTax) (?=ID)|(?<=\bID) (?=\d)|(?<=\bId\.) |(?<=fiscal) (?=\d)"
    r"|(?<=\bcheck) (?=\d)|(?<=\bcheque) (?=\d)"  # a number and what it is
    r"|(?<=\d) (?=de [a-z]{4})|(?<=\d de) (?=[a-z]{4})"  # "6 de julio"
    r"|(?<=\d) (?=[a-z]{3} \d{4})|(?<=\d [a-z]{3}) (?=\d{4})"  # "6 jul 2026"
)
"""The spaces at which no line ends, beside the no-break spaces that are in a text already."""


class Run(NamedTuple):
    """Some words in one type."""

    text: str
    style: Type


class Piece(NamedTuple):
    """A run placed on a line, ``x`` points from the line's start."""

    x: float
    text: str
    style: Type


Line = tuple[Piece, ...]


def shrink(text: str, style: Type, width: float, floor: float) -> Run:
    """Give ``text`` in the largest size, not under ``floor``, that fits ``width`` points.

    What does not fit at the floor is cut and ends in an ellipsis.
    """
    text = clean(text)
    natural = measure(text, style)
    if natural <= width:
        return Run(text, style)
    size = max(floor, int(style.size * width / natural * 20) / 20)
    style = style.at(size)
    return Run(shorten(text, style, width), style)


def shorten(text: str, style: Type, width: float) -> str:
    """Give ``text``, or as much of it as fits ``width`` points with an ellipsis after it."""
    if measure(text, style) <= width:
        return text
    kept = text
    while kept and measure(kept + ELLIPSIS, style) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def first_fitting(texts: Sequence[str], style: Type, width: float) -> Run:
    """Give the first wording that fits ``width``; the last one, made to fit, when none does."""
    for text in texts:
        if measure(text, style) <= width:
            return Run(text, style)
    return shrink(texts[-1], style, width, style.size - 2)


def wrap(text: str, style: Type, width: float) -> list[str]:
    """Break ``text`` into lines no wider than ``width`` points; empty text gives no line."""
    return ["".join(piece.text for piece in line) for line in wrap_runs([Run(text, style)], width)]


def wrap_runs(runs: Iterable[Run], width: float) -> tuple[Line, ...]:
    """Break runs of different types into lines no wider than ``width`` points.

    A word wider than the whole line is broken between letters. Lines break at spaces, but not
    within a day ("July 6"), between a figure and its unit, or at a no-break space.
    """
    return _wrapped(tuple(runs), width)


@lru_cache(maxsize=8192)
def _wrapped(runs: tuple[Run, ...], width: float) -> tuple[Line, ...]:
    lines: list[list[tuple[str, Type]]] = []
    room = -1.0
    for word, style in _words(runs, width):
        space = measure(" ", style)
        long = measure(word, style)
        if long + space > room + 0.001 or not lines:
            lines.append([(word, style)])
            room = width - long
        else:
            lines[-1].append((word, style))
            room -= long + space
    return tuple(_joined(line) for line in lines)


def _words(runs: tuple[Run, ...], width: float) -> Iterable[tuple[str, Type]]:
    for text, style in runs:
        for word in _BOUND.sub(NO_BREAK, clean(text)).split(" "):
            # What cannot stand on one line may break at its bound spaces after all.
            fits = measure(word, style) <= width
            for part in [word] if fits else word.split(NO_BREAK):
                yield from ((piece, style) for piece in _pieces(part, style, width))


def _pieces(word: str, style: Type, width: float) -> Iterable[str]:
    word = word.replace(NO_BREAK, " ")
    if measure(word, style) > width:
        yield from _broken(word, style, width)
    elif word:
        yield word


def _broken(word: str, style: Type, width: float) -> Iterable[str]:
    start = 0
    for end in range(1, len(word) + 1):
        if measure(word[start:end], style) > width and end - 1 > start:
            yield word[start : end - 1]
            start = end - 1
    yield word[start:]


def _joined(words: list[tuple[str, Type]]) -> Line:
    pieces: list[Piece] = []
    x = 0.0
    for word, style in words:
        if not pieces:
            pieces.append(Piece(0.0, word, style))
        elif pieces[-1].style == style:
            pieces[-1] = pieces[-1]._replace(text=f"{pieces[-1].text} {word}")
        else:
            x += measure(pieces[-1].text, pieces[-1].style) + measure(" ", style)
            pieces.append(Piece(x, word, style))
    return tuple(pieces)
