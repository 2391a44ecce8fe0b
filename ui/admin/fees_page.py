"""The fee schedule: what the practice charges, and loading its own list after a look at it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QHBoxLayout, QSizePolicy, QWidget

from app.practice import fee_file, fees
from app.practice.fee_columns import Layout
from app.practice.fee_file import FeeFile, RefusedRow
from app.practice.fees import Changes, FeeRow, Loaded
from app.security import permissions
from app.values.dates import show_date
from app.values.problem import Outside, Refused
from ui.admin.fee_columns_form import ColumnsForm
from ui.admin.own_fee_panel import OwnFeePanel
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import DateField, FormRows, TextField
from ui.kit.banner import Banner
from ui.kit.button import button, small_button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint
from ui.text import tr

_SIDE_WIDE = 380
_ONE_AT_A_TIME = 700
_MODIFIER, _DAYS = 1, (4, 5)


class FeesPage(OfficePage):
    """The list in force; beside it, when a file was chosen, what that file holds."""

    NAME = "fees"
    KEYS = (("Ins", "add"), ("Ctrl+L", "load"), ("Ctrl+Enter", "take"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._path: Path | None = None
        self._read: FeeFile | None = None
        self.rows: RowsModel[FeeRow] = RowsModel(_columns(), lambda row: row.id)
        self.table = rows_table(self.rows, self.title, compact=True)
        self.none = Banner("note", tr("office.fees.none_words"), tr("office.fees.none"))
        self.load = small_button(tr("office.fees.load"), "Ctrl+L")
        self.add = small_button(tr("fees.own.add"), "Ins")
        self.own = OwnFeePanel(desk)
        self.name = TextField(tr("office.fees.name"), needed=True, longest=60)
        self.start = DateField(tr("office.fees.from"), desk.today, needed=True)
        self.columns = ColumnsForm()
        self.seen = Banner("note", "")
        self.refused_rows: RowsModel[RefusedRow] = RowsModel(_refused(), lambda row: row.row)
        self.refused_table = rows_table(self.refused_rows, tr("office.fees.refused"), compact=True)
        self.take = button("primary", tr("office.fees.take", n=0), "Ctrl+Enter")
        self.cancel = button("plain", tr("office.cancel"), "Esc")
        self._lay()
        self.load.clicked.connect(self._choose)
        self.add.clicked.connect(self._type)
        self.table.opened.connect(self._change)
        self.own.kept.connect(self._on_own)
        self.own.refused.connect(self.refuse)
        self.own.closed.connect(self._close)
        self.take.clicked.connect(self._take)
        self.cancel.clicked.connect(self._close)
        self.start.changed.connect(self._look)
        self.name.changed.connect(self._look)
        self.columns.told.connect(self._look)
        self._may = self.may(permissions.SETTINGS)
        if not self._may:
            for one in (self.load, self.add):
                one.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Read the fee list."""
        self.desk.read(fees.book, then=self._show, latest="fees")

    def begin(self) -> None:
        """Start in the list, or at *Load* while it is empty."""
        (self.table if self.rows.rows else self.load).setFocus()

    def primary(self) -> QAbstractButton | None:
        """Give *Load these fees* while a file is open."""
        if self.is_typing:
            return self.own.keep
        return self.take if self._path else None

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of what is open."""
        if self.is_typing:
            own = (("Ctrl+Enter", "save"), ("Esc", "back"))
            return [KeyHint(key, tr(f"office.key.{words}")) for key, words in own]
        return super().keys()

    def panes(self) -> Sequence[QWidget]:
        """Give the list, and the file's form while it is open."""
        first = self.own.form.first()
        if self.is_typing and first is not None:
            return (self.table, first.entry)
        return (self.table, self.name.entry) if self._path else (self.table, self.load)

    @property
    def is_typing(self) -> bool:
        """Whether one service is being typed."""
        return not self.own.isHidden()

    def leave(self) -> bool:
        """Close the service that is typed, or the file that was chosen."""
        if self._path is None and not self.is_typing:
            return False
        self._close()
        return True

    def can(self, action: str) -> bool:
        """Take Ctrl+L, Ins and F2."""
        if action == "edit.change":
            return self._may and self.table.current_row() is not None
        return action in ("file.load", "office.add") and self._may

    def perform(self, action: str) -> bool:
        """Choose a file, type one service, or change the chosen one."""
        if not self.can(action):
            return False
        if action == "file.load":
            self._choose()
        elif action == "office.add":
            self._type()
        else:
            self._change(self.table.current_row())
        return True

    def open_file(self, path: Path) -> None:
        """Look at what a file holds; nothing is loaded yet."""
        self.own.hide()
        self._path = path
        if not self.name.value():
            self.name.set_value(tr("office.fees.default_name"))
        if self.start.value() is None:
            self.start.set_value(date(self.desk.today.year, 1, 1))
        self.desk.aside(fee_file.layout, path, then=self._on_layout, otherwise=self._not_read)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the file in place of the list where both do not fit."""
        super().resizeEvent(event)
        self._fold()

    def _lay(self) -> None:
        self.list = Panel()
        self.list.add(self.table, 1)
        self.table.setMinimumHeight(180)
        self.load.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.add.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.list.add_foot(self.load, self.add)
        self.side = Panel(tr("office.fees.file"))
        inside = self.side.inset(16, 16)
        inside.setSpacing(12)
        self.file = label("", "strong", wrap=True)
        form = FormRows()
        form.add("name", self.name)
        form.add("start", self.start)
        head = label(tr("office.fees.columns"), "strong")
        for part in (self.file, self.seen, form, head, self.columns):
            inside.addWidget(part)
        self.refused_table.setMinimumHeight(120)
        self.side.add(self.refused_table, 1)
        self.side.body.addStretch()
        self.side.add_foot(self.take, self.cancel)
        self._row = QHBoxLayout()
        self._row.setSpacing(16)
        self._row.addWidget(self.list, 1)
        self._row.addWidget(self.side)
        self._row.addWidget(self.own)
        self.own.hide()
        self.column.addWidget(self.none)
        self.column.addLayout(self._row, 1)
        self.none.hide()
        self.side.hide()

    def _fold(self) -> None:
        narrow, open_file = self.width() < _ONE_AT_A_TIME, self._path is not None
        beside = open_file or self.is_typing
        self.side.setVisible(open_file)
        for days in _DAYS:
            self.table.setColumnHidden(days, beside)
        self.list.setVisible(not (narrow and beside))
        for side in (self.side, self.own):
            side.setMinimumWidth(0 if narrow else _SIDE_WIDE)
            side.setMaximumWidth(16_777_215 if narrow else _SIDE_WIDE)

    def _show(self, found: fees.FeeBook) -> None:
        self.rows.set_rows(found.rows)
        self.table.setColumnHidden(_MODIFIER, not any(row.modifier for row in found.rows))
        self.none.setVisible(not found.rows)
        self.table.setVisible(bool(found.rows))
        # Without fees the panel is as high as its button.
        top = Qt.AlignmentFlag(0) if found.rows else Qt.AlignmentFlag.AlignTop
        self._row.setAlignment(self.list, top)
        if found.rows and self.table.current_row() is None:
            self.table.select_id(found.rows[0].id)

    @Slot()
    def _type(self) -> None:
        self._ask(None)

    @Slot(object)
    def _change(self, row: FeeRow | None) -> None:
        if row is not None and self._may:
            self._ask(row)

    def _keep_typed(self) -> bool:
        """Go back to a service that is half typed and say so; False when there is none."""
        if not self.own.is_typed_on:
            return False
        if not self.own.isAncestorOf(self.focusWidget() or self):
            self.own.begin()
        self.refuse(Refused("office_form.typed"))
        return True

    def _ask(self, row: FeeRow | None) -> None:
        if self._keep_typed():
            return
        self._path = self._read = None
        self.own.show()
        self._fold()
        self.own.ask(row)
        self.keys_changed.emit()

    @Slot(str)
    def _on_own(self, code: str) -> None:
        self.tell(tr("fees.own.kept", code=code))
        self._close()
        self.refresh()

    @Slot()
    def _choose(self) -> None:
        if self._keep_typed():
            return
        kinds = tr("office.fees.kinds")
        chosen, _ = QFileDialog.getOpenFileName(self, tr("office.fees.load"), "", kinds)
        if chosen:
            self.open_file(Path(chosen))

    @Slot()
    def _look(self) -> None:
        start, chosen = self.start.value(), self.columns.chosen()
        if self._path is None or start is None or chosen is None:
            return
        if chosen.is_whole:
            self.desk.aside(
                fee_file.read, self._path, start, chosen, then=self._on_read,
                otherwise=self._not_read,
            )  # fmt: skip
        else:
            words = tr("office.fees.choose_words")
            self.seen.show_message("warn", words, tr("office.fees.choose"))
            self.take.set_off(tr("office.fees.choose"))

    def _on_layout(self, found: Layout) -> None:
        if self._path is None:
            return
        self.file.setText(self._path.name)
        self.columns.show_layout(found)
        self.refused_rows.set_rows(())
        self.refused_table.hide()
        self._fold()
        self._look()
        first = self.name if found.is_whole else self.columns.fields["code"]
        first.setFocus()
        self.keys_changed.emit()

    def _on_read(self, read: FeeFile) -> None:
        if self._path is None:
            return
        self._read = read
        self.desk.read(
            fees.changes, read, self.name.value() or "", then=self._on_compared, latest="changes"
        )

    def _on_compared(self, found: Changes) -> None:
        read = self._read
        if read is None or self._path is None:
            return
        codes = len({row.code for row in read.rows})
        held = tr("office.fees.holds", n=len(read.rows), codes=codes)
        does = tr(
            "office.fees.does", added=found.added, changed=found.changed, ended=found.ended,
            same=found.unchanged,
        )  # fmt: skip
        left = tr("office.fees.left_out", n=len(read.refused)) if read.refused else ""
        words = f"{does} {left}".strip()
        self.seen.show_message("warn" if read.refused else "ok", words, held)
        self.refused_rows.set_rows(read.refused)
        self.refused_table.setVisible(bool(read.refused))
        self.take.setText(tr("office.fees.take", n=len(read.rows)))
        self.take.set_off("" if read.rows else tr("office.fees.nothing"))
        # Wrapped words tell their height late; without it the choices would be squeezed.
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        self.seen.setMinimumHeight(self.seen.heightForWidth(self.seen.width()))

    def _not_read(self, error: Refused | Outside) -> None:
        self._path = None
        self._fold()
        self.refuse(error)

    @Slot()
    def _take(self) -> None:
        name, start = self.name.value(), self.start.value()
        if self.name.is_good() and self.start.is_good() and self._path and name and start:
            self.desk.do(
                fees.load_file, self._path, name, start, self.columns.chosen(),
                then=self._on_taken, otherwise=self.refuse,
            )  # fmt: skip

    def _on_taken(self, made: Loaded) -> None:
        self.tell(
            tr("office.fees.taken", added=made.added, changed=made.changed, same=made.unchanged)
        )
        self._close()
        self.refresh()

    @Slot()
    def _close(self) -> None:
        self._path = self._read = None
        self.own.hide()
        self._fold()
        self.begin()
        self.keys_changed.emit()


def _columns() -> list[Column[FeeRow]]:
    return [
        Column(tr("office.fees.code"), lambda row: row.code, bold=_yes),
        Column(tr("office.fees.modifier"), lambda row: row.modifier),
        Column(tr("office.fees.wording"), lambda row: row.wording, stretch=True),
        Column(tr("office.fees.fee"), lambda row: str(row.amount), numeric=True),
        Column(tr("office.codes.from"), lambda row: show_date(row.valid_from)),
        Column(tr("office.codes.to"), _until, tone=lambda row: "text_soft"),
    ]


def _yes(_row: Any) -> bool:
    return True


def _until(row: FeeRow) -> str:
    return show_date(row.valid_to) if row.valid_to else tr("office.fees.open")


def _refused() -> list[Column[RefusedRow]]:
    return [
        Column(tr("office.fees.row"), lambda row: str(row.row), numeric=True),
        Column(tr("office.fees.why"), lambda row: row.words(), stretch=True),
    ]
