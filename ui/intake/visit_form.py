"""The form of one visit: who, when, with whom, where, who pays, why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.charting.expected import Awaited
from app.charting.usual import Usual
from app.charting.visits import EncounterDraft
from app.patients.coverages import CoverageDraft, CoverageRow
from app.patients.finding import PatientRow
from app.patients.registration import PatientDraft
from app.payers import payers
from app.payers.payers import PayerRow
from app.practice import providers
from app.practice.providers import FacilityRow, ProviderRow
from app.values.dates import show_date
from app.values.person import Sex
from app.values.problem import Severity
from ui.desk import Desk
from ui.fields import ChoiceField, DateField, FormRows, TextField
from ui.intake.who_field import WhoField
from ui.kit.field import Field, show_problems
from ui.kit.panel import Panel
from ui.name_field import NameField
from ui.text import tr

SELF_PAY, NEW, UNKNOWN = "self", "new", "unknown"
_TO_MAKE = -1
PLACES = ("11", "02", "10", "12", "21", "22", "23", "31", "32")


@dataclass(frozen=True, slots=True)
class Choices:
    """Who sees patients, where, and which payers there are."""

    providers: tuple[ProviderRow, ...]
    facilities: tuple[FacilityRow, ...]
    payers: tuple[PayerRow, ...]


def read_choices(session: Any) -> Choices:
    """Read what the form offers."""
    active = providers.providers(session, active_only=True)
    return Choices(active, providers.facilities(session), payers.payers(session))


class VisitForm(QWidget):
    """Fields in the order of typing; a new patient and a new coverage unfold in place."""

    asked = Signal()
    """The patient or the date changed: what is usual must be read again."""
    person_typed = Signal()
    """Enough of a new patient is typed to look for one who is here already."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.is_fresh = False
        self._today, self._day = desk.tell_day, desk.today
        self.who = WhoField(desk)
        self.last = NameField(tr("kit.field.last"), needed=True, longest=60)
        self.first = NameField(tr("kit.field.first"), needed=True, longest=35)
        self.birth = DateField(tr("intake_screen.field.birth"), desk.today, past=True)
        sexes = [(one.value, tr(f"intake_screen.sex.{one.name.lower()}")) for one in Sex]
        self.sex = ChoiceField(tr("intake_screen.field.sex"), sexes)
        self.dos = DateField(tr("intake_screen.dos"), desk.today, needed=True)
        self.provider = ChoiceField(
            tr("intake_screen.provider"), blank=tr("intake_screen.visit.no_provider")
        )
        self.where = ChoiceField(tr("intake_screen.visit.where"), needed=True)
        self.cover = ChoiceField(tr("intake_screen.visit.cover"), needed=True)
        self.payer = ChoiceField(tr("intake_screen.payer"), needed=True)
        self.payer_name = TextField(tr("intake_screen.visit.payer_name"), needed=True, longest=80)
        self.member = TextField(tr("intake_screen.field.member_id"), wide=200, longest=40)
        self.reason = TextField(tr("intake_screen.field.reason"), longest=120)
        self.referring = TextField(tr("intake_screen.field.referring"), longest=120)
        self.referring_npi = TextField(
            tr("intake_screen.field.referring_npi"), wide=200, longest=10
        )
        self._lay()
        self.offer(Choices((), (), ()))
        self.offer_coverages(())
        self._connect()
        desk.day_turned.connect(self._turn_day)
        self.clear()

    @property
    def fields(self) -> dict[str, Field[Any]]:
        """Give the fields by the names of the draft."""
        return {
            "patient_id": self.who, "last": self.last, "first": self.first, "birth": self.birth,
            "sex": self.sex, "dos": self.dos, "provider_id": self.provider,
            "place_of_service": self.where, "coverage_id": self.cover, "payer_id": self.payer,
            "payer_name": self.payer_name, "member_id": self.member, "reason": self.reason,
            "referring_name": self.referring, "referring_npi": self.referring_npi,
        }  # fmt: skip

    def draft(self) -> EncounterDraft:
        """Give the visit as it is typed."""
        where = self.where.value() or "pos:11"
        kind, _, number = where.partition(":")
        provider, cover = self.provider.value(), self.cover.value()
        return EncounterDraft(
            patient_id=None if self.is_fresh else self.who.value(),
            new_patient=self.person() if self.is_fresh else None,
            dos=self.dos.value(),
            provider_id=int(provider) if provider else None,
            facility_id=int(number) if kind == "facility" else None,
            place_of_service=number if kind == "pos" else "11",
            coverage_id=int(cover) if cover and cover.isdecimal() else None,
            new_coverage=self._new_coverage() if cover == NEW else None,
            is_self_pay=cover == SELF_PAY,
            reason=self.reason.value() or "",
            referring_name=self.referring.value() or "",
            referring_npi=self.referring_npi.value() or "",
        )

    def person(self) -> PatientDraft:
        """Give the new patient as typed."""
        return PatientDraft(
            last=self.last.value() or "",
            first=self.first.value() or "",
            birth=self.birth.value(),
            sex=Sex(self.sex.value() or Sex.UNKNOWN.value),
        )

    def is_ready(self, draft: EncounterDraft) -> bool:
        """Show what is wrong; False when something keeps the visit from being saved."""
        shown = {key: field for key, field in self.fields.items() if field.isVisibleTo(self)}
        if self.is_fresh:
            shown.pop("patient_id")
        unread = [(field, field.own_problem()) for field in shown.values()]
        found = draft.problems(self._today())
        if draft.new_coverage is not None:
            found += draft.new_coverage.problems()
        show_problems(shown, found)
        # What cannot be read must not get lost behind a mere warning that nothing is there.
        unread = [(f, words) for f, words in unread if words]
        for field, words in unread:
            field.show_problem(words)
        if unread:
            unread[0][0].setFocus()
        return not unread and not any(p.severity is Severity.BLOCK for p in found)

    def offer(self, choices: Choices) -> None:
        """Offer providers, places and payers; what is chosen stays."""
        self.provider.set_choices([(str(one.id), one.name) for one in choices.providers])
        places = [(f"facility:{one.id}", one.name) for one in choices.facilities]
        places += [(f"pos:{code}", tr(f"intake_screen.place.{code}")) for code in PLACES]
        self.where.set_choices(places)
        if self.where.value() is None:
            self.where.set_value("pos:11")
        self._offer_payers([(str(one.id), one.name) for one in choices.payers])
        if len(choices.providers) == 1 and self.provider.value() is None:
            self.provider.set_value(str(choices.providers[0].id))

    @property
    def payer_to_make(self) -> str:
        """Give the name of a payer that the office does not have yet; empty when it has it."""
        asked = self.cover.value() == NEW and self.payer.value() == NEW
        return self.payer_name.value() or "" if asked else ""

    def payer_made(self, number: int) -> None:
        """Choose the payer that was made from the name that was typed."""
        held = [(str(number), self.payer_to_make), *self._payers]
        self._offer_payers(held)
        self.payer.set_value(str(number))
        self._unfold_cover()

    def _offer_payers(self, held: Sequence[tuple[str, str]]) -> None:
        self._payers = tuple(held)
        self.payer.set_choices([*held, (NEW, tr("intake_screen.visit.payer_new"))])

    def offer_coverages(self, held: Sequence[CoverageRow]) -> None:
        """Offer the coverages that hold on the day, self-pay, another one, not known."""
        listed = [
            (str(row.id), " · ".join(part for part in (row.name, row.member_id) if part))
            for row in held
        ]
        rest = [(key, tr(f"intake_screen.visit.cover_{key}")) for key in (SELF_PAY, NEW, UNKNOWN)]
        self.cover.set_choices([*listed, *rest])
        if self.cover.value() is None:
            self.cover.set_value(listed[0][0] if listed else UNKNOWN)
        self._unfold_cover()

    def show_usual(self, usual: Usual) -> None:
        """Fill in what the last visit had."""
        if usual.patient_id != self.who.value():
            return
        self.offer_coverages(usual.coverages)
        cover = str(usual.coverage_id) if usual.coverage_id else UNKNOWN
        self.cover.set_value(SELF_PAY if usual.is_self_pay else cover)
        self._unfold_cover()
        if usual.last_dos is not None:
            if usual.provider_id is not None:
                self.provider.set_value(str(usual.provider_id))
            place = f"facility:{usual.facility_id}" if usual.facility_id else ""
            self.where.set_value(place or f"pos:{usual.place_of_service}")
        again = tr("intake_screen.visit.same_day", day=show_date(usual.dos))
        self.dos.show_problem(again if usual.same_day else "", "warn")

    def clear(self) -> None:
        """Begin the next visit; date, provider and place stay as they were typed last."""
        self.who.set_value(None)
        for field in (
            self.last, self.first, self.birth, self.reason, self.referring, self.referring_npi,
            self.member,
        ):  # fmt: skip
            field.set_value(None)
        self.sex.set_value(Sex.UNKNOWN.value)
        if self.dos.value() is None:
            self.dos.set_value(self._today())
        self.dos.show_problem("")
        self.offer_coverages(())
        self.cover.set_value(UNKNOWN)
        self.fold_person(False)
        for shown in self.fields.values():
            shown.show_problem("")

    def begin_expected(self, found: Awaited) -> None:
        """Fill in what the schedule knows of a visit that is typed now."""
        self.clear()
        self.dos.set_value(found.day)
        if found.provider_id is not None:
            self.provider.set_value(str(found.provider_id))
        self.reason.set_value(found.service)
        if found.patient is not None:
            self.who.choose(found.patient)
        else:
            self.begin_person(f"{found.last}, {found.first}")
            self.birth.set_value(found.birth)

    def fold_person(self, fresh: bool) -> None:
        """Show or hide the fields of a new patient."""
        self.is_fresh = fresh
        for field in (self.last, self.first, self.birth, self.sex):
            field.setVisible(fresh)
            field.label.setVisible(fresh)
        self._unfold_cover()

    @Slot(str)
    def begin_person(self, typed: str) -> None:
        """Unfold a new patient with what was typed as the name."""
        last, _, first = typed.partition(",") if "," in typed else ("", "", "")
        words = typed.split()
        if not last:
            last, first = words[-1], " ".join(words[:-1])
        named = not any(char.isdigit() for char in typed)
        self.last.set_value(last.strip().capitalize() if named else None)
        self.first.set_value(first.strip().title() if named else None)
        self.who.say(tr("intake_screen.visit.is_new"))
        self.who.show_problem("")
        self.offer_coverages(())
        self.fold_person(True)
        (self.first if self.last.value() else self.last).setFocus()

    def _lay(self) -> None:
        form = FormRows(label_wide=128)
        for key, field in self.fields.items():
            form.add(key, field)
        panel = Panel()
        panel.inset(16, 16).addWidget(form)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(panel)
        column.addStretch()

    def _connect(self) -> None:
        self.who.chosen.connect(self._on_patient)
        self.who.unchosen.connect(self._on_unchosen)
        self.who.fresh_wanted.connect(self.begin_person)
        self.dos.changed.connect(self._on_day)
        self.cover.changed.connect(self._unfold_cover)
        self.payer.changed.connect(self._unfold_cover)
        for field in (self.first, self.birth):
            field.changed.connect(self.person_typed)

    @Slot(object)
    def _turn_day(self, today: date) -> None:
        """Begin with the new day where nothing is typed yet; a visit half typed was yesterday's."""
        is_blank = self.who.value() is None and not self.is_fresh
        if is_blank and self.dos.value() == self._day:
            self.dos.set_value(today)
        self._day = today

    def _new_coverage(self) -> CoverageDraft:
        payer = self.payer.value()
        # One that is still to be made has no number; its own field asks for its name.
        chosen = _TO_MAKE if payer == NEW else int(payer or 0)
        return CoverageDraft(payer_id=chosen, member_id=self.member.value() or "")

    @Slot(object)
    def _on_patient(self, _row: PatientRow) -> None:
        self.fold_person(False)
        self.asked.emit()
        self.dos.setFocus()
        self.dos.line.selectAll()

    @Slot()
    def _on_unchosen(self) -> None:
        self.offer_coverages(())
        self.dos.show_problem("")

    @Slot()
    def _on_day(self) -> None:
        if self.who.value() is not None and self.dos.value() is not None:
            self.asked.emit()

    @Slot()
    def _unfold_cover(self) -> None:
        fresh = self.cover.value() == NEW
        if fresh and not self._payers and self.payer.value() is None:
            self.payer.set_value(NEW)
        for field in (self.payer, self.member):
            field.setVisible(fresh)
            field.label.setVisible(fresh)
        for part in (self.payer_name, self.payer_name.label):
            part.setVisible(fresh and self.payer.value() == NEW)
