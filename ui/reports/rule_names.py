"""A compliance edit in plain words, where a person chooses or reads it; files keep its name."""

from __future__ import annotations

from app.values.words import has_words
from ui.text import tr


def plain(rule: str) -> str:
    """Give what an edit is about; its own name when it is an edit of an earlier version."""
    key = f"rule_names.{rule}"
    return tr(key) if has_words(key) else rule
