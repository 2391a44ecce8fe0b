"""Rows of the files beside an encounter list: patients, payers, providers."""

from __future__ import annotations

from collections.abc import Iterator

from app.intake.facts import PayerFacts, ProviderFacts
from app.intake.figures import plain_number, read_id
from app.intake.gather import Gatherer
from app.intake.lost_values import LostValues
from app.intake.patient_cells import PatientCells, one_line
from app.intake.people import Nobody
from app.intake.persons import read_provider
from app.intake.table import Table


def take_patients(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Take the people of a patients file; one who has no visit is a patient all the same."""
    gatherer.people.has_file = True
    lost = LostValues(table, gatherer.findings)
    cells = PatientCells(table, gatherer.findings, lost)
    for number, row in table.records(gatherer.findings):
        try:
            gatherer.people.find(cells.facts(number, row), table.file, number)
        except Nobody as nobody:
            shown = table.shown(row)
            gatherer.findings.reject(table.file, number, nobody.code, shown, **nobody.values)
        yield
    lost.tell()


def take_payers(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Take the insurers of a payers file."""
    gatherer.payers.has_file = True
    columns = table.layout
    places = [columns.at(name) for name in ("payer_id", "payer", "edi")]
    for line, row in table.records(gatherer.findings):
        number, name, edi = (row[place] if place >= 0 else "" for place in places)
        facts = PayerFacts(read_id(number), one_line(name)[:120], plain_number(edi).upper()[:40])
        if gatherer.payers.is_another(facts):
            gatherer.findings.warn(table.file, line, "payer_again", id=facts.source_id)
        gatherer.payers.add(facts)
        yield


def take_providers(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Take the providers of a providers file."""
    gatherer.providers.has_file = True
    columns = table.layout
    for number, row in table.records(gatherer.findings):
        cell = {name: row[place] if (place := columns.at(name)) >= 0 else "" for name in _PROVIDER}
        last, first, credentials = read_provider(one_line(cell["provider"]))
        facts = ProviderFacts(
            read_id(cell["provider_id"]), plain_number(cell["provider_npi"]),
            cell["provider_last"] or cell["last_name"] or last,
            cell["provider_first"] or cell["first_name"] or first,
            credentials, cell["taxonomy"].upper(),
        )  # fmt: skip
        if gatherer.providers.is_another(facts):
            gatherer.findings.warn(table.file, number, "provider_again", id=facts.source_id)
        gatherer.providers.add(facts, (table.file, number))
        yield


_PROVIDER = (
    "provider", "provider_id", "provider_npi", "provider_last", "provider_first", "last_name",
    "first_name", "taxonomy",
)  # fmt: skip
