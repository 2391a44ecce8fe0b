"""The Alphabetic Index: chains of words and the codes they lead to.

The rows lie in the rule tables. While the search of a release is built they come with its rows,
in ``Assembled.alphabetic``; loading an index for a release builds its search again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.codesets.reference import Reference, ReleaseInfo
from app.codesets.rules_layout import number


@dataclass(frozen=True, slots=True)
class IndexTerm:
    """One chain of the index: "Abscess, lung, with pneumonia" and where it leads.

    ``words`` is the chain from the main term down, joined by commas, non-essential modifiers
    in parentheses. ``code`` has no dot; it may be a header when the index says "more
    characters needed". ``manifestation`` is the second, bracketed code, mostly empty. ``kind``
    is main, external, neoplasm or drug; a table's column stands at the end of ``words``.
    """

    words: str
    code: str
    manifestation: str
    kind: str


SERVED_BY = (
    "SELECT t.words, t.code, t.manifestation, t.kind FROM term t WHERE t.release_id IN ("
    " SELECT id FROM (SELECT id, max(valid_from) FROM release"
    " WHERE system = 'index' AND valid_from <= ? GROUP BY setting)) ORDER BY t.release_id, t.seq"
)
"""The terms of the newest index of each kind that is not younger than a release."""


def terms(reference: Reference, release: ReleaseInfo) -> Iterator[IndexTerm]:
    """Give the index terms for an ICD-10-CM release, in the order of the index.

    They are of the newest index loaded that starts no later than the release; mostly none.
    """
    rows = reference.rules(SERVED_BY, number(release.valid_from))
    return (IndexTerm(*row) for row in rows)
