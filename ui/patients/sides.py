"""Two registrations side by side: what is alike is quiet, what differs stands out."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.patients.merge_lines import Side
from app.values.dates import show_date
from ui import theme
from ui.kit.label import label
from ui.text import tr

_ROWS = ("name", "birth", "sex", "mrn", "address", "phone", "account", "guarantor", "holds")


class Sides(QWidget):
    """A table of facts with a column for who stays and one for who ends."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("merges.sides"))
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        for place in (1, 2):
            self._grid.setColumnStretch(place, 1)
        self._cells = {}
        for line, name in enumerate(_ROWS):
            self._grid.addWidget(label(tr(f"merges.fact.{name}"), "soft"), line, 0)
            for place in (1, 2):
                made = label("", wrap=True)
                made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                self._cells[name, place] = made
                self._grid.addWidget(made, line, place)

    def show_sides(self, stays: Side | None, ends: Side | None) -> None:
        """Show what is known of each; a blank beside something known is no difference."""
        told = [{} if one is None else _told(one) for one in (stays, ends)]
        for name in _ROWS:
            mine, other = (one.get(name, "") for one in told)
            differs = bool(mine and other) and mine.casefold() != other.casefold()
            for place, words in ((1, mine), (2, other)):
                cell = self._cells[name, place]
                marked = differs and name in ("name", "birth", "sex")
                theme.set_tone(cell, "warn" if marked else "")
                said = tr("merges.differs", words=words) if marked else words
                cell.setText(said or tr("merges.blank"))


def _told(one: Side) -> dict[str, str]:
    return {
        "name": one.name,
        "birth": "" if one.birth is None else show_date(one.birth),
        "sex": "" if one.sex.name == "UNKNOWN" else tr(f"coder_desk.sex.{one.sex.name.lower()}"),
        "mrn": one.mrn,
        "address": one.address,
        "phone": one.phone,
        "account": str(one.account),
        "guarantor": one.guarantor,
        "holds": ", ".join(
            tr(f"merges.n.{what}", n=getattr(one, what))
            for what in ("visits", "coverages", "charges", "documents")
        ),
    }
