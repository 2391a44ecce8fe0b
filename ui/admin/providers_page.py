"""Who renders and bills: name, NPI and taxonomy, with what a claim would be missed by."""

from __future__ import annotations

from app.practice import providers
from app.practice.providers import ProviderDraft, ProviderRow
from app.security import permissions
from ui.admin.form import DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import CheckField, TextField
from ui.text import tr


class ProvidersPage(RecordsPage[ProviderRow, ProviderDraft]):
    """Providers in order of name."""

    NAME = "providers"
    ASIDE = (1,)
    ICON = "stethoscope"

    def __init__(self, desk: Desk) -> None:
        records = Records(
            providers.providers, providers.draft_of, ProviderDraft, providers.save,
            permissions.SETTINGS,
        )  # fmt: skip
        super().__init__(desk, records, _columns(), _form())


def _columns() -> list[Column[ProviderRow]]:
    return [
        Column(tr("office.field.name"), lambda row: row.name, stretch=True),
        Column(tr("office.field.npi"), lambda row: row.npi),
        Column(tr("office.state"), _state, tone=_tone, icon=_icon),
    ]


def _state(row: ProviderRow) -> str:
    if not row.is_named:
        return tr("office.provider.unnamed")
    if not row.npi_ok:
        return tr("office.provider.npi_missing" if not row.npi else "office.provider.npi_wrong")
    return tr("office.provider.ready" if row.is_active else "office.provider.gone")


def _tone(row: ProviderRow) -> str:
    return "warn" if not (row.npi_ok and row.is_named) else "ok" if row.is_active else "text_soft"


def _icon(row: ProviderRow) -> str:
    return {"warn": "triangle-alert", "ok": "circle-check", "text_soft": "pause"}[_tone(row)]


def _form() -> DraftForm:
    made = DraftForm()
    made.add("last_name", TextField(tr("office.field.last_name"), needed=True, longest=60))
    made.add("first_name", TextField(tr("office.field.first_name"), longest=35))
    made.add("credentials", TextField(tr("office.field.credentials"), wide=144, longest=20))
    made.add("npi", TextField(tr("office.field.npi"), wide=144, longest=10))
    made.add("taxonomy", TextField(tr("office.field.taxonomy"), wide=144, longest=10))
    made.add("is_group", CheckField(tr("office.field.is_group")))
    made.add("is_active", CheckField(tr("office.field.provider_active")))
    return made
