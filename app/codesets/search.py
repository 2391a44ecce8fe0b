"""Find codes as someone types: code, words, synonyms, abbreviations, misspellings."""

from __future__ import annotations

import heapq
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.codesets.folding import plain, typed_words, words_of
from app.codesets.reference import ICD10CM, Reference, Row, Serving, numbers
from app.codesets.scoring import Asked, weigh
from app.codesets.spelling import nearest_words
from app.values.codes import CodedText, Icd10Cm

SYSTEMS = (ICD10CM,)
_CODE_LIKE = re.compile(r"[a-z]\d[0-9a-z]?(?:\.?[0-9a-z]{0,4})-?")
_POOL = 260
_COMMON = 2500
_WORDS_READ = 12
_SPREAD = 60
_PRIOR_WEIGHT = 1 / 2600


@dataclass(frozen=True, slots=True)
class Hit:
    """One answer of the search.

    ``billable`` False is a heading, shown faint. ``because`` is our word or the official
    inclusion term that answered, folded; empty when the title did. ``nearest`` says that no
    release covers the day asked and the closest one answered.
    """

    system: str
    code: CodedText
    title: str
    billable: bool
    valid_from: date
    valid_to: date
    because: str = ""
    nearest: bool = False


@dataclass(slots=True)
class _Token:
    """A typed word with the vocabulary that answers it."""

    text: str
    answers: dict[str, float]
    numbers: list[int]
    uses: int


def search(
    reference: Reference,
    query: str,
    on: date,
    limit: int = 20,
    systems: Sequence[str] = SYSTEMS,
) -> list[Hit]:
    """Give the likeliest codes for what was typed so far, best first.

    The last word may be unfinished. An empty query gives nothing, systems that the file
    does not hold give nothing.
    """
    if ICD10CM not in systems or not query.strip():
        return []
    serving = reference.serving(on)
    text = plain(query).strip()
    if _CODE_LIKE.fullmatch(text):
        by_code = _by_code(reference, serving, text, limit)
        if by_code:
            return by_code
    tokens = typed_words(query)
    if not tokens:
        return []
    if len(tokens) == 1 and len(tokens[0]) <= 2 and not tokens[0].isdigit():
        return _openings(reference, serving, tokens[0], limit)
    return _by_words(reference, serving, tokens, limit)


def _by_code(reference: Reference, serving: Serving, text: str, limit: int) -> list[Hit]:
    """Give the code itself, then what starts with it, shallow before deep."""
    prefix = text.replace(".", "").rstrip("-").upper()
    rows = reference.rows(
        "SELECT code, title, billable FROM code WHERE release_id = ? AND code >= ? AND code < ?"
        " AND (extension = '' OR ?) ORDER BY length(code) > ?, code LIMIT ?",
        serving.release.id, prefix, prefix + "~", len(prefix) > 4, len(prefix) + 1, limit,
    )  # fmt: skip
    return [_hit(serving, row) for row in rows]


def _openings(reference: Reference, serving: Serving, letters: str, limit: int) -> list[Hit]:
    rows = reference.rows(
        "SELECT docs FROM opening WHERE release_id = ? AND letters = ?",
        serving.release.id, letters,
    )  # fmt: skip
    if not rows:
        return []
    found = list(numbers(rows[0][0]))[:limit]
    return _hits(reference, serving, [(doc, "") for doc in found], [letters])


def _by_words(
    reference: Reference, serving: Serving, typed: Sequence[str], limit: int
) -> list[Hit]:
    release = serving.release.id
    tokens = [
        _token(reference, release, word, last=n == len(typed) - 1) for n, word in enumerate(typed)
    ]
    known = [t for t in tokens if t.numbers]
    if not known:
        return []
    own = [_documents(reference, release, t, 0) for t in known]
    pool = _pool(reference, release, known, own)
    size = max(1, serving.release.codes)
    asked = [Asked(_weight(t, size), t.answers) for t in tokens]
    ranked = _rank(reference, release, pool, asked, tokens)
    return _hits(reference, serving, ranked[: limit + _SPREAD], typed)[:limit]


def _weight(token: _Token, size: int) -> float:
    """Say how much a word tells: rare words more; an unknown one a little."""
    if not token.answers:
        return 2.0
    return 1.0 + math.log(size / max(1, token.uses))


def _token(reference: Reference, release: int, word: str, *, last: bool) -> _Token:
    """Find the words that a typed one is, begins, or may have meant."""
    vocabulary = reference.vocabulary(release)
    exact = vocabulary.number(word)
    if len(word) <= 2 or word.isdigit():
        found = {exact: 1.0} if exact is not None else {}
    else:
        found = {
            n: 0.78 + 0.2 * len(word) / len(vocabulary.words[n]) for n in vocabulary.starting(word)
        }
        if exact is not None:
            found[exact] = 1.0
    if not found:
        near = nearest_words(reference, release, word, beginning=False)
        if last and not near:
            near = nearest_words(reference, release, word, beginning=True)
        found = {n: 0.92 - 0.13 * strokes for n, strokes in near.items()}
    uses = sum(vocabulary.uses[n] for n in found)
    if exact is not None:
        uses = max(1, vocabulary.uses[exact])
    answers = {vocabulary.words[n]: quality for n, quality in found.items()}
    return _Token(word, answers, list(found), uses)


def _documents(reference: Reference, release: int, token: _Token, where: int) -> set[int]:
    """Give the documents that hold a word, themselves (0) or from above (1)."""
    found: set[int] = set()
    for number in token.numbers:
        found.update(reference.postings(release, number)[where])
    return found


def _pool(
    reference: Reference, release: int, tokens: Sequence[_Token], own: Sequence[set[int]]
) -> list[int]:
    """Choose a bounded number of documents to weigh: all words, else the most that tell."""
    all_words = set.intersection(*own)
    pool = heapq.nsmallest(_POOL, all_words)
    if len(tokens) == 1 or len(pool) >= _POOL // 2:
        return pool
    tally: dict[int, float] = {}
    order = sorted(range(len(tokens)), key=lambda n: len(own[n]))
    for place, n in enumerate(order):
        weight = 1.0 + math.log(50_000 / (1 + len(own[n])))
        if place == 0 or (len(own[n]) < _COMMON and place < 4):
            _add(tally, own[n], weight)
        else:
            _raise(tally, own[n], weight)
        _raise(tally, _documents(reference, release, tokens[n], 1), weight * 0.5)
    best = heapq.nlargest(_POOL - len(pool) // 2, tally, key=lambda d: (tally[d], -d))
    return list(dict.fromkeys((*pool, *best)))


def _add(tally: dict[int, float], documents: Iterable[int], weight: float) -> None:
    for document in documents:
        tally[document] = tally.get(document, 0.0) + weight


def _raise(tally: dict[int, float], documents: set[int], weight: float) -> None:
    for document in tally.keys() & documents:
        tally[document] += weight


def _rank(
    reference: Reference,
    release: int,
    pool: Sequence[int],
    asked: Sequence[Asked],
    tokens: Sequence[_Token],
) -> list[tuple[int, str]]:
    marks = ", ".join("?" * len(pool))
    rows = reference.rows(
        f"SELECT doc, prior, terms FROM doc WHERE release_id = ? AND doc IN ({marks})",
        release, *pool,
    )  # fmt: skip
    above = [
        _documents(reference, release, t, 1) if len(tokens) > 1 else set[int]() for t in tokens
    ]
    scored = []
    for doc, prior, terms in rows:
        weighed = weigh(terms, asked, [doc in a for a in above])
        scored.append((weighed.score + prior * _PRIOR_WEIGHT, -doc, weighed.term))
    scored.sort(reverse=True)
    return [(-minus, term) for _, minus, term in scored]


def _hits(
    reference: Reference, serving: Serving, ranked: Sequence[tuple[int, str]], typed: Sequence[str]
) -> list[Hit]:
    """Turn documents into hits; where a 7th character is due, into the likeliest full code."""
    release = serving.release.id
    marks = ", ".join("?" * len(ranked))
    found: dict[int, Row] = {
        row[0]: row[1:]
        for row in reference.rows(
            "SELECT d.doc, c.code, c.title, c.billable, c.ord, c.last FROM doc d"
            " JOIN code c ON c.release_id = d.release_id AND c.ord = d.ord"
            f" WHERE d.release_id = ? AND d.doc IN ({marks})",
            release, *(doc for doc, _ in ranked),
        )
    }  # fmt: skip
    full = _full_codes(reference, release, [r[3] for r in found.values() if not r[2]], typed)
    hits = []
    for doc, term in ranked:
        row = found[doc]
        because = term[2:] if term[:1] in ("i", "a", "l") else ""
        hits.append(_hit(serving, full.get(row[3], row), because))
    return hits


def _full_codes(
    reference: Reference, release: int, headers: Sequence[int], typed: Sequence[str]
) -> dict[int, Row]:
    """Give for each header that only lacks its 7th character the one that fits what was typed."""
    marks = ", ".join("?" * len(headers))
    rows = reference.rows(
        "SELECT parent, code, title, billable, extension FROM code WHERE release_id = ?"
        f" AND parent IN ({marks}) AND extension <> '' ORDER BY ord",
        release, *headers,
    )  # fmt: skip
    best: dict[int, tuple[int, Row]] = {}
    for parent, code, title, billable, extension in rows:
        words = words_of(extension)
        fits = sum(any(w.startswith(t) for w in words) for t in typed)
        if parent not in best or fits > best[parent][0]:
            best[parent] = (fits, (code, title, billable))
    return {parent: row for parent, (_, row) in best.items()}


def _hit(serving: Serving, row: Row, because: str = "") -> Hit:
    release = serving.release
    return Hit(
        ICD10CM, Icd10Cm(row[0]), row[1], bool(row[2]), release.valid_from, release.valid_to,
        because, serving.nearest,
    )  # fmt: skip


def warm(reference: Reference, on: date) -> None:
    """Read what the first keystroke needs, so that it costs no more than the next."""
    reference.vocabulary(reference.serving(on).release.id)
    search(reference, "fracture", on, 1)
