"""Visit templates: the diagnoses and services of a usual visit, taken in one step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.coding import draft as drafts
from app.coding.codebook import CodeBook
from app.coding.draft import MOST_DIAGNOSES, ONE, CodingDraft, Diagnosis, Line
from app.security import permissions
from app.store.store import Work
from app.values.money import Quantity
from app.values.problem import Problem, Refused
from models.coding import TemplateDiagnosis, TemplateLine, VisitTemplate


@dataclass(frozen=True, slots=True)
class Place:
    """A place for a diagnosis: codes without dots. More than one is a choice to be made."""

    codes: tuple[str, ...]
    question: str = ""

    @property
    def is_choice(self) -> bool:
        """Tell whether the coder must choose."""
        return len(self.codes) > 1


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A service of a template; ``pointers`` are numbers of places, from 1."""

    code: str
    modifiers: tuple[str, ...] = ()
    units: Quantity = ONE
    pointers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A visit template. ``id`` 0: not stored yet; ``provider_id`` None: the practice's.

    ``specialty`` is the practice's own word or a taxonomy's, for sorting; may be empty.
    """

    name: str
    places: tuple[Place, ...] = ()
    services: tuple[PlannedLine, ...] = ()
    specialty: str = ""
    provider_id: int | None = None
    id: int = 0
    version: int = 0

    @property
    def choices(self) -> tuple[int, ...]:
        """Give the numbers of the places where a code must be chosen."""
        return tuple(n for n, place in enumerate(self.places, 1) if place.is_choice)

    def problems(self) -> tuple[Problem, ...]:
        """Give what keeps the template from being stored."""
        found = []
        if not self.name.strip():
            found.append(Problem("templates.no_name", field="name"))
        if not self.places and not self.services:
            found.append(Problem("templates.empty"))
        return tuple(found)


def all_templates(session: Session, provider_id: int | None = None) -> tuple[Template, ...]:
    """Give the provider's own templates, then the practice's, then others', each by name."""
    found = _read(session, sa.true())
    return tuple(sorted(found, key=lambda one: (_nearness(one, provider_id), one.name.casefold())))


def template(session: Session, template_id: int) -> Template:
    """Give one template.

    Raises:
        Refused: templates.gone.
    """
    found = _read(session, VisitTemplate.id == template_id)
    if not found:
        raise Refused("templates.gone")
    return found[0]


def save(work: Work, wanted: Template) -> int:
    """Store a template and give its id.

    Raises:
        Refused: not_allowed, templates.gone, templates.incomplete, changed_elsewhere.
    """
    require_owner_or_coder(work)
    if wanted.problems():
        raise Refused("templates.incomplete")
    row = VisitTemplate()
    if wanted.id:
        known = work.session.get(VisitTemplate, wanted.id)
        if known is None:
            raise Refused("templates.gone")
        if known.version != wanted.version:
            raise Refused("changed_elsewhere")
        row = known
        _drop_parts(work, wanted.id)
    row.name, row.specialty = wanted.name.strip(), wanted.specialty.strip()
    row.provider_id = wanted.provider_id
    work.session.add(row)
    work.session.flush()
    work.session.add_all(_parts(row.id, wanted))
    work.note_deed("template saved", "visit_template", row.id)
    return row.id


def keep(work: Work, wanted: Template) -> int:
    """Store a template under its name: one of that name and owner is replaced.

    Raises:
        Refused: as ``save``.
    """
    for known in _read(work.session, VisitTemplate.name == wanted.name.strip()):
        if known.provider_id == wanted.provider_id:
            fresh = replace(wanted, id=known.id, version=known.version)
            return save(work, replace(fresh, specialty=wanted.specialty or known.specialty))
    return save(work, wanted)


def remove(work: Work, template_id: int) -> None:
    """Take a template away; visits that were coded with it stay as they are.

    Raises:
        Refused: not_allowed, templates.gone.
    """
    require_owner_or_coder(work)
    row = work.session.get(VisitTemplate, template_id)
    if row is None:
        raise Refused("templates.gone")
    _drop_parts(work, template_id)
    work.session.delete(row)
    work.session.flush()
    work.note_deed("template removed", "visit_template", template_id)


def require_owner_or_coder(work: Work) -> None:
    """Refuse whoever neither codes nor sets the practice up.

    Raises:
        Refused: not_allowed.
    """
    if not work.actor.may(permissions.SETTINGS):
        work.require(permissions.CODE)


def of_draft(draft: CodingDraft, name: str, provider_id: int | None = None) -> Template:
    """Make a template of what is coded, such as it stands."""
    return Template(
        name,
        tuple(Place((one.code,)) for one in draft.diagnoses[:MOST_DIAGNOSES]),
        tuple(PlannedLine(n.code, n.modifiers, n.units, n.pointers) for n in draft.lines),
        provider_id=provider_id,
    )


def apply(draft: CodingDraft, wanted: Template, chosen: Sequence[str] = ()) -> CodingDraft:
    """Put a template's codes after what stands already.

    ``chosen`` are the codes for the places that ask, in their order. A choice that was not
    made leaves its place out, and nothing points at it. Fees must be looked up.
    """
    answers = iter(chosen)
    codes: list[str] = []
    made = draft
    for place in wanted.places:
        code = next(answers, "") if place.is_choice else place.codes[0]
        codes.append(code)
        if code:
            made = drafts.add_diagnosis(made, code)
    number = {one.code: n for n, one in enumerate(made.diagnoses, start=1)}
    for service in wanted.services:
        named = [codes[p - 1] for p in service.pointers if 1 <= p <= len(codes)]
        pointers = tuple(dict.fromkeys(number[code] for code in named if code in number))
        line = Line(service.code, service.modifiers, service.units, pointers)
        made = drafts.add_line(made, line)
    return made


def not_valid(wanted: Template, book: CodeBook, on: date) -> tuple[str, ...]:
    """Name the diagnoses of a template that cannot be billed on a day, as people read them."""
    codes = (code for place in wanted.places for code in place.codes)
    return not_billable(codes, book, on)


def not_billable(codes: Iterable[str], book: CodeBook, on: date) -> tuple[str, ...]:
    """Name the diagnosis codes that cannot be billed on a day; none when no set is loaded."""
    if book.release(on) is None:
        return ()
    wrong = []
    for code in dict.fromkeys(codes):
        icd = Diagnosis(code).icd
        standing = None if icd is None else book.standing(icd, on)
        if standing is None or not standing.billable or standing.needs_seventh:
            wrong.append(str(Diagnosis(code)))
    return tuple(wrong)


def _nearness(one: Template, provider_id: int | None) -> int:
    if one.provider_id is None:
        return 1
    return 0 if one.provider_id == provider_id else 2


def _read(session: Session, which: sa.ColumnElement[bool]) -> list[Template]:
    """Read templates with their parts, in three queries."""
    rows = session.scalars(sa.select(VisitTemplate).where(which)).all()
    ids = [row.id for row in rows]
    places: dict[int, list[Place]] = {}
    for place in session.scalars(
        sa.select(TemplateDiagnosis)
        .where(TemplateDiagnosis.template_id.in_(ids))
        .order_by(TemplateDiagnosis.position)
    ):
        made = Place(tuple(place.codes.split()), place.question)
        places.setdefault(place.template_id, []).append(made)
    services: dict[int, list[PlannedLine]] = {}
    for line in session.scalars(
        sa.select(TemplateLine)
        .where(TemplateLine.template_id.in_(ids))
        .order_by(TemplateLine.position)
    ):
        services.setdefault(line.template_id, []).append(_service(line))
    return [
        Template(
            row.name, tuple(places.get(row.id, ())), tuple(services.get(row.id, ())),
            row.specialty, row.provider_id, row.id, row.version,
        )
        for row in rows
    ]  # fmt: skip


def _service(row: TemplateLine) -> PlannedLine:
    pointers = tuple(int(number) for number in row.pointers.split(",") if number)
    return PlannedLine(row.code, tuple(row.modifiers.split()), row.units, pointers)


def _parts(template_id: int, wanted: Template) -> list[TemplateDiagnosis | TemplateLine]:
    made: list[TemplateDiagnosis | TemplateLine] = [
        TemplateDiagnosis(
            template_id=template_id, position=n, codes=" ".join(place.codes),
            question=place.question,
        )
        for n, place in enumerate(wanted.places, start=1)
    ]  # fmt: skip
    made += [
        TemplateLine(
            template_id=template_id, position=n, code=one.code, units=one.units,
            modifiers=" ".join(one.modifiers), pointers=",".join(map(str, one.pointers)),
        )
        for n, one in enumerate(wanted.services, start=1)
    ]  # fmt: skip
    return made


def _drop_parts(work: Work, template_id: int) -> None:
    for table in (TemplateDiagnosis, TemplateLine):
        found = sa.select(table).where(table.template_id == template_id)
        for row in work.session.scalars(found):
            work.session.delete(row)
    work.session.flush()
