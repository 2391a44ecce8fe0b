"""The people of an account: who pays, who is treated, and by which coverage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.patients import coverages, merging, registration
from app.patients.coverages import CoverageDraft, CoverageRow
from app.patients.guarantors import GuarantorChange
from app.patients.merging import MergeRow
from app.patients.registration import AccountDraft, PatientDraft
from app.payers import payers
from app.payers.payers import PayerRow
from app.reports.account_page import AccountPage, Member
from app.reports.people import coverages_of_account
from app.values.dates import show_date
from ui.columns import Column
from ui.desk import Desk
from ui.ledger.people_forms import (
    AccountForm,
    CoverageForm,
    DraftForm,
    FlagsForm,
    GuarantorForm,
    PatientForm,
)
from ui.rows_model import RowsModel, rows_table
from ui.text import tr


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the tab; ``kind`` says which form it opens, ``id`` of whom."""

    kind: str
    id: int
    name: str
    fact: str = ""
    patient_id: int = 0

    @property
    def identity(self) -> tuple[str, int, int]:
        """Give what makes the line itself."""
        return (self.kind, self.id, self.patient_id)


class PeopleTab(QWidget):
    """One list of people, coverages and flags; Enter or F2 opens the form at the right."""

    form_wanted = Signal(object)
    form_closed = Signal()
    done = Signal(str)
    wanted = Signal()
    """A form is asked for while another tab is shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page: AccountPage | None = None
        self._asks = False
        self._payers: tuple[PayerRow, ...] = ()
        self._covers: tuple[CoverageRow, ...] = ()
        columns = (
            Column[PersonRow](tr("people.column.what"), lambda r: tr(f"people.kind.{r.kind}")),
            Column[PersonRow](tr("people.column.who"), lambda row: row.name),
            Column[PersonRow](
                tr("people.column.fact"),
                lambda row: row.fact,
                stretch=True,
                tone=lambda _row: "text_soft",
                tip=lambda row: row.fact,
            ),
        )
        self.model = RowsModel(columns, lambda row: row.identity)
        self.table = rows_table(self.model, tr("people.title"), compact=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.account = AccountForm(desk)
        self.flags = FlagsForm(desk)
        self.patient = PatientForm(desk)
        self.coverage = CoverageForm(desk)
        self.payer = GuarantorForm(desk)
        self.forms = (self.account, self.flags, self.patient, self.coverage, self.payer)
        for form in self.forms:
            form.done.connect(self.done)
            form.closed.connect(self.form_closed)
        self.table.opened.connect(self._open)

    def show_page(self, page: AccountPage) -> None:
        """Show an account's people; coverages come with one query for all."""
        self._page = page
        self._desk.read(_read, page.account_id, then=self._show, owner=self, latest="people")
        if not self._payers:
            self._desk.read(payers.payers, then=self._know_payers, owner=self)

    def edit_current(self) -> None:
        """Open the form of the line under the cursor; from another tab, that of who pays."""
        above = self.parentWidget()
        if self.isVisible():
            row = self.table.current_row()
            if row is not None:
                self._open(row)
        elif above is not None and above.isVisible():
            self._asks = True
            self.wanted.emit()

    def _know_payers(self, rows: Sequence[PayerRow]) -> None:
        self._payers = tuple(rows)
        self.coverage.know_payers(self._payers)

    def _show(self, found: tuple[tuple[CoverageRow, ...], tuple[MergeRow, ...]]) -> None:
        covers, merges = found
        page, self._covers = self._page, covers
        if page is None:
            return
        address = str(page.draft.address) or tr("people.no_address")
        rows = [
            PersonRow("guarantor", page.account_id, page.name, _joined(address, page.draft.phone)),
            PersonRow("flags", page.account_id, self._flags(page)),
        ]
        for member in page.members:
            rows.append(PersonRow("patient", member.patient_id, member.name, self._born(member)))
            rows += [self._cover(one) for one in covers if one.patient_id == member.patient_id]
            for kind in ("new_coverage", "another_payer"):
                words = tr("people.for", name=member.first)
                rows.append(PersonRow(kind, 0, words, "", member.patient_id))
        rows.append(PersonRow("new_patient", 0, tr("people.on_account", number=page.number)))
        rows += [_joined_row(one) for one in merges]
        self.model.set_rows(rows)
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 0))
        if self._asks:
            self._asks = False
            self._open(rows[0])

    def _flags(self, page: AccountPage) -> str:
        said = [tr(f"accounts.state.{flag.code}") for flag in page.flags]
        return ", ".join(said) or tr("people.no_flags")

    def _born(self, member: Member) -> str:
        born = show_date(member.birth) if member.birth else tr("people.birth_unknown")
        age = "" if member.age is None else tr("people.age", n=member.age)
        mrn = tr("people.mrn", mrn=member.mrn) if member.mrn else ""
        return _joined(tr("people.born", day=born), age, mrn)

    def _cover(self, one: CoverageRow) -> PersonRow:
        rank = tr(f"people.rank.{one.rank}") if one.rank <= 3 else str(one.rank)
        until = tr("people.until", day=show_date(one.valid_to)) if one.valid_to else ""
        copay = tr("people.copay", amount=one.copay) if one.copay is not None else ""
        return PersonRow(
            "coverage", one.id, one.name, _joined(rank, one.member_id, copay, until),
            one.patient_id,
        )  # fmt: skip

    def _open(self, row: PersonRow) -> None:
        page = self._page
        if page is None or row.kind == "joined":
            return
        if row.kind in ("guarantor", "flags"):
            form: DraftForm[AccountDraft] = self.account if row.kind == "guarantor" else self.flags
            self._desk.read(
                registration.account_draft_of, row.id, then=lambda d: self._edit(form, d),
                owner=self,
            )  # fmt: skip
        elif row.kind == "patient":
            self._desk.read(
                registration.draft_of, row.id, then=lambda d: self._edit(self.patient, d),
                owner=self,
            )  # fmt: skip
        elif row.kind == "new_patient":
            fresh = PatientDraft(last=page.draft.guarantor_last, account_id=page.account_id)
            self._edit(self.patient, fresh)
        elif row.kind == "another_payer":
            self._edit(self.payer, GuarantorChange(row.patient_id))
        elif row.kind == "coverage":
            self._desk.read(
                coverages.draft_of, row.id, then=lambda d: self._edit(self.coverage, d),
                owner=self,
            )  # fmt: skip
        else:
            held = [one.rank for one in self._covers if one.patient_id == row.patient_id]
            fresh_cover = CoverageDraft(patient_id=row.patient_id, rank=min(9, len(held) + 1))
            self._edit(self.coverage, fresh_cover)

    def _edit(self, form: DraftForm[Any], draft: object) -> None:
        form.begin(draft)
        self.form_wanted.emit(form)


def _read(session: Any, account_id: int) -> tuple[tuple[CoverageRow, ...], tuple[MergeRow, ...]]:
    """Read the coverages, and which other accounts a joined patient links with this one."""
    merges = merging.merges_of_account(session, account_id)
    return coverages_of_account(session, account_id), merges


def _joined_row(one: MergeRow) -> PersonRow:
    name = tr("merges.account.name", account=one.account, other=one.other_account)
    fact = tr(
        "merges.account.fact", number=one.number, day=show_date(one.merged_on), reason=one.reason,
        other=one.other_account,
    )  # fmt: skip
    return PersonRow("joined", one.id, name, fact)


def _joined(*parts: str) -> str:
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)
