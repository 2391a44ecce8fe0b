"""One service and its fee, typed beside the fee list; the encoder finds it at once."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Signal, Slot

from app.practice import own_fee
from app.practice.fees import FeeRow
from app.practice.own_fee import FeeDraft
from app.values.problem import Outside, Refused
from ui.admin.form import DraftForm
from ui.desk import Desk
from ui.fields import DateField, MoneyField, TextField
from ui.kit.button import button
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.text import tr

_ROOM, _GAP, _LABEL = 16, 12, 112


class OwnFeePanel(Panel):
    """Code, own words, fee and its first day; a chosen fee stands there to be changed."""

    kept = Signal(str)
    """A fee was kept; its code."""
    refused = Signal(object)
    """A ``Refused`` or ``Outside``."""
    closed = Signal()
    """The form was left without keeping anything."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("fees.own.title"))
        self._desk = desk
        self._draft = FeeDraft()
        self.form = DraftForm(label_wide=_LABEL)
        self.form.add("code", TextField(tr("office.fees.code"), needed=True, longest=10))
        self.form.add("modifier", TextField(tr("office.fees.modifier"), longest=2))
        wording = TextField(tr("office.fees.wording"), longest=80)
        wording.line.setPlaceholderText(tr("fees.own.wording_hint"))
        self.form.add("wording", wording)
        self.form.add("amount", MoneyField(tr("office.fees.fee"), needed=True))
        first = DateField(tr("office.fees.part.valid_from"), desk.today, needed=True)
        self.form.add("valid_from", first)
        self.form.add("valid_to", DateField(tr("office.fees.part.valid_to"), desk.today))
        self.keep = button("primary", tr("fees.own.keep"), "Ctrl+Enter")
        self.cancel = button("plain", tr("office.cancel"), "Esc")
        inside = self.inset(_ROOM)
        inside.setSpacing(_GAP)
        inside.addWidget(label(tr("fees.own.words"), "soft", wrap=True))
        inside.addWidget(self.form)
        self.body.addStretch()
        self.add_foot(self.keep, self.cancel)
        self.keep.clicked.connect(self._keep)
        self.cancel.clicked.connect(self.closed)

    @property
    def is_typed_on(self) -> bool:
        """Whether the form is open with something typed on it."""
        return not self.isHidden() and self.form.is_typed_on

    def ask(self, row: FeeRow | None) -> None:
        """Show a fee to be changed, or an empty form that begins with the year."""
        first = date(self._desk.today.year, 1, 1)
        self._draft = FeeDraft(valid_from=first)
        if row is not None:
            self._draft = FeeDraft(
                row.code, row.modifier, row.wording, row.amount, row.valid_from, row.valid_to
            )
        self.form.fill(self._draft)
        self.form.show_all(())
        self.begin()

    def begin(self) -> None:
        """Put the focus on the first field."""
        field = self.form.first()
        if field is not None:
            field.setFocus()

    @Slot()
    def _keep(self) -> None:
        draft = self.form.taken(self._draft)
        if self.form.is_ready(draft):
            self._draft = draft
            self._desk.do(own_fee.add, draft, then=self._on_kept, otherwise=self._on_refused)

    def _on_kept(self, _made: Any) -> None:
        self.kept.emit(self._draft.code.strip().upper())

    def _on_refused(self, error: Refused | Outside) -> None:
        self.refused.emit(error)
