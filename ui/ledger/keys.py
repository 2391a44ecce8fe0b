"""The keys that each page of the accounts shows, and the tables it watches."""

from __future__ import annotations

from collections.abc import Sequence

from ui.screen import KeyHint
from ui.text import tr

WATCHED = (
    "account", "patient", "coverage", "entry", "movement", "claim", "contact", "statement",
    "document", "plan_event", "plan_terms", "payment_plan",
)  # fmt: skip
"""Tables whose changes are seen on an account's page."""

DEEDS = ("file.print", "billing.log-contact", "billing.why", "edit.look", "edit.change")
"""What the window's own actions do on an account."""

ON_LIST = (("↑↓", "move"), ("Enter", "open"), ("/", "find"), ("F9", "take"))
ON_ACCOUNT = (
    ("↑↓", "move"), ("Enter", "paper"), ("?", "why"), ("F9", "take"), ("F8", "contact"),
    ("Ctrl+P", "print"), ("Esc", "back"),
)  # fmt: skip
ON_PAPER = (("Ctrl+P", "printer"), ("Esc", "close"))
ON_FORM = (("Ctrl+Enter", "keep"), ("Tab", "next"), ("Esc", "close"))


def hints(page: int, *, asks: bool, on_heading: bool) -> Sequence[KeyHint]:
    """Give the keys of the list, an account or a paper (0 to 2), or of the form that ``asks``.

    ``on_heading``: the ledger's cursor is on a visit, which has no paper and folds instead.
    """
    found: Sequence[tuple[str, str]] = ON_FORM if asks else (ON_LIST, ON_ACCOUNT, ON_PAPER)[page]
    if on_heading and found is ON_ACCOUNT:
        found = tuple(("←→", "fold") if key == "Enter" else (key, name) for key, name in found)
    return [KeyHint(key, tr(f"accounts.key.{name}")) for key, name in found]
