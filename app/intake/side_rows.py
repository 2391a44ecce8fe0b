"""Rows of the files beside an encounter list: patients, charges, payers, providers."""

from __future__ import annotations

from collections.abc import Iterator

from app.intake.coded import read_diagnoses
from app.intake.facts import Line, PatientFacts, PayerFacts, ProviderFacts
from app.intake.figures import plain_number
from app.intake.findings import Findings
from app.intake.gather import Gatherer
from app.intake.line_cells import LineCells
from app.intake.patient_cells import PatientCells, one_line
from app.intake.people import Nobody
from app.intake.persons import read_provider
from app.intake.table import Table
from app.intake.visit_rows import read_id


def take_patients(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Take the people of a patients file; one who has no visit is a patient all the same."""
    gatherer.people.has_file = True
    cells = PatientCells(table, gatherer.findings)
    for number, row in table.records(gatherer.findings):
        try:
            gatherer.people.find(cells.facts(number, row), table.file, number)
        except Nobody as nobody:
            shown = table.shown(row)
            gatherer.findings.reject(table.file, number, nobody.code, shown, **nobody.values)
        yield


def take_charges(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Give the services of a charges file to their visits; one without a visit is rejected."""
    lines = LineCells(table, gatherer.findings)
    people = PatientCells(table, Findings())
    at, dos = table.layout.at("encounter_id"), table.layout.at("date_of_service")
    for number, row in table.records(gatherer.findings):
        visit = read_id(row[at]) if at >= 0 else ""
        if not visit and dos >= 0:
            visit = _visit_by_day(table, gatherer, people.facts(number, row), row)
        line = Line(
            table.file, number, hash(tuple(row)), lines.charges(number, row), _dx(table, row)
        )
        reason = gatherer.add_charge(visit, line)
        if reason:
            shown = table.shown(row)
            gatherer.findings.reject(table.file, number, reason, shown, id=visit)
        yield


def _visit_by_day(table: Table, gatherer: Gatherer, patient: PatientFacts, row: list[str]) -> str:
    """Find the visit of a charge by patient and date of service; give its id or its key."""
    day = table.day_reader("date_of_service").read(row[table.dos])
    if day is None:
        return ""
    return gatherer.visit_on(patient.ids, day.value)


def _dx(table: Table, row: list[str]) -> tuple[str, ...]:
    """Give the diagnoses that a charges file tells of a service."""
    codes = [
        code
        for place in table.layout.columns.get("dx", ())
        for code in read_diagnoses(row[place])[0]
    ]
    return tuple(dict.fromkeys(codes))


def take_payers(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Take the insurers of a payers file."""
    gatherer.payers.has_file = True
    columns = table.layout
    places = [columns.at(name) for name in ("payer_id", "payer", "edi")]
    for _, row in table.records(gatherer.findings):
        number, name, edi = (row[place] if place >= 0 else "" for place in places)
        gatherer.payers.add(
            PayerFacts(read_id(number), one_line(name)[:120], plain_number(edi).upper()[:40])
        )
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
        gatherer.providers.add(facts, (table.file, number))
        yield


_PROVIDER = (
    "provider", "provider_id", "provider_npi", "provider_last", "provider_first", "last_name",
    "first_name", "taxonomy",
)  # fmt: skip
