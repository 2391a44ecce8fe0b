"""What one column of a table shows of a row, and how a row is told to a screen reader."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


# Without slots: a frozen dataclass with slots cannot be built as Column[Row](...) on Python 3.11.
@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column over rows of one kind; every function is given the row.

    ``heading`` may be empty for a column of marks; then ``spoken`` names it to readers.
    ``text`` gives the words of the cell, already formatted. ``numeric`` columns stand right
    and fit their content. ``tone`` gives a color token such as "warn" or "text_faint", or ""
    for plain text; a tone that tells a state comes with an ``icon`` (a Lucide name, "" for
    none) and a word in the text. ``tip`` is only for what stands elsewhere too.
    ``sort_key`` names the order to the query that fetched the rows; empty: not sortable.
    ``stretch`` lets a text column take the room that is left.
    """

    heading: str
    text: Callable[[Row], str]
    sort_key: str = ""
    numeric: bool = False
    tone: Callable[[Row], str] | None = None
    icon: Callable[[Row], str] | None = None
    bold: Callable[[Row], bool] | None = None
    tip: Callable[[Row], str] | None = None
    link: bool = False
    stretch: bool = False
    spoken: str = ""

    def said(self, row: Row) -> str:
        """Give the cell as a reader says it: figures with their heading, words alone.

        A mark without words is told by the name of its column.
        """
        words = self.text(row)
        if not words and self.spoken and self.icon is not None and self.icon(row):
            return self.spoken
        name = self.spoken or self.heading
        return f"{name} {words}" if words and name and self.numeric else words


def sentence(columns: Sequence[Column[Row]], row: Row) -> str:
    """Tell a whole row as one sentence; cells without words are left out."""
    return ", ".join(said for said in (column.said(row) for column in columns) if said) + "."


def zero_faint(text: Callable[[Row], str]) -> Callable[[Row], str]:
    """Give the tone of a money column: zeros step back, other figures are plain text."""

    def tone(row: Row) -> str:
        return "text_faint" if text(row) in ("0.00", "0") else ""

    return tone
