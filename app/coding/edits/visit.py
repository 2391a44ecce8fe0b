"""A coded visit as the compliance edits see it: plain values, no office behind them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.coding.em.tables import Window

MEDICARE, MEDICAID, COMMERCIAL = "medicare", "medicaid", "commercial"
WORKERS_COMP, SELF_PAY = "workers_comp", "self_pay"
PAYER_KINDS = frozenset({MEDICARE, MEDICAID, COMMERCIAL, WORKERS_COMP, SELF_PAY})
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Clinician:
    """Who gave a service: NPI, the group billed under, taxonomy. Any may be empty."""

    npi: str = ""
    group: str = ""
    taxonomy: str = ""

    def is_same_as(self, other: Clinician) -> bool:
        """Tell the same clinician: the same NPI, or the same group and specialty."""
        if self.npi and self.npi == other.npi:
            return True
        known = bool(self.group and self.taxonomy)
        return known and (self.group, self.taxonomy) == (other.group, other.taxonomy)


@dataclass(frozen=True, slots=True)
class ServiceLine:
    """One service of the visit; ``pointers`` are numbers of diagnoses from 1, may be empty.

    ``product`` is the number of a drug's product as it was told, mostly empty.
    """

    code: str
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)
    pointers: tuple[int, ...] = ()
    product: str = ""


@dataclass(frozen=True, slots=True)
class PastLine:
    """A service the patient had, before or on the day; ``clinician`` None is not told."""

    dos: date
    code: str
    clinician: Clinician | None = None
    modifiers: tuple[str, ...] = ()
    units: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Supervision:
    """How a visit came about that is billed under a physician; ``supervisor`` may be empty."""

    supervisor: str = ""
    new_problem: bool = False
    plan_by_physician: bool = False
    in_person: bool = False
    by_video: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the edits need to know beside the codes.

    ``sex`` is M, F or anything else for not known; ``birth`` may be None. ``clinician`` None:
    the same one as in ``history``, which holds the patient's services of three years.
    ``own_days`` are the days of dated rules that the practice has entered; empty: as shipped.
    ``incident_to`` None: billed under whoever gave the services. ``clia`` is the number of the
    practice's certificate, empty when it has none on file; None: nobody asks. ``state`` is where
    it was, in two letters, for coverage; empty: not told, and every contractor's articles hold.
    ``lacks_note``: nothing is filed with the visit, where the notes of others are kept here.
    """

    birth: date | None = None
    sex: str = ""
    place: str = ""
    payer_kind: str = COMMERCIAL
    clinician: Clinician | None = None
    history: tuple[PastLine, ...] = ()
    own_days: tuple[Window, ...] = ()
    incident_to: Supervision | None = None
    clia: str | None = None
    state: str = ""
    lacks_note: bool = False


@dataclass(frozen=True, slots=True)
class Visit:
    """A coded visit: diagnoses and lines in order, numbered from 1."""

    dos: date
    diagnoses: tuple[str, ...] = ()
    lines: tuple[ServiceLine, ...] = ()
    about: Circumstances = Circumstances()

    @property
    def age(self) -> int | None:
        """Give the patient's age in whole years on the date of service; None when not known."""
        birth = self.about.birth
        return None if birth is None or birth > self.dos else years(birth, self.dos)

    @property
    def is_medicare(self) -> bool:
        """Tell whether Medicare is the payer."""
        return self.about.payer_kind == MEDICARE

    @property
    def past(self) -> tuple[PastLine, ...]:
        """Give the services in the history by the clinician of this visit."""
        mine = self.about.clinician
        return tuple(
            one
            for one in self.about.history
            if mine is None or one.clinician is None or mine.is_same_as(one.clinician)
        )

    @property
    def same_day(self) -> tuple[PastLine, ...]:
        """Give what the clinician has billed already for the same patient on the same day."""
        return tuple(one for one in self.past if one.dos == self.dos)


def years(birth: date, on: date) -> int:
    """Count the whole years from a birth to a day."""
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def years_before(on: date, count: int) -> date:
    """Give the same day some years before; 1 March for a 29 February that the year lacks."""
    if (on.month, on.day) == _LEAP_DAY and not _is_leap(on.year - count):
        return date(on.year - count, 2, 28) + timedelta(days=1)
    return on.replace(year=on.year - count)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
