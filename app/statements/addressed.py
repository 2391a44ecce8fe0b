"""Whether the paper can be addressed: what the envelope's window and the fonts can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.documents.paper.postal import PostalAddress
    from app.statements.standing import Who

_FITS = 21
"""Lines so short need no measuring, and so no fonts, which take their time to load."""


def recipient(who: Who) -> PostalAddress:
    """Give who pays an account as the envelope's window shows them."""
    from app.documents.paper.postal import PostalAddress  # noqa: PLC0415  (heavy)

    city = f"{who.city} {who.state}".strip()
    return PostalAddress(who.spoken, who.street, city, who.zip, who.extra)


def trouble(who: Who) -> str:
    """Tell what the paper loses of an address: "" nothing, "extra", "name", or "letters".

    "extra" is the second line, left off when there are too many; "name" one that is cut short;
    "letters" an address with letters that no font prints.
    """
    lines = (who.spoken, who.extra, who.street, f"{who.city} {who.state} {who.zip}")
    if all(len(line) <= _FITS and line.isascii() for line in lines):
        return ""
    from app.documents.paper import fonts, postal  # noqa: PLC0415  (as above)

    if fonts.unprintable(" ".join(lines), ""):
        return "letters"
    return postal.left_out(recipient(who))
