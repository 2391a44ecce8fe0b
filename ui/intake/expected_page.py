"""Expected visits: what the schedule said, what came of it, and why something did not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.charting import expected
from app.charting.expected import WINDOWS, Gap, GapKind, Grouping, Reconciled
from app.intake import schedule
from app.intake.schedule import ScheduleTaken
from app.intake.staged import ListFiles, Reading, Staged
from app.practice import settings
from app.store.changes import Changes
from app.values.dates import show_date
from app.values.states import GapReason
from ui.billing_parts.pane import scroll_page
from ui.columns import Column
from ui.desk import Desk
from ui.fields import TextField
from ui.intake import left_out
from ui.kit.button import button
from ui.kit.choice import ChoiceChips, Filter, FilterButtons
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_ALL = "all"
_TABLES = ("expected_visit", "gap_note", "encounter", "patient_merge")
_REASONS = tuple(GapReason)
_USUAL_WINDOW = 30
_DIGITS = ("0", "1", "2", "3", "4", "5")


class ExpectedVisits(Screen):
    """The rows with their filters; under them the reasons, by digit."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("expected.title"))
        self._header = PageHeader(tr("expected.title"))
        self.load = self._header.add_button(button("plain", tr("expected.load")))
        self.filters = FilterButtons(tr("expected.filters"))
        self.window_box = _box("window", [(tr("expected.last_days", n=n), n) for n in WINDOWS])
        self.window_box.setCurrentIndex(WINDOWS.index(_USUAL_WINDOW))
        self.order_box = _box("order", [(tr(f"expected.by.{one}"), one) for one in Grouping])
        self._slow, self._late = settings.LAG_SLOW.default, settings.LAG_LATE.default
        self.model = _model(desk, self._tone)
        self.table = rows_table(self.model, tr("expected.list"))
        chips = [(one.value, tr(f"expected.reason.{one}")) for one in _REASONS]
        self.chips = ChoiceChips(tr("expected.reasons"), chips)
        self.words = TextField(tr("expected.reason_words"), longest=300)
        self.keep = button("primary", tr("expected.keep"), "Ctrl+Enter")
        self._found: Reconciled | None = None
        self._wanted: tuple[object, ...] | None = None
        self._asked = (_USUAL_WINDOW, Grouping.PROVIDER)
        self._filter = GapKind.NOT_HERE.value
        self._pages = QStackedWidget()
        self._lay()
        self.follow_focus()
        self.lay_out(self._header, self._pages)
        self._connect()

    def open_with(self, target: Target) -> None:
        """Show the rows; with ("load",) ask for a schedule; else where the user was."""
        if isinstance(target.where, tuple):
            self._wanted = target.where
        self._read()
        if target.ids[:1] == ("load",):
            self.ask()

    def place(self) -> Target:
        """Give the row the user is on."""
        row = self.table.current_row()
        return Target("expected", where=None if row is None else row.id)

    def begin(self) -> None:
        """Start in the list."""
        pane = self._empty if self._pages.currentIndex() == 0 else self.table
        pane.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> Sequence[QWidget]:
        """Give the list and the reasons."""
        if self._pages.currentIndex() == 0:
            return (self._empty,)
        return (self.table, self.window_box, self.order_box)

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list."""
        if self._pages.currentIndex() == 0:
            return (KeyHint("Enter", tr("expected.key.load")),)
        if not self.table.hasFocus():
            return (KeyHint("Tab", tr("expected.key.next")),)
        names = (
            ("↑↓", "move"), ("1…5", "reason"), ("0", "back"), ("Enter", "open"),
        )  # fmt: skip
        return tuple(KeyHint(key, tr(f"expected.key.{words}")) for key, words in names)

    def primary(self) -> QAbstractButton | None:
        """Give the button that keeps the words of "other"; other reasons need none."""
        return None if self.keep.isHidden() else self.keep

    def leave(self) -> bool:
        """Close the words of "other"."""
        if not self.words.isHidden():
            self._close_words()
            self.table.setFocus()
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Give a reason by its digit while the list has the focus; 0 takes it back."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            digit, plain = event.text(), event.modifiers() == Qt.KeyboardModifier.NoModifier
            row = self.table.current_row()
            if plain and digit in _DIGITS and row is not None and row.expected_id is not None:
                if digit != "0":
                    self._choose(_REASONS[int(digit) - 1].value)
                elif row.reason is not None:
                    self._give(None, "")
                return True
        return super().eventFilter(watched, event)

    def ask(self) -> None:
        """Ask for the files of a schedule and take them in."""
        names, _ = QFileDialog.getOpenFileNames(
            self, tr("expected.load"), "", tr("expected.load_kinds")
        )
        if names:
            self.take_files([Path(name) for name in names])

    def take_files(self, paths: Sequence[Path]) -> None:
        """Read a schedule beside the window and take it in."""
        files, reading = ListFiles(tuple(paths)), Reading(self.desk.today)
        self.desk.aside(schedule.read, files, reading, then=self._take, owner=self)

    def _lay(self) -> None:
        step = NextStep(tr("expected.load"), tr("expected.empty.none_fact"), "file-up")
        words = tr("expected.empty.none_words")
        self._empty = EmptyState("calendar-check", tr("expected.empty.none_title"), words, [step])
        self._empty.taken.connect(self.ask)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addLayout(self._choosers())
        panel = Panel()
        panel.setAccessibleName(tr("expected.list"))
        panel.add(self.table, 1)
        self.table.setMinimumHeight(160)
        self.table.make_room((1000, (4,)), (760, (2, 3)))
        column.addWidget(panel, 1)
        reasons = Panel(tr("expected.reasons"))
        inside = reasons.inset(12)
        inside.addWidget(self.chips)
        inside.addWidget(self.words.label)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.keep)
        inside.addLayout(row)
        column.addWidget(reasons)
        self._close_words()
        self._pages.addWidget(self._empty)
        self._pages.addWidget(scroll_page(page))
        self._pages.setCurrentIndex(1)

    def _choosers(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.filters, 1)
        row.addWidget(self.window_box, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.order_box, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _connect(self) -> None:
        self.load.clicked.connect(self.ask)
        self.filters.chosen.connect(self._choose_filter)
        self.window_box.activated.connect(self._reread)
        self.order_box.activated.connect(self._reread)
        self.table.installEventFilter(self)
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._show_reason)
        self.chips.chosen.connect(self._choose)
        self.keep.clicked.connect(self._give_other)
        self.desk.changed.connect(self._on_changed)

    def _read(self) -> None:
        days = int(self.window_box.currentData())
        asked = (days, Grouping(self.order_box.currentData()))
        if days <= _USUAL_WINDOW or asked == self._asked:
            self._read_whole(asked)
        else:
            # A long window is another to read: its newest days come first.
            then = partial(self._show_newest, asked)
            self.desk.read(_look, self.desk.today, _USUAL_WINDOW, asked[1], then=then, owner=self,
                           latest="rows")  # fmt: skip
        self._asked = asked

    def _show_newest(self, asked: tuple[int, Grouping], seen: tuple[Reconciled, int, int]) -> None:
        if seen[0].rows:
            wanted = self._wanted
            self._show(seen)
            self._wanted = wanted
        self._read_whole(asked)

    def _read_whole(self, asked: tuple[int, Grouping]) -> None:
        self.desk.read(_look, self.desk.today, *asked, then=self._show, latest="rows")

    def _tone(self, row: Gap) -> str:
        """Give the color of a gap's age, by the settings of the lag clock."""
        if row.kind is GapKind.EXPLAINED or row.age < self._slow:
            return ""
        return "block" if row.age >= self._late else "warn"

    @Slot()
    def _reread(self) -> None:
        self._read()

    def _show(self, seen: tuple[Reconciled, int, int]) -> None:
        found, self._slow, self._late = seen
        starting = self._found is None or not self._found.rows
        self._found = found
        self.table.say_nothing(tr("expected.nothing"))
        self._pages.setCurrentIndex(1 if found.expected or found.rows else 0)
        state = tr("expected.state", expected=found.expected, coded=found.matched)
        self._header.set_state(state if found.expected else "")
        counts = [Filter(k.value, tr(f"expected.kind.{k}"), found.count(k)) for k in GapKind]
        counts.append(Filter(_ALL, tr("expected.kind.all"), len(found.rows)))
        self.filters.show_filters(counts, self._filter)
        self._fit()
        if starting and self.isVisible():
            self.begin()

    def _fit(self) -> None:
        rows = self._found.rows if self._found else ()
        self.model.set_rows([r for r in rows if self._filter in (_ALL, r.kind.value)])
        if self._wanted is not None:
            self.table.select_id(self._wanted)
            self._wanted = None
        if self.model.rows and self.table.current_row() is None:
            self.table.select_id(self.model.rows[0].id)
        self._show_reason(self.table.current_row())
        self.keys_changed.emit()

    @Slot(str)
    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self._fit()

    @Slot(object)
    def _show_reason(self, row: object) -> None:
        gap = row if isinstance(row, Gap) else None
        self.chips.setEnabled(gap is not None and gap.expected_id is not None)
        self.chips.set_value(gap.reason.value if gap and gap.reason else None)

    @Slot(object)
    def _choose(self, key: object) -> None:
        reason = GapReason(str(key))
        if reason is GapReason.OTHER:
            for part in (self.words.label, self.words, self.keep):
                part.show()
            self.words.setFocus()
            self.keys_changed.emit()
            return
        self._give(reason, "")

    @Slot()
    def _give_other(self) -> None:
        said = self.words.value()
        if said:
            self._give(GapReason.OTHER, said)

    def _give(self, reason: GapReason | None, words: str) -> None:
        row = self.table.current_row()
        if row is None or row.expected_id is None:
            return
        done = partial(self._given, row, reason)
        self.desk.do(expected.give_reason, (row.expected_id,), reason, words, then=done, owner=self)

    def _given(self, row: Gap, reason: GapReason | None, _count: int) -> None:
        self._close_words()
        self.table.setFocus()
        if reason is None:
            self.said.emit(Notice(tr("expected.taken_back", patient=row.patient)))
            return
        told = tr("expected.given", reason=tr(f"expected.reason.{reason}"), patient=row.patient)
        self.said.emit(Notice(told, partial(self._undo, row)))

    def _undo(self, row: Gap) -> None:
        self.desk.do(expected.give_reason, (row.expected_id,), row.reason, row.words)

    def _close_words(self) -> None:
        self.words.put("")
        for part in (self.words.label, self.words, self.keep):
            part.hide()

    @Slot(object)
    def _open(self, row: Gap) -> None:
        """Open the visit, or type the one that is not here."""
        if row.encounter_id is not None:
            self.go.emit(Target("coder", ("visit", row.encounter_id)))
        elif row.expected_id is not None:
            self.go.emit(Target("type-visit", ("expected", row.expected_id)))

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read()

    def _take(self, staged: Staged) -> None:
        self.desk.do(schedule.take, staged, then=self._taken, owner=self)

    def _taken(self, taken: ScheduleTaken) -> None:
        words = tr(
            "expected.loaded", new=taken.new, changed=taken.changed, unchanged=taken.unchanged
        )
        if taken.rejected:
            words = tr("expected.loaded_rejected", words=words, n=len(taken.rejected))
            self.messages.say("warn", left_out.words(taken.rejected))
        self.said.emit(Notice(words))
        self._read()


def _box(name: str, choices: Sequence[tuple[str, object]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(tr(f"expected.{name}"))
    for words, value in choices:
        box.addItem(words, value)
    return box


def _reason(row: Gap, desk: Desk) -> str:
    """Tell the reason with who gave it and when, else what the schedule says."""
    if row.reason is None:
        return tr("expected.from_schedule", words=row.told) if row.told else ""
    day = show_date(row.on, desk.today) if row.on else ""
    reason = tr(f"expected.reason.{row.reason}")
    if row.words:
        return tr("expected.said_words", reason=reason, words=row.words, by=row.by, day=day)
    return tr("expected.said", reason=reason, by=row.by, day=day)


def _look(session: Any, as_of: date, days: int, by: Grouping) -> tuple[Reconciled, int, int]:
    """Read the rows, and from which age in days one is slow or late."""
    slow = settings.value(session, settings.LAG_SLOW)
    late = settings.value(session, settings.LAG_LATE)
    return expected.reconcile(session, as_of, days, by), slow, late


def _model(desk: Desk, tone: Callable[[Gap], str]) -> RowsModel[Gap]:
    def head(name: str) -> str:
        return tr(f"expected.column.{name}")

    return RowsModel(
        (
            Column(head("patient"), lambda row: row.patient, bold=lambda row: True),
            Column(head("day"), lambda row: show_date(row.day, desk.today)),
            Column(head("provider"), lambda row: row.provider or tr("expected.no_provider")),
            Column(head("service"), lambda row: row.service),
            Column(head("kind"), lambda row: tr(f"expected.kind.{row.kind}")),
            Column(
                head("reason"), partial(_reason, desk=desk), stretch=True,
                tip=partial(_reason, desk=desk),
            ),
            Column(
                head("age"), lambda row: f"{row.age:,}", numeric=True, tone=tone,
                icon=lambda row: "clock" if tone(row) else "",
            ),
        ),
        lambda row: row.id,
    )  # fmt: skip
