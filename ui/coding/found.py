"""What the encoder finds: diagnoses of the code set and services of the fee list, together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.codesets import lookup, search
from app.codesets.lookup import CodeEntry
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.money import Money
from ui.coding.at_hand import AtHand
from ui.text import tr

_DIAGNOSES = 20
_SERVICES = 6
_FIRST_DIAGNOSES = 4
_MOST_NOTES = 4
_LONGEST = 170
_WORTH_LEAVING = 2
_NOTES = ("code_first", "excludes1", "use_additional", "excludes2", "inclusion")


class Kind(StrEnum):
    """What a code says: why the patient came, or what was done."""

    DIAGNOSIS = "diagnosis"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Found:
    """One code to choose. ``code`` is as it is stored, ``shown`` as it is read.

    ``billable`` False is a heading that must be narrowed. ``fee`` is one unit's; services only.
    ``short`` is the title without the words that all codes beside it begin with.
    """

    kind: Kind
    code: str
    shown: str
    title: str
    billable: bool = True
    because: str = ""
    nearest: bool = False
    modifier: str = ""
    fee: Money | None = None
    short: str = ""

    @property
    def right(self) -> str:
        """Give the words at the right: the fee of a service, "heading" of a heading."""
        if self.fee is not None:
            return str(self.fee)
        return "" if self.billable else tr("coder_desk.found.heading")

    def sentence(self) -> str:
        """Tell the code as one sentence."""
        kind = tr(f"coder_desk.found.{self.kind}")
        return ", ".join(part for part in (self.shown, self.title, self.right or kind) if part)


@dataclass(frozen=True, slots=True)
class Details:
    """What stands below the codes: where the chosen one belongs, and its notes, nearest first."""

    code: str
    place: str
    notes: tuple[str, ...] = field(default=())


def find(_session: object, hand: AtHand, text: str, on: date) -> list[Found]:
    """Search the code set and the fee list for what was typed so far.

    A service's own code comes first, as does a word that both know after the likeliest
    diagnoses.
    """
    services = [_service(row) for row in hand.fees.search(text, on, _SERVICES)]
    if hand.reference is None:
        return services
    hits = search.search(hand.reference, text, on, _DIAGNOSES)
    diagnoses = [
        Found(Kind.DIAGNOSIS, h.code.text, str(h.code), h.title, h.billable, h.because, h.nearest)
        for h in hits
    ]
    if text.strip()[:1].isdigit() or exact(services, text) is not None:
        return services + diagnoses
    return [*diagnoses[:_FIRST_DIAGNOSES], *services, *diagnoses[_FIRST_DIAGNOSES:]]


def exact(found: list[Found], text: str) -> int | None:
    """Give the place of the code that was typed in full; None when it is only begun."""
    typed = text.strip().upper()
    for place, one in enumerate(found):
        if typed in (one.shown, one.code):
            return place
    return None


def below(_session: object, hand: AtHand, code: str, on: date) -> list[Found]:
    """Give the codes right below a heading, the unspecified ones last."""
    if hand.reference is None:
        return []
    lines = lookup.children(hand.reference, code, on)
    made = [
        Found(Kind.DIAGNOSIS, line.code.text, str(line.code), line.title, line.billable)
        for line in lines
    ]
    made.sort(key=lambda one: is_unspecified(one.title))
    return _shortened(made)


def _shortened(found: list[Found]) -> list[Found]:
    """Leave out the words that all titles begin with, so that what differs can be read."""
    words = [one.title.split() for one in found]
    same = 0
    while len(words) > 1 and all(len(w) > same + 1 and w[same] == words[0][same] for w in words):
        same += 1
    if same < _WORTH_LEAVING:
        return found
    return [
        replace(one, short=f"… {' '.join(own[same:])}")
        for one, own in zip(found, words, strict=True)
    ]


def is_unspecified(title: str) -> bool:
    """Tell a title that says the note did not tell."""
    return "unspecified" in title.casefold()


def details(_session: object, hand: AtHand, chosen: Found, on: date) -> Details:
    """Look up where a code belongs and what the tabular notes of it."""
    if chosen.kind is Kind.SERVICE or hand.reference is None:
        shown = f"{chosen.shown} {chosen.title}"
        return Details(shown, tr("coder_desk.found.own_list"))
    entry = lookup.find(hand.reference, chosen.code, on)
    if entry is None:
        return Details(chosen.shown, "")
    return Details(f"{chosen.shown} {entry.title}", _place(entry, on), tuple(_notes(entry)))


def title_of(hand: AtHand, code: Icd10Cm, on: date) -> str:
    """Give the official title of a code; empty when there is none."""
    found = hand.book.standing(code, on)
    return found.title if found.exists else ""


def _service(row: Any) -> Found:
    shown = f"{row.code}-{row.modifier}" if row.modifier else row.code
    return Found(Kind.SERVICE, row.code, shown, row.wording, modifier=row.modifier, fee=row.amount)


def _place(entry: CodeEntry, on: date) -> str:
    name, title = entry.block if entry.block[0] else entry.chapter
    title = title.removesuffix(f"({name})").strip()
    where = tr("coder_desk.found.place", block=name, title=title) if name else ""
    key = "nearest" if entry.nearest else "valid"
    valid = tr(f"coder_desk.found.{key}", day=show_date(on), release=entry.release)
    return " ".join(part for part in (where, valid) if part)


def _notes(entry: CodeEntry) -> list[str]:
    """Choose the notes that change what is coded, the nearest of each kind first."""
    made = []
    if entry.seventh and not entry.billable:
        made.append(tr("coder_desk.note.takes_seventh"))
    for kind in _NOTES:
        by_owner: dict[str, list[str]] = {}
        for note in entry.notes_of(kind):
            by_owner.setdefault(note.owner, []).append(" ".join(note.text.split()))
        for texts in list(by_owner.values())[:1]:
            words = "; ".join(texts).replace(":; ", ": ")
            made.append(f"{tr(f'coder_desk.note.{kind}')}: {_short(words)}")
    return made[:_MOST_NOTES]


def _short(words: str) -> str:
    """Keep a note to what can be read at a glance; the codes book has the rest."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
