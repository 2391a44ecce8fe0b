"""Walking the code book from the encoder: the code above and the codes beside, one step on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.codesets import lookup
from app.codesets.lookup import CodeLine, Shelf
from app.coding import kept_findings
from ui.coding.at_hand import AtHand
from ui.coding.found import Found, Kind
from ui.coding.lapse import lapse_words
from ui.text import tr

_REASONS = (
    ("not_told", kept_findings.NOTHING_MORE),
    ("asked", kept_findings.NOTHING_MORE),
    ("not_applicable", kept_findings.DOCUMENTED),
    ("other", kept_findings.OTHER),
)


@dataclass(frozen=True, slots=True)
class Walked:
    """A page of the code book: its section, the lines in order, and which of them is current."""

    section: str
    lines: tuple[Found, ...]
    at: int


def walk(_session: object, hand: AtHand, code: str, by: int, on: date) -> Walked | None:
    """Go one code back (-1) or on (1) from a code; at the ends of the book stay.

    None when the book does not hold the code.
    """
    if hand.reference is None:
        return None
    shelf = lookup.shelf(hand.reference, code, on)
    if shelf is None:
        return None
    at = shelf.at + by
    beyond = shelf.before if at < 0 else shelf.after if at >= len(shelf.beside) else None
    if beyond is not None:
        shelf = lookup.shelf(hand.reference, beyond.code, on) or shelf
        at = shelf.at
    at = min(max(at, 0), len(shelf.beside) - 1)
    return _page(shelf, at, lapse_words(hand.book.release(on), on))


def _page(shelf: Shelf, at: int, lapse: str) -> Walked:
    above = (shelf.above,) if shelf.above is not None else ()
    lines = tuple(_line(one, lapse) for one in (*above, *shelf.beside))
    name, title = shelf.section
    section = f"{name} {title.removesuffix(f'({name})').strip()}".strip()
    return Walked(tr("encoder.book", section=section), lines, at + len(above))


def _line(one: CodeLine, lapse: str) -> Found:
    return Found(Kind.DIAGNOSIS, one.code.text, str(one.code), one.title, one.billable, lapse=lapse)


def reasons() -> tuple[Found, ...]:
    """Give the reasons why an unspecified code is chosen, to be asked by number."""
    return tuple(
        Found(Kind.REASON, code, "", tr(f"encoder.why.{key}"), billable=False)
        for key, code in _REASONS
    )
