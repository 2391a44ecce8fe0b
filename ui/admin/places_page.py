"""Where patients are seen: name, place of service, address and NPI."""

from __future__ import annotations

from app.practice import providers
from app.practice.providers import FacilityDraft, FacilityRow
from app.security import permissions
from ui.admin.form import DraftForm
from ui.admin.records_page import Records, RecordsPage
from ui.columns import Column
from ui.desk import Desk
from ui.fields import TextField, ZipField
from ui.text import tr


class PlacesPage(RecordsPage[FacilityRow, FacilityDraft]):
    """Facilities in order of name."""

    NAME = "places"
    ICON = "hospital"

    def __init__(self, desk: Desk) -> None:
        records = Records(
            providers.facilities,
            providers.facility_draft_of,
            FacilityDraft,
            providers.save_facility,
            permissions.SETTINGS,
        )
        super().__init__(desk, records, _columns(), _form())


def _columns() -> list[Column[FacilityRow]]:
    return [
        Column(tr("office.field.name"), lambda row: row.name),
        Column(tr("office.field.place_of_service"), lambda row: row.place_of_service, stretch=True),
    ]


def _form() -> DraftForm:
    made = DraftForm()
    made.add("name", TextField(tr("office.field.name"), needed=True, longest=60))
    code = TextField(tr("office.field.place_of_service"), needed=True, wide=72, longest=2)
    made.add("place_of_service", code)
    made.add("npi", TextField(tr("office.field.npi"), wide=144, longest=10))
    made.add("street", TextField(tr("office.field.street"), longest=55))
    made.add("city", TextField(tr("office.field.city"), longest=30))
    made.add("state", TextField(tr("office.field.state"), wide=72, longest=2))
    made.add("zip", ZipField(tr("office.field.zip")))
    return made
