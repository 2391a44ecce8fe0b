"""One visit of an audit: the note first, then both codings side by side with the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget

from app.auditing.reading import Reading
from app.values.dates import show_date
from ui.auditing.judge_pane import JudgePane
from ui.auditing.reading_deeds import ReadingDeeds, ReadingKeeper
from ui.auditing.reads import Keeping, Opened, read_opened
from ui.coding import desk_keys
from ui.coding.coding_screen import CodingScreen
from ui.coding.releasing import set_words
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.page import PageHeader
from ui.kit.splitter import Splitter
from ui.screen import KeyHint, Target
from ui.text import tr

_TWO, _FEW = 880, 4
_OTHER = Qt.FocusReason.OtherFocusReason


class AuditReading(CodingScreen):
    """A visit opens blind; once it is read the verdicts stand in the place of the codes."""

    deeds: ReadingDeeds

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent, ReadingKeeper)
        self.setWindowTitle(tr("audit_screen.reading"))
        self.judge = JudgePane()
        self.codes.problems.keeps = False
        self.opened: Opened | None = None
        self.keeping = Keeping(0, None)
        self._wanted: int | None = None
        self._begins = False
        self._build()
        self.deeds = ReadingDeeds(self)
        self._connect()

    @property
    def found(self) -> Reading | None:
        """Give the reading beside the coder's codes; None until it is set down."""
        return None if self.opened is None else self.opened.found

    @property
    def is_reading(self) -> bool:
        """Tell whether the auditor still sets codes down."""
        return self.opened is not None and self.opened.found is None

    @property
    def is_blind(self) -> bool:
        """Tell whether the coder's codes are hidden."""
        return self.is_reading and self.opened is not None and not self.opened.coder_codes

    def open_with(self, target: Target) -> None:
        """Show a visit of an audit: ids ("visit", its id in the audit)."""
        kind, *rest = target.ids or ("",)
        if kind == "visit" and rest:
            self._begins = True
            self.open_visit(int(str(rest[0])))
        elif self.opened is not None:
            self.reload()

    def place(self) -> Target:
        """Come back to the visit that is open."""
        return Target("audit", ("visit", self.opened.row.id) if self.opened else ())

    def open_visit(self, audited_id: int) -> None:
        """Open a visit once what was set down in the one before is stored."""
        self.judge.flush()
        self._wanted = audited_id
        self.keeper.settle(partial(self._read, audited_id))

    def reload(self) -> None:
        """Read the visit again."""
        if self.opened is not None:
            self._begins = True
            self._read(self.opened.row.id)

    def step(self, by: int) -> None:
        """Open the visit before or after this one."""
        beside = None if self.opened is None else self.opened.beside(by)
        if beside is None:
            self.say(tr(f"audit_screen.say.{'last' if by > 0 else 'first'}"))
        else:
            self._begins = True
            self.open_visit(beside.id)

    def go_on(self) -> None:
        """Open the next visit that waits; with none left show what the audit found."""
        if self.opened is None:
            return
        waiting = self.opened.waiting
        if waiting is None:
            self.go.emit(Target("audits", ("audit", self.opened.audit.id)))
        else:
            self._begins = True
            self.open_visit(waiting.id)

    def begin(self) -> None:
        """Start in the note while it is to be read, else in the list of differences."""
        (self.chart if self.is_reading else self.judge).setFocus()

    def primary(self) -> QAbstractButton:
        """Give the button that goes on."""
        return self.next_button

    def panes(self) -> Sequence[QWidget]:
        """Give the chart, and the codes or the verdicts."""
        if self.is_reading:
            return (self.chart, self.codes)
        return (self.chart, self.judge, self.judge.words.page)

    def all_panes(self) -> Sequence[QWidget]:
        """Give the chart, the codes and the verdicts."""
        return (self.chart, self.codes, self.judge)

    @property
    def is_coding(self) -> bool:
        """Tell whether the auditor still sets codes down."""
        return self.is_reading

    def back_to(self) -> QWidget:
        """Give where the work goes on after words of the note are taken."""
        if not self.is_reading:
            return self.judge.table
        focus = QApplication.focusWidget()
        known = (self.codes.diagnoses, self.codes.services)
        return focus if focus in known and focus is not None else self.codes.encoder.field

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the pane with the focus, or of the list that lies over it."""
        if self.deeds.advising.is_open:
            return desk_keys.picking()
        if self.deeds.is_sheet_open:
            return desk_keys.ticking()
        focus = QApplication.focusWidget()
        names: tuple[tuple[str, str], ...]
        if self.judge.is_writing:
            names = (("Ctrl+E", "quote"), ("Esc", "differences"), ("Ctrl+Enter", "go_on"))
        elif not self.is_reading and not self.judge.is_open:
            names = (("Ctrl+Enter", "go_on"), ("Ctrl+PgDn", "next"))
        elif not self.is_reading:
            names = (
                ("1…9 0", "verdict"), ("Enter", "words"), ("Ctrl+E", "quote"),
                ("Ctrl+Enter", "go_on"), ("Ctrl+PgDn", "next"),
            )  # fmt: skip
        elif focus is not None and self.chart.isAncestorOf(focus):
            names = (
                ("Ctrl+E", "link"), ("Ctrl+Shift+F", "code"), ("Ctrl+Enter", "finish"),
                ("Ctrl+PgDn", "next"),
            )  # fmt: skip
        else:
            names = (
                ("Enter", "add"), ("Ctrl+E", "link"), ("Ctrl+Shift+E", "sheet"),
                ("Ctrl+Enter", "finish"), ("Ctrl+PgDn", "next"),
            )  # fmt: skip
        most = len(names) if self.width() >= _TWO else _FEW
        return tuple(KeyHint(key, tr(f"audit_screen.key.{words}")) for key, words in names[:most])

    def leave(self) -> bool:
        """Close the innermost thing; then the audit itself is shown."""
        if self.deeds.close_panel() or self.codes.encoder.leave() or self.chart.leave():
            return True
        if self.codes.encoder.field.hasFocus():
            self.chart.setFocus()
            return True
        if self.judge.is_writing:
            self.judge.setFocus()
            return True
        if self.opened is not None:
            self.go.emit(Target("audits", ("audit", self.opened.audit.id)))
            return True
        return False

    def hideEvent(self, event: QHideEvent) -> None:
        """Store what was set down when the window goes elsewhere or closes."""
        super().hideEvent(event)
        self.judge.flush()

    def _build(self) -> None:
        self.header = PageHeader(tr("audit_screen.reading"))
        self.show_button = button("plain", tr("audit_screen.show"), "Ctrl+Shift+B")
        self.next_button = button("primary", tr("audit_screen.finish"), "Ctrl+Enter")
        self.header.add_button(self.show_button)
        self.header.add_button(self.next_button)
        self._right = QStackedWidget()
        self._right.addWidget(self.codes)
        self._right.addWidget(self.judge)
        self._split = Splitter(tr("audit_screen.split"), self.chart, self._right)
        self.lay_out(self.header, self._split)
        self._split.set_widths((560, 640), grows=0)

    def _connect(self) -> None:
        self.judge.wanted.connect(self.show_sender)
        self.keeper.refused.connect(self.refuse)
        self.keeper.changed.connect(self.messages.clear)
        self.keeper.closed.connect(self._on_closed)
        self.judge.changed.connect(self._on_marks)
        self.judge.chosen.connect(self._on_row)
        self.show_button.clicked.connect(self._on_show)
        self.next_button.clicked.connect(self._on_next)
        self.listen()

    def _read(self, audited_id: int) -> None:
        self.desk.read(
            read_opened, audited_id, then=self._show, latest="visit", otherwise=self.refuse
        )

    @Slot(object)
    def _show(self, opened: Opened) -> None:
        self.opened = opened
        self.messages.clear()
        self.hand.provider_id = opened.visit.chart.visit.provider_id
        self.keeping = Keeping(opened.row.id, opened.so_far.sheet)
        self.chart.show_visit(opened.visit)
        self._right.setCurrentWidget(self.codes if self.is_reading else self.judge)
        self.keeper.open(opened.visit.draft, is_open=self.is_reading, store=self.keeping)
        if self.is_reading:
            self.codes.open_for(set_words(self.hand, self.keeper.draft))
        else:
            self.judge.show_opened(opened)
        self._tell(opened)
        if self._begins:
            self._begins = False
            self.active = self.chart if self.is_reading else self.judge
            self.begin()
        self.show_panes()
        self.keys_changed.emit()

    def _tell(self, opened: Opened) -> None:
        row = opened.row
        self.header.set_title(
            tr("audit_screen.title_of", number=opened.audit.number),
            tr("audit_screen.visit_of", at=row.position, of=len(opened.rows)),
        )
        facts = [show_date(row.dos, self.desk.today)]
        if self.is_blind:
            facts.append(tr("audit_screen.blind"))
        elif self.is_reading:
            facts.append(tr("audit_screen.seen", codes=opened.coder_codes))
        else:
            facts.append(tr("audit_screen.coded_by", coder=row.coder, number=row.number))
        self.header.set_state(" \N{MIDDLE DOT} ".join(facts))
        self.show_button.set_off("" if self.is_blind else tr("audit_screen.shown_already"))
        self.header.show_button(self.show_button, self.is_blind)
        words = "finish" if self.is_reading else "keep" if self.judge.is_open else "next"
        if words == "next" and opened.waiting is None:
            words = "result"
        self.next_button.setText(tr(f"audit_screen.{words}"))

    def show_panes(self) -> None:
        """Show both panes where there is room."""
        two = self.width() >= _TWO
        self.chart.setVisible(two or self.active is self.chart)
        self._right.setVisible(two or self.active is not self.chart)

    @Slot()
    def _on_closed(self) -> None:
        self.say(tr(f"audit_screen.say.{'keeps_nothing' if self.is_reading else 'read_already'}"))

    @Slot()
    def _on_marks(self) -> None:
        self.messages.clear()
        self.deeds.keep_marks()

    @Slot(object)
    def _on_row(self, row: object) -> None:
        """Stress the passages of the code that the difference is about."""
        item = getattr(row, "item", None)
        if item is None or self.is_reading:
            return
        shown = (item.auditor or item.coder).split(" ")[0].replace(".", "")
        self.chart.stress((item.is_diagnosis, shown))

    @Slot()
    def _on_show(self) -> None:
        self.deeds.show_codes()

    @Slot()
    def _on_next(self) -> None:
        if self.opened is None:
            return
        if self.is_reading:
            self.deeds.finish()
        elif self.judge.is_open:
            self.deeds.give_verdicts()
        else:
            self.go_on()
