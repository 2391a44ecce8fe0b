"""What a code's characters say of the side and of the encounter, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.codesets import laterality, lookup
from app.codesets.lookup import CodeEntry
from app.codesets.reference import Reference
from ui.text import tr

_SEVEN = 7
_MOST = 3
_SIDES = ("right", "left", "bilateral", "both")
_SHORT_SIDES = (
    "rt", "lt", "bl", "od", "os", "ou", "ad", "as", "au",
    "rue", "lue", "rle", "lle", "ruq", "luq", "rlq", "llq",
)  # fmt: skip


def character_words(reference: Reference, entry: CodeEntry, on: date) -> Iterator[str]:
    """Say which side a code names, or which codes beside it do, and what its 7th character is."""
    side = laterality.side_of(entry.title)
    if side:
        yield tr(f"encoder.side.{side}")
    elif laterality.may_lack_side(entry.title):
        beside = _sided(reference, entry, on)
        if beside:
            yield tr("encoder.side.open", codes="; ".join(beside))
    if not entry.seventh:
        return
    if not entry.billable:
        some = ", ".join(f"{char} {words}" for char, words in entry.seventh[:_MOST])
        more = len(entry.seventh) - _MOST
        some = tr("encoder.takes_more", some=some, n=more) if more > 0 else some
        yield tr("encoder.takes_seventh", some=some)
    elif len(entry.code.text) == _SEVEN:
        meaning = dict(entry.seventh).get(entry.code.text[-1], "")
        yield tr("encoder.seventh", char=entry.code.text[-1], words=meaning)


def names_side(text: str) -> bool:
    """Tell whether a side is typed: in full, begun, or by a usual short form."""
    words = text.casefold().replace("-", " ").replace(",", " ").split()
    return any(
        word in _SHORT_SIDES or any(side.startswith(word) for side in _SIDES) for word in words
    )


def is_left_open(text: str) -> bool:
    """Tell whether "unspecified" is typed, in full or by its usual short form."""
    return any(word.startswith("unsp") for word in text.casefold().split())


def _stem(code: str) -> str:
    """Give a code without its 7th character and what fills the places before it."""
    return code[:-1].rstrip("X") if len(code) == _SEVEN else code


def _sided(reference: Reference, entry: CodeEntry, on: date) -> list[str]:
    """Give the codes beside an unspecified one that say the same of a side."""
    shelf = lookup.shelf(reference, _stem(entry.code.text), on)
    if shelf is None:
        return []
    rows = [(one.code.text, one.title) for one in shelf.beside]
    twins = laterality.sided_twins(shelf.beside[shelf.at].title, rows)
    if not twins:
        return []
    told = ((one.code, laterality.side_of(one.title)) for one in shelf.beside)
    return [
        f"{code} {tr(f'encoder.side.short_{side}')}"
        for code, side in told
        if side == laterality.BOTH or code.text in twins
    ][:_MOST]
