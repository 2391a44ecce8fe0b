"""Four months at the sample practice, told through the same rooms that people work in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

from app.codesets import load, reference
from app.coding.codebook import ReferenceBook
from app.commands import opening
from app.commands.sample import at_hand, cast, desks, oversight, patients, queries, schedule, visits
from app.commands.sample.cast import Cast
from app.commands.sample.desks import Billed
from app.commands.sample.visits import Planned, Seen
from app.progress import Progress, unheard
from app.store import office
from app.store.actor import Actor
from app.store.office import SAMPLE_MARK, SAMPLE_PASSPHRASE, Office, OfficeFolder
from app.store.store import Work
from app.superbills import frozen
from app.values.problem import Outside

FIRST, LAST = date(2026, 6, 1), date(2026, 9, 30)
_SENT_BACK = "Line 1 is 99213, but the note shows a cold and no medicine. Is it 99212?"
STATEMENT_DAYS = (date(2026, 7, 6), date(2026, 8, 3), date(2026, 8, 31))
RETURNED_ON, REFUNDED_ON = date(2026, 8, 19), date(2026, 8, 26)
ROBIN = Actor("Robin Ames", permissions=frozenset({"*"}))
DEFAULT_VISITS, DEFAULT_SEED = 240, 1


class StoryClock:
    """The clock of the story: it stands where the teller puts it."""

    def __init__(self) -> None:
        self.now = datetime.combine(FIRST, time(16), UTC)

    def __call__(self) -> datetime:
        """Give the moment the story has come to."""
        return self.now

    @classmethod
    def at(cls, day: date) -> StoryClock:
        """Give a clock that stands at the middle of a day."""
        clock = cls()
        clock.go_to(day)
        return clock

    def go_to(self, day: date) -> None:
        """Go on to the middle of a day."""
        self.now = datetime.combine(day, time(16), UTC)


@dataclass(slots=True)
class _Desk:
    """What lies on the desks between two days of the story."""

    listed: list[Seen] = field(default_factory=list)
    frozen: list[tuple[Seen, int]] = field(default_factory=list)
    billed: list[Billed] = field(default_factory=list)
    unsent: list[int] = field(default_factory=list)
    agreed: patients.Agreed = field(default_factory=patients.Agreed)
    visit_number: int = 0
    trace: int = 98_000
    held: frozenset[int] = frozenset()


def make(
    folder: OfficeFolder,
    passphrase: str | None,
    *,
    encounters: int = DEFAULT_VISITS,
    seed: int = DEFAULT_SEED,
    progress: Progress = unheard,
) -> Office:
    """Make the sample practice and give it, open. The same seed makes the same story.

    Without a passphrase it opens by the public one, and a marker file says so.

    Raises:
        Refused: office.exists, passphrase.empty.
        Outside: disk_full, office.read_only, codes.no_starter.
        Cancelled: the user stopped; the folder is left empty.
    """
    clock, rng = StoryClock(), Random(seed)
    book = ReferenceBook(_reference(progress))
    opened, _ = office.create(
        folder,
        passphrase or SAMPLE_PASSPHRASE,
        closing_checks=opening.closing_checks(),
        clock=clock,
    )
    try:
        if passphrase is None:
            (folder.path / SAMPLE_MARK).write_text("The passphrase is: sample\n", "utf-8")
        _tell(opened, clock, book, (rng, encounters), progress)
        opened.use_clock()
    except BaseException:
        opened.close()
        _remove(folder.path)
        raise
    return opened


def _tell(
    opened: Office,
    clock: StoryClock,
    book: ReferenceBook,
    told: tuple[Random, int],
    progress: Progress,
) -> None:
    rng, count = told
    with opened.store.write(ROBIN) as work:
        people = cast.enter(work, rng, LAST)
        at_hand.lay_out(work)
    days = tuple(visits.weekdays(FIRST, LAST))
    planned = visits.plan(people, days, count, rng)
    desk = _Desk()
    for done, day in enumerate(days):
        progress(done, len(days), "story")
        clock.go_to(day)
        _day(opened, people, book, (desk, planned[day], rng))
    progress(len(days), len(days), "story")


def _day(
    opened: Office,
    people: Cast,
    book: ReferenceBook,
    told: tuple[_Desk, Sequence[Planned], Random],
) -> None:
    desk, planned, rng = told
    store = opened.store
    with store.write(ROBIN) as work:
        for visit in planned:
            desk.visit_number += 1
            desk.listed.append(visits.list_visit(work, visit, desk.visit_number))
        _code(work, desk, book)
        queries.go_on(work, desk.listed, LAST)
        asked = queries.asked_about(work)
        _bill(work, desk, people)
    desk.held |= oversight.look_again(store, book, desk.listed, asked | desk.held, LAST)
    with store.write(ROBIN) as work:
        for key, claims in desks.answers_due(work, people.payers, work.today).items():
            # Payers pay by check once a week; the last fortnight's answers are still to come.
            if work.today.weekday() == 2 and work.today < LAST:
                desk.trace += 1
                desks.answer(work, people.payers[key], claims, f"{desk.trace:07d}", rng)
        patients.pay(work, desk.agreed, rng)
        patients.decide_denials(work)
        if work.today == RETURNED_ON:
            patients.return_a_check(work)
        if work.today == REFUNDED_ON:
            patients.give_back(work)
    patients.evening(opened, STATEMENT_DAYS)
    with store.write(ROBIN) as work:
        if work.today == LAST:
            _leave(work, desk, rng)


def _code(work: Work, desk: _Desk, book: ReferenceBook) -> None:
    """Code what has lain two days; the last week stays on the coder's desk."""
    ready = [s for s in desk.listed if (work.today - s.planned.day).days >= 2]
    for seen in ready:
        if seen.planned.day > LAST - timedelta(days=9):
            continue
        desk.listed.remove(seen)
        desk.frozen.append((seen, desks.code_and_release(work, seen, book)))


def _bill(work: Work, desk: _Desk, people: Cast) -> None:
    """Bill superbills from day to day, send claims twice a week; the newest wait."""
    for seen, superbill in list(desk.frozen):
        if seen.planned.day > LAST - timedelta(days=13):
            continue
        desk.frozen.remove((seen, superbill))
        covered = seen.planned.member.coverages
        style = people.payers[covered[0][1]] if covered else None
        billed = desks.bill(work, seen, superbill, style)
        desk.billed.append(billed)
    if work.today.weekday() in (0, 3) and work.today <= LAST - timedelta(days=5):
        desks.send_all(work)


def _leave(work: Work, desk: _Desk, rng: Random) -> None:
    asked = queries.asked_about(work) | desk.held
    oversight.audit(work, FIRST)
    desks.leave_as_they_are(work, [s for s in desk.listed if s.encounter_id not in asked], rng)
    at_hand.work_out_a_level(work)
    schedule.expect(work, LAST)
    patients.mark_special(work)
    colds = [number for seen, number in desk.frozen if seen.planned.kind["key"] == "cold"]
    for superbill in colds[:1]:
        frozen.send_back(work, superbill, _SENT_BACK)


def _reference(progress: Progress) -> reference.Reference:
    try:
        return reference.open_reference()
    except Outside:
        load.load_starter(progress=progress)
        return reference.open_reference()


def _remove(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
