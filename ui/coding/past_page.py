"""Past visits: what was coded then, and the superbills that were made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout

from app.charting.chart import EarlierVisit
from app.values.dates import show_date
from app.values.states import CodingStatus
from ui.coding.documents_page import scrolled
from ui.coding.visit import Visit, read_superbill
from ui.desk import Desk
from ui.kit.button import IconButton
from ui.kit.label import label
from ui.kit.page import EmptyState
from ui.kit.pdf_view import PdfView
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.text import tr

_HAS_SUPERBILL = (CodingStatus.HANDED_OFF, CodingStatus.POSTED)


@dataclass(frozen=True, slots=True)
class PastRow:
    """A visit in the list: this one when it has a superbill, then those before it."""

    id: int
    day: str
    provider: str
    reason: str
    codes: str
    state: str
    has_superbill: bool


class PastPage(QStackedWidget):
    """The tab Past visits. Enter on a visit with a superbill shows the page as it was frozen."""

    superbill_wanted = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._model: LinesModel[PastRow] = LinesModel(_lines, lambda row: row.id)
        self.list = work_list(self._model, tr("coder_desk.past.name"))
        self.pdf = PdfView(tr("coder_desk.past.superbill"))
        self._title = label(tr("coder_desk.past.superbill"), "head")
        self._empty = EmptyState(
            "history", tr("coder_desk.past.none"), tr("coder_desk.past.none_words")
        )
        self._close = IconButton("x", tr("coder_desk.past.close"))
        self._paper = QFrame()
        self._build()
        self.list.opened.connect(self._on_opened)
        self._close.clicked.connect(self.close_paper)

    def show_visits(self, earlier: Sequence[EarlierVisit], visit: Visit) -> None:
        """Show the visits before this one, and this one when it has a superbill."""
        rows = [_row(one) for one in earlier]
        if visit.superbill is not None:
            rows.insert(0, _own_row(visit))
        self._model.set_rows(rows)
        self.setFocusProxy(self.list if rows else self._empty)
        self.setCurrentIndex(1 if rows else 0)

    def show_superbill(self, encounter_id: int) -> None:
        """Show the newest superbill of a visit as it was frozen."""
        self._desk.read(read_superbill, encounter_id, then=self._show, latest="superbill")

    @Slot()
    def close_paper(self) -> bool:
        """Go back from the superbill to the list; False when the list is shown already."""
        if self.currentWidget() is not self._paper:
            return False
        self.pdf.clear()
        self.setCurrentWidget(self.list)
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(20, 6, 12, 6)
        head.addWidget(self._title)
        head.addStretch()
        head.addWidget(self._close)
        column = QVBoxLayout(self._paper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pdf, 1)
        for page in (scrolled(self._empty), self.list, self._paper):
            self.addWidget(page)

    @Slot(object)
    def _on_opened(self, row: PastRow) -> None:
        if row.has_superbill:
            self.superbill_wanted.emit(row.id)

    @Slot(object)
    def _show(self, data: bytes) -> None:
        self.show_paper(data, tr("coder_desk.past.superbill"))

    def show_paper(self, data: bytes, title: str) -> None:
        """Show a page of this visit, such as its worksheet; nothing when there is none."""
        if data:
            self._title.setText(title)
            self.setCurrentWidget(self._paper)
            self.pdf.show_pdf(data)
            self.pdf.setFocus(Qt.FocusReason.OtherFocusReason)


def _row(one: EarlierVisit) -> PastRow:
    return PastRow(
        one.id, show_date(one.dos), one.provider, one.reason, ", ".join(one.diagnoses),
        tr(f"coder_desk.status.{one.state}"), one.state in _HAS_SUPERBILL,
    )  # fmt: skip


def _own_row(visit: Visit) -> PastRow:
    assert visit.superbill is not None
    codes = ", ".join(str(one) for one in visit.draft.diagnoses)
    number = tr("coder_desk.past.number", number=visit.superbill.number)
    seen = visit.chart.visit
    day = tr("coder_desk.past.this", day=show_date(seen.dos))
    return PastRow(visit.id, day, number, seen.reason, codes, "", has_superbill=True)


def _lines(row: PastRow) -> TwoLines:
    title = f"{row.day} · {row.provider}" if row.provider else row.day
    icon = "receipt" if row.has_superbill else ""
    return TwoLines(title, row.reason, row.codes or tr("coder_desk.past.no_codes"), row.state, icon)
