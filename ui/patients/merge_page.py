"""Two registrations of one patient become one: chosen, compared, told what moves, and listed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.patients import merge_lines, merging
from app.patients.merge_lines import MergeLine, Side
from app.patients.merging import MergePreview
from app.security import permissions
from app.values.dates import show_date
from ui.billing_parts.pane import scroll_page
from ui.columns import Column
from ui.desk import Desk
from ui.fields import TextField
from ui.intake.who_field import WhoField
from ui.kit.banner import Banner
from ui.kit.button import button, small_button
from ui.kit.label import label
from ui.kit.page import PageHeader
from ui.kit.panel import Panel
from ui.patients.sides import Sides
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

if TYPE_CHECKING:
    from app.store.changes import Changes

_KEYS = (("Tab", "next"), ("Ctrl+Enter", "merge"), ("Enter", "part"), ("Esc", "back"))


class MergePage(Screen):
    """Above, the two and the reason; below, every merge with the way to part it again."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("merges.title"))
        self._header = PageHeader(tr("merges.title"))
        self.stays = WhoField(desk, tr("merges.stays"), offers_new=False)
        self.ends = WhoField(desk, tr("merges.ends"), offers_new=False)
        self.swap = small_button(tr("merges.swap"))
        self.sides = Sides()
        self.told = Banner("note", "")
        self.reason = TextField(tr("merges.reason"), needed=True, longest=300)
        self.merge = self._header.add_button(button("primary", tr("merges.merge"), "Ctrl+Enter"))
        self.model = _model(desk)
        self.table = rows_table(self.model, tr("merges.list"), compact=True)
        self.part = small_button(tr("merges.part"))
        self._seen: MergePreview | None = None
        self._may = desk.actor is not None and desk.actor.may(permissions.EDIT_PATIENTS)
        self._lay()
        self._connect()
        self._show_choice()

    def open_with(self, target: Target) -> None:
        """Show the page as it was left, with the merges as they are now."""
        self._read()

    def begin(self) -> None:
        """Start with who stays."""
        self.stays.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def place(self) -> Target:
        """Come back to the page as it stands."""
        return Target("merges")

    def panes(self) -> Sequence[QWidget]:
        """Give the two and the list."""
        return (self.stays.line, self.table) if self.model.rows else (self.stays.line,)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the page."""
        return tuple(KeyHint(key, tr(f"merges.key.{words}")) for key, words in _KEYS)

    def primary(self) -> QAbstractButton:
        """Give the button that makes one of two."""
        return self.merge

    def leave(self) -> bool:
        """Close a list of names, or take back what was chosen."""
        if self.stays.close_list() or self.ends.close_list():
            return True
        if self.stays.patient is None and self.ends.patient is None:
            return False
        self._clear()
        self.begin()
        return True

    def _lay(self) -> None:
        two = QHBoxLayout()
        two.setSpacing(16)
        for field in (self.stays, self.ends):
            half = QVBoxLayout()
            half.setSpacing(4)
            half.addWidget(field.label)
            half.addWidget(field)
            half.addStretch()
            two.addLayout(half, 1)
        for small in (self.swap, self.part):
            small.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        choose = Panel(tr("merges.two"))
        choose.add_to_head(self.swap)
        inside = choose.inset(16, 12)
        inside.setSpacing(10)
        inside.addWidget(label(tr("merges.words"), "soft", wrap=True))
        inside.addLayout(two)
        inside.addWidget(self.sides)
        inside.addWidget(self.told)
        inside.addWidget(self.reason.label)
        inside.addWidget(self.reason)
        listed = self._listed = Panel(tr("merges.list"))
        listed.add_to_head(self.part)
        listed.add(self.table, 1)
        listed.hide()
        self.table.setMinimumHeight(160)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(16)
        column.addWidget(choose)
        column.addWidget(listed, 1)
        column.addStretch()
        self.lay_out(self._header, scroll_page(page))

    def _connect(self) -> None:
        for field in (self.stays, self.ends):
            field.chosen.connect(self._on_choice)
            field.unchosen.connect(self._on_choice)
        self.swap.clicked.connect(self._swap)
        self.merge.clicked.connect(self._merge)
        self.part.clicked.connect(self._part)
        self.table.chosen.connect(self._on_row)
        self.table.opened.connect(self._part)
        self.desk.changed.connect(self._on_changed)

    def _read(self) -> None:
        self.desk.read(merge_lines.merges, then=self._show_list, latest="list")

    def _show_list(self, lines: Sequence[MergeLine]) -> None:
        self.model.set_rows(lines)
        self._listed.setVisible(bool(lines))
        joined = sum(one.undone_on is None for one in lines)
        self._header.set_state(tr("merges.state", n=joined) if joined else "")
        if lines and self.table.current_row() is None:
            self.table.select_id(lines[0].id)
        self._on_row(self.table.current_row())

    @Slot(object)
    def _on_choice(self, _row: object = None) -> None:
        self._seen = None
        stays, ends = self.stays.value(), self.ends.value()
        self._show_choice()
        if stays is not None and ends is not None:
            self.messages.clear()
            self.desk.read(
                merge_lines.look, stays, ends, then=self._show_seen, latest="look",
                otherwise=self.refuse,
            )  # fmt: skip
            self.reason.setFocus()
        elif stays is not None and self.stays.hasFocus():
            self.ends.line.setFocus()

    def _show_choice(self) -> None:
        has_both = self._seen is not None
        for part in (self.sides, self.told, self.reason, self.reason.label):
            part.setVisible(has_both)
        self.swap.setEnabled(self.stays.value() is not None or self.ends.value() is not None)
        off = "" if has_both else tr("merges.choose_both")
        self.merge.set_off(off if self._may else tr("merges.not_allowed"))

    def _show_seen(self, found: tuple[Side, Side, MergePreview]) -> None:
        stays, ends, self._seen = found
        self.sides.show_sides(stays, ends)
        self._show_choice()
        tone, lead = ("warn", "merges.doubtful") if self._seen.is_doubtful else ("note", "")
        self.told.show_message(tone, _told(self._seen), tr(lead) if lead else "")

    @Slot()
    def _swap(self) -> None:
        stays, ends = self.stays.patient, self.ends.patient
        self.stays.set_value(None)
        self.ends.set_value(None)
        if ends is not None:
            self.stays.choose(ends)
        if stays is not None:
            self.ends.choose(stays)

    @Slot()
    def _merge(self) -> None:
        if self._seen is None or not self.reason.is_good():
            self.reason.setFocus()
            return
        self.desk.do(
            merging.merge, self._seen.survivor_id, self._seen.merged_id, self.reason.value() or "",
            then=self._on_merged, owner=self,
        )  # fmt: skip

    def _on_merged(self, merge_id: int) -> None:
        self._clear()
        self.begin()
        self.said.emit(Notice(tr("merges.done"), partial(self._undo, merge_id)))

    @Slot()
    def _part(self, _row: object = None) -> None:
        row = self.table.current_row()
        if row is not None and row.undone_on is None and self._may:
            self._undo(row.id)

    def _undo(self, merge_id: int) -> None:
        self.desk.do(merging.undo, merge_id, then=self._on_parted, owner=self)

    def _on_parted(self, _answer: object) -> None:
        self.said.emit(Notice(tr("merges.parted")))

    @Slot(object)
    def _on_row(self, row: MergeLine | None) -> None:
        off = "" if row is not None and row.undone_on is None else tr("merges.nothing_to_part")
        self.part.set_off(off if self._may else tr("merges.not_allowed"))

    def _clear(self) -> None:
        for field in (self.stays, self.ends):
            field.set_value(None)
        self.reason.set_value("")
        self._seen = None
        self._show_choice()

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("patient_merge") and self.isVisible():
            self._read()


def _told(seen: MergePreview) -> str:
    """Say what moves, what stays where it was posted, and whose account it will be."""
    said = [
        tr(
            "merges.moves", visits=tr("merges.n.visits", n=seen.visits),
            coverages=tr("merges.n.coverages", n=seen.coverages),
        ),
        tr("merges.charges", n=seen.charges, account=seen.other_account) if seen.charges else "",
    ]  # fmt: skip
    if seen.account != seen.other_account:
        key = "same_guarantor" if seen.same_guarantor else "two_guarantors"
        said.append(tr(f"merges.{key}", account=seen.account, other=seen.other_account))
    return " ".join(part for part in (*said, tr("merges.number_leads")) if part)


def _model(desk: Desk) -> RowsModel[MergeLine]:
    def head(name: str) -> str:
        return tr(f"merges.column.{name}")

    def stands(row: MergeLine) -> str:
        if row.undone_on is None:
            return tr("merges.holds_now")
        return tr("merges.undone", day=show_date(row.undone_on, desk.today), by=row.undone_by)

    def accounts(row: MergeLine) -> str:
        same = row.account == row.other_account
        return str(row.account) if same else tr("merges.two_accounts", account=row.account,
                                                other=row.other_account)  # fmt: skip

    return RowsModel(
        (
            Column(head("on"), lambda row: show_date(row.on, desk.today)),
            Column(head("stays"), lambda row: _numbered(row.stays, row.stays_number),
                   bold=lambda row: row.undone_on is None),
            Column(head("ended"), lambda row: _numbered(row.ended, row.ended_number)),
            Column(head("accounts"), accounts),
            Column(head("reason"), lambda row: row.reason, stretch=True,
                   tip=lambda row: row.reason),
            Column(head("by"), lambda row: tr("merges.message") if row.by_message else row.by),
            Column(head("stands"), stands,
                   tone=lambda row: "" if row.undone_on is None else "text_soft"),
        ),
        lambda row: row.id,
    )  # fmt: skip


def _numbered(name: str, number: str) -> str:
    return f"{name} \N{MIDDLE DOT} {number}" if number else name
