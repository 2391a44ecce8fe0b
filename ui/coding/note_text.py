"""The note as it is shown: a display copy with letters after its evidence, and the way back.

What is stored counts the characters of the frozen note. The display copy has letters that the
note has not, and Qt counts UTF-16 units; ``DisplayCopy`` knows both.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.coding.draft import Span

GAP = "\N{NO-BREAK SPACE}"
_HEADING = 60
# What Qt keeps otherwise: ends of lines, and characters that are two units of UTF-16.
_ODD = re.compile("[\r\v\f\x85\N{PARAGRAPH SEPARATOR}\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of evidence in the display copy, in Qt's positions.

    ``letters_at`` is where its letters begin, ``last`` where they end; the ground covers both.
    """

    span: Span
    first: int
    letters_at: int
    last: int


@dataclass(frozen=True, slots=True)
class DisplayCopy:
    """The text to show, its passages, and Qt's position of every character of the note."""

    note: str
    text: str
    passages: tuple[Passage, ...]
    marks: tuple[tuple[int, int], ...]
    places: array[int]

    def shown(self, offset: int) -> int:
        """Give Qt's position of an offset in the note; behind the letters that end there."""
        return self.places[min(max(offset, 0), len(self.note))]

    def stored(self, position: int) -> int:
        """Give the offset in the note of Qt's position; letters count for nothing."""
        return min(bisect_left(self.places, position), len(self.note))

    def words(self, first: int, last: int) -> str:
        """Give the note's own words between two of Qt's positions."""
        return self.note[self.stored(first) : self.stored(last)]


def display_copy(
    note: str, spans: Sequence[Span], letters: Mapping[tuple[bool, str], str]
) -> DisplayCopy:
    """Make the copy to show. ``letters`` are by (is diagnosis, code); others get no letter."""
    ends: dict[int, list[str]] = {}
    for span in spans:
        letter = letters.get((span.is_diagnosis, span.code), "")
        if letter:
            ends.setdefault(min(span.last, len(note)), []).append(letter)
    writing = _Writing()
    marks: list[tuple[int, int]] = []
    before: dict[int, int] = {}
    done = 0
    for offset in sorted(ends):
        writing.take(note, done, offset)
        done, at = offset, writing.at
        before[offset] = at
        writing.add(GAP + " ".join(dict.fromkeys(sorted(ends[offset], key=_order))))
        marks.append((at, writing.at))
    writing.take(note, done, len(note))
    places = writing.places
    places.append(writing.at)
    passages = tuple(
        Passage(
            span,
            places[min(span.first, len(note))],
            before.get(span.last, places[min(span.last, len(note))]),
            places[min(span.last, len(note))],
        )
        for span in spans
    )
    return DisplayCopy(note, "".join(writing.pieces), passages, tuple(marks), places)


class _Writing:
    """A display copy under way: what is written, and where each character of the note came to."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.places: array[int] = array("l")
        self.at = 0

    def add(self, said: str) -> None:
        """Write what the note has not, or a run of it in which all is one unit wide."""
        self.pieces.append(said)
        self.at += len(said)

    def take(self, note: str, first: int, last: int) -> None:
        """Write the characters of the note from ``first`` up to ``last``."""
        for odd in _ODD.finditer(note, first, last):
            self._take_plain(note[first : odd.start()])
            first = odd.end()
            self.places.append(self.at)
            char = _shown(note, odd.start())
            self.pieces.append(char)
            self.at += len(char) if not char or ord(char) < 0x10000 else 2
        self._take_plain(note[first:last])

    def _take_plain(self, run: str) -> None:
        self.places.extend(range(self.at, self.at + len(run)))
        self.add(run)


def is_heading(line: str) -> bool:
    """Tell a line of capitals that heads a part of the note."""
    said = line.strip()
    letters = [char for char in said if char.isalpha()]
    return bool(letters) and len(said) <= _HEADING and len(letters) > 2 and said == said.upper()


def _shown(note: str, offset: int) -> str:
    """Give a character as Qt keeps it: one line end is one unit."""
    char = note[offset]
    if char == "\r":
        return "" if note[offset + 1 : offset + 2] == "\n" else "\n"
    return "\n" if char in "\v\f\x85\N{PARAGRAPH SEPARATOR}" else char


def _order(letter: str) -> tuple[bool, int, str]:
    """Letters before numbers, numbers by value."""
    first = letter.split()[0]
    return (first.isdigit(), int(first) if first.isdigit() else 0, letter)
