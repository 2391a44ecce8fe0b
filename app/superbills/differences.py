"""What a superbill says otherwise than the one before it, for the biller who sent that back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.values.codes import Icd10Cm
from models.superbill import Superbill, SuperbillDiagnosis, SuperbillLine


@dataclass(frozen=True, slots=True)
class Difference:
    """Codes as they are written on a claim; all empty: the codes are the same.

    ``changed`` are services told before and after ("99213", "99213-25").
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[tuple[str, str], ...] = ()
    reordered: tuple[str, ...] = ()
    """The diagnoses in their new order, when nothing but that changed of them."""

    @property
    def is_none(self) -> bool:
        """Tell whether the codes are the same."""
        return not (self.added or self.removed or self.changed or self.reordered)


def of_visit(session: Session, encounter_id: int) -> dict[int, Difference]:
    """Give what each later superbill of a visit says otherwise, by its number; two queries."""
    bills = session.execute(
        sa.select(Superbill.id, Superbill.number)
        .where(Superbill.encounter_id == encounter_id)
        .order_by(Superbill.revision)
    ).all()
    if len(bills) < 2:
        return {}
    ids = [one.id for one in bills]
    diagnoses: dict[int, list[str]] = defaultdict(list)
    for dx in session.scalars(
        sa.select(SuperbillDiagnosis)
        .where(SuperbillDiagnosis.superbill_id.in_(ids))
        .order_by(SuperbillDiagnosis.position)
    ):
        diagnoses[dx.superbill_id].append(_dotted(dx.code))
    lines: dict[int, list[SuperbillLine]] = defaultdict(list)
    for line in session.scalars(
        sa.select(SuperbillLine)
        .where(SuperbillLine.superbill_id.in_(ids))
        .order_by(SuperbillLine.position)
    ):
        lines[line.superbill_id].append(line)
    return {
        after.number: _compared(
            (diagnoses[before.id], diagnoses[after.id]),
            (_services(lines[before.id], diagnoses), _services(lines[after.id], diagnoses)),
        )
        for before, after in zip(bills, bills[1:], strict=False)
    }


@dataclass(frozen=True, slots=True)
class _Told:
    """A service by its code, as it is written, and with the diagnoses that it points to."""

    code: str
    plain: str
    pointed: str


def _services(
    lines: Iterable[SuperbillLine], diagnoses: Mapping[int, list[str]]
) -> tuple[_Told, ...]:
    return tuple(_service(line, diagnoses[line.superbill_id]) for line in lines)


def _service(line: SuperbillLine, diagnoses: list[str]) -> _Told:
    plain = "-".join((line.code, *line.modifiers.split()))
    if str(line.units) != "1":
        plain = f"{plain} × {line.units}"
    places = [int(one) - 1 for one in line.pointers.split(",") if one]
    pointed = ", ".join(diagnoses[place] for place in places if place < len(diagnoses))
    return _Told(line.code, plain, f"{plain} ({pointed})")


def _compared(
    diagnoses: tuple[list[str], list[str]],
    services: tuple[tuple[_Told, ...], tuple[_Told, ...]],
) -> Difference:
    before, after = diagnoses
    gone, new = _only(before, after), _only(after, before)
    lost = [one for one in services[0] if one not in services[1]]
    found = [one for one in services[1] if one not in services[0]]
    changed = []
    for one in list(found):
        old = next((other for other in lost if other.code == one.code), None)
        if old is not None:
            lost.remove(old)
            found.remove(one)
            same = old.plain == one.plain
            changed.append((old.pointed, one.pointed) if same else (old.plain, one.plain))
    return Difference(
        added=(*new, *(one.plain for one in found)),
        removed=(*gone, *(one.plain for one in lost)),
        changed=tuple(changed),
        reordered=tuple(after) if before != after and not gone and not new else (),
    )


def _only(these: list[str], others: list[str]) -> list[str]:
    left = Counter(these) - Counter(others)
    return [one for one in these if one in left]


def _dotted(code: str) -> str:
    return str(Icd10Cm(code)) if Icd10Cm.shape.fullmatch(code) else code
