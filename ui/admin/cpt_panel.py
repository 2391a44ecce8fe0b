"""The practice's statement of its CPT license, made once beside the code sets."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.practice import cpt_license
from app.practice.cpt_license import CptLicense
from app.security import permissions
from app.values.dates import show_date
from app.values.problem import Outside, Refused
from ui.admin.form import DraftForm
from ui.desk import Desk
from ui.fields import DateField, NumberField, TextField
from ui.kit.button import button, small_button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.text import tr

_ROOM = 16


class CptPanel(Panel):
    """Who holds the license, until when and for how many; the form stands in place of that."""

    kept = Signal()
    """A statement was kept."""
    refused = Signal(object)
    """A ``Refused`` or ``Outside``."""
    asking = Signal(bool)
    """Whether the form was opened or closed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("cpt.title"))
        self._desk = desk
        self.license = CptLicense()
        self._state = label("", wrap=True)
        self.change = small_button(tr("cpt.state"))
        self.form = DraftForm(label_wide=112)
        self.form.add("holder", TextField(tr("cpt.holder"), needed=True, longest=80))
        self.form.add("until", DateField(tr("cpt.until"), desk.today, needed=True))
        self.form.add("seats", NumberField(tr("cpt.seats"), 1, cpt_license.MOST_SEATS, needed=True))
        self.save = button("plain", tr("cpt.keep"))
        self.cancel = button("quiet", tr("office.cancel"))
        for one in (self.change, self.save, self.cancel):
            one.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._build()
        actor = desk.actor
        if actor is None or not actor.may(permissions.SETTINGS):
            self.change.set_off(tr("office.only_owner"))

    @property
    def is_asking(self) -> bool:
        """Whether the form is open."""
        return not self._ask.isHidden()

    def refresh(self) -> None:
        """Read what was stated."""
        self._desk.read(cpt_license.stated, then=self._show, latest="cpt")

    def holds(self) -> bool:
        """Tell whether a license was stated and covers today."""
        return self.license.holds(self._desk.today)

    @Slot()
    def ask(self) -> None:
        """Open the form."""
        self.form.fill(self.license)
        self.form.show_all(())
        self._open(True)
        first = self.form.first()
        if first is not None:
            first.setFocus()

    def close_form(self) -> bool:
        """Close the form; False when it is closed."""
        if not self.is_asking:
            return False
        self._open(False)
        self.change.setFocus()
        return True

    def _build(self) -> None:
        inside = self.inset(_ROOM)
        inside.addWidget(self._state)
        inside.addWidget(label(tr("cpt.words"), "hint", wrap=True))
        inside.addWidget(self.form)
        self._ask: QWidget = self.add_foot(self.save, self.cancel)
        self._told: QWidget = self.add_foot(self.change)
        self.change.clicked.connect(self.ask)
        self.save.clicked.connect(self._save)
        self.cancel.clicked.connect(self.close_form)
        self._open(False)

    def _open(self, shown: bool) -> None:
        self.form.setVisible(shown)
        self._ask.setVisible(shown)
        self._told.setVisible(not shown)
        self.asking.emit(shown)

    def _show(self, found: CptLicense) -> None:
        self.license = found
        self.change.setText(tr("cpt.change" if found.holder else "cpt.state"))
        self._state.setText(_said(found, holds=self.holds()))

    @Slot()
    def _save(self) -> None:
        draft = self.form.taken(self.license)
        if self.form.is_ready(draft):
            self._desk.do(cpt_license.state, draft, then=self._on_kept, otherwise=self._on_refused)

    def _on_kept(self, _answer: Any) -> None:
        self._open(False)
        self._desk.read(cpt_license.stated, then=self._show_kept, latest="cpt")

    def _show_kept(self, found: CptLicense) -> None:
        self._show(found)
        self.kept.emit()

    def _on_refused(self, error: Refused | Outside) -> None:
        self.refused.emit(error)


def _said(found: CptLicense, *, holds: bool) -> str:
    if found.until is None or found.stated_on is None:
        return tr("cpt.none")
    told = tr(
        "cpt.stated", holder=found.holder, until=show_date(found.until), n=found.seats or 0,
        who=found.stated_by, day=show_date(found.stated_on),
    )  # fmt: skip
    return told if holds else f"{tr('cpt.over')} {told}"
