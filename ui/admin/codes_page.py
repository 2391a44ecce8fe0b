"""The code sets on this computer: which release covers which days of service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from app.codesets import layout, load, rule_releases
from app.codesets.loaded import Asked, Loaded
from app.codesets.rule_releases import SetRelease
from app.coding import favorites
from app.progress import Progress, unheard
from app.security import permissions
from app.store.store import utc_now
from app.values.dates import show_date
from ui.admin.codes_preview import CODE_SYSTEMS, ReleasePreview, set_name
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.panel import Panel
from ui.kit.under_way import UnderWay
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_AHEAD_DAYS = 30


class CodesPage(OfficePage):
    """Releases stand side by side; each date of service gets the one in force on it.

    Files are tried first: what they would change is shown, then they are loaded or left.
    """

    NAME = "codes"
    KEYS = (("Ctrl+L", "load"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state = Banner("note", "")
        self.load = button("primary", tr("office.codes.load"), "Ctrl+L", "folder-open")
        self.under_way = UnderWay(tr("office.codes.working"))
        self.preview = ReleasePreview()
        self.preview.agreed.connect(self._agree)
        self.preview.left.connect(self._left)
        self._paths: tuple[Path, ...] = ()
        self.rows: RowsModel[SetRelease] = RowsModel(
            self._columns(), lambda row: (row.system, row.setting, row.valid_from)
        )
        self.table = rows_table(self.rows, self.title)
        self.panel = Panel()
        self.panel.setMinimumHeight(180)
        self.panel.add(self.table, 1)
        self.column.addWidget(self.state)
        self.column.addWidget(self.under_way)
        self.column.addWidget(self.preview)
        self.column.addWidget(self.panel, 1)
        self.column.addStretch()
        self.setAcceptDrops(True)
        self.load.clicked.connect(self._choose)
        self._may = self.may(permissions.SETTINGS)
        if not self._may:
            self.load.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Look which releases are there."""
        self.desk.aside(rule_releases.overview, then=self._show)

    def begin(self) -> None:
        """Start in the list, or at *Load* while it is empty."""
        (self.table if self.rows.rows else self.load).setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Load it* while a preview is open, else *Load a release*."""
        return self.preview.load if self.preview.load.isVisible() else self.load

    def head_buttons(self) -> Sequence[Button]:
        """Give *Load a release*."""
        return (self.load,)

    def panes(self) -> Sequence[QWidget]:
        """Give the button and the list."""
        return (self.load, self.table)

    def leave(self) -> bool:
        """Stop loading, or put the preview away; nothing was changed."""
        if self.under_way.is_busy:
            self.under_way.cancel()
            return True
        if self.preview.isVisible():
            self.preview.leave.click()
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that are dragged over the page."""
        if self._may and event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Try the files that are dropped on the page."""
        found = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.take_files([path for path in found if path.is_file()])

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
        """Look what official files would change; nothing is changed yet."""
        if paths and self._may and not self.under_way.is_busy:
            self._paths = tuple(paths)
            self._run(tr("office.codes.trying"), self._on_tried, dry_run=True)

    def _run(self, words: str, then: Callable[[Sequence[Loaded]], None], *, dry_run: bool) -> None:
        who = self.desk.actor.name if self.desk.actor else ""
        job = self.desk.aside(
            _take, self._paths, who, dry_run, then=then, long=True, otherwise=self.refuse
        )
        self.under_way.follow(job, words)

    def _columns(self) -> list[Column[SetRelease]]:
        return [
            Column(
                tr("office.codes.system"),
                lambda row: set_name(row.system, row.setting),
                stretch=True,
            ),
            Column(tr("office.codes.release"), lambda row: row.label),
            Column(tr("office.codes.from"), lambda row: show_date(row.valid_from)),
            Column(tr("office.codes.to"), _last_day),
            Column(tr("office.codes.count"), lambda row: f"{row.rows:,}", numeric=True),
            Column(tr("office.state"), self._state, tone=self._tone, icon=self._icon),
        ]

    def _state(self, row: SetRelease) -> str:
        days = (row.valid_to - self.desk.today).days if row.valid_to else 0
        if row.lapses(self.desk.today, -1):
            return tr("office.codes.lapsed")
        if row.lapses(self.desk.today, _AHEAD_DAYS):
            words = tr("office.codes.lapses", n=days)
            return words if days else tr("office.codes.lapses-today")
        return tr("office.codes.serves" if row.covers(self.desk.today) else "office.codes.kept")

    def _tone(self, row: SetRelease) -> str:
        if row.lapses(self.desk.today, _AHEAD_DAYS):
            return "warn"
        return "ok" if row.covers(self.desk.today) else "text_soft"

    def _icon(self, row: SetRelease) -> str:
        icons = {"warn": "triangle-alert", "ok": "circle-check", "text_soft": "calendar"}
        return icons[self._tone(row)]

    def _show(self, found: Sequence[SetRelease]) -> None:
        self.rows.set_rows(found)
        self.panel.setVisible(bool(found))
        diagnoses = [row for row in found if row.system == "icd10cm"]
        today = [row for row in diagnoses if row.covers(self.desk.today)]
        if not diagnoses:
            self.state.show_message("warn", tr("office.codes.none"))
        elif today:
            soon = today[0].lapses(self.desk.today, _AHEAD_DAYS)
            words = tr("office.codes.covered", last=_last_day(today[0]))
            words = f"{words} {tr('office.codes.soon')}" if soon else words
            self.state.show_message("warn" if soon else "ok", words)
        else:
            self.state.show_message("warn", tr("office.codes.uncovered"))
        if found and self.table.current_row() is None:
            first = found[0]
            self.table.select_id((first.system, first.setting, first.valid_from))

    @Slot()
    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(self, tr("office.codes.choose"))
        self.take_files([Path(one) for one in chosen])

    def _on_tried(self, found: Sequence[Loaded]) -> None:
        self.preview.show_loaded(found)
        self.load.hide()
        self.keys_changed.emit()
        ended = tuple(c for one in found if one.system in CODE_SYSTEMS for c in one.ended)
        if ended:
            self.desk.read(favorites.expiring, ended, then=self.preview.show_expiring, owner=self)

    @Slot()
    def _agree(self) -> None:
        self.preview.hide()
        self.load.show()
        self._run(tr("office.codes.working"), self._on_loaded, dry_run=False)

    @Slot()
    def _left(self) -> None:
        self.load.show()
        self.begin()
        self.keys_changed.emit()

    def _on_loaded(self, found: Sequence[Loaded]) -> None:
        one = found[0]
        words = tr(
            "office.codes.loaded",
            what=f"{set_name(one.system, one.setting)} {one.release}",
            n=f"{one.codes:,}",
            first=show_date(one.valid_from),
        )
        self.tell(words if len(found) == 1 else tr("office.codes.loaded-all", n=len(found)))
        self.keys_changed.emit()
        self.refresh()


def _last_day(row: SetRelease) -> str:
    return show_date(row.valid_to) if row.valid_to else tr("office.codes.open-end")


def _take(
    paths: Sequence[Path], who: str, dry_run: bool, progress: Progress = unheard
) -> tuple[Loaded, ...]:
    asked = Asked(layout.default_path(), dry_run=dry_run, who=who, at=utc_now())
    return load.take(paths, asked, progress)
