"""The payers: name, electronic id, kind, and how long a claim may take to arrive."""

from __future__ import annotations

from app.payers import payers
from app.payers.payers import PayerDraft, PayerRow
from app.security import permissions
from app.values.states import PayerKind
from ui.admin.form import DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField, NumberField, TextField
from ui.text import tr


class PayersPage(RecordsPage[PayerRow, PayerDraft]):
    """Payers in order of name."""

    NAME = "payers"
    ICON = "landmark"
    ASIDE = (1, 3, 4)

    def __init__(self, desk: Desk) -> None:
        records = Records(
            payers.payers, payers.draft_of, PayerDraft, payers.save, permissions.EDIT_PATIENTS
        )
        super().__init__(desk, records, _columns(), _form())


def _columns() -> list[Column[PayerRow]]:
    return [
        Column(tr("office.field.name"), lambda row: row.name, stretch=True),
        Column(tr("office.field.kind"), lambda row: tr(f"office.payer.{row.kind.value}")),
        Column(tr("office.field.payer_id"), _payer_id, tone=_id_tone, icon=_id_icon),
        Column(tr("office.payer.days"), lambda row: str(row.filing_days or ""), numeric=True),
        Column(tr("office.payer.members"), lambda row: str(row.coverages), numeric=True),
    ]


def _payer_id(row: PayerRow) -> str:
    return row.payer_id or tr("office.payer.no_id")


def _id_tone(row: PayerRow) -> str:
    return "" if row.payer_id else "warn"


def _id_icon(row: PayerRow) -> str:
    return "" if row.payer_id else "triangle-alert"


def _form() -> DraftForm:
    made = DraftForm(label_wide=120)
    made.add("name", TextField(tr("office.field.name"), needed=True, longest=60))
    kinds = [(kind.value, tr(f"office.payer.{kind.value}")) for kind in PayerKind]
    made.add("kind", ChoiceField(tr("office.field.kind"), kinds, needed=True))
    made.add("payer_id", TextField(tr("office.field.payer_id"), wide=144, longest=15))
    made.add("filing_days", NumberField(tr("office.field.filing_days"), 1, 1500))
    made.add("phone", TextField(tr("office.field.phone"), wide=168, longest=30))
    return made
