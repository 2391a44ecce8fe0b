"""The check of the file and the books: run it, and see what each part found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.store.check import CheckResult
from app.values.words import has_words
from ui.admin import office_deeds as deeds
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.panel import Panel
from ui.kit.under_way import UnderWay
from ui.rows_model import RowsModel, rows_table
from ui.text import tr


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check, or one of its findings."""

    number: int
    name: str
    finding: str
    ok: bool


class CheckPage(OfficePage):
    """It repairs nothing: a finding is for a person, with the last good backup at hand."""

    NAME = "check"
    KEYS = (("Ctrl+Enter", "check"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.run = button("primary", tr("office.check.run"), "Ctrl+Enter", "shield-check")
        self.under_way = UnderWay(tr("office.check.working"))
        self.verdict = Banner("ok", "")
        self.verdict.hide()
        self.rows: RowsModel[CheckLine] = RowsModel(_columns(), lambda line: line.number)
        self.table = rows_table(self.rows, tr("office.page.check.title"))
        self.panel = Panel()
        self.panel.setMinimumHeight(200)
        self.panel.add(self.table, 1)
        self.column.addWidget(self.under_way)
        self.column.addWidget(self.verdict)
        self.column.addWidget(self.panel, 1)
        self.panel.hide()
        self._air = QWidget()
        self.column.addWidget(self._air, 1)
        self.run.clicked.connect(self._check)

    def refresh(self) -> None:
        """Say when there is no office folder to check."""
        self.run.set_off("" if self.desk.office is not None else tr("office.no_folder"))

    def begin(self) -> None:
        """Start at the button."""
        self.run.setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Check now*."""
        return self.run

    def head_buttons(self) -> Sequence[Button]:
        """Give *Check now*."""
        return (self.run,)

    def panes(self) -> Sequence[QWidget]:
        """Give the button and the list."""
        return (self.run, self.table) if self.rows.rows else (self.run,)

    def leave(self) -> bool:
        """Stop a check that is under way."""
        if self.under_way.is_busy:
            self.under_way.cancel()
            return True
        return False

    @Slot()
    def _check(self) -> None:
        if self.desk.office is None or self.under_way.is_busy:
            return
        job = self.desk.aside(
            deeds.check_books, self.desk.office, then=self._show, long=True, otherwise=self.refuse
        )
        self.under_way.follow(job, tr("office.check.working"))

    def _show(self, results: Sequence[CheckResult]) -> None:
        bad = sum(not result.ok for result in results)
        words = tr("office.check.bad", n=bad) if bad else tr("office.check.good", n=len(results))
        self.verdict.show_message("block" if bad else "ok", words)
        self.verdict.show()
        self.panel.show()
        self._air.hide()
        self.rows.set_rows(_lines(results))
        if not bad:
            self.tell(words)


def _lines(results: Sequence[CheckResult]) -> list[CheckLine]:
    """Give the checks with findings first, each finding a row."""
    found = [
        (_name_words(result.name), finding, result.ok)
        for result in sorted(results, key=lambda one: one.ok)
        for finding in (result.findings or ("",))
    ]
    return [CheckLine(number, *parts) for number, parts in enumerate(found)]


def _name_words(name: str) -> str:
    """Tell what a check looks at, in the words of somebody who has never seen a database."""
    key = f"office.checks.{name.replace(' ', '_').replace('-', '_')}"
    return tr(key) if has_words(key) else name[:1].upper() + name[1:]


def _columns() -> list[Column[CheckLine]]:
    return [
        Column(tr("office.check.name"), lambda line: line.name),
        Column(
            tr("office.state"),
            lambda line: tr("office.check.ok" if line.ok else "office.check.found"),
            tone=lambda line: "ok" if line.ok else "block",
            icon=lambda line: "circle-check" if line.ok else "octagon-x",
        ),
        Column(tr("office.check.finding"), lambda line: line.finding, stretch=True),
    ]
