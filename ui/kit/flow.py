"""Parts in a row that go on in the next one where there is no room: no scrolling sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

_GAP = 8


class Flow(QWidget):
    """Small parts as wide as they ask for, level in their row; as many rows as it takes."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[QWidget] = []
        self._leads = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_parts(self, parts: list[QWidget]) -> None:
        """Show these parts, in reading order; the ones from before are the caller's to drop."""
        self._parts = parts
        before: QWidget | None = None
        for part in parts:
            part.setParent(self)
            part.show()
            if before is not None:
                QWidget.setTabOrder(before, part)
            before = part
        self._fit()

    def lead(self, *, on: bool) -> None:
        """Give the first part a row of its own, as wide as the row of the others; or not."""
        if on != self._leads:
            self._leads = on
            self._fit()

    def sizeHint(self) -> QSize:
        """Give the size of all parts in one row, or in two where the first one leads."""
        rows = [self._parts[:1], self._parts[1:]] if self._leads else [self._parts]
        sizes = [[part.sizeHint() for part in row] for row in rows if row]
        high = sum(max(size.height() for size in row) for row in sizes)
        wide = (sum(size.width() for size in row) + _GAP * (len(row) - 1) for row in sizes)
        return QSize(max(wide, default=0), high + _GAP * max(0, len(sizes) - 1))

    def minimumSizeHint(self) -> QSize:
        """Give the size of the widest part alone; under a part that leads, of the whole."""
        if self._leads:
            return self.sizeHint()
        widest = max((part.sizeHint().width() for part in self._parts), default=0)
        return QSize(widest, self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:  # noqa: N802  Qt's own name
        """Give the height in pixels that the rows take at this width."""
        return max((place.bottom() + 1 for place in self._places(width)), default=0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break the rows anew."""
        super().resizeEvent(event)
        self._put()

    def event(self, event: QEvent) -> bool:
        """Break the rows anew when a part wants another size."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().event(event)

    def _fit(self) -> None:
        self.updateGeometry()
        self._put()

    def _put(self) -> None:
        for part, place in zip(self._parts, self._places(self.width()), strict=True):
            part.setGeometry(place)

    def _places(self, width: int) -> list[QRect]:
        if self._leads:
            return self._led()
        found: list[QRect] = []
        across, down, begun, high = 0, 0, 0, 0
        for place, part in enumerate(self._parts):
            size = part.sizeHint()
            if across and across + size.width() > width:
                _level(found[begun:], down, high)
                across, down, begun, high = 0, down + high + _GAP, place, 0
            found.append(QRect(across, down, min(size.width(), width), size.height()))
            across += size.width() + _GAP
            high = max(high, size.height())
        _level(found[begun:], down, high)
        return found

    def _led(self) -> list[QRect]:
        """Place the first part over the others, both rows alike in width."""
        wide = self.sizeHint().width()
        first, *others = [part.sizeHint() for part in self._parts] or [QSize()]
        found = [QRect(0, 0, wide, first.height())][: len(self._parts)]
        spare = wide - sum(size.width() + _GAP for size in others) + _GAP
        across = 0
        for place, size in enumerate(others):
            share = spare // (len(others) - place)
            found.append(QRect(across, first.height() + _GAP, size.width() + share, size.height()))
            across += size.width() + share + _GAP
            spare -= share
        return found


def _level(row: list[QRect], top: int, high: int) -> None:
    """Set low parts of a row, such as words between buttons, to the middle of its height."""
    for place in row:
        place.moveTop(top + (high - place.height()) // 2)
