"""Find the words that a misspelled one may have meant."""

from __future__ import annotations

from collections import Counter

from app.codesets.folding import grams_of, sound_of, stem_of
from app.codesets.reference import Reference, numbers

_LOOKED_AT = 40
_KEPT = 6
_SOUNDS_ALIKE = 1
_HEARD = 0.7


def nearest_words(
    reference: Reference, release: int, typed: str, *, beginning: bool
) -> dict[int, float]:
    """Give the numbers of words near a typed one and how many strokes they are away.

    With ``beginning`` the typed letters may be only the start of the word. At most two
    strokes, half of the letters for words that sound the same, whose strokes count half; words
    of fewer than four letters have none.
    """
    if len(typed) < 4 or typed[0].isdigit():
        return {}
    words = reference.vocabulary(release).words
    allowed = 1 if len(typed) < 5 else 2
    near: list[tuple[int, int, float]] = []
    sounding, sharing = _candidates(reference, release, typed, beginning=beginning)
    for number in dict.fromkeys((*sounding, *sharing)):
        alike = number in sounding
        limit = max(allowed + 1, len(typed) // 2) if alike else allowed
        strokes = distance(typed, words[number], limit, beginning=beginning)
        if strokes <= limit:
            other_start = 0 if alike or words[number][0] == typed[0] else 1
            rank = strokes + other_start - (_SOUNDS_ALIKE if alike else 0)
            near.append((rank, number, strokes * _HEARD if alike else strokes))
    near.sort()
    if not near:
        return {}
    best = near[0][0]
    return {number: strokes for rank, number, strokes in near[:_KEPT] if rank <= best + 1}


def kin_of(reference: Reference, release: int, word: str) -> list[int]:
    """Give the numbers of the words that are forms of the same one: aortic for aorta."""
    if len(word) < 4 or word[0].isdigit():
        return []
    rows = reference.rows(
        "SELECT words FROM gram WHERE release_id = ? AND gram = ?", release, "=" + stem_of(word)
    )
    return list(numbers(rows[0][0])) if rows else []


def _candidates(
    reference: Reference, release: int, typed: str, *, beginning: bool
) -> tuple[set[int], list[int]]:
    """Give the words that sound like the typed one, and those that share most pieces."""
    words = reference.vocabulary(release).words
    sound = "~" + sound_of(typed)
    pieces = grams_of(typed)
    if beginning:
        pieces.discard(typed[-1] + ">")
    marks = ", ".join("?" * (len(pieces) + 1))
    rows = reference.rows(
        f"SELECT gram, words FROM gram WHERE release_id = ? AND gram IN ({marks})",
        release, *pieces, sound,
    )  # fmt: skip
    shared: Counter[int] = Counter()
    sounding: set[int] = set()
    for gram, blob in rows:
        if gram == sound:
            sounding.update(numbers(blob))
        else:
            shared.update(numbers(blob))
    size = len(typed)
    ranked = (
        (count - (0 if beginning else abs(len(words[n]) - size)), n)
        for n, count in shared.most_common(_LOOKED_AT * 8)
        if beginning or abs(len(words[n]) - size) <= 2
    )
    return sounding, [n for _, n in sorted(ranked, reverse=True)[:_LOOKED_AT]]


def distance(typed: str, word: str, limit: int, *, beginning: bool = False) -> int:
    """Count the strokes between two words: put in, left out, changed or two swapped.

    With ``beginning`` the letters of ``word`` that follow cost nothing. Above ``limit`` the
    answer is only known to be more.
    """
    if beginning:
        word = word[: len(typed) + limit]
    elif abs(len(typed) - len(word)) > limit:
        return limit + 1
    before: list[int] = []
    above = list(range(len(word) + 1))
    for i, letter in enumerate(typed, 1):
        row = [i]
        for j, other in enumerate(word, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == word[j - 2] and typed[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        before, above = above, row
    return min(above) if beginning else above[-1]
