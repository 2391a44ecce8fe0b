"""The practice's notes on codes: list, write, change and end them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.coding import code_notes
from app.coding.code_notes import Note, NoteDraft
from app.security import permissions
from app.values.dates import show_date
from ui.admin.form import DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import NoteField, TextField
from ui.kit.label import label
from ui.text import tr


class CodeNotesPage(RecordsPage[Note, NoteDraft]):
    """Notes by code; taking one away ends it, and the audit trail keeps it."""

    NAME = "code-notes"
    ICON = "bell"
    ASIDE = (2,)

    def __init__(self, desk: Desk) -> None:
        records = Records(
            _read, _draft, NoteDraft, code_notes.write, permissions.CODE, code_notes.end
        )
        super().__init__(desk, records, self._columns(), _form())

    def may(self, permission: str) -> bool:
        """Let coders and the owner in."""
        actor = self.desk.actor
        owns = actor is not None and actor.may(permissions.SETTINGS)
        return super().may(permissions.SETTINGS if owns else permission)

    def closed_words(self) -> str:
        """Say who may."""
        return tr("code_notes.page.only")

    def _columns(self) -> list[Column[Note]]:
        return [
            Column(tr("code_notes.page.code"), lambda row: row.shown, bold=lambda _row: True),
            Column(tr("code_notes.page.words"), lambda row: row.words, stretch=True),
            Column(tr("code_notes.page.by"), self._written),
        ]

    def _written(self, row: Note) -> str:
        day = show_date(row.written_at.astimezone().date(), self.desk.today)
        said = f"{row.written_by}, {day}"
        return said if row.finding_id is None else f"{tr('code_notes.page.lesson')}, {said}"


def _read(session: Any) -> Sequence[Note]:
    return code_notes.notes(session)


def _draft(session: Any, note_id: int) -> NoteDraft:
    return code_notes.draft_of(code_notes.note(session, note_id))


def _form() -> DraftForm:
    made = DraftForm(label_wide=88)
    made.add("code", TextField(tr("code_notes.page.code"), needed=True, longest=8))
    made.add("", label(tr("code_notes.page.code_help"), "hint", wrap=True))
    made.add("words", NoteField(tr("code_notes.page.words"), lines=4, needed=True))
    made.add("", label(tr("code_notes.page.words_help"), "hint", wrap=True))
    return made
