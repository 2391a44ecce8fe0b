"""How a second look ends at the desk: compare, choose or pass by, and release in the same step.

Each function is one unit of work: the look ends and the superbill is made, or neither happens.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.charting import transitions
from app.coding import kept_findings, problems, second_look, storing
from app.coding.codebook import CodeBook
from app.coding.comparing import Codes, Comparison
from app.coding.draft import CodingDraft, Kept, Line, Span
from app.coding.second_look import Held, Look
from app.security import permissions
from app.store.store import Work
from app.superbills import frozen
from app.superbills.frozen import SuperbillNumber
from app.values.problem import Refused
from app.values.states import CodingStatus, LookEnd
from models.encounter import Encounter

Released = SuperbillNumber | Held
"""Codes that were never let go before may name new risks, and then the visit is held again."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A blind reading that ended. ``released`` is None when it differs and waits for a choice."""

    comparison: Comparison
    released: Released | None


@dataclass(frozen=True, slots=True)
class Choice:
    """Which of two codings goes, and why: FIRST_KEPT or SECOND_TAKEN.

    ``evidence`` are the passages linked in the blind reading; they go with the second codes.
    """

    outcome: LookEnd
    why: str
    evidence: tuple[Span, ...] = ()


def keep(work: Work, draft: CodingDraft, look_id: int) -> int:
    """Keep codes and passages of a blind reading in progress; give the draft's own version.

    Raises:
        Refused: as ``second_look.keep_blind``.
    """
    second_look.keep_blind(work, look_id, Codes.of(draft), draft.evidence)
    return draft.version


def finish(work: Work, draft: CodingDraft, look_id: int, book: CodeBook) -> Finished:
    """End a blind reading; when nothing differs the first codes go to the biller at once.

    Raises:
        Refused: as ``second_look.finish`` and ``frozen.release``.
    """
    found = second_look.finish(work, look_id, Codes.of(draft), draft.evidence)
    if not found.is_same:
        return Finished(found, None)
    first = storing.load(work.session, draft.encounter_id)
    return Finished(found, frozen.release(work, first, book))


def choose(work: Work, look: Look, choice: Choice, book: CodeBook) -> Released:
    """Take one of two codings that differ, write it into the visit, and release it.

    Warnings of the second codes stood beside them in the reading; what was not answered there is
    kept for the reason of the choice, one line of the audit trail each.

    Raises:
        Refused: as ``second_look.settle``, ``storing.save`` and ``frozen.release``.
    """
    codes = second_look.settle(work, look.id, choice.outcome, choice.why)
    draft = storing.load(work.session, look.encounter_id)
    if choice.outcome is LookEnd.SECOND_TAKEN:
        draft = with_codes(draft, codes, choice.evidence)
        storing.save(work, draft)
        _keep_warnings(work, storing.load(work.session, look.encounter_id), choice.why, book)
        draft = storing.load(work.session, look.encounter_id)
    return frozen.release(work, draft, book)


def _keep_warnings(work: Work, draft: CodingDraft, why: str, book: CodeBook) -> None:
    for one in problems.unanswered(problems.problems(draft, book)):
        kept = Kept(one.code, problems.about(one), why, kept_findings.OTHER)
        storing.keep(work, draft, kept)


def pass_by(work: Work, look: Look, reason_code: str, why: str, book: CodeBook) -> Released:
    """Release the first codes without a second look; the reason stands in the audit trail.

    Raises:
        Refused: as ``second_look.pass_by`` and ``frozen.release``.
    """
    second_look.pass_by(work, look.id, reason_code, why)
    return frozen.release(work, storing.load(work.session, look.encounter_id), book)


def take_back(work: Work, encounter_id: int) -> None:
    """Bring a held visit back to work, so that its codes can change; the look is withdrawn.

    Raises:
        Refused: not_allowed, coding.gone, coding.look_over when it is held no more.
    """
    work.require(permissions.CODE)
    encounter = work.session.get(Encounter, encounter_id)
    if encounter is None:
        raise Refused("coding.gone")
    if encounter.status is not CodingStatus.SECOND_LOOK:
        raise Refused("coding.look_over")
    second_look.withdraw(work, encounter_id)
    transitions.move(work, encounter, CodingStatus.IN_PROGRESS)
    work.session.flush()


def with_codes(draft: CodingDraft, codes: Codes, evidence: tuple[Span, ...] = ()) -> CodingDraft:
    """Give a draft other codes; passages of codes that are gone go with them.

    A line whose code stands in both keeps what the list said of it, such as its amount, and the
    product of its drug.
    """
    told = {line.code: (line.listed, line.drug) for line in draft.lines}
    lines: tuple[Line, ...] = ()
    for line in codes.lines:
        listed, drug = told.get(line.code, (None, None))
        lines = (*lines, replace(line, listed=listed, drug=drug))
    held = {(True, one.code) for one in codes.diagnoses} | {(False, n.code) for n in codes.lines}
    spans = dict.fromkeys((*draft.evidence, *evidence))
    kept = tuple(one for one in spans if (one.is_diagnosis, one.code) in held)
    return replace(draft, diagnoses=codes.diagnoses, lines=lines, evidence=kept, unconfirmed=())
