"""Everything out: each table as CSV and every document, to a folder of the user's choice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from app.security import permissions
from ui.admin import office_deeds as deeds
from ui.admin.office_deeds import Exported
from ui.admin.page import OfficePage
from ui.desk import Desk
from ui.fields import TextField
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.kit.under_way import UnderWay
from ui.save_place import begin_at
from ui.text import tr


class ExportPage(OfficePage):
    """Says who can read what is written, then writes it."""

    NAME = "export"
    KEYS = (("Ctrl+Enter", "export"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.folder = TextField(tr("office.export.folder"), longest=400)
        self.browse = button("plain", tr("office.export.browse"), "", "folder-open")
        self.out = button("primary", tr("office.export.out"), "Ctrl+Enter", "download")
        self.under_way = UnderWay(tr("office.export.working"))
        self.done = Banner("ok", "")
        self.done.hide()
        panel = Panel(tr("office.export.where"))
        inside = panel.inset(16, 16)
        inside.setSpacing(12)
        inside.addWidget(Banner("warn", tr("office.export.warning"), tr("office.export.readable")))
        inside.addWidget(label(tr("office.export.what"), "soft", wrap=True))
        inside.addWidget(self.folder.label)
        row = row_of(self.folder, self.browse)
        row.setStretch(0, 1)
        inside.addLayout(row)
        inside.addWidget(self.under_way)
        inside.addWidget(self.done)
        self.add_block(panel)
        self.column.addStretch(1)
        self.browse.clicked.connect(self._browse)
        self.out.clicked.connect(self._export)
        if not self.may(permissions.EXPORT):
            self.out.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Offer a folder that is not there yet."""
        if self.desk.office is None:
            self.out.set_off(tr("office.no_folder"))
        elif not self.folder.value():
            name = f"twohats-export-{self.desk.today:%Y%m%d}"
            self.folder.set_value(str(Path.home() / name))

    def begin(self) -> None:
        """Start at the folder."""
        self.folder.setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Take everything out*."""
        return self.out

    def head_buttons(self) -> Sequence[Button]:
        """Give *Take everything out*."""
        return (self.out,)

    def panes(self) -> Sequence[QWidget]:
        """Give the folder."""
        return (self.folder.entry,)

    def leave(self) -> bool:
        """Stop what is under way; no half of a folder stays."""
        if self.under_way.is_busy:
            self.under_way.cancel()
            return True
        return False

    @Slot()
    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, tr("office.export.folder"), begin_at())
        if chosen:
            self.folder.set_value(chosen)

    @Slot()
    def _export(self) -> None:
        where = self.folder.value()
        if self.desk.office is None or self.under_way.is_busy:
            return
        if not where:
            self.folder.show_problem(tr("office.export.no_folder"))
            self.folder.setFocus()
            return
        self.done.hide()
        job = self.desk.aside(
            deeds.export_all, self.desk.office, self.desk.actor, Path(where), then=self._on_done,
            long=True, otherwise=self.refuse,
        )  # fmt: skip
        self.under_way.follow(job, tr("office.export.working"))

    def _on_done(self, made: Exported) -> None:
        words = tr("office.export.done", files=made.files, rows=f"{made.rows:,}")
        self.done.show_message("ok", str(made.folder), words)
        self.done.show()
        self.tell(words)
