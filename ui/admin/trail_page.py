"""The audit trail: who did what and when, newest first; it can be read and not changed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from app.store import trail
from app.store.trail import Asked, Choices, TrailRow
from app.values.dates import show_date
from app.values.words import has_words
from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_LONGEST = 160
_SETTING = "setting_value"


class TrailPage(OfficePage):
    """Filters over the list; the chosen row's facts under it."""

    NAME = "trail"
    KEYS = (("Tab", "next"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        everyone = tr("office.trail.everyone")
        self.actor = ChoiceField(tr("office.trail.who"), blank=everyone)
        self.deed = ChoiceField(tr("office.trail.what"), blank=tr("office.trail.everything"))
        self.subject = ChoiceField(tr("office.trail.of"), blank=tr("office.trail.everything"))
        self.rows: RowsModel[TrailRow] = RowsModel(_columns(desk.tell_day), lambda row: row.id)
        self.table = rows_table(self.rows, self.title, compact=True)
        self.table.make_room((640, (4,)))
        self.facts = label("", "soft", wrap=True)
        filters = QHBoxLayout()
        filters.setSpacing(8)
        for field in (self.actor, self.deed, self.subject):
            field.combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.combo.setMinimumContentsLength(8)
            filters.addWidget(field.label)
            filters.addWidget(field)
            field.changed.connect(self._load)
        filters.addStretch()
        panel = Panel()
        panel.setMinimumHeight(240)
        panel.add(self.table, 1)
        panel.inset(12, 8).addWidget(self.facts)
        self.column.addLayout(filters)
        self.column.addWidget(panel, 1)
        self.rows.more_wanted.connect(self._more)
        self.table.chosen.connect(self._show_facts)

    def refresh(self) -> None:
        """Read the newest rows."""
        self.desk.read(trail.choices, then=self._offer, latest="choices")
        self._load()

    def begin(self) -> None:
        """Start in the list."""
        self.table.setFocus()

    def panes(self) -> Sequence[QWidget]:
        """Give the first filter and the list."""
        return (self.actor.entry, self.table)

    def _asked(self, before: int | None = None) -> Asked:
        actor, deed, subject = (f.value() or "" for f in (self.actor, self.deed, self.subject))
        return Asked(actor, deed, subject, before)

    def _offer(self, found: Choices) -> None:
        self.actor.set_choices([(one, one) for one in found.actors])
        self.deed.set_choices([(one, _deed_words(one)) for one in found.deeds])
        self.subject.set_choices([(one, _subject_words(one)) for one in found.subjects])

    @Slot()
    def _load(self) -> None:
        self.desk.read(trail.trail, self._asked(), then=self._show, latest="trail")

    @Slot()
    def _more(self) -> None:
        last = self.rows.rows[-1].id
        self.desk.read(trail.trail, self._asked(last), then=self._add, latest="trail")

    def _show(self, rows: Sequence[TrailRow]) -> None:
        self.rows.set_rows(rows, more=len(rows) == trail.PAGE)
        if self.table.current_row() is None and rows:
            self.table.select_id(rows[0].id)

    def _add(self, rows: Sequence[TrailRow]) -> None:
        self.rows.add_rows(rows, more=len(rows) == trail.PAGE)

    @Slot(object)
    def _show_facts(self, row: TrailRow | None) -> None:
        self.facts.setText(_row_words(row) if row else "")


def _columns(tell_day: Callable[[], date]) -> list[Column[TrailRow]]:
    return [
        Column(tr("office.trail.at"), lambda row: _when(row, tell_day())),
        Column(tr("office.trail.who"), lambda row: row.actor),
        Column(tr("office.trail.what"), lambda row: _deed_words(row.deed)),
        Column(tr("office.trail.of"), lambda row: _subject_words(row.subject)),
        Column(tr("office.trail.number"), _number, stretch=True),
    ]


def _when(row: TrailRow, today: date) -> str:
    at = row.at.astimezone()
    return f"{show_date(at.date(), today)}, {at:%H:%M:%S}"


def _deed_words(deed: str) -> str:
    known = {
        "insert": "office.deed.insert", "update": "office.deed.update",
        "delete": "office.deed.delete", "bulk": "office.deed.bulk",
        "signed_in": "office.deed.signed_in", "hat.changed": "office.deed.hat",
        "exported": "office.deed.exported", "noted": "office.deed.noted",
        "passphrase.changed": "passphrase.deed.changed",
        "recovery_key.renewed": "passphrase.deed.renewed",
    }  # fmt: skip
    if deed in known:
        return tr(known[deed])
    words = deed.replace("_", " ").replace(".", " ")
    return words[:1].upper() + words[1:]


def _subject_words(subject: str) -> str:
    return subject.replace("_", " ")


def _number(row: TrailRow) -> str:
    """Give the number of what a row is about; of a setting, the setting's name."""
    key = row.subject_id.partition(",")[0]
    name = f"settings.{key}.name"
    return tr(name) if row.subject == _SETTING and has_words(name) else row.subject_id


def _row_words(row: TrailRow) -> str:
    """Tell what a row is about and its facts."""
    told = json.loads(row.facts)
    if row.subject == _SETTING:
        # Its name is told in place of the key; the value is kept as JSON.
        told = {side: _setting_facts(known) for side, known in told.items()}
    about = f"{_subject_words(row.subject)} {_number(row)}".rstrip()
    said = _facts_words(told)
    return f"{about[:1].upper()}{about[1:]}: {said}" if said else f"{about[:1].upper()}{about[1:]}"


def _setting_facts(known: object) -> object:
    if not isinstance(known, dict):
        return known
    return {tr("office.trail.value"): str(known["json"]).strip('"')} if "json" in known else known


def _facts_words(told: dict[str, Any]) -> str:
    """Tell the facts of a row: for a change, each field with before and after."""
    before, after = told.get("before", {}), told.get("after", {})
    if not before and not after:
        pairs = [f"{_subject_words(key)}: {_value_words(value)}" for key, value in told.items()]
    elif before and after:
        arrow = "\N{RIGHTWARDS ARROW}"
        pairs = [
            f"{_subject_words(k)}: {_value_words(before.get(k))} {arrow} {_value_words(after[k])}"
            for k in after
        ]
    else:
        told = {k: v for k, v in (after or before).items() if v is not None}
        pairs = [f"{_subject_words(k)}: {_value_words(v)}" for k, v in told.items()]
    return " · ".join(_short(pair) for pair in pairs)


def _value_words(value: object) -> str:
    """Tell what a deed noted; a code such as ``payer_deadline`` reads as its words."""
    told = str(value)
    is_code = told.islower() and told.replace("_", "").isalpha()
    return _subject_words(told) if is_code else told


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
