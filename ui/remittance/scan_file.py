"""The scan of an EOB: chosen by its name, read from its file."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.charting import attaching
from app.documents import filing
from app.remittance.looking import Scan
from app.values.problem import Outside, Refused
from ui.text import tr


def choose(parent: QWidget) -> Path | None:
    """Ask which file the scan is; None when none is chosen."""
    kinds = tr("eob.scan_kinds", kinds="*.pdf *.png *.jpg *.jpeg *.tif *.tiff")
    name, _ = QFileDialog.getOpenFileName(parent, tr("eob.attach"), "", kinds)
    return Path(name) if name else None


def read(path: Path) -> Scan:
    """Read a scan.

    Raises:
        Outside: eob.unreadable.
        Refused: eob.scan_kind, documents.too_large.
    """
    try:
        content = filing.read(path)
    except OSError as error:
        raise Outside("eob.unreadable") from error
    kind = attaching.media_type(content)
    if kind is None or kind == "text/plain":
        raise Refused("eob.scan_kind")
    return Scan(content, kind)
