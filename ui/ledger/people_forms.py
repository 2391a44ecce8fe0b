"""The forms of an account's people: each holds a draft, shows its problems, and saves it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal

from app.patients import coverages, guarantors, registration
from app.patients.coverages import CoverageDraft
from app.patients.guarantors import GuarantorChange
from app.patients.registration import AccountDraft, PatientDraft
from app.payers.payers import PayerRow
from app.values.person import Sex
from app.values.problem import Outside, Problem, Refused, Severity
from app.values.states import Relationship
from ui.desk import Desk
from ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    Field,
    MoneyField,
    NumberField,
    TextField,
    ZipField,
    show_problems,
)
from ui.kit.banner import Banner
from ui.kit.button import button
from ui.kit.panel import Panel, row_of
from ui.messages import message_of
from ui.name_field import NameField
from ui.text import tr

Draft = TypeVar("Draft")
Save = Callable[..., object]


class DraftForm(Panel, Generic[Draft]):
    """A form over a frozen draft: fields by the draft's names, Save with its problems."""

    done = Signal(str)
    """A sentence about what was saved."""
    closed = Signal()

    def __init__(self, desk: Desk, name: str, save: Save) -> None:
        super().__init__(tr(f"people.form.{name}"))
        self._desk, self._name, self._command = desk, name, save
        self._draft: Draft | None = None
        self._busy = False
        self.fields: dict[str, Field[Any]] = {}
        self.error = Banner("block", "")
        self.error.hide()
        self.save = button("primary", tr("people.save"), "Ctrl+Enter")
        self.cancel = button("plain", tr("people.close"), "Esc")
        self._column = self.inset()
        self._column.setSpacing(6)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.closed)

    def put(self, key: str, field: Field[Any]) -> None:
        """Add a field under the draft's name for it."""
        self.fields[key] = field
        if not isinstance(field, CheckField):
            self._column.addWidget(field.label)
        self._column.addWidget(field)

    def finish(self) -> None:
        """Add what stands under the fields."""
        self._column.addWidget(self.error)
        self._column.addLayout(row_of(self.save, self.cancel))
        self._column.addStretch()

    def begin(self, draft: Draft) -> None:
        """Show a draft."""
        self._draft, self._busy = draft, False
        self.error.hide()
        for key, field in self.fields.items():
            field.set_value(self.shown(key, getattr(draft, key)))

    def start(self) -> None:
        """Put the focus into the first field."""
        next(iter(self.fields.values())).entry.setFocus()

    def shown(self, _key: str, value: Any) -> Any:
        """Give a value of the draft as its field takes it."""
        return value if value != "" else None

    def meant(self, key: str, value: Any) -> Any:
        """Give a field's value as the draft takes it; blank words are empty."""
        if value is None and isinstance(getattr(self._draft, key), str):
            return ""
        return value

    def draft(self) -> Draft:
        """Give the draft as it is typed."""
        assert self._draft is not None  # noqa: S101
        values = {key: self.meant(key, field.value()) for key, field in self.fields.items()}
        return dataclasses.replace(self._draft, **values)  # type: ignore[type-var]

    def problems(self, draft: Draft) -> Sequence[Problem]:
        """Give what is wrong with the draft."""
        found: Sequence[Problem] = draft.problems()  # type: ignore[attr-defined]
        return found

    def _save(self) -> None:
        if self._busy or not all([field.is_good() for field in self.fields.values()]):
            return
        draft = self.draft()
        found = self.problems(draft)
        show_problems(self.fields, found)
        if any(problem.severity is Severity.BLOCK for problem in found):
            return
        self._busy = True
        self._desk.do(self._command, draft, then=self._saved, otherwise=self._refused, owner=self)

    def _saved(self, _answer: object) -> None:
        self.done.emit(tr(f"people.saved.{self._name}"))

    def _refused(self, error: Refused | Outside) -> None:
        self._busy = False
        message = message_of(error)
        self.error.show_message(message.tone, message.now, message.what)
        self.error.show()


class AccountForm(DraftForm[AccountDraft]):
    """Who pays, where the statement goes, and in which language and shape."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "guarantor", registration.save_account)
        self.put("guarantor_last", NameField(tr("kit.field.last"), needed=True, longest=60))
        self.put("guarantor_first", NameField(tr("kit.field.first"), longest=35))
        self.put("street", TextField(tr("kit.field.street"), longest=55))
        self.put("extra", TextField(tr("kit.field.extra"), longest=55))
        self.put("city", TextField(tr("kit.field.city"), longest=30))
        self.put("state", TextField(tr("kit.field.state"), wide=72, longest=2))
        self.put("zip", ZipField(tr("kit.field.zip")))
        self.put("phone", TextField(tr("people.phone"), longest=20))
        self.put("email", TextField(tr("people.email"), longest=80))
        languages = [(code, tr(f"people.language.{code}")) for code in registration.LANGUAGES]
        self.put("language", ChoiceField(tr("people.language.name"), languages))
        self.put("large_print", CheckField(tr("people.large_print")))
        self.put("paperless", CheckField(tr("people.paperless")))
        self.finish()


class FlagsForm(DraftForm[AccountDraft]):
    """What stops or changes the account's paper; each change is in the audit trail."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "flags", registration.save_account)
        self.put("bad_address", CheckField(tr("people.flag.bad_address")))
        self.put("in_dispute", CheckField(tr("people.flag.in_dispute")))
        self.put("hold_until", DateField(tr("people.flag.hold_until"), desk.today))
        self.put("hold_reason", TextField(tr("people.flag.hold_reason"), longest=80))
        self.put("in_collections_on", DateField(tr("people.flag.in_collections_on"), desk.today))
        self.put("bankruptcy_on", DateField(tr("people.flag.bankruptcy_on"), desk.today))
        self.put("bankruptcy_case", TextField(tr("people.flag.bankruptcy_case"), longest=40))
        self.put("deceased_on", DateField(tr("people.flag.deceased_on"), desk.today))
        self.finish()


class PatientForm(DraftForm[PatientDraft]):
    """One patient of the account."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "patient", registration.save)
        self.put("last", NameField(tr("kit.field.last"), needed=True, longest=60))
        self.put("first", NameField(tr("kit.field.first"), longest=35))
        self.put("middle", TextField(tr("kit.field.middle"), longest=25))
        self.put("suffix", TextField(tr("kit.field.suffix"), wide=96, longest=10))
        self.put("birth", DateField(tr("people.birth"), desk.today, past=True))
        sexes = [(one.value, tr(f"people.sex.{one.value}")) for one in Sex]
        self.put("sex", ChoiceField(tr("people.sex.name"), sexes))
        self.put("mrn", TextField(tr("people.mrn_name"), longest=30))
        self.put("phone", TextField(tr("people.phone"), longest=20))
        self.put("deceased_on", DateField(tr("people.flag.deceased_on"), desk.today))
        self.finish()

    def shown(self, key: str, value: Any) -> Any:
        """Give the key of the sex; all else as it is."""
        return value.value if key == "sex" else super().shown(key, value)

    def meant(self, key: str, value: Any) -> Any:
        """Give the sex of a key; all else as it is."""
        if key == "sex":
            return Sex(value) if value else Sex.UNKNOWN
        return super().meant(key, value)

    def problems(self, draft: PatientDraft) -> Sequence[Problem]:
        """Give what is wrong, a birth date to come included."""
        return draft.problems(self._desk.today)


class GuarantorForm(DraftForm[GuarantorChange]):
    """Another account that pays for a patient from now on."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "another_payer", guarantors.change)
        self.put("own", CheckField(tr("people.own_account")))
        self.put("number", NumberField(tr("people.account_number"), 1, 99_999_999))
        self.finish()

    def _saved(self, answer: object) -> None:
        self.done.emit(tr("people.saved.another_payer", number=answer))


class CoverageForm(DraftForm[CoverageDraft]):
    """One coverage of one patient."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "coverage", coverages.save)
        self.payer = ChoiceField(tr("people.payer"), needed=True)
        self.put("payer_id", self.payer)
        self.put("plan_name", TextField(tr("people.plan"), longest=60))
        self.put("rank", NumberField(tr("people.rank.name"), 1, 9, needed=True))
        self.put("member_id", TextField(tr("people.member_id"), longest=40))
        self.put("group_number", TextField(tr("people.group"), longest=40))
        related = [(one.value, tr(f"people.related.{one.value}")) for one in Relationship]
        self.put("relationship", ChoiceField(tr("people.related.name"), related))
        self.put("subscriber_last", TextField(tr("people.subscriber_last"), longest=60))
        self.put("subscriber_first", TextField(tr("people.subscriber_first"), longest=35))
        self.put(
            "subscriber_birth", DateField(tr("people.subscriber_birth"), desk.today, past=True)
        )
        self.put("copay", MoneyField(tr("people.copay_name")))
        self.put("valid_from", DateField(tr("people.valid_from"), desk.today))
        self.put("valid_to", DateField(tr("people.valid_to"), desk.today))
        self.finish()

    def know_payers(self, rows: Sequence[PayerRow]) -> None:
        """Offer these payers."""
        self.payer.set_choices([(str(row.id), row.name) for row in rows])

    def shown(self, key: str, value: Any) -> Any:
        """Give the keys of payer and relationship; all else as it is."""
        if key == "payer_id":
            return str(value) if value else None
        return value.value if key == "relationship" else super().shown(key, value)

    def meant(self, key: str, value: Any) -> Any:
        """Give payer and relationship of their keys; all else as it is."""
        if key == "payer_id":
            return int(value) if value else 0
        if key == "relationship":
            return Relationship(value) if value else Relationship.SELF
        return super().meant(key, value)
