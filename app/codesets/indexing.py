"""Make the search tables of one release: documents, words, misspelling pieces, openings.

A document is a code that is no 7th-character form; those are chosen when a hit is shown.
Documents are numbered from the likeliest to the rarest, so every posting is already ranked
and a keystroke looks at a bounded number of them.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from sqlcipher3 import dbapi2 as sqlite

from app.codesets import laterality
from app.codesets.alphabetic import IndexTerm
from app.codesets.assembly import CATEGORY, Assembled, Code
from app.codesets.folding import grams_of, sound_of, stem_of, typed_words, words_of
from app.codesets.lexicon import Equals, Lexicon, parts_of
from app.codesets.postings import Postings

TITLE, INCLUSION, ABBREVIATION, LAY, SITE, INDEXED = "t", "i", "a", "l", "n", "x"
_OPENING_KEPT = 40
_SECOND = 1 << 30
_BILLABLE = 25
_USUAL_WEIGHT = 400
_RARE_CHAPTERS = {"V": 260, "W": 200, "X": 200, "Y": 220, "O": 160, "P": 180, "Q": 90, "T": 110}
_NONESSENTIAL = re.compile(r"\([^)]*\)")
# Denied is what stands before "of", "with" or a comma: without damage to nail, without foreign
# body of lip, without foreign body, right foot.
_DENIED = re.compile(r"(?:loss of |.)+?(?=,? with | of |, |$)")
_END_OF_DENIAL = "."
_BRACKETED = re.compile(r"\s*\([^)]*[A-Z]\d[^)]*\)")
# Endings that say too much or too little of a disease to be read by it: hematoma, psychosis.
_NOT_BY_PARTS = ("oma", "osis", "emia")
Row = tuple[object, ...]
Term = tuple[str, list[str]]


class SearchIndex:
    """The search rows of one release, made in one pass over its codes, tables after tables.

    ``documents`` is asked for first and to its end; the rows of the other tables are gathered
    meanwhile, aside, so that memory does not grow with the release. The codes are stored already.
    """

    def __init__(self, release: Assembled, words: Lexicon, stored: StoredRows) -> None:
        self._release = release
        self._words = words
        self._phrases = _Phrases(release.alphabetic, words, stored)
        self._priors = array("i", (_prior(c, words) for c in self._searched()))
        self._numbers = _ranked(self._priors)
        self._postings = Postings(stored.connection)
        self._beginnings = _Beginnings()

    def documents(self) -> Iterator[Row]:
        """Give number, place, prior and terms of each document, in the order of the codes."""
        path: list[tuple[Code, frozenset[str]]] = []
        for code, number, prior in zip(self._searched(), self._numbers, self._priors, strict=True):
            while path and path[-1][0].last < code.ord:
                path.pop()
            above = path[-1][1] if path else frozenset()
            terms = [*_official(code), *self._phrases.of(code.code)]
            if path:
                terms.extend(_of_the_side(code, path[-1][0]))
            line, own = _term_lines(terms, self._words.equals)
            inherited = above - own
            inherited |= {word for _, text in code.seventh for word in words_of(text)}
            self._postings.add(number, own, inherited)
            self._beginnings.add(terms, number)
            path.append((code, inherited | own))
            yield number, code.ord, prior, line

    def words(self) -> Iterator[Row]:
        """Give number, spelling and uses of each word."""
        uses = self._postings.uses
        return ((n, w, uses(w)) for n, w in enumerate(self._postings.spelled()))

    def postings(self) -> Iterator[Row]:
        """Give under each word's number the documents that hold it, and those that inherit it."""
        return self._postings.rows()

    def grams(self) -> Iterator[Row]:
        """Give the words by their pieces, sounds and stems."""
        uses = self._postings.uses
        return _grams((w, n) for n, w in enumerate(self._postings.spelled()) if uses(w))

    def openings(self) -> Iterator[Row]:
        """Give what the first one or two letters mean."""
        return self._beginnings.rows()

    def close(self) -> None:
        """Let go of what lies aside."""
        self._postings.close()
        self._phrases.close()

    def _searched(self) -> Iterator[Code]:
        return (c for c in self._release.codes if not c.extension)


def _ranked(priors: Iterable[int]) -> array[int]:
    """Number the documents from the likeliest to the rarest, as likely ones in their order."""
    alike: dict[int, array[int]] = {}
    count = 0
    for place, prior in enumerate(priors):
        alike.setdefault(prior, array("I")).append(place)
        count += 1
    numbers = array("I", bytes(4 * count))
    ranked = (place for prior in sorted(alike, reverse=True) for place in alike[prior])
    for number, place in enumerate(ranked):
        numbers[place] = number
    return numbers


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The connection that a release is written by, ``aside`` attached, and the release's id."""

    connection: sqlite.Connection
    release: int

    def searched_as(self, code: str) -> str:
        """Give the code that a chain of the index counts for; "" when the release has none.

        A chain to a full code counts for the code that only lacks its 7th character.
        """
        for one in (code, code[:-1].rstrip("X")):
            if self.connection.execute(
                "SELECT 1 FROM main.code WHERE release_id = ? AND code = ? AND extension = ''",
                (self.release, one),
            ).fetchone():
                return one
        return ""

    def beside(self, code: str) -> list[tuple[str, str]]:
        """Give code and title of a code's own neighbors under the same heading, itself too."""
        rows: list[tuple[str, str]] = self.connection.execute(
            "SELECT code, title FROM main.code INDEXED BY code_by_parent WHERE release_id = ?1"
            " AND parent = (SELECT parent FROM main.code WHERE release_id = ?1 AND code = ?2)"
            " AND extension = ''",
            (self.release, code),
        ).fetchall()
        return rows


class _Phrases:
    """By code our own phrases, then the chains of a loaded Alphabetic Index, which lie aside."""

    def __init__(self, chains: Iterable[IndexTerm], words: Lexicon, stored: StoredRows) -> None:
        self._connection = stored.connection
        self._own = _own_phrases(words)
        _add_sides(self._own, stored)
        self._connection.execute(
            "CREATE TABLE aside.phrase (code TEXT NOT NULL, seq INTEGER NOT NULL,"
            " place INTEGER NOT NULL, words TEXT NOT NULL, PRIMARY KEY (code, seq)) WITHOUT ROWID"
        )
        self._connection.executemany(
            "INSERT OR IGNORE INTO aside.phrase VALUES (?, ?, ?, ?)", _chain_rows(chains, stored)
        )
        found = self._connection.execute("SELECT 1 FROM aside.phrase LIMIT 1").fetchone()
        self._has_chains = found is not None

    def of(self, code: str) -> Sequence[Term]:
        """Give the phrases of a code; what stands in parentheses is left out."""
        own = self._own.get(code, ())
        if not self._has_chains:
            return own
        rows = self._connection.execute(
            "SELECT place, words FROM aside.phrase WHERE code = ? ORDER BY seq", (code,)
        )
        return [*own, *((f"{INDEXED}{place}", words.split()) for place, words in rows)]

    def close(self) -> None:
        """Let go of what lies aside."""
        self._connection.execute("DROP TABLE aside.phrase")


def _chain_rows(chains: Iterable[IndexTerm], stored: StoredRows) -> Iterator[Row]:
    """Give code, number, place and words of each chain; the manifestation's place is 1."""
    for seq, chain in enumerate(chains):
        words = " ".join(words_of(_NONESSENTIAL.sub(" ", chain.words)))
        for place, one in enumerate((chain.code, chain.manifestation)):
            if one and (code := stored.searched_as(one)):
                yield code, seq, place, words


def _own_phrases(words: Lexicon) -> dict[str, list[Term]]:
    found: dict[str, list[Term]] = {}
    own = ((ABBREVIATION, words.abbreviations), (LAY, words.lay), (SITE, words.sites))
    for kind, phrases in own:
        for phrase, codes in phrases.items():
            for place, code in enumerate(codes):
                term = f"{kind}{min(place, 9)}", typed_words(phrase)
                found.setdefault(code, []).append(term)
    return found


def _add_sides(found: dict[str, list[Term]], stored: StoredRows) -> None:
    """Give our phrases to the sided twins of a code that leaves the side open, with the side."""
    for code in list(found):
        beside = stored.beside(code)
        title = next((title for one, title in beside if one == code), "")
        for side, twin in laterality.twins_by_side(title, beside):
            said = (
                (kind, [*words, side])
                for kind, words in found[code]
                if not laterality.SIDES & frozenset(words)
            )
            found.setdefault(twin, []).extend(said)


def _official(code: Code) -> Iterator[Term]:
    """Give the official words: title and what the notes say the code includes."""
    yield TITLE, _title_words(code.title)
    if "(" in code.title:
        yield TITLE, _title_words(_NONESSENTIAL.sub(" ", code.title))
    for kind, text in code.notes:
        if kind in ("inclusion", "includes"):
            yield INCLUSION, words_of(_BRACKETED.sub("", text))


def _of_the_side(code: Code, above: Code) -> Iterator[Term]:
    """Give what the notes above a code include, with its side, where it tells no more than that.

    Fracture of ankle is included above; below it stands fracture of the right one.
    """
    inclusions = [text for kind, text in above.notes if kind == "inclusion"]
    if inclusions and laterality.is_sided_child(code.title, above.title):
        side = laterality.word_of_side(code.title)
        for text in inclusions:
            words = words_of(_BRACKETED.sub("", text))
            yield INCLUSION, [*words, side] if side else words


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
    score += _BILLABLE if code.billable else 0
    score -= 8 * len(code.title.split()) + 10 * (len(code.code) - CATEGORY)
    title = code.title.lower()
    if "unspecified" in title or "without complication" in title:
        score += 60
    if title.startswith("other "):
        score -= 70
    if "classified elsewhere" in title:
        score -= 60
    return score


def _term_lines(terms: Iterable[Term], equals: Equals) -> tuple[str, frozenset[str]]:
    """Write a document's terms as stored: kind, words, then words that say the same.

    One line a term: "tmalignant neoplasm breast|cancer:200"; the number is how many of the
    term's words the added word stands for, in hundredths, shared out where several say it. Comes
    with all the words of the document.
    """
    lines = []
    own: set[str] = set()
    told: set[tuple[object, ...]] = set()
    for kind, words in terms:
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
            if kind[0] in (TITLE, INCLUSION):
                for part, share in _in_plain_words(word):
                    _add_same(added, ((part, share), *_said_for(part, share, equals)), present)
        own.update(present, added)
        extra = " ".join(f"{w}:{round(n * 100)}" for w, n in added.items())
        lines.append(f"{kind[0]}{kind[1:] or '0'}{' '.join(words)}|{extra}")
    return "\n".join(lines), frozenset(own - {_END_OF_DENIAL})


def _add_same(
    added: dict[str, float], same: Iterable[tuple[str, float]], present: frozenset[str]
) -> None:
    for word, share in same:
        if word not in present:
            added[word] = max(share, added.get(word, 0.0))


@cache
def _in_plain_words(word: str) -> tuple[tuple[str, float], ...]:
    """Give the parts of a compound in plain words, each with its share: otalgia is ear pain."""
    parts = () if word.endswith(_NOT_BY_PARTS) else parts_of(word)
    return tuple((part, 1 / len(parts)) for part in parts)


def _said_for(part: str, share: float, equals: Equals) -> Iterator[tuple[str, float]]:
    """Give what else is said for one plain word: inflammation of the voice box, too."""
    for needed, same in equals.get(part, ()):
        if len(needed) == 1:
            yield from ((word, share * of_it) for word, of_it in same)


def _grams(words: Iterable[tuple[str, int]]) -> Iterator[Row]:
    """List the words by two-letter piece, by sound under "~" and its key, by stem under "="."""
    found: dict[str, array[int]] = {}
    for word, number in words:
        if len(word) < 4 or word[0].isdigit():
            continue
        for gram in (*grams_of(word), "~" + sound_of(word), "=" + stem_of(word)):
            found.setdefault(gram, array("I")).append(number)
    return ((gram, numbers.tobytes()) for gram, numbers in found.items())


class _Beginnings:
    """What the first one or two letters mean: whole words, then beginnings of terms."""

    def __init__(self) -> None:
        self._whole: dict[str, list[int]] = {}
        self._first: dict[str, list[int]] = {}
        self._inner: dict[str, list[int]] = {}

    def add(self, terms: Iterable[Term], number: int) -> None:
        """Note how the terms of a document begin."""
        for kind, words in terms:
            if not words:
                continue
            if len(words) == 1 and len(words[0]) <= 2:
                # The likeliest meaning of a short form comes before all second ones.
                _keep(self._whole, words[0], number if kind.endswith("0") else number + _SECOND)
            for length in (1, 2):
                _keep(self._first, words[0][:length], number)
                for word in words[1:]:
                    _keep(self._inner, word[:length], number)

    def rows(self) -> Iterator[Row]:
        """Give the letters and the documents they mean, likeliest first."""
        for letters in self._first.keys() | self._inner.keys() | self._whole.keys():
            whole = (n % _SECOND for n in self._whole.get(letters, ()))
            lists = (whole, self._first.get(letters, ()), self._inner.get(letters, ()))
            ranked = dict.fromkeys(n for numbers in lists for n in numbers)
            yield letters, array("I", list(ranked)[:_OPENING_KEPT]).tobytes()


def _keep(lists: dict[str, list[int]], letters: str, number: int) -> None:
    """Keep the likeliest documents, in order."""
    kept = lists.setdefault(letters, [])
    if len(kept) == _OPENING_KEPT and number >= kept[-1]:
        return
    at = bisect_left(kept, number)
    if at == len(kept) or kept[at] != number:
        kept.insert(at, number)
        del kept[_OPENING_KEPT:]
