"""Pages of settings, made from the table of settings: load, check, save."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.practice import settings
from app.practice.settings import Scope, Setting
from app.security import permissions
from app.values.money import Money
from app.values.problem import Outside, Refused
from ui.admin.page import OfficePage
from ui.desk import Desk
from ui.fields import CheckField, ChoiceField, MoneyField, NoteField, NumberField, TextField
from ui.kit.button import Button, button
from ui.kit.field import Field, FormRows
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.screen import Target
from ui.text import tr

GROUPS: Mapping[str, tuple[str, ...]] = {
    "statements": ("statements",),
    "plans": ("plans",),
    "money": ("payments", "write_off"),
    "registration": ("registration",),
    "coding": ("second_look", "queries", "lag"),
    "watch": ("watch",),
    "security": ("security",),
    "mine": ("coder", "view"),
}
"""The pages, and the first parts of the keys that stand on each."""

_LONG = ("statements.assistance_text",)
_HIGHEST = 999_999_999


def of_group(group: str) -> tuple[Setting[Any], ...]:
    """Give the settings of a page, in the order of the table."""
    return tuple(one for one in settings.ALL if one.key.split(".")[0] in GROUPS[group])


class SettingsPage(OfficePage):
    """One group of settings; what differs from what is stored is saved in one step."""

    KEYS = (("Tab", "next"), ("Ctrl+Enter", "save"), ("Esc", "back"))

    def __init__(self, desk: Desk, group: str) -> None:
        self.NAME = f"settings-{group}"
        super().__init__(desk)
        self._settings = of_group(group)
        self._stored: dict[str, Any] = {}
        self.form = FormRows(label_wide=232)
        for setting in self._settings:
            self.form.add(setting.key, _field(setting))
            self.form.add("", _help(setting))
        self.save = button("primary", tr("office.save"), "Ctrl+Enter")
        self.save.clicked.connect(self._save)
        self.envelopes: Button | None = None
        if group == "statements":
            self.envelopes = button("plain", tr("office.envelopes"))
            self.envelopes.clicked.connect(self._try_envelopes)
        panel = Panel()
        panel.inset(16, 16).addWidget(self.form)
        self.add_block(panel)
        self.column.addStretch(1)
        practice = any(one.scope is Scope.PRACTICE for one in self._settings)
        if practice and not self.may(permissions.SETTINGS):
            self.save.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Show what is stored; what is typed and not saved stays."""
        if not self._is_typed_on():
            self._read()

    def _is_typed_on(self) -> bool:
        fields = self.form.fields
        return any(_value(fields[key], known) != known for key, known in self._stored.items())

    def _read(self) -> None:
        user_id = self.desk.actor.user_id or 0 if self.desk.actor else 0
        self.desk.read(_load, self._settings, user_id, then=self._show, latest=self.NAME)

    def begin(self) -> None:
        """Start in the first field."""
        next(iter(self.form.fields.values())).setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Save*."""
        return self.save

    def head_buttons(self) -> Sequence[Button]:
        """Give *Save*; before it, on the page of statements, the page that tries an envelope."""
        return (self.save,) if self.envelopes is None else (self.envelopes, self.save)

    def panes(self) -> Sequence[QWidget]:
        """Give the form."""
        return (next(iter(self.form.fields.values())).entry,)

    def _show(self, found: Mapping[str, Any]) -> None:
        self._stored = dict(found)
        for key, field in self.form.fields.items():
            field.set_value(found[key])

    @Slot()
    def _try_envelopes(self) -> None:
        self.go.emit(Target("statements", ("envelopes",)))

    @Slot()
    def _save(self) -> None:
        bad = [field for field in self.form.fields.values() if not field.is_good()]
        if bad:
            bad[0].setFocus()
            return
        fresh = {key: _value(field, self._stored[key]) for key, field in self.form.fields.items()}
        changed = [
            (one, fresh[one.key])
            for one in self._settings
            if fresh[one.key] != self._stored[one.key]
        ]
        if not changed:
            self.tell(tr("office.nothing_changed"))
            return
        self.desk.do(
            _store, changed, then=partial(self._on_saved, len(changed)), owner=self,
            otherwise=self._refuse,
        )  # fmt: skip

    def _on_saved(self, count: int, _answer: object) -> None:
        self.tell(tr("office.settings_saved", n=count))
        self._read()

    def _refuse(self, error: Refused | Outside) -> None:
        self.refuse(error)


def _load(session: Any, some: Sequence[Setting[Any]], user_id: int) -> dict[str, Any]:
    return {one.key: settings.value(session, one, user_id) for one in some}


def _store(work: Any, changed: Sequence[tuple[Setting[Any], Any]]) -> None:
    for setting, fresh in changed:
        settings.save(work, setting, fresh)


def _field(setting: Setting[Any]) -> Field[Any]:
    """Make the field that a setting's type asks for."""
    name, default = tr(f"settings.{setting.key}.name"), setting.default
    if isinstance(default, bool):
        return CheckField(name)
    if isinstance(default, Money):
        return MoneyField(name, needed=True)
    if isinstance(default, int):
        most = setting.most if setting.most is not None else _HIGHEST
        return NumberField(name, setting.least or 0, most, needed=True)
    if setting.key in settings.CHOICES:
        keys = settings.CHOICES[setting.key]
        return ChoiceField(name, [(key, tr(f"office.choice.{key}")) for key in keys], needed=True)
    return NoteField(name, lines=4) if setting.key in _LONG else TextField(name)


def _help(setting: Setting[Any]) -> QWidget:
    made = label(tr(f"settings.{setting.key}.help"), "soft", wrap=True)
    made.setContentsMargins(0, 0, 0, 8)
    return made


def _value(field: Field[Any], stored: object) -> object:
    found = field.value()
    return "" if found is None and isinstance(stored, str) else found
