"""The page beside a queue in which nothing waits: what fills it, and where to go meanwhile."""

from __future__ import annotations

from app.claims.facts import SUPERBILLS
from ui.claims.queue_pane import queue_name
from ui.kit.page import EmptyState, NextStep
from ui.screen import Target
from ui.text import tr

_GOES_TO = (Target("coder"), Target("remittance", ("new",)))


def page_of(queue: str) -> EmptyState:
    """Make the page of a queue; no queue at all speaks of the superbills."""
    queue = queue or SUPERBILLS
    steps = [
        NextStep(tr("biller_desk.empty.coder"), tr("biller_desk.empty.coder_fact"), key="Ctrl+2"),
        NextStep(tr("biller_desk.empty.eob"), tr("biller_desk.empty.eob_fact"), key="Ctrl+4"),
    ]
    title = tr("biller_desk.empty.title", queue=queue_name(queue))
    return EmptyState("receipt", title, tr(f"biller_desk.empty.{queue}"), steps)


def goes_to(number: int) -> Target:
    """Give where a step of the page leads, by its place."""
    return _GOES_TO[number]
