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
        more = " …" if len(entry.seventh) > _MOST else ""
        yield tr("encoder.takes_seventh", some=some + more)
    elif len(entry.code.text) == _SEVEN:
        meaning = dict(entry.seventh).get(entry.code.text[-1], "")
        yield tr("encoder.seventh", char=entry.code.text[-1], words=meaning)


def _sided(reference: Reference, entry: CodeEntry, on: date) -> list[str]:
    """Give the codes beside an unspecified one that say the same of a side."""
    stem = entry.code.text[:-1] if len(entry.code.text) == _SEVEN else entry.code.text
    shelf = lookup.shelf(reference, stem.rstrip("X"), on)
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
