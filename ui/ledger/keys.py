"""The keys that each page of the accounts shows, and the tables it watches."""

from __future__ import annotations

WATCHED = (
    "account", "patient", "coverage", "entry", "movement", "claim", "contact", "statement",
    "document", "plan_event", "plan_terms", "payment_plan",
)  # fmt: skip
"""Tables whose changes are seen on an account's page."""

ON_LIST = (("↑ ↓", "move"), ("Enter", "open"), ("/", "find"), ("F9", "take"))
ON_ACCOUNT = (
    ("↑ ↓", "move"), ("Enter", "paper"), ("?", "why"), ("F9", "take"), ("F8", "contact"),
    ("Ctrl+P", "print"), ("Esc", "back"),
)  # fmt: skip
ON_PAPER = (("Ctrl+P", "printer"), ("Esc", "close"))
