"""Time that passes faster: what the window puts off for a moment is done at once."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QObject, QTimer, QTimerEvent

SHORT_MS = 500


def hasten(root: QObject) -> bool:
    """Let the short timer below ``root`` that is the next go off now; False when none waits.

    Short timers that go off once put off what follows a key: to look up what was typed, to keep
    a draft. They go off in their order and do what they do, only sooner.
    """
    waiting = [
        timer
        for timer in root.findChildren(QTimer)
        if timer.isActive() and timer.isSingleShot() and timer.interval() <= SHORT_MS
    ]
    if not waiting:
        return False
    first = min(waiting, key=QTimer.remainingTime)
    QCoreApplication.sendEvent(first, QTimerEvent(first.timerId()))
    return True
