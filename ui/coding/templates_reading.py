"""What the coder's desk reads of templates, favorites and the last visit, each in one snapshot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.coding import favorites, storing, templates
from app.coding.draft import CodingDraft, Diagnosis
from app.coding.favorites import Pick
from app.coding.templates import Template
from app.values.dates import show_date
from ui.coding.at_hand import AtHand
from ui.coding.found import title_of
from ui.coding.templates_picker import PickRow
from ui.kit.two_line import TwoLines
from ui.text import tr

_LONG = 56


@dataclass(frozen=True, slots=True)
class Choice:
    """A code that a template's place offers, with its title on the date of service."""

    code: str
    shown: str
    title: str
    is_billable: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A template with what is wrong with it on a day, and the titles of its choices."""

    template: Template
    ended: tuple[str, ...]
    choices: tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class Favored:
    """A favorite with its words, and whether it can be billed on the day."""

    pick: Pick
    words: str
    is_billable: bool


def read_templates(
    session: Any, hand: AtHand, dos: date, provider_id: int | None
) -> tuple[Offered, ...]:
    """Read the templates, the provider's own first, checked on the date of service."""
    found = []
    for one in templates.all_templates(session, provider_id):
        choices = tuple(
            tuple(_choice(hand, code, dos) for code in place.codes)
            for place in one.places
            if place.is_choice
        )
        found.append(Offered(one, templates.not_valid(one, hand.book, dos), choices))
    return tuple(found)


def read_favorites(
    session: Any, hand: AtHand, dos: date, provider_id: int | None
) -> tuple[Favored, ...]:
    """Read the favorites of a provider and the practice, with words on the date of service."""
    return tuple(_favored(hand, one, dos) for one in favorites.picks(session, provider_id))


def read_last(session: Any, hand: AtHand, encounter_id: int) -> CodingDraft:
    """Read what was coded at a past visit."""
    return hand.priced(storing.load(session, encounter_id))


def template_row(offered: Offered, day: date) -> PickRow:
    """Show a template: its name and owner, its codes, and what has ended."""
    one = offered.template
    codes = [" / ".join(str(Diagnosis(c)) for c in place.codes) for place in one.places]
    codes += ["-".join((n.code, *n.modifiers)) for n in one.services]
    said = " · ".join(codes)
    right = one.specialty or ("" if one.provider_id else tr("templates.practice"))
    ended = tr("templates.codes_gone", codes=", ".join(offered.ended), day=show_date(day))
    if offered.ended:
        lines = TwoLines(one.name, right, ended, "", "triangle-alert", "warn")
    else:
        lines = TwoLines(one.name, right, said)
    find = f"{one.name} {one.specialty} {said.replace('.', '')} {said}"
    return PickRow(
        one.id,
        lines,
        find,
        f"{ended}. {said}" if offered.ended else said if len(said) > _LONG else "",
    )


def favorite_row(favored: Favored, day: date) -> PickRow:
    """Show a favorite: code and list, its words, and whether it can be billed."""
    one = favored.pick
    name = one.pick_list or tr("templates.picks.general")
    right = tr("templates.picks.own", name=name) if one.provider_id else name
    words = favored.words
    icon = tone = ""
    if not favored.is_billable:
        words = tr("templates.codes_gone", codes=one.shown, day=show_date(day))
        icon, tone = "triangle-alert", "warn"
    lines = TwoLines(one.shown, right, words, "", icon, tone)
    return PickRow(one.id, lines, f"{one.shown} {one.code} {favored.words} {name}")


def choice_row(choice: Choice, day: date) -> PickRow:
    """Show one code of a choice."""
    words, icon, tone = choice.title, "", ""
    if not choice.is_billable:
        words = tr("templates.codes_gone", codes=choice.shown, day=show_date(day))
        icon, tone = "triangle-alert", "warn"
    lines = TwoLines(choice.shown, "", words, "", icon, tone)
    return PickRow(choice.code, lines, f"{choice.shown} {choice.code} {choice.title}")


def _choice(hand: AtHand, code: str, dos: date) -> Choice:
    icd = Diagnosis(code).icd
    title = title_of(hand, icd, dos) if icd else ""
    fine = not templates.not_billable((code,), hand.book, dos)
    return Choice(code, str(Diagnosis(code)), title, fine)


def _favored(hand: AtHand, one: Pick, dos: date) -> Favored:
    if one.is_diagnosis:
        found = _choice(hand, one.code, dos)
        return Favored(one, one.wording or found.title, found.is_billable)
    fee = hand.fees.fee_on(one.code, one.modifiers, dos)
    return Favored(one, one.wording or (fee.wording if fee else ""), True)
