"""The only entry: with arguments the command line, without any the window."""

from __future__ import annotations

import builtins
import gc
import os
import sys

_IMPORT = builtins.__import__
_TURN_SECONDS = 0.001


def main() -> int:
    """Run a command or open the window; give the exit status."""
    _dump_no_memory()
    if len(sys.argv) > 1:
        # Before any Qt import: a command needs no screen and starts fast.
        from app.commands import main as commands  # noqa: PLC0415

        return commands.main(sys.argv[1:])
    return _open_window()


def _dump_no_memory() -> None:
    """Let a crash leave no core file: the memory of this program is full of patients and keys."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  (Windows has no such limits)

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _open_window() -> int:
    if sys.platform == "linux" and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    ):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Loading makes many objects and no rubbish; ui/collector.py takes over once there is some.
    gc.disable()
    # A thread that reads lets the window's have Python five times sooner than it would.
    sys.setswitchinterval(_TURN_SECONDS)
    # Qt only now: with arguments it is never loaded.
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    # PySide reads the source of whatever is imported after it, in search of its __feature__
    # switches, which we do not use: some 70 ms until the first lists.
    builtins.__import__ = _IMPORT
    from ui import overrides  # noqa: PLC0415

    overrides.keep_alive()
    from ui.front import Front  # noqa: PLC0415

    app = QApplication(sys.argv[:1])
    app.setApplicationName("Twohats")
    front = Front()
    front.show()
    status = app.exec()
    front.end()
    return status


if __name__ == "__main__":
    sys.exit(main())
