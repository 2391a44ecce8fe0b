"""Looks at a PDF page by page, as it will print."""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QKeySequence,
    QPageSize,
    QPainter,
    QPixmap,
    QResizeEvent,
    QShortcut,
)
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from app.values import disk
from app.values.problem import Outside
from ui import save_place
from ui.kit.door import PRINTED, SAVED, let_out
from ui.kit.panel import drop_all
from ui.text import tr

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument
    from PySide6.QtPrintSupport import QPrinter

_POINTS = 72
_MARGIN = 12
_STEP = 1.25
_LEAST, _MOST = 0.25, 4.0
_PAPER_DPI = 300
_SLACK = 1.005
_MOST_DOTS = 40_000_000
"""Of one drawn page: A3 at 300 dots an inch takes 17 million. A page of a plan is drawn coarser."""
_NOT_IN_NAMES = '\\/:*?"<>|'


class PdfView(QScrollArea):
    """The pages of one PDF under one another, fitted to the width until zoomed.

    Ctrl + and − zoom, 0 fits again, Ctrl+P prints. Pages are drawn when they come in
    sight. ``name`` is what a reader calls the paper.
    """

    printed = Signal()
    """The pages went to a printer."""
    saved = Signal(str)
    """The name of the file that the paper was written to."""
    refused = Signal(object)
    """The disk refused the file, as an ``Outside``."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self._name = name
        self._held: list[PdfDocument] = []
        self._content = b""
        self._zoom = 0.0
        self._pages: list[QLabel] = []
        self._drawn: set[int] = set()
        place = QWidget()
        place.setProperty("ground", "canvas")
        self._column = QVBoxLayout(place)
        self._column.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._column.setSpacing(_MARGIN)
        self.setWidget(place)
        self.verticalScrollBar().valueChanged.connect(self._draw_seen)
        program = QCoreApplication.instance()
        if program is not None:
            # Else the library closes it at exit, and says so on standard error.
            program.aboutToQuit.connect(self.clear)
        self.destroyed.connect(partial(_let_go, self._held))
        self._bind()

    def show_pdf(self, data: bytes) -> None:
        """Show a paper from its bytes, from its first page on.

        Raises:
            ValueError: the bytes are no PDF.
        """
        import pypdfium2  # noqa: PLC0415  a large library that start-up does without

        self.clear()
        try:
            self._held.append(pypdfium2.PdfDocument(data))
        except pypdfium2.PdfiumError as error:
            raise ValueError("not a PDF") from error
        self._content = data
        count = len(self._held[0])
        for number in range(count):
            page = QLabel()
            page.setAccessibleName(tr("kit.page", at=number + 1, of=count))
            self._column.addWidget(page, 0, Qt.AlignmentFlag.AlignHCenter)
            self._pages.append(page)
        self._column.addStretch()
        self._lay_out()

    def clear(self) -> None:
        """Show nothing and let the file go."""
        drop_all(self._column)
        self._pages, self._drawn, self._content = [], set(), b""
        _let_go(self._held)

    @property
    def _file(self) -> PdfDocument | None:
        return self._held[0] if self._held else None

    def page_count(self) -> int:
        """Give the number of pages; 0 when nothing is shown."""
        return len(self._pages)

    def zoom_in(self) -> None:
        """Show the pages a quarter larger."""
        self._set_zoom(self._scale() * _STEP)

    def zoom_out(self) -> None:
        """Show the pages a quarter smaller."""
        self._set_zoom(self._scale() / _STEP)

    def fit(self) -> None:
        """Fit the pages to the width again."""
        self._set_zoom(0.0)

    def print_pages(self) -> bool:
        """Ask for a printer and print all pages at their true size; False: left alone.

        The screen around notes it in the audit trail before the first page leaves.
        """
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415  start-up

        if self._file is None:
            return False
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.file_name())
        self.ask_for_paper(printer)
        if QPrintDialog(printer, self).exec() != QPrintDialog.DialogCode.Accepted:
            return False
        let_out(self, PRINTED, self.file_name(), partial(self._send, printer, self._content))
        return True

    def save_pages(self) -> bool:
        """Ask for a place and write the paper there as PDF; False: left alone.

        The screen around notes it in the audit trail before the file is there.
        """
        name = self.file_name()
        if self._file is None:
            return False
        path = save_place.ask(self, tr("kit.save_paper"), f"{name}.pdf", tr("kit.pdf_files"))
        if path is not None:
            let_out(self, SAVED, name, partial(self._write, path, self._content))
        return path is not None

    def _write(self, path: Path, content: bytes) -> None:
        """Write the paper that was asked for, also when another is shown by now."""
        try:
            with disk.said():
                path.write_bytes(content)
        except Outside as error:
            self.refused.emit(error)
        else:
            self.saved.emit(path.name)

    def _send(self, printer: QPrinter, content: bytes) -> None:
        """Print the paper that was asked for, also when another is shown by now."""
        import pypdfium2  # noqa: PLC0415  as above

        file = pypdfium2.PdfDocument(content)
        try:
            self._print_file(printer, file)
        finally:
            file.close()

    def file_name(self) -> str:
        """Give what the paper is called at the printer, and when it is printed to a file.

        Our own papers are called by their title and day, which hold no patient data; what came
        from elsewhere may, so its title is left alone.
        """
        about = self._file.get_metadata_dict() if self._file is not None else {}
        if about.get("Creator") != "Twohats" or not about.get("Title"):
            return self._name
        called = " ".join(part for part in (about["Title"], about.get("Subject")) if part)
        return "".join(letter for letter in called if letter not in _NOT_IN_NAMES)

    def ask_for_paper(self, printer: QPrinter) -> None:
        """Set a printer to sheets of the pages' size: its own may be of another country."""
        if self._file is not None:
            points = QSizeF(*self._file.get_page_size(0))
            match = QPageSize.SizeMatchPolicy.FuzzyMatch
            printer.setPageSize(QPageSize(points, QPageSize.Unit.Point, "", match))

    def print_on(self, printer: QPrinter) -> None:
        """Print all pages on a printer that is set up, one sheet a page.

        They keep their true size, so that an address stands in its window; only a sheet that is
        smaller than the page makes them smaller.
        """
        if self._file is not None:
            self._print_file(printer, self._file)

    def _print_file(self, printer: QPrinter, file: PdfDocument) -> None:
        printer.setFullPage(True)
        painter = QPainter(printer)
        for number in range(len(file)):
            if number:
                printer.newPage()
            image = _image(file, number, _PAPER_DPI / _POINTS)
            size = _size_on(printer, file.get_page_size(number))
            painter.drawImage(QRect(0, 0, size.width(), size.height()), image)
        painter.end()
        self.printed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take 0, and Ctrl+P where the window has no such action: two shortcuts would be none."""
        if event.matches(QKeySequence.StandardKey.Print):
            self.print_pages()
        elif event.key() == Qt.Key.Key_0 and not event.modifiers():
            self.fit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages to the new width."""
        # Before the pages have their new size the room they ask for is that of the old one.
        self._lay_out()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew when the window moves to a screen of another sharpness."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and getattr(self, "_pages", None):
            self._lay_out()

    def _bind(self) -> None:
        keys = QKeySequence.StandardKey
        for key, act in (
            (keys.ZoomIn, self.zoom_in),
            (keys.ZoomOut, self.zoom_out),
        ):
            made = QShortcut(QKeySequence(key), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)

    def _set_zoom(self, zoom: float) -> None:
        self._zoom = min(max(zoom, _LEAST), _MOST) if zoom else 0.0
        self._lay_out()

    def _scale(self) -> float:
        """Give pixels per point: the chosen zoom, or what fits the widest page."""
        if self._zoom or self._file is None or not self._pages:
            return self._zoom or 1.0
        widest: float = max(self._file.get_page_size(i)[0] for i in range(len(self._pages)))
        room = self.viewport().width() - 2 * _MARGIN - 2
        return min(max(room / widest, _LEAST), _MOST)

    def _lay_out(self) -> None:
        if self._file is None:
            return
        scale = self._scale()
        for number, page in enumerate(self._pages):
            wide, high = self._file.get_page_size(number)
            page.setFixedSize(round(wide * scale), round(high * scale))
        self._drawn = set()
        self._draw_seen()

    def _draw_seen(self, _value: int = 0) -> None:
        """Draw the pages in sight and one on each side."""
        seen = QRect(0, self.verticalScrollBar().value(), 1, max(self.viewport().height(), 1))
        seen.adjust(0, -seen.height(), 0, seen.height())
        top = _MARGIN
        for number, page in enumerate(self._pages):
            here = QRect(0, top, 1, page.height())
            top += page.height() + _MARGIN
            if number not in self._drawn and here.intersects(seen):
                self._drawn.add(number)
                ratio = self.devicePixelRatioF()
                drawn = QPixmap.fromImage(_image(self._file, number, self._scale() * ratio))
                drawn.setDevicePixelRatio(ratio)
                page.setPixmap(drawn)


def _image(file: PdfDocument, number: int, scale: float) -> QImage:
    page = file[number]
    wide, high = page.get_size()
    fits = math.sqrt(_MOST_DOTS / max(wide * high, 1.0))
    bitmap = page.render(scale=min(scale, fits), rev_byteorder=True, prefer_bgrx=True)
    shown = QImage(
        bytes(bitmap.buffer),
        bitmap.width,
        bitmap.height,
        bitmap.stride,
        QImage.Format.Format_RGBX8888,
    )
    return shown.copy()


def _size_on(printer: QPrinter, page: tuple[float, float]) -> QSize:
    dots = printer.resolution() / _POINTS
    true = QSize(*(round(side * dots) for side in page))
    sheet = printer.paperRect(printer.Unit.DevicePixel).toRect().size()
    if true.width() <= sheet.width() * _SLACK and true.height() <= sheet.height() * _SLACK:
        return true
    return true.scaled(sheet, Qt.AspectRatioMode.KeepAspectRatio)


def _let_go(held: list[PdfDocument], *_gone: object) -> None:
    """Close the file of a view, also of one that is gone."""
    while held:
        held.pop().close()
