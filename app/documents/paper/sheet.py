"""A US Letter page measured in points from the top left, and the PDF it goes into."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from threading import Lock

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.pdfgen.textobject import PDFTextObject

from app.documents.paper import fonts
from app.documents.paper.fitting import Line, Run, first_fitting, shrink
from app.documents.paper.fonts import Type, measure

WIDTH, HEIGHT = 612, 792
LEFT, RIGHT = 36, 569
HIGHEST = 36
BOTTOM = 756

Ink = tuple[float, float, float]
TEXT: Ink = (0x1C / 255, 0x1B / 255, 0x19 / 255)
HAIR: Ink = (0xB9 / 255, 0xB4 / 255, 0xAA / 255)
EDGE: Ink = (0x84 / 255, 0x7F / 255, 0x76 / 255)
TINT: Ink = (0xF3 / 255, 0xF2 / 255, 0xEE / 255)


@dataclass(frozen=True, slots=True)
class Paper:
    """What a PDF says about itself; ``title`` and ``subject`` hold no patient data."""

    title: str
    author: str
    subject: str = ""
    language: str = "en"


def open_canvas(paper: Paper, out: BytesIO) -> Canvas:
    """Open a PDF whose bytes depend on nothing but what is drawn: no clock, no machine."""
    fonts.register()
    canvas = Canvas(
        out,
        pagesize=(WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        lang=f"{paper.language}-US",
    )
    canvas.setTitle(paper.title)
    canvas.setAuthor(paper.author)
    canvas.setSubject(paper.subject)
    canvas.setCreator("Twohats")
    canvas.setProducer("Twohats")
    return canvas


_SHARED = Lock()
"""Held while ReportLab reads a face's outlines or a picture: each has one place mark that all
documents share, and two that read at once get wrong letters, a wrong picture, or none."""


def close_canvas(canvas: Canvas) -> None:
    """Finish a PDF; threads that draw at the same time wait here for each other."""
    with _SHARED:
        canvas.save()


@lru_cache(maxsize=8)
def _picture(raw: bytes) -> ImageReader:
    return ImageReader(BytesIO(raw))


class Sheet:
    """One page: x to the right and y down, in points; y of a text is its baseline.

    Lines and fills go to the page at once, words after them in the order they are
    given, so that a reader's cursor walks the page as it was composed.
    """

    def __init__(self, canvas: Canvas) -> None:
        self._canvas = canvas
        self._words: PDFTextObject = canvas.beginText(0, 0)
        self._style: Type | None = None
        self._words.setFillColorRGB(*TEXT)

    def enlarge(self, by: float, x: float = LEFT, y: float = HIGHEST) -> None:
        """Draw this page ``by`` times as large, away from a point that stays where it is.

        Places and sizes are given as before; said once, before anything is drawn.
        """
        self._canvas.transform(by, 0, 0, by, x * (1 - by), (HEIGHT - y) * (1 - by))

    def finish(self) -> None:
        """Put the words on the page and turn it."""
        self._canvas.drawText(self._words)
        self._canvas.showPage()

    def text(self, x: float, y: float, words: str, style: Type) -> None:
        """Write ``words`` from ``x`` to the right."""
        if not words:
            return
        measure(words, style)
        if style != self._style:
            self._words.setFont(style.face, style.size)
            self._style = style
        self._words.setTextOrigin(x, HEIGHT - y)
        self._words.textLine(words)

    def right(self, x: float, y: float, words: str, style: Type) -> None:
        """Write ``words`` so that they end at ``x``."""
        self.text(x - measure(words, style), y, words, style)

    def run(self, x: float, y: float, run: Run) -> None:
        """Write a fitted run from ``x`` to the right."""
        self.text(x, y, run.text, run.style)

    def amount(self, x: float, y: float, words: str, style: Type, width: float = 66) -> None:
        """Write a figure ending at ``x``, smaller when it is wider than ``width``."""
        if measure(words, style) > width:
            style = shrink(words, style, width, 6).style
        self.right(x, y, words, style)

    def pair(self, span: tuple[float, float], y: float, label: Run, value: Run) -> None:
        """Write a label at the left end of ``span`` and a value at its right end, apart.

        Both may hold shorter wordings after a bar ("Total account balance|Total balance");
        the first that leave 6 points between the two are taken.
        """
        left, right = span
        labels, values = label.text.split("|"), value.text.split("|")
        least = min(measure(words, label.style) for words in labels)
        most = max(right - left - 6 - least, (right - left) * 0.62)
        # A figure is never cut: it gets smaller, and the label gives way to it.
        fitted = shrink(values[-1], value.style, most, 6)
        for words in values:
            free = right - left - 6 - measure(words, value.style)
            if measure(labels[0], label.style) <= free:
                fitted = shrink(words, value.style, most, 6)
                break
        wide = measure(fitted.text, fitted.style)
        room = right - left - 6 - wide
        self.run(left, y, first_fitting(labels, label.style, room))
        self.text(right - wide, y, fitted.text, fitted.style)

    def lines(self, x: float, y: float, lines: Iterable[Line], leading: float) -> float:
        """Write wrapped lines from baseline ``y`` down; give the baseline after the last."""
        for line in lines:
            for piece in line:
                self.text(x + piece.x, y, piece.text, piece.style)
            y += leading
        return y

    def rule(self, x0: float, x1: float, y: float, ink: Ink = HAIR, width: float = 0.72) -> None:
        """Draw a level line."""
        canvas = self._canvas
        canvas.setStrokeColorRGB(*ink)
        canvas.setLineWidth(width)
        canvas.line(x0, HEIGHT - y, x1, HEIGHT - y)

    def upright(self, x: float, y0: float, y1: float, ink: Ink = EDGE) -> None:
        """Draw a plumb line."""
        self._canvas.setStrokeColorRGB(*ink)
        self._canvas.setLineWidth(0.72)
        self._canvas.line(x, HEIGHT - y0, x, HEIGHT - y1)

    def box(
        self, place: tuple[float, float, float, float], ink: Ink = TEXT, width: float = 1.08
    ) -> None:
        """Draw a frame at (x, y, width, height) inside those edges, corners barely rounded."""
        x, y, wide, high = place
        canvas = self._canvas
        canvas.setStrokeColorRGB(*ink)
        canvas.setLineWidth(width)
        half = width / 2
        radius = 2.4 if width > 1 and high > 30 else 0
        inner = (x + half, HEIGHT - y - high + half, wide - width, high - width)
        if radius:
            canvas.roundRect(*inner, radius)
        else:
            canvas.rect(*inner)

    def tint(self, place: tuple[float, float, float, float]) -> None:
        """Lay a pale ground at (x, y, width, height); it carries no meaning."""
        x, y, wide, high = place
        self._canvas.setFillColorRGB(*TINT)
        self._canvas.roundRect(x, HEIGHT - y - high, wide, high, 2.9, stroke=0, fill=1)

    def perforation(self, y: float) -> None:
        """Draw a dashed hairline from edge to edge."""
        self._canvas.setDash(2.2, 1.8)
        self.rule(0, WIDTH, y, TEXT)
        self._canvas.setDash()

    def modules(self, strips: str, corner: tuple[float, float], unit: float) -> None:
        """Fill black a path of rectangles given in whole modules down from ``corner``.

        ``strips`` is PDF path text made once, since hundreds of calls for one code cost
        more than all the words of a page.
        """
        x, y = corner
        self._canvas.saveState()
        self._canvas.setFillColorRGB(0, 0, 0)
        self._canvas.transform(unit, 0, 0, -unit, x, HEIGHT - y)
        self._canvas.addLiteral(strips)
        self._canvas.restoreState()

    def picture(self, raw: bytes, place: tuple[float, float, float, float]) -> None:
        """Draw a JPEG or PNG inside (x, y, width, height), keeping its shape, at the left."""
        x, y, wide, high = place
        bottom = HEIGHT - y - high
        with _SHARED:
            self._canvas.drawImage(
                _picture(raw), x, bottom, wide, high,
                mask="auto", preserveAspectRatio=True, anchor="w",
            )  # fmt: skip
