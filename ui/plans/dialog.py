"""The one dialog of a payment plan: terms, schedule and the agreement as it will print, live."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.plans import book, offers
from app.plans.book import Printed
from app.plans.offers import Begun, PlanDraft, Preview
from app.values.problem import Outside, Refused, Severity
from ui.desk import Desk
from ui.kit.banner import MessageBar
from ui.kit.button import button
from ui.kit.field import show_problems
from ui.kit.label import label
from ui.kit.page import EmptyState
from ui.kit.panel import drop_all
from ui.kit.pdf_view import PdfView
from ui.messages import message_of
from ui.plans.schedule_column import ScheduleColumn
from ui.plans.terms_column import TermsColumn
from ui.text import tr

WIDE, HIGH = 1180, 704
_THREE_FROM, _ROOMY_FROM, _TWO_FROM = 980, 820, 660
_TERMS_WIDE = 376


@dataclass(frozen=True, slots=True)
class Signed:
    """What came of the dialog: a plan, started or only offered, and its printed agreement."""

    plan_id: int
    is_offer: bool
    pdf: bytes


class PlanDialog(QDialog):
    """Sets up a plan over what an account owes; four keys: 6, Enter, a date, Ctrl+Enter.

    ``open()`` shows it over its parent's window alone.
    """

    signed = Signal(object)
    """A ``Signed``: the plan was started or offered."""

    def __init__(self, desk: Desk, account_id: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setWindowTitle(tr("plan_screen.new"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._fit(parent)
        self.terms: TermsColumn | None = None
        self.schedule = ScheduleColumn()
        self.paper = PdfView(tr("plan_screen.agreement"))
        self.pages = label("", "soft")
        self.messages = MessageBar()
        self._title = label(tr("plan_screen.new"), "title")
        self._who, self._owes = label("", "soft"), label("", "figure")
        self._owes_word = label(tr("plan_screen.owes"), "soft")
        self._ready: Preview | None = None
        self._is_busy = False
        self._lay()
        self._bind()
        desk.read(offers.begun, account_id, desk.today, then=self._begin, otherwise=self._refuse)

    @property
    def draft(self) -> PlanDraft | None:
        """Give the plan as it is typed; None until the account is read."""
        return self.terms.draft if self.terms else None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the page, then the schedule, where there is no room beside the terms."""
        super().resizeEvent(event)
        self._paper_side.setVisible(self.width() >= _THREE_FROM)
        self._schedule_side.setVisible(self.width() >= _TWO_FROM)
        is_narrow = self.width() < _ROOMY_FROM
        self.schedule.be_narrow(is_narrow)
        self._starts.setVisible(not is_narrow)

    @Slot()
    def start(self) -> None:
        """Sign the plan, print the agreement and close."""
        self._save(book.start_printed, is_offer=False)

    @Slot()
    def save_offer(self) -> None:
        """Keep the plan as an offer with its printed agreement, and close."""
        self._save(book.offer_printed, is_offer=True)

    def _begin(self, begun: Begun) -> None:
        self._who.setText(
            tr("plan_screen.whose", name=begun.guarantor, account=begun.account_number)
        )
        if not begun.draft.charges:
            self._show_empty()
            return
        self.terms = TermsColumn(begun.draft)
        self.terms.changed.connect(self._follow)
        self._terms_side.setWidget(self.terms)
        self._follow()
        self.terms.begin()

    def _show_empty(self) -> None:
        title = tr("plan_screen.empty_account.title")
        page = EmptyState("calendar-check", title, tr("plan_screen.empty_account.words"), [])
        drop_all(self._columns)
        self._owes_word.hide()
        self._columns.addWidget(page, 1)
        for known in (self._offer, self._start):
            known.set_off(tr("plan_screen.empty_account.title"))

    @Slot()
    def _follow(self) -> None:
        """Work the draft out again and let schedule, page and buttons follow."""
        terms = self.terms
        if terms is None:
            return
        draft = terms.draft
        found = self._ready = draft.preview()
        terms.follow(found.schedule)
        self._owes.setText(str(draft.principal))
        self.schedule.show_preview(draft, found)
        why = "" if found.is_ready else tr("plan_screen.not_ready")
        self._offer.set_off(why)
        self._start.set_off(why)
        self.desk.read(book.agreement_pdf, draft, then=self._show_paper, latest="paper",
                       otherwise=self._refuse)  # fmt: skip

    def _show_paper(self, pdf: bytes | None) -> None:
        if pdf is None:
            self.paper.clear()
            self.pages.setText("")
            return
        self.paper.show_pdf(pdf)
        self.pages.setText(tr("plan_screen.pages", n=self.paper.page_count()))

    def _save(self, command: Callable[..., Printed], *, is_offer: bool) -> None:
        terms, found = self.terms, self._ready
        if terms is None or found is None or self._is_busy or not terms.can_be_read():
            return
        if not found.is_ready:
            blocks = [one for one in found.problems if one.severity is Severity.BLOCK]
            show_problems(terms.fields, blocks)
            return
        self._is_busy = True
        self.messages.clear()
        self.desk.do(
            command, terms.draft, terms.paid_by,
            then=partial(self._done, is_offer), owner=self, otherwise=self._refuse,
        )  # fmt: skip

    def _done(self, is_offer: bool, answer: Printed) -> None:
        self.accept()
        self.signed.emit(Signed(answer.plan_id, is_offer, answer.pdf))

    def _refuse(self, error: Refused | Outside) -> None:
        self._is_busy = False
        told = message_of(error)
        self.messages.say(told.tone, told.now, told.what)

    def _fit(self, parent: QWidget | None) -> None:
        over = parent.window() if parent else None
        room = over.size() if over else self.screen().availableSize()
        self.resize(min(WIDE, room.width() - 24), min(HIGH, room.height() - 24))
        self.setMinimumSize(480, 320)

    def _bind(self) -> None:
        for keys, act in (
            ("Ctrl+Return", self.start), ("Ctrl+Enter", self.start), ("Ctrl+S", self.save_offer),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self, act)

    def _lay(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.messages)
        body = QWidget()
        self._columns = QHBoxLayout(body)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(0)
        self._terms_side = _scrolled(None)
        self._terms_side.setMinimumWidth(_TERMS_WIDE)
        self._schedule_side = _scrolled(self.schedule)
        self._paper_side = self._agreement()
        for part, stretch in (
            (self._terms_side, 40), (self._schedule_side, 41), (self._paper_side, 36),
        ):  # fmt: skip
            self._columns.addWidget(part, stretch)
        column.addWidget(body, 1)
        column.addWidget(self._foot())

    def _head(self) -> QFrame:
        head, row = _bar("bottom", 64)
        row.addWidget(self._title)
        row.addWidget(self._who)
        row.addStretch()
        row.addWidget(self._owes_word)
        row.addWidget(self._owes)
        return head

    def _agreement(self) -> QFrame:
        side = QFrame()
        side.setProperty("ground", "canvas")
        column = QVBoxLayout(side)
        column.setContentsMargins(12, 16, 12, 16)
        row = QHBoxLayout()
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(label(tr("plan_screen.agreement"), "section"))
        row.addStretch()
        row.addWidget(self.pages)
        column.addLayout(row)
        self.paper.setFrameShape(QFrame.Shape.NoFrame)
        column.addWidget(self.paper, 1)
        follows = QHBoxLayout()
        follows.setContentsMargins(12, 0, 12, 0)
        follows.addWidget(label(tr("plan_screen.follows"), "soft", wrap=True))
        column.addLayout(follows)
        return side

    def _foot(self) -> QFrame:
        foot, row = _bar("top", 60)
        self._starts = label(tr("plan_screen.starts"), "soft")
        row.addWidget(self._starts)
        row.addStretch()
        cancel = button("plain", tr("plan_screen.cancel"), "Esc")
        self._offer = button("plain", tr("plan_screen.save_offer"), "Ctrl+S")
        self._start = button("primary", tr("plan_screen.start"), "Ctrl+Enter")
        for made, act in (
            (cancel, self.reject), (self._offer, self.save_offer), (self._start, self.start),
        ):  # fmt: skip
            made.clicked.connect(act)
            row.addWidget(made)
        return foot


def _bar(edge: str, high: int) -> tuple[QFrame, QHBoxLayout]:
    bar = QFrame()
    bar.setProperty("ground", "surface")
    bar.setProperty("edge", edge)
    bar.setFixedHeight(high)
    row = QHBoxLayout(bar)
    row.setContentsMargins(24, 0, 24, 0)
    row.setSpacing(12)
    return bar, row


def _scrolled(page: QWidget | None) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setProperty("ground", "surface")
    if page is not None:
        area.setWidget(page)
    return area
