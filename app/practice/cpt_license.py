"""The practice's own statement that it holds a CPT license: by whom, until when, for how many."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.security import permissions
from app.store.store import Work
from app.values.problem import Problem, Refused
from models.setting import SettingValue

_KEY = "cpt.license"
_PRACTICE = 0
MOST_SEATS = 10_000


@dataclass(frozen=True, slots=True)
class CptLicense:
    """What was stated: ``holder`` empty, never. ``stated_by`` and ``stated_on`` say by whom, when.

    ``until`` is the last day that the license covers; ``seats`` how many people may see words.
    """

    holder: str = ""
    until: date | None = None
    seats: int | None = None
    stated_by: str = ""
    stated_on: date | None = None

    def holds(self, on: date) -> bool:
        """Tell whether the license was stated and covers a day."""
        return bool(self.holder) and self.until is not None and on <= self.until

    def problems(self) -> list[Problem]:
        """Give what keeps the statement from being kept."""
        found = []
        if not self.holder.strip():
            found.append(Problem("cpt.no_holder", field="holder"))
        if self.until is None:
            found.append(Problem("cpt.no_until", field="until"))
        if self.seats is None or not 1 <= self.seats <= MOST_SEATS:
            found.append(Problem("cpt.no_seats", field="seats"))
        return found


def stated(session: Session) -> CptLicense:
    """Give what the practice has stated; an empty one before it has."""
    row = session.get(SettingValue, (_KEY, _PRACTICE))
    if row is None:
        return CptLicense()
    told = json.loads(row.json)
    return CptLicense(
        told["holder"], date.fromisoformat(told["until"]), told["seats"], told["by"],
        date.fromisoformat(told["on"]),
    )  # fmt: skip


def state(work: Work, license_: CptLicense) -> None:
    """Keep a statement, in place of an earlier one; the audit trail has both.

    Raises:
        Refused: not_allowed, cpt.incomplete.
    """
    work.require(permissions.SETTINGS)
    if license_.problems() or license_.until is None:
        raise Refused("cpt.incomplete")
    holder, until = " ".join(license_.holder.split()), license_.until.isoformat()
    told = {
        "holder": holder, "until": until, "seats": license_.seats, "by": work.actor.name,
        "on": work.today.isoformat(),
    }  # fmt: skip
    row = work.session.get(SettingValue, (_KEY, _PRACTICE))
    if row is None:
        row = SettingValue(key=_KEY, user_id=_PRACTICE, json="")
        work.session.add(row)
    row.json = json.dumps(told, ensure_ascii=False, sort_keys=True)
    work.note_deed(
        "cpt license stated", "setting", 0, holder=holder, until=until,
        seats=str(license_.seats),
    )  # fmt: skip
