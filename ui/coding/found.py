"""What the encoder finds: diagnoses of the code set and services of the fee list, together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.codesets import lookup, narrowing, search
from app.codesets.lookup import CodeEntry
from app.codesets.narrowing import Choice
from app.codesets.readings import readings
from app.codesets.service_search import search_services
from app.coding import habits
from app.values.codes import Icd10Cm
from app.values.dates import show_date
from app.values.money import Money
from ui.coding.at_hand import AtHand
from ui.text import tr

_DIAGNOSES = 20
_SERVICES = 6
_OFFICIAL_SERVICES = 4
_FIRST_DIAGNOSES = 4
_MOST_NOTES = 4
_LONGEST = 170
_WORTH_LEAVING = 2
_NOTES = ("code_first", "excludes1", "use_additional", "excludes2", "inclusion")


class Kind(StrEnum):
    """What a line says: why the patient came, what was done, or what a short form may mean."""

    DIAGNOSIS = "diagnosis"
    SERVICE = "service"
    READING = "reading"


@dataclass(frozen=True, slots=True)
class Found:
    """One code to choose. ``code`` is as it is stored, ``shown`` as it is read.

    ``billable`` False is a heading that must be narrowed. ``fee`` is one unit's; services only.
    ``short`` is the title without the words that all codes beside it begin with. ``codes``
    are what stays when it is chosen while narrowing; empty: what is below the code itself.
    A reading has in ``because`` what to search instead.
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
    codes: tuple[str, ...] = ()
    is_unspecified: bool = False

    @property
    def is_heading(self) -> bool:
        """Tell a line of the code book that cannot be billed; an answer or a reading is none."""
        return not self.billable and self.kind is not Kind.READING and not self.codes

    @property
    def right(self) -> str:
        """Give the words at the right: the fee of a service, "heading" of a heading."""
        if self.fee is not None:
            return str(self.fee)
        if self.kind is Kind.READING:
            return tr("encoder.reading")
        if self.is_unspecified:
            return tr("encoder.not_told")
        return tr("coder_desk.found.heading") if self.is_heading else ""

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


@dataclass(frozen=True, slots=True)
class Asked:
    """A question while narrowing, with its answers; no answers: nothing is below."""

    kind: str
    found: tuple[Found, ...]


def find(session: Any, hand: AtHand, text: str, on: date) -> list[Found]:
    """Search the code set, the fee list and the official services for what was typed so far.

    What an ambiguous short form may mean comes first, to be chosen. A service's own code comes
    first, as does a word that both know after the likeliest diagnoses.
    """
    services = [_service(row) for row in hand.fees.search(text, on, _SERVICES)]
    if hand.reference is None:
        return services
    services += _official(hand, services, text, on)
    if hand.usual is None:
        hand.usual = habits.usual_codes(session)
    hits = search.search(hand.reference, text, on, _DIAGNOSES, hand.usual)
    diagnoses = [
        Found(Kind.DIAGNOSIS, h.code.text, str(h.code), h.title, h.billable, h.because, h.nearest)
        for h in hits
    ]
    if text.strip()[:1].isdigit() or exact(services, text) is not None:
        return services + diagnoses
    return [
        *_readings(text),
        *diagnoses[:_FIRST_DIAGNOSES],
        *services,
        *diagnoses[_FIRST_DIAGNOSES:],
    ]


def _readings(text: str) -> list[Found]:
    told = readings(text)
    if told is None:
        return []
    return [
        Found(Kind.READING, "", told.short, one.words, billable=False, because=one.query)
        for one in told.readings
    ]


def _official(hand: AtHand, own: list[Found], text: str, on: date) -> list[Found]:
    """Find services of a loaded release that the fee list does not have, once two letters stand."""
    if hand.reference is None or len(text.strip()) < 2:
        return []
    known = {one.code for one in own}
    found = search_services(hand.reference, text, on, _OFFICIAL_SERVICES)
    return [
        Found(Kind.SERVICE, one.code, one.code, one.title) for one in found if one.code not in known
    ]


def exact(found: list[Found], text: str) -> int | None:
    """Give the place of the code that was typed in full; None when it is only begun."""
    typed = text.strip().upper()
    for place, one in enumerate(found):
        if typed in (one.shown, one.code):
            return place
    return None


def below(_session: object, hand: AtHand, chosen: Found, on: date) -> Asked:
    """Ask what narrows a heading or a group of codes best; what the note lacks stands last."""
    if hand.reference is None:
        return Asked("", ())
    asked = narrowing.question(hand.reference, chosen.codes or (chosen.code,), on)
    if asked is None:
        return Asked("", ())
    return Asked(asked.kind, tuple(_shortened([_answer(one) for one in asked.choices])))


def _answer(choice: Choice) -> Found:
    words = choice.words or tr(f"encoder.answer.{choice.value}")
    single = choice.code
    shown = str(single) if single is not None else tr("encoder.several", count=len(choice.codes))
    return Found(
        Kind.DIAGNOSIS,
        single.text if single is not None else "",
        shown,
        words[:1].upper() + words[1:],
        choice.billable,
        codes=choice.codes,
        is_unspecified=choice.is_unspecified,
    )


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
    if chosen.kind is Kind.READING:
        return Details(tr("encoder.may_mean", short=chosen.shown), tr("encoder.choose_reading"))
    if chosen.kind is Kind.SERVICE or hand.reference is None:
        key = "encoder.official_list" if chosen.fee is None else "coder_desk.found.own_list"
        return Details(f"{chosen.shown} {chosen.title}", tr(key))
    if not chosen.code:
        return Details(chosen.title, chosen.shown)
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
        for owner, texts in list(by_owner.items())[:1]:
            words = _short("; ".join(texts).replace(":; ", ": "))
            if owner != str(entry.code):
                above = tr("encoder.chapter", number=owner) if owner.isdigit() else owner
                words = tr("encoder.inherited", note=words, owner=above)
            made.append(f"{tr(f'coder_desk.note.{kind}')}: {words}")
    return made[:_MOST_NOTES]


def _short(words: str) -> str:
    """Keep a note to what can be read at a glance; the codes book has the rest."""
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rsplit(' ', 1)[0]} …"
