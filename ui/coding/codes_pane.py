"""The codes of the open visit: encoder on top, diagnoses, services, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.coding import draft as drafts
from app.coding import repeating
from app.coding.draft import LETTERS, CodingDraft, Kept, Line
from app.coding.problems import about
from app.values.money import Quantity
from app.values.problem import Problem, Severity
from ui.coding.at_hand import AtHand
from ui.coding.code_rows import DiagnosisRow, LineRow, diagnosis_rows, line_rows
from ui.coding.code_tables import CellEntry, CodesTable, diagnoses_table, services_table
from ui.coding.curing import Curing
from ui.coding.encoder import Encoder
from ui.coding.found import Found, Kind
from ui.coding.keeper import DraftKeeper, Judged
from ui.coding.lapse import lapse_words
from ui.coding.problems_panel import ProblemsPanel
from ui.coding.taking import Taking
from ui.desk import Desk
from ui.kit.panel import Panel
from ui.text import tr

_GAP = 10
_LEAST_PROBLEMS, _LOW, _LOWEST = 150, 344, 300
_BESIDE = 3
_UNSPECIFIED = ("icd.unspecified_side", "icd.unspecified")
_NARROWED = ("icd.not_billable", "icd.seventh")


class CodesPane(QFrame):
    """Everything that changes the draft by code. The draft itself is with the keeper."""

    wanted = Signal()
    """The pane is about to take the focus and must be in sight."""
    selected = Signal(object)
    """The code under the cursor: (is diagnosis, code), None when there is none."""
    resized = Signal()
    """The pane has another size, and with it what stands over it."""
    confirmed = Signal(object)
    """Enter on a diagnosis copied from an earlier visit: its number."""
    place_wanted = Signal()
    """The place of service is to be corrected."""
    note_wanted = Signal()
    """The note that is missing is to be brought."""
    told = Signal(str)
    """A word to the user about what could not be done."""

    def __init__(self, desk: Desk, hand: AtHand, keeper: DraftKeeper) -> None:
        super().__init__()
        self._keeper, self._hand = keeper, hand
        self._titles: dict[str, str] = {}
        self._lapses: Mapping[str, str] = {}
        self._wrong: dict[str, str] = {}
        self._why: dict[str, tuple[str, str]] = {}
        self._lead: tuple[bool, str] | None = None
        self.remark = ""
        """What the biller who sent the visit back said; beside the codes that it names."""
        self.encoder = Encoder(desk, hand, self)
        self.diagnoses: CodesTable[DiagnosisRow] = diagnoses_table()
        self.services: CodesTable[LineRow] = services_table()
        self.problems = ProblemsPanel()
        self.curing = Curing(self.problems, keeper, hand, self)
        self._taking = Taking(self.encoder, keeper, self)
        self._build()
        self._connect()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802
        """Come into sight and give the focus to the encoder."""
        self.wanted.emit()
        self.encoder.field.setFocus(reason)

    def open_for(self, set_words: str) -> None:
        """Begin another visit: the encoder empty, nothing selected."""
        draft = self._keeper.draft
        self._lead, self._wrong, self._why = None, {}, {}
        if draft is not None:
            self.encoder.open_for(draft.dos, set_words)
        self.problems.show_problems((), (), "")
        self.selected.emit(None)

    def selected_code(self) -> tuple[bool, str] | None:
        """Give the code under the cursor of the list used last."""
        draft = self._keeper.draft
        if self._lead is None or draft is None:
            return None
        is_diagnosis, code = self._lead
        known = (d.code for d in draft.diagnoses) if is_diagnosis else (n.code for n in draft.lines)
        return self._lead if code in known else None

    def point(self, diagnosis: int) -> None:
        """Point the service under the cursor at a diagnosis, or no more."""
        draft, number = self._keeper.draft, self.services.number()
        if draft is None or not number:
            self.told.emit(tr("coder_desk.say.no_line"))
        elif diagnosis > len(draft.diagnoses):
            self.told.emit(tr("coder_desk.say.no_letter", letter=LETTERS[diagnosis - 1]))
        elif not self._keeper.change(drafts.point(draft, number, diagnosis)):
            self.told.emit(tr("coder_desk.say.four_pointers"))

    def point_all(self) -> None:
        """Point the service under the cursor at the first four diagnoses."""
        draft, number = self._keeper.draft, self.services.number()
        if draft is None or not number:
            self.told.emit(tr("coder_desk.say.no_line"))
        else:
            self._keeper.change(drafts.set_pointers(draft, number, (1, 2, 3, 4)))

    def edit_modifiers(self) -> None:
        """Type the modifiers of the service under the cursor in its row."""
        line = self._line()
        if line is not None:
            name = tr("coder_desk.services.modifiers")
            entry = CellEntry(self.services, 1, name, " ".join(line.modifiers))
            entry.typed.connect(self._on_modifiers)

    def edit_units(self) -> None:
        """Type the units of the service under the cursor in its row."""
        line = self._line()
        if line is not None:
            name = tr("coder_desk.services.units")
            CellEntry(self.services, 5, name, str(line.units)).typed.connect(self._on_units)

    def keep_warning(self) -> None:
        """Ask for the reason to keep the warning at hand, in its row."""
        row = self.problems.current()
        if row is None:
            self.told.emit(tr("coder_desk.say.nothing_to_keep"))
        elif row.can_keep:
            row.ask_reason()
        else:
            self.told.emit(tr(f"coder_desk.say.not_kept_{row.why_not}"))

    @Slot(object)
    def cure(self, problem: Problem) -> None:
        """Go to where a problem is cured."""
        field, draft = problem.field, self._keeper.draft
        if draft is None:
            return
        if field.startswith("dx"):
            number = int(field[2:])
            self.diagnoses.select_id(number)
            self.diagnoses.setFocus(Qt.FocusReason.OtherFocusReason)
            if problem.code in _NARROWED and number <= len(draft.diagnoses):
                self._narrow(number, draft)
        elif field.startswith("line"):
            self.services.select_id(int(field[4:]))
            self.services.setFocus(Qt.FocusReason.OtherFocusReason)
        elif problem.code == "pos.code":
            self.place_wanted.emit()
        elif problem.code == "chart.no_note":
            self.note_wanted.emit()
        else:
            self.encoder.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height between the lists; where it is low, the air goes before the rows."""
        super().resizeEvent(event)
        column, low = self.layout(), self.height() < _LOW
        if column is not None:
            column.setContentsMargins(12, *((12, 12, 4) if low else (12, 12, 12)))
            column.setSpacing(_GAP // 2 if low else _GAP)
        self._share()
        self.encoder.place_box()
        self.resized.emit()

    def _build(self) -> None:
        self.setProperty("ground", "canvas")
        self.setMinimumWidth(420)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(_GAP)
        column.addWidget(self.encoder)
        for table in (self.diagnoses, self.services):
            panel = Panel()
            panel.add(table)
            column.addWidget(panel)
        column.addWidget(self.problems, 1)
        for before, after in zip(self._stops(), self._stops()[1:], strict=False):
            QWidget.setTabOrder(before, after)

    def _stops(self) -> list[QWidget]:
        return [self.encoder.field, self.diagnoses, self.services]

    def _connect(self) -> None:
        self._keeper.changed.connect(self._show)
        self._keeper.judged.connect(self._on_judged)
        self.encoder.explained.connect(self._on_explained)
        self.problems.cured.connect(self.cure)
        self.problems.emptied.connect(self.encoder.field.setFocus)
        self.curing.told.connect(self.told)
        self._taking.told.connect(self.told)
        self._taking.named.connect(self._know_title)
        self._taking.placed.connect(self._on_placed)
        self.problems.kept.connect(self._keeper.keep)
        for table in (self.diagnoses, self.services):
            table.chosen.connect(self._on_row)
            table.installEventFilter(self)
        self.diagnoses.moved.connect(self._on_diagnosis_moved)
        self.diagnoses.removed.connect(self._on_diagnosis_removed)
        self.services.moved.connect(self._on_line_moved)
        self.services.removed.connect(self._on_line_removed)
        self.diagnoses.opened.connect(self._on_diagnosis_opened)
        self.services.opened.connect(self._on_line_opened)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow which of the two lists is used."""
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, CodesTable):
            self._on_row(watched.current_row())
        return super().eventFilter(watched, event)

    def _line(self) -> Line | None:
        draft, number = self._keeper.draft, self.services.number()
        if draft is None or not number:
            self.told.emit(tr("coder_desk.say.no_line"))
            return None
        return draft.lines[number - 1]

    def _narrow(self, number: int, draft: CodingDraft) -> None:
        one = draft.diagnoses[number - 1]
        title = self._titles.get(one.code, "")
        heading = Found(Kind.DIAGNOSIS, one.code, str(one), title, billable=False)
        self.encoder.narrow(heading, number)

    @Slot(str, str)
    def _know_title(self, code: str, title: str) -> None:
        self._titles[code] = title

    @Slot(bool, object)
    def _on_placed(self, is_diagnosis: bool, number: int) -> None:
        (self.diagnoses if is_diagnosis else self.services).select_id(number)

    @Slot(str)
    def _on_modifiers(self, text: str) -> None:
        draft, number = self._keeper.draft, self.services.number()
        if draft is None or not number:
            return
        try:
            typed = tuple(text.replace(",", " ").upper().split())
            self._keeper.change(drafts.set_modifiers(draft, number, typed))
        except ValueError:
            self.told.emit(tr("coder_desk.say.modifier"))

    @Slot(str)
    def _on_units(self, text: str) -> None:
        draft, number = self._keeper.draft, self.services.number()
        if draft is None or not number:
            return
        try:
            units = Quantity.parse(text)
        except ValueError:
            units = None
        if units is None or units.amount <= 0:
            self.told.emit(tr("coder_desk.say.units"))
        else:
            self._keeper.change(drafts.set_units(draft, number, units))

    @Slot(object, object)
    def _on_diagnosis_moved(self, number: int, to: int) -> None:
        if self._keeper.draft and self._keeper.change(
            drafts.move_diagnosis(self._keeper.draft, number, to)
        ):
            self.diagnoses.select_id(to)

    @Slot(object)
    def _on_diagnosis_removed(self, number: int) -> None:
        if self._keeper.draft:
            self._keeper.change(drafts.remove_diagnosis(self._keeper.draft, number))

    @Slot(object, object)
    def _on_line_moved(self, number: int, to: int) -> None:
        if self._keeper.draft and self._keeper.change(
            drafts.move_line(self._keeper.draft, number, to)
        ):
            self.services.select_id(to)

    @Slot(object)
    def _on_line_removed(self, number: int) -> None:
        if self._keeper.draft:
            self._keeper.change(drafts.remove_line(self._keeper.draft, number))

    @Slot(object)
    def _on_diagnosis_opened(self, row: DiagnosisRow) -> None:
        draft = self._keeper.draft
        if draft is None:
            return
        if row.number in repeating.waiting(draft):
            self.confirmed.emit(row.number)
        elif row.tone == "block":
            self._narrow(row.number, draft)

    @Slot(object)
    def _on_line_opened(self, _row: LineRow) -> None:
        self.edit_modifiers()

    @Slot(object)
    def _on_row(self, row: DiagnosisRow | LineRow | None) -> None:
        if row is None:
            return
        lead = (isinstance(row, DiagnosisRow), row.code)
        if lead != self._lead:
            self._lead = lead
            self.selected.emit(lead)

    @Slot()
    def _show(self) -> None:
        draft = self._keeper.draft
        lapse = "" if draft is None else lapse_words(self._hand.book.release(draft.dos), draft.dos)
        rows: list[DiagnosisRow] = []
        lines: list[LineRow] = []
        if draft is not None:
            rows = diagnosis_rows(draft, self._title, self._wrong, lapse, self.remark)
            lines = line_rows(draft, self._lapses, self.remark)
        self.diagnoses.setColumnHidden(_BESIDE, not any(one.lapse or one.remark for one in rows))
        self.services.setColumnHidden(_BESIDE, not any(one.lapse or one.remark for one in lines))
        self.diagnoses.show_codes(rows)
        self.services.show_codes(lines)
        QTimer.singleShot(0, self, self._share)

    def _title(self, code: str) -> str:
        return self._titles.get(code, "")

    @Slot(object)
    def _on_judged(self, found: Judged) -> None:
        self.show_judged(found)
        if self._why:
            self._keep_explained(found)

    @Slot(str, str, str)
    def _on_explained(self, code: str, reason: str, words: str) -> None:
        self._why[code] = (reason, words)

    def _keep_explained(self, found: Judged) -> None:
        """Keep what the rules ask of an unspecified code by the reason given when it was chosen."""
        for one in found.draft.diagnoses:
            told = self._why.pop(one.code, None)
            if told is None:
                continue
            named = (p for p in found.problems if p.code in _UNSPECIFIED)
            shown = str(one)
            rule = next((p.code for p in named if about(p) == shown), _UNSPECIFIED[-1])
            self._keeper.keep_finding(Kept(rule, shown, told[1], told[0]))

    def show_judged(self, found: Judged, *, whole: bool = False) -> None:
        """Show what the rules say; of a visit not begun only when the ``whole`` is asked."""
        self._titles.update(found.titles)
        self._lapses = found.lapses
        wrong: dict[str, str] = {}
        for problem in reversed(found.problems):
            if problem.severity is not Severity.NOTE and problem.field:
                wrong[problem.field] = problem.severity.value
        self._wrong = wrong
        empty = "nothing" if found.draft.is_empty else "fine"
        shown = found.problems
        if found.draft.is_empty and not whole:
            shown = tuple(one for one in shown if one.severity is not Severity.BLOCK)
        self.problems.curable = found.curable
        self.problems.show_problems(shown, found.kept, tr(f"coder_desk.problems.{empty}"))
        self._show()

    @Slot()
    def _share(self) -> None:
        """Give each list the rows it has while the problems keep room to be read."""
        high = self.height() - self.encoder.height() - 5 * _GAP - _LEAST_PROBLEMS
        least = 2 if self.height() >= _LOWEST else 1
        rows = max(2 * least, (high - 2 * 34) // 30)
        lines = len(self.services.rows_model.rows)
        own = max(least, min(len(self.diagnoses.rows_model.rows), rows - min(lines, rows // 2)))
        self.diagnoses.fit(own)
        self.services.fit(max(least, rows - own))
