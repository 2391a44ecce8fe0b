"""The sheet that holds an office file's recovery key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.documents.paper.document import Frame, beside, render, signature
from app.documents.paper.flow import Block, Span, heading, text
from app.documents.paper.fonts import SEMIBOLD, TITLE, Type
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.sheet import LEFT, RIGHT, Paper, Sheet
from app.documents.paper.wording import Wording, wording

SPAN = Span()
KEY = Type(SEMIBOLD, 17)
GROUPS_A_LINE = 4


@dataclass(frozen=True, slots=True)
class RecoveryKeyView:
    """The key in groups parted by dashes, as it is typed; ``office`` names the practice."""

    key: str
    office: str
    made_on: date
    language: str = "en"


def draw_recovery_key(view: RecoveryKeyView) -> bytes:
    """Draw the sheet. The key is in the bytes: never write them anywhere but to the printer.

    Raises:
        Refused: ``paper.no_glyph``.
    """
    words = wording(view.language)
    paper = Paper(words("paper.recovery.title"), "Twohats", language=words.language)
    head = Letterhead("Twohats", "", "")

    def line(page: int, pages: int) -> str:
        return words("paper.recovery.page", page=page, pages=pages)

    return render(Frame(paper, head, line), _blocks(view, words))


def _blocks(view: RecoveryKeyView, words: Wording) -> list[Block]:
    blocks = text(words("paper.recovery.heading", office=view.office), SPAN, TITLE)
    blocks += text(words("paper.recovery.made", date=words.full_date(view.made_on)), SPAN)
    blocks += heading(words("paper.recovery.what"), SPAN)
    blocks += text(words("paper.recovery.what_text"), SPAN)
    blocks += heading(words("paper.recovery.key"), SPAN)
    blocks += [_key(view.key)]
    blocks += heading(words("paper.recovery.how"), SPAN)
    for step in words("paper.recovery.how_text").split("\n"):
        blocks += text(step, SPAN, after=2)
    blocks += heading(words("paper.recovery.keep"), SPAN)
    blocks += text(words("paper.recovery.keep_text"), SPAN)
    stored = signature(words("paper.recovery.stored"), Span(LEFT, 294))
    by = signature(words("paper.recovery.by"), Span(311, RIGHT))
    return [*blocks, beside(stored, by)]


def _key(key: str) -> Block:
    groups = key.split("-")
    places = range(0, len(groups), GROUPS_A_LINE)
    lines = ["-".join(groups[place : place + GROUPS_A_LINE]) for place in places]
    height = 26 * len(lines) + 18

    def draw(sheet: Sheet, top: float) -> None:
        sheet.box((LEFT, top + 2, SPAN.width, height - 4))
        for place, line in enumerate(lines):
            tail = "-" if place < len(lines) - 1 else ""
            sheet.text(LEFT + 18, top + 28 + 26 * place, line + tail, KEY)

    return Block(height + 6, draw)
