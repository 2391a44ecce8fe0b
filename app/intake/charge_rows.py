"""Rows of a charges file: each goes to its visit, or is rejected where that is not sure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from app.intake.coded import read_diagnoses
from app.intake.facts import Line, PatientFacts, ProviderFacts
from app.intake.figures import plain_number, read_id
from app.intake.findings import Findings
from app.intake.gather import LONGEST_SPREAD, Gatherer, VisitDraft
from app.intake.line_cells import LineCells
from app.intake.lost_values import LostValues
from app.intake.patient_cells import PatientCells
from app.intake.persons import folded, read_provider
from app.intake.row_status import RowStatus
from app.intake.table import Table


class _Unsure(Exception):
    """A charge that has no visit; ``code`` says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def take_charges(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Give the services of a charges file to their visits; one without a visit is rejected."""
    rows = _ChargeRows(table, gatherer)
    for number, row in table.records(gatherer.findings):
        try:
            rows.take(number, row)
        except _Unsure as unsure:
            shown = table.shown(row)
            gatherer.findings.reject(table.file, number, unsure.code, shown, **unsure.values)
        yield


class _ChargeRows:
    """Finds the visit of each row: by its id, else by patient, day and provider."""

    def __init__(self, table: Table, gatherer: Gatherer) -> None:
        self._table, self._gatherer = table, gatherer
        self._lines = LineCells(table, gatherer.findings)
        unheard = Findings()
        self._people = PatientCells(table, unheard, LostValues(table, unheard))
        self._status = RowStatus(table, gatherer.findings)
        self._ids: dict[tuple[str, str], int] = {}

    def take(self, number: int, row: list[str]) -> None:
        """Take one row.

        Raises:
            _Unsure: it has no visit, or says of another patient or day than its visit.
        """
        if void := self._status.of_service(number, row):
            self._gatherer.findings.warn(self._table.file, number, "line_void", status=void)
            return
        day = self._day(row)
        visit = read_id(self._cell(row, "encounter_id"))
        patient = self._people.facts(number, row)
        if visit:
            self._check(number, visit, patient, day)
        else:
            visit = self._by_day(patient, day, row)
        if not visit:
            raise _Unsure("charge_alone")
        charges = self._lines.charges(number, row)
        self._status.applied(row, charges)
        line = Line(self._table.file, number, hash(tuple(row)), charges, self._dx(row))
        if reason := self._gatherer.add_charge(visit, line):
            raise _Unsure(reason, id=visit)
        self._tell_twice(number, visit, line)

    def _cell(self, row: list[str], name: str) -> str:
        place = self._table.layout.at(name)
        return row[place] if place >= 0 else ""

    def _day(self, row: list[str]) -> date | None:
        """Give the day of the service where the file tells it.

        Raises:
            _Unsure: what stands there is no day.
        """
        written = self._cell(row, "date_of_service")
        day = self._table.day_reader("date_of_service").read(written) if written else None
        if written and day is None:
            raise _Unsure("no_real_date", date=written)
        return day.value if day else None

    def _check(self, number: int, visit: str, patient: PatientFacts, day: date | None) -> None:
        """See that the visit of a row is of the patient and the day that the row tells."""
        mine = self._gatherer.visits.get(self._gatherer.visit_by_id(visit))
        if mine is None:
            return
        named = self._gatherer.people.known(patient)
        if named is not None and named is not mine.patient:
            raise _Unsure("charge_patient", id=visit)
        if day is None or mine.facts.dos <= day <= mine.facts.dos_last:
            return
        if abs(day - mine.facts.dos) > LONGEST_SPREAD:
            raise _Unsure("charge_day", id=visit, date=day.isoformat())
        self._gatherer.findings.warn(self._table.file, number, "other_day", date=day.isoformat())

    def _by_day(self, patient: PatientFacts, day: date | None, row: list[str]) -> str:
        """Find the one visit of a patient on a day; of several, the one of the row's provider."""
        named = self._gatherer.people.known(patient)
        if named is None or day is None:
            return ""
        visits = self._gatherer.visits_on(named, day)
        if len(visits) > 1:
            visits = [key for key in visits if self._is_of(self._gatherer.visits[key], row)]
            if len(visits) != 1:
                raise _Unsure("several_visits", date=day.isoformat())
        return visits[0] if visits else ""

    def _is_of(self, visit: VisitDraft, row: list[str]) -> bool:
        """Tell whether a visit is of the provider whom a row names."""
        last, first, _ = read_provider(self._cell(row, "provider"))
        told = ProviderFacts(
            read_id(self._cell(row, "provider_id")), plain_number(self._cell(row, "provider_npi")),
            self._cell(row, "provider_last") or last, self._cell(row, "provider_first") or first,
        )  # fmt: skip
        mine = self._gatherer.providers.known.get(visit.provider_key)
        if mine is None:
            return False
        if told.npi and mine.npi:
            return told.npi == mine.npi
        if told.source_id and mine.source_id:
            return told.source_id == mine.source_id
        names = (folded(told.last), folded(told.first)[:1])
        return bool(told.last) and names == (folded(mine.last), folded(mine.first)[:1])

    def _dx(self, row: list[str]) -> tuple[str, ...]:
        """Give the diagnoses that a charges file tells of a service."""
        places = self._table.layout.columns.get("dx", ())
        codes = [code for place in places for code in read_diagnoses(row[place])[0]]
        return tuple(dict.fromkeys(codes))

    def _tell_twice(self, number: int, visit: str, line: Line) -> None:
        """Tell of one charge id with two contents; the same row again is counted once later."""
        charge = next((c.source_id for c in line.charges if c.source_id), "")
        if not charge or any(c.is_credit for c in line.charges):
            return
        first = self._ids.setdefault((visit, charge), line.signature)
        if first != line.signature:
            self._gatherer.findings.warn(self._table.file, number, "charge_again", id=charge)
