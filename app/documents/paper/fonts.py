"""The four cuts of Inter that all paper is set in, their widths, and what they cannot print."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from threading import Lock
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from app.values.problem import Problem, Refused

# A85 makes streams a quarter larger and buys nothing since PDFs travel as bytes.
rl_config.useA85 = 0

REGULAR = "Inter-Regular"
# Else each canvas begins in Helvetica and names that font, not embedded, in the PDF.
rl_config.canvas_basefontname = REGULAR
MEDIUM = "Inter-Medium"
SEMIBOLD = "Inter-SemiBold"
BOLD = "Inter-Bold"
FACES = (REGULAR, MEDIUM, SEMIBOLD, BOLD)


class Type(NamedTuple):
    """A face and its size in points."""

    face: str
    size: float

    def at(self, size: float) -> Type:
        """Give the same face at another size in points."""
        return Type(self.face, size)


BODY = Type(REGULAR, 10)
STRONG = Type(SEMIBOLD, 10)
SMALL = Type(REGULAR, 9)
SMALL_STRONG = Type(SEMIBOLD, 9)
SECTION = Type(SEMIBOLD, 12)
TITLE = Type(SEMIBOLD, 15)


_REGISTERING = Lock()
_known: dict[str, TTFont] = {}


@cache
def widths(face: str) -> dict[str, float]:
    """Register the face once in this process; give each character's width in thousandths."""
    with _REGISTERING:
        # A second thread that asked meanwhile finds the first one's: documents under way name it.
        font = _known.get(face)
        if font is None:
            raw = files("resources").joinpath("fonts", f"{face}.ttf").read_bytes()
            font = _known[face] = TTFont(face, BytesIO(raw), asciiReadable=False)
            pdfmetrics.registerFont(font)
    table: dict[str, float] = {chr(code): wide for code, wide in font.face.charWidths.items()}
    if " " in table:  # a face of digits has none
        table["\N{NO-BREAK SPACE}"] = table[" "]
    return table


def register() -> None:
    """Make all four faces known to ReportLab; does nothing the second time."""
    for face in FACES:
        widths(face)


@lru_cache(maxsize=16384)
def _thousandths(text: str, face: str) -> float:
    table = widths(face)
    try:
        return sum(map(table.__getitem__, text))
    except KeyError:
        # An empty box instead of a letter is worse than no page; the text stays out of the error.
        missing = next(sign for sign in text if sign not in table)
        raise Refused("paper.no_glyph", sign=_sign(missing)) from None


def _sign(letter: str) -> str:
    """Tell a character without showing it: its script, as "Hebrew", else its code point."""
    code = f"U+{ord(letter):04X}"
    if not unicodedata.category(letter).startswith(("L", "M")):
        return code
    script = unicodedata.name(letter, "").partition(" ")[0]
    return (script if script == "CJK" else script.capitalize()) or code


def measure(text: str, style: Type) -> float:
    """Give the width of ``text`` in points.

    Raises:
        Refused: ``paper.no_glyph``, the face lacks one of the characters.
    """
    return _thousandths(text, style.face) * style.size / 1000


@lru_cache(maxsize=16384)
def clean(text: str) -> str:
    """Give ``text`` composed (NFC), on one line, without invisible characters."""
    if text.isascii() and text.isprintable():
        return text
    composed = unicodedata.normalize("NFC", text)
    spaced = (" " if c in "\t\r\n" else c for c in composed)
    return "".join(c for c in spaced if unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def unprintable(text: str, field: str) -> tuple[Problem, ...]:
    """Give one finding when the fonts lack a character of ``text``; else nothing.

    The finding names the field and the first such character's code point, never the text.
    """
    table = widths(REGULAR)
    missing = next((c for c in clean(text) if c not in table), None)
    if missing is None:
        return ()
    return (Problem("paper.no_glyph", field=field, values={"code": f"U+{ord(missing):04X}"}),)


# The name set above must be known to every canvas of this process from now on.
widths(REGULAR)
