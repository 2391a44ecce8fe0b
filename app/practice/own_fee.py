"""One service typed by hand: its code, the practice's own words for it, and its fee."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from app.practice import fee_file, fees
from app.practice.fee_file import FileRow
from app.practice.fee_windows import Window
from app.practice.fees import Changes
from app.security import permissions
from app.store.store import Work
from app.values.money import ZERO, Money
from app.values.problem import Problem, Refused
from app.values.words import say
from models.practice import FeeSchedule


@dataclass(frozen=True, slots=True)
class FeeDraft:
    """A service as it is typed; ``wording`` empty: its code stands for it.

    ``modifier`` is empty when the fee holds whatever the modifiers; ``valid_to`` None: until
    changed.
    """

    code: str = ""
    modifier: str = ""
    wording: str = ""
    amount: Money | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def problems(self) -> list[Problem]:
        """Tell what is no code, modifier, fee or span of days."""
        found = []
        if not fee_file.is_code(self.code):
            found.append(Problem("fees.code", field="code"))
        if not fee_file.is_modifier(self.modifier):
            found.append(Problem("fees.modifier", field="modifier"))
        if self.amount is None or self.amount < ZERO:
            found.append(Problem("fees.amount", field="amount"))
        if self.valid_from is None:
            found.append(Problem("fees.valid_from", field="valid_from"))
        elif self.valid_to is not None and self.valid_to < self.valid_from:
            found.append(Problem("fees.valid_to", field="valid_to"))
        return found


def add(work: Work, draft: FeeDraft) -> Changes:
    """Lay one fee over the practice's list, as a file of one row would; give what it did.

    It goes into the list that was loaded last; the first one makes the list.

    Raises:
        Refused: not_allowed, fees.incomplete.
    """
    work.require(permissions.SETTINGS)
    if draft.problems() or draft.amount is None or draft.valid_from is None:
        raise Refused("fees.incomplete")
    code, modifier = draft.code.strip().upper(), draft.modifier.strip().upper()
    wording = " ".join(draft.wording.split()) or code
    window = Window(draft.valid_from, draft.valid_to, draft.amount, wording)
    made = fees.lay(work, _list_name(work), (FileRow(1, code, modifier, window),))
    work.note_deed(
        "fee typed", "fee", code=code, modifier=modifier, amount=draft.amount.plain(),
        valid_from=draft.valid_from.isoformat(),
    )  # fmt: skip
    return made


def _list_name(work: Work) -> str:
    newest = sa.select(FeeSchedule.name).order_by(
        FeeSchedule.loaded_at.desc(), FeeSchedule.id.desc()
    )
    return work.session.scalars(newest).first() or say("fees.own_list")
