"""A page to print and fold into an envelope: where its windows are, and what shows in them."""

from __future__ import annotations

from io import BytesIO

from app.documents.paper.fitting import Run, wrap_runs
from app.documents.paper.fonts import BODY, SECTION, SMALL
from app.documents.paper.letterhead import Letterhead
from app.documents.paper.postal import PostalAddress, Windows, draw_recipient, draw_return
from app.documents.paper.sheet import (
    EDGE,
    HAIR,
    LEFT,
    RIGHT,
    Paper,
    Sheet,
    close_canvas,
    open_canvas,
)
from app.documents.paper.wording import wording

FOLDS = (264, 528)
# What is seen wherever the sheet slides, and what may be seen when it slides to one side.
ALWAYS = ((63, 180, 252, 48), (63, 690, 297, 66))
SOMETIMES = ((0, 147, 387, 114), (36, 675, 351, 96))


def draw_test_page(practice: Letterhead, remit_to: PostalAddress, windows: Windows) -> bytes:
    """Draw the outlines of both windows with the addresses where they would be printed.

    The windows are those of #10 and #9 envelopes, 4 1/2 by 1 1/8 inches, 7/8 inch from the
    left and 1/2 inch from the bottom.
    """
    words = wording("en")
    title = words("paper.envelopes.title")
    out = BytesIO()
    canvas = open_canvas(Paper(title, practice.name), out)
    sheet = Sheet(canvas)
    for y in FOLDS:
        sheet.perforation(y)
    for place in SOMETIMES:
        sheet.box(place, EDGE, 0.72)
    for place in ALWAYS:
        sheet.tint(place)
        sheet.box(place, HAIR, 0.72)
    sheet.text(LEFT, 60, title, SECTION)
    sheet.text(LEFT, 76, words("paper.envelopes.recipient_window"), SMALL)
    somebody = PostalAddress(
        words("paper.envelopes.name"),
        words("paper.envelopes.street"),
        words("paper.envelopes.city"),
        "97999",
    )
    draw_recipient(sheet, somebody, windows)
    lines = wrap_runs([Run(words("paper.envelopes.how"), BODY)], RIGHT - LEFT)
    sheet.lines(LEFT, 300, lines, 14)
    sheet.text(LEFT, 556, words("paper.envelopes.return_window"), SMALL)
    draw_return(sheet, remit_to, windows)
    sheet.finish()
    close_canvas(canvas)
    return out.getvalue()
