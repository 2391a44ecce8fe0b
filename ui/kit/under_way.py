"""Long work under way: what is being done, how far, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout

from ui.desk import Job, Step
from ui.kit.button import button
from ui.kit.label import label
from ui.text import tr

_AFTER_MS = 400


class UnderWay(QFrame):
    """Hidden until a job has run for a moment, and again once it has ended."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._job: Job | None = None
        self.words = label("", "strong")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(name)
        self.stop = button("plain", tr("kit.stop"), "Esc")
        self.stop.clicked.connect(self.cancel)
        left = QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.words)
        left.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(left, 1)
        row.addWidget(self.stop)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_AFTER_MS)
        self._wait.timeout.connect(self.show)
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self._job is not None

    def follow(self, job: Job, words: str, *, stops: bool = True) -> None:
        """Show a job until it ends; ``stops`` False leaves the button out."""
        self._job = job
        self.words.setText(words)
        self.stop.setVisible(stops)
        self.stop.setEnabled(True)
        self.bar.setRange(0, 0)
        job.progress.connect(self._step)
        job.ended.connect(self._end)
        self._wait.start()

    @Slot()
    def cancel(self) -> None:
        """Ask the job to stop; nothing of it is kept."""
        if self._job is not None:
            self._job.cancel()
            # Work stops between two of its steps; until then the press must be seen.
            self.words.setText(tr("kit.stopping"))
            self.stop.setEnabled(False)

    @Slot(object)
    def _step(self, step: Step) -> None:
        self.bar.setRange(0, step.total)
        self.bar.setValue(step.done)

    @Slot(object)
    def _end(self, _done: object) -> None:
        if self.sender() is self._job:
            self._wait.stop()
            self._job = None
            self.hide()
