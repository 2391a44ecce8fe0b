"""The code sets on this computer: which release covers which days of service."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QWidget

from app.codesets import layout, load, rule_releases
from app.codesets.loaded import Asked, EndedCodes, Loaded
from app.codesets.rule_releases import SetRelease
from app.coding import favorites
from app.progress import Progress, unheard
from app.security import permissions
from app.store.store import utc_now
from app.values.dates import show_date
from app.values.problem import Outside, Refused
from ui import theme
from ui.admin.codes_preview import ReleasePreview, set_name
from ui.admin.cpt_panel import CptPanel
from ui.admin.first_day_panel import FirstDayPanel
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk, Job
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.panel import Panel
from ui.kit.under_way import UnderWay
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint
from ui.text import tr

_AHEAD_DAYS = 30
_RELEASES_SHOWN = 14
_NEEDS_DAY = "codes.needs_from"


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
        self.cpt = CptPanel(desk)
        self.cpt.kept.connect(self._on_license)
        self.cpt.refused.connect(self.refused)
        self.cpt.asking.connect(self._make_room)
        self.first_day = FirstDayPanel(desk)
        self.first_day.given.connect(self._on_day)
        self._day: date | None = None
        self._paths: tuple[Path, ...] = ()
        self.rows: RowsModel[SetRelease] = RowsModel(
            self._columns(), lambda row: (row.system, row.setting, row.valid_from)
        )
        self.table = rows_table(self.rows, self.title)
        self.table.make_room((640, (4,)))
        self.panel = Panel()
        self.panel.setMinimumHeight(180)
        self.panel.add(self.table, 1)
        self.column.addWidget(self.state)
        self.column.addWidget(self.under_way)
        self.add_block(self.first_day)
        self.column.addWidget(self.preview)
        self.column.addWidget(self.panel, 1)
        self.add_block(self.cpt)
        self.column.addStretch(1)
        self.setAcceptDrops(True)
        self.load.clicked.connect(self._choose)
        self._may = self.may(permissions.SETTINGS)
        if not self._may:
            self.load.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Look which releases are there."""
        self.desk.aside(rule_releases.overview, then=self._show)
        self.cpt.refresh()

    def begin(self) -> None:
        """Start in the list, or at *Load* while it is empty."""
        (self.table if self.rows.rows else self.load).setFocus()

    def primary(self) -> QAbstractButton:
        """Give the question's button or *Load it* while one is open, else *Load a release*."""
        if self.first_day.isVisible():
            return self.first_day.again
        return self.preview.load if self.preview.load.isVisible() else self.load

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the work under way, or of the preview while it is open."""
        if self.under_way.is_busy:
            return (KeyHint("Esc", tr("office.key.stop")),)
        if not self.preview.isVisible() or not self.preview.load.isVisibleTo(self.preview):
            return super().keys()
        now = KeyHint("Ctrl+Enter", tr("office.codes.now").lower())
        return (now, KeyHint("Esc", tr("office.key.back")))

    def head_buttons(self) -> Sequence[Button]:
        """Give *Load a release*."""
        return (self.load,)

    def panes(self) -> Sequence[QWidget]:
        """Give the button and the list."""
        return (self.load, self.table, self.cpt.change)

    def leave(self) -> bool:
        """Stop loading, or put the preview away; nothing was changed."""
        if self.under_way.is_busy:
            self.under_way.cancel()
            return True
        if self.first_day.close_panel() or self.cpt.close_form():
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
            self._paths, self._day = tuple(paths), None
            self.began.emit()
            self._try()

    def _try(self) -> None:
        self._run(tr("office.codes.trying"), self._on_tried, dry_run=True)

    @Slot(object)
    def _on_day(self, day: date) -> None:
        self._day = day
        self._try()

    def _not_taken(self, error: Refused | Outside) -> None:
        """Ask for the first day of a file that does not tell it; hand on what else is wrong."""
        self.load.show()
        if error.code == _NEEDS_DAY:
            self.first_day.ask(error.values.get("file", ""))
            self.keys_changed.emit()
        else:
            self.refuse(error)

    def _run(self, words: str, then: Callable[[Sequence[Loaded]], None], *, dry_run: bool) -> None:
        who = self.desk.actor.name if self.desk.actor else ""
        job = self.desk.aside(
            _take, self._paths, who, (dry_run, self.cpt.holds(), self._day), then=then, long=True,
            otherwise=self._not_taken,
        )  # fmt: skip
        self.under_way.follow(job, words)
        job.ended.connect(self._on_ended)
        self.keys_changed.emit()

    @Slot(object)
    def _on_ended(self, done: bool) -> None:
        """Say that a stop was heard; Esc has another meaning from now on."""
        job = self.sender()
        if not done and isinstance(job, Job) and job.canceled:
            self.load.show()
            self.tell(tr("office.codes.stopped"))
        self.keys_changed.emit()

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
        shown = min(len(found), _RELEASES_SHOWN) * theme.row_height()
        self.panel.setMinimumHeight(max(180, shown + self.table.horizontalHeader().height() + 8))
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
        wants_license = any(one.system == "cpt" for one in found) and not self.cpt.holds()
        self.preview.wait_for(tr("cpt.first") if wants_license else "")
        if wants_license:
            self.preview.facts.setText(tr("cpt.first"))
            self.preview.facts.show()
            self.cpt.ask()
        self.load.hide()
        self.keys_changed.emit()
        ended = EndedCodes.of(found)
        self.desk.read(favorites.expiring, ended, then=self.preview.show_expiring, owner=self)

    @Slot()
    def _agree(self) -> None:
        self.preview.hide()
        self.load.show()
        self._run(tr("office.codes.working"), self._on_loaded, dry_run=False)

    @Slot(bool)
    def _make_room(self, asking: bool) -> None:
        """Let the list make room for the statement's form."""
        self.panel.setVisible(not asking and bool(self.rows.rows))
        self.keys_changed.emit()

    @Slot()
    def _on_license(self) -> None:
        """Read the files that were tried once more, now with their words."""
        self.tell(tr("cpt.kept"))
        if self.preview.isVisible():
            self._try()

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
    paths: Sequence[Path],
    who: str,
    how: tuple[bool, bool, date | None],
    progress: Progress = unheard,
) -> tuple[Loaded, ...]:
    """Load files, or only try (first of ``how``), with CPT wording or without, from a day on."""
    dry_run, licensed, day = how
    asked = Asked(
        layout.default_path(), day, dry_run=dry_run, who=who, at=utc_now(),
        has_cpt_license=licensed,
    )  # fmt: skip
    return load.take(paths, asked, progress)
