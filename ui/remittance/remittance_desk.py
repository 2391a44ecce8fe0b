"""The remittance desk: posted checks, and the grid in which a paper EOB is posted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QAbstractButton, QLabel, QStackedWidget, QWidget

from app.remittance import looking
from app.remittance.posting import Posted
from app.store.changes import Changes
from ui.billing_parts.pane import scroll_page
from ui.desk import Desk
from ui.kit.pdf_view import PdfView
from ui.kit.picture import picture_of
from ui.remittance.eob_page import EobPage
from ui.remittance.posted_page import SCAN, VOID, PostedPage
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr


class RemittanceDesk(Screen):
    """Two pages: the checks that were posted, and the EOB that is being typed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("eob.desk_title"))
        self.posted, self.eob = PostedPage(desk), EobPage(desk)
        self.scan = PdfView(tr("eob.scan"))
        self._picture = QLabel()
        self._picture.setAccessibleName(tr("eob.scan"))
        self._pages, self._headers = QStackedWidget(), QStackedWidget()
        for header, page in ((self.posted.header, self.posted), (self.eob.header, self.eob)):
            self._headers.addWidget(header)
            self._pages.addWidget(page)
        self._picture_page = scroll_page(self._picture)
        self._pages.addWidget(self.scan)
        self._pages.addWidget(self._picture_page)
        self._headers.setFixedHeight(self.posted.header.height())
        self.lay_out(self._headers, self._pages)
        self._connect()

    def open_with(self, target: Target) -> None:
        """Show the checks, or the EOB grid, with the claim it was asked for."""
        kind = target.ids[0] if target.ids else target.where
        if kind == "claim":
            self._show_eob(int(str(target.ids[1])))
        elif kind == "new":
            self._show_eob()
        else:
            self._show_posted(int(str(target.ids[1])) if kind == "remittance" else None)

    def place(self) -> Target:
        """Say which page the user is on."""
        return Target("remittance", where="new" if self._is_typing else None)

    def begin(self) -> None:
        """Start where the page starts."""
        if self._is_typing:
            self.eob.panes()[2 if self.eob.sheet.claims else 0].setFocus()
        else:
            self.posted.begin()

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page."""
        page = "typing" if self._is_typing else "asking" if self.posted.next.is_asking else "posted"
        return tuple(KeyHint(key, tr(f"eob.key.{words}")) for key, words in _KEYS[page])

    def panes(self) -> Sequence[QWidget]:
        """Give the panes of the page."""
        here = self._pages.currentWidget()
        if here is self.scan:
            return (self.scan,)
        return self.eob.panes() if self._is_typing else self.posted.panes()

    def primary(self) -> QAbstractButton | None:
        """Give Post, or the filled button of the chosen check."""
        if self._is_typing:
            # A cell or field that is still open is taken before the sheet is judged.
            self.setFocus()
            if not self.eob.post.isEnabled():
                self.eob.go_to_problem()
            return self.eob.post
        return self.posted.primary()

    def leave(self) -> bool:
        """Leave the question, the scan, then the grid; what is typed stays for later."""
        if self.posted.next.is_asking:
            self.posted.next.close_question()
            return True
        if self._is_typing and self.eob.leave_question():
            return True
        if self._pages.currentWidget() is not self.posted:
            self._show_posted()
            return True
        return False

    def can(self, action: str) -> bool:
        """Whether an action has something to act on now."""
        if action == "remittance.new":
            return not self._is_typing
        if action in _ON_POSTED:
            here = self._pages.currentWidget() is self.posted and not self.posted.is_empty
            return here and self.posted.next.offers(_ON_POSTED[action])
        return self._is_typing and action in (
            "file.load",
            "remittance.take-off",
            "remittance.take-back",
            "remittance.empty",
        )

    def perform(self, action: str) -> bool:
        """Run an action of this desk."""
        own: dict[str, Callable[[], object]] = {
            **{one: partial(self.posted.next.taken.emit, way) for one, way in _ON_POSTED.items()},
            "file.load": self.eob.attach,
            "remittance.new": self._show_eob,
            "remittance.take-off": self.eob.take_off,
            "remittance.take-back": self.eob.finder.turn_over,
            "remittance.empty": self.eob.empty,
        }
        if not self.can(action):
            return False
        own[action]()
        return True

    @property
    def _is_typing(self) -> bool:
        return self._pages.currentWidget() is self.eob

    def _connect(self) -> None:
        self.posted.new_wanted.connect(self._show_eob)
        self.posted.go.connect(self.go)
        self.posted.said.connect(self.said)
        self.posted.scan_read.connect(self._show_scan)
        self.posted.next.taken.connect(self._tell_keys)
        self.posted.next.closed.connect(self._tell_keys)
        self.eob.posted.connect(self._on_posted)
        self.desk.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("remittance", "remittance_void", "denial") and self.posted.isVisible():
            self.posted.reload()
        elif changes.everything and self._is_typing:
            self.eob.read_claims()

    @Slot()
    def _show_eob(self, claim_id: int | None = None) -> None:
        self._pages.setCurrentWidget(self.eob)
        self._headers.setCurrentWidget(self.eob.header)
        self.eob.start(claim_id)
        self.keys_changed.emit()

    def _show_posted(self, wanted: int | None = None) -> None:
        self._pages.setCurrentWidget(self.posted)
        self._headers.setCurrentWidget(self.posted.header)
        sheet = self.eob.sheet
        self.posted.show_draft(len(sheet.claims), begun=not sheet.is_blank)
        self.posted.reload(wanted)
        self.posted.begin()
        self.keys_changed.emit()

    @Slot(object)
    def _on_posted(self, done: Posted) -> None:
        self._show_posted(done.remittance_id)
        # Some of what it denied may be settled already: asked after the posting, not told by it.
        self.desk.read(looking.undecided, done.remittance_id, then=self._tell_posted, owner=self)

    def _tell_posted(self, waiting: int) -> None:
        words = tr("eob.done_denied", n=waiting) if waiting else tr("eob.done")
        self.said.emit(Notice(words))

    @Slot(object)
    def _show_scan(self, content: bytes) -> None:
        if self._shows_pdf(content):
            self._pages.setCurrentWidget(self.scan)
            self.scan.setFocus()
            return
        picture = picture_of(content)
        if not picture.isNull():
            self._picture.setPixmap(QPixmap.fromImage(picture))
            self._pages.setCurrentWidget(self._picture_page)
        else:
            self.messages.say("warn", tr("eob.scan_unknown"))

    def _shows_pdf(self, content: bytes) -> bool:
        try:
            self.scan.show_pdf(content)
        except ValueError:
            return False
        return True

    @Slot()
    def _tell_keys(self) -> None:
        self.keys_changed.emit()


_ON_POSTED = {"remittance.void": VOID, "remittance.scan": SCAN}
"""What is done to a posted check."""

_KEYS = {
    "typing": (
        ("Enter", "next_cell"),
        ("=", "rest"),
        ("Ctrl+Enter", "post"),
        ("Ctrl+L", "attach"),
        ("Ctrl+Delete", "take_off"),
        ("Ctrl+T", "take_back"),
        ("Esc", "leave"),
    ),
    "posted": (("↑↓", "move"), ("Enter", "lines"), ("Ctrl+Enter", "next"), ("Ins", "new")),
    "asking": (("Ctrl+Enter", "next"), ("Esc", "not_now")),
}
