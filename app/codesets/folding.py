"""How words are folded, the same for what is indexed and for what is typed."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SHORTHAND = (
    (re.compile(r"\bh/o\b|\bhx of\b"), " hx "),
    (re.compile(r"\bs/p\b"), " status "),
    (re.compile(r"\bf/u\b"), " followup "),
    (re.compile(r"\bfollow[- ]up\b"), " followup "),
    (re.compile(r"\bw/o\b"), " without "),
    (re.compile(r"\bw/(?=\s|$)"), " with "),
    (re.compile(r"\bb/l\b"), " bilateral "),
    (re.compile(r"\bn/v\b"), " nausea vomiting "),
    (re.compile(r"\b1st\b"), " first "),
    (re.compile(r"\b2nd\b"), " second "),
    (re.compile(r"\b3rd\b"), " third "),
    (re.compile(r"\b4th\b"), " fourth "),
    (re.compile(r"\b5th\b"), " fifth "),
    (re.compile(r"\b6th\b"), " sixth "),
    (re.compile(r"\b7th\b"), " seventh "),
    (re.compile(r"\b8th\b"), " eighth "),
    (re.compile(r"\bd/t\b|\bc/o\b|\br/o\b"), " "),
)
_HAS_SHORTHAND = re.compile(r"/|hx|follow|\d(?:st|nd|rd|th)\b")
_WORD = re.compile(r"[0-9]*\.?[0-9]+%?|[a-z0-9]+(?:'[a-z]+)?")
_SAME = {
    "ii": "2", "iii": "3",
    "can't": "cannot", "cant": "cannot", "couldn't": "cannot", "unable": "cannot",
}  # fmt: skip
"""Words that are written in two ways: numerals, and what patients cannot do."""

_STOP_TEXT = (
    "a an and as at be by due for from in into is it its nec nos of on or the to with"
    " which her his my i have has very really lot"
)
STOP = frozenset(_STOP_TEXT.split())
"""Words that say nothing about which code is meant; 'without' does."""


def plain(text: str) -> str:
    """Fold case and accents."""
    if text.isascii():
        return text.lower()
    spread = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(c for c in spread if not unicodedata.combining(c))


@lru_cache(maxsize=8192)  # a release is written in few words: most are known after a page
def fold_word(word: str) -> str:
    """Fold one plain word: British spelling, possessives and plurals."""
    if word in _SAME:
        return _SAME[word]
    stem, _, ending = word.partition("'")
    word = stem + ("" if ending == "s" else ending)
    if len(word) < 4 or word[0].isdigit():
        return word
    word = word.replace("ae", "e").replace("oe", "e")
    if word.endswith(("our", "ours")) and len(word) > 5:
        word = word.replace("our", "or")
    word = word.replace("isation", "ization").replace("sulph", "sulf")
    return _singular(word)


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith(("ies", "eis")):  # "eis" is two letters swapped
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and word[-2] not in "sui":
        return word[:-1]
    return word


def words_of(text: str) -> list[str]:
    """Split a text into folded words, stop words left out, in the order of the text."""
    text = plain(text)
    if _HAS_SHORTHAND.search(text):
        for pattern, instead in _SHORTHAND:
            text = pattern.sub(instead, text)
    found = (fold_word(w) for w in _WORD.findall(text))
    return [w for w in found if w not in STOP]


def typed_words(text: str) -> list[str]:
    """Split what was typed; when it holds stop words only, they count."""
    found = words_of(text)
    if found:
        return found
    return [fold_word(w) for w in _WORD.findall(plain(text))]


def grams_of(word: str) -> set[str]:
    """Give the two-letter pieces of a word, its edges marked; for finding misspellings."""
    edged = f"<{word}>"
    return {edged[i : i + 2] for i in range(len(edged) - 1)}


_SOUNDS = (
    (re.compile(r"^(?:ps|sc(?=[eiy])|c(?=[eiy]))"), "s"),
    (re.compile(r"^(?:kn|gn|pn|mn)"), "n"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"(?:sth|ths)(?=m)"), "s"),
    (re.compile(r"sch|sk(?=[iey])"), "sk"),
    (re.compile(r"tz"), "s"),
    (re.compile(r"rrh|rh"), "r"),
    (re.compile(r"sc(?=[eiy])|c(?=[eiy])|z"), "s"),
    (re.compile(r"ck|qu|q|x|ch(?=[rlo])|c"), "k"),
    (re.compile(r"th"), "t"),
    (re.compile(r"g(?=[eiy])"), "j"),
    (re.compile(r"gh|h"), ""),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"(?<!^)[aeiouy]+"), ""),
    (re.compile(r"^[aeiouy]+"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


def sound_of(word: str) -> str:
    """Give a rough key of how a word sounds; words that sound alike share it."""
    for pattern, instead in _SOUNDS:
        word = pattern.sub(instead, word)
    return word


_ENDINGS = tuple(
    sorted(
        (
            ("itis", "it"), ("itic", "it"), ("osis", "ot"), ("otic", "ot"), ("oses", "ot"),
            ("esis", "et"), ("etic", "et"), ("ysis", "yt"), ("ytic", "yt"), ("ysed", "yt"),
            ("asis", "at"), ("atic", "at"), ("omata", "om"), ("omatous", "om"), ("oma", "om"),
            ("psis", "pt"), ("ptic", "pt"), ("eal", ""), ("ial", ""), ("ian", ""), ("iac", ""),
            ("ic", ""), ("ical", ""), ("al", ""), ("ar", ""), ("ary", ""), ("ine", ""),
            ("ile", ""), ("ous", ""), ("eous", ""), ("ious", ""), ("ia", ""), ("ea", ""),
            ("a", ""), ("us", ""), ("um", ""), ("ium", ""), ("on", ""), ("is", ""), ("e", ""),
            ("y", ""), ("ism", ""), ("ity", ""), ("ness", ""), ("ed", ""), ("ing", ""),
            ("ion", ""), ("ation", ""), ("ated", ""), ("ate", ""), ("ating", ""),
            ("ative", ""), ("ive", ""), ("ory", ""), ("atory", ""), ("ment", ""), ("ure", ""),
        ),
        key=lambda pair: -len(pair[0]),
    )
)  # fmt: skip
_SHORTEST_STEM = 4
# Stems whose forms mean different things: a corn is not of the cornea.
_STRANGER_TEXT = (
    "access anim board branch case cerv charl chor clin cloth combin corn crim dent event"
    " firm form fract front fung garden gener glob habit hum imag initi intent labor last"
    " later limb local medi medic mis mother mult nation nativ neg numer object organ orient"
    " part pas pers phys pick plac plan play plum post prim prun quant radi rash relat rig"
    " rose second sept sever shar situ skin spec stat stel tast teeth test tract train univers"
    " vari vesic vest"
)
_STRANGERS = frozenset(_STRANGER_TEXT.split())


def stem_of(word: str) -> str:
    """Give what the forms of a word share: aorta and aortic, obstruction and obstructed."""
    for ending, kept in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM - len(kept):
            stem = word[: -len(ending)] + kept
            stem = stem[:-1] if stem[-1] == stem[-2] else stem
            return word if stem in _STRANGERS else stem
    return word
