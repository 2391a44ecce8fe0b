"""Who a paper comes from, as its head shows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.documents.paper.fitting import shrink
from app.documents.paper.fonts import BODY, TITLE
from app.documents.paper.sheet import LEFT, RIGHT, Sheet
from app.documents.paper.wording import Wording, wording

_PHONE = 10


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The practice on paper; ``tax_id``, ``npi``, ``web``, ``hours`` and ``logo`` may be empty.

    ``address`` is one line with commas. ``logo`` is the bytes of a small JPEG or PNG. Ten bare
    digits of a phone are shown with dashes; what is written otherwise stays.
    """

    name: str
    address: str
    phone: str
    hours: str = ""
    web: str = ""
    tax_id: str = ""
    npi: str = ""
    logo: bytes = b""

    def __post_init__(self) -> None:
        """Give the phone its dashes."""
        bare = self.phone
        if bare.isdigit() and len(bare) == _PHONE:
            object.__setattr__(self, "phone", f"{bare[:3]}-{bare[3:6]}-{bare[6:]}")


def call(practice: Letterhead, words: Wording, *, hours: bool = False) -> str:
    """Give "Call 555-0100" with the hours if asked; "Call us" where no phone is known."""
    if not practice.phone:
        return words("paper.call.us")
    key = "paper.call.phone_hours" if hours and practice.hours else "paper.call.phone"
    return words(key, phone=practice.phone, hours=hours_of(practice, words))


def hours_of(practice: Letterhead, words: Wording) -> str:
    """Give the hours in the reader's language when each word of them is known, else as written.

    A practice writes "Monday to Friday, 8 AM to 5 PM" once, in English.
    """
    known = _times(words)
    found = _WORD.findall(practice.hours)
    if not all(word.lower() in known for word in found):
        return practice.hours
    return _WORD.sub(lambda match: known[match[0].lower()], practice.hours)


_WORD = re.compile(r"[^\W\d_]+")


@cache
def _times(words: Wording) -> dict[str, str]:
    """Give the words that hours are written with, from English small letters."""
    pairs = {"am": "AM", "pm": "PM"}
    for key in ("paper.hours.days", "paper.hours.short_days", "paper.hours.between"):
        pairs |= zip(wording("en")(key).lower().split(), words(key).split(), strict=True)
    return pairs


def draw_head(
    sheet: Sheet,
    practice: Letterhead,
    second: str,
    ends: tuple[float, float] = (RIGHT, RIGHT),
) -> None:
    """Draw logo, name at baseline 51 and a second line at 66, from LEFT to where each ends."""
    x: float = LEFT
    if practice.logo:
        sheet.picture(practice.logo, (LEFT, 38, 30, 30))
        x = 74.0
    sheet.run(x, 51, shrink(practice.name, TITLE, ends[0] - x, 10))
    sheet.run(x, 66, shrink(second, BODY, ends[1] - x, 8))
