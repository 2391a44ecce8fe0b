"""Whether two names under one number can be one person, or are two who share an account."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Protocol

from app.intake.persons import folded

_A_NAME = 4
"""Letters from which a last name within another is no chance."""
_ALIKE = 0.6
"""Share of letters that two spellings of one first name have in common (Sean, Shawn)."""
_NICKNAMES = tuple(
    frozenset(names.split())
    for names in (
        "albert bert al", "alexander alexandra sasha alex sandy sandra xander", "andrew drew",
        "anthony tony", "antonio tony", "barbara babs", "catherine katherine kathryn kate kitty",
        "charles chuck chip", "christina tina", "christopher kit topher", "deborah debbie",
        "dolores lola", "dorothy dot dottie dolly", "edward ted ned eddie", "eleanor nell nora",
        "elizabeth liz lizzie beth betty betsy eliza libby lisa", "ellen nell", "emma millie",
        "francis frances frank fran paco pancho", "francisco paco pancho frank",
        "frederick fritz", "guadalupe lupe", "harold hal", "helen nell", "henry hank hal harry",
        "isabel isabella bella", "jacob jake", "james jim jimmy jamie", "jesus chuy",
        "john jack johnny", "jonathan jack", "jose pepe", "joseph joe jose", "lawrence larry",
        "leonard len", "luis lucho", "margaret peggy meg maggie greta rita daisy", "martha patty",
        "mary molly polly mae", "michael mike mick", "nancy ann", "patricia pat patty tricia trish",
        "peter pete", "priscilla cilla", "ramon moncho", "rebecca becky", "richard dick rick rich",
        "robert bob bobby rob", "roberto beto", "ronald ron", "rosario charo", "samantha sam",
        "sarah sally", "stephen steven steve", "susan sue suzy", "theodore ted teddy",
        "theresa teresa tess terry", "thomas tom", "victoria vicky tori", "virginia ginny",
        "walter walt", "william bill billy will liam", "yolanda yoli",
    )
)  # fmt: skip
_NOT_YET = ("baby", "newborn", "infant", "unknown", "unnamed")
_CHILD = ("boy", "girl", "male", "female", "twin")
"""What begins, or is, the first name of a child who has none yet; Boyd is a name."""


class Named(Protocol):
    """Anybody with a name in parts; each may be empty."""

    @property
    def last(self) -> str:
        """Give the last name."""

    @property
    def first(self) -> str:
        """Give the first name."""

    @property
    def middle(self) -> str:
        """Give the middle name."""


def other_person(one: Named, other: Named, *, births_differ: bool) -> bool:
    """Tell whether two names under one number are two people, not two spellings of one.

    One account often serves a family, and twins share the birth date too. A last name that
    changed, a nickname, a middle name that is used and names the wrong way round are one person.
    """
    if not one.last or not other.last:
        return False
    last, told = folded(one.last), folded(other.last)
    same_last = last[:3] == told[:3] or _one_holds_the_other(last, told)
    if births_differ:
        return not same_last or folded(one.first)[:2] != folded(other.first)[:2]
    if _same_first(one, other):
        return False
    turned = last == folded(other.first) and told == folded(one.first)
    return not turned


def _one_holds_the_other(one: str, other: str) -> bool:
    """Tell a last name that got another beside it (Stone-Holm) from letters met by chance (Li)."""
    short, long = sorted((one, other), key=len)
    return len(short) >= _A_NAME and short in long


def _same_first(one: Named, other: Named) -> bool:
    """Tell whether two first names can be one: a spelling, an initial, a nickname, the middle."""
    mine, told = _given(one), _given(other)
    if not mine or not told or any(_is_not_yet(name) for name in (mine[0], told[0])):
        return True
    return any(_alike(mine[0], name) for name in told) or any(
        _alike(told[0], name) for name in mine
    )


def _is_not_yet(name: str) -> bool:
    """Tell what stands in place of a first name."""
    return name.startswith(_NOT_YET) or name in _CHILD


def _given(one: Named) -> list[str]:
    """Give first and middle names, folded, the first one first."""
    written = f"{one.first} {one.middle}".replace("-", " ").split()
    return [name for name in map(folded, written) if name]


def _alike(one: str, other: str) -> bool:
    """Tell whether two given names are spellings, an initial or short forms of one."""
    if one.startswith(other) or other.startswith(one):
        return True
    if any(one in names and other in names for names in _NICKNAMES):
        return True
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE
