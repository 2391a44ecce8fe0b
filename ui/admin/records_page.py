"""A list of records with the form of one beside it: people, providers, payers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from app.values.problem import Refused
from ui.admin.form import Draft, DraftForm
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.kit.button import button, small_button
from ui.kit.page import EmptyState, NextStep
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

Row = TypeVar("Row")
Made = TypeVar("Made", bound=Draft)
_FORM_WIDE = 384
_ONE_AT_A_TIME = 700


@dataclass(frozen=True)
class Records(Generic[Row, Made]):
    """What a page of records reads and writes: list, one draft, a blank one, save, and remove.

    ``remove`` None: what is there stays.
    """

    rows: Callable[[Any], Sequence[Row]]
    draft: Callable[[Any, int], Made]
    blank: Callable[[], Made]
    save: Callable[[Any, Made], int]
    permission: str
    remove: Callable[[Any, int], object] | None = None


class RecordsPage(OfficePage, Generic[Row, Made]):
    """The list; Enter or F2 opens the form of a row, Ins a blank one."""

    KEYS = (("F2", "edit"), ("Ins", "add"), ("Ctrl+Enter", "save"), ("Esc", "back"))
    ICON = ""
    """The icon of the page while nothing is in the list; "" for a list that never is empty."""
    ASIDE: tuple[int, ...] = ()
    """The columns that make room while the form is open."""
    SPARE: tuple[int, ...] = ()
    """The columns that a narrow page leaves to the form."""

    def __init__(
        self,
        desk: Desk,
        records: Records[Row, Made],
        columns: Sequence[Column[Row]],
        form: DraftForm,
    ) -> None:
        super().__init__(desk)
        self._records, self.form = records, form
        self._draft: Made | None = None
        self._wanted: Hashable = None
        self._is_read = False
        self._nothing: EmptyState | None = None
        self.rows: RowsModel[Row] = RowsModel(columns, _id)
        self.table = rows_table(self.rows, self.title)
        self.add = small_button(tr(f"office.page.{self.NAME}.add"), "Ins")
        self.save = button("primary", tr("office.save"), "Ctrl+Enter")
        self.cancel = button("plain", tr("office.cancel"), "Esc")
        self.remove = button("quiet", tr("office.remove"))
        self._lay()
        self.table.opened.connect(self._open)
        self.add.clicked.connect(self._add)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self._close)
        self.remove.clicked.connect(self._remove)
        self._may = self.may(records.permission)
        if not self._may:
            for one in (self.add, self.save, self.remove):
                one.set_off(self.closed_words())

    def refresh(self) -> None:
        """Read the list again; the row stays."""
        self.desk.read(self._records.rows, then=self._show, latest=self.NAME)

    def choose(self, record: Hashable) -> None:
        """Go to a record as soon as the list is read."""
        self._wanted = record
        self.refresh()

    def begin(self) -> None:
        """Start in the list, or at *Add* while it is empty."""
        if self._is_empty:
            self.nothing().setFocus()
        else:
            (self.table if self.rows.rows else self.add).setFocus()

    def primary(self) -> QAbstractButton | None:
        """Give *Save* while a form is open."""
        return self.save if self.is_editing else None

    @property
    def is_editing(self) -> bool:
        """Whether the form is open."""
        return self._draft is not None

    @property
    def _is_empty(self) -> bool:
        return bool(self.ICON) and self._is_read and not self.rows.rows

    def nothing(self) -> EmptyState:
        """Give what stands in the place of an empty list, made when it is first needed."""
        if self._nothing is None:
            words = f"office.empty.{self.NAME}"
            step = NextStep(tr(f"office.page.{self.NAME}.add"), tr(f"{words}.fact"), "plus", "Ins")
            made = EmptyState(self.ICON, tr(f"{words}.title"), tr(f"{words}.words"), [step])
            made.offer(0, self._may)
            made.taken.connect(self._on_step)
            self._beside.insertWidget(0, made, 1)
            self._nothing = made
        return self._nothing

    def panes(self) -> Sequence[QWidget]:
        """Give the list, and the form while it is open."""
        first = self.form.first()
        listed = self.nothing() if self._is_empty else self.table
        return (listed, first.entry) if self.is_editing and first else (listed,)

    def leave(self) -> bool:
        """Close the form."""
        if not self.is_editing:
            return False
        self._close()
        return True

    def can(self, action: str) -> bool:
        """Take *Add* and *Edit*."""
        if action == "office.add":
            return self._may
        return action == "edit.change" and self.table.current_row() is not None

    def perform(self, action: str) -> bool:
        """Add or edit."""
        if not self.can(action):
            return False
        if action == "office.add":
            self._add()
        else:
            self._open(self.table.current_row())
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the form in place of the list where both do not fit."""
        super().resizeEvent(event)
        self._fold()

    def _lay(self) -> None:
        self.list = Panel()
        self.list.add(self.table, 1)
        self.add.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.list.add_foot(self.add)
        self.list.setMinimumHeight(220)
        self.side = Panel(" ")
        self.side.inset(16, 16).addWidget(self.form)
        self.side.add_foot(self.save, self.cancel, self.remove)
        self.side.body.addStretch()
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list, 1)
        self._beside = row
        row.addWidget(self.side)
        row.addStretch()
        self.column.addLayout(row, 1)
        self.side.hide()

    def _fold(self) -> None:
        narrow = self.width() < _ONE_AT_A_TIME
        room = not (narrow and self.is_editing)
        self.list.setVisible(room and not self._is_empty)
        if self._is_empty or self._nothing is not None:
            # Beside the form of the first one the words are not needed any more.
            self.nothing().setVisible(self._is_empty and not self.is_editing)
        self.side.setVisible(self.is_editing)
        for column in self.ASIDE:
            self.table.setColumnHidden(column, self.is_editing)
        for column in self.SPARE:
            self.table.setColumnHidden(column, narrow or self.is_editing)
        # The form of the first one stands at the left, where the list will be.
        self._beside.setStretchFactor(self.side, 1 if narrow else 0)
        self.side.setMinimumWidth(0 if narrow else _FORM_WIDE)
        self.side.setMaximumWidth(16_777_215 if narrow else _FORM_WIDE)

    def _show(self, rows: Sequence[Row]) -> None:
        waited = self._is_empty or self.add.hasFocus()
        self.rows.set_rows(rows)
        self._is_read = True
        self._fold()
        if waited and not self.is_editing:
            self.begin()
        if self._wanted is not None:
            self.table.select_id(self._wanted)
            self._wanted = None
        elif self.table.current_row() is None and rows:
            self.table.select_id(_id(rows[0]))

    @Slot(object)
    def _open(self, row: Row | None) -> None:
        if row is not None and not self._keep_typed():
            self.desk.read(self._records.draft, _id(row), then=self._edit, latest="draft")

    @Slot(int)
    def _on_step(self, _place: int) -> None:
        self._add()

    @Slot()
    def _add(self) -> None:
        if not self._keep_typed():
            self._edit(self._records.blank())

    def _keep_typed(self) -> bool:
        """Go back to a form with something typed on it and say so; False when there is none."""
        first = self.form.first()
        if not self.is_editing or first is None or not self.form.is_typed_on:
            return False
        if not self.form.isAncestorOf(self.focusWidget() or self):
            first.setFocus()
        self.refuse(Refused("office_form.typed"))
        return True

    def _edit(self, draft: Made) -> None:
        self._draft = draft
        fresh = getattr(draft, "id", None) is None
        head = tr(f"office.page.{self.NAME}.{'new' if fresh else 'edit'}")
        self.side.set_title(head)
        self.remove.setVisible(not fresh and self._records.remove is not None)
        self.prepare(draft)
        self.form.fill(draft)
        if fresh:
            self.form.show_all(())
        self._fold()
        first = self.form.first()
        if first is not None:
            first.setFocus()
        self.keys_changed.emit()

    def prepare(self, draft: Made) -> None:
        """Set fields on or off for this draft before it is shown."""

    @Slot()
    def _close(self) -> None:
        self._draft = None
        self._fold()
        self.begin()
        self.keys_changed.emit()

    @Slot()
    def _save(self) -> None:
        if self._draft is None:
            return
        draft = self.form.taken(self._draft)
        if self.form.is_ready(draft):
            self.desk.do(self._records.save, draft, then=self._on_saved, otherwise=self.refuse)

    @Slot()
    def _remove(self) -> None:
        number = getattr(self._draft, "id", None)
        if number is not None and self._records.remove is not None:
            self.desk.do(self._records.remove, number, then=self._on_removed, otherwise=self.refuse)

    def _on_removed(self, _answer: object) -> None:
        self.tell(tr("office.removed"))
        self._close()
        self.refresh()

    def _on_saved(self, number: int) -> None:
        self._wanted = number
        self.tell(tr(f"office.page.{self.NAME}.saved"))
        self._close()
        self.refresh()


def _id(row: Any) -> int:
    return int(row.id)
