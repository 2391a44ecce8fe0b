"""The palette (Ctrl+K): people, papers and actions in one box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.actions import Action
from ui.desk import Desk
from ui.kit.panel import Panel
from ui.palette_ways import Way, also_of, hit, parts_of, plain, ways
from ui.screen import Target
from ui.text import tr

WIDTH, TOP, ROW, MOST_ROWS = 640, 96, 36, 12
_AROUND = 96
"""The height of the box without its list, in pixels, and some air under it."""
_WAIT_MS, _APART = 90, 64
_Index = QModelIndex | QPersistentModelIndex
HEAD_ROLE = Qt.ItemDataRole.UserRole
SIDE_ROLE = Qt.ItemDataRole.UserRole + 1


class Found(Protocol):
    """What a search gives: a person or a paper and where it opens.

    ``group`` is "people", "papers" or "notes"; ``detail`` tells it from others of the same name.
    ``exact``: what was typed is its whole number.
    """

    group: str
    words: str
    detail: str
    screen: str
    ids: tuple[object, ...]
    exact: bool


Find = Callable[[Any, str], Sequence[Found]]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the palette; a head has no ``opens``.

    ``by``: the other words that found it. ``is_small``: only a field of a page.
    """

    words: str
    side: str = ""
    opens: Target | str | None = None
    exact: bool = False
    icon: str = ""
    by: str = ""
    is_small: bool = False

    @property
    def is_deed(self) -> bool:
        """Whether it is an action or a way, which have icons; what was found has none."""
        return isinstance(self.opens, str) or bool(self.icon)


class PaletteRows(QAbstractListModel):
    """The heads and rows of the palette."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Row] = []

    def show(self, rows: Iterable[Row]) -> None:
        """Show these rows."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def step(self, row: int, by: int) -> int:
        """Give the next row that opens something, going round; -1 when there is none."""
        for count in range(1, len(self.rows) + 1):
            place = (row + by * count) % len(self.rows)
            if self.rows[place].opens is not None:
                return place
        return -1

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Count the rows, heads too."""
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Heads cannot be chosen."""
        if self.rows[index.row()].opens is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Give what one row shows and says."""
        row = self.rows[index.row()]
        head = row.opens is None
        values: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: row.words,
            Qt.ItemDataRole.AccessibleTextRole: ", ".join(p for p in (row.words, row.side) if p),
            Qt.ItemDataRole.FontRole: theme.font("hint" if head else "body"),
            HEAD_ROLE: head,
            SIDE_ROLE: row.side,
        }
        if role == Qt.ItemDataRole.DecorationRole and row.is_deed:
            # Without a picture too the words stand below those of the others.
            return theme.icon(row.icon) if row.icon else _no_icon()
        if role == Qt.ItemDataRole.ForegroundRole and head:
            return theme.color("text_faint")
        return values.get(role)


class PaletteDelegate(QStyledItemDelegate):
    """Draws what stands at the right of a row, a key or a detail; the rest is the style's."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Give every row one height."""
        return QSize(0, ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint the row, then its right side."""
        super().paint(painter, option, index)
        side = str(index.data(SIDE_ROLE) or "")
        if not side:
            return
        font = theme.font("body")
        metrics = QFontMetrics(font)
        words = metrics.horizontalAdvance(str(index.data(Qt.ItemDataRole.DisplayRole)))
        # The name stands whole; of a long detail, such as a number of 36 letters, both ends.
        room = max(option.rect.width() - words - _APART, option.rect.width() // 3)
        painter.save()
        painter.setFont(font)
        painter.setPen(theme.color("text_soft"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        side = metrics.elidedText(side, Qt.TextElideMode.ElideMiddle, room)
        painter.drawText(option.rect.adjusted(0, 0, -12, 0), flags, side)
        painter.restore()


def _no_icon() -> QIcon:
    blank = QPixmap(16, 16)
    blank.fill(Qt.GlobalColor.transparent)
    return QIcon(blank)


def action_rows(actions: Iterable[Action], typed: str) -> list[Row]:
    """Give the actions found by every word typed, those that begin with it first."""
    wanted = parts_of(typed)
    found: list[tuple[bool, Row]] = []
    for action in actions:
        words = plain(action.text)
        by = hit(words, also_of(action.id), wanted)
        if by is not None:
            key = theme.key_words(action.keys[0]) if action.keys else ""
            row = Row(words, _side(by, key), action.id, icon=action.icon, by=by)
            found.append((not words.casefold().startswith(typed.casefold()), row))
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def way_rows(known: Iterable[Way], typed: str) -> list[Row]:
    """Give the ways to other desks found by every word typed; none for nothing typed."""
    wanted = parts_of(typed)
    found = [(way, hit(way.words, way.also, wanted)) for way in known if wanted]
    return [
        Row(way.words, _side(by, way.side), way.opens, icon=way.icon, by=by, is_small=way.is_small)
        for way, by in found
        if by is not None
    ]


def _side(by: str, side: str) -> str:
    """Give what stands at the right: the other word that found the row, then key or place."""
    return " \N{MIDDLE DOT} ".join(part for part in (by, side) if part)


def _rank(row: Row, typed: str) -> int:
    """Give 0 for a row that begins with what was typed, 1 that holds it, more for the others."""
    if row.by:
        return 2
    # "back up" begins "Backup", and "write off" both ways of writing it.
    begins = any(
        part.startswith(typed) or part.replace(" ", "").startswith(typed.replace(" ", ""))
        for part in row.words.casefold().split(": ")
    )
    return (0 if begins else 1) + (2 if row.is_small and not begins else row.is_small)


def _apart(row: Row, typed: str) -> int:
    """Give how far the other words that found a row are from what was typed: 0 the very same."""
    wanted = parts_of(typed)
    if not row.by or parts_of(row.by) == wanted:
        return 0
    return 1 if parts_of(row.by)[: len(wanted)] == wanted else 2


def found_rows(found: Sequence[Found]) -> list[Row]:
    """Give heads and rows for what a search found: people, papers, notes, exact ones first."""
    rows: list[Row] = []
    for group in ("people", "papers", "notes"):
        ones = [one for one in found if one.group == group]
        if ones:
            rows.append(Row(tr(f"shell.palette.{group}")))
        rows += [
            Row(one.words, one.detail, Target(one.screen, one.ids), one.exact)
            for one in sorted(ones, key=lambda one: not one.exact)
        ]
    return rows


class Palette(QDialog):
    """The box over the window. ``chosen`` gives a ``Target`` or the id of an action."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, find: Find | None, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk, self._find = desk, find
        self._actions: list[Action] = []
        self._ways: list[Way] = []
        self._waits = self._enter_waits = False
        self.setWindowTitle(tr("shell.palette.name"))
        self.field, self.list = QLineEdit(self), QListView(self)
        self.rows = PaletteRows(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_WAIT_MS)
        self._pause.timeout.connect(self._ask)
        self._build()

    def open_over(self, actions: Iterable[Action], here: str = "") -> None:
        """Show the palette empty, with the actions that can be done now.

        Typing also finds the pages of other desks than ``here`` that the actor may open.
        """
        self._actions = list(actions)
        who = self._desk.actor
        known = ways(here, self._actions)
        self._ways = [one for one in known if who and who.may(one.permission)]
        self._enter_waits = False
        self.field.clear()
        self._show_rows(action_rows(self._actions, ""))
        over = self.parentWidget()
        if over is not None:
            width = min(WIDTH, over.width() - 32)
            self.setFixedWidth(width)
            self.move(over.mapToGlobal(over.rect().topLeft()))
            self.move(
                self.x() + (over.width() - width) // 2, self.y() + min(TOP, over.height() // 8)
            )
        self.open()
        self.field.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the caret in the field; arrows move in the list."""
        if watched is self.field and isinstance(event, QKeyEvent):
            if event.type() != QEvent.Type.KeyPress:
                return False
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step is not None:
                self._select(self.rows.step(self.list.currentIndex().row(), step))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._on_enter()
                return True
        return False

    def _build(self) -> None:
        self.field.setProperty("large", True)
        self.field.setAccessibleName(tr("shell.palette.name"))
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._on_typed)
        self.list.setModel(self.rows)
        self.list.setItemDelegate(PaletteDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setProperty("plain", True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setAccessibleName(tr("shell.palette.results"))
        self.list.clicked.connect(self._on_clicked)
        self.list.setIconSize(QSize(16, 16))
        panel = Panel()
        panel.setProperty("popup", True)  # it lies over other panels: a stronger edge
        self._inner = panel.inset(11, 11)
        self._inner.setSpacing(8)
        self._inner.addWidget(self.field)
        self._inner.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)

    @Slot(str)
    def _on_typed(self, typed: str) -> None:
        self._enter_waits = False
        self._waits = bool(self._find and typed.strip())
        if self._waits:
            self._pause.start()
        else:
            self._show_rows(self._acts(typed.strip()))

    def _acts(self, typed: str) -> list[Row]:
        rows = [*action_rows(self._actions, typed), *way_rows(self._ways, typed)]
        # The page "Backup" comes before "Restore a backup", and "user" before "switch user".
        return sorted(rows, key=lambda row: (_rank(row, typed.casefold()), _apart(row, typed)))

    @Slot()
    def _ask(self) -> None:
        typed = self.field.text().strip()
        if self._find is not None and typed:
            self._desk.read(self._find, typed, then=self._on_found, latest="palette")

    def _on_found(self, found: Sequence[Found]) -> None:
        self._waits = False
        self._show_rows(found_rows(found), self._acts(self.field.text().strip()))
        if self._enter_waits:
            self._on_enter()

    def _show_rows(self, found: list[Row], acts: Sequence[Row] = ()) -> None:
        shown = list(found)
        if acts:
            shown += [Row(tr("shell.palette.actions")), *acts]
        if not shown:
            shown = [Row(tr("shell.palette.nothing"))]
        self.rows.show(shown)
        exact = [place for place, row in enumerate(shown) if row.exact]
        self._select(exact[0] if exact else self.rows.step(-1, 1))
        self.list.setFixedHeight(ROW * min(self._most_rows(), len(shown)) + 2)
        # The panel tells its new height only after a turn of the loop; the box shrinks now.
        self._inner.activate()
        self.setFixedHeight(self.sizeHint().height())

    def _most_rows(self) -> int:
        """Give how many rows stand in the box: it ends above the foot of a low window."""
        over = self.parentWidget()
        room = over.height() * 7 // 8 - _AROUND if over is not None else 0
        return max(3, min(MOST_ROWS, room // ROW))

    def _select(self, row: int) -> None:
        if row >= 0:
            self.list.setCurrentIndex(self.rows.index(row))

    def _on_enter(self) -> None:
        if self._waits:
            self._enter_waits = True
            return
        row = self.list.currentIndex().row()
        if 0 <= row < len(self.rows.rows):
            self._choose(self.rows.rows[row])

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self._choose(self.rows.rows[index.row()])

    def _choose(self, row: Row) -> None:
        if row.opens is not None:
            self.accept()
            self.chosen.emit(row.opens)
