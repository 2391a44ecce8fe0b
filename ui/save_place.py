"""Where a dialog that saves a file begins: with the last one saved, at first with documents."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

_LAST = "last_saved_in"


def begin_at(name: str = "") -> str:
    """Give the folder to begin in, with the name to offer; never the folder of the program.

    It is remembered until the program ends and not written down.
    """
    app = QApplication.instance()
    last = app.property(_LAST) if app is not None else None
    place = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(last or QStandardPaths.writableLocation(place))
    return str((folder if folder.is_dir() else Path.home()) / name)


def ask(parent: QWidget, title: str, name: str, kinds: str = "") -> Path | None:
    """Ask where to write a file; None when the person thinks better of it."""
    chosen, _kind = QFileDialog.getSaveFileName(parent, title, begin_at(name), kinds)
    if not chosen:
        return None
    path = Path(chosen)
    app = QApplication.instance()
    if app is not None:
        app.setProperty(_LAST, str(path.parent))
    return path
