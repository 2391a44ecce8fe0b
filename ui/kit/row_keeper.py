"""Keeps the place in a list over reloads, and tells which row is current and which opened."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Signal
from PySide6.QtWidgets import QAbstractItemView


class KeyedRows(Protocol):
    """A model of rows that know who they are."""

    def row_at(self, index: QModelIndex | QPersistentModelIndex, /) -> Any:
        """Give the row under an index; None for an invalid one."""

    def identity_at(self, index: QModelIndex | QPersistentModelIndex, /) -> Hashable:
        """Give what makes that row itself; None for an invalid index."""

    def index_of(self, identity: Hashable, /) -> QModelIndex:
        """Give the index of the row with that identity; invalid when it is not shown."""

    def index_near(self, line: int, /) -> QModelIndex:
        """Give the index at that line or the last one; invalid when there are no rows."""


class RowKeeper(QObject):
    """Watches one view: the cursor goes back to its row, or to the next when that is gone."""

    opened = Signal(object)
    """The row that Enter or a double click opened."""
    chosen = Signal(object)
    """The current row; None when nothing is current."""

    def __init__(self, view: QAbstractItemView, rows: KeyedRows) -> None:
        super().__init__(view)
        self._view, self._rows = view, rows
        self._kept: Hashable = None
        self._line = -1
        self._scroll = 0
        model = view.model()
        model.modelAboutToBeReset.connect(self._keep)
        model.modelReset.connect(self._return)
        view.selectionModel().currentRowChanged.connect(self._tell)
        view.activated.connect(self._open)

    def select(self, index: QModelIndex) -> bool:
        """Put the cursor on a row; False when the index is invalid."""
        if index.isValid():
            self._view.setCurrentIndex(index)
        return index.isValid()

    def _tell(self, current: QModelIndex, _previous: QModelIndex) -> None:
        self.chosen.emit(self._rows.row_at(current))

    def _open(self, index: QModelIndex) -> None:
        row = self._rows.row_at(index)
        if row is not None:
            self.opened.emit(row)

    def _keep(self) -> None:
        current = self._view.currentIndex()
        self._kept = self._rows.identity_at(current)
        self._line = current.row()
        self._scroll = self._view.verticalScrollBar().value()

    def _return(self) -> None:
        if self._line < 0:
            return
        index = self._rows.index_of(self._kept)
        if not index.isValid():
            index = self._rows.index_near(self._line)
        if not self.select(index):
            self.chosen.emit(None)
        self._view.verticalScrollBar().setValue(self._scroll)
