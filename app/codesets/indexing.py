"""Make the search tables of one release: documents, words, misspelling pieces, openings.

A document is a code that is no 7th-character form; those are chosen when a hit is shown.
Documents are numbered from the likeliest to the rarest, so every posting is already ranked
and a keystroke looks at a bounded number of them.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from app.codesets.alphabetic import IndexTerm
from app.codesets.assembly import CATEGORY, Assembled, Code
from app.codesets.folding import grams_of, sound_of, stem_of, typed_words, words_of
from app.codesets.lexicon import Equals, Lexicon

TITLE, INCLUSION, ABBREVIATION, LAY, SITE, INDEXED = "t", "i", "a", "l", "n", "x"
_OPENING_KEPT = 40
_USUAL_WEIGHT = 400
_RARE_CHAPTERS = {"V": 260, "W": 200, "X": 200, "Y": 220, "O": 160, "P": 180, "Q": 90, "T": 110}
_NONESSENTIAL = re.compile(r"\([^)]*\)")
# Denied is what stands before "of" or "with": without damage to nail, without foreign body of lip.
_DENIED = re.compile(r"(?:loss of |.)+?(?=,? with | of |$)")
_END_OF_DENIAL = "."
_BRACKETED = re.compile(r"\s*\([^)]*[A-Z]\d[^)]*\)")
Row = tuple[object, ...]


@dataclass(slots=True)
class Document:
    """What is searched of one code; ``above`` are words of the codes above it."""

    code: Code
    prior: int
    terms: list[tuple[str, list[str]]] = field(default_factory=list)
    own: set[str] = field(default_factory=set)
    above: set[str] = field(default_factory=set)
    number: int = 0


@dataclass(frozen=True, slots=True)
class SearchRows:
    """Rows for the search tables, without the release's id, by table."""

    doc: list[Row]
    word: list[Row]
    posting: list[Row]
    gram: list[Row]
    opening: list[Row]


def index_release(release: Assembled, words: Lexicon) -> SearchRows:
    """Make the search rows of a release."""
    documents = _documents(release, words)
    equals = words.equals
    lines = [_term_lines(d, equals) for d in documents]
    _inherit(documents)
    own, above = _post(documents)
    spelled = sorted(own.keys() | above.keys())
    number_of = {word: n for n, word in enumerate(spelled)}
    empty = array("I")
    return SearchRows(
        doc=[
            (d.number, d.code.ord, d.prior, line) for d, line in zip(documents, lines, strict=True)
        ],
        word=[(n, w, len(own.get(w, empty))) for w, n in number_of.items()],
        posting=[
            (n, own.get(w, empty).tobytes(), above.get(w, empty).tobytes())
            for w, n in number_of.items()
        ],
        gram=list(_grams(w for w in number_of.items() if w[0] in own)),
        opening=list(_openings(documents)),
    )


def _documents(release: Assembled, words: Lexicon) -> list[Document]:
    """Collect the documents in ranked order, our own phrases among their terms."""
    found = {c.code: _document(c, words) for c in release.codes if not c.extension}
    own = ((ABBREVIATION, words.abbreviations), (LAY, words.lay), (SITE, words.sites))
    for kind, phrases in own:
        for phrase, codes in phrases.items():
            for place, code in enumerate(codes):
                if code in found:
                    found[code].terms.append((f"{kind}{min(place, 9)}", typed_words(phrase)))
    _add_indexed(found, release.alphabetic)
    ranked = sorted(found.values(), key=lambda d: (-d.prior, d.code.ord))
    for number, document in enumerate(ranked):
        document.number = number
    return ranked


def _add_indexed(found: dict[str, Document], terms: Iterable[IndexTerm]) -> None:
    """Add the chains of a loaded Alphabetic Index to the codes they lead to.

    A chain to a full code counts for the code that only lacks its 7th character. What stands
    in parentheses is said or left out alike, so it is left out.
    """
    for term in terms:
        document = found.get(term.code) or found.get(term.code[:-1].rstrip("X"))
        if document:
            document.terms.append((INDEXED, words_of(_NONESSENTIAL.sub(" ", term.words))))


def _document(code: Code, words: Lexicon) -> Document:
    """Start a document with the official words: title and what the notes say it includes."""
    document = Document(code, _prior(code, words))
    document.terms.append((TITLE, _title_words(code.title)))
    if "(" in code.title:
        document.terms.append((TITLE, _title_words(_NONESSENTIAL.sub(" ", code.title))))
    for kind, text in code.notes:
        if kind in ("inclusion", "includes"):
            document.terms.append((INCLUSION, words_of(_BRACKETED.sub("", text))))
    return document


def _title_words(title: str) -> list[str]:
    """Fold a title; what "without" takes away ends with a dot."""
    before, denial, after = title.partition(" without ")
    if not denial:
        return words_of(title)
    denied = _DENIED.match(after)
    end = denied.end() if denied else 0
    found = [*words_of(before), "without", *words_of(after[:end]), _END_OF_DENIAL]
    return found + words_of(after[end:])


def _prior(code: Code, words: Lexicon) -> int:
    """Say how likely a code is before anything is typed; higher is likelier."""
    score = 1000
    place = words.usual.get(code.code)
    if place is not None:
        score += _USUAL_WEIGHT - place // 2
    score -= _RARE_CHAPTERS.get(code.code[0], 0)
    score -= 8 * len(code.title.split()) + 10 * (len(code.code) - CATEGORY)
    title = code.title.lower()
    if "unspecified" in title or "without complication" in title:
        score += 60
    if title.startswith("other "):
        score -= 70
    if "classified elsewhere" in title:
        score -= 60
    return score


def _term_lines(document: Document, equals: Equals) -> str:
    """Write a document's terms as stored: kind, words, then words that say the same.

    One line a term: "tmalignant neoplasm breast|cancer:2"; the number is how many of the
    term's words the added word stands for, shared out where several words say the same.
    """
    lines = []
    told: set[tuple[object, ...]] = set()
    for kind, words in document.terms:
        is_ours = kind[0] in (ABBREVIATION, LAY)
        if not words or (is_ours, *words) in told:
            continue
        told.add((is_ours, *words))
        present = frozenset(words)
        added: dict[str, float] = {}
        for word in dict.fromkeys(words):
            for needed, same in equals.get(word, ()):
                if needed <= present:
                    _add_same(added, same, present)
        document.own.update(present - {_END_OF_DENIAL}, added)
        extra = " ".join(f"{w}:{n:.3g}" for w, n in added.items())
        lines.append(f"{kind[0]}{kind[1:] or '0'}{' '.join(words)}|{extra}")
    return "\n".join(lines)


def _add_same(
    added: dict[str, float], same: Iterable[tuple[str, float]], present: frozenset[str]
) -> None:
    for word, share in same:
        if word not in present:
            added[word] = max(share, added.get(word, 0.0))


def _inherit(documents: list[Document]) -> None:
    """Give each document the words above it and those of its 7th characters."""
    by_ord = {d.code.ord: d for d in documents}
    for document in sorted(documents, key=lambda d: d.code.ord):
        parent = by_ord.get(document.code.parent or 0)
        if parent:
            document.above = (parent.above | parent.own) - document.own
        for _, text in document.code.seventh:
            document.above.update(words_of(text))


def _post(documents: list[Document]) -> tuple[dict[str, array[int]], dict[str, array[int]]]:
    own: dict[str, array[int]] = {}
    above: dict[str, array[int]] = {}
    for document in documents:
        for words, postings in ((document.own, own), (document.above, above)):
            for word in words:
                postings.setdefault(word, array("I")).append(document.number)
    return own, above


def _grams(words: Iterable[tuple[str, int]]) -> Iterator[Row]:
    """List the words by two-letter piece, by sound under "~" and its key, by stem under "="."""
    found: dict[str, array[int]] = {}
    for word, number in words:
        if len(word) < 4 or word[0].isdigit():
            continue
        for gram in (*grams_of(word), "~" + sound_of(word), "=" + stem_of(word)):
            found.setdefault(gram, array("I")).append(number)
    return ((gram, numbers.tobytes()) for gram, numbers in found.items())


def _openings(documents: list[Document]) -> Iterator[Row]:
    """Rank what the first one or two letters mean: whole words, then beginnings of terms."""
    whole: dict[str, list[int]] = {}
    first: dict[str, list[int]] = {}
    inner: dict[str, list[int]] = {}
    for document in documents:
        for kind, words in document.terms:
            if not words:
                continue
            if len(words) == 1 and len(words[0]) <= 2:
                _keep(whole, words[0], document.number, front=kind.endswith("0"))
            for length in (1, 2):
                _keep(first, words[0][:length], document.number)
                for word in words[1:]:
                    _keep(inner, word[:length], document.number)
    for letters in first.keys() | inner.keys() | whole.keys():
        lists = (whole.get(letters, []), first.get(letters, []), inner.get(letters, []))
        ranked = dict.fromkeys(n for numbers in lists for n in numbers)
        yield letters, array("I", list(ranked)[:_OPENING_KEPT]).tobytes()


def _keep(lists: dict[str, list[int]], letters: str, number: int, *, front: bool = False) -> None:
    kept = lists.setdefault(letters, [])
    if number in kept[-2:]:
        return
    if front:
        kept.insert(0, number)
    elif len(kept) < _OPENING_KEPT:
        kept.append(number)
