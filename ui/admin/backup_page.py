"""Backups: when the last one was, one now, and how one is brought back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.security import permissions
from app.store.backup import Backup
from app.store.office import SAMPLE_PASSPHRASE
from app.store.packing import SUFFIX
from app.values.dates import show_date
from ui import save_place
from ui.admin import office_deeds as deeds
from ui.admin.backup_age import age_of, moment_of, tone_of
from ui.admin.page import OfficePage
from ui.desk import Desk
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.label import label
from ui.kit.panel import Panel, row_of
from ui.kit.under_way import UnderWay
from ui.text import tr

_MEGABYTE = 1_000_000


class BackupPage(OfficePage):
    """One button; the rest says what is so."""

    NAME = "backup"
    KEYS = (("Ctrl+Enter", "back_up"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.state = Banner("note", "")
        self.now = button("primary", tr("office.backup.now"), "Ctrl+Enter", "hard-drive")
        self.elsewhere = button("plain", tr("office.backup.elsewhere"))
        self.under_way = UnderWay(tr("office.backup.working"))
        self.where = label("", "soft", wrap=True)
        panel = Panel(tr("office.backup.last"))
        inside = panel.inset(16, 16)
        inside.setSpacing(12)
        for part in (self.state, self.where, self.under_way):
            inside.addWidget(part)
        panel.add_foot(self.elsewhere)
        self.elsewhere.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.restore = button("plain", tr("restore.button"), "", "history")
        self.add_block(panel)
        self.add_block(self._restoring())
        self.column.addStretch(1)
        self.now.clicked.connect(self._now)
        self.elsewhere.clicked.connect(self._elsewhere)
        self.restore.clicked.connect(self._restore)
        if not self.may(permissions.RESTORE):
            self.restore.set_off(tr("office.only_owner"))
        if not self.may(permissions.BACK_UP):
            self.now.set_off(tr("office.only_owner"))
            self.elsewhere.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Look when the last backup was made."""
        if self.desk.office is None:
            self.state.show_message("warn", tr("office.no_folder"))
            self.now.set_off(tr("office.no_folder"))
            self.elsewhere.set_off(tr("office.no_folder"))
        else:
            self.desk.aside(deeds.last_backup, self.desk.office, then=self._show)

    def begin(self) -> None:
        """Start at the button."""
        self.now.setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Back up now*."""
        return self.now

    def head_buttons(self) -> Sequence[Button]:
        """Give *Back up now*."""
        return (self.now,)

    def panes(self) -> Sequence[QWidget]:
        """Give the buttons."""
        return (self.now, self.restore)

    def leave(self) -> bool:
        """Esc while a backup is made waits for it: a copy is made in one step."""
        return self.under_way.is_busy

    def _restoring(self) -> Panel:
        panel = Panel(tr("office.backup.restoring"))
        inside = panel.inset(16, 16)
        inside.setSpacing(8)
        for words in ("looked", "kept"):
            inside.addWidget(label(tr(f"office.backup.{words}"), "soft", wrap=True))
        office = self.desk.office
        if office is not None and office.folder.is_sample:
            words = tr("office.backup.sample", passphrase=SAMPLE_PASSPHRASE)
            inside.addWidget(label(words, "soft", wrap=True))
        self.restore.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        inside.addLayout(row_of(self.restore))
        return panel

    @Slot()
    def _restore(self) -> None:
        self.act.emit("file.restore")

    def _show(self, last: Backup | None) -> None:
        if last is None:
            self.state.show_message("warn", tr("office.backup.none"))
            self.where.setText("")
            return
        days, at = age_of(last.made_at, self.desk.today), moment_of(last.made_at)
        tone = tone_of(days)
        when = f"{show_date(at.date())}, {at:%H:%M}"
        size = f"{last.size / _MEGABYTE:.1f}"
        age = tr("office.backup.age", n=days) if days else tr("office.backup.today")
        self.state.show_message(tone, age, when)
        self.where.setText(tr("office.backup.where", path=str(last.path), size=size))

    @Slot()
    def _now(self) -> None:
        self._back_up(None)

    @Slot()
    def _elsewhere(self) -> None:
        name = f"twohats-{self.desk.today:%Y%m%d}{SUFFIX}"
        path = save_place.ask(self, tr("office.backup.choose"), name)
        if path is not None:
            self._back_up(path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX))

    def _back_up(self, target: Path | None) -> None:
        if self.desk.office is None or self.under_way.is_busy:
            return
        job = self.desk.aside(
            deeds.back_up, self.desk.office, self.desk.actor, target, then=self._on_made,
            long=True, otherwise=self._refused,
        )  # fmt: skip
        self.now.set_off(tr("office.backup.working"))
        self.under_way.follow(job, tr("office.backup.working"), stops=False)

    def _on_made(self, made: Backup) -> None:
        self.now.set_off("")
        self._show(made)
        self.tell(tr("office.backup.made", file=made.path.name))
        self.now.setFocus()

    def _refused(self, error: object) -> None:
        self.now.set_off("")
        self.refuse(error)  # type: ignore[arg-type]
        self.now.setFocus()
