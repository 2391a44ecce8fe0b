"""Favorites: pick lists of codes, of a provider or of the practice; and what a release ends."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.codesets.loaded import EndedCodes
from app.coding import templates
from app.coding.draft import Diagnosis
from app.store.store import Work
from app.values.codes import ServiceCode
from app.values.problem import Refused
from models.coding import Favorite, TemplateDiagnosis, TemplateLine, VisitTemplate


@dataclass(frozen=True, slots=True)
class Pick:
    """A favorite. ``code`` is without its dot; ``provider_id`` None: on the practice's list."""

    code: str
    is_diagnosis: bool
    pick_list: str = ""
    modifiers: tuple[str, ...] = ()
    wording: str = ""
    provider_id: int | None = None
    id: int = 0

    @property
    def shown(self) -> str:
        """Give the code as people read it, with its modifiers."""
        bare = str(Diagnosis(self.code)) if self.is_diagnosis else self.code
        return "-".join((bare, *self.modifiers))


@dataclass(frozen=True, slots=True)
class Expiring:
    """A favorite or template that holds a code which a release ends.

    ``kind`` is "favorite" or "template"; ``name`` the pick list's or template's name, which may
    be empty for a favorite; ``codes`` are those that end, as people read them.
    """

    kind: str
    id: int
    name: str
    codes: tuple[str, ...]


def picks(session: Session, provider_id: int | None = None) -> tuple[Pick, ...]:
    """Give the provider's favorites and the practice's, by list; the provider's own first."""
    query = sa.select(Favorite).where(
        sa.or_(Favorite.provider_id.is_(None), Favorite.provider_id == provider_id)
    )
    rows = session.scalars(query.order_by(Favorite.position, Favorite.id)).all()
    order: dict[tuple[bool, str], int] = {}
    for row in rows:
        order.setdefault((row.provider_id is None, row.pick_list), len(order))
    ordered = sorted(rows, key=lambda r: (r.provider_id is None, order[_group(r)], r.position))
    return tuple(_pick(row) for row in ordered)


def every_pick(session: Session) -> tuple[Pick, ...]:
    """Give the favorites of everybody, by owner and list."""
    order = (Favorite.provider_id, Favorite.pick_list, Favorite.position, Favorite.id)
    return tuple(_pick(row) for row in session.scalars(sa.select(Favorite).order_by(*order)))


def add(work: Work, wanted: Pick) -> int:
    """Put a code at the end of a pick list and give the favorite's id; once is enough.

    Raises:
        Refused: not_allowed, templates.no_code.
    """
    templates.require_owner_or_coder(work)
    _check(wanted)
    known = _same(work.session, wanted)
    return _added(work, wanted) if known is None else known.id


def _added(work: Work, wanted: Pick) -> int:
    last = work.session.scalar(sa.select(sa.func.max(Favorite.position))) or 0
    row = Favorite(
        provider_id=wanted.provider_id, pick_list=wanted.pick_list.strip(),
        is_diagnosis=wanted.is_diagnosis, code=wanted.code,
        modifiers=" ".join(wanted.modifiers), wording=wanted.wording.strip(), position=last + 1,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    work.note_deed("favorite added", "favorite", row.id, code=wanted.code)
    return row.id


def favorite(session: Session, favorite_id: int) -> Pick:
    """Give one favorite.

    Raises:
        Refused: templates.favorite_gone.
    """
    row = session.get(Favorite, favorite_id)
    if row is None:
        raise Refused("templates.favorite_gone")
    return _pick(row)


def save(work: Work, wanted: Pick) -> int:
    """Store a favorite as a form has it, a new one at the end of its list; give its id.

    Raises:
        Refused: not_allowed, templates.no_code, templates.favorite_gone, templates.favorite_twice.
    """
    templates.require_owner_or_coder(work)
    _check(wanted)
    twin = _same(work.session, wanted)
    if twin is not None and twin.id != wanted.id:
        raise Refused("templates.favorite_twice")
    if not wanted.id:
        return _added(work, wanted)
    row = work.session.get(Favorite, wanted.id)
    if row is None:
        raise Refused("templates.favorite_gone")
    row.provider_id, row.pick_list = wanted.provider_id, wanted.pick_list.strip()
    row.is_diagnosis, row.code = wanted.is_diagnosis, wanted.code
    row.modifiers, row.wording = " ".join(wanted.modifiers), wanted.wording.strip()
    work.note_deed("favorite changed", "favorite", row.id, code=wanted.code)
    return row.id


def remove(work: Work, favorite_id: int) -> None:
    """Take a favorite off its list.

    Raises:
        Refused: not_allowed, templates.favorite_gone.
    """
    templates.require_owner_or_coder(work)
    row = work.session.get(Favorite, favorite_id)
    if row is None:
        raise Refused("templates.favorite_gone")
    work.session.delete(row)
    work.session.flush()
    work.note_deed("favorite removed", "favorite", favorite_id, code=row.code)


def expiring(session: Session, ended: EndedCodes) -> tuple[Expiring, ...]:
    """Give the favorites and templates that hold a code which ends, favorites first."""
    if not ended.diagnoses and not ended.services:
        return ()
    rows = session.execute(
        sa.select(Favorite.id, Favorite.pick_list, Favorite.code, Favorite.is_diagnosis).order_by(
            Favorite.id
        )
    )
    found = [
        Expiring("favorite", number, name, (str(Diagnosis(code)) if is_diagnosis else code,))
        for number, name, code, is_diagnosis in rows
        if code in (ended.diagnoses if is_diagnosis else ended.services)
    ]
    held = _of_templates(session, ended)
    names = session.execute(sa.select(VisitTemplate.id, VisitTemplate.name)).all()
    found += [
        Expiring("template", number, name, tuple(dict.fromkeys(held[number])))
        for number, name in sorted(names, key=lambda row: row.name.casefold())
        if number in held
    ]
    return tuple(found)


def _of_templates(session: Session, ended: EndedCodes) -> dict[int, list[str]]:
    held: dict[int, list[str]] = {}
    for number, codes in session.execute(
        sa.select(TemplateDiagnosis.template_id, TemplateDiagnosis.codes).order_by(
            TemplateDiagnosis.template_id, TemplateDiagnosis.position
        )
    ):
        ending = [str(Diagnosis(code)) for code in codes.split() if code in ended.diagnoses]
        if ending:
            held.setdefault(number, []).extend(ending)
    for number, code in session.execute(
        sa.select(TemplateLine.template_id, TemplateLine.code).order_by(
            TemplateLine.template_id, TemplateLine.position
        )
    ):
        if code in ended.services:
            held.setdefault(number, []).append(code)
    return held


def _check(wanted: Pick) -> None:
    if wanted.is_diagnosis:
        known = Diagnosis(wanted.code).icd is not None
    else:
        known = ServiceCode.shape.fullmatch(wanted.code) is not None
    if not known:
        raise Refused("templates.no_code")


def _same(session: Session, wanted: Pick) -> Favorite | None:
    owner = Favorite.provider_id == wanted.provider_id
    if wanted.provider_id is None:
        owner = Favorite.provider_id.is_(None)
    found: Favorite | None = session.scalar(
        sa.select(Favorite).where(
            owner,
            Favorite.pick_list == wanted.pick_list.strip(),
            Favorite.code == wanted.code,
            Favorite.modifiers == " ".join(wanted.modifiers),
            Favorite.is_diagnosis == wanted.is_diagnosis,
        )
    )
    return found


def _group(row: Favorite) -> tuple[bool, str]:
    return row.provider_id is None, row.pick_list


def _pick(row: Favorite) -> Pick:
    return Pick(
        row.code, row.is_diagnosis, row.pick_list, tuple(row.modifiers.split()), row.wording,
        row.provider_id, row.id,
    )  # fmt: skip
