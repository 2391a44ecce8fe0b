"""The dated rules: their days with payer and source, changed by the owner with a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.coding.em import dated_rules, tables
from app.coding.em.dated_rules import DatedRule, WindowDraft
from app.security import permissions
from app.values.dates import show_date
from app.values.states import PayerKind
from ui.admin.form import DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, NoteField, TextField
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_LOW = 150


@dataclass(frozen=True, slots=True)
class LevelTable:
    """A shipped table of levels or of more time, as one line."""

    name: str
    codes: str
    first: date
    until: date | None
    source: str


class WindowsPage(RecordsPage[DatedRule, WindowDraft]):
    """Days that can be changed above, the tables of levels and minutes below."""

    NAME = "windows"
    ASIDE = (1, 3, 4)

    def __init__(self, desk: Desk) -> None:
        records = Records(
            dated_rules.in_force, dated_rules.draft_of, WindowDraft, dated_rules.save,
            permissions.SETTINGS, partial(dated_rules.as_shipped, reason=""),
        )  # fmt: skip
        super().__init__(desk, records, _columns(desk.tell_day), _form(desk.today))
        self.remove.setText(tr("worksheet.window.as_shipped"))
        self.levels: RowsModel[LevelTable] = RowsModel(
            _level_columns(), lambda row: (row.name, row.first, row.codes)
        )
        self.level_table = rows_table(self.levels, tr("worksheet.window.levels"), compact=True)
        self.level_table.setMinimumHeight(_LOW)
        self.below = Panel(tr("worksheet.window.levels"))
        self.below.add(self.level_table, 1)
        self.source, self.level_words = label("", "soft", wrap=True), label("", "soft", wrap=True)
        self.below.inset(11).addWidget(self.level_words)
        self.column.insertWidget(self.column.count(), self.source)
        self.table.chosen.connect(self._say_source)
        self.level_table.chosen.connect(self._say_level)
        self.column.addWidget(self.below, 1)
        self.levels.set_rows(level_tables())
        self.level_table.select_id(
            (self.levels.rows[0].name, self.levels.rows[0].first, self.levels.rows[0].codes)
        )

    def panes(self) -> Sequence[QWidget]:
        """Give the list, the form while it is open, and the tables."""
        return (*super().panes(), self.level_table)

    def prepare(self, draft: WindowDraft) -> None:
        """Keep the rule of days that stand; only what was entered goes back to the shipped."""
        fixed = draft.was is not None
        self.form.fields["rule"].set_off(tr("worksheet.window.rule") if fixed else "")
        self.remove.setVisible(draft.was is not None and bool(draft.was.entered_by))

    @Slot()
    def _remove(self) -> None:
        """Ask for the reason before the shipped days hold again."""
        field = self.form.fields["reason"]
        if field.is_good():
            # The reason goes along as a value: what runs on the writer's thread holds no widget.
            given = partial(dated_rules.as_shipped, reason=str(field.value() or ""))
            self._records = replace(self._records, remove=given)
            super()._remove()
        else:
            field.setFocus()

    def _fold(self) -> None:
        super()._fold()
        for part in (self.below, self.source):
            part.setVisible(not self.is_editing)

    @Slot(object)
    def _say_source(self, row: object) -> None:
        words = row.source if isinstance(row, DatedRule) else ""
        self.source.setText(tr("worksheet.window.from", source=words) if words else "")

    @Slot(object)
    def _say_level(self, row: object) -> None:
        if isinstance(row, LevelTable):
            words = tr("worksheet.window.from", source=row.source)
            self.level_words.setText(f"{row.codes}\n{words}")


def level_tables() -> tuple[LevelTable, ...]:
    """Give the shipped tables of levels and of more time, newest days first in each kind."""
    found = []
    for one in tables.families():
        codes = " · ".join(_coded(row.code, row.minutes) for row in one.rows)
        name = tr(f"worksheet.families.{one.key}")
        found.append(LevelTable(name, codes, one.first, one.until, one.source))
    for more in tables.prolonged_rows():
        payer = ", ".join(_payer(kind) for kind in more.payers)
        name = tr("worksheet.window.more_time", payer=payer or tr("worksheet.window.others"))
        codes = ", ".join(f"{top} {begins}" for top, begins in more.tops)
        codes = f"{more.code}: {codes}"
        if more.counts_other_days:
            codes = tr("worksheet.window.around", codes=codes, before=more.before, after=more.after)
        found.append(LevelTable(name, codes, more.first, more.until, more.source))
    return tuple(found)


def _coded(code: str, minutes: int | None) -> str:
    return code if minutes is None else f"{code} {minutes}"


def _payer(kind: str) -> str:
    return tr(f"office.payer.{kind}") if kind else tr("worksheet.window.every")


def _rule(rule: str) -> str:
    return tr(f"worksheet.rule.{rule.replace('.', '_')}")


def _last(until: date | None) -> str:
    return tr("worksheet.window.open") if until is None else show_date(until)


def _columns(today: Callable[[], date]) -> list[Column[DatedRule]]:
    def tone(row: DatedRule) -> str:
        holds = row.first <= today() and (row.until is None or today() <= row.until)
        return "" if holds else "text_soft"

    return [
        Column(tr("worksheet.window.rule"), lambda row: _rule(row.rule), stretch=True, tone=tone),
        Column(tr("worksheet.window.payer"), lambda row: _payer(row.payer), tone=tone),
        Column(tr("worksheet.window.first"), lambda row: show_date(row.first), tone=tone),
        Column(tr("worksheet.window.last"), lambda row: _last(row.until), tone=tone),
        Column(tr("worksheet.window.origin"), _origin, tone=lambda _row: "text_soft"),
    ]


def _origin(row: DatedRule) -> str:
    if row.entered_at is None:
        return tr("worksheet.window.shipped")
    day = show_date(row.entered_at.astimezone().date())
    return tr("worksheet.window.by", who=row.entered_by, day=day)


def _level_columns() -> list[Column[LevelTable]]:
    return [
        Column(tr("worksheet.window.table"), lambda row: row.name),
        Column(tr("worksheet.window.codes"), lambda row: row.codes, stretch=True),
        Column(tr("worksheet.window.first"), lambda row: show_date(row.first)),
        Column(tr("worksheet.window.last"), lambda row: _last(row.until)),
    ]


def _form(today: date) -> DraftForm:
    made = DraftForm(label_wide=96)
    rules = [(rule, _rule(rule)) for rule in dated_rules.rules()]
    made.add("rule", ChoiceField(tr("worksheet.window.rule"), rules, needed=True))
    kinds = [(kind.value, _payer(kind.value)) for kind in PayerKind]
    every = tr("worksheet.window.every")
    made.add("payer", ChoiceField(tr("worksheet.window.payer"), kinds, blank=every))
    made.add("first", DateField(tr("worksheet.window.first"), today, needed=True))
    made.add("until", DateField(tr("worksheet.window.last"), today))
    made.add("source", NoteField(tr("worksheet.window.source"), lines=4, needed=True))
    made.add("reason", TextField(tr("worksheet.window.reason"), needed=True, longest=200))
    made.add("", label(tr("worksheet.window.reason_help"), "hint", wrap=True))
    return made
