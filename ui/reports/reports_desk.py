"""The Reports desk: a list of reports at the left, the report at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget

from ui.billing_parts.pane import scroll_page
from ui.columns import Column
from ui.desk import Desk
from ui.kit.list_and_page import ListAndPage
from ui.kit.page import PageHeader
from ui.reports.figures import REPORTS
from ui.reports.find_page import FindPage
from ui.reports.lag_figures import LAG
from ui.reports.page import FiguresPage, ReportPage
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint, Screen, Target
from ui.text import tr


class ReportsDesk(Screen):
    """Which report is shown; pages are made at their first visit."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("report_screen.title"))
        self.header = PageHeader(tr("report_screen.title"))
        self._makers = {"find": partial(FindPage, desk)} | {
            one.name: partial(FiguresPage, desk, one) for one in (*REPORTS, LAG)
        }
        names: RowsModel[str] = RowsModel((Column("", _title, stretch=True),), lambda name: name)
        self.list = rows_table(names, tr("report_screen.list"))
        self.list.horizontalHeader().hide()
        names.set_rows(tuple(self._makers))
        self._pages: dict[str, ReportPage] = {}
        self._places: dict[str, QWidget] = {}
        self._body = ListAndPage(self.list)
        self.lay_out(self.header, self._body)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(self._enter)
        self.list.select_id("find")
        self.follow_focus()

    @property
    def page(self) -> ReportPage | None:
        """Give the report that is shown."""
        return self._pages.get(self.list.current_row() or "")

    def open_with(self, target: Target) -> None:
        """Open a report by its name, ids ("accuracy",), which then has the focus.

        ("find", rule) finds the visits on which an edit was overridden.
        """
        name = str(target.ids[0]) if target.ids else str(target.where or "")
        if name in self._makers:
            self.list.select_id(name)
        if isinstance(self.page, FindPage) and len(target.ids) > 1:
            self.page.ask_rule(str(target.ids[1]))
        if self.page is not None:
            self.page.refresh()
        if target.ids and name in self._makers:
            self._enter(name)

    def place(self) -> Target:
        """Come back to the same report."""
        return Target("reports", (), self.list.current_row())

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the list, of the report's rows, or of its fields."""
        rows = isinstance(QApplication.focusWidget(), QAbstractItemView)
        named = [("↑↓", "move")] if rows else [("Tab", "next")]
        if rows and (self.list.hasFocus() or (self.page is not None and self.page.opens_rows)):
            named.append(("Enter", "open"))
        if self.primary() is not None:
            named.append(("Ctrl+Enter", "find"))
        if not self.list.hasFocus():
            named.append(("Esc", "list"))
        return [KeyHint(key, tr(f"report_screen.key.{words}")) for key, words in named]

    def leave(self) -> bool:
        """Go back from the report to the list."""
        if self.list.hasFocus():
            return False
        self._body.turn(to_page=False)
        self.list.setFocus()
        return True

    def primary(self) -> QAbstractButton | None:
        """Give the report's filled button."""
        return self.page.primary() if self.page else None

    def panes(self) -> Sequence[QWidget]:
        """Give the list and the stops of the report."""
        return (self.list, *(self.page.stops() if self.page else ()))

    @Slot(object)
    def _choose(self, name: str | None) -> None:
        if name is None:
            return
        if name not in self._pages:
            self._make(name)
        self._body.show_page(self._places[name])
        self.header.set_state(_title(name))
        self.messages.clear()
        self._pages[name].refresh()
        self.keys_changed.emit()

    @Slot(object)
    def _enter(self, _name: str) -> None:
        if self.page is not None:
            self._body.turn(to_page=True)
            self.page.begin()

    def _make(self, name: str) -> None:
        page = self._makers[name]()
        page.said.connect(self.said)
        page.go.connect(self.go)
        page.refused.connect(self.refuse)
        self._pages[name], self._places[name] = page, scroll_page(page)
        self._body.add_page(self._places[name])


def _title(name: str) -> str:
    return tr(f"report_screen.page.{name}")
