"""Messages that two patient numbers are one person, held against the office and carried out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.orm import Session

from app.intake.findings import words
from app.intake.known import in_values
from app.intake.staged import Rejected, Staged, StagedMerge, Warned
from app.patients import merging
from app.store.store import Work
from app.values.words import say
from models.merging import FormerNumber
from models.patient import Patient


class MergeStanding(StrEnum):
    """What a merge message does: it joins two registrations, changes a number, or nothing."""

    MERGE = "merge"
    RENUMBER = "renumber"
    REMEMBER = "remember"
    KNOWN = "known"
    REJECTED = "rejected"
    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True)
class JudgedMerge:
    """One message judged; ids are those of the office, None where it has no such patient."""

    merge: StagedMerge
    standing: MergeStanding
    survivor_id: int | None = None
    merged_id: int | None = None

    def rejected(self) -> Rejected:
        """Say why it is not carried out."""
        reason = words("reject", "merge_doubtful", {"id": self.merge.gone})
        return Rejected(self.merge.file, self.merge.row, reason)

    def warned(self) -> Warned:
        """Say that the office knows neither number."""
        reason = words("warn", "merge_unheard", {"id": self.merge.gone})
        return Warned(self.merge.file, self.merge.row, reason)


def judge(session: Session, staged: Staged) -> tuple[JudgedMerge, ...]:
    """Hold every message against the office as it is."""
    if not staged.merges:
        return ()
    found = people(session, [n for one in staged.merges for n in (one.stays, one.gone)])
    listed = {number for patient in staged.patients for number in patient.ids}
    return tuple(_judged(session, one, found, listed) for one in staged.merges)


def take(work: Work, staged: Staged) -> tuple[JudgedMerge, ...]:
    """Carry the messages out in their order; the list's people have been written before."""
    done: list[JudgedMerge] = []
    for one in staged.merges:
        found = people(work.session, [one.stays, one.gone])
        judged = _judged(work.session, one, found, set())
        done.append(judged)
        _carry_out(work, judged)
    return tuple(done)


def people(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """Give the patients by their numbers, over merges and former numbers."""
    wanted = list(numbers)
    into = merging.survivors(session)
    found: dict[str, int] = {}
    former = (FormerNumber.number, FormerNumber.patient_id)
    columns = (
        (former, FormerNumber.number),
        ((Patient.source_key, Patient.id), Patient.source_key),
        ((Patient.mrn, Patient.id), Patient.mrn),
    )
    for pair, key in columns:
        for number, patient_id in in_values(session, pair, key, wanted):
            found[number] = into.get(patient_id, patient_id)
    return found


def _judged(
    session: Session, merge: StagedMerge, found: dict[str, int], listed: set[str]
) -> JudgedMerge:
    stays, gone = found.get(merge.stays), found.get(merge.gone)
    if {merge.stays, merge.gone} <= set(found) | listed and (stays is None or gone is None):
        return JudgedMerge(merge, MergeStanding.MERGE, stays, gone)
    if stays is None and gone is None:
        return JudgedMerge(merge, MergeStanding.UNHEARD)
    if gone is None:
        return JudgedMerge(merge, MergeStanding.REMEMBER, stays)
    if stays is None:
        fits = _fits(session, merge, gone)
        return JudgedMerge(
            merge, MergeStanding.RENUMBER if fits else MergeStanding.REJECTED, None, gone
        )
    if stays == gone:
        return JudgedMerge(merge, MergeStanding.KNOWN, stays, gone)
    doubtful = merging.preview(session, stays, gone).is_doubtful
    return JudgedMerge(
        merge, MergeStanding.REJECTED if doubtful else MergeStanding.MERGE, stays, gone
    )


def _fits(session: Session, merge: StagedMerge, patient_id: int) -> bool:
    """Tell whether the message's name and birth date may be the patient's."""
    mine = session.get_one(Patient, patient_id)
    other_birth = merge.birth is not None and mine.birth is not None and merge.birth != mine.birth
    other_name = bool(merge.last) and merge.last.casefold() != mine.last.casefold()
    return not (other_birth and other_name)


def _carry_out(work: Work, judged: JudgedMerge) -> None:
    merge = judged.merge
    if judged.standing is MergeStanding.RENUMBER and judged.merged_id is not None:
        merging.renumber(work, judged.merged_id, merge.stays)
    elif judged.standing is MergeStanding.REMEMBER and judged.survivor_id is not None:
        work.session.add(
            FormerNumber(number=merge.gone, patient_id=judged.survivor_id, since=work.now)
        )
        work.session.flush()
    elif judged.standing is MergeStanding.MERGE and judged.survivor_id and judged.merged_id:
        told = say("arrivals.merge_told")
        merging.merge(work, judged.survivor_id, judged.merged_id, told, merge.message_key)


def count_new(judged: Sequence[JudgedMerge]) -> int:
    """Count the messages that change something."""
    changing = (MergeStanding.MERGE, MergeStanding.RENUMBER, MergeStanding.REMEMBER)
    return sum(1 for one in judged if one.standing in changing)
