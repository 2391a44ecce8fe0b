"""The back page: words a patient may not know, how to dispute, where help is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.documents.paper.fitting import Run, shrink
from app.documents.paper.flow import Block, Span, paginate, paint, paragraph
from app.documents.paper.fonts import REGULAR, SECTION, SEMIBOLD, SMALL, Type
from app.documents.paper.letterhead import Letterhead, call
from app.documents.paper.sheet import EDGE, Sheet
from app.documents.paper.wording import Wording, wording
from app.statements.view import StatementView, TextBlock

TOP = 92.0
FORM_TOP = 556
COLUMNS = (Span(36, 294), Span(311, 569))
# A paragraph of so many lines is not broken between two columns.
WHOLE = 10
SIZES = (9.5, 9.0, 8.5, 8.0)

Columns = tuple[list[Block], ...]

_STANDARD = (
    ("paper.back.words_title", "paper.back.words_text"),
    ("paper.back.dispute_title", "paper.back.dispute_text"),
    ("paper.back.help_title", "paper.back.help_text"),
    ("paper.back.surprise_title", "paper.back.surprise_text"),
    ("paper.back.language_title", "paper.back.language_text"),
    ("paper.back.privacy_title", "paper.back.privacy_text"),
)


def standard_blocks(practice: Letterhead, language: str) -> tuple[TextBlock, ...]:
    """Give the back page as shipped, with the practice's name and phone filled in.

    A practice edits these in its settings; they are information, not legal advice.

    Source: 45 CFR 149.430 (balance billing), 45 CFR 92.11 (language assistance).
    """
    words = wording(language)
    asked = call(practice, words)
    other = "paper.call.other" if practice.phone else "paper.call.other_us"
    gaps = {
        "call": asked,
        "call_low": asked[:1].lower() + asked[1:],
        "other": words(other, phone=practice.phone),
        "practice": practice.name,
    }
    return tuple(TextBlock(words(title), words(text, **gaps)) for title, text in _STANDARD)


def back_pages(view: StatementView) -> tuple[Columns, ...]:
    """Share the back text among pages of two columns; no text gives no page.

    The type goes down from 9.5 to 8 points before a second page is begun.
    """
    return _shared(view.back, FORM_TOP - 20 if view.is_bill else 748) if view.back else ()


@lru_cache(maxsize=8)
def _shared(texts: tuple[TextBlock, ...], bottom: float) -> tuple[Columns, ...]:
    """Lay the text out once for all statements of a run."""
    for size in SIZES:
        columns = paginate(_blocks(texts, size, COLUMNS[0]), bottom - TOP, bottom - TOP)
        if len(columns) <= len(COLUMNS):
            columns = _level(columns, _blocks(texts, size, COLUMNS[0]))
            break
    # Both columns are equally wide, so the same share serves the blocks of the right one.
    spare = _blocks(texts, size, COLUMNS[1])
    placed: list[list[Block]] = []
    start = 0
    for number, blocks in enumerate(columns):
        end = start + len(blocks)
        placed.append(blocks if number % 2 == 0 else spare[start:end])
        start = end
    return tuple(tuple(placed[place : place + 2]) for place in range(0, len(placed), 2))


def _level(columns: list[list[Block]], blocks: list[Block]) -> list[list[Block]]:
    """Share the text again so that the two columns end nearly level."""
    high = sum(block.height for block in blocks) / len(COLUMNS)
    while True:
        shared = paginate(blocks, high, high)
        if len(shared) <= len(COLUMNS):
            return shared if high < sum(b.height for b in columns[0]) else columns
        high += 6


def _blocks(texts: tuple[TextBlock, ...], size: float, span: Span) -> list[Block]:
    blocks: list[Block] = []
    for block in texts:
        title = [Run(block.title, Type(SEMIBOLD, size + 0.5))]
        blocks += paragraph(title, span, size * 1.4, 1, keep=True)
        paragraphs = block.text.split("\n")
        for place, part in enumerate(paragraphs):
            after = 9.0 if place == len(paragraphs) - 1 else 2.5
            runs = runs_of(part, size)
            lines = paragraph(runs, span, round(size * 1.3, 2), after)
            if len(lines) <= WHOLE:
                lines = [replace(line, keep=True) for line in lines[:-1]] + lines[-1:]
            blocks += lines
    return blocks


def runs_of(part: str, size: float) -> list[Run]:
    """Set what stands before a bar in stronger type: "Copay:| a fixed …"."""
    lead, bar, rest = part.partition("|")
    if not bar:
        return [Run(part, Type(REGULAR, size))]
    return [Run(lead, Type(SEMIBOLD, size)), Run(rest, Type(REGULAR, size))]


def free_below(view: StatementView, pages: Sequence[Columns]) -> tuple[float, float]:
    """Give where the room under the text of the only back page begins and ends; none: 0, 0."""
    if len(pages) != 1:
        return 0.0, 0.0
    deepest = max(sum(block.height for block in blocks) for blocks in pages[0])
    return TOP + deepest + 10, FORM_TOP - 20 if view.is_bill else 748.0


def draw_columns(sheet: Sheet, columns: Columns) -> None:
    """Draw one back page's text."""
    for blocks in columns:
        paint(sheet, blocks, TOP)


def draw_form(sheet: Sheet, words: Wording) -> None:
    """Draw the lines for a new address or insurance, behind the slip."""
    sheet.text(36, FORM_TOP, words("paper.form.title"), SECTION)
    rows = (
        ("paper.form.name", "paper.form.insurer"),
        ("paper.form.street", "paper.form.member"),
        ("paper.form.city", "paper.form.group"),
        ("paper.form.phone", "paper.form.holder"),
    )
    y = FORM_TOP + 30
    for pair in rows:
        for span, key in zip(COLUMNS, pair, strict=True):
            sheet.rule(span.left, span.right, y, EDGE)
            sheet.run(span.left, y + 11, shrink(words(key), SMALL, span.width, 7))
        y += 34
