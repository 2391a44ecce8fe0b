"""The page beside a queue in which nothing waits: what fills it, and where to go meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from app.claims.facts import SUPERBILLS, DeskQueue
from app.claims.life import Queue
from ui.claims.queue_pane import counted, queue_name
from ui.kit.page import EmptyState, NextStep
from ui.screen import Target
from ui.text import tr

_WITH_OTHERS = frozenset({Queue.SENT.value, Queue.APPEALED.value})
"""Queues in which the payer has the next step; they are offered when no other has work."""


class EmptyQueue(EmptyState):
    """Says that nothing waits; the first way on is the queue that has work, with its number."""

    def __init__(self, queue: str, queues: Sequence[DeskQueue]) -> None:
        queue = queue or SUPERBILLS
        ways = [
            (Target("coder"), _step("coder", "Ctrl+2")),
            (Target("remittance", ("new",)), _step("eob", "Ctrl+4")),
        ]
        full = _first_full(queues)
        if full is not None:
            words = tr("biller_desk.empty.other", queue=queue_name(full.key))
            ways.insert(0, (Target("biller", ("queue", full.key)), NextStep(words, counted(full))))
        self._goes_to = [target for target, _ in ways]
        super().__init__(
            "receipt",
            tr("biller_desk.empty.title", queue=queue_name(queue)),
            tr(f"biller_desk.empty.{queue}"),
            [step for _, step in ways],
        )

    def goes_to(self, number: int) -> Target:
        """Give where a step of the page leads, by its place."""
        return self._goes_to[number]


def _first_full(queues: Sequence[DeskQueue]) -> DeskQueue | None:
    """Give the first queue with work for the biller, else the first in which anything waits."""
    full = sorted((one for one in queues if one.count), key=lambda one: one.key in _WITH_OTHERS)
    return full[0] if full else None


def _step(name: str, key: str) -> NextStep:
    return NextStep(tr(f"biller_desk.empty.{name}"), tr(f"biller_desk.empty.{name}_fact"), key=key)
