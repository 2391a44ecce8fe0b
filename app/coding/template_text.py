"""Visit templates and favorites as text that a form holds: read, checked, and written back.

A diagnosis stands on a line of its own: ``E11.9``. Several codes with a stroke between them are
a choice, and what is asked stands after a question mark: ``J02.9 / J02.0 ? Strep test?``. A
service is ``99214-25 x2 > AB``: modifiers, units, and the letters of the diagnoses that it
points at; without letters it points at the first four.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from app.coding.draft import (
    LETTERS,
    MOST_DIAGNOSES,
    MOST_LINES,
    MOST_MODIFIERS,
    MOST_POINTERS,
    ONE,
    Diagnosis,
)
from app.coding.favorites import Pick
from app.coding.templates import Place, PlannedLine, Template
from app.values.codes import Icd10Cm, ServiceCode
from app.values.money import Quantity
from app.values.problem import Problem

_UNITS = re.compile(r"(?:X|×)([0-9]{1,4}(?:\.[0-9]{1,3})?)")
_MODIFIER = re.compile(r"[0-9A-Z]{2}")
_POINTERS = re.compile(rf"[{LETTERS}]{{1,{MOST_POINTERS}}}")
Made = TypeVar("Made", Place, PlannedLine)


class Unfit(ValueError):
    """A line that is none; ``reason`` is a key below templates.problem, ``what`` the words."""

    def __init__(self, reason: str, what: str) -> None:
        super().__init__(reason)
        self.reason, self.what = reason, what


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A template as a form holds one; ``provider`` is an id as text, empty: the practice's."""

    name: str = ""
    specialty: str = ""
    provider: str = ""
    diagnoses: str = ""
    services: str = ""
    id: int | None = None
    version: int = 0

    def problems(self) -> list[Problem]:
        """Give what keeps the template from being stored: the first wrong line of each field."""
        found = []
        if not self.name.strip():
            found.append(Problem("templates.no_name", field="name"))
        places, wrong = _read(self.diagnoses, place_of)
        lines, wrong_line = _read(self.services, line_of)
        for field, unfit in (("diagnoses", wrong), ("services", wrong_line)):
            if unfit is not None:
                number, error = unfit
                values = {"line": str(number), "what": error.what}
                found.append(Problem(f"templates.{error.reason}", field=field, values=values))
        if len(places) > MOST_DIAGNOSES or len(lines) > MOST_LINES:
            field = "diagnoses" if len(places) > MOST_DIAGNOSES else "services"
            found.append(Problem("templates.too_many", field=field))
        last = max((p for line in lines for p in line.pointers), default=0)
        if wrong is None and wrong_line is None and last > len(places):
            values = {"letter": LETTERS[last - 1]}
            found.append(Problem("templates.no_such_letter", field="services", values=values))
        if not (places or lines or found):
            found.append(Problem("templates.empty", field="diagnoses"))
        return found

    def template(self) -> Template:
        """Give the template that the text means.

        Raises:
            Unfit: a line is none.
        """
        places = tuple(place_of(line) for _, line in _lines(self.diagnoses))
        every = tuple(range(1, min(len(places), MOST_POINTERS) + 1))
        services = tuple(
            PlannedLine(one.code, one.modifiers, one.units, one.pointers or every)
            for one in (line_of(line) for _, line in _lines(self.services))
        )
        owner = int(self.provider) if self.provider else None
        return Template(
            self.name.strip(), places, services, self.specialty.strip(), owner, self.id or 0,
            self.version,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PickDraft:
    """A favorite as a form holds one: ``code`` as it is typed, with modifiers behind dashes."""

    code: str = ""
    pick_list: str = ""
    wording: str = ""
    provider: str = ""
    id: int | None = None

    def problems(self) -> list[Problem]:
        """Tell a code that is missing or has the shape of none."""
        if not self.code.strip():
            return [Problem("templates.code_missing", field="code")]
        try:
            self.pick()
        except Unfit as unfit:
            return [Problem("templates.pick_code", field="code", values={"what": unfit.what})]
        return []

    def pick(self) -> Pick:
        """Give the favorite that is meant.

        Raises:
            Unfit: it is no code.
        """
        owner = int(self.provider) if self.provider else None
        parts = (self.pick_list.strip(), self.wording.strip(), owner, self.id or 0)
        typed = self.code.strip().upper()
        # Five characters without a dot are a service: G2211 could be read as G22.11 too.
        if ServiceCode.shape.fullmatch(typed.split("-")[0].strip()):
            line = line_of(typed)
            return Pick(line.code, False, parts[0], line.modifiers, *parts[1:])
        return Pick(_diagnosis(typed), True, parts[0], (), *parts[1:])


def draft_of(found: Template) -> TemplateDraft:
    """Give a template as the text of a form."""
    return TemplateDraft(
        found.name, found.specialty, "" if found.provider_id is None else str(found.provider_id),
        "\n".join(_place(one) for one in found.places),
        "\n".join(_line(one) for one in found.services), found.id, found.version,
    )  # fmt: skip


def pick_draft_of(found: Pick) -> PickDraft:
    """Give a favorite as a form holds one."""
    owner = "" if found.provider_id is None else str(found.provider_id)
    return PickDraft(found.shown, found.pick_list, found.wording, owner, found.id)


def place_of(text: str) -> Place:
    """Read a line of diagnoses.

    Raises:
        Unfit: place_code, place_twice.
    """
    codes, asks, question = text.partition("?")
    found = tuple(_diagnosis(one) for one in codes.split("/"))
    if len(set(found)) < len(found):
        raise Unfit("place_twice", codes.strip())
    words = " ".join(question.split())
    # A question keeps its mark however it was typed.
    asked = f"{words.rstrip('?')}?" if asks and words else ""
    return Place(found, asked if len(found) > 1 else "")


def line_of(text: str) -> PlannedLine:
    """Read a line of a service.

    Raises:
        Unfit: line_code, line_part, line_pointers.
    """
    spoken, _, pointed = text.upper().partition(">")
    parts = spoken.replace("-", " ").split()
    if not parts or not ServiceCode.shape.fullmatch(parts[0]):
        raise Unfit("line_code", spoken.strip())
    modifiers: list[str] = []
    units = ONE
    for part in parts[1:]:
        if counted := _UNITS.fullmatch(part):
            units = Quantity.parse(counted[1])
        elif _MODIFIER.fullmatch(part) and len(modifiers) < MOST_MODIFIERS:
            modifiers.append(part)
        else:
            raise Unfit("line_part", part)
    return PlannedLine(parts[0], tuple(modifiers), units, _pointers(pointed))


def _pointers(text: str) -> tuple[int, ...]:
    letters = re.sub(r"[\s,]", "", text)
    if not letters:
        return ()
    if not _POINTERS.fullmatch(letters) or len(set(letters)) < len(letters):
        raise Unfit("line_pointers", text.strip())
    return tuple(LETTERS.index(letter) + 1 for letter in letters)


def _diagnosis(text: str) -> str:
    try:
        code = Icd10Cm.parse(text).text
    except ValueError:
        raise Unfit("place_code", text.strip()) from None
    # Words have the shape of a code too; every code has a digit in its second place.
    if not code[1].isdigit():
        raise Unfit("place_code", text.strip())
    return code


def _read(text: str, read: Callable[[str], Made]) -> tuple[list[Made], tuple[int, Unfit] | None]:
    """Read the lines of a field up to the first that is none."""
    found: list[Made] = []
    for number, line in _lines(text):
        try:
            found.append(read(line))
        except Unfit as unfit:
            return found, (number, unfit)
    return found, None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            yield number, line


def _place(one: Place) -> str:
    codes = " / ".join(str(Diagnosis(code)) for code in one.codes)
    return f"{codes} ? {one.question}" if one.is_choice and one.question else codes


def _line(one: PlannedLine) -> str:
    said = "-".join((one.code, *one.modifiers))
    if one.units != ONE:
        said += f" x{one.units}"
    return f"{said} > {''.join(LETTERS[p - 1] for p in one.pointers)}" if one.pointers else said
