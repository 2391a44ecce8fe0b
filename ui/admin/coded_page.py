"""What the pages of templates and favorites share: the code set, owners, and what has ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from app.codesets import lookup
from app.codesets import reference as references
from app.codesets.reference import Reference
from app.coding.draft import Diagnosis
from app.practice import providers
from app.practice.providers import ProviderRow
from app.security import permissions
from app.values.problem import Outside
from ui.admin.form import Draft, DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField
from ui.kit.banner import Banner
from ui.kit.label import label
from ui.text import tr

Row = TypeVar("Row")
Made = TypeVar("Made", bound=Draft)


class Named(Generic[Row]):
    """The column that says whether the codes of a row can be billed today."""

    def __init__(self, ended: Callable[[Row], tuple[str, ...]]) -> None:
        self._ended = ended

    def column(self) -> Column[Row]:
        """Give the column."""
        return Column(tr("office.state"), self._words, tone=self._tone, icon=self._icon)

    def _words(self, row: Row) -> str:
        codes = self._ended(row)
        if codes:
            return tr("templates.page.ended", codes=", ".join(codes))
        return tr("templates.page.fine")

    def _tone(self, row: Row) -> str:
        return "warn" if self._ended(row) else "ok"

    def _icon(self, row: Row) -> str:
        return "triangle-alert" if self._ended(row) else "circle-check"


class CodedPage(RecordsPage[Row, Made]):
    """Records made of codes: coders and the owner change them, today's releases judge them."""

    def __init__(
        self,
        desk: Desk,
        records: Records[Row, Made],
        columns: Sequence[Column[Row]],
        form: DraftForm,
    ) -> None:
        self.reference: Reference | None = None
        self._is_open = False
        super().__init__(desk, records, columns, form)
        self.state = Banner("note", "")
        self.state.hide()
        self.column.insertWidget(2, self.state)

    def refresh(self) -> None:
        """Open the code set at the first visit, then read providers and list."""
        if self._is_open:
            self._read_all()
        else:
            self.desk.aside(_open, then=self._opened)

    def may(self, permission: str) -> bool:
        """Let coders and the owner in."""
        actor = self.desk.actor
        owns = actor is not None and actor.may(permissions.SETTINGS)
        return super().may(permissions.SETTINGS if owns else permission)

    def closed_words(self) -> str:
        """Say who may."""
        return tr("templates.page.only")

    def _opened(self, found: Reference | None) -> None:
        self._is_open, self.reference = True, found
        self._read_all()

    def _read_all(self) -> None:
        self.desk.read(providers.providers, then=self._know, latest=f"{self.NAME}-owners")

    def _know(self, found: Sequence[ProviderRow]) -> None:
        field = self.form.fields["provider"]
        if isinstance(field, ChoiceField):
            field.set_choices([(str(row.id), row.name) for row in found if not row.is_group])
        super().refresh()

    def _show(self, rows: Sequence[Row]) -> None:
        super()._show(rows)
        wrong = sum(bool(getattr(row, "ended", ())) for row in rows)
        if self.reference is None:
            self.state.show_message("note", tr("templates.page.no_codes"))
        elif wrong:
            words = tr("templates.page.some_ended_words")
            self.state.show_message("warn", words, tr("templates.page.some_ended", n=wrong))
        self.state.setVisible(self.reference is None or bool(wrong))


def title_of(reference: Reference | None, code: str, on: date) -> str:
    """Give a diagnosis in the words of its release; empty when that is not known."""
    icd = Diagnosis(code).icd
    found = None if reference is None or icd is None else lookup.find(reference, icd, on)
    return "" if found is None else found.title


def help_line(name: str) -> QWidget:
    """Give the quiet words under a field."""
    return label(tr(f"templates.page.{name}_help"), "hint", wrap=True)


def _open() -> Reference | None:
    try:
        return references.open_reference()
    except Outside:
        return None
