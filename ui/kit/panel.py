"""The panel: a surface with a hairline, a head of 44 px and rows that run to its edges."""

from __future__ import annotations

from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from ui.kit.button import Button
from ui.kit.label import IconLabel, label

_HEAD = 44
_ROWS_INSET = 10
_AIR, _MOST = 10, 16_777_215


class Panel(QFrame):
    """A titled panel; without a title it has no head.

    ``body`` is the layout to fill. Rows and tables go in as they are; words go into a layout
    from ``inset``. ``mark`` "accent" gives the left edge of the next step; ``hat`` "coder" or
    "biller" gives the top edge of a desk's panel on Today.
    """

    def __init__(self, title: str = "", fact: str = "", *, mark: str = "", hat: str = "") -> None:
        super().__init__()
        self.setProperty("panel", True)
        self.setProperty("mark", mark)
        self.setProperty("hat", hat)
        self.setProperty("headless", not title)
        if title:
            self.setAccessibleName(title)
        self.body = QVBoxLayout(self)
        # One pixel keeps the children inside the rounded line.
        left, top = (3 if mark else 1), (3 if hat else 1)
        self.body.setContentsMargins(left, top, 1, 1)
        self.body.setSpacing(0)
        self.title = label(title, "section")
        self.fact = label(fact, "soft")
        self._head: QHBoxLayout | None = None
        if title:
            self._build_head(hat)

    def set_title(self, title: str, fact: str = "") -> None:
        """Show another title and quiet fact in the head."""
        self.title.setText(title)
        self.fact.setText(fact)
        self.setAccessibleName(title)

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Put a widget that runs to the edges under what is there.

        Over a list the head's words stand where the words of the rows do.
        """
        self.body.addWidget(part, stretch)
        if isinstance(part, QAbstractItemView):
            self.line_up_with_rows()

    def line_up_with_rows(self) -> None:
        """Let the head's words begin where the cells of a table below it do."""
        if self._head is not None:
            self._head.setContentsMargins(_ROWS_INSET, 0, _ROWS_INSET, 0)

    def add_to_head(self, part: QWidget) -> None:
        """Put one small button or fact at the right of the head."""
        if self._head is None:
            raise ValueError("a panel without a title has no head")
        self._head.addWidget(part)

    def wrap_title(self) -> None:
        """Let a long title take the whole head, and a second line where it needs one."""
        if self._head is None:
            raise ValueError("a panel without a title has no head")
        self.title.setWordWrap(True)
        self._head.setStretchFactor(self.title, 1)
        self._head.takeAt(self._head.count() - 1)
        head = self._head.parentWidget()
        if head is not None:
            head.setMinimumHeight(_HEAD)
            head.setMaximumHeight(_MOST)
            self._head.setContentsMargins(15, _AIR, 11, _AIR)

    def inset(self, across: int = 16, down: int = 12) -> QVBoxLayout:
        """Open a layout with margins, for words; give every inset of one panel the same."""
        made = QVBoxLayout()
        made.setContentsMargins(across, down, across, down)
        made.setSpacing(4)
        self.body.addLayout(made)
        return made

    def add_foot(self, *parts: QWidget) -> QFrame:
        """Put a foot with a hairline above under the rows, its parts from the left."""
        foot = QFrame()
        foot.setProperty("panelfoot", True)
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        for part in parts:
            row.addWidget(part)
        if not any(isinstance(part, Button) for part in parts):
            row.setContentsMargins(12, 6, 12, 6)
        row.addStretch()
        self.body.addWidget(foot)
        return foot

    def _build_head(self, hat: str) -> None:
        head = QFrame()
        head.setProperty("panelhead", True)
        head.setFixedHeight(_HEAD)
        row = QHBoxLayout(head)
        row.setContentsMargins(15, 0, 11, 0)
        row.setSpacing(8)
        if hat:
            row.addWidget(IconLabel("file-text" if hat == "coder" else "receipt", hat))
        row.addWidget(self.title)
        row.addWidget(self.fact)
        row.addStretch()
        self._head = row
        self.body.addWidget(head)


def row_of(*parts: QWidget | QLayout, spacing: int = 8, stretch_last: bool = False) -> QHBoxLayout:
    """Put parts side by side; the room that is left goes behind them, or to the last."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for part in parts:
        if isinstance(part, QLayout):
            row.addLayout(part)
        else:
            row.addWidget(part)
    if stretch_last:
        row.setStretch(len(parts) - 1, 1)
    else:
        row.addStretch()
    return row


def drop_all(layout: QLayout) -> None:
    """Take every widget out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
