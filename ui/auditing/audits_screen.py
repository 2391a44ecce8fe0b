"""Coding audits: the list at the left; at the right one audit, a new one, or its paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QWidget

from app.auditing import report_paper, sampling
from app.auditing.reading import AuditedRow, AuditRow
from app.store.changes import Changes
from app.values import disk
from ui import save_place
from ui.auditing.audit_page import AuditPage
from ui.auditing.list_pane import AuditsPane
from ui.auditing.new_audit import NewAudit
from ui.auditing.reads import Listed, Shown, read_audit, read_audits
from ui.billing_parts.pane import Pane, PaneRow, scroll_page
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.door import SAVED
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.pdf_view import PdfView
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_TABLES = ("coding_audit", "audit_reading", "audit_finding", "audit_draft", "lesson_seen")


class CodingAudits(Screen):
    """Enter opens a visit to be read; N makes an audit; Ctrl+P shows the report as it prints."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("audit_screen.title"))
        self.header = PageHeader(tr("audit_screen.title"))
        self.new_button = self.header.add_button(button("plain", tr("audit_screen.new"), "N"))
        self.next_button = self.header.add_button(
            button("primary", tr("audit_screen.read_next"), "Ctrl+Enter")
        )
        self.audits = AuditsPane(desk)
        self.page, self.form = AuditPage(desk), NewAudit(desk)
        self.pdf = PdfView(tr("audit_screen.paper"))
        # The button for another audit stays in sight over the paper, and so does its letter.
        self.pdf.setProperty("letters", True)
        self._right = QStackedWidget()
        self.pane = Pane(tr("audit_screen.one"), self._first)
        self._row = PaneRow(tr("audit_screen.split"), (self.audits, self.pane))
        self._pages = QStackedWidget()
        self.shown: Shown | None = None
        self._wanted: int | None = None
        self._starts = False
        self._build()
        self._deeds: dict[str, Callable[[], object]] = {
            "audits.new": self.begin_new,
            "audits.save-paper": self.save_paper,
            "file.print": self.show_paper,
        }

    def open_with(self, target: Target) -> None:
        """Show the list; with ("audit", id) that audit; with ("new",) the form for one."""
        wanted = target.row("audit")
        self._wanted = self._wanted if wanted is None else wanted
        self._starts = True
        self._read()
        if target.ids[:1] == ("new",):
            self.begin_new()

    def place(self) -> Target:
        """Give the audit the user is on."""
        return Target("audits", where=None if self.shown is None else self.shown.audit.id)

    def paper_of(self) -> tuple[str, str]:
        """Give the audit whose report is shown or saved."""
        shown = self.shown
        return super().paper_of() if shown is None else ("coding_audit", str(shown.audit.id))

    def begin(self) -> None:
        """Start in the visits of the audit, in the form, or in the empty page."""
        if self._pages.currentIndex() == 1:
            self._empty.setFocus()
        else:
            self.pane.setFocus()

    def panes(self) -> Sequence[QWidget]:
        """Give the list and what is at its right."""
        return (self._empty,) if self._pages.currentIndex() == 1 else (self.audits, self.pane)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page that is shown."""
        here = self._right.currentWidget()
        names: tuple[tuple[str, str], ...]
        if self._pages.currentIndex() == 1:
            names = (("Enter", "new"),)
        elif here is self._form_area:
            names = (("Tab", "field"), ("Ctrl+Enter", "draw"), ("Esc", "close"))
        elif here is self.pdf:
            names = (("Ctrl+P", "print"), ("Ctrl+Shift+S", "save"), ("Esc", "close"))
        else:
            names = (("↑↓", "move"), ("Enter", "read"), ("Ctrl+Enter", "read_next"),
                     ("N", "new"), ("Ctrl+P", "paper"))  # fmt: skip
        return tuple(KeyHint(key, tr(f"audit_screen.key.{words}")) for key, words in names)

    def primary(self) -> QAbstractButton | None:
        """Give *Draw the sample* in the form, else *Read the next visit*."""
        if self._right.currentWidget() is self._form_area:
            return self.form.draw
        return self.next_button

    def leave(self) -> bool:
        """Close the form or the paper."""
        if self._pages.currentIndex() == 1:
            return False
        if self._right.currentWidget() in (self._form_area, self.pdf):
            self.pdf.clear()
            if self.shown is None:
                self._pages.setCurrentIndex(1)
            self._show_page()
            self.begin()
            return True
        return False

    def can(self, action: str) -> bool:
        """Whether there is an audit to print, or a new one may be begun."""
        return action == "audits.new" or (action in self._deeds and self.shown is not None)

    def perform(self, action: str) -> bool:
        """Run an action of this page."""
        if action not in self._deeds or not self.can(action):
            return False
        self._deeds[action]()
        return True

    @Slot()
    def begin_new(self) -> None:
        """Open the form for another audit."""
        self._pages.setCurrentIndex(0)
        self._right.setCurrentWidget(self._form_area)
        self.form.begin()
        self._show_buttons()
        self._row.show_pane(self.pane)

    def show_paper(self) -> None:
        """Show the report as it prints; shown already, print it."""
        if self._right.currentWidget() is self.pdf:
            self.pdf.print_pages()
        elif self.shown is not None:
            self._read_paper(self._show_pdf)

    def save_paper(self) -> None:
        """Save the report as PDF."""
        if self.shown is None:
            return
        name = tr("audit_screen.pdf_name", number=self.shown.audit.number)
        picked = save_place.ask(
            self, tr("audit_screen.action.save-paper").replace("&", ""), name,
            tr("audit_screen.pdf_kind"),
        )  # fmt: skip
        if picked is not None:
            self._read_paper(partial(self._let_out, picked, name))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane or both."""
        super().resizeEvent(event)
        self._row.fold(self.width())

    def _build(self) -> None:
        step = NextStep(tr("audit_screen.empty.step"), tr("audit_screen.empty.fact"), "scale", "N")
        self._empty = EmptyState(
            "scale", tr("audit_screen.empty.title"), tr("audit_screen.empty.words"), [step]
        )
        self._form_area = scroll_page(self.form)
        self._page_area = scroll_page(self.page)
        for part in (self._page_area, self._form_area, self.pdf):
            self._right.addWidget(part)
        self.pane.column.addWidget(self._right, 1)
        self.pane.setProperty("ground", "canvas")
        self._pages.addWidget(self._row)
        self._pages.addWidget(scroll_page(self._empty))
        self.lay_out(self.header, self._pages)
        self._row.set_widths((300, 900), grows=1)
        self._empty.taken.connect(self.begin_new)
        self.new_button.clicked.connect(self.begin_new)
        self.next_button.clicked.connect(self._read_next)
        self.form.draw.clicked.connect(self._draw)
        self.audits.list.chosen.connect(self._on_chosen)
        self.audits.list.opened.connect(self._on_opened)
        self.page.table.opened.connect(self._open)
        self.desk.changed.connect(self._on_changed)

    def _first(self) -> QWidget:
        here = self._right.currentWidget()
        if here is self._form_area:
            return self.form.first_field()
        return self.pdf if here is self.pdf else self.page.table

    def _read(self) -> None:
        self.desk.read(read_audits, then=self._show, latest="list", otherwise=self.refuse)

    @Slot(object)
    def _show(self, found: Listed) -> None:
        self.audits.show_list(found, self._wanted)
        self._wanted = None
        making = self._right.currentWidget() is self._form_area
        self._pages.setCurrentIndex(0 if found.audits or making else 1)
        if not found.audits:
            self.shown = None
            self.header.set_state("")
            self._show_buttons()
        self._on_chosen(self.audits.list.current_row())

    @Slot(object)
    def _on_chosen(self, row: object) -> None:
        if isinstance(row, AuditRow):
            self.desk.read(
                read_audit, row.id, then=self._show_audit, latest="one", otherwise=self.refuse
            )

    @Slot(object)
    def _show_audit(self, shown: Shown) -> None:
        other = self.shown is None or self.shown.audit.id != shown.audit.id
        self.shown = shown
        self.page.show_audit(shown)
        if other and self._right.currentWidget() is self.pdf:
            self._right.setCurrentWidget(self._page_area)
        done = tr("audit_screen.done_of", done=shown.audit.done, n=shown.audit.visits)
        number = tr("audit_screen.title_of", number=shown.audit.number)
        self.header.set_state(f"{number} \N{MIDDLE DOT} {done}")
        self._show_buttons()
        if self._starts:
            self._starts = False
            self.begin()

    def _show_page(self) -> None:
        self._right.setCurrentWidget(self._page_area)
        self._show_buttons()

    def _show_buttons(self) -> None:
        waiting = None if self.shown is None else self.shown.next
        words = tr("audit_screen.no_audit") if self.shown is None else tr("audit_screen.all_read")
        self.next_button.set_off("" if waiting is not None else words)
        forms = self._right.currentWidget() is self._form_area
        self.next_button.setVisible(not forms)
        self.keys_changed.emit()

    @Slot(object)
    def _on_opened(self, _row: object) -> None:
        self.pane.setFocus()

    @Slot(object)
    def _open(self, row: AuditedRow) -> None:
        self.go.emit(Target("audit", ("visit", row.id)))

    @Slot()
    def _read_next(self) -> None:
        waiting = None if self.shown is None else self.shown.next
        if waiting is not None:
            self._open(waiting)

    @Slot()
    def _draw(self) -> None:
        scope = self.form.scope()
        if scope is not None:
            self.desk.do(sampling.begin, scope, then=self._on_drawn, otherwise=self.refuse)

    @Slot(object)
    def _on_drawn(self, audit_id: int) -> None:
        self._wanted, self._starts = audit_id, True
        self._right.setCurrentWidget(self._page_area)
        self.said.emit(Notice(tr("audit_screen.done.drawn")))
        self._read()

    def _read_paper(self, then: Callable[[bytes], object]) -> None:
        if self.shown is not None:
            self.desk.read(
                report_paper.audit_pdf, self.shown.audit.id, self.desk.today, then=then,
                owner=self, latest="paper", otherwise=self.refuse,
            )  # fmt: skip

    def _show_pdf(self, content: bytes) -> None:
        self.pdf.show_pdf(content)
        self._right.setCurrentWidget(self.pdf)
        self._show_buttons()
        self._row.show_pane(self.pane)
        self.pdf.setFocus()

    def _let_out(self, path: Path, name: str, content: bytes) -> None:
        self.note_leaving(self, SAVED, name, partial(self._write, path, content))

    def _write(self, path: Path, content: bytes) -> None:
        then = partial(self._on_saved, path.name)
        self.desk.aside(_write_file, path, content, then=then, owner=self, otherwise=self.refuse)

    def _on_saved(self, name: str, _answer: object) -> None:
        self.said.emit(Notice(tr("audit_screen.done.saved", file=name)))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read()


def _write_file(path: Path, content: bytes) -> None:
    with disk.said():
        path.write_bytes(content)
