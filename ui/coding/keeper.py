"""Keeps the draft of the open visit: steps to undo, saved as it goes, judged as it changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.coding import code_notes, cures, storing
from app.coding import draft as drafts
from app.coding import problems as rules
from app.coding.draft import CodingDraft, Kept, Steps
from app.store.store import Work
from app.values.problem import Outside, Problem, Refused, Severity
from ui.coding.at_hand import AtHand
from ui.coding.found import title_of
from ui.coding.lapse import service_lapses
from ui.desk import Desk

_SAVE_AFTER_MS = 400
Store = Callable[[Work, CodingDraft], int]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say of a draft, and the titles of its codes by stored code."""

    draft: CodingDraft
    problems: tuple[Problem, ...]
    kept: tuple[tuple[Problem, str], ...]
    titles: dict[str, str]
    curable: frozenset[tuple[str, str]] = frozenset()
    """The problems that one key cures, by rule and place."""
    lapses: Mapping[str, str] = field(default_factory=dict)
    """What is said of services whose list does not cover the day, by code; mostly empty."""

    @property
    def blocks(self) -> int:
        """Count what keeps the visit from the biller."""
        return sum(one.severity is Severity.BLOCK for one in self.problems)

    @property
    def unanswered(self) -> int:
        """Count the warnings that are neither cured nor kept with a reason."""
        return len(rules.unanswered(self.problems))

    @property
    def stopping(self) -> tuple[Problem, ...]:
        """Give what must be cured before the release; without such, what wants an answer."""
        blocking = tuple(one for one in self.problems if one.severity is Severity.BLOCK)
        return blocking or rules.unanswered(self.problems)


def judge(session: Any, hand: AtHand, draft: CodingDraft) -> Judged:
    """Judge a draft by the rules; reads the code set, so it runs off the window's thread."""
    titles = {one.code: title_of(hand, one.icd, draft.dos) for one in draft.diagnoses if one.icd}
    known = storing.as_known_now(session, draft)
    found, kept = rules.sorted_out(known, hand.book)
    curable = cures.curable(found, known, hand.book)
    told = (*found, *code_notes.problems(session, draft))
    return Judged(draft, told, kept, titles, curable, service_lapses(hand, known))


class DraftKeeper(QObject):
    """The draft of the visit that is open. ``is_open`` False: the visit has left the desk."""

    changed = Signal()
    """Another draft is shown: a step, an undo, another visit."""
    judged = Signal(object)
    """The rules have spoken on the draft that is shown: ``Judged``."""
    refused = Signal(object)
    """Saving was refused or failed; the draft is still shown and not stored."""
    closed = Signal()
    """A change was tried on a visit that has left the desk."""

    def __init__(self, desk: Desk, hand: AtHand, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._hand = desk, hand
        self._steps: Steps | None = None
        self._stored: CodingDraft | None = None
        self._store: Store = storing.save
        self._saving = False
        self._after: list[Callable[[], object]] = []
        self.is_open = False
        self.kept_last = False
        """Whether a warning was kept since the last change of the codes."""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)

    @property
    def draft(self) -> CodingDraft | None:
        """Give the draft as it is shown; None when no visit is open."""
        return self._steps.now if self._steps else None

    @property
    def is_stored(self) -> bool:
        """Tell whether everything shown is in the office."""
        return self._steps is None or self._steps.now == self._stored

    def open(
        self, draft: CodingDraft | None, *, is_open: bool, store: Store = storing.save
    ) -> None:
        """Show another visit's draft; what was not stored of the one before must be by now.

        ``store`` writes it down and gives its new version.
        """
        self._timer.stop()
        self.kept_last = False
        self._store = store
        self.is_open = is_open
        priced = None if draft is None else self._hand.priced(draft)
        self._steps = None if priced is None else Steps(priced)
        self._stored = priced
        self.changed.emit()
        self.judge()

    def change(self, draft: CodingDraft) -> bool:
        """Go on to a changed draft; False when nothing changed or nothing may change."""
        if self._steps is None or draft == self._steps.now:
            return False
        if not self.is_open:
            self.closed.emit()
            return False
        self._go(self._steps.to(self._hand.priced(draft)))
        return True

    def price_again(self) -> None:
        """Show what the lines cost by the fee list that was just read, and judge them by it."""
        if self._steps is None:
            return
        now, is_stored = self._hand.priced(self._steps.now), self.is_stored
        if now != self._steps.now:
            self._steps = Steps(now, self._steps.before, self._steps.after)
            self._stored = now if is_stored else self._stored
            self.changed.emit()
        self.judge()

    def undo(self) -> bool:
        """Take the last step back; False at the first."""
        if self._steps is None or not self._steps.before:
            return False
        self._go(self._steps.undo())
        return True

    def redo(self) -> bool:
        """Take the step again that was taken back last; False when there is none."""
        if self._steps is None or not self._steps.after:
            return False
        self._go(self._steps.redo())
        return True

    def keep(self, problem: Problem, code: str, reason: str) -> None:
        """Keep a warning for a reason, by its code and in words; it is written down at once."""
        self.keep_finding(Kept(problem.code, rules.about(problem), reason, code))

    def keep_finding(self, kept: Kept) -> None:
        """Keep a finding before or after the rules told of it; it is written down at once."""
        draft = self.draft
        if draft is not None:
            self._desk.do(storing.keep, draft, kept, then=self._on_kept, owner=self)

    def settle(self, then: Callable[[], object]) -> None:
        """Store what is not stored yet, then go on; nothing goes on when that is refused."""
        if self.is_stored and not self._saving:
            then()
            return
        self._after.append(then)
        self.save()

    @Slot()
    def judge(self) -> None:
        """Ask the rules about the draft that is shown."""
        draft = self.draft
        if draft is not None:
            self._desk.read(judge, self._hand, draft, then=self._on_judged, latest="judged")

    @Slot()
    def save(self) -> None:
        """Store the draft now, unless a save is under way; then the next follows it."""
        self._timer.stop()
        if self._saving or self._steps is None or self.is_stored or not self.is_open:
            return
        self._saving = True
        sent = self._steps.now
        done = partial(self._on_stored, sent)
        self._desk.do(self._store, sent, then=done, owner=self, otherwise=self._on_refused)

    def _on_stored(self, sent: CodingDraft, version: int) -> None:
        """Know the version that a save gave."""
        self._saving = False
        if self._steps is None or self._steps.now.encounter_id != sent.encounter_id:
            return
        unchanged = self._steps.now == sent
        self._steps = self._steps.saved(version)
        if unchanged:
            self._stored = self._steps.now
            self._go_on()
        else:
            self._timer.start() if not self._after else self.save()

    def _go(self, steps: Steps) -> None:
        self._steps = steps
        self.kept_last = False
        self.changed.emit()
        self.judge()
        self._timer.start()

    def _go_on(self) -> None:
        after, self._after = self._after, []
        for then in after:
            then()

    @Slot(object)
    def _on_judged(self, found: Judged) -> None:
        if self._steps is not None and found.draft.encounter_id == self._steps.now.encounter_id:
            self.judged.emit(found)

    @Slot(object)
    def _on_kept(self, draft: CodingDraft) -> None:
        if self._steps is None or self._steps.now.encounter_id != draft.encounter_id:
            return
        stored = self.is_stored
        known = partial(_with_kept, draft.kept)
        before, after = map(known, self._steps.before), map(known, self._steps.after)
        # In every step: the reason is in the record, and no undo takes it out of there.
        self._steps = Steps(known(self._steps.now), tuple(before), tuple(after))
        if stored:
            self._stored = self._steps.now
        self.kept_last = True
        self.changed.emit()
        self.judge()

    @Slot(object)
    def _on_refused(self, error: Refused | Outside) -> None:
        self._saving = False
        self._after = []
        self.refused.emit(error)


def _with_kept(kept: Iterable[Kept], draft: CodingDraft) -> CodingDraft:
    """Give a draft that knows some kept warnings too."""
    for one in kept:
        if one not in draft.kept:
            draft = drafts.keep_warning(draft, one)
    return draft
