"""The columns of a list that is loaded: what each part is taken from, guessed and changeable."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot

from app.practice.fee_columns import NEEDED, ROLES, Layout
from ui.fields import ChoiceField, FormRows
from ui.text import tr

_SHORT = 24


class ColumnsForm(FormRows):
    """One choice for each part: code, modifier, wording, fee, first and last day."""

    told = Signal()
    """A part was given another column."""

    def __init__(self) -> None:
        super().__init__(label_wide=96)
        self._layout: Layout | None = None
        for role in ROLES:
            words = tr(f"office.fees.part.{role}")
            needed = role in NEEDED
            field = ChoiceField(
                words, needed=needed, blank=None if needed else tr("office.fees.no_column")
            )
            self.add(role, field)
            field.changed.connect(self._tell)

    def show_layout(self, found: Layout) -> None:
        """Offer the columns of a list, each with the first words that stand in it."""
        self._layout = found
        choices = [(str(at), _named(found, at)) for at in range(len(found.heads))]
        for role, field in self.fields.items():
            if isinstance(field, ChoiceField):
                field.set_choices(choices)
            at = found.columns.get(role)
            field.set_value(None if at is None else str(at))
        # A list of left-out rows below must not squeeze the choices.
        self.setMinimumHeight(self.sizeHint().height())

    def chosen(self) -> Layout | None:
        """Give the list with the columns as they are chosen; None before a list is shown."""
        if self._layout is None:
            return None
        values = {role: field.value() for role, field in self.fields.items()}
        columns = {role: int(str(at)) for role, at in values.items() if at is not None}
        return replace(self._layout, columns=columns)

    @Slot()
    def _tell(self) -> None:
        self.told.emit()


def _named(found: Layout, at: int) -> str:
    first = next((row[at] for row in found.sample if at < len(row) and row[at]), "")
    short = first if len(first) <= _SHORT else f"{first[: _SHORT - 1]}…"
    return tr("office.fees.column", head=found.heads[at], first=short) if short else found.heads[at]
