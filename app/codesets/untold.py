"""Which of several like codes stands first when nothing was typed that tells them apart.

Source: ICD-10-CM Official Guidelines, I.C.4.a.2: diabetes without a type is type 2 (E11).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from app.codesets.folding import words_of
from app.values.codes import CodedText

_USUAL, _OTHERS = "E11", ("E08", "E09", "E10", "E13")
_HEAD = len(_USUAL)
_TELLS_ANOTHER = frozenset({"secondary"})
"""Words of the official index that no title of another type has."""


class Titled(Protocol):
    """What is put in order: a code with its title, and our word that answered, if one did."""

    @property
    def code(self) -> CodedText:
        """Give the code."""

    @property
    def title(self) -> str:
        """Give the official title."""

    @property
    def because(self) -> str:
        """Give the word that answered; empty when the title did."""


Answer = TypeVar("Answer", bound=Titled)


def usual_first(found: Sequence[Answer], typed: Sequence[str]) -> list[Answer]:
    """Put a code of type 2 before the same one of another type that no typed word names.

    One that was found by a word of ours (juvenile, steroid) names its type and stays.
    """
    made = list(found)
    if _TELLS_ANOTHER.intersection(typed):
        return made
    for one in found:
        if one.code.text[:_HEAD] != _USUAL:
            continue
        for at, other in enumerate(made):
            if other is one:
                break
            if _is_twin(other, one) and not _is_named(other, one, typed):
                made.remove(one)
                made.insert(at, one)
                break
    return made


def _is_twin(other: Titled, usual: Titled) -> bool:
    text = other.code.text
    return text[:_HEAD] in _OTHERS and text[_HEAD:] == usual.code.text[_HEAD:]


def _is_named(other: Titled, usual: Titled, typed: Sequence[str]) -> bool:
    """Tell whether a typed word begins one of the other title that the usual one has not."""
    if other.because:
        return True
    own = set(words_of(other.title)) - set(words_of(usual.title))
    return any(word.startswith(begun) for begun in typed for word in own)
