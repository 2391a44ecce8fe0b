"""What the encoder finds: diagnoses of the code set and services of the fee list, together."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from app.codesets import laterality, left_open, lookup, narrowing, rule_releases, search
from app.codesets.lookup import CodeEntry
from app.codesets.narrowing import Choice
from app.codesets.readings import readings
from app.codesets.reference import Reference
from app.codesets.service_search import exactness, search_services
from app.coding import code_notes
from app.coding.draft import ONE
from app.values.codes import Icd10Cm, ServiceCode
from app.values.dates import show_date
from app.values.money import Money, Quantity
from ui.coding import side_words
from ui.coding.at_hand import AtHand
from ui.coding.lapse import lapse_words
from ui.coding.side_words import character_words
from ui.coding.tabular_notes import Told, tabular_notes
from ui.text import tr

_DIAGNOSES = 20
_SERVICES = 6
_OFFICIAL_SERVICES = 4
_FIRST_DIAGNOSES = 4
_WORTH_LEAVING = 2
_WITH_MODIFIERS = re.compile(r"([0-9A-Z]{5})((?:[-, ]+[0-9A-Z]{2}){1,4})")
# As a template's line has them: "80053 x3". With a hyphen X3 is the modifier.
_WITH_UNITS = re.compile(r"([0-9A-Z]{5}.*?) +[X×]([1-9][0-9]{0,2})")


class Kind(StrEnum):
    """What a line says: why the patient came, what was done, or what a short form may mean."""

    DIAGNOSIS = "diagnosis"
    SERVICE = "service"
    READING = "reading"
    REASON = "reason"


@dataclass(frozen=True, slots=True)
class Found:
    """One code to choose. ``code`` is as it is stored, ``shown`` as it is read.

    ``billable`` False is a heading that must be narrowed. ``fee`` is one unit's; services only.
    ``short`` is the title without the words that all codes beside it begin with. ``codes``
    are what stays when it is chosen while narrowing; empty: what is below the code itself.
    A reading has in ``because`` what to search instead. ``lapse`` says that the code set does
    not cover the visit's date; mostly empty. ``modifier`` are a service's, by blanks. A reason
    has its code in ``code``. ``asks`` are the codes to choose from before one that leaves its
    side or its site open is taken, itself the last. ``units`` are those typed with a service.
    """

    kind: Kind
    code: str
    shown: str
    title: str
    billable: bool = True
    because: str = ""
    modifier: str = ""
    fee: Money | None = None
    short: str = ""
    codes: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    is_unspecified: bool = False
    lapse: str = ""
    units: Quantity = ONE

    @property
    def is_heading(self) -> bool:
        """Tell a line of the code book that cannot be billed; an answer or a reading is none."""
        return not self.billable and self.kind in (Kind.DIAGNOSIS, Kind.SERVICE) and not self.codes

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
        if self.kind is Kind.REASON:
            return self.title
        right = self.right or tr(f"coder_desk.found.{self.kind}")
        return ", ".join(part for part in (self.shown, self.title, right, self.lapse) if part)


@dataclass(frozen=True, slots=True)
class Details:
    """What stands below the codes: where the chosen one belongs, and its notes, nearest first."""

    code: str
    place: str
    notes: tuple[Told, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Asked:
    """A question while narrowing, with its answers; no answers: nothing is below."""

    kind: str
    found: tuple[Found, ...]


def find(session: Any, hand: AtHand, text: str, on: date) -> list[Found]:
    """Search the code set, the fee list and the official services for what was typed so far.

    What an ambiguous short form may mean comes first, to be chosen. A service's own code comes
    first, as does a word that both know after the likeliest diagnoses. A service typed by the
    fee list's own words is behind only diagnoses that are named as well.
    """
    services = [_service(row) for row in hand.fees.search(text, on, _SERVICES)]
    modified = [] if services else _modified(hand, text, on)
    if hand.reference is None or modified or _is_modified(text):
        return services + modified
    services += _official(hand, services, text, on)
    hits = search.search(hand.reference, text, on, _DIAGNOSES, hand.usual_codes(session))
    lapse = lapse_words(hand.book.release(on), on)
    diagnoses = [
        Found(
            Kind.DIAGNOSIS, h.code.text, str(h.code), h.title, h.billable, h.because, lapse=lapse
        )
        for h in hits
    ]  # fmt: skip
    named = {h.code.text: max(exactness(text, h.title), exactness(text, h.because)) for h in hits}
    diagnoses = _side_asked(hand.reference, diagnoses, text, on)
    if text.strip()[:1].isdigit() or exact(services, text) is not None:
        return services + diagnoses
    return _merged(text, services, diagnoses, named)


def _merged(
    text: str, services: list[Found], diagnoses: list[Found], named: Mapping[str, int]
) -> list[Found]:
    """Put services and diagnoses in one row; ``named`` tells how exactly a diagnosis was typed."""
    exacts = [exactness(text, one.title) if one.fee is not None else 0 for one in services]
    if any(exacts):
        own = [one for one, exact in zip(services, exacts, strict=True) if exact]
        rest = [one for one, exact in zip(services, exacts, strict=True) if not exact]
        first = _as_exact(diagnoses, named, max(exacts))
        return [*diagnoses[:first], *own, *_readings(text), *rest, *diagnoses[first:]]
    return [
        *_readings(text),
        *diagnoses[:_FIRST_DIAGNOSES],
        *services,
        *diagnoses[_FIRST_DIAGNOSES:],
    ]


def _as_exact(diagnoses: list[Found], named: Mapping[str, int], least: int) -> int:
    """Count the first diagnoses typed as exactly as a service; a heading asks for the one below."""
    asks = int(bool(diagnoses) and bool(diagnoses[0].asks) and diagnoses[0].is_heading)
    below = diagnoses[asks:_FIRST_DIAGNOSES]
    as_exact = [*(named.get(one.code, 0) >= least for one in below), False].index(False)
    return asks + as_exact if as_exact else 0


def _side_asked(reference: Reference, found: list[Found], text: str, on: date) -> list[Found]:
    """Let codes that leave side or site open ask for it, and put the heading before a first one.

    The first one asks too where it names a side and no side was typed: the note has to tell, and
    nobody takes the right one unread. "Unspecified" that is typed is what is meant.
    """
    if not found or side_words.is_left_open(text):
        return found
    first = found[0]
    opened = left_open.left_open(reference, {o.code: o.title for o in found if o.billable}, on)
    made = [
        replace(one, asks=opened[one.code].codes) if one.code in opened else one for one in found
    ]
    if first.code.startswith(text.strip().upper().replace(".", "")):
        return made
    asked = opened.get(first.code)
    if laterality.side_of(first.title) and not side_words.names_side(text):
        asked = left_open.around(reference, first.code, on)
    if asked is None:
        return made
    heading = Found(
        Kind.DIAGNOSIS, asked.heading.text, str(asked.heading), asked.title, billable=False,
        asks=asked.codes, lapse=first.lapse,
    )  # fmt: skip
    return [heading, *(one for one in made if one.code != heading.code)]


def _readings(text: str) -> list[Found]:
    told = readings(text)
    if told is None:
        return []
    return [
        Found(Kind.READING, "", told.short, one.words, billable=False, because=one.query)
        for one in told.readings
    ]


def _modified(hand: AtHand, text: str, on: date) -> list[Found]:
    """Find a service typed with modifiers or units: "99213 25", "99213-25-95", "80053 x3"."""
    typed = bare(text)
    if typed is None or typed.shown == typed.code:
        return []
    code = typed.code
    own = [_service(row) for row in hand.fees.search(code, on, _SERVICES)]
    place = exact(own, code)
    if place is None:
        own = _official(hand, [], code, on)
        place = exact(own, code)
    if place is None:
        return []
    return [replace(own[place], shown=typed.shown, modifier=typed.modifier, units=typed.units)]


def _is_modified(text: str) -> bool:
    """Tell a service's code with modifiers or units, which is never a diagnosis in words."""
    unlisted = bare(text)
    return unlisted is not None and unlisted.shown != unlisted.code


def bare(text: str) -> Found | None:
    """Give a service's code that no list holds, as it was typed; None when it is no such code.

    It has neither words nor a fee: the fee list brings them later, and a warning asks for them.
    """
    typed = text.strip().upper()
    counted = _WITH_UNITS.fullmatch(typed)
    typed = typed if counted is None else counted[1].strip()
    modified = _WITH_MODIFIERS.fullmatch(typed)
    code = modified[1] if modified is not None else typed
    if not ServiceCode.shape.fullmatch(code):
        return None
    told = re.findall(r"[0-9A-Z]{2}", modified[2]) if modified is not None else []
    modifiers = tuple(dict.fromkeys(told))
    shown = "-".join((code, *modifiers))
    units = ONE if counted is None else Quantity.parse(counted[2])
    if units != ONE:
        shown += f" x{units}"
    return Found(
        Kind.SERVICE, code, shown, tr("encoder.bare"), modifier=" ".join(modifiers), units=units
    )


def _official(hand: AtHand, own: list[Found], text: str, on: date) -> list[Found]:
    """Find services of a loaded release that the fee list does not have, once two letters stand."""
    if hand.reference is None or len(text.strip()) < 2:
        return []
    known = {one.code for one in own}
    found = search_services(hand.reference, text, on, _OFFICIAL_SERVICES)
    lapses = {
        system: lapse_words(rule_releases.serving(hand.reference, system, on), on)
        for system in {one.system for one in found}
    }
    return [
        Found(
            Kind.SERVICE,
            one.code,
            one.code,
            one.title,
            because=f"{one.system.upper()} {one.release}",
            lapse=lapses[one.system],
        )
        for one in found
        if one.code not in known
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
    asked = narrowing.question(hand.reference, chosen.codes or chosen.asks or (chosen.code,), on)
    if asked is None:
        return Asked("", ())
    lapse = lapse_words(hand.book.release(on), on)
    answers = [replace(_answer(one), lapse=lapse) for one in asked.choices]
    return Asked(asked.kind, tuple(_shortened(answers)))


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


def details(session: Any, hand: AtHand, chosen: Found, on: date) -> Details:
    """Look up where a code belongs, the practice's notes on it, and what the tabular notes."""
    if chosen.kind is Kind.REASON:
        return Details("", tr("encoder.why.kept"))
    if chosen.kind is Kind.READING:
        return Details(tr("encoder.may_mean", short=chosen.shown), tr("encoder.choose_reading"))
    own = _own_notes(session, chosen)
    if chosen.kind is Kind.SERVICE or hand.reference is None:
        return Details(f"{chosen.shown} {chosen.title}", _listed(chosen), own)
    if not chosen.code:
        return Details(chosen.title, chosen.shown)
    entry = lookup.find(hand.reference, chosen.code, on)
    if entry is None:
        return Details(chosen.shown, "")
    characters = map(Told, character_words(hand.reference, entry, on))
    told = (*own, *characters, *tabular_notes(entry))
    return Details(f"{chosen.shown} {entry.title}", _place(entry, on), told)


def _listed(chosen: Found) -> str:
    """Say which list has a service."""
    if chosen.fee is not None:
        return tr("coder_desk.found.own_list")
    if chosen.because:
        return tr("encoder.official_list", set=chosen.because)
    return tr("encoder.bare_try")


def _own_notes(session: Any, chosen: Found) -> tuple[Told, ...]:
    """Read the practice's notes on a code and on the headings over it."""
    asked = [(chosen.kind is Kind.DIAGNOSIS, chosen.code)] if chosen.code else []
    return tuple(
        Told(tr("code_notes.own", code=one.shown, words=" ".join(one.words.split())))
        for one in code_notes.of_codes(session, asked)
    )


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
