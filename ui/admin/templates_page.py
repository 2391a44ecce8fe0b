"""The visit templates: list, make, change and remove, with what a release has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.codesets.reference import Reference
from app.coding import template_text, templates
from app.coding.draft import LETTERS, Diagnosis
from app.coding.template_health import Health
from app.coding.template_text import TemplateDraft, Unfit
from app.practice import providers
from app.security import permissions
from ui.admin.coded_page import CodedPage, Named, help_line, title_of
from ui.admin.form import DraftForm
from ui.admin.records_page import Records
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField, NoteField, TextField
from ui.kit.label import label
from ui.text import tr

_MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template in the list; ``ended`` are the codes that cannot be billed today."""

    id: int
    name: str
    specialty: str
    owner: str
    codes: str
    ended: tuple[str, ...]


_WHOSE = 2


class TemplatesPage(CodedPage[TemplateRow, TemplateDraft]):
    """Templates by owner and name; the form holds codes as lines of text."""

    NAME = "templates"
    ICON = "layers"
    ASIDE = (1, 3, 4)
    SPARE = (1, _WHOSE)

    def __init__(self, desk: Desk) -> None:
        records = Records(
            self._read, _draft, TemplateDraft, _save, permissions.CODE, templates.remove
        )
        self._titles = label("", "hint", wrap=True)
        super().__init__(desk, records, _columns(), _form())
        self.form.add_wide(self._titles)
        self.form.fields["diagnoses"].changed.connect(self._show_titles)

    def _fold(self) -> None:
        super()._fold()
        if self.is_editing:
            # Beside the form there is room for it; without it names would not reach the edge.
            self.table.setColumnHidden(_WHOSE, False)

    def prepare(self, draft: TemplateDraft) -> None:
        """Offer the providers, and say what the codes mean."""
        super().prepare(draft)
        self._say_titles(draft.diagnoses)

    def _read(self, session: Any) -> Sequence[TemplateRow]:
        names = {row.id: row.name for row in providers.providers(session)}
        made = templates.all_templates(session)
        health = Health(self.reference, self.desk.today, made)
        return [
            TemplateRow(
                one.id, one.name, one.specialty, names.get(one.provider_id or 0, ""),
                _codes(one), health.of(one),
            )
            for one in made
        ]  # fmt: skip

    def _show_titles(self) -> None:
        self._say_titles(str(self.form.fields["diagnoses"].value() or ""))

    def _say_titles(self, text: str) -> None:
        """Say each diagnosis in the words of the release, by the letter services point with.

        The code set is read off the window's thread; what was typed last counts.
        """
        self.desk.read(
            _worded, text, self.reference, self.desk.today,
            then=self._show_worded, owner=self, latest="titles",
        )  # fmt: skip

    def _show_worded(self, said: tuple[str, ...] | None) -> None:
        if said is not None:
            self._titles.setText("\n".join(said))
            self._titles.setVisible(bool(said))


def _worded(
    _session: Any, text: str, reference: Reference | None, on: date
) -> tuple[str, ...] | None:
    """Give the diagnoses with their titles, a line each; None while the text cannot be read."""
    try:
        places = TemplateDraft(diagnoses=text).template().places
    except Unfit:
        return None
    return tuple(
        f"{LETTERS[at]} {' / '.join(_title(reference, code, on) for code in place.codes)}"
        for at, place in enumerate(places[:_MOST_SHOWN])
    )


def _title(reference: Reference | None, code: str, on: date) -> str:
    return f"{Diagnosis(code)} {title_of(reference, code, on)}".strip()


def _draft(session: Any, template_id: int) -> TemplateDraft:
    return template_text.draft_of(templates.template(session, template_id))


def _save(work: Any, draft: TemplateDraft) -> int:
    return templates.save(work, draft.template())


def _codes(one: templates.Template) -> str:
    said = [" / ".join(str(Diagnosis(code)) for code in place.codes) for place in one.places]
    said += ["-".join((n.code, *n.modifiers)) for n in one.services]
    return " · ".join(said)


def _columns() -> list[Column[TemplateRow]]:
    named: Named[TemplateRow] = Named(lambda row: row.ended)
    return [
        Column(tr("templates.page.name"), lambda row: row.name, bold=lambda _row: True),
        Column(tr("templates.page.specialty"), lambda row: row.specialty),
        Column(tr("templates.page.whose"), _owner),
        Column(tr("templates.page.codes"), lambda row: row.codes, stretch=True),
        named.column(),
    ]


def _owner(row: TemplateRow) -> str:
    return row.owner or tr("templates.page.everybody")


def _form() -> DraftForm:
    made = DraftForm(label_wide=88)
    made.add("name", TextField(tr("templates.page.name"), needed=True, longest=60))
    made.add("specialty", TextField(tr("templates.page.specialty"), longest=60))
    everybody = tr("templates.page.everybody")
    made.add("provider", ChoiceField(tr("templates.page.whose"), blank=everybody))
    made.add("diagnoses", NoteField(tr("templates.page.diagnoses"), lines=5))
    made.add("", help_line("diagnoses"))
    made.add("services", NoteField(tr("templates.page.services"), lines=4))
    made.add("", help_line("services"))
    return made
