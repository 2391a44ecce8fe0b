"""Find all visits with a code, a family, a modifier or an edit; open one, or write them out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QSizePolicy,
    QWidget,
)

from app.reports import leaving, retrieval
from app.reports.retrieval import Criteria, FoundVisit
from app.values.dates import show_date
from app.values.problem import Refused
from app.values.states import CodingStatus
from ui import save_place
from ui.columns import Column
from ui.desk import Desk
from ui.fields import CheckField, ChoiceField, Field, TextField
from ui.kit.button import button
from ui.kit.flow import Flow
from ui.kit.label import label
from ui.reports import finding
from ui.reports.finding import Choices, Page
from ui.reports.page import ReportPage
from ui.reports.rule_names import plain
from ui.rows_model import RowsModel, rows_table
from ui.screen import Notice, Target
from ui.text import tr


class FindPage(ReportPage):
    """The question above, the visits that fit below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "find")
        words = {key: tr(f"report_screen.find.{key}") for key in _ASKED}
        self.codes = TextField(words["codes"], longest=400)
        self.modifier = TextField(words["modifier"], wide=72, longest=2)
        blank = tr("report_screen.all")
        self.rule = ChoiceField(words["rule"], blank=blank)
        self.provider = ChoiceField(words["provider"], blank=blank)
        self.payer = ChoiceField(words["payer"], blank=blank)
        self.years = CheckField(tr("report_screen.find.years"))
        self.look = button("primary", tr("report_screen.find.button"), "Ctrl+Enter")
        self.csv = button("plain", tr("report_screen.find.csv"))
        self.bare = button("plain", tr("report_screen.find.deidentified"))
        self.count = label("", "soft")
        self.rows: RowsModel[FoundVisit] = RowsModel(_columns(desk), lambda row: row.id)
        self.table = rows_table(self.rows, self.title, compact=True)
        # The visit that Enter opens tells the provider, the payer and its state.
        self.table.make_room((800, (4, 5)), (520, (6,)))
        self.none.setText(tr("report_screen.find.none"))
        self._criteria = Criteria()
        self._across = 0
        self._rule = ""
        self._build()
        self.look.clicked.connect(self.search)
        self.csv.clicked.connect(self._save_csv)
        self.bare.clicked.connect(self._save_bare)
        self.table.opened.connect(self._open)
        self.rows.more_wanted.connect(self._more)

    def refresh(self) -> None:
        """Read the choices, and the visits again."""
        today = self.desk.today
        self.desk.read(finding.read_choices, today, then=self._offer, latest="choices")
        self.search()

    def ask_rule(self, rule: str) -> None:
        """Ask for the visits of all days on which an edit was overridden; refresh finds them."""
        self._rule = rule
        for field in (self.codes, self.modifier, self.first, self.last):
            field.set_value(None)
        for choice in (self.provider, self.payer):
            choice.set_value(None)

    @property
    def opens_rows(self) -> bool:
        """Whether Enter on a row goes anywhere: to its visit."""
        return True

    def begin(self) -> None:
        """Start with the codes; on what is found of an edit that was asked for, with the visits."""
        (self.table if self._rule else self.codes.line).setFocus()

    def primary(self) -> QAbstractButton | None:
        """Give *Find visits*."""
        return self.look

    def stops(self) -> Sequence[QWidget]:
        """Give the codes and the list."""
        return (self.codes.line, self.table)

    @Slot()
    def search(self) -> None:
        """Look for the visits that fit what is asked; words that are no date ask nothing."""
        wrong = [field for field in (self.first, self.last) if not field.is_good()]
        if wrong:
            wrong[0].line.setFocus()
            return
        try:
            self._criteria = self._asked()
        except Refused as error:
            self.refuse(error)
            return
        self.desk.read(
            finding.read_page, self._criteria, None, then=self._show, latest="rows",
            otherwise=self.refuse,
        )  # fmt: skip

    def _asked(self) -> Criteria:
        provider, payer = self.provider.value(), self.payer.value()
        return Criteria(
            spans=retrieval.read_codes(self.codes.value() or ""),
            modifier=self.modifier.value() or "",
            rule=self.rule.value() or "",
            first=self.first.value(),
            last=self.last.value(),
            provider_id=None if provider is None else int(provider),
            payer_id=None if payer is None else int(payer),
            reader_id=None if self.desk.actor is None else self.desk.actor.user_id,
        )

    def _build(self) -> None:
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        for choice in (self.rule, self.provider, self.payer):
            choice.combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            choice.combo.setMinimumContentsLength(10)
            choice.combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.rule.combo.currentTextChanged.connect(self.rule.combo.setToolTip)
        self._place_fields(across=3)
        self.column.addLayout(self._grid)
        deeds = Flow()
        deeds.set_parts([self.look, self.count, self.csv, self.bare, self.years])
        self.column.addWidget(deeds)
        self.add_table(self.table)

    def _place_fields(self, *, across: int) -> None:
        """Put the fields into rows of that many; nothing when they stand so."""
        if across == self._across:
            return
        self._across = across
        fields: tuple[Field[Any], ...] = (
            self.first, self.last, self.modifier, self.provider, self.payer, self.rule
        )  # fmt: skip
        self._grid.addWidget(self.codes.label, 0, 0)
        self._grid.addWidget(self.codes, 0, 1, 1, 2 * across - 1)
        for number, field in enumerate(fields):
            line, place = number // across + 1, number % across
            self._grid.addWidget(field.label, line, 2 * place)
            self._grid.addWidget(field, line, 2 * place + 1)
        for place in range(3):
            self._grid.setColumnStretch(2 * place + 1, int(place < across))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put fewer fields side by side where there is little room."""
        super().resizeEvent(event)
        area = self.parentWidget()
        wide = self.width() if area is None else area.width()
        self._place_fields(across=3 if wide >= _THREE_FROM else 2)

    def _offer(self, found: Choices) -> None:
        self.provider.set_choices(found.providers)
        self.payer.set_choices(found.payers)
        named = ((one, plain(one)) for one in found.rules)
        self.rule.set_choices(sorted(named, key=lambda choice: choice[1].casefold()))
        if self._rule:
            self.rule.set_value(self._rule)
            self._rule = ""
            self.search()

    @Slot(object)
    def _show(self, page: Page) -> None:
        self.rows.set_rows(page.rows, more=len(page.rows) == finding.PAGE)
        self.count.setText(tr("report_screen.find.found", n=page.count))
        self.none.setVisible(not page.rows)

    @Slot()
    def _more(self) -> None:
        last = self.rows.rows[-1]
        after = (last.dos, last.id)
        self.desk.read(finding.read_page, self._criteria, after, then=self._add, latest="more")

    @Slot(object)
    def _add(self, page: Page) -> None:
        self.rows.add_rows(page.rows, more=len(page.rows) == finding.PAGE)

    @Slot(object)
    def _open(self, row: FoundVisit) -> None:
        self.go.emit(Target("coder", ("visit", row.id)))

    @Slot()
    def _save_csv(self) -> None:
        name = tr("report_screen.find.csv_name")
        picked = save_place.ask(self, self.csv.text(), name)
        if picked is not None:
            self._take_out(finding.save_csv, picked)

    @Slot()
    def _save_bare(self) -> None:
        words = tr("report_screen.find.choose_folder")
        picked = QFileDialog.getExistingDirectory(self, words, save_place.begin_at())
        if picked:
            self._take_out(finding.save_deidentified, Path(picked), self.years.value())

    def _take_out(self, save: Callable[..., int], *where: object) -> None:
        """Write visits into files once the audit trail tells that they leave."""
        write = partial(self._write_out, save, (self._criteria, *where))
        self.desk.do(leaving.begin, "encounter", then=write, owner=self, otherwise=self.refuse)

    def _write_out(self, save: Callable[..., int], told: Sequence[object], _begun: None) -> None:
        self.desk.do(save, *told, then=self._on_saved, otherwise=self.refuse)

    @Slot(object)
    def _on_saved(self, count: int) -> None:
        self.said.emit(Notice(tr("report_screen.find.saved", n=count)))


_THREE_FROM = 860
_ASKED = ("codes", "modifier", "rule", "provider", "payer")


def _columns(desk: Desk) -> Sequence[Column[FoundVisit]]:
    def head(name: str) -> str:
        return tr(f"report_screen.column.{name}")

    def diagnoses(row: FoundVisit) -> str:
        # A blind reading must not meet the first codes in a list either.
        if row.is_hidden or row.status is CodingStatus.SECOND_LOOK:
            return tr("report_screen.find.hidden")
        return " ".join(row.diagnoses)

    def services(row: FoundVisit) -> str:
        return "" if row.status is CodingStatus.SECOND_LOOK else "; ".join(row.services)

    return (
        Column(head("dos"), lambda row: show_date(row.dos, desk.today)),
        Column(head("patient"), lambda row: f"{row.name.last}, {row.name.first}"),
        Column(head("diagnoses"), diagnoses, stretch=True, tip=diagnoses),
        Column(head("services"), services, stretch=True, tip=services),
        Column(head("provider"), lambda row: row.provider),
        Column(head("payer"), lambda row: row.payer),
        Column(head("state"), lambda row: tr(f"coder_desk.status.{row.status}")),
    )
