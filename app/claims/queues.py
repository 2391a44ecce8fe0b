"""The queues that claims wait in, as values; light, since a start shows them before all else."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.values.money import Money

NO_ANSWER_DAYS = 30


class Queue(StrEnum):
    """Where a claim waits; each claim is in exactly one queue, or done."""

    READY = "ready"
    SENT = "sent"
    NO_ANSWER = "no_answer"
    DENIED = "denied"
    APPEALED = "appealed"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class QueueCount:
    """How many claims wait in a queue, and the sum they charge; ``oldest`` in days."""

    queue: Queue
    claims: int
    charged: Money
    oldest: int | None
