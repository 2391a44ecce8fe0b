"""People on paper: a name, an address, a sex. Their ``repr`` tells nothing about anyone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

SUFFIXES = frozenset({"JR", "SR", "II", "III", "IV", "V", "2ND", "3RD"})
ZIP = re.compile(r"[0-9]{5}(?:-[0-9]{4})?")
# Source: USPS Publication 28, appendix B: states, possessions and military "states".
_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ "
    "NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP"
)
STATES = frozenset(_STATES.split())


class Sex(StrEnum):
    """A patient's sex as claims and edits need it."""

    MALE = "male"
    FEMALE = "female"
    OTHER = "other"
    UNKNOWN = "unknown"

    @classmethod
    def parse(cls, text: str) -> Sex:
        """Read "F", "female", "X" or nothing; what is not known here is UNKNOWN."""
        first = text.strip().lower()
        spelled = {"m": cls.MALE, "f": cls.FEMALE, "o": cls.OTHER, "x": cls.OTHER}
        by_value = {sex.value: sex for sex in cls}
        return spelled.get(first, by_value.get(first, cls.UNKNOWN))

    @property
    def x12(self) -> str:
        """Give M, F or U. Source: 005010X222A1, DMG03."""
        return {Sex.MALE: "M", Sex.FEMALE: "F"}.get(self, "U")


def _one_line(*parts: str) -> None:
    """Refuse text with blanks around or doubled, or with control characters."""
    for part in parts:
        if part != " ".join(part.split()) or not part.isprintable():
            raise ValueError("one line, single blanks, nothing unprintable")


@dataclass(frozen=True, slots=True, order=True, repr=False)
class PersonName:
    """A person's name as it was registered; only ``last`` must not be empty.

    Raises:
        ValueError: no last name, a comma, or text that is not one tidy line.
    """

    last: str
    first: str = ""
    middle: str = ""
    suffix: str = ""

    def __post_init__(self) -> None:
        parts = (self.last, self.first, self.middle, self.suffix)
        _one_line(*parts)
        if not self.last or any("," in part for part in parts):
            raise ValueError("a name has a last name and no comma")

    @classmethod
    def parse(cls, text: str) -> PersonName:
        """Read "LAST, FIRST M", "Last Jr, First", "Last, First M, Jr" or "First M Last".

        The first word after the comma is the first name, what follows the middle. A single
        word is a last name.

        Raises:
            ValueError: no name in it, or more than two commas.
        """
        head, *rest = [part.split() for part in text.split(",")]
        if len(rest) > 2:
            raise ValueError("too many commas for a name")
        if not rest:
            words, suffix = _without_suffix(head)
            given, last = words[:-1], words[-1:]
        else:
            last, suffix = _without_suffix(head)
            given, suffix = _given_names(rest, suffix)
        return cls(" ".join(last), " ".join(given[:1]), " ".join(given[1:]), suffix)

    def listed(self) -> str:
        """Give "Castellan Jr, Priya M", for lists sorted by last name."""
        family = f"{self.last} {self.suffix}".strip()
        given = f"{self.first} {self.middle}".strip()
        return f"{family}, {given}" if given else family

    def spoken(self) -> str:
        """Give "Priya Castellan Jr", for greetings and envelopes."""
        return " ".join(part for part in (self.first, self.last, self.suffix) if part)

    def __str__(self) -> str:
        return self.listed()

    def __repr__(self) -> str:
        return "PersonName(\N{BULLET}\N{BULLET}\N{BULLET})"


def _is_suffix(word: str) -> bool:
    """Tell whether a word is "Jr", "III" and the like, with or without its period."""
    return word.rstrip(".").upper() in SUFFIXES


def _without_suffix(words: list[str]) -> tuple[list[str], str]:
    """Part the words from a suffix at their end; a lone word is never a suffix."""
    if len(words) > 1 and _is_suffix(words[-1]):
        return words[:-1], words[-1]
    return words, ""


def _given_names(parts: list[list[str]], suffix: str) -> tuple[list[str], str]:
    """Give the given names and the suffix from what stands after the first comma."""
    suffixes = [part for part in parts if len(part) == 1 and _is_suffix(part[0])]
    if len(parts) == 1:
        return parts[0], suffix
    if len(suffixes) != 1 or suffix:
        raise ValueError("a name has one suffix")
    given = parts[1] if suffixes[0] is parts[0] else parts[0]
    return given, suffixes[0][0]


def parse_zip(text: str) -> str:
    """Read "01234", "012345678" or "01234-5678"; empty stays empty.

    Raises:
        ValueError: another shape; a lost leading zero is not guessed.
    """
    bare = text.strip()
    if re.fullmatch(r"[0-9]{9}", bare):
        bare = f"{bare[:5]}-{bare[5:]}"
    if bare and not ZIP.fullmatch(bare):
        raise ValueError("a ZIP has five or nine digits")
    return bare


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Address:
    """A postal address in the US; any part may be empty while it is not known.

    ``extra`` is the second line: a unit, "c/o", a building. ``zip`` is "01234" or
    "01234-5678".

    Raises:
        ValueError: a state that is not two capitals, a ZIP of another shape, or text that
            is not one tidy line.
    """

    street: str = ""
    extra: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""

    def __post_init__(self) -> None:
        _one_line(self.street, self.extra, self.city)
        if not re.fullmatch(r"(?:[A-Z]{2})?", self.state):
            raise ValueError("a state is two capitals")
        if self.zip and not ZIP.fullmatch(self.zip):
            raise ValueError("a ZIP has five or nine digits")

    @property
    def is_mailable(self) -> bool:
        """Tell whether a letter can be sent: street, city, a real state and a ZIP."""
        known = bool(self.street and self.city and self.zip)
        return known and self.state in STATES and not self.zip.startswith("00000")

    def __str__(self) -> str:
        """Give one line for a screen: "9 Elm St, Apt 4, Salem, MA 01970"."""
        place = f"{self.state} {self.zip}".strip()
        return ", ".join(part for part in (self.street, self.extra, self.city, place) if part)

    def __repr__(self) -> str:
        return "Address(\N{BULLET}\N{BULLET}\N{BULLET})"


def listed(last: str, first: str, middle: str = "", suffix: str = "") -> str:
    """Give a name for lists, "Castellan Jr, Priya M"; also one that no rule of names allows."""
    try:
        return PersonName(last, first, middle, suffix).listed()
    except ValueError:
        return f"{last}, {first}".strip(", ")
