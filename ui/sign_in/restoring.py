"""The way of a backup back into an office, from the window: look, agree, put in place."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.commands import bringing_back
from app.reports.contents import Contents
from app.store.office import SAMPLE_PASSPHRASE, OfficeFolder
from app.store.restoring import Tried
from app.values.problem import Outside, Refused
from ui.desk import Desk
from ui.messages import message_of
from ui.sign_in.restore_page import RestorePage
from ui.text import tr


class Restoring(QObject):
    """Works the restore page. Until ``placed`` the office that stands there is untouched.

    The listener of ``closing`` closes the office that may be open, at once; it is not told when
    the backup goes to another folder, before somebody wants to open that. ``placed`` gives
    the passphrase that opened the backup, and where the former office is now (None: nowhere);
    ``folder`` is then where it lies.
    """

    closing = Signal()
    placed = Signal(str, object)
    left = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._tried: Tried[Contents] | None = None
        self._passphrase = ""
        self._aside: Path | None = None
        self._is_placing, self._stands_open = False, False
        self.folder = Path()
        self.page = RestorePage()
        self.page.tried.connect(self._look)
        self.page.agreed.connect(self._bring)
        self.page.open_wanted.connect(self._open)
        self.page.left.connect(self.leave)

    def begin(self, folder: Path, *, stands_open: bool = False) -> None:
        """Ask for a backup for the office of this folder, which may be open."""
        self._drop()
        self._stands_open = stands_open
        self.page.start_over(folder, bringing_back.newest_of(folder))
        if OfficeFolder(folder).is_sample:
            # Nobody chose this one, so nobody can be asked for it.
            self.page.passphrase.line.setText(SAMPLE_PASSPHRASE)
        self.page.begin()

    @Slot()
    def leave(self) -> None:
        """Stop what is under way, or go back with nothing changed; what is put in place stays."""
        if not self._is_placing and not self.page.stop():
            self._drop()
            self._passphrase = ""
            self.left.emit()

    @Slot(object, str, object)
    def _look(self, source: Path, passphrase: str, folder: Path) -> None:
        self._drop()
        self._passphrase, self.folder = passphrase, folder
        job = self._desk.aside(
            bringing_back.look,
            folder,
            source,
            passphrase,
            then=self._show,
            long=True,
            otherwise=self._refuse,
        )
        self.page.follow(job)

    def _show(self, tried: Tried[Contents]) -> None:
        self._tried = tried
        self.page.show_found(tried, replaces=OfficeFolder(self.folder).exists)

    def _refuse(self, error: Refused | Outside) -> None:
        if error.code == "passphrase.wrong":
            self.page.say_wrong(tr("restore.wrong"))
        else:
            self.page.refuse(message_of(error).whole)
            self.page.begin()

    @Slot()
    def _bring(self) -> None:
        if self._tried is None or self._is_placing:
            return
        self._is_placing = True
        if not self._goes_beside:
            self.closing.emit()
        self.page.bring.set_off(tr("restore.bringing"))
        self._desk.aside(self._tried.put_in_place, then=self._placed, otherwise=self._unplaced,
                         owner=self)  # fmt: skip

    def _placed(self, aside: Path | None) -> None:
        self._tried, self._is_placing, self._aside = None, False, aside
        self.page.bring.set_off("")
        if self._goes_beside:
            self.page.show_lies(self.folder)
        else:
            self._open()

    @Slot()
    def _open(self) -> None:
        """Open what was put in place; the office that is open is closed for it."""
        if self._goes_beside:
            self.closing.emit()
        passphrase, self._passphrase = self._passphrase, ""
        self.placed.emit(passphrase, self._aside)

    def _unplaced(self, error: Refused | Outside) -> None:
        self._is_placing = False
        self.page.bring.set_off("")
        self.page.refuse(message_of(error).whole)

    @property
    def _goes_beside(self) -> bool:
        """Tell whether the open office stays: the backup goes to another folder."""
        return self._stands_open and self.folder.resolve() != self.page.folder.resolve()

    def _drop(self) -> None:
        if self._tried is not None:
            self._tried.drop()
            self._tried = None
