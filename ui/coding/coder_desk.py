"""The coder's desk: worklist, chart and codes side by side; a visit goes from open to released."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractButton, QApplication, QStackedWidget, QWidget

from app.charting.worklist import StateCount, WorklistRow
from app.values.problem import Outside, Refused
from ui.coding import desk_keys
from ui.coding.coding_screen import CodingScreen
from ui.coding.keeper import Judged
from ui.coding.lesson_strip import under_strip
from ui.coding.releasing import Releasing, set_words
from ui.coding.typed_ahead import TypedAhead
from ui.coding.visit import Visit, filter_of, read_visit
from ui.coding.visit_deeds import VisitDeeds
from ui.coding.work_pane import WorkPane
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.label import Status
from ui.kit.page import EmptyState, NextStep, PageHeader
from ui.kit.splitter import Splitter
from ui.messages import message_of
from ui.screen import KeyHint, Target
from ui.text import tr

_THREE, _TWO = 1012, 760
_LOOK_AFTER_MS = 90
_OF_VISIT = ("document", "superbill_event", "patient", "coverage", "query_event")
_ELSEWHERE = {0: Target("take-in", ("load",)), 1: Target("type-visit")}
_OTHER = Qt.FocusReason.OtherFocusReason


class CoderDesk(CodingScreen):
    """One visit at a time: read, code, see what is wrong, release, and the next one opens."""

    deeds: VisitDeeds

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("coder_desk.title"))
        self.work = WorkPane(desk)
        self.visit: Visit | None = None
        self._wanted: int | None = None
        self._to_encoder = self._gives_up = False
        self._judged: Judged | None = None
        self.active = self.work
        self._beside = ""
        self.ahead = TypedAhead(self)
        self.deeds, self.releasing = VisitDeeds(self), Releasing(self)
        self._build()
        self._look = QTimer(self)
        self._look.setSingleShot(True)
        self._look.setInterval(_LOOK_AFTER_MS)
        self._connect()

    def open_with(self, target: Target) -> None:
        """Show the list, one visit of it, or the list under another filter."""
        kind, *rest = target.ids or ("",)
        if kind in ("visit", "encounter") and rest:
            number, query = int(str(rest[0])), int(str(rest[1])) if len(rest) > 1 else None
            self.open_visit(number, to_encoder=query is None)
            if self._wanted is None and query is None:
                # It is shown already, and the window may still begin in the worklist after this.
                self._to_encoder = True
                QTimer.singleShot(0, self, self._go_to_encoder)
            self.deeds.queries.want(number, query)
        elif kind == "filter" and rest:
            self.work.set_filter(filter_of(str(rest[0])))
        if not self.work.is_loaded or kind in ("visit", "encounter"):
            self.work.load()
        focus = QApplication.focusWidget()
        if focus is None or not any(pane.isAncestorOf(focus) for pane in self.panes()):
            self.begin()

    def place(self) -> Target:
        """Come back to the visit that is open."""
        return Target("coder", ("visit", self.visit.id) if self.visit else ())

    def paper_of(self) -> tuple[str, str]:
        """Give the visit whose papers are shown."""
        return ("encounter", str(self.visit.id)) if self.visit else super().paper_of()

    def open_visit(self, encounter_id: int, *, to_encoder: bool = False) -> None:
        """Open a visit once what was changed in the one before is stored."""
        self._to_encoder = self._to_encoder or to_encoder
        if self.visit is not None and self.visit.id == encounter_id and self._wanted is None:
            self._go_to_encoder()
            self.ahead.give()
            return
        self._wanted = encounter_id
        self.keeper.settle(partial(self._read, encounter_id))

    def reload(self) -> None:
        """Read the open visit anew; what could not be stored is given up."""
        if self.visit is not None:
            self.messages.clear()
            self._wanted, self._gives_up = self.visit.id, True
            self._read(self.visit.id)

    def primary(self) -> QAbstractButton:
        """Give the button that releases the visit, or sends the query that is written."""
        return self.deeds.primary() or self.release_button

    def panes(self) -> tuple[QWidget, ...]:
        """Give worklist, chart and codes; one of them alone when nothing is open."""
        if self._right.currentWidget() is self.nothing:
            return (self.work, self.nothing)
        return (self.work, self.chart, self.codes)

    def all_panes(self) -> Sequence[QWidget]:
        """Give worklist, chart and codes."""
        return (self.work, self.chart, self.codes)

    @property
    def is_coding(self) -> bool:
        """Tell whether a visit is open."""
        return self.visit is not None

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the pane with the focus."""
        return desk_keys.hints(self)

    def leave(self) -> bool:
        """Close the innermost thing: a question, results, a paper; then leave the encoder."""
        closed = self.deeds.close_panel() or self.codes.encoder.leave() or self.chart.leave()
        if closed:
            self._keep_focus_in_sight()
        return closed or desk_keys.step_out(self)

    def _keep_focus_in_sight(self) -> None:
        """Let no key go to what has closed: where it was opened from may have no room now."""
        focus = QApplication.focusWidget()
        if focus is None or not (focus.isVisible() and self.isAncestorOf(focus)):
            self.active.setFocus(_OTHER)

    def _build(self) -> None:
        header = PageHeader(tr("coder_desk.title"))
        self.header = header
        self.blocks = Status("block", "")
        self.blocks.hide()
        header.add_fact(self.blocks)
        self.ask_button = button("plain", tr("coder_desk.ask_button"), "Ctrl+J")
        self.release_button = button("primary", tr("coder_desk.release_button"), "Ctrl+Enter")
        header.add_button(self.ask_button)
        header.add_button(self.release_button)
        self.nothing = EmptyState(
            "circle-check", tr("coder_desk.empty.title"), tr("coder_desk.empty.words"),
            [
                NextStep(tr("coder_desk.empty.load"), tr("coder_desk.empty.load_fact"),
                         "file-up", "Ctrl+L"),
                NextStep(tr("coder_desk.empty.type"), tr("coder_desk.empty.type_fact"),
                         "user-plus", "Ctrl+N"),
                NextStep(tr("coder_desk.empty.open"), tr("coder_desk.empty.open_fact"),
                         "list-filter"),
            ],
        )  # fmt: skip
        self._inner = Splitter(tr("coder_desk.split.inner"), self.chart, self.codes)
        self._right = QStackedWidget()
        self._right.addWidget(self._inner)
        self._right.addWidget(self.nothing)
        self._outer = Splitter(tr("coder_desk.split.outer"), self.work, self._right)
        self.lay_out(header, under_strip(self, self._outer))
        self._outer.set_widths((272, 968), grows=1)
        self._inner.set_widths((428, 540), grows=0)

    def _connect(self) -> None:
        self._look.timeout.connect(self._on_look)
        self.work.wanted.connect(self.show_sender)
        self.work.chosen.connect(self._on_chosen)
        self.work.opened.connect(self._on_opened)
        self.work.counted.connect(self._on_counted)
        self.keeper.judged.connect(self._on_judged)
        self.keeper.refused.connect(self._on_not_saved)
        self.keeper.closed.connect(self.releasing.say_left)
        self.chart.attach_wanted.connect(self.deeds.attach)
        self.chart.superbill_wanted.connect(self.chart.past.show_superbill)
        self.release_button.clicked.connect(self.releasing.release)
        self.ask_button.clicked.connect(self.deeds.queries.ask)
        self.nothing.taken.connect(self._on_step)
        self.desk.changed.connect(self._on_changed)
        self.desk.refused.connect(self.ahead.drop)
        self.listen()

    def _read(self, encounter_id: int) -> None:
        self.desk.read(
            read_visit, encounter_id, then=self._show, latest="visit", otherwise=self._on_gone
        )

    @Slot(object)
    def _show(self, visit: Visit) -> None:
        if self._wanted not in (None, visit.id):
            return
        again = self.visit is not None and self.visit.id == visit.id
        self._wanted = None
        visit = self.deeds.looks.shown(visit)
        self.visit, self.work.keep = visit, visit.id
        self.hand.provider_id = visit.chart.visit.provider_id
        self._right.setCurrentWidget(self._inner)
        self.chart.show_visit(visit)
        self.codes.remark = visit.sent_back if visit.state.is_open else ""
        if not again or self._gives_up or self.keeper.is_stored:
            self._judged, self._gives_up = None, False
            self.keeper.open(visit.draft, is_open=visit.is_open, store=self.deeds.looks.store())
        if not again:
            if self.hand.reference is not None:
                self.messages.clear()
            self.codes.open_for(set_words(self.hand, self.keeper.draft))
            if not self.work.list.select_id(visit.id):
                self.work.load()
        self.show_buttons()
        self._go_to_encoder()
        self.deeds.visit_shown(again=again)
        self.ahead.give()
        self.keys_changed.emit()

    @Slot()
    def _go_to_encoder(self) -> None:
        if self._to_encoder:
            self._to_encoder = False
            self.show_pane(self.codes)
            self.codes.encoder.setFocus(_OTHER)

    def open_next(self) -> None:
        """Open the visit after the one that has left the desk."""
        after = self.work.next_to(self.visit.id if self.visit is not None else None)
        self.keeper.open(None, is_open=False)
        self.visit, self.work.keep = None, None
        self.messages.clear()
        if after is not None:
            self.work.list.select_id(after)
            self.open_visit(after, to_encoder=True)
        else:
            self._show_nothing()
        self.work.load()

    def _show_nothing(self) -> None:
        if self.visit is not None and self.hand.reference is not None:
            # What was said was of the visit that was open.
            self.messages.clear()
        self.visit, self.work.keep = None, None
        self.keeper.open(None, is_open=False)
        self.ahead.drop()
        self.nothing.offer(2, self.work.key() != "open", leads=True)
        self._right.setCurrentWidget(self.nothing)
        self.show_buttons()

    def show_buttons(self) -> None:
        """Turn the buttons on, or off with the reason."""
        is_open = self.visit is not None and self.keeper.is_open
        reason = ""
        if self.visit is None:
            reason = tr("coder_desk.say.no_visit")
        elif not is_open and not self.deeds.looks.stops:
            reason = tr("coder_desk.say.left")
        self.ask_button.set_off(reason)
        self.release_button.setText(self.deeds.button_words())
        reason = "" if self.deeds.can("coding.open-again") else reason
        writing = self.deeds.primary() is not None
        self.release_button.set_off(reason or (tr("query_panel.first") if writing else ""))
        if not is_open:
            self.blocks.hide()

    def show_panes(self) -> None:
        """One pane below 760, two below 1012 logical pixels, else all three."""
        wide, active = self.width(), self.active
        three, two = wide >= _THREE, wide >= _TWO
        in_work = active is self.work
        # Words that would be cut stand in the worklist's filter too.
        self.header.set_title(tr("coder_desk.title"), self._beside if three else "")
        self._tell_blocks()
        self.work.setVisible(three or in_work)
        self._right.setVisible(three or two or not in_work)
        self.chart.setVisible(three or active is self.chart or two)
        self.codes.setVisible(three or active is self.codes or (two and not in_work))

    @Slot(object)
    def _on_chosen(self, row: WorklistRow | None) -> None:
        if row is None:
            self._look.stop()
            self.keeper.settle(self._show_nothing)
            return
        if self.visit is None or row.id != self.visit.id:
            self._look.start()
        else:
            self.work.keep = row.id

    @Slot()
    def _on_look(self) -> None:
        row = self.work.list.current_row()
        if row is not None and (self.visit is None or row.id != self.visit.id):
            self.open_visit(row.id)

    @Slot(object)
    def _on_opened(self, row: WorklistRow) -> None:
        self._look.stop()
        self.ahead.hold()
        self.open_visit(row.id, to_encoder=True)

    @Slot(object)
    def _on_counted(self, counts: tuple[StateCount, ...]) -> None:
        waiting = [one for one in counts if one.state.is_open]
        elsewhere = sum(one.count for one in waiting if one.state.waits_for_others)
        here = sum(one.count for one in waiting) - elsewhere
        # The rail counts what is to code: both are named, and neither is without the other.
        parts = [tr("coder_desk.to_code", n=here)]
        parts += [tr("coder_desk.waits", n=elsewhere)] if elsewhere else []
        age = tr("coder_desk.age", n=max((one.oldest for one in waiting), default=0))
        told = tr("coder_desk.state", visits=", ".join(parts), age=age)
        self._beside = told if waiting else tr("coder_desk.state_none")
        self.show_panes()

    @Slot(object)
    def _on_changed(self, changes: object) -> None:
        touch = getattr(changes, "touch", None)
        if touch is None:
            return
        if touch("fee"):
            self.read_fees()
        if self.visit is not None and touch(*_OF_VISIT):
            self._read(self.visit.id)

    @Slot(object)
    def _on_judged(self, found: Judged) -> None:
        self._judged = found
        is_open = self.keeper.is_open
        self.blocks.setVisible(bool(found.blocks) and is_open and not found.draft.is_empty)
        self._tell_blocks()
        shown = 0 if found.draft.is_empty else found.blocks
        self.work.show_blocks(found.draft.encounter_id, shown)

    def _tell_blocks(self) -> None:
        """Say how many problems keep the visit here, in fewer words where there is little room."""
        key = "coder_desk.blocks" if self.width() >= _TWO else "coder_desk.list.blocks"
        self.blocks.show_state("block", tr(key, n=self._judged.blocks if self._judged else 0))

    @Slot(object)
    def _on_not_saved(self, error: Refused | Outside) -> None:
        self.ahead.drop()
        message = message_of(error)
        again = button("plain", tr("coder_desk.again")).be_small()
        again.clicked.connect(self.reload)
        self.messages.say(message.tone, message.now, message.what, again)
        self._wanted = None
        if self.visit is not None:
            self.work.list.select_id(self.visit.id)

    @Slot(object)
    def _on_gone(self, error: Refused | Outside) -> None:
        self.ahead.drop()
        self._wanted = None
        self.refuse(error)
        self.work.load()

    @Slot(object)
    def _on_step(self, number: int) -> None:
        if number in _ELSEWHERE:
            self.go.emit(_ELSEWHERE[number])
        else:
            self.work.set_filter("open")
            self.work.list.setFocus(_OTHER)
