"""The watched folder: which files came by themselves, what became of each, and what is to do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.intake import watching
from app.intake.apply import PERMISSION
from app.intake.watching import Watch, WatchedRow
from app.practice import settings
from app.security import permissions
from app.store.changes import Changes
from app.store.store import Work
from app.values.dates import show_date
from app.values.problem import Outside
from app.values.states import WatchOutcome
from ui.billing_parts.pane import scroll_page
from ui.columns import Column
from ui.desk import Desk
from ui.kit.button import button, small_button
from ui.kit.label import label
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

EVERY_S = 20
_FOLDS_BELOW = 760
_TONES = {
    WatchOutcome.TAKEN: ("ok", "circle-check"),
    WatchOutcome.WAITING: ("warn", "triangle-alert"),
    WatchOutcome.QUARANTINED: ("block", "octagon-x"),
}
_TABLES = ("watched_file", "list_import", "setting_value", "saved_map")
_KEYS = (("↑↓", "move"), ("Enter", "open"), ("Del", "aside"))


class WatchedFolder(Screen):
    """How the folder is watched, above the files that came; or the way to choose one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("watched.title"))
        self._header = PageHeader(tr("watched.title"))
        self.change = self._header.add_button(button("plain", tr("watched.settings")))
        self._how = label("", "soft", wrap=True)
        self.model = _model(desk)
        self.table = rows_table(self.model, tr("watched.list"))
        self.open = small_button(tr("watched.open"), "Enter")
        self.aside = small_button(tr("watched.aside"), "Del")
        self._watch: Watch | None = None
        self._pages = QStackedWidget()
        self._lay()
        self.lay_out(self._header, self._pages)
        self.change.clicked.connect(self._to_settings)
        self.open.clicked.connect(self._open)
        self.aside.clicked.connect(self._set_aside)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._on_row)
        self.table.installEventFilter(self)
        desk.changed.connect(self._on_changed)

    def open_with(self, target: Target) -> None:
        """Show what came."""
        self._read()

    def begin(self) -> None:
        """Start in the list, or with the way to choose a folder."""
        self.panes()[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> Target:
        """Come back to the page."""
        return Target("watched")

    def panes(self) -> Sequence[QWidget]:
        """Give the list, or the way to choose a folder; the settings while nothing has come."""
        if self._pages.currentIndex() == 0:
            return (self._empty,)
        return (self.table,) if self.model.rowCount() else (self.change,)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list."""
        if self._pages.currentIndex() == 0:
            return (KeyHint("Enter", tr("watched.key.choose")),)
        return tuple(KeyHint(key, tr(f"watched.key.{words}")) for key, words in _KEYS)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Set a file aside by Delete."""
        key = event.key() if isinstance(event, QKeyEvent) else 0
        pressed = event.type() == QEvent.Type.KeyPress and key == Qt.Key.Key_Delete
        if pressed and self.aside.isEnabled():
            self._set_aside()
            return True
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window leave the time out, so that what to do has room."""
        super().resizeEvent(event)
        self.table.setColumnHidden(len(self.model.columns) - 1, self.width() < _FOLDS_BELOW)

    @Slot()
    def choose_folder(self) -> None:
        """Ask for the folder and watch it."""
        chosen = QFileDialog.getExistingDirectory(self, tr("watched.choose"))
        if chosen:
            self.watch(chosen)

    def watch(self, folder: str) -> None:
        """Watch a folder from now on."""
        self.desk.do(_watch_folder, folder, owner=self)

    def _lay(self) -> None:
        step = NextStep(tr("watched.choose"), tr("watched.choose_fact"), "folder-open")
        self._empty = EmptyState(
            "folder-open", tr("watched.off_title"), tr("watched.off_words"), [step]
        )
        self._empty.taken.connect(self.choose_folder)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._how)
        panel = Panel(tr("watched.list"))
        for small in (self.open, self.aside):
            small.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
            panel.add_to_head(small)
        self._none = label(tr("watched.none"), "soft")
        self._none.setContentsMargins(12, 12, 12, 12)
        self._none.setAlignment(Qt.AlignmentFlag.AlignTop)
        panel.add(self._none)
        panel.add(self.table, 1)
        self._whole = label("", "soft", wrap=True)
        panel.inset(12, 8).addWidget(self._whole)
        self.table.setMinimumHeight(160)
        column.addWidget(panel, 1)
        self._pages.addWidget(self._empty)
        self._pages.addWidget(scroll_page(page))

    def _read(self) -> None:
        self.desk.read(_look, then=self._show, latest="files")

    def _show(self, found: tuple[Watch, tuple[WatchedRow, ...], bool]) -> None:
        self._watch, rows, is_there = found
        how, at = self._watch, self.panes()
        held = self._holds_the_focus()
        self.messages.clear()
        if not is_there:
            self.refuse(Outside("intake.watch_folder", folder=Path(how.folder).name))
        is_on = bool(how.folder)
        self._pages.setCurrentIndex(1 if is_on or rows else 0)
        state = tr("watched.state", folder=Path(how.folder).name, n=EVERY_S)
        self._header.set_state(state if is_on else tr("watched.state_off"))
        self._how.setText(_how(how))
        self._how.setVisible(is_on)
        self.model.set_rows(rows)
        self.table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        if rows and self.table.current_row() is None:
            self.table.select_id(rows[0].id)
        self._on_row(self.table.current_row())
        if held and self.panes() != at:
            # What had the focus is gone; Qt would leave it on a button of the window.
            self.begin()
        self.keys_changed.emit()

    def _holds_the_focus(self) -> bool:
        # The window's own: while the palette closes, the focus of the program is still there.
        held = self.window().focusWidget()
        return held is not None and self.isAncestorOf(held)

    @Slot(object)
    def _on_row(self, row: WatchedRow | None) -> None:
        may = self.desk.actor is not None and self.desk.actor.may(PERMISSION)
        waits = row is not None and row.needs_a_look
        self._whole.setText(row.words if row is not None else "")
        self._whole.setVisible(row is not None and bool(row.words))
        self.open.setEnabled(may and row is not None and row.outcome is not WatchOutcome.TAKEN)
        self.aside.setEnabled(may and waits)

    @Slot()
    def _open(self, _row: object = None) -> None:
        """Show what a file would bring, on the page that takes lists in."""
        row = self.table.current_row()
        if row is None or self._watch is None or not self.open.isEnabled():
            return
        path = Path(self._watch.folder) / row.name
        if path.is_file():
            self.go.emit(Target("take-in", ("files", str(path))))
        else:
            self.messages.say("warn", tr("watched.not_here"))

    @Slot()
    def _set_aside(self) -> None:
        row = self.table.current_row()
        if row is not None and row.needs_a_look:
            self.desk.do(watching.set_aside, row.id, then=self._on_aside, owner=self)

    def _on_aside(self, _answer: object) -> None:
        self.said.emit(Notice(tr("watched.set_aside")))

    @Slot()
    def _to_settings(self) -> None:
        self.go.emit(Target("office", ("settings-watch",)))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read()


def _look(session: Any) -> tuple[Watch, tuple[WatchedRow, ...], bool]:
    """Read how is watched and what came, and whether the folder is there, off the window."""
    how = watching.watch(session)
    return how, watching.files(session), not how.folder or Path(how.folder).is_dir()


def _watch_folder(work: Work, folder: str) -> None:
    work.require(permissions.SETTINGS)
    settings.save(work, settings.WATCH_FOLDER, folder)


def _how(how: Watch) -> str:
    """Say what happens to a file that comes."""
    said = tr("watched.ask_first")
    if how.at_once and how.column_map is not None:
        said = tr("watched.at_once", map=how.column_map.name)
    elif how.at_once:
        said = tr("watched.at_once_no_map")
    rest = tr("watched.moved_to", folder=how.done) if how.done else tr("watched.stay")
    return f"{said} {rest}"


def _outcome(row: WatchedRow) -> str:
    if row.outcome is WatchOutcome.QUARANTINED and not row.words:
        return tr("watched.outcome.aside")
    return tr(f"watched.outcome.{row.outcome}")


def _tone(row: WatchedRow) -> str:
    return _TONES[row.outcome][0] if row.needs_a_look else "text_soft"


def _icon(row: WatchedRow) -> str:
    if row.needs_a_look or row.outcome is WatchOutcome.TAKEN:
        return _TONES[row.outcome][1]
    return "circle-minus"


def _counts(row: WatchedRow) -> str:
    if row.outcome is not WatchOutcome.TAKEN or not row.counts:
        return ""
    counts: dict[str, int] = json.loads(row.counts)
    names = ("new", "changed", "unchanged", "notes", "merges")
    said = [tr(f"watched.counts.{name}", n=counts[name]) for name in names if counts.get(name)]
    return ", ".join(said) or tr("watched.counts.none")


def _model(desk: Desk) -> RowsModel[WatchedRow]:
    def head(name: str) -> str:
        return tr(f"watched.column.{name}")

    def seen(row: WatchedRow) -> str:
        local = row.seen_at.astimezone()
        return f"{show_date(local.date(), desk.today)} {local:%H:%M}"

    return RowsModel(
        (
            Column(head("file"), lambda row: row.name, bold=lambda row: row.needs_a_look),
            Column(head("outcome"), _outcome, tone=_tone, icon=_icon),
            Column(head("words"), lambda row: row.words, stretch=True, tip=lambda row: row.words),
            Column(head("counts"), _counts),
            Column(head("seen"), seen),
        ),
        lambda row: row.id,
    )
