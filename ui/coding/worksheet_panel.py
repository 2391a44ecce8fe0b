"""The worksheet over the codes: count and tick, see the level and its limits, take the code."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.coding.em import extras, saying, tables
from app.coding.em.worksheet import COLUMNS, Verdict, Worksheet
from app.values.dates import show_date
from ui.coding.worksheet_parts import CountRow, Digits, InSight, Section, TickRow
from ui.coding.worksheet_reading import Known
from ui.coding.worksheet_result import ResultStrip
from ui.kit.button import button
from ui.kit.label import keyed, label
from ui.kit.over_panel import OverPanel
from ui.text import tr

_MARKS = {
    "more": ("staff_visit", "longitudinal", "separate_work", "problem_too"),
    "remote": ("video", "audio", "at_home"),
    "incident": (
        "incident_to", "plan_by_physician", "new_problem", "supervised", "supervised_by_video",
    ),
}  # fmt: skip
_MOST_MINUTES = 720
_ROOMY = 400


class WorksheetPanel(OverPanel):
    """One worksheet at a time over the whole pane; Esc closes it and nothing has happened."""

    taken = Signal(object, object)
    """The ``Worksheet`` to keep and the ``Verdict`` to put into the draft."""
    print_wanted = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setAccessibleName(tr("worksheet.title"))
        self.sheet, self.found = Worksheet(), Verdict()
        self._known: Known | None = None
        self.family, self.patient, self.minutes = (
            QComboBox(),
            QComboBox(),
            Digits(_MOST_MINUTES, 56),
        )
        self.around, self._around = Digits(_MOST_MINUTES, 56), label("", wrap=True)
        self.supervisor = QComboBox()
        self.rows: dict[str, CountRow | TickRow] = {}
        self._sections: dict[str, Section] = {}
        self._order: list[Section] = []
        self._title = label(tr("worksheet.title"), "section")
        self._standing = label("", "hint", wrap=True)
        self.result = ResultStrip()
        self.take = button("plain", tr("worksheet.take_none"), "Ctrl+S")
        self._watch = InSight(self)
        self._area = QScrollArea()
        self._more = QWidget()
        self._build()

    def open_for(self, known: Known) -> None:
        """Show the visit's last worksheet, or an empty one."""
        self._known = known
        self.sheet = known.kept.sheet if known.kept else known.blank
        self._show_sheet()
        self.come_up()
        self._area.verticalScrollBar().setValue(0)
        self.minutes.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_code(self) -> bool:
        """Keep the worksheet and take what it gives; False when it is closed."""
        if self.isHidden():
            return False
        self.taken.emit(self.sheet, self.found)
        return True

    @Slot()
    def place(self) -> None:
        """Cover the pane."""
        wide, high = self.room()
        if wide:
            # At twice the size of type every line counts for the ticks.
            self._title.setVisible(high >= _ROOMY)
            self.stand(wide, high)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 12, 1, 12)
        column.setSpacing(8)
        column.addWidget(self._head())
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(self._body())
        column.addWidget(self._area, 1)
        column.addWidget(self.result)
        column.addWidget(self._foot())
        self._watch.focused.connect(self._on_focused)
        self._watch.paged.connect(self._on_paged)
        self._watch.further.connect(self.result.scroll_by)
        self.result.overflows.connect(self._more.setVisible)

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(15, 0, 15, 0)
        column.setSpacing(6)
        column.addWidget(self._title)
        self.family.setAccessibleName(tr("worksheet.family"))
        self.patient.setAccessibleName(tr("worksheet.patient"))
        for key in tables.family_keys():
            self.family.addItem(tr(f"worksheet.families.{key}"), key)
        self.family.activated.connect(self._on_family)
        self.patient.activated.connect(self._on_patient)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.family, 1)
        row.addWidget(self.patient, 1)
        column.addLayout(row)
        return head

    def _body(self) -> QWidget:
        body = QWidget()
        body.setProperty("ground", "clear")
        column = QVBoxLayout(body)
        column.setContentsMargins(15, 4, 15, 4)
        column.setSpacing(12)
        column.addWidget(self._standing)
        column.addLayout(self._time())
        column.addWidget(self._other_days())
        for name in COLUMNS:
            section = Section(tr(f"worksheet.column.{name}"))
            self._sections[name] = section
            self._order.append(section)
            for tick in tables.ticks(name):
                section.add(self._row(tick.key, f"tick.{tick.key}", counts=tick.is_counted))
            column.addWidget(section)
        for name, marks in _MARKS.items():
            section = Section(tr(f"worksheet.column.{name}"))
            self._order.append(section)
            for mark in marks:
                section.add(self._row(mark, f"mark.{mark}", counts=False))
            column.addWidget(section)
        section.add(self._supervised_by())
        column.addWidget(label(tr("worksheet.words"), "hint", wrap=True))
        column.addStretch()
        return body

    def _time(self) -> QHBoxLayout:
        caption = label(tr("worksheet.minutes"))
        caption.setBuddy(self.minutes)
        self.minutes.setAccessibleName(tr("worksheet.minutes"))
        self.minutes.valueChanged.connect(self._on_minutes)
        self.minutes.installEventFilter(self._watch)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(tr("worksheet.column.time"), "strong"))
        row.addWidget(self.minutes)
        row.addWidget(caption, 1)
        return row

    def _other_days(self) -> QWidget:
        self.around.valueChanged.connect(self._on_around)
        self.around.installEventFilter(self._watch)
        self._around.setBuddy(self.around)
        self._days = QWidget()
        row = QHBoxLayout(self._days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.around, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._around, 1)
        return self._days

    def _supervised_by(self) -> QWidget:
        self.supervisor.setAccessibleName(tr("worksheet.supervisor"))
        self.supervisor.activated.connect(self._on_supervisor)
        self.supervisor.installEventFilter(self._watch)
        self._by = QWidget()
        row = QHBoxLayout(self._by)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(label(tr("worksheet.supervisor")))
        row.addWidget(self.supervisor, 1)
        return self._by

    def _row(self, key: str, words: str, *, counts: bool) -> QWidget:
        said = tr(f"worksheet.{words}")
        made: CountRow | TickRow = CountRow(key, said) if counts else TickRow(key, said)
        made.changed.connect(self._on_count if counts else self._on_tick)
        made.box.installEventFilter(self._watch)
        self.rows[key] = made
        return made

    def _foot(self) -> QWidget:
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(15, 0, 15, 0)
        row.setSpacing(8)
        leave = button("quiet", tr("worksheet.close"), "Esc")
        paper = button("quiet", tr("worksheet.print"))
        self.take.clicked.connect(self.take_code)
        leave.clicked.connect(self.close_panel)
        paper.clicked.connect(self.print_wanted)
        row.addWidget(self.take)
        row.addWidget(leave)
        row.addStretch()
        row.addWidget(keyed(self._more, "Alt+PgDn", tr("worksheet.more")))
        self._more.hide()
        row.addWidget(paper)
        return foot

    def _show_sheet(self) -> None:
        sheet = self.sheet
        self.family.setCurrentIndex(max(0, self.family.findData(sheet.family)))
        self._show_patients()
        self.minutes.show_value(sheet.minutes or 0)
        self.around.show_value(sheet.around or 0)
        self._show_supervisors()
        held = {*sheet.risks, *sheet.marks}
        for key, row in self.rows.items():
            if isinstance(row, CountRow):
                row.show_count(sheet.count(key))
            else:
                row.show_on(on=key in held or sheet.count(key) > 0)
        self._judge()

    def _show_supervisors(self) -> None:
        """Offer the practice's clinicians; one that is named and gone stays named."""
        assert self._known is not None
        named = self.sheet.supervisor
        self.supervisor.clear()
        self.supervisor.addItem(tr("worksheet.nobody"), "")
        for name in dict.fromkeys((*self._known.clinicians, *filter(None, (named,)))):
            self.supervisor.addItem(name, name)
        self.supervisor.setCurrentIndex(max(0, self.supervisor.findData(named)))

    def _show_patients(self) -> None:
        """Offer what the family knows of patients; a family without any hides the choice."""
        assert self._known is not None
        held = tables.family(self.sheet.family, self._known.facts.dos)
        patients = held.patients if held else ("new", "established")
        self.patient.clear()
        for one in filter(None, patients):
            self.patient.addItem(tr(f"worksheet.patients.{one}"), one)
        self.patient.setVisible(any(patients))
        at = self.patient.findData(self.sheet.patient)
        if at < 0:
            self.sheet = replace(self.sheet, patient=self._usual(patients))
            at = self.patient.findData(self.sheet.patient)
        self.patient.setCurrentIndex(at)
        seen = self._known.facts.last_seen
        words = tr("worksheet.standing.new")
        if seen is not None:
            words = tr("worksheet.standing.established", day=show_date(seen))
        self._standing.setText(words)
        self._standing.setVisible("new" in patients)

    def _usual(self, patients: tuple[str, ...]) -> str:
        assert self._known is not None
        if "new" in patients:
            return "established" if self._known.facts.last_seen else "new"
        return patients[-1]

    def _judge(self) -> None:
        known = self._known
        if known is None:
            return
        self.found = extras.judge(self.sheet, known.facts, known.windows)
        for name, level in zip(COLUMNS, self.found.levels, strict=True):
            shown = 0 if self.sheet.is_blank else level
            self._sections[name].show_level(saying.level_of(name, shown))
        self.rows["problem_too"].setVisible(self.sheet.family == "preventive")
        self._by.setVisible("incident_to" in self.sheet.marks)
        days = extras.other_days(self.sheet, known.facts)
        self._days.setVisible(days is not None)
        if days is not None:
            words = tr("worksheet.around", before=days[0], after=days[1])
            self._around.setText(words)
            self.around.setAccessibleName(words)
        lines = saying.result(self.sheet, known.facts, self.found)
        self.result.show_result(lines, self.found.findings)
        code = self.found.proposed
        words = tr("worksheet.take", code=code) if code else tr("worksheet.take_none")
        self.take.setText(words)
        self.take.set_off("" if code else words)

    @Slot(int)
    def _on_family(self, _at: int) -> None:
        self.sheet = replace(self.sheet, family=str(self.family.currentData()))
        self._show_patients()
        self._judge()

    @Slot(int)
    def _on_patient(self, _at: int) -> None:
        self.sheet = replace(self.sheet, patient=str(self.patient.currentData()))
        self._judge()

    @Slot(int)
    def _on_minutes(self, minutes: int) -> None:
        self.sheet = replace(self.sheet, minutes=minutes or None)
        self._judge()

    @Slot(int)
    def _on_around(self, minutes: int) -> None:
        self.sheet = replace(self.sheet, around=minutes or None)
        self._judge()

    @Slot(int)
    def _on_supervisor(self, _at: int) -> None:
        self.sheet = replace(self.sheet, supervisor=str(self.supervisor.currentData()))
        self._judge()

    @Slot(str, int)
    def _on_count(self, key: str, count: int) -> None:
        self.sheet = self.sheet.counted(key, count)
        self._judge()

    @Slot(str, bool)
    def _on_tick(self, key: str, on: bool) -> None:
        if any(key == tick.key for tick in tables.ticks("risk")):
            self.sheet = self.sheet.risked(key, on=on)
        elif any(key in marks for marks in _MARKS.values()):
            self.sheet = self.sheet.marked(key, on=on)
        else:
            self.sheet = self.sheet.counted(key, int(on))
        self._judge()

    @Slot(object)
    def _on_focused(self, widget: QWidget) -> None:
        self._area.ensureWidgetVisible(widget, 0, 24)

    @Slot(int)
    def _on_paged(self, step: int) -> None:
        """Go to the first row of the next part, or of the one before; up from the first: time."""
        focused = self.focusWidget()
        at = next((n for n, one in enumerate(self._order) if one.isAncestorOf(focused)), -1)
        to = min(at + step, len(self._order) - 1)
        if to < 0:
            self.minutes.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self._order[to].begin()
            self._area.verticalScrollBar().setValue(self._order[to].y())
