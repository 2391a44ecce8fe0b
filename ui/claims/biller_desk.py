"""The biller's desk: from the superbill that came in to the last answer of the payer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from app.claims import facts as claim_facts
from app.claims import sending
from app.claims.facts import SUPERBILLS, ClaimFacts, DeskQueue, SuperbillFacts
from app.claims.life import ClaimRow, Queue
from app.denials.work import DenialRow
from app.store.changes import Changes
from app.superbills import printing
from app.superbills.waiting import WaitingRow
from app.values.money import Money
from ui.billing_parts.pane import PaneRow
from ui.claims import biller_keys, reading, steps
from ui.claims.asking import Asking
from ui.claims.claim_page import ClaimPage
from ui.claims.empty_queue import EmptyQueue
from ui.claims.queue_pane import QueuePane, Waiting, thing_of
from ui.claims.reading import PAGE
from ui.desk import Desk
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.page import PageHeader
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_TABLES = ("claim", "superbill_event", "entry", "denial", "contact", "encounter")


class BillerDesk(Screen):
    """Queues and their list at the left, one superbill or claim at the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("biller_desk.title"))
        self.queues, self.page = QueuePane(desk.tell_day), ClaimPage(desk)
        self.asking = Asking(desk, self.page.next, self._done, self.go.emit)
        self._panes = PaneRow(tr("biller_desk.title"), (self.queues, self.page))
        self._panes.set_widths((284, 956), 1)
        self._is_starting = True
        self._wanted: tuple[str, int] | None = None
        self._alone: tuple[str, int] | None = None
        """An answered claim, which waits in no queue and is shown by itself."""
        self._is_filling = False
        self._shown: tuple[str, int] | None = None
        self._facts: ClaimFacts | SuperbillFacts | None = None
        self._header = PageHeader(tr("biller_desk.title"))
        self._with_payers = label("", "soft")
        self._header.add_fact(self._with_payers)
        self._send_all = button("plain", tr("biller_desk.send_none"), "Ctrl+Shift+S")
        self._header.add_button(self._send_all)
        self.lay_out(self._header, self._panes)
        self._connect()

    def open_with(self, target: Target) -> None:
        """Show a queue, a claim or a superbill; else stay where the user was."""
        kind = target.ids[0] if target.ids else ""
        self._alone = None
        self.begin()
        if kind == "eob":
            self.go.emit(Target("remittance", ("new",)))
        elif kind == "queue":
            self._read_queues(str(target.ids[1]))
        elif kind in ("claim", "superbill"):
            self._wanted = (str(kind), int(str(target.ids[1])))
            self._find(self._wanted)
        else:
            where = target.where if isinstance(target.where, tuple) else ("", None)
            self._wanted = where[1]
            self._read_queues(where[0])

    def place(self) -> Target:
        """Give the queue and the row the user is on."""
        return Target("biller", where=(self.queues.queue, self._shown))

    def paper_of(self) -> tuple[str, str]:
        """Give the superbill whose page is shown."""
        return ("superbill", str(self._superbill() or ""))

    def begin(self) -> None:
        """Start in the list, as soon as it is read."""
        self._is_starting = True
        self.queues.setFocus()

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the next step first, or of the paper."""
        return biller_keys.hints(self.page, self._facts, sends=self.can("biller.send-all"))

    def panes(self) -> Sequence[QWidget]:
        """Give queues, list and claim."""
        return (self.queues.queues, self.queues, self.page)

    def primary(self) -> QAbstractButton | None:
        """Give the filled button of the next step; none on a paper and in an empty queue."""
        return self.page.next.primary if self.page.is_claim_shown else None

    def leave(self) -> bool:
        """Close the paper, then the question; in a narrow window go back to the list."""
        if self.page.is_paper_shown:
            self.page.close_paper()
            self.queues.setFocus()
            self.keys_changed.emit()
            return True
        if self.page.next.is_asking:
            self.page.next.close_question()
            return True
        if self._panes.is_narrow and self._panes.is_here(self.page):
            self.queues.setFocus()
            return True
        return False

    def can(self, action: str) -> bool:
        """Whether an action has something to act on now."""
        if self.page.next.understands(action):
            return self.page.next.can(action)
        claim = isinstance(self._facts, ClaimFacts)
        return {
            "billing.log-contact": claim,
            "edit.note": self._facts is not None,
            "edit.change": self._facts is not None,
            "biller.superbill": self._superbill() is not None,
            "biller.send-all": self._send_all.isEnabled(),
            "biller.send-back": bool(self._way_back()),
            "biller.bill-to": self._offers(steps.BILL_TO),
            "biller.npi": self._offers(steps.PROVIDER),
            "file.print": self.page.is_paper_shown,
            "file.save": self.page.is_paper_shown,
        }.get(action, False)

    def perform(self, action: str) -> bool:
        """Run an action of this desk."""
        if self.page.next.understands(action):
            return self.page.next.perform(action)
        own: dict[str, Callable[[], object]] = {
            "billing.log-contact": partial(self.asking.take, "call"),
            "edit.note": self._note,
            "edit.change": self._edit_line,
            "biller.superbill": self._open_paper,
            "biller.send-all": self._mark_all,
            "biller.send-back": lambda: self.asking.take(self._way_back()),
            "biller.bill-to": partial(self.asking.take, steps.BILL_TO),
            "biller.npi": partial(self.asking.take, steps.PROVIDER),
            "file.print": self.page.paper.print_pages,
            "file.save": self.page.paper.save_pages,
        }
        if action not in own or not self.can(action):
            return False
        if action not in biller_keys.ON_PAPER:
            self.page.drop_paper()
        own[action]()
        self.keys_changed.emit()
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one pane at a time in a narrow window."""
        super().resizeEvent(event)
        self._panes.fold(self.width())

    def _connect(self) -> None:
        self.queues.queue_chosen.connect(self._choose_queue)
        self.queues.row_chosen.connect(self._show_row)
        self.queues.opened.connect(self._enter)
        self.queues.more_wanted.connect(self._read_more)
        self.page.next.taken.connect(self.asking.take)
        self.page.next.taken.connect(self.keys_changed)
        self.page.next.asked.connect(self._show_page)
        self.page.next.closed.connect(self._back_to_list)
        self.page.next.decided.connect(self._decided)
        self.page.paper_wanted.connect(self._open_paper)
        self.page.paper.saved.connect(self._saved)
        self.page.paper.refused.connect(self.refuse)
        self.asking.noted.connect(self._reshow)
        self.page.note.clicked.connect(self._note)
        self._send_all.clicked.connect(self._mark_all)
        self.desk.changed.connect(self._on_changed)

    @Slot(object)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touch(*_TABLES) and self.isVisible():
            self._read_queues("")

    def _read_queues(self, queue: str) -> None:
        self.desk.read(
            claim_facts.desk_queues, self.desk.today, then=partial(self._show_queues, queue),
            owner=self, latest="queues",
        )  # fmt: skip

    def _show_queues(self, wanted: str, queues: Sequence[DeskQueue]) -> None:
        before = self.queues.queue
        by_key = {one.key: one for one in queues}
        self._is_filling = True
        self.queues.show_queues(queues, wanted)
        self._is_filling = False
        asked = [
            by_key[q.value] for q in (Queue.SENT, Queue.NO_ANSWER, Queue.DENIED, Queue.APPEALED)
        ]
        count, total = sum(q.count for q in asked), Money.total(q.total for q in asked)
        self._with_payers.setText(tr("biller_desk.with_payers", n=count, amount=total))
        ready = by_key[Queue.READY.value].count
        self._send_all.setText(
            tr("biller_desk.send_all", n=ready) if ready else tr("biller_desk.send_none")
        )
        self._send_all.set_off("" if ready else tr("biller_desk.none_ready"))
        if self.queues.queue == before:
            self._read_list(before)

    @Slot(object)
    def _choose_queue(self, queue: str) -> None:
        if not self._is_filling:
            self._alone = None
        self._read_list(queue)

    def _read_list(self, queue: str) -> None:
        self.desk.read(
            reading.rows_of, queue, self.desk.today, None, then=self._show_list, latest="list"
        )

    @Slot()
    def _read_more(self) -> None:
        last = self.queues.list.rows_model.rows[-1:]
        if last:
            self.desk.read(
                reading.rows_of, self.queues.queue, self.desk.today, last[0].after,
                then=self._add_list, latest="list",
            )  # fmt: skip

    def _add_list(self, rows: Sequence[Waiting]) -> None:
        self.queues.add_rows(rows, more=len(rows) == PAGE)

    def _show_list(self, rows: Sequence[Waiting]) -> None:
        in_list = QApplication.focusWidget() in (None, self.queues.list)
        self._is_filling = True
        self.queues.show_rows(rows, more=len(rows) == PAGE)
        self._is_filling = False
        if self._alone is not None:
            self._is_starting = False
            self.queues.leave_rows()
            self._show_thing(self._alone)
            return
        if self._wanted is not None:
            self.queues.select(self._wanted)
            self._wanted = None
        current = self.queues.list.current_row()
        if self._is_starting and self.isVisible() and self.queues.queues.hasFocus():
            self.queues.setFocus()
        self._is_starting = False
        if current is None:
            self._show_nothing()
            if in_list and self.isVisible():
                self.queues.queues.setFocus()
        elif thing_of(current) == self._shown:
            self._show_row(current)

    @Slot(object)
    def _show_row(self, row: object) -> None:
        if isinstance(row, WaitingRow | ClaimRow) and not (self._alone and self._is_filling):
            self._alone = None
            self._show_thing(thing_of(row))

    def _show_thing(self, thing: tuple[str, int]) -> None:
        if thing != self._shown:
            self.page.next.close_quietly()
            self.page.drop_paper()
            self.messages.clear()
        self._shown = thing
        self.desk.read(
            reading.thing, *thing, self.desk.today, then=self._show_facts, latest="thing"
        )

    def _show_facts(self, found: tuple[ClaimFacts | SuperbillFacts, tuple[DenialRow, ...]]) -> None:
        facts, lines = found
        self._facts = facts
        self.asking.facts = facts
        if not self.page.next.is_asking:
            if isinstance(facts, ClaimFacts):
                self.page.show_claim(facts, lines)
            else:
                self.page.show_superbill(facts)
        self.keys_changed.emit()

    def _find(self, thing: tuple[str, int]) -> None:
        """Go to the queue that a claim waits in; an answered one is shown by itself."""
        if thing[0] == "superbill":
            self._read_queues(SUPERBILLS)
            return
        self.desk.read(
            claim_facts.queue_of, thing[1], self.desk.today, then=partial(self._go_to, thing),
            owner=self, latest="find",
        )  # fmt: skip

    def _go_to(self, thing: tuple[str, int], queue: Queue) -> None:
        if queue is Queue.ANSWERED:
            self._wanted, self._alone = None, thing
            self._show_thing(thing)
            self.page.setFocus()
        self._read_queues("" if queue is Queue.ANSWERED else queue.value)

    def _show_nothing(self) -> None:
        self._facts = self._shown = self.asking.facts = None
        self.page.next.forget()
        self._empty = EmptyQueue(self.queues.queue, self.queues.queues.rows_model.rows)
        self._empty.taken.connect(self._take_empty)
        self.page.show_empty(self._empty)
        self.keys_changed.emit()

    @Slot(object)
    def _take_empty(self, number: int) -> None:
        self.go.emit(self._empty.goes_to(number))

    @Slot(object)
    def _enter(self, _row: object) -> None:
        self.page.setFocus()

    @Slot()
    def _show_page(self) -> None:
        self._panes.show_pane(self.page)

    @Slot()
    def _back_to_list(self) -> None:
        self.queues.setFocus()
        self._reshow()

    @Slot()
    def _reshow(self) -> None:
        if self._shown is not None:
            self._show_thing(self._shown)

    @Slot(object)
    def _decided(self, words: str) -> None:
        self._done(words)

    def _done(self, words: str, undo: Callable[[], object] | None = None) -> None:
        """Say what was done and go back to the list, which moves on by itself."""
        self.page.next.close_quietly()
        self.said.emit(Notice(words, undo))
        self.queues.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.keys_changed.emit()

    @Slot(str)
    def _saved(self, name: str) -> None:
        self.said.emit(Notice(tr("kit.paper_saved", file=name)))

    @Slot()
    def _mark_all(self) -> None:
        self.desk.do(sending.mark_all_billed, self.desk.today, then=self._marked_all)

    def _marked_all(self, ids: tuple[int, ...]) -> None:
        undo = partial(self.desk.do, sending.not_billed, ids)
        self.said.emit(Notice(tr("biller_desk.done.sent_all", n=len(ids)), undo))

    @Slot()
    def _note(self) -> None:
        self.page.setFocus()
        self.asking.ask_note()
        self.keys_changed.emit()

    def _edit_line(self) -> None:
        """Send a line back to the coder; of a denied one, decide on a corrected claim."""
        self.page.setFocus()
        if self.page.next.denial is not None:
            self.page.next.decide("corrected")
        else:
            self.asking.edit_line(self.page.lines.table.current_row())
        self.keys_changed.emit()

    def _way_back(self) -> str:
        """Give the way back to the coder that is offered now; empty for none."""
        ways = (steps.SEND_BACK, steps.TAKE_BACK)
        return next((way for way in ways if self._offers(way)), "")

    def _offers(self, way: str) -> bool:
        return self._facts is not None and self.page.next.offers(way)

    def _superbill(self) -> int | None:
        if isinstance(self._facts, SuperbillFacts):
            return self._facts.bill.id
        return self._facts.view.superbill_id if self._facts is not None else None

    @Slot()
    def _open_paper(self) -> None:
        if self.page.is_paper_shown:
            self.leave()
            return
        superbill = self._superbill()
        if superbill is not None:
            self.desk.read(printing.superbill_pdf, superbill, then=self._show_paper)

    def _show_paper(self, pdf: bytes) -> None:
        self.page.show_paper(pdf)
        self.keys_changed.emit()
