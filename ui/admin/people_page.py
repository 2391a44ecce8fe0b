"""The people who work here: name, sign-in, roles and password."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.practice import providers
from app.practice.providers import ProviderRow
from app.security import people, permissions, users
from app.security.people import PersonDraft
from app.security.users import UserRow
from app.values.states import Role
from ui.admin.form import DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import CheckField, ChoiceField, Field, TextField
from ui.text import tr


class RolesField(Field[frozenset[Role]]):
    """The roles as check boxes under one another."""

    def __init__(self, name: str) -> None:
        self.checks = {role: CheckField(tr(f"office.role.{role.value}")) for role in Role}
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for check in self.checks.values():
            column.addWidget(check)
        super().__init__(name, box)
        self.setFocusProxy(next(iter(self.checks.values())).box)

    def value(self) -> frozenset[Role]:
        """Give the roles that are checked."""
        return frozenset(role for role, check in self.checks.items() if check.value())

    def put(self, value: frozenset[Role] | None) -> None:
        """Check these roles and no others."""
        for role, check in self.checks.items():
            check.put(role in (value or ()))


class PeoplePage(RecordsPage[UserRow, PersonDraft]):
    """Users in order of name, those who may not sign in too."""

    NAME = "people"
    SPARE = (1,)

    def __init__(self, desk: Desk) -> None:
        records = Records(users.users, people.draft_of, PersonDraft, people.save, permissions.USERS)
        self._clinicians: dict[int, str] = {}
        super().__init__(desk, records, self._columns(), _form())

    def refresh(self) -> None:
        """Read the providers first: a person may be one of them."""
        self.desk.read(providers.providers, then=self._know, latest="clinicians")

    def _know(self, found: Sequence[ProviderRow]) -> None:
        people_only = [row for row in found if not row.is_group]
        self._clinicians = {row.id: row.name for row in people_only}
        field = self.form.fields["provider"]
        if isinstance(field, ChoiceField):
            field.set_choices([(str(row.id), row.name) for row in people_only])
        super().refresh()

    def prepare(self, draft: PersonDraft) -> None:
        """Keep a sign-in name that is in use: past work goes by it."""
        reason = "" if draft.id is None else tr("office.person.login_fixed")
        self.form.fields["login"].set_off(reason)

    def _columns(self) -> list[Column[UserRow]]:
        return [
            Column(tr("office.field.name"), lambda row: row.name),
            Column(tr("office.field.login"), lambda row: row.login),
            Column(tr("office.field.roles"), self._roles, stretch=True),
            Column(tr("office.state"), _state, tone=_tone, icon=_icon),
        ]

    def _roles(self, row: UserRow) -> str:
        held = [tr(f"office.role.{role.value}") for role in Role if role in row.roles]
        if row.provider_id is not None:
            name = self._clinicians.get(row.provider_id, "")
            held.append(tr("office.person.clinician", name=name))
        return ", ".join(held)


def _state(row: UserRow) -> str:
    if not row.is_active:
        return tr("office.person.out")
    return tr("office.person.in" if row.has_password else "office.person.no_password")


def _tone(row: UserRow) -> str:
    return "text_soft" if not row.is_active else "ok" if row.has_password else "warn"


def _icon(row: UserRow) -> str:
    return {"warn": "lock-open", "ok": "circle-check", "text_soft": "pause"}[_tone(row)]


def _form() -> DraftForm:
    made = DraftForm()
    made.add("name", TextField(tr("office.field.name"), needed=True, longest=60))
    made.add("login", TextField(tr("office.field.login"), needed=True, longest=30))
    made.add("roles", RolesField(tr("office.field.roles")))
    nobody = tr("office.person.no_clinician")
    made.add("provider", ChoiceField(tr("office.field.answers_as"), blank=nobody))
    password = TextField(tr("office.field.password"), longest=200)
    password.line.setEchoMode(QLineEdit.EchoMode.Password)
    made.add("password", password)
    made.add("is_active", CheckField(tr("office.field.may_sign_in")))
    return made
