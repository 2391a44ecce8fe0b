"""What the tabular notes of a code, every note whole and by its official name, nearest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from app.codesets.lookup import CodeEntry, NoteText
from ui.text import tr

_KINDS = (
    "code_first", "excludes1", "use_additional", "code_also", "excludes2", "inclusion",
    "includes", "note",
)  # fmt: skip
_NAMED = {"use_additional": "code"}
"""With what the words of a note begin in the tabular while its name says it already."""


@dataclass(frozen=True, slots=True)
class Told:
    """One note: ``lead`` is its official name, ``words`` what it says, with where it stands."""

    words: str
    lead: str = ""

    @property
    def text(self) -> str:
        """Give the note as plain words."""
        return f"{self.lead}{self.words}"


def tabular_notes(entry: CodeEntry) -> Iterator[Told]:
    """Give every note of a code and of the codes, block and chapter above it.

    A chapter's come last, as they hold for hundreds of codes; before them those that change
    what is coded come first, and of one kind the nearest.
    """
    for is_chapter in (False, True):
        for kind in _KINDS:
            yield from _of_kind(entry, kind, is_chapter=is_chapter)


def _of_kind(entry: CodeEntry, kind: str, *, is_chapter: bool) -> Iterator[Told]:
    by_owner: dict[str, list[NoteText]] = {}
    for note in entry.notes_of(kind):
        by_owner.setdefault(note.owner, []).append(note)
    for owner, notes in by_owner.items():
        if owner.isdigit() == is_chapter:
            yield Told(_words(kind, owner, notes), tr(f"coder_desk.note.{kind}"))


def _words(kind: str, owner: str, notes: Sequence[NoteText]) -> str:
    words = "; ".join(" ".join(one.text.split()) for one in notes).replace(":; ", ": ")
    named = _NAMED.get(kind, "")
    if words.startswith((f"{named} ", f"{named},")):
        words = words.removeprefix(named)
    words = words.lstrip(" ,")
    if not notes[0].inherited:
        return tr("encoder.own_note", note=words)
    above = tr("encoder.chapter", number=owner) if owner.isdigit() else owner
    return tr("encoder.inherited", note=words, owner=above)


def as_html(notes: Sequence[Told]) -> str:
    """Set notes one below the other, the name of each in stronger letters."""
    return "".join(
        '<p style="margin:0 0 3px 0">'
        + (f'<span style="font-weight:600">{escape(one.lead)}</span>' if one.lead else "")
        + f"{escape(one.words)}</p>"
        for one in notes
    )
