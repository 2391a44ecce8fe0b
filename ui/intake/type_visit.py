"""Typing visits one after another: for those that stand on no list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from app.charting import expected, usual, visits
from app.charting.expected import Awaited
from app.patients import finding
from app.patients.finding import PatientRow
from app.payers import payers
from app.payers.payers import PayerDraft
from app.values.dates import show_date
from ui.columns import Column
from ui.desk import Desk
from ui.intake.visit_form import VisitForm, read_choices
from ui.kit.banner import Banner
from ui.kit.button import button, small_button
from ui.kit.page import PageHeader
from ui.kit.panel import Panel
from ui.kit.scroll import scrolled
from ui.rows_model import RowsModel, rows_table
from ui.screen import KeyHint, Notice, Screen, Target
from ui.text import tr

_FORM_WIDE, _RIGHT_WIDE = 680, 360
_FOLDS_BELOW = 1000
_KEYS = (
    ("Enter", "field"), ("↑↓", "move"), ("Ctrl+Enter", "save"), ("Ctrl+L", "files"),
    ("Esc", "back"),
)  # fmt: skip
_WATCHED = ("provider", "facility", "payer")


@dataclass(frozen=True, slots=True)
class Typed:
    """One visit that was typed since the page was opened; ``id`` is the encounter's."""

    id: int
    who: str
    dos: date


class TypeVisit(Screen):
    """The form at the left, what was typed just now at the right. Ctrl+Enter saves and goes on."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self.setWindowTitle(tr("intake_screen.visit.title"))
        self.header = PageHeader(tr("intake_screen.visit.title"), tr("intake_screen.visit.state"))
        self.save = self.header.add_button(
            button("primary", tr("intake_screen.visit.save"), "Ctrl+Enter")
        )
        self.form = VisitForm(desk)
        self.alike = Banner("warn", "")
        self.use = small_button(tr("intake_screen.visit.use"))
        self.alike.add_side(self.use)
        self.alike.hide()
        self._alike: PatientRow | None = None
        self._saving = False
        self.rows: RowsModel[Typed] = RowsModel(_columns(), lambda row: row.id)
        self.table = rows_table(self.rows, tr("intake_screen.visit.typed"), compact=True)
        self.lay_out(self.header, self._body())
        self._connect()
        self._offer()
        self._blank = self._offered = self._typed()
        """What the form holds while nobody has typed on it: nothing, or an expected visit."""

    def open_with(self, target: Target) -> None:
        """Begin with the patient's name; ("expected", id) with what the schedule knows."""
        kind, *rest = target.ids or ("",)
        self.form.who.setFocus()
        if kind == "expected" and rest:
            self.desk.read(
                expected.awaited, int(str(rest[0])), then=self._begin_expected, owner=self,
                latest="expected",
            )  # fmt: skip

    @Slot(object)
    def _begin_expected(self, found: Awaited | None) -> None:
        if found is None:
            return
        if self._typed() not in (self._blank, self._offered):
            self.messages.say("note", tr("intake_screen.visit.half_typed"))
            return
        self.messages.clear()
        self.form.begin_expected(found)
        self._offered = self._typed()

    def _typed(self) -> tuple[object, ...]:
        """Give what only a person knows of a visit; the rest is filled in from the last one."""
        draft = self.form.draft()
        told = (draft.reason, draft.referring_name, draft.referring_npi, self.form.member.value())
        return (draft.patient_id, draft.new_patient, *told)

    def place(self) -> Target:
        """Come back to the form as it stands."""
        return Target("type-visit")

    def keys(self) -> Sequence[KeyHint]:
        """Give the keys of the form."""
        return [KeyHint(key, tr(f"intake_screen.key.{words}")) for key, words in _KEYS]

    def primary(self) -> QAbstractButton:
        """Give *Save and type the next*."""
        return self.save

    def panes(self) -> Sequence[QWidget]:
        """Give the form and what was typed."""
        return (self.form.who.entry, self.table) if self.rows.rows else (self.form.who.entry,)

    def leave(self) -> bool:
        """Close the list of patients, then a new patient, then empty the form."""
        form = self.form
        if form.who.close_list():
            return True
        if form.is_fresh or form.who.value() is not None:
            self.alike.hide()
            form.clear()
            form.who.setFocus()
            return True
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what was typed where the form needs the room."""
        super().resizeEvent(event)
        self._fold()

    def _body(self) -> QWidget:
        self.right = Panel(tr("intake_screen.visit.typed"))
        self.right.setFixedWidth(_RIGHT_WIDE)
        self.right.add(self.table, 1)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.form)
        left.addWidget(self.alike)
        left.addStretch()
        place = QWidget()
        place.setMaximumWidth(_FORM_WIDE)
        place.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(24, 16, 24, 16)
        row.setSpacing(16)
        row.addWidget(place, 100)
        row.addStretch(1)
        row.addWidget(self.right)
        return scrolled(page)

    def _connect(self) -> None:
        self.save.clicked.connect(self._save)
        self.use.clicked.connect(self._use)
        self.form.asked.connect(self._ask)
        self.form.person_typed.connect(self._look_alike)
        self.table.opened.connect(self._open)
        self.desk.changed.connect(self._on_changed)

    def _fold(self) -> None:
        self.right.setVisible(self.width() >= _FOLDS_BELOW and bool(self.rows.rows))

    def _offer(self) -> None:
        self.desk.read(read_choices, then=self.form.offer, owner=self.form, latest="choices")

    @Slot(object)
    def _on_changed(self, changes: object) -> None:
        touch = getattr(changes, "touch", None)
        if touch is not None and touch(*_WATCHED):
            self._offer()

    @Slot()
    def _ask(self) -> None:
        day, patient = self.form.dos.value(), self.form.who.value()
        if day is not None and patient is not None:
            self.desk.read(
                usual.usual, patient, day, then=self.form.show_usual, owner=self.form,
                latest="usual",
            )  # fmt: skip

    @Slot()
    def _look_alike(self) -> None:
        person = self.form.person()
        if person.last and person.first:
            self.desk.read(
                finding.same_person, person.last, person.first, person.birth,
                then=self._show_alike, latest="alike",
            )  # fmt: skip

    def _show_alike(self, found: Sequence[PatientRow]) -> None:
        self._alike = found[0] if found and self.form.is_fresh else None
        self.alike.setVisible(self._alike is not None)
        if self._alike is not None:
            birth = self._alike.birth
            born = show_date(birth) if birth else tr("intake_screen.visit.no_birth")
            words = tr(
                "intake_screen.visit.alike", name=self._alike.name, born=born,
                number=self._alike.account_number,
            )  # fmt: skip
            self.alike.show_message("warn", words)

    @Slot()
    def _use(self) -> None:
        if self._alike is not None:
            self.alike.hide()
            self.form.who.choose(self._alike)

    @Slot()
    def _save(self) -> None:
        draft = self.form.draft()
        if self._saving or not self.form.is_ready(draft) or draft.dos is None:
            return
        if name := self.form.payer_to_make:
            self._saving = True
            made = PayerDraft(name=name)
            job = self.desk.do(payers.save, made, then=self._on_payer, owner=self)
            job.ended.connect(self._on_payer_ended)
            return
        patient = self.form.who.patient
        person = draft.new_patient
        who = patient.name if patient else f"{person.last}, {person.first}" if person else ""
        self._saving = True
        self._now = (who, draft.dos)
        job = self.desk.do(visits.save, draft, then=self._on_saved, owner=self)
        job.ended.connect(self._on_ended)

    @Slot(object)
    def _on_ended(self, _done: object) -> None:
        self._saving = False

    @Slot(object)
    def _on_payer_ended(self, done: object) -> None:
        # Once made, the visit is under way already and ends by itself.
        self._saving = self._saving and bool(done)

    def _on_payer(self, number: int) -> None:
        """Go on with the payer that the office has now."""
        self.form.payer_made(number)
        self._saving = False
        self._save()

    def _on_saved(self, number: int) -> None:
        who, dos = self._now
        self.rows.set_rows([Typed(number, who, dos), *self.rows.rows])
        self.said.emit(Notice(tr("intake_screen.visit.saved", who=who, day=show_date(dos))))
        self.alike.hide()
        self.messages.clear()
        self.form.clear()
        self._fold()
        self.form.who.setFocus()

    @Slot(object)
    def _open(self, row: Typed) -> None:
        self.go.emit(Target("coder", ("visit", row.id)))


def _columns() -> list[Column[Typed]]:
    return [
        Column(tr("intake_screen.who"), lambda row: row.who, stretch=True),
        Column(tr("intake_screen.dos"), lambda row: show_date(row.dos)),
    ]
