"""The recovery key leaves the screen once: as a printed sheet, or as a file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from ui import save_place
from ui.text import tr


def save(parent: QWidget, practice: str, key: str) -> str:
    """Ask where to keep the key as a file; give what came of it in words, empty for left alone."""
    path = save_place.ask(parent, tr("shell.recovery.save-title"), "twohats-recovery-key.txt")
    if path is None:
        return ""
    sheet = tr("shell.recovery.sheet", practice=practice, key=key)
    return tr(_kept_at(path, sheet), file=path.name)


def print_out(parent: QWidget, practice: str, key: str, today: date) -> None:
    """Print the sheet that says what the key is for and how it is used."""
    # Needed once in an office's life; drawing and printing would slow every start.
    from app.documents.paper.recovery_key import (  # noqa: PLC0415
        RecoveryKeyView,
        draw_recovery_key,
    )
    from ui.kit.pdf_view import PdfView  # noqa: PLC0415

    page = PdfView(tr("shell.recovery.key"))
    page.setParent(parent)
    page.show_pdf(draw_recovery_key(RecoveryKeyView(key, practice, today)))
    page.printed.connect(page.deleteLater)
    if not page.print_pages():
        page.deleteLater()


def _kept_at(path: Path, words: str) -> str:
    """Write the sheet; give the key of the words that say whether it is kept."""
    try:
        path.write_text(words + "\n", encoding="utf-8")
    except OSError:
        return "shell.recovery.unsaved"
    return "shell.recovery.saved"
