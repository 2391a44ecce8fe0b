"""What a payer's reason code means, in plain words of our own."""

from __future__ import annotations

from app.values.words import has_words
from ui.text import tr


def plain_reason(code: str) -> str:
    """Give what a reason such as "CO-11" means; a code without words says so."""
    carc = code.rpartition("-")[2]
    key = f"carc.{carc}"
    return tr(key) if has_words(key) else tr("denial_screen.unknown_reason")


def told_reason(code: str) -> str:
    """Give code and meaning: "CO-11: the diagnosis does not fit the service"."""
    return tr("denial_screen.told_reason", code=code, words=plain_reason(code))
