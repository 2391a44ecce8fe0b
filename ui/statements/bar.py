"""The bar under the list: what trying would change, or how far issuing has come."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.desk import Job, Step
from ui.kit.banner import Banner, announce
from ui.kit.button import button
from ui.kit.panel import row_of
from ui.text import tr

_SHOW_AFTER_MS = 400


class TrialBar(Banner):
    """What other settings would do, with the way to see it and the way to keep them."""

    difference_asked = Signal()
    keep_asked = Signal()

    def __init__(self) -> None:
        super().__init__("note", "", icon="flask-conical")
        self._is_narrow = False
        self.show_them = button("plain", "").be_small()
        self.keep = button("plain", tr("statement_screen.try.keep")).be_small()
        self.add_side(self.show_them)
        self.add_side(self.keep)
        self.show_them.clicked.connect(self.difference_asked)
        self.keep.clicked.connect(self.keep_asked)
        self.hide()

    def be_narrow(self, is_narrow: bool) -> None:
        """Say the result alone where there is little room."""
        self._is_narrow = is_narrow
        self.words.setVisible(bool(self.words.text()) and not is_narrow)

    def show_trial(self, before: int, after: int, differs: int, *, more: int) -> None:
        """Say how many statements there would be instead, and how many accounts change.

        ``more`` of those that differ would be written to, the others no longer.
        """
        lead = tr("statement_screen.try.result", n=after, before=before)
        told = [tr("statement_screen.try.more", n=more)] if more else []
        if differs - more:
            told.append(tr("statement_screen.try.fewer", n=differs - more))
        if not differs:
            told.append(tr("statement_screen.try.same"))
        words = " ".join([*told, tr("statement_screen.try.nothing_changed")])
        self.show_message("note", words, lead)
        self.be_narrow(self._is_narrow)
        self.icon.set_icon("flask-conical", "note")
        self.show_them.setText(tr("statement_screen.try.show", n=differs))
        self.show_them.setVisible(bool(differs))
        self.show()
        announce(self, lead)


class IssuingBar(QWidget):
    """How far issuing has come, and a way to stop it; shown once it takes a moment."""

    def __init__(self) -> None:
        super().__init__()
        self._job: Job | None = None
        self.progress = QProgressBar()
        self.progress.setAccessibleName(tr("statement_screen.issuing"))
        self.stop = button("plain", tr("statement_screen.stop"))
        line = row_of(self.progress, self.stop)
        line.setStretch(0, 1)
        self.setLayout(line)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_SHOW_AFTER_MS)
        self._wait.timeout.connect(self.show)
        self.stop.clicked.connect(self._stop)
        self.hide()

    def follow(self, job: Job) -> None:
        """Show a job until it ends."""
        self._job = job
        self.progress.setRange(0, 0)
        job.progress.connect(self._step)
        job.ended.connect(self._end)
        self._wait.start()

    def is_busy(self) -> bool:
        """Tell whether a job is under way."""
        return self._job is not None

    def _step(self, step: Step) -> None:
        self.progress.setRange(0, step.total)
        self.progress.setValue(step.done)

    def _end(self, _done: object) -> None:
        self._wait.stop()
        self._job = None
        self.hide()

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
