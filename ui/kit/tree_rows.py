"""Rows in groups that fold: the ledger by visit, the remittance by what is to be done."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyleOptionViewItem, QTreeView

from ui import theme
from ui.columns import Column, sentence
from ui.kit.row_bar import RowDelegate, has_cursor, paint_bar, paint_cursor
from ui.kit.row_keeper import RowKeeper
from ui.kit.two_line import Ink, paint_ground, write
from ui.rows_model import ROW_ROLE, cell

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
GROUP_ROLE = Qt.ItemDataRole.UserRole + 2
_ROLE = Qt.ItemDataRole
_PAD = 10
_CHEVRON = 24
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


# Without slots for the same reason as Column.
@dataclass(frozen=True)
class Group(Generic[Row]):
    """Rows under one heading.

    ``figures`` are totals by the number of their column. With an ``icon`` the group shows it
    in its ``tone`` instead of the fold mark. ``key`` is what makes it itself over reloads.
    """

    key: Hashable
    title: str
    rows: Sequence[Row]
    fact: str = ""
    figures: Mapping[int, str] = field(default_factory=dict)
    icon: str = ""
    tone: str = ""


class TreeRows(QAbstractItemModel, Generic[Row]):
    """Groups of immutable rows, two levels deep; internal ids: 0 a group, n + 1 a row of n."""

    def __init__(self, columns: Sequence[Column[Row]], identify: Callable[[Row], Hashable]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self.identify = identify
        self._groups: list[Group[Row]] = []

    def set_groups(self, groups: Sequence[Group[Row]]) -> None:
        """Show other groups; the view keeps cursor and folds by their keys."""
        self.beginResetModel()
        self._groups = list(groups)
        self.endResetModel()

    @property
    def groups(self) -> tuple[Group[Row], ...]:
        """Give the groups shown, in their order."""
        return tuple(self._groups)

    def group_at(self, index: Index) -> Group[Row] | None:
        """Give the group whose heading is under an index; None for a row."""
        whole = index.isValid() and index.internalId() == 0
        return self._groups[index.row()] if whole else None

    def row_at(self, index: Index) -> Row | None:
        """Give the row under an index; None for a heading."""
        if not index.isValid() or index.internalId() == 0:
            return None
        return self._groups[int(index.internalId()) - 1].rows[index.row()]

    def identity_at(self, index: Index) -> Hashable:
        """Give what makes a row or a group itself; None for an invalid index."""
        row, group = self.row_at(index), self.group_at(index)
        if row is not None:
            return self.identify(row)
        return None if group is None else ("group", group.key)

    def index_of(self, identity: Hashable) -> QModelIndex:
        """Give the index of a row or a group; invalid when it is not shown."""
        for number, group in enumerate(self._groups):
            if identity == ("group", group.key):
                return self.index(number, 0)
            for place, row in enumerate(group.rows):
                if self.identify(row) == identity:
                    return self.index(place, 0, self.index(number, 0))
        return QModelIndex()

    def index_near(self, line: int) -> QModelIndex:
        """Give the first row of the first group that has any."""
        for number, group in enumerate(self._groups):
            if group.rows:
                near = min(line, len(group.rows) - 1)
                return self.index(near, 0, self.index(number, 0))
        return QModelIndex()

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Give the index of a heading, or of a row under the heading ``parent``."""
        if not self.hasIndex(row, column, parent or QModelIndex()):
            return QModelIndex()
        inner = parent.row() + 1 if parent is not None and parent.isValid() else 0
        return self.createIndex(row, column, inner)

    def parent(self, child: Index | None = None) -> Any:
        """Give the heading a row stands under; without an argument, the Qt parent."""
        if child is None:
            return QObject.parent(self)
        if not child.isValid() or child.internalId() == 0:
            return QModelIndex()
        return self.createIndex(int(child.internalId()) - 1, 0, 0)

    def rowCount(self, parent: Index | None = None) -> int:
        """Give the number of groups, or of rows under one."""
        if parent is None or not parent.isValid():
            return len(self._groups)
        group = self.group_at(parent) if parent.column() == 0 else None
        return 0 if group is None else len(group.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Give the number of columns."""
        return len(self.columns)

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        """Give what a heading or a cell shows."""
        row = self.row_at(index)
        if row is None:
            return self._heading(index, role)
        if role == ROW_ROLE:
            return row
        if role == _ROLE.AccessibleTextRole:
            return sentence(self.columns, row)
        return cell(self.columns[index.column()], row, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        """Give a heading of a column, on the side where its figures stand."""
        if orientation != Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == _ROLE.DisplayRole:
            return column.heading
        if role == _ROLE.TextAlignmentRole and column.numeric:
            return _RIGHT
        return None

    def _heading(self, index: Index, role: int) -> Any:
        group = self.group_at(index)
        if group is None:
            return None
        if role == GROUP_ROLE:
            return group
        if role == _ROLE.DisplayRole and index.column() == 0:
            return group.title
        if role == _ROLE.AccessibleTextRole:
            named = (
                f"{self.columns[place].spoken or self.columns[place].heading} {amount}"
                for place, amount in group.figures.items()
            )
            return ", ".join(p for p in (group.title, group.fact, *named) if p) + "."
        return None


class GroupDelegate(RowDelegate):
    """Draws headings over the whole width, their totals under their columns."""

    def __init__(self, tree: QTreeView) -> None:
        super().__init__(tree)
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give rows of one height, whatever is in them."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), theme.row_height(compact=True))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a heading, or the cell as any table does."""
        group = index.data(GROUP_ROLE)
        if not isinstance(group, Group):
            super().paint(painter, option, index)
            return
        rect = QRect(0, option.rect.y(), self._tree.viewport().width(), option.rect.height())
        option.rect = rect
        painter.save()
        painter.fillRect(rect.adjusted(0, 0, 0, -1), theme.color("sunken"))
        on = paint_ground(self, painter, option, index)
        self._paint_words(painter, rect, group, index)
        if on:
            paint_bar(painter, rect)
        if has_cursor(self.view, index):
            paint_cursor(painter, rect)
        painter.restore()

    def _paint_words(self, painter: QPainter, rect: QRect, group: Group[Any], index: Index) -> None:
        heading = index.model().index(index.row(), 0)
        fold = "chevron-down" if self._tree.isExpanded(heading) else "chevron-right"
        mark = QRect(rect.x() + _PAD, rect.center().y() - 7, 16, 16)
        theme.icon(group.icon or fold, group.tone or "text_soft").paint(painter, mark)
        heads = self._tree.header()
        left = rect.right()
        for place, amount in group.figures.items():
            x = heads.sectionViewportPosition(place)
            box = QRect(x, rect.y(), heads.sectionSize(place) - _PAD, rect.height())
            taken = write(painter, box, amount, Ink("strong", right=True))
            left = min(left, box.right() - taken)
        words = QRect(rect.x() + _PAD + _CHEVRON, rect.y(), 0, rect.height())
        words.setRight(left)
        taken = write(painter, words, group.title, Ink("strong"))
        write(painter, words.adjusted(taken, 0, 0, 0), group.fact, Ink(tone="text_soft"))


class GroupedTable(QTreeView, Generic[Row]):
    """A table of groups: Left and Right fold, Enter opens, Tab leaves."""

    opened = Signal(object)
    """The row that Enter or a double click opened."""
    chosen = Signal(object)
    """The current row; None on a heading."""

    def __init__(self, model: TreeRows[Row], name: str) -> None:
        super().__init__()
        self.rows_model = model
        self._folded: set[Hashable] = set()
        self.setAccessibleName(name)
        self.setModel(model)
        self.setItemDelegate(GroupDelegate(self))
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.setIndentation(0)
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setExpandsOnDoubleClick(False)
        self.setAllColumnsShowFocus(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._size_columns()
        model.modelReset.connect(self._unfold)
        self._keeper = RowKeeper(self, model)
        self._keeper.opened.connect(self.opened)
        self._keeper.chosen.connect(self.chosen)
        self.collapsed.connect(self._fold)
        self.expanded.connect(self._open_group)
        self.clicked.connect(self._toggle)
        self._unfold()

    def current_row(self) -> Row | None:
        """Give the row the cursor is on; None on a heading."""
        return self.rows_model.row_at(self.currentIndex())

    def select_id(self, identity: Hashable) -> bool:
        """Put the cursor on the row with that identity; False when it is not shown."""
        return self._keeper.select(self.rows_model.index_of(identity))

    def _size_columns(self) -> None:
        heads = self.header()
        heads.setStretchLastSection(False)
        heads.setFixedHeight(30)
        heads.setMinimumSectionSize(24)
        heads.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        columns = self.rows_model.columns
        mode = QHeaderView.ResizeMode
        stretched = [i for i, column in enumerate(columns) if column.stretch]
        for place in range(len(columns)):
            grows = place in stretched or (not stretched and place == len(columns) - 1)
            heads.setSectionResizeMode(place, mode.Stretch if grows else mode.ResizeToContents)

    def _unfold(self) -> None:
        for number, group in enumerate(self.rows_model.groups):
            heading = self.rows_model.index(number, 0)
            self.setFirstColumnSpanned(number, QModelIndex(), True)
            self.setExpanded(heading, group.key not in self._folded)

    def _fold(self, index: QModelIndex) -> None:
        group = self.rows_model.group_at(index)
        if group is not None:
            self._folded.add(group.key)

    def _open_group(self, index: QModelIndex) -> None:
        group = self.rows_model.group_at(index)
        if group is not None:
            self._folded.discard(group.key)

    def _toggle(self, index: QModelIndex) -> None:
        if self.rows_model.group_at(index) is not None:
            heading = index.siblingAtColumn(0)
            self.setExpanded(heading, not self.isExpanded(heading))
