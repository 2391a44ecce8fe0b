"""Bring a backup back: choose file and folder, see what it holds, and only then put it there."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QSizePolicy, QVBoxLayout, QWidget

from app.reports.contents import Contents
from app.store.office import OfficeFolder
from app.store.packing import SUFFIX
from app.store.restoring import Tried
from app.values.dates import show_date
from ui.billing_parts.fact_grid import FactGrid
from ui.desk import Job
from ui.kit.banner import Banner, announce
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import row_of
from ui.kit.under_way import UnderWay
from ui.sign_in.forms import Asked, EntryPage
from ui.text import tr
from ui.typed_path import holds, typed_path

_WIDE = 620
_MEGABYTE = 1_000_000


class RestorePage(EntryPage):
    """Steps on one page: file, passphrase and folder; what the backup holds; where it lies now.

    ``tried`` asks to look into a file for a folder; ``agreed`` to put what was shown in place;
    ``open_wanted`` to open what lies in another folder now; ``left`` goes back.
    """

    tried = Signal(object, str, object)
    agreed = Signal()
    open_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__(tr("restore.title"))
        self.panel.setFixedWidth(_WIDE)
        self.folder = Path()
        self.ask = self._ask_part()
        self.found = self._found_part()
        self.lies = self._lies_part()
        self.under_way = UnderWay(tr("restore.looking"))
        for part in (self.ask, self.found, self.lies, self.under_way):
            self.rows.addWidget(part)
        self.first = self.file
        self.start_over(Path(), None)

    def start_over(self, folder: Path, newest: Path | None) -> None:
        """Ask for a file and its passphrase; ``newest`` is offered as the file.

        ``folder`` is offered as the place it goes to.
        """
        self.folder = folder
        self.file.line.setText(str(newest or ""))
        self.into.line.setText(str(folder))
        self.passphrase.line.clear()
        for asked in (self.file, self.passphrase, self.into):
            asked.show_problem("")
        self.refuse("")
        self.first = self.passphrase if newest else self.file
        self._turn(self.ask)

    def ask_again(self) -> None:
        """Go back to the first step and keep the file."""
        self.passphrase.line.clear()
        self.first = self.file
        self._turn(self.ask)
        self.begin()

    def follow(self, job: Job) -> None:
        """Show how far the look has come; Esc stops it."""
        self.ask.setEnabled(False)
        self.under_way.follow(job, tr("restore.looking"))
        job.ended.connect(self._on_ended)

    def stop(self) -> bool:
        """Stop the look under way; False when there is none."""
        busy = self.under_way.is_busy
        self.under_way.cancel()
        return busy

    def say_wrong(self, words: str) -> None:
        """Say that the passphrase does not open this file."""
        self.passphrase.show_problem(words)
        self.passphrase.line.selectAll()
        self.passphrase.setFocus()

    def show_found(self, tried: Tried[Contents], *, replaces: bool) -> None:
        """Show what the backup holds and what becomes of the office that stands there."""
        self.facts.show_facts(_facts(tried))
        self.passed.show_message("ok", tr("restore.passed", n=tried.checks))
        key = "kept" if replaces else "nothing_there"
        self.kept.setText(tr(f"restore.{key}", folder=str(tried.folder.path)))
        self._turn(self.found)
        self.bring.setFocus()
        announce(self, f"{self.passed.accessibleName()} {self.facts.accessibleName()}")

    def show_lies(self, folder: Path) -> None:
        """Say where the backup lies now; the office that was open still is."""
        self.placed.show_message("ok", tr("restore.lies", folder=str(folder)))
        self.stays.setText(tr("restore.stays"))
        self._turn(self.lies)
        self.open_it.setFocus()
        announce(self, f"{self.placed.accessibleName()} {self.stays.text()}")

    def _turn(self, part: QWidget) -> None:
        self.ask.setEnabled(True)
        for known in (self.ask, self.found, self.lies):
            known.setVisible(known is part)

    def _ask_part(self) -> QWidget:
        self.file = Asked(tr("restore.file"))
        self.passphrase = Asked(
            tr("restore.passphrase"), hidden=True, hint=tr("restore.passphrase_hint")
        )
        self.into = Asked(tr("restore.into"), hint=tr("restore.into_hint"))
        choose = button("plain", tr("restore.choose"), "", "folder-open")
        elsewhere = button("plain", tr("restore.choose_folder"), "", "folder-open")
        self.look = button("primary", tr("restore.look"), "Enter")
        back = button("plain", tr("restore.back"), "Esc")
        for small in (choose, elsewhere):
            small.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        part, column = _column()
        column.addWidget(label(tr("restore.words"), "soft", wrap=True))
        column.addWidget(self.file)
        column.addLayout(row_of(choose))
        column.addWidget(self.passphrase)
        column.addWidget(self.into)
        column.addLayout(row_of(elsewhere))
        column.addSpacing(4)
        column.addLayout(row_of(self.look, back))
        self.file.entered.connect(self.passphrase.line.setFocus)
        for asked in (self.passphrase, self.into):
            asked.entered.connect(self._try)
        choose.clicked.connect(self._choose)
        elsewhere.clicked.connect(self._choose_folder)
        self.look.clicked.connect(self._try)
        back.clicked.connect(self.left)
        return part

    def _found_part(self) -> QWidget:
        self.passed = Banner("ok", "")
        self.facts = FactGrid(across=0)
        self.kept = label("", "soft", wrap=True)
        self.bring = button("primary", tr("restore.bring"), "Enter")
        self.bring.setAutoDefault(True)
        other = button("plain", tr("restore.other"))
        other.setAutoDefault(True)
        back = button("plain", tr("restore.back"), "Esc")
        back.setAutoDefault(True)
        part, column = _column()
        for shown in (self.passed, self.facts, self.kept):
            column.addWidget(shown)
        column.addSpacing(4)
        column.addLayout(row_of(self.bring, other, back))
        self.bring.clicked.connect(self.agreed)
        other.clicked.connect(self.ask_again)
        back.clicked.connect(self.left)
        return part

    def _lies_part(self) -> QWidget:
        self.placed = Banner("ok", "")
        self.stays = label("", "soft", wrap=True)
        self.open_it = button("primary", tr("restore.open"), "Enter")
        stay = button("plain", tr("restore.stay"), "Esc")
        for one in (self.open_it, stay):
            one.setAutoDefault(True)
        part, column = _column()
        for shown in (self.placed, self.stays):
            column.addWidget(shown)
        column.addSpacing(4)
        column.addLayout(row_of(self.open_it, stay))
        self.open_it.clicked.connect(self.open_wanted)
        stay.clicked.connect(self.left)
        return part

    @Slot()
    def _choose_folder(self) -> None:
        start = str(Path(self.into.line.text() or self.folder).parent)
        chosen = QFileDialog.getExistingDirectory(self, tr("restore.choose_folder"), start)
        if chosen:
            self.into.line.setText(chosen)
            self.into.show_problem("")
            (self.look if self.passphrase.line.text() else self.passphrase).setFocus()

    @Slot()
    def _choose(self) -> None:
        typed = self.file.line.text()
        start = str(Path(typed).parent if typed else self.folder / "backups")
        kinds = tr("restore.kinds", ending=SUFFIX)
        chosen, _ = QFileDialog.getOpenFileName(self, tr("restore.choose_title"), start, kinds)
        if chosen:
            self.file.line.setText(chosen)
            self.file.show_problem("")
            self.passphrase.setFocus()

    @Slot()
    def _try(self) -> None:
        path, folder = typed_path(self.file.line.text()), typed_path(self.into.line.text())
        wrong = {
            self.file: "" if path is not None and holds(path, Path.is_file) else "no_file",
            self.passphrase: "" if self.passphrase.line.text() else "no_passphrase",
            self.into: _against(folder, self.folder),
        }
        self.refuse("")
        for asked, key in wrong.items():
            asked.show_problem(tr(f"restore.{key}") if key else "")
        first = next((asked for asked, key in wrong.items() if key), None)
        if first is not None:
            first.setFocus()
            return
        self.tried.emit(path, self.passphrase.line.text(), folder)

    @Slot(object)
    def _on_ended(self, done: bool) -> None:
        self.ask.setEnabled(True)
        if not done and not self.passphrase.line.hasFocus():
            self.passphrase.setFocus()


def _against(folder: Path | None, home: Path) -> str:
    """Say what speaks against an office in this folder; empty when nothing does."""
    if folder is None:
        return "no_folder"
    try:
        if folder == home.absolute() or not folder.exists() or OfficeFolder(folder).exists:
            return ""
        return "" if folder.is_dir() and not any(folder.iterdir()) else "not_empty"
    except OSError:
        return "no_look"


def _column() -> tuple[QWidget, QVBoxLayout]:
    part = QWidget()
    column = QVBoxLayout(part)
    column.setContentsMargins(0, 8, 0, 0)
    column.setSpacing(8)
    return part, column


def _facts(tried: Tried[Contents]) -> list[tuple[str, str]]:
    seen = tried.seen
    last = seen.last_entry.astimezone() if seen.last_entry else None
    holds = ", ".join(
        tr(f"restore.holds.{name}", n=getattr(seen, name))
        for name in ("patients", "visits", "statements", "people")
    )
    return [
        (tr("restore.fact.practice"), seen.practice or tr("restore.unnamed")),
        (tr("restore.fact.made"), f"{show_date(tried.made_at.date())}, {tried.made_at:%H:%M}"),
        (tr("restore.fact.last"), f"{show_date(last.date())}, {last:%H:%M}" if last else ""),
        (tr("restore.fact.visit"), show_date(seen.last_visit) if seen.last_visit else ""),
        (tr("restore.fact.holds"), holds),
        (tr("restore.fact.size"), tr("restore.size", n=f"{tried.size / _MEGABYTE:,.1f}")),
    ]
