"""The code sets on this computer: which release covers which days of service."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from app.codesets import load, reference
from app.codesets.load import Loaded
from app.codesets.reference import ReleaseInfo
from app.progress import Progress, unheard
from app.security import permissions
from app.values.dates import show_date
from app.values.problem import Outside
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.panel import Panel
from ui.kit.under_way import UnderWay
from ui.rows_model import RowsModel, rows_table
from ui.text import tr


class CodesPage(OfficePage):
    """Releases stand side by side; each date of service gets the one in force on it."""

    NAME = "codes"
    KEYS = (("Ctrl+L", "load"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state = Banner("note", "")
        self.load = button("primary", tr("office.codes.load"), "Ctrl+L", "folder-open")
        self.under_way = UnderWay(tr("office.codes.working"))
        self.rows: RowsModel[ReleaseInfo] = RowsModel(self._columns(), lambda row: row.id)
        self.table = rows_table(self.rows, self.title)
        self.panel = Panel()
        self.panel.setMinimumHeight(180)
        self.panel.add(self.table, 1)
        self.column.addWidget(self.state)
        self.column.addWidget(self.under_way)
        self.column.addWidget(self.panel, 1)
        self.column.addStretch()
        self.load.clicked.connect(self._choose)
        self._may = self.may(permissions.SETTINGS)
        if not self._may:
            self.load.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Look which releases are there."""
        self.desk.aside(_releases, then=self._show)

    def begin(self) -> None:
        """Start in the list, or at *Load* while it is empty."""
        (self.table if self.rows.rows else self.load).setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Load a release*."""
        return self.load

    def head_buttons(self) -> Sequence[Button]:
        """Give *Load a release*."""
        return (self.load,)

    def panes(self) -> Sequence[QWidget]:
        """Give the button and the list."""
        return (self.load, self.table)

    def leave(self) -> bool:
        """Stop loading; the file stays as it was."""
        if self.under_way.is_busy:
            self.under_way.cancel()
            return True
        return False

    def can(self, action: str) -> bool:
        """Take Ctrl+L."""
        return action == "file.load" and self._may

    def perform(self, action: str) -> bool:
        """Choose the files of a release."""
        if self.can(action):
            self._choose()
            return True
        return False

    def take_files(self, paths: Sequence[Path]) -> None:
        """Load one release from its official files."""
        if paths and not self.under_way.is_busy:
            job = self.desk.aside(
                _load, tuple(paths), then=self._on_loaded, long=True, otherwise=self.refuse
            )
            self.under_way.follow(job, tr("office.codes.working"))

    def _columns(self) -> list[Column[ReleaseInfo]]:
        return [
            Column(tr("office.codes.system"), lambda row: tr(f"office.codes.{row.system}")),
            Column(tr("office.codes.release"), lambda row: row.label),
            Column(tr("office.codes.from"), lambda row: show_date(row.valid_from)),
            Column(tr("office.codes.to"), lambda row: show_date(row.valid_to)),
            Column(tr("office.codes.count"), lambda row: f"{row.billable:,}", numeric=True),
            Column(tr("office.state"), self._state, tone=self._tone, icon=self._icon),
        ]

    def _state(self, row: ReleaseInfo) -> str:
        serves = row.covers(self.desk.today)
        return tr("office.codes.serves") if serves else tr("office.codes.kept")

    def _tone(self, row: ReleaseInfo) -> str:
        return "ok" if row.covers(self.desk.today) else "text_soft"

    def _icon(self, row: ReleaseInfo) -> str:
        return "circle-check" if row.covers(self.desk.today) else "calendar"

    def _show(self, found: Sequence[ReleaseInfo]) -> None:
        self.rows.set_rows(found)
        self.panel.setVisible(bool(found))
        today = [row for row in found if row.covers(self.desk.today)]
        if not found:
            self.state.show_message("warn", tr("office.codes.none"))
        elif today:
            last = show_date(today[0].valid_to)
            self.state.show_message("ok", tr("office.codes.covered", last=last))
        else:
            self.state.show_message("warn", tr("office.codes.uncovered"))
        if found and self.table.current_row() is None:
            self.table.select_id(found[0].id)

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("office.codes.choose"))
        self.take_files([Path(one) for one in chosen])

    def _on_loaded(self, made: Loaded) -> None:
        first, last = show_date(made.valid_from), show_date(made.valid_to)
        self.tell(tr("office.codes.loaded", n=f"{made.codes:,}", first=first, last=last))
        self.refresh()


def _releases() -> tuple[ReleaseInfo, ...]:
    try:
        opened = reference.open_reference()
    except Outside:
        return ()
    try:
        return opened.releases
    finally:
        opened.close()


def _load(paths: Sequence[Path], progress: Progress = unheard) -> Loaded:
    return load.load_paths(paths, progress=progress)
