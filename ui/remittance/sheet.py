"""The EOB while it is typed: its head, its claims, and what keeps it from being posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from app.remittance import grid
from app.remittance.eob import EobClaim, EobDraft, EobLine
from app.remittance.grid import GridClaim, GridLine
from app.remittance.looking import Scan
from app.values.money import ZERO, Money
from app.values.problem import Problem, Severity


@dataclass(slots=True)
class Sheet:
    """What is typed so far. ``payer_id`` 0: not chosen. The scan is kept apart until posting."""

    payer_id: int = 0
    trace: str = ""
    paid_on: date | None = None
    amount: Money = ZERO
    claims: list[GridClaim] = field(default_factory=list)
    scan: Scan | None = None
    is_over_meant: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing is typed yet."""
        return not (self.trace or self.amount or self.claims)

    def lines(self) -> Iterator[tuple[int, int]]:
        """Give the place of every line: number of its claim, number within it."""
        for at, claim in enumerate(self.claims):
            for line_at in range(len(claim.lines)):
                yield at, line_at

    def line(self, place: tuple[int, int]) -> GridLine:
        """Give the line at a place."""
        return self.claims[place[0]].lines[place[1]]

    def type_in(self, place: tuple[int, int], column: str, text: str) -> None:
        """Put what was typed into a cell; "others" takes reasons, the rest amounts.

        Raises:
            ValueError: it cannot be read.
        """
        told = self.line(place).told
        self.is_over_meant = False
        if column == "others":
            self._put(place, grid.with_others(told, text))
        else:
            self._put(place, grid.with_amount(told, column, text))

    def add(self, claim: GridClaim, anew: GridClaim | None = None) -> bool:
        """Put a claim under the others; False when it stands there already.

        ``anew`` is what an answer taken back leaves to be answered: where that claim stands here
        with some of these lines only, it gets the others.
        """
        if claim.claim_id in self.taken(backs=claim.is_takeback):
            return False
        if claim.is_takeback:
            self._hand_back(claim, -1)
            self._complete(anew)
        self.claims.append(claim)
        if not claim.is_takeback:
            for back in [one for one in self.claims if one.is_takeback]:
                self._hand_back(back, -1, (len(self.claims) - 1,))
        self.is_over_meant = False
        return True

    def taken(self, *, backs: bool) -> list[int]:
        """Name the claims that stand here with an answer or, ``backs``, are taken back."""
        return [known.claim_id for known in self.claims if known.is_takeback == backs]

    def take_off(self, at: int) -> None:
        """Take a claim off; what it took back is posted already as before."""
        gone = self.claims.pop(at)
        self.is_over_meant = False
        if gone.is_takeback:
            self._hand_back(gone, 1)

    def draft(self) -> EobDraft:
        """Give the EOB as the remittance room takes it."""
        told = tuple(
            EobClaim(
                claim.claim_id,
                tuple(line.told for line in claim.lines),
                is_takeback=claim.is_takeback,
            )
            for claim in self.claims
        )
        return EobDraft(
            self.payer_id, self.trace, self.paid_on, self.amount, claims=told,
            is_over_meant=self.is_over_meant,
        )  # fmt: skip

    def blocks(self) -> list[Problem]:
        """Give what keeps it from being posted."""
        return [one for one in self.draft().problems() if one.severity is Severity.BLOCK]

    def warnings(self, place: tuple[int, int]) -> list[Problem]:
        """Give what is odd about one line, other than that it does not add up."""
        name = f"claim{place[0]}.line{place[1]}"
        found = [one for one in self.draft().problems() if one.field == name]
        return [one for one in found if one.code != "remittance.gap"]

    @property
    def has_earlier(self) -> bool:
        """Whether a line stands here on which something is posted already."""
        return any(self.line(place).told.already for place in self.lines())

    def where(self, claim_id: int) -> int | None:
        """Give the place of the claim with an answer here; None when it has none."""
        for at, claim in enumerate(self.claims):
            if claim.claim_id == claim_id and not claim.is_takeback:
                return at
        return None

    def _complete(self, anew: GridClaim | None) -> None:
        """Put the lines that a claim here lacks of ``anew`` under its own."""
        at = self.where(anew.claim_id) if anew is not None else None
        if anew is None or at is None:
            return
        own = self.claims[at].lines
        known = {line.told.charge_id for line in own}
        lacking = tuple(line for line in anew.lines if line.told.charge_id not in known)
        self.claims[at] = replace(self.claims[at], lines=own + lacking)

    def _hand_back(self, back: GridClaim, sign: int, among: tuple[int, ...] | None = None) -> None:
        """Open the lines of a claim by what ``back`` takes back of them, or close them again.

        A line that is answered anew counts nothing as posted, so there is nothing to open.
        """
        given = {line.told.charge_id: -line.told.paid - line.told.agreed for line in back.lines}
        for place in list(self.lines()):
            claim, told = self.claims[place[0]], self.line(place).told
            wanted = among is None or place[0] in among
            if not wanted or claim.is_takeback or claim.claim_id != back.claim_id:
                continue
            if told.already or sign > 0:
                already = told.already + given.get(told.charge_id, ZERO) * sign
                self._put(place, replace(told, already=already))

    def _put(self, place: tuple[int, int], told: EobLine) -> None:
        at, line_at = place
        lines = list(self.claims[at].lines)
        lines[line_at] = replace(lines[line_at], told=told)
        self.claims[at] = replace(self.claims[at], lines=tuple(lines))
