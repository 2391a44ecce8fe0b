"""The denials desk: every line a payer turned down, oldest first, until someone decides."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractButton, QStackedWidget, QVBoxLayout, QWidget

from app.denials import work as denials
from app.denials.work import DenialRow
from app.store.changes import Changes
from app.values.dates import show_date
from app.values.money import Money
from app.values.states import DenialCause
from ui.billing_parts.decision import CAUSES, DecisionPanel
from ui.billing_parts.fact_grid import FactGrid
from ui.billing_parts.pane import scroll_page
from ui.billing_parts.reasons import told_reason
from ui.columns import Column
from ui.desk import Desk
from ui.kit.choice import Filter, FilterButtons
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_ALL, _NONE = "all", "none"
_OLD = 30


class DenialsDesk(Screen):
    """What to do about the chosen line on top, all lines under it, filters by cause between."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("denial_screen.title"))
        self._header = PageHeader(tr("denial_screen.title"))
        self.filters = FilterButtons(tr("denial_screen.filters"))
        self.next = DecisionPanel(desk)
        self.model = _model(desk)
        self.table = rows_table(self.model, tr("denial_screen.list"))
        self._facts = FactGrid()
        self._rows: tuple[DenialRow, ...] = ()
        self._wanted: Hashable = None
        self._pages = QStackedWidget()
        self._lay()
        self.lay_out(self._header, self._pages)
        self._connect()

    def open_with(self, target: Target) -> None:
        """Show the lines; with ("denial", id) the cursor is on that one."""
        if target.ids and target.ids[0] == "denial":
            self._wanted = int(str(target.ids[1]))
            self._filter = _ALL
        elif target.where is not None:
            self._wanted = target.where if isinstance(target.where, int) else None
        self.begin()
        self._read()

    def place(self) -> Target:
        """Give the line the user is on."""
        row = self.table.current_row()
        return Target("denials", where=None if row is None else row.id)

    def begin(self) -> None:
        """Start in the list."""
        (self.table if self._rows else self._empty).setFocus()

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list, or of the open question."""
        if not self._rows:
            return (KeyHint("Enter", tr("denial_screen.key.next")),)
        if self.next.is_asking:
            names: tuple[tuple[str, str], ...] = (("Ctrl+Enter", "next"), ("Esc", "leave"))
        else:
            names = (
                ("↑↓", "move"), ("1…5", "cause"), ("Ctrl+Enter", "next"), ("Enter", "claim"),
            )  # fmt: skip
        return tuple(KeyHint(key, tr(f"denial_screen.key.{words}")) for key, words in names)

    def panes(self) -> Sequence[QWidget]:
        """Give the list."""
        return (self.table,) if self._rows else (self._empty,)

    def primary(self) -> QAbstractButton | None:
        """Give the filled button of the next step."""
        return self.next.primary if self._rows else None

    def leave(self) -> bool:
        """Close the question."""
        if self.next.is_asking:
            self.next.close_question()
            return True
        return False

    def can(self, action: str) -> bool:
        """Whether an action has a line to act on."""
        return self.next.understands(action) and self.next.can(action)

    def perform(self, action: str) -> bool:
        """Choose a cause by its digit, or decide in one of the ways."""
        return self.can(action) and self.next.perform(action)

    def _lay(self) -> None:
        steps = [
            NextStep(tr("denial_screen.empty_step"), tr("denial_screen.empty_fact"), "receipt")
        ]
        self._empty = EmptyState(
            "shield-check", tr("denial_screen.empty_title"), tr("denial_screen.empty_words"), steps
        )
        self._empty.taken.connect(self._post_eob)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.filters)
        column.addWidget(self.next)
        panel = Panel()
        panel.setAccessibleName(tr("denial_screen.list"))
        panel.add(self.table, 1)
        self.table.setMinimumHeight(160)
        # What to do, over the list, tells the payer and the reason in full.
        self.table.make_room((900, (1,)), (680, (3,)))
        column.addWidget(panel, 1)
        facts = Panel(tr("denial_screen.facts"))
        facts.add(self._facts)
        column.addWidget(facts)
        self._pages.addWidget(QWidget())  # until it is known whether a line waits
        self._pages.addWidget(self._empty)
        self._page = scroll_page(page)
        self._page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._pages.addWidget(self._page)

    def _connect(self) -> None:
        self._filter = _ALL
        self.filters.chosen.connect(self._choose_filter)
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._open)
        self.next.decided.connect(self._decided)
        self.next.closed.connect(self._closed)
        self.next.taken.connect(self._tell_keys)
        self.desk.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch("denial", "movement") and self.isVisible():
            self._read()

    def _read(self) -> None:
        self.desk.read(denials.open_denials, self.desk.today, then=self._show, latest="lines")

    def _show(self, rows: tuple[DenialRow, ...]) -> None:
        starting = not self._rows
        self._rows = rows
        self._pages.setCurrentWidget(self._page if rows else self._empty)
        total = Money.total(row.amount for row in rows)
        lines = tr("denial_screen.lines", n=len(rows))
        self._header.set_state(tr("denial_screen.state", lines=lines, amount=total) if rows else "")
        self._show_filters()
        self._fit()
        if self.isVisible() and (starting or not rows) and not self.next.is_asking:
            self.begin()
        self.keys_changed.emit()

    def _show_filters(self) -> None:
        counts = [Filter(_ALL, tr("denial_screen.all"), len(self._rows))]
        counts += [
            Filter(
                cause.value,
                tr(f"denials.cause.{cause.value}"),
                sum(row.cause is cause for row in self._rows),
            )
            for cause in CAUSES
        ]
        untraced = sum(row.cause is None for row in self._rows)
        counts.append(Filter(_NONE, tr("denial_screen.not_traced"), untraced))
        self.filters.show_filters(counts, self._filter)
        # From the list, Tab goes to its filters and its page before it leaves the desk.
        self.next.come_after(self.filters.come_after(self.table))

    def _fit(self) -> None:
        fits: Callable[[DenialRow], bool] = partial(_fits, self._filter)
        rows = [row for row in self._rows if fits(row)]
        self.model.set_rows(rows)
        if self._wanted is not None:
            self.table.select_id(self._wanted)
            self._wanted = None
        elif rows and not self.table.selectionModel().hasSelection():
            self.table.select_id(rows[0].id)
        self._choose(self.table.current_row())

    @Slot(str)
    def _choose_filter(self, key: str) -> None:
        self._filter = key
        self._fit()

    @Slot(object)
    def _choose(self, row: object) -> None:
        self.next.setVisible(isinstance(row, DenialRow))
        if not isinstance(row, DenialRow):
            self.next.forget()
            self._facts.show_facts([("", tr("denial_screen.none_here"))])
            return
        self.next.show_denial(row)
        today = self.desk.today
        claim = tr(
            "denial_screen.fact.claim_words", number=row.claim_number, dos=show_date(row.dos, today)
        )
        said_on = tr(
            "denial_screen.fact.said_on_words" if row.days else "denial_screen.fact.said_today",
            day=show_date(row.opened_on, today),
            ago=tr("denial_screen.days", n=row.days),
        )
        self._facts.show_facts(
            [
                (tr("denial_screen.column.reason"), told_reason(row.reason)),
                (tr("denial_screen.fact.remarks"), row.remarks),
                (tr("denial_screen.fact.claim"), claim),
                (tr("denial_screen.fact.said_on"), said_on),
                (tr("denial_screen.fact.note"), row.note),
            ]
        )

    @Slot(object)
    def _open(self, row: DenialRow) -> None:
        self.go.emit(Target("biller", ("claim", row.claim_id)))

    @Slot(object)
    def _decided(self, words: str) -> None:
        self.said.emit(Notice(words))
        self.table.setFocus()
        self.keys_changed.emit()

    @Slot()
    def _closed(self) -> None:
        self.table.setFocus()
        row = self.table.current_row()
        if row is not None:
            self.next.show_denial(row)
        self.keys_changed.emit()

    @Slot()
    def _tell_keys(self) -> None:
        self.keys_changed.emit()

    @Slot()
    def _post_eob(self) -> None:
        self.go.emit(Target("remittance", ("new",)))


def _fits(chosen: str, row: DenialRow) -> bool:
    if chosen == _ALL:
        return True
    return row.cause is None if chosen == _NONE else row.cause == DenialCause(chosen)


def _model(desk: Desk) -> RowsModel[DenialRow]:
    return RowsModel(
        (
            Column(
                tr("denial_screen.column.patient"), lambda row: row.patient, bold=lambda row: True
            ),
            Column(tr("denial_screen.column.payer"), lambda row: row.payer),
            Column(
                tr("denial_screen.column.service"),
                lambda row: f"{row.code} · {show_date(row.dos, desk.today)}",
            ),
            Column(
                tr("denial_screen.column.reason"),
                lambda row: told_reason(row.reason),
                stretch=True,
                tip=lambda row: told_reason(row.reason),
            ),
            Column(tr("denial_screen.column.amount"), lambda row: str(row.amount), numeric=True),
            Column(
                tr("denial_screen.column.days"),
                lambda row: f"{row.days:,}",
                numeric=True,
                tone=lambda row: "warn" if row.days > _OLD else "",
                icon=lambda row: "clock" if row.days > _OLD else "",
            ),
            Column(
                tr("denial_screen.column.cause"),
                lambda row: tr(f"denials.cause.{row.cause.value}") if row.cause else "–",
            ),
        ),
        lambda row: row.id,
    )
