"""Words by key, in the language of the screens."""

from __future__ import annotations

from app.values import words

LANGUAGE = "en"


def tr(key: str, /, **values: object) -> str:
    """Give the words of a key such as "kit.more", with its ``{name}`` places filled.

    Raises:
        KeyError: the key has no words.
    """
    return words.say(key, LANGUAGE, fallback=True, **values)
