"""The rail: whose hat is on, the desks with the work that waits, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.values.states import Hat
from ui import theme
from ui.kit.tip import set_tip
from ui.places import PLACES, Place
from ui.seat import Seat
from ui.text import tr

_Index = QModelIndex | QPersistentModelIndex
_ROW = 34
_LOW_ROW, _LOW_GAP = 28, 4
"""Of a folded rail: the smallest window at 200 % has room for all desks."""
FOLDED = 56
PLACE_ROLE = Qt.ItemDataRole.UserRole
COUNT_ROLE = Qt.ItemDataRole.UserRole + 1
HEAD_ROLE = Qt.ItemDataRole.UserRole + 2


def place_name(place_id: str) -> str:
    """Give a desk's name without its menu mark."""
    return tr(f"actions.go.{place_id}").replace("&", "")


class RailRows(QAbstractListModel):
    """The desks a user may open, with section heads between them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Place | str] = []
        self._counts: dict[str, int] = {}
        self._told: dict[str, int] = {}
        self.folded = False
        self.here = ""

    def set_places(self, places: Iterable[Place]) -> None:
        """Show these desks, each section under its head."""
        self.beginResetModel()
        self._rows.clear()
        self._told.clear()
        section = ""
        for place in places:
            if place.section != section:
                self._rows.append(place.section)
                section = place.section
            self._rows.append(place)
        self.endResetModel()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """Show how much work waits at each desk; nothing where nothing waits."""
        self._counts = {**self._told, **counts}
        self.told()

    def add_counts(self, counts: Mapping[str, int]) -> None:
        """Show what a screen has read of desks whose work takes too long to count at each change.

        It stands until a screen reads it again.
        """
        self._told.update(counts)
        self._counts.update(counts)
        self.told()

    def told(self) -> None:
        """Draw every row again."""
        if self._rows:
            self.dataChanged.emit(self.index(0), self.index(len(self._rows) - 1))

    def row_of(self, place_id: str) -> int:
        """Give the row of a desk, -1 when this user does not have it."""
        for row, one in enumerate(self._rows):
            if isinstance(one, Place) and one.id == place_id:
                return row
        return -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Count the rows, heads too."""
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Heads can be neither focused nor chosen."""
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give what one row shows and says."""
        row = self._rows[index.row()]
        return self._head(row, role) if isinstance(row, str) else self._desk(row, role)

    def _head(self, section: str, role: int) -> object:
        if role == HEAD_ROLE:
            return True
        if role == Qt.ItemDataRole.DisplayRole:
            return "" if self.folded else tr(f"shell.section.{section}")
        if role == Qt.ItemDataRole.FontRole:
            return theme.font("hint")
        return None

    def _desk(self, place: Place, role: int) -> object:
        name, count = place_name(place.id), self._counts.get(place.id, 0)
        here = place.id == self.here
        if role == Qt.ItemDataRole.DecorationRole:
            return theme.icon(place.icon, "accent" if here else "text_soft")
        values: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: "" if self.folded else name,
            Qt.ItemDataRole.ToolTipRole: _spoken(name, count) if self.folded else None,
            Qt.ItemDataRole.AccessibleTextRole: _spoken(name, count),
            Qt.ItemDataRole.FontRole: theme.font("strong" if here else "body"),
            PLACE_ROLE: place.id,
            COUNT_ROLE: "" if self.folded or not count else _short(count),
        }
        return values.get(role)


def _short(count: int) -> str:
    """Give a count in the room beside the longest name; from 1,000 on in thousands."""
    return f"{count:,}" if count < 1_000 else f"{count // 1_000}k"


def _spoken(name: str, count: int) -> str:
    return tr("shell.rail.waiting", name=name, n=count) if count else name


class RailDelegate(QStyledItemDelegate):
    """Draws the number at the right of a row; everything else is the style's."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give every row the rail's height; a head of a folded rail is only a gap."""
        if index.data(Qt.ItemDataRole.DisplayRole):
            return QSize(0, _ROW)
        return QSize(0, _LOW_GAP if index.data(HEAD_ROLE) else _LOW_ROW)

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """Let heads sit low and soft, icons keep their size."""
        super().initStyleOption(option, index)
        option.decorationSize = QSize(16, 16)
        if index.data(HEAD_ROLE):
            option.palette.setColor(option.palette.ColorRole.Text, theme.color("text_faint"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row by style, then its number; a head only as words."""
        if index.data(HEAD_ROLE):
            _write(painter, option.rect.adjusted(10, 8, 0, 0), index, Qt.AlignmentFlag.AlignLeft)
            return
        super().paint(painter, option, index)
        if index.data(COUNT_ROLE):
            _write(painter, option.rect.adjusted(0, 0, -10, 0), index, Qt.AlignmentFlag.AlignRight)


def _write(painter: QPainter, rect: QRect, index: _Index, side: Qt.AlignmentFlag) -> None:
    head = bool(index.data(HEAD_ROLE))
    painter.save()
    painter.setFont(theme.font("hint" if head else "body"))
    painter.setPen(theme.color("text_faint" if head else "text_soft"))
    words = index.data(Qt.ItemDataRole.DisplayRole if head else COUNT_ROLE)
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, str(words))
    painter.restore()


class HatSwitch(QFrame):
    """The two hats; the worn one is filled, said in words, and checked."""

    chosen = Signal(object)
    """A ``Hat`` the user wants to wear."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("hats", True)
        self._group = QButtonGroup(self)
        self._buttons: dict[Hat, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(1, 1, 1, 1)
        row.setSpacing(0)
        for hat in Hat:
            button = QToolButton(self)
            button.setCheckable(True)
            button.setText(tr(f"shell.hat.{hat.value}"))
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            self._group.addButton(button)
            self._buttons[hat] = button
            row.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def wear(self, hat: Hat, owned: tuple[Hat, ...]) -> None:
        """Show which hat is on; hats the user does not own are off with the reason."""
        for one, button in self._buttons.items():
            on = one is hat
            button.setChecked(on)
            button.setEnabled(one in owned)
            button.setIcon(theme.icon(_icon(one), "on_accent" if on else "text_soft"))
            word = tr(f"shell.hat.{one.value}-{'on' if on else 'off'}")
            button.setAccessibleName(word)
            set_tip(button, word if one in owned else tr("shell.hat.not-yours"))
            button.setStatusTip("" if one in owned else tr("shell.hat.not-yours"))

    def fold(self, folded: bool) -> None:
        """Show icons only, one above the other is not needed at 56 px: only the worn one."""
        style = Qt.ToolButtonStyle
        for button in self._buttons.values():
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if folded else style.ToolButtonTextBesideIcon
            )
            button.setVisible(not folded or button.isChecked())

    @Slot(object)
    def _on_clicked(self, clicked: QToolButton) -> None:
        for hat, button in self._buttons.items():
            if button is clicked:
                self.chosen.emit(hat)


def _icon(hat: Hat) -> str:
    return "file-text" if hat is Hat.CODER else "receipt"


class Rail(QFrame):
    """Hat switch, desks and the signed-in user. ``opened`` names the desk to go to."""

    opened = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("edge", "right")
        self.hats = HatSwitch(self)
        self.rows = RailRows(self)
        self.list = self._list()
        self.who, self.where = QLabel(self), QLabel(self)
        for part in (self.who, self.where):
            part.setTextFormat(Qt.TextFormat.PlainText)
        self.where.setProperty("type", "hint")
        self._foot = QFrame(self)
        self._foot.setProperty("edge", "top")
        foot = QVBoxLayout(self._foot)
        foot.setContentsMargins(10, 8, 10, 0)
        foot.setSpacing(0)
        foot.addWidget(self.who)
        foot.addWidget(self.where)
        self._column = QVBoxLayout(self)
        self._column.setSpacing(8)
        self._top = QHBoxLayout()
        self._top.addWidget(self.hats)
        self._column.addLayout(self._top)
        self._column.addWidget(self.list, 1)
        self._column.addWidget(self._foot)
        self.fold(False)

    def seat(self, seat: Seat) -> None:
        """Show the desks this user may open and who it is."""
        self.rows.set_places([place for place in PLACES if seat.may(place.permission)])
        self.who.setText(seat.name)
        self.where.setText(seat.practice)
        self.hats.setVisible(bool(seat.hats))
        # The rows are new, also after a lock that left the desk where it was.
        self.show_here(self.rows.here)

    def show_here(self, place_id: str) -> None:
        """Mark the desk that is open."""
        self.rows.here = place_id
        row = self.rows.row_of(place_id)
        index = self.rows.index(row) if row >= 0 else QModelIndex()
        flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(index, flag)
        self.rows.told()

    def fold(self, folded: bool) -> None:
        """Fold to icons in a narrow window; names stay for readers and in tool tips."""
        self.rows.folded = folded
        self.rows.told()
        self.hats.fold(folded)
        self._foot.setVisible(not folded)
        self.list.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if folded
            else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        self.list.scheduleDelayedItemsLayout()
        # The switch stands 12 px from the edges, the rows' ground 8.
        self._top.setContentsMargins(0 if folded else 4, 0, 0 if folded else 4, 0)
        self._column.setContentsMargins(*((4, 8, 4, 4) if folded else (8, 12, 8, 8)))
        self.setFixedWidth(FOLDED if folded else theme.size("rail"))

    def changeEvent(self, event: QEvent) -> None:
        """Tint the icons again when the looks change."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.rows.told()

    def _list(self) -> QListView:
        view = QListView(self)
        view.setProperty("rail", True)
        view.setModel(self.rows)
        view.setItemDelegate(RailDelegate(view))
        view.setAccessibleName(tr("shell.rail.name"))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.clicked.connect(self._on_opened)
        view.activated.connect(self._on_opened)
        return view

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        place_id = index.data(PLACE_ROLE)
        if place_id:
            self.opened.emit(place_id)
