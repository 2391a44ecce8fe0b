"""The key bar at the foot of the window: the keys of the pane that has the focus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QStatusBar, QWidget

from ui import theme
from ui.kit.label import key_cap, label
from ui.kit.panel import drop_all
from ui.text import tr

_MOST, _GAP, _EDGES = 7, 16, 40
_IN = 4


class KeyWords(Protocol):
    """A key and what it does, as words to show."""

    @property
    def key(self) -> str:
        """Give the key, such as "Ctrl+Enter" or "↑↓"."""

    @property
    def words(self) -> str:
        """Give what it does, such as "release, open next"."""


class KeyBar(QStatusBar):
    """A status bar that shows at most seven keys, the most used first, and two at its end.

    Narrow windows show fewer; what is not shown is on F1.
    """

    def __init__(self) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setFixedHeight(theme.size("key_bar"))
        self.setContentsMargins(8, 0, 8, 0)
        self._keys = QWidget()
        self._end = QWidget()
        self._pairs: list[QWidget] = []
        self._shown: tuple[KeyWords, ...] = ()
        self._taken = 0
        for place in (self._keys, self._end):
            row = QHBoxLayout(place)
            row.setContentsMargins(_IN, 0, _IN, 0)
            row.setSpacing(_GAP)
        self.addWidget(self._keys, 1)
        self.addPermanentWidget(self._end)
        self.messageChanged.connect(self._keep_keys)

    def show_keys(self, keys: Sequence[KeyWords], end: Sequence[KeyWords] = ()) -> None:
        """Show the keys of a pane, and those that hold everywhere at the end."""
        self._shown = tuple(keys)
        self._fill(self._keys, self._shown[:_MOST], stretch=True)
        self._fill(self._end, end, stretch=False)
        self._fit()
        # The style sheet gives fresh parts their width only once the event loop comes to them.
        QTimer.singleShot(0, self, self._fit)
        told = ", ".join(f"{theme.key_words(known.key)} {known.words}" for known in keys)
        self._keys.setAccessibleName(f"{tr('kit.keys')}: {told}")

    def give_room(self, width: int) -> None:
        """Let the keys begin right of what stands at the left, so wide in pixels; 0 for nothing."""
        self._taken = width
        row = self._keys.layout()
        assert row is not None
        row.setContentsMargins(max(_IN, width), 0, _IN, 0)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave keys out, the least used first, where a narrow window would cut them."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Never keep the window wider than its desks are."""
        return QSize(0, super().minimumSizeHint().height())

    @Slot(str)
    def _keep_keys(self, message: str) -> None:
        """Never let the reason of a button under the pointer stand in place of the keys.

        Its tool tip tells it; here it would stay when the button has long been on. Of a menu
        nothing else tells it.
        """
        if message and QApplication.activePopupWidget() is None:
            self.clearMessage()

    def _fit(self) -> None:
        end = self._end.sizeHint().width()
        # A note over the bar would leave only the tail of their words in sight.
        self._end.setVisible(self._taken + end <= self.width())
        room = self.width() - end - _EDGES - self._taken
        for pair in self._pairs:
            room -= pair.sizeHint().width() + _GAP
            pair.setVisible(room >= 0)

    def _fill(self, place: QWidget, keys: Sequence[KeyWords], *, stretch: bool) -> None:
        row = place.layout()
        assert isinstance(row, QHBoxLayout)
        drop_all(row)
        pairs = []
        for known in keys:
            pair = QWidget()
            inner = QHBoxLayout(pair)
            inner.setContentsMargins(0, 0, 0, 0)
            inner.setSpacing(6)
            inner.addWidget(key_cap(known.key))
            inner.addWidget(label(known.words))
            row.addWidget(pair)
            pairs.append(pair)
        if stretch:
            row.addStretch()
            self._pairs = pairs
