"""The passphrase of the office file: changed here, and the recovery key with it when wanted."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from app.practice import identity
from app.security import permissions
from app.security.strength import Strength, strength_of
from app.store.office import SAMPLE_PASSPHRASE
from app.values.problem import Outside, Refused
from ui.admin import office_deeds as deeds
from ui.admin.new_key_panel import NewKeyPanel
from ui.admin.page import OfficePage
from ui.desk import Desk
from ui.fields import CheckField, FormRows, TextField
from ui.kit.banner import Banner
from ui.kit.button import Button, button
from ui.kit.label import Status, label
from ui.kit.panel import Panel
from ui.kit.under_way import UnderWay
from ui.text import tr

_TONES = {
    Strength.SHORT: "note", Strength.WEAK: "warn", Strength.GOOD: "note", Strength.STRONG: "ok",
}  # fmt: skip


class PassphrasePage(OfficePage):
    """The old one, the new one twice; says what stays as it is."""

    NAME = "passphrase"
    KEYS = (("Enter", "next"), ("Ctrl+Enter", "passphrase"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.now, self.fresh, self.again = _hidden("now"), _hidden("fresh"), _hidden("again")
        self.strength = Status("note", "")
        self.strength.hide()
        self.also = CheckField(tr("passphrase.also"))
        self.change = button("primary", tr("passphrase.change"), "Ctrl+Enter", "key-round")
        self.under_way = UnderWay(tr("passphrase.working"))
        self.done = Banner("ok", "")
        self.done.hide()
        self.key = NewKeyPanel()
        self.key.hide()
        self.asking = self._asking()
        for panel in (self.done, self.key, self.asking, _safe()):
            self.add_block(panel)
        self.column.addStretch(1)
        self.fresh.line.textChanged.connect(self._weigh)
        self.change.clicked.connect(self._change)
        self.key.kept.connect(self._kept)
        self._turn_off(self._closed_because())

    def begin(self) -> None:
        """Start at the old passphrase, or at a key that nobody has kept yet."""
        if self.change.isEnabled():
            (self.now if self.key.isHidden() else self.key.keep).setFocus()
        else:
            self.setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Change the passphrase*, or *I have kept it* while a new key is shown."""
        return self.change if self.key.isHidden() else self.key.keep

    def head_buttons(self) -> Sequence[Button]:
        """Give *Change the passphrase*."""
        return (self.change,)

    def panes(self) -> Sequence[QWidget]:
        """Give the fields, or the key."""
        return (self.now.entry,) if self.key.isHidden() else (self.key.keep,)

    def leave(self) -> bool:
        """Esc while it is changed waits for it: it is one step."""
        return self.under_way.is_busy

    def hideEvent(self, event: QHideEvent) -> None:
        """Forget what was typed: a passphrase does not wait in a field that nobody sees."""
        self._forget()
        super().hideEvent(event)

    def _asking(self) -> Panel:
        panel = Panel(tr("passphrase.panel"))
        rows = FormRows(label_wide=140)
        rows.add("now", self.now)
        rows.add("", label(tr("passphrase.now_hint"), "faint", wrap=True))
        rows.add("fresh", self.fresh)
        rows.add("", self.strength)
        rows.add("again", self.again)
        inside = panel.inset(16, 16)
        inside.setSpacing(8)
        inside.addWidget(rows)
        inside.addWidget(self.also)
        inside.addWidget(label(tr("passphrase.also_hint"), "faint", wrap=True))
        inside.addWidget(self.under_way)
        return panel

    def _closed_because(self) -> str:
        if not self.may(permissions.SETTINGS):
            return tr("office.only_owner")
        if self.desk.office is None:
            return tr("office.no_folder")
        if self.desk.office.folder.is_sample:
            return tr("passphrase.sample", passphrase=SAMPLE_PASSPHRASE)
        return ""

    def _turn_off(self, reason: str) -> None:
        self.change.set_off(reason)
        for field in (self.now, self.fresh, self.again, self.also):
            field.set_off(reason)
        if reason:
            self.closed.show_message("note", reason)
            self.closed.show()

    @Slot(str)
    def _weigh(self, typed: str) -> None:
        found = strength_of(typed)
        self.strength.show_state(_TONES[found], tr(f"passphrase.strength.{found}", n=len(typed)))
        self.strength.setVisible(bool(typed))

    @Slot()
    def _change(self) -> None:
        office = self.desk.office
        if office is None or self.under_way.is_busy or not self._is_good():
            return
        call = partial(deeds.change_passphrase, new_recovery_key=self.also.value() is True)
        typed = self.now.line.text(), self.fresh.line.text()
        job = self.desk.aside(
            call, office, self.desk.actor, *typed, then=self._on_changed,
            owner=self, otherwise=self._refused,
        )  # fmt: skip
        self.done.hide()
        self.under_way.follow(job, tr("passphrase.working"), stops=False)

    def _is_good(self) -> bool:
        now, fresh = self.now.line.text(), self.fresh.line.text()
        for field, bad, words in (
            (self.now, not now, "passphrase.missing"),
            (self.fresh, fresh == now, "passphrase.same"),
            (self.fresh, strength_of(fresh) is Strength.SHORT, ""),
            (self.again, self.again.line.text() != fresh, "passphrase.differs"),
        ):
            if bad:
                said = tr(words) if words else tr("shell.new.short-passphrase", n=len(fresh))
                field.show_problem(said)
                field.setFocus()
                return False
        return True

    def _on_changed(self, recovery_key: str) -> None:
        self._forget()
        said = "" if recovery_key else " " + tr("passphrase.keeps")
        lead = tr("passphrase.changed_lead")
        self.done.show_message("ok", tr("passphrase.changed") + said, lead)
        self.done.show()
        self.tell(lead)
        if recovery_key:
            self.desk.read(
                identity.practice, then=partial(self._show_key, recovery_key), owner=self
            )

    def _show_key(self, recovery_key: str, practice: identity.PracticeDraft) -> None:
        self.key.show_key(recovery_key, practice.name, self.desk.today)
        self._show_asking(shown=False)
        self.key.keep.setFocus()

    @Slot()
    def _kept(self) -> None:
        self._show_asking(shown=True)
        self.now.setFocus()

    def _show_asking(self, *, shown: bool) -> None:
        self.key.setVisible(not shown)
        self.asking.setVisible(shown)
        self.change.setVisible(shown)
        self.keys_changed.emit()

    def _refused(self, error: Refused | Outside) -> None:
        if error.code == "passphrase.wrong":
            self.now.show_problem(tr("passphrase.wrong"))
            self.now.line.selectAll()
            self.now.setFocus()
        else:
            self.refuse(error)

    def _forget(self) -> None:
        for field in (self.now, self.fresh, self.again):
            field.set_value(None)
        self.also.set_value(False)


def _hidden(name: str) -> TextField:
    field = TextField(tr(f"passphrase.{name}"), longest=400)
    field.line.setEchoMode(QLineEdit.EchoMode.Password)
    return field


def _safe() -> Panel:
    panel = Panel(tr("passphrase.safe.title"))
    inside = panel.inset(16, 16)
    inside.setSpacing(8)
    for words in ("records", "backups", "people", "lost"):
        inside.addWidget(label(tr(f"passphrase.safe.{words}"), "soft", wrap=True))
    return panel
