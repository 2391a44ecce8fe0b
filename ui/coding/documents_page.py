"""The papers of a visit: a list of what is attached, and the chosen one shown below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.documents.filing import DocumentRow
from app.values.dates import show_date
from ui import theme
from ui.coding.visit import read_paper
from ui.desk import Desk
from ui.kit.button import small_button
from ui.kit.label import label
from ui.kit.page import EmptyState, NextStep
from ui.kit.pdf_view import PdfView
from ui.kit.picture import picture_of
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.text import tr

_KILO = 1024
_EMPTY_HIGH = 320


class PictureView(QScrollArea):
    """A picture fitted to the width of the pane."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("coder_desk.papers.picture"))
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._shown = QLabel()
        self._shown.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._shown)
        self.setWidgetResizable(True)
        self._image = QImage()

    def show_picture(self, data: bytes) -> bool:
        """Show a picture from its bytes; False when they are none."""
        self._image = picture_of(data)
        self._fit()
        return not self._image.isNull()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        if self._image.isNull():
            self._shown.clear()
            return
        ratio = self.devicePixelRatioF()
        wide = min(round((self.viewport().width() - 8) * ratio), self._image.width())
        smooth = Qt.TransformationMode.SmoothTransformation
        drawn = QPixmap.fromImage(self._image.scaledToWidth(max(wide, 1), smooth))
        drawn.setDevicePixelRatio(ratio)
        self._shown.setPixmap(drawn)


class DocumentsPage(QStackedWidget):
    """The tab Documents: empty with a way to attach, or the list with its viewer."""

    attach_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        step = NextStep(
            tr("coder_desk.papers.attach"), tr("coder_desk.papers.attach_fact"), "paperclip",
            "Ctrl+Shift+A",
        )  # fmt: skip
        self._empty = EmptyState(
            "paperclip", tr("coder_desk.papers.none"), tr("coder_desk.papers.none_words"), [step]
        )
        self._model: LinesModel[DocumentRow] = LinesModel(_lines, lambda row: row.id)
        self.list = work_list(self._model, tr("coder_desk.papers.name"))
        self.pdf, self.picture = PdfView(tr("coder_desk.papers.paper")), PictureView()
        self._cannot = label("", "soft", wrap=True)
        self._views = QStackedWidget()
        self._page = QFrame()
        self._build()
        self._empty.taken.connect(self._on_attach)
        self.list.chosen.connect(self._on_chosen)
        self.list.opened.connect(self._on_opened)

    def show_papers(self, papers: Sequence[DocumentRow]) -> None:
        """Show the papers of a visit; the first one opened when the tab is looked at."""
        self._model.set_rows(papers)
        self.list.setFixedHeight(min(3, max(1, len(papers))) * theme.row_height(2))
        self.setCurrentIndex(1 if papers else 0)
        self.setFocusProxy(self.list if papers else self._empty)
        self._clear()
        if papers and self.isVisible():
            self._show_first()

    def showEvent(self, event: QShowEvent) -> None:
        """Open the first paper when the tab is looked at."""
        super().showEvent(event)
        self._show_first()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 8, 12, 8)
        head.addWidget(label(tr("coder_desk.papers.name"), "head"))
        head.addStretch()
        attach = small_button(tr("coder_desk.papers.attach"), "Ctrl+Shift+A")
        attach.clicked.connect(self.attach_wanted)
        head.addWidget(attach)
        self._cannot.setContentsMargins(20, 16, 20, 16)
        self._cannot.setAlignment(Qt.AlignmentFlag.AlignTop)
        for view in (self.pdf, self.picture, self._cannot):
            self._views.addWidget(view)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.list)
        column.addWidget(self._views, 1)
        self.addWidget(scrolled(self._empty))
        self.addWidget(self._page)

    def _clear(self) -> None:
        self.pdf.clear()
        self._cannot.setText("")
        self._views.setCurrentWidget(self._cannot)

    def _show_first(self) -> None:
        if self._model.rows and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self._model.index(0, 0))
        elif self._model.rows and not self.pdf.page_count():
            self._on_chosen(self.list.current_row())

    @Slot(object)
    def _on_attach(self, _step: object) -> None:
        self.attach_wanted.emit()

    @Slot(object)
    def _on_opened(self, _row: DocumentRow) -> None:
        view = self._views.currentWidget()
        if view is not None:
            view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _on_chosen(self, row: DocumentRow | None) -> None:
        if row is not None and self.isVisible():
            then = partial(self._show, row)
            self._desk.read(read_paper, row.id, then=then, owner=self, latest="paper")

    def _show(self, row: DocumentRow, data: bytes) -> None:
        if row.media_type == "application/pdf":
            try:
                self.pdf.show_pdf(data)
            except ValueError:
                self._say_no(row)
            else:
                self._views.setCurrentWidget(self.pdf)
        elif row.media_type.startswith("image/") and self.picture.show_picture(data):
            self._views.setCurrentWidget(self.picture)
        else:
            self._say_no(row)

    def _say_no(self, row: DocumentRow) -> None:
        self._cannot.setText(tr("coder_desk.papers.cannot", kind=row.media_type))
        self._views.setCurrentWidget(self._cannot)


def _lines(row: DocumentRow) -> TwoLines:
    kind = {"application/pdf": "pdf"}.get(row.media_type, "image")
    size = tr("coder_desk.papers.size", n=max(1, row.size // _KILO))
    day = show_date(row.created_at.astimezone().date())
    return TwoLines(row.title, size, tr(f"coder_desk.papers.{kind}"), day)


def scrolled(page: QWidget) -> QScrollArea:
    """Let an empty state scroll where the pane is too low for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    page.setMinimumHeight(_EMPTY_HIGH)
    page.setProperty("ground", "clear")
    area.setWidget(page)
    return area
