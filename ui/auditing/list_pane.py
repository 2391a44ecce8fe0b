"""The list of coding audits: what each drew, how far it has come, what it found."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.auditing.accuracy import Accuracy
from app.auditing.reading import AuditRow
from app.values.dates import show_date
from ui.auditing.reads import Listed
from ui.billing_parts.pane import Pane
from ui.desk import Desk
from ui.kit.two_line import LinesModel, TwoLines, work_list
from ui.reports.figures import percent
from ui.text import tr


class AuditsPane(Pane):
    """The newest audit first; the place is kept over every reload."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("audit_screen.list"), self._first)
        self._desk = desk
        self._found: dict[int, Accuracy] = {}
        self._model: LinesModel[AuditRow] = LinesModel(self._lines, lambda row: row.id)
        self.list = work_list(self._model, tr("audit_screen.list"))
        self.setMinimumWidth(240)
        self.column.addWidget(self.list, 1)

    def show_list(self, found: Listed, wanted: int | None) -> None:
        """Show the audits; the cursor goes to the wanted one, or stays, or is on the first."""
        self._found = found.found
        self._model.set_rows(found.audits)
        if wanted is not None:
            self.list.select_id(wanted)
        if found.audits and self.list.current_row() is None:
            self.list.select_id(found.audits[0].id)

    def _first(self) -> QWidget:
        return self.list

    def _lines(self, row: AuditRow) -> TwoLines:
        title = tr("audit_screen.title_of", number=row.number)
        span = span_words(row, self._desk)
        who = row.coder or tr("audit_screen.everybody")
        done = tr("audit_screen.done_short", done=row.done, n=row.visits)
        found = self._found.get(row.id)
        if found is None or found.by_code is None:
            return TwoLines(title, done, f"{who} \N{MIDDLE DOT} {span}")
        meets = found.meets_goal
        return TwoLines(
            title, done, f"{who} \N{MIDDLE DOT} {span}", percent(found.by_code),
            "circle-check" if meets else "triangle-alert", "ok" if meets else "warn",
        )  # fmt: skip


def span_words(row: AuditRow, desk: Desk) -> str:
    """Give the dates of service that could be drawn."""
    first, last = show_date(row.first, desk.today), show_date(row.last, desk.today)
    return f"{first} \N{EN DASH} {last}"
