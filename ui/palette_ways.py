"""What the palette opens on other desks: pages of the office, and the paper EOB."""

from __future__ import annotations

from dataclasses import dataclass

from ui.admin.tree import TREE, group_words, leaf_words
from ui.screen import Target
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Way:
    """One page that is found by its name from anywhere; ``words`` are shown as they stand."""

    words: str
    opens: Target
    icon: str
    permission: str = "look"


def ways(desk: str) -> list[Way]:
    """Give the ways from a desk to pages of others; what it does itself is left to its actions."""
    pages = [
        Way(
            tr("shell.palette.page", group=group_words(group), page=leaf_words(leaf)),
            Target("office", (leaf.name,)),
            leaf.icon,
        )
        for group, leaves in TREE
        for leaf in leaves
    ]
    if desk == "remittance":
        return pages
    eob = Way(
        tr("eob.action.new").replace("&", ""),
        Target("remittance", ("new",)),
        "receipt",
        "payer.post",
    )
    return [eob, *pages]
