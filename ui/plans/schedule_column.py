"""The middle column of the plan dialog: what the terms come to, and what speaks against them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.plans.dates import clipped_day
from app.plans.offers import PlanDraft, Preview
from app.plans.schedule import Schedule, ScheduledInstallment
from app.plans.terms import Frequency, WeekendRule
from app.values.dates import show_date
from app.values.problem import Problem, Severity
from ui.columns import Column
from ui.kit.banner import Banner
from ui.kit.field import problem_words
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.plans.saying import in_short, with_weekday
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

Row = ScheduledInstallment
_MOST_BANNERS = 3
_LEFT = 3


class ScheduleColumn(QWidget):
    """Headline, the installments, and banners for limits and Truth in Lending."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("plan_screen.schedule"))
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.headline = label("", "title", wrap=True)
        self.ends = label("", "soft", wrap=True)
        self.moved = label("", "soft", wrap=True)
        self.model = RowsModel(_columns(), lambda row: row.n)
        self.table = rows_table(self.model, tr("plan_screen.schedule"), compact=True)
        self.banners = [Banner("note", "") for _ in range(_MOST_BANNERS)]
        self._column = column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addWidget(label(tr("plan_screen.schedule"), "section"))
        column.addWidget(self.headline)
        column.addWidget(self.ends)
        panel = Panel()
        panel.add(self.table)
        panel.setMinimumHeight(120)
        column.addWidget(panel, 1)
        column.addWidget(self.moved)
        for banner in self.banners:
            banner.hide()
            column.addWidget(banner)
        self.be_narrow(False)

    def be_narrow(self, is_narrow: bool) -> None:
        """Leave out what is left after each payment where there is little room."""
        self.table.setColumnHidden(_LEFT, is_narrow)
        across = 12 if is_narrow else 24
        self._column.setContentsMargins(across, 16, across, 16)

    def show_preview(self, draft: PlanDraft, found: Preview) -> None:
        """Show what a draft comes to."""
        schedule = found.schedule
        self.model.set_rows(schedule.installments if schedule else ())
        self.headline.setText(in_short(schedule) if schedule else tr("plan_screen.nothing_yet"))
        self.ends.setText(_ends(schedule) if schedule else "")
        self.ends.setVisible(schedule is not None)
        moved = moved_words(draft, schedule) if schedule else ""
        self.moved.setText(moved)
        self.moved.setVisible(bool(moved))
        self._say(draft, found.problems, is_ready=schedule is not None)

    def _say(self, draft: PlanDraft, problems: Sequence[Problem], *, is_ready: bool) -> None:
        said = [(_tone(one), problem_words(one), "") for one in problems]
        if is_ready and not any(one.severity is Severity.BLOCK for one in problems):
            said.append(("ok", tr("plan_screen.within", minimum=draft.minimum), ""))
        for place, banner in enumerate(self.banners):
            banner.setVisible(place < len(said))
            if place < len(said):
                banner.show_message(*said[place])


def _tone(problem: Problem) -> str:
    """Give the tone of a problem; that nothing is typed yet is nobody's mistake."""
    return "note" if problem.code == "plans.number_or_amount" else str(problem.severity)


def moved_words(draft: PlanDraft, schedule: Schedule) -> str:
    """Say of the first date that a weekend moves why it does; empty when none is moved."""
    if draft.weekend_rule is not WeekendRule.NEXT_WEEKDAY:
        return ""
    for row in schedule.installments:
        meant = _meant(draft, row)
        if meant.weekday() > 4 and meant != row.due:
            names = tr("plan_screen.weekdays_long").split()
            return tr(
                "plan_screen.moved", day=show_date(meant, row.due), name=names[meant.weekday()]
            )
    return ""


def _meant(draft: PlanDraft, row: Row) -> date:
    if draft.frequency is not Frequency.MONTHLY:
        return row.due
    first = draft.first_due
    month = first.year * 12 + first.month - 1 + row.n - 1
    return clipped_day(month, first.day)


def _ends(schedule: Schedule) -> str:
    last = schedule.installments[-1].due
    key = "plan_screen.ends_interest" if schedule.finance_charge else "plan_screen.ends"
    return tr(
        key, day=with_weekday(last), total=schedule.total_of_payments,
        interest=schedule.finance_charge,
    )  # fmt: skip


def _columns() -> tuple[Column[Row], ...]:
    return (
        Column[Row]("", lambda row: str(row.n), numeric=True, spoken=tr("plan_screen.column.n")),
        Column[Row](tr("plan_screen.column.due"), lambda row: with_weekday(row.due), stretch=True),
        Column[Row](tr("plan_screen.column.payment"), lambda row: str(row.amount), numeric=True),
        Column[Row](
            tr("plan_screen.column.left"), lambda row: str(row.balance_after), numeric=True,
            tone=_soft,
        ),
    )  # fmt: skip


def _soft(_row: Row) -> str:
    return "text_soft"
