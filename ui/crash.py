"""What happens after a bug: a number, a log without patient data, a window that helps."""

from __future__ import annotations

import json
import platform
import secrets
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget

from ui import theme
from ui.kit.banner import Banner
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import row_of
from ui.text import tr

_FRAMES = 30


@dataclass(frozen=True, slots=True)
class Crash:
    """A bug as it is logged: where, never with what values."""

    number: str
    at: str
    kind: str
    frames: tuple[str, ...]
    system: str

    @property
    def details(self) -> str:
        """Give the text to send to support; it holds no message of the exception."""
        return "\n".join((self.number, self.at, self.system, self.kind, *self.frames))


def crash_of(kind: type[BaseException], trace: TracebackType | None) -> Crash:
    """Describe a bug by its type and places in the code.

    The exception's own message is left out: it may quote a patient.
    """
    frames = tuple(
        f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(trace)[-_FRAMES:]
    )
    system = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.system()}"
    return Crash(
        f"T-{secrets.token_hex(3).upper()}",
        datetime.now(UTC).isoformat(timespec="seconds"),
        kind.__name__,
        frames,
        system,
    )


class CrashHook(QObject):
    """The one ``sys.excepthook`` of the program; it may be called from any thread."""

    _crashed = Signal(object)

    def __init__(self, log: Callable[[], Path | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log = log
        self._shown: CrashWindow | None = None
        self._crashed.connect(self._show)

    def install(self) -> None:
        """Take every exception that nothing caught."""
        sys.excepthook = self.take

    def take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log a bug and show the window; a request to stop the program passes through."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        crash = crash_of(kind, trace)
        self._write(crash)
        self._crashed.emit(crash)

    def _write(self, crash: Crash) -> None:
        line = json.dumps(
            {"number": crash.number, "at": crash.at, "kind": crash.kind, "frames": crash.frames}
        )
        sys.stderr.write(line + "\n")
        file = self._log()
        if file is None:
            return
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("a", encoding="utf-8") as book:
                book.write(line + "\n")
        except OSError as full:
            sys.stderr.write(f"log: {type(full).__name__}\n")

    @Slot(object)
    def _show(self, crash: Crash) -> None:
        if self._shown is not None and self._shown.isVisible():
            return
        self._shown = CrashWindow(crash, QApplication.activeWindow() or theme.dressed_window())
        self._shown.show()


class CrashWindow(QDialog):
    """Says what happened, what is safe, what to do, and the number for support."""

    def __init__(self, crash: Crash, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._crash = crash
        self.setWindowTitle(tr("shell.crash.title"))
        self.setMinimumWidth(560)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(Banner("block", tr("shell.crash.safe"), tr("shell.crash.what")))
        column.addWidget(label(tr("shell.crash.to-do"), "strong"))
        for step in ("shell.crash.first", "shell.crash.second", "shell.crash.third"):
            column.addWidget(label(tr(step, number=crash.number), wrap=True))
        self.copy = button("plain", tr("shell.crash.copy"), "Ctrl+Shift+C", "copy")
        self.copy.setShortcut("Ctrl+Shift+C")
        self.copy.clicked.connect(self._copy)
        self.go_on = button("primary", tr("shell.crash.go-on"), "Esc")
        self.go_on.clicked.connect(self.close)
        column.addStretch(1)  # what the words do not need stands here, not between them
        column.addLayout(row_of(self.go_on, self.copy))
        self.go_on.setFocus()

    @Slot()
    def _copy(self) -> None:
        QApplication.clipboard().setText(self._crash.details)
