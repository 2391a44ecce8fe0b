"""Find codes as someone types: code, words, synonyms, abbreviations, misspellings."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.codesets import own_use, untold
from app.codesets.folding import plain, typed_words, words_of
from app.codesets.own_use import OwnUse, Ranked
from app.codesets.reference import ICD10CM, Reference, Row, Serving, numbers
from app.codesets.scoring import Asked, Wanted, weigh
from app.codesets.typed import Typed, read_typed
from app.values.codes import CodedText, Icd10Cm

_CODE_LIKE = re.compile(r"[a-z](?:\d|a(?=\d))[0-9a-z]?(?:\.?[0-9a-z]{0,4})-?")
_SERVICE_LIKE = re.compile(r"[a-z]\d{4}")
_CATEGORY = 3
_POOL = 80
_ITSELF, _ABOVE = 0, 1
_COMMON = 2500
_BELOW = 0.5
_TELLING = 3
_FIRST_OF_CHAIN, _SECOND_OF_CHAIN = "x0", "x1"
_GLUED = re.compile(r"\d[a-d]$")
_OF_ENCOUNTER = {"followup": "subsequent", "aftercare": "subsequent", "recheck": "subsequent"}
"""What is typed of an encounter, and the word of the 7th character for it."""
_PRIOR_WEIGHT = 1 / 2600
_BEGUN_WEIGHT = 1 / 900
_BEGUN_AMONG_WEIGHT = 1 / 2200


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


def search(
    reference: Reference,
    query: str,
    on: date,
    limit: int = 20,
    usual: Mapping[str, int] | None = None,
) -> list[Hit]:
    """Give the likeliest codes for what was typed so far, best first.

    The last word may be unfinished. An empty query gives nothing. ``usual`` tells how often
    each code, without its dot, was used here; such codes come sooner.
    """
    if not query.strip():
        return []
    serving = reference.serving(on)
    text = plain(query).strip()
    if _CODE_LIKE.fullmatch(text):
        by_code = _by_code(reference, serving, text, limit)
        if by_code or _SERVICE_LIKE.fullmatch(text):
            return by_code
    words = typed_words(query)
    if not words:
        return []
    use = own_use.of(reference, serving.release.id, usual or {})
    if len(words) == 1 and len(words[0]) <= 2 and not words[0].isdigit():
        return _openings(reference, serving, words[0], use, limit)
    tokens = read_typed(reference, serving.release.id, words, is_whole=bool(_GLUED.search(text)))
    return _by_words(reference, serving, tokens, use, limit)


def _by_code(reference: Reference, serving: Serving, text: str, limit: int) -> list[Hit]:
    """Give the code itself, then what starts with it, shallow before deep.

    Where a dot was typed and no code starts so, the nearest one above is meant: I10.5 is I10.
    """
    prefix = text.replace(".", "").rstrip("-").upper()
    rows = _starting(reference, serving, prefix, limit)
    while not rows and "." in text and len(prefix) > _CATEGORY:
        prefix = prefix[:-1]
        rows = _starting(reference, serving, prefix, limit)
    return [_hit(serving, row) for row in rows]


def _starting(reference: Reference, serving: Serving, prefix: str, limit: int) -> list[Row]:
    return reference.rows(
        "SELECT code, title, billable FROM code WHERE release_id = ? AND code >= ? AND code < ?"
        " AND (extension = '' OR ?) ORDER BY length(code) > ?, code LIMIT ?",
        serving.release.id, prefix, prefix + "~", len(prefix) > 4, len(prefix) + 1, limit,
    )  # fmt: skip


def _openings(
    reference: Reference, serving: Serving, letters: str, use: OwnUse, limit: int
) -> list[Hit]:
    """Answer one or two letters from the list made at load, what is used here first."""
    rows = reference.rows(
        "SELECT docs FROM opening WHERE release_id = ? AND letters = ?",
        serving.release.id, letters,
    )  # fmt: skip
    listed = list(numbers(rows[0][0])) if rows else []
    found = list(dict.fromkeys((*use.opening_with(letters), *listed)))[:limit]
    return _hits(reference, serving, [(doc, "") for doc in found], [letters]) if found else []


def _by_words(
    reference: Reference, serving: Serving, tokens: Sequence[Typed], use: OwnUse, limit: int
) -> list[Hit]:
    release = serving.release.id
    known = [t for t in tokens if t.numbers]
    if not known:
        return []
    own = [reference.documents(release, t.numbers, _ITSELF) for t in known]
    pool = _pool(reference, release, known, own, use)
    ranked = _in_pairs(_rank(reference, serving, pool, tokens, use))
    typed = [t.text for t in tokens]
    return untold.usual_first(_hits(reference, serving, ranked[:limit], typed), typed)


def _in_pairs(ranked: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Put the code of a cause before its manifestation, where one chain of an index gives both."""
    for _, term in [one for one in ranked if one[1].startswith(_SECOND_OF_CHAIN)]:
        cause = _FIRST_OF_CHAIN + term.removeprefix(_SECOND_OF_CHAIN)
        terms = [one[1] for one in ranked]
        if cause in terms and (at := terms.index(cause)) > (to := terms.index(term)):
            ranked.insert(to, ranked.pop(at))
    return ranked


def _pool(
    reference: Reference,
    release: int,
    tokens: Sequence[Typed],
    own: Sequence[frozenset[int]],
    use: OwnUse,
) -> list[int]:
    """Choose a bounded number of documents to weigh: all words, else the most that tell."""
    all_words = frozenset.intersection(*own)
    whole = set.intersection(*(set(_exactly(reference, release, t)) for t in tokens))
    first = heapq.nsmallest(_POOL // 2, whole)
    pool = list(dict.fromkeys((*first, *heapq.nsmallest(_POOL, all_words))))[:_POOL]
    pool.extend(use.bonus.keys() & all_words - set(pool))
    if len(tokens) == 1 or len(pool) >= _POOL // 2:
        return pool
    tally: dict[int, float] = {}
    order = sorted(range(len(tokens)), key=lambda n: len(own[n]))
    for place, n in enumerate(order):
        weight = tokens[n].tells(50_000)
        inherited = reference.documents(release, tokens[n].numbers, _ABOVE)
        if place == 0:
            tally = dict.fromkeys(own[n], weight)
            if len(inherited) < _COMMON:
                _add(tally, inherited - own[n], weight * _BELOW)
        elif len(own[n]) < _COMMON and place < 4:
            _add(tally, own[n], weight)
        else:
            _raise(tally, own[n], weight)
        if place:
            _raise(tally, inherited, weight * _BELOW)
    best = heapq.nlargest(_POOL - len(pool), tally, key=lambda d: (tally[d], -d))
    return list(dict.fromkeys((*pool, *best)))


def _exactly(reference: Reference, release: int, token: Typed) -> Iterable[int]:
    """Give the documents that hold a word as it was typed."""
    return () if token.exact is None else reference.postings(release, token.exact)[0]


def _add(tally: dict[int, float], documents: Iterable[int], weight: float) -> None:
    for document in documents:
        tally[document] = tally.get(document, 0.0) + weight


def _raise(tally: dict[int, float], documents: frozenset[int], weight: float) -> None:
    for document in tally.keys() & documents:
        tally[document] += weight


def _rank(
    reference: Reference,
    serving: Serving,
    pool: Sequence[int],
    tokens: Sequence[Typed],
    use: OwnUse,
) -> list[tuple[int, str]]:
    """Weigh the pool, best first; while a word is only begun, usual codes count for more."""
    release, size = serving.release.id, serving.release.codes
    marks = ", ".join("?" * len(pool))
    rows = reference.rows(
        f"SELECT doc, prior, terms FROM doc WHERE release_id = ? AND doc IN ({marks})",
        release, *pool,
    )  # fmt: skip
    above = [
        reference.documents(release, t.numbers if len(tokens) > 1 else (), _ABOVE) for t in tokens
    ]
    wanted = Wanted([Asked(t.tells(size), t.answers, t.beginning) for t in tokens])
    prior_weight = _PRIOR_WEIGHT
    if tokens[-1].is_begun:
        prior_weight = _BEGUN_AMONG_WEIGHT if len(tokens) > 1 else _BEGUN_WEIGHT
    scored = []
    for doc, prior, terms in rows:
        weighed = weigh(terms, wanted, [doc in a for a in above])
        score = weighed.score + prior * prior_weight
        scored.append(Ranked(score, -doc, weighed.term, weighed.beyond))
    begun = tokens[-1].text if tokens[-1].is_begun else ""
    return [(-one.minus, one.term) for one in own_use.lifted(scored, use.bonus, begun)]


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
    told = [
        _OF_ENCOUNTER.get(word, word) for word in typed if len(word) >= _TELLING
    ]  # "r" is a side, not "routine"
    best: dict[int, tuple[int, Row]] = {}
    for parent, code, title, billable, extension in rows:
        words = _words_of_extension(extension)
        fits = sum(any(w.startswith(t) for w in words) for t in told)
        if parent not in best or fits > best[parent][0]:
            best[parent] = (fits, (code, title, billable))
    return {parent: row for parent, (_, row) in best.items()}


@lru_cache(maxsize=512)
def _words_of_extension(extension: str) -> tuple[str, ...]:
    return tuple(words_of(extension))


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
