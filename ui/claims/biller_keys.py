"""The key bar of the biller's desk."""

from __future__ import annotations

from collections.abc import Sequence

from app.claims.facts import ClaimFacts, SuperbillFacts
from ui.claims.claim_page import ClaimPage
from ui.screen import MOST_KEYS, KeyHint
from ui.text import tr

ON_PAPER = frozenset({"biller.superbill", "file.print", "file.save", "biller.send-all"})
"""What is done while the paper stays in sight; all else belongs to the claim under it."""


def hints(
    page: ClaimPage, facts: ClaimFacts | SuperbillFacts | None, *, sends: bool
) -> Sequence[KeyHint]:
    """Give the keys of the paper, of the open question, or of the claim, the next step first.

    ``sends`` tells that claims are ready to be marked as sent.
    """
    if page.is_paper_shown:
        return _keys(("Ctrl+P", "print"), ("Ctrl+S", "save"), ("Esc", "back"))
    said = [("↑↓", "move")]
    if page.next.denial is not None and not page.next.is_asking:
        said.append(("1…5", "cause"))
    if page.is_claim_shown and page.next.primary is not None:
        said.append(("Ctrl+Enter", "next"))
    if page.next.is_asking:
        return _keys(*said, ("Esc", "leave"))
    if isinstance(facts, ClaimFacts):
        said.append(("F8", "call"))
    if facts is not None:
        said += [("F4", "note"), ("F2", "line"), ("Alt+S", "superbill")]
    if sends:
        said.append(("Ctrl+Shift+S", "send_all"))
    return _keys(*said)[:MOST_KEYS]


def _keys(*said: tuple[str, str]) -> list[KeyHint]:
    return [KeyHint(key, tr(f"biller_desk.key.{words}")) for key, words in said]
