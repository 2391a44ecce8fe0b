"""How hard a passphrase is to guess, as far as its letters tell."""

from __future__ import annotations

from enum import StrEnum

LEAST_PASSPHRASE = 12
_FEW_LETTERS = 6
_MANY_LETTERS = 10
_LONG = 20
_WORDS = 4


class Strength(StrEnum):
    """What is said of a passphrase while it is typed."""

    SHORT = "short"
    WEAK = "weak"
    GOOD = "good"
    STRONG = "strong"


def strength_of(passphrase: str) -> Strength:
    """Tell how strong a passphrase is: by its length, its words, and how many letters differ.

    Each try costs a guesser about a tenth of a second on purpose, so four words that do not
    belong together are enough.
    """
    if len(passphrase) < LEAST_PASSPHRASE:
        return Strength.SHORT
    letters = set(passphrase.casefold()) - {" "}
    if len(letters) < _FEW_LETTERS or passphrase.isdecimal():
        return Strength.WEAK
    words = {word for word in passphrase.casefold().split() if len(word) > 2}
    if len(letters) >= _MANY_LETTERS and (len(passphrase) >= _LONG or len(words) >= _WORDS):
        return Strength.STRONG
    return Strength.GOOD
