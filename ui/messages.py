"""What the user is told when something was refused, failed outside, or is not possible."""

from __future__ import annotations

from dataclasses import dataclass

from app.values.problem import Outside, Refused
from app.values.words import has_words
from ui.text import tr


@dataclass(frozen=True, slots=True)
class Message:
    """What happened and what is safe, what to do now, and the code for support.

    ``tone`` is "block" or "warn", as in the theme.
    """

    tone: str
    what: str
    now: str
    code: str

    @property
    def whole(self) -> str:
        """Give it as one sentence after another, for readers and the bar."""
        return " ".join(part for part in (self.what, self.now) if part)


def message_of(error: Refused | Outside) -> Message:
    """Put a refusal into words: what happened, is my work safe, what now.

    Words are ``refused.<code>`` or ``outside.<code>``, either one text or a table of ``what``
    and ``now``. A code without words yet gets the general sentence and shows its code.
    """
    area = "refused" if isinstance(error, Refused) else "outside"
    tone = "warn" if area == "refused" else "block"
    key = f"{area}.{error.code}"
    if has_words(key):
        return Message(tone, tr(key, **error.values), "", error.code)
    if has_words(f"{key}.what"):
        what = tr(f"{key}.what", **error.values)
        now = tr(f"{key}.now", **error.values) if has_words(f"{key}.now") else ""
        return Message(tone, what, now, error.code)
    return Message(tone, tr(f"shell.{area}.what"), tr(f"shell.{area}.now"), error.code)
