"""Who the practice is: the form behind every letterhead."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.practice import identity
from app.practice.identity import PracticeDraft
from app.security import permissions
from ui.admin.form import DraftForm
from ui.admin.page import OfficePage
from ui.desk import Desk
from ui.fields import TextField, ZipField
from ui.kit.button import Button, button
from ui.kit.panel import Panel
from ui.text import tr

_PARTS: Sequence[tuple[str, Sequence[tuple[str, int]]]] = (
    ("who", (("name", 0), ("npi", 144), ("tax_id", 144), ("clia", 144))),
    ("where", (("street", 0), ("extra", 0), ("city", 0), ("state", 72), ("zip", 112))),
    (
        "remit",
        (
            ("remit_street", 0), ("remit_extra", 0), ("remit_city", 0), ("remit_state", 72),
            ("remit_zip", 112),
        ),
    ),
    (
        "reach",
        (("phone", 168), ("billing_phone", 168), ("billing_hours", 0), ("web", 0), ("pay_url", 0)),
    ),
)  # fmt: skip


class PracticePage(OfficePage):
    """Four panels of one form; saved in one step."""

    NAME = "practice"
    KEYS = (("Tab", "next"), ("Ctrl+Enter", "save"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._draft = PracticeDraft()
        self._is_shown = False
        self.form = DraftForm()
        for part, fields in _PARTS:
            panel, rows = Panel(tr(f"office.practice.{part}")), DraftForm(label_wide=152)
            for key, wide in fields:
                rows.add(key, _field(key, wide))
                self.form.fields[key] = rows.fields[key]
            panel.inset(16, 16).addWidget(rows)
            self.add_block(panel)
        self.save = button("primary", tr("office.save"), "Ctrl+Enter")
        self.save.clicked.connect(self._save)
        self.column.addStretch(1)
        if not self.may(permissions.SETTINGS):
            self.save.set_off(tr("office.only_owner"))

    def refresh(self) -> None:
        """Show the practice as it is stored; what is typed and not saved stays."""
        if not (self._is_shown and self.form.is_typed_on):
            self._read()

    def _read(self) -> None:
        self.desk.read(identity.practice, then=self._show, latest="practice")

    def begin(self) -> None:
        """Start at the name."""
        self.form.fields["name"].setFocus()

    def primary(self) -> QAbstractButton:
        """Give *Save*."""
        return self.save

    def head_buttons(self) -> Sequence[Button]:
        """Give *Save*."""
        return (self.save,)

    def panes(self) -> Sequence[QWidget]:
        """Give each panel's first field."""
        return tuple(self.form.fields[fields[0][0]].entry for _, fields in _PARTS)

    def _show(self, draft: PracticeDraft) -> None:
        self._draft, self._is_shown = draft, True
        self.form.fill(draft)

    @Slot()
    def _save(self) -> None:
        draft = self.form.taken(self._draft)
        if self.form.is_ready(draft):
            self.desk.do(identity.save, draft, then=self._on_saved, otherwise=self.refuse)

    def _on_saved(self, _answer: object) -> None:
        self.tell(tr("office.practice.saved"))
        self._read()


def _field(key: str, wide: int) -> TextField | ZipField:
    name = tr(f"office.field.{key}")
    if key.endswith("zip"):
        return ZipField(name)
    needed = key == "name"
    longest = {"state": 2, "remit_state": 2, "npi": 10, "tax_id": 11, "clia": 12}.get(key, 80)
    return TextField(name, needed=needed, wide=wide, longest=longest)
