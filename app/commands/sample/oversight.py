"""Oversight at the sample practice: second looks in each state, and one finished coding audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from app.auditing import reading, sampling
from app.auditing.reading import Verdict
from app.auditing.sampling import Scope
from app.coding import second_look, storing
from app.coding.codebook import CodeBook
from app.coding.comparing import Codes
from app.coding.draft import Line
from app.commands.sample.visits import Seen, coded
from app.security import users
from app.store.actor import Actor
from app.store.store import Store, Work
from app.superbills import second_reading
from app.superbills.second_reading import Choice
from app.values.problem import Refused
from app.values.states import LookEnd

_AHEAD = {8: "agreed", 7: "first_kept", 6: "bypassed", 1: "ready", 0: "waits"}
"""Days before the story's end on which a look begins, and how it goes on."""
_RULES = {"agreed": ("random",), "first_kept": ("level",), "bypassed": ("kept",)}
_SEED, _SIZE = 12, 4
_LESSON = (
    "A simple injury, nothing weighed from elsewhere, brace and rest: two of three give 99212."
)
_RIGHT = "The time is written at the end of the note."


def look_again(
    store: Store, book: CodeBook, listed: list[Seen], asked: frozenset[int], last: date
) -> frozenset[int]:
    """Hold a visit where the story does; give those that are held and wait."""
    with store.read() as session:
        owner = users.actor_for(users.users(session)[0])
    how = _AHEAD.get((last - store.today()).days)
    seen = next((one for one in listed if one.encounter_id not in asked), None)
    if how is None or seen is None:
        return frozenset()
    with store.write(owner) as work:
        draft = coded(storing.load(work.session, seen.encounter_id), seen)
        storing.save(work, draft)
        kept = storing.load(work.session, seen.encounter_id)
        held = second_look.hold(work, kept, _RULES.get(how, ("random",)))
    if how in ("ready", "waits"):
        return frozenset({seen.encounter_id})
    listed.remove(seen)
    # Somebody else may read at once, which keeps the story in its day.
    other = Actor(owner.name, permissions=frozenset({"*"}))
    with store.write(other) as work:
        _end(work, held.encounter_id, how, book)
    return frozenset()


def _end(work: Work, encounter_id: int, how: str, book: CodeBook) -> None:
    look = second_look.open_look(work.session, encounter_id)
    draft = storing.load(work.session, encounter_id)
    if look is None:
        return
    if how == "bypassed":
        second_reading.pass_by(
            work, look, "payer_deadline", "The payer's last day for this claim is tomorrow.", book
        )
    elif how == "agreed":
        second_reading.finish(work, draft, look.id, book)
    else:
        other = replace(draft, lines=_one_level_lower(draft.lines))
        if second_reading.finish(work, other, look.id, book).released is None:
            read = second_look.open_look(work.session, encounter_id)
            if read is not None:
                choice = Choice(LookEnd.FIRST_KEPT, _RIGHT)
                second_reading.choose(work, read, choice, book)


def audit(work: Work, first: date) -> None:
    """Audit some visits of the story's first months, and give the lessons back."""
    scope = Scope(first, first + timedelta(days=60), _SIZE)
    try:
        audit_id = sampling.begin(work, scope, _SEED)
    except Refused:
        return
    for number, row in enumerate(reading.visits(work.session, audit_id)):
        coder = reading.codes_of(work.session, row.superbill_id)
        mine = replace(coder, lines=_one_level_lower(coder.lines)) if number % 2 else coder
        found = reading.read(work, row.id, mine)
        if not found.is_same:
            verdicts = [
                Verdict(one, number == 1, _LESSON if number == 1 else "")
                for one in found.differences
            ]
            reading.judge(work, row.id, verdicts)


def _one_level_lower(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Give the services as another reader would: 99214 as 99213, else without modifiers."""
    lower = {"99214": "99213", "99213": "99212", "99204": "99203", "99203": "99202"}
    first, *rest = lines
    code = lower.get(first.code, first.code)
    changed = Line(code, () if code == first.code else first.modifiers, pointers=first.pointers)
    return Codes((), (changed, *rest)).lines
