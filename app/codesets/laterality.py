"""Which side a title names, and whether it leaves open a side that its neighbors name.

Source: ICD-10-CM Official Guidelines, I.B.13 (laterality). The last digit decides nothing:
0 or 9 for "unspecified" is usual, not universal, so titles are held against each other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from app.codesets.folding import fold_word
from app.codesets.reference import Row

RIGHT, LEFT, BOTH = "right", "left", "both"
_WORD_OF_SIDE = {RIGHT: "right", LEFT: "left", BOTH: "bilateral"}
SIDES = frozenset(_WORD_OF_SIDE.values()) | {BOTH}

_SIDE = re.compile(r"\b(right|left|bilateral|both)\b", re.IGNORECASE)
_WORD = re.compile(r"[a-z0-9']+")
_PASSED_OVER = frozenset(
    [
        "unspecified",
        "right",
        "left",
        "bilateral",
        "dominant",
        "non",
        "nondominant",
        "side",
        "a",
        "the",
        "of",
    ]
)
# Of the belly: the right upper quadrant is no right side of anything. Of the breast it is.
_QUADRANT = re.compile(r"\b(?:right|left) (?:upper|lower) quadrant\b", re.IGNORECASE)
_PAIRED = (
    "eyes?|ears?|eyelids?|lids?|side|extremity|extremities|limbs?|arms?|upper arms?|forearm|hand|"
    "fingers?|thumb|legs?|lower legs?|thigh|ankle(?: and foot)?|foot|toes?|shoulder|elbow|wrist|"
    "hip|knee|ulna(?: and radius)?|radius|humerus|femur|tibia(?: and fibula)?|fibula|patella|"
    "clavicle|scapula|carotid artery|vertebral artery|external canal|orbit|kidney|ureter|lung|"
    "breast|ovary|testis|adrenal gland"
)
_OPEN_SIDE = re.compile(
    rf"unspecified (?:{_PAIRED})\b|\b(?:{_PAIRED}),? unspecified\b", re.IGNORECASE
)
_OPEN_LIMB = re.compile(
    r"unspecified (?:side|upper limb|lower limb|lower extremity)\b", re.IGNORECASE
)


def side_of(title: str) -> str:
    """Give right, left or both, as a title says; "" when it names no side or each for itself.

    "Both" beside one side speaks of parts: both forearm and hand, right upper limb.
    """
    named = {str(word).lower() for word in _SIDE.findall(_QUADRANT.sub("", title))}
    one = named & {RIGHT, LEFT}
    if len(one) == 1:
        return one.pop()
    return BOTH if named - one else ""


def may_lack_side(title: str) -> bool:
    """Tell a title that says "unspecified" and names no side; "both" may speak of parts."""
    if "nspecified" not in title:
        return False
    named = {word.lower() for word in _SIDE.findall(title)}
    return not named or (named <= {"both", "bilateral"} and bool(_OPEN_LIMB.search(title)))


def sided_twins(title: str, beside: Sequence[Row]) -> tuple[str, ...]:
    """Give the codes, of (code, title) beside one, that say the same of a right or left side.

    Empty unless both sides are there: "unspecified" then speaks of something else.
    """
    if not may_lack_side(title):
        return ()
    sided = [(code, words) for code, words in beside if side_of(words) in (RIGHT, LEFT)]
    if {side_of(words) for _, words in sided} != {RIGHT, LEFT}:
        return ()
    twins = [row for row in sided if _core(title) <= _core(row[1])]
    if not twins and _OPEN_SIDE.search(title):
        twins = sided
    return tuple(code for code, _ in twins)


def twins_by_side(title: str, beside: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Give the side and the code of each of ``sided_twins``, and of the one of both sides.

    The side is the word of the titles: right, left, bilateral. Where several codes beside say
    one side, it is not told which is meant, and none is given.
    """
    twins = frozenset(sided_twins(title, beside))
    by_side: dict[str, list[str]] = {}
    for code, words in beside:
        side = side_of(words)
        if code in twins or (twins and side == BOTH and _say_the_same(title, words)):
            by_side.setdefault(_WORD_OF_SIDE[side], []).append(code)
    for side, codes in by_side.items():
        if len(codes) == 1:
            yield side, codes[0]


def _core(title: str) -> frozenset[str]:
    words: Iterable[str] = _WORD.findall(title.lower())
    return frozenset(words) - _PASSED_OVER


def is_sided_child(title: str, above: str) -> bool:
    """Tell whether a title says what the one above it says, of a side or leaving it open."""
    speaks_of_side = side_of(title) or _OPEN_SIDE.search(title) or _OPEN_LIMB.search(title)
    return bool(speaks_of_side) and _folded(above) <= _folded(title)


def says_but_side(one: str, other: str) -> bool:
    """Tell whether two titles say the same but for the side."""
    return _core(one) == _core(other)


def word_of_side(title: str) -> str:
    """Give the side a title names as titles say it: right, left, bilateral; "" for none."""
    return _WORD_OF_SIDE.get(side_of(title), "")


def _say_the_same(one: str, other: str) -> bool:
    """Compare but for the side; of both sides a title may leave the place out (bilateral)."""
    first, second = _folded(one), _folded(other)
    return first <= second or second <= first


@lru_cache(maxsize=256)
def _folded(title: str) -> frozenset[str]:
    return frozenset(fold_word(word) for word in _core(title))
