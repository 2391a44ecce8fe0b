"""Rows of an encounter list into facts about visits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.intake.coded import is_service, read_diagnoses, read_place
from app.intake.facts import PatientFacts, ProviderFacts, VisitFacts
from app.intake.figures import NO_ID, is_damaged, plain_number, read_id
from app.intake.findings import Findings
from app.intake.gather import Gatherer
from app.intake.line_cells import LineCells
from app.intake.lost_values import LostValues
from app.intake.patient_cells import PatientCells
from app.intake.payer_cells import PayerCells
from app.intake.persons import npi_beside, read_provider
from app.intake.row_status import RowStatus
from app.intake.staged import Referrer
from app.intake.table import Table

_LONGEST = 4000
"""Days; an end so long after its beginning is none."""
_MONEY = re.compile(
    r"(?:(?:ins(?:urance)?|patient|pt|payer|contractual)\s+)?(?:payment|pmt|adjustment|adj|refund"
    r"|write-?\s?off|credit|copay|co-pay|recoup\w*|takeback|deposit|transfer)s?\b",
    re.IGNORECASE,
)
_MONEY_CODE = re.compile(
    r"(?:pay(?:ment|mt)?s?|pmts?|adj(?:ustment)?s?|copay|co-pay|w/o|write-?\s?off|refund|credit|nsf)\b",
    re.IGNORECASE,
)
_NO_REFERRER = NO_ID | {"self", "self referred", "self-referred", "self referral", "no referral"}


def take_visits(table: Table, gatherer: Gatherer) -> Iterator[None]:
    """Take every row of an encounters table; yields after each, for progress."""
    cells = VisitCells(table, gatherer.findings)
    for number, row in table.records(gatherer.findings):
        facts = cells.facts(number, row)
        if facts is not None:
            gatherer.add_visit(facts)
        yield
    cells.lost.tell()


def referrer(name: str, npi: str) -> Referrer | None:
    """Give a referring clinician of two cells; None when both say nobody."""
    named = " ".join(name.split())[:120]
    named = "" if named.lower() in _NO_REFERRER else named
    number = read_id(npi.strip())[:20]
    return Referrer(named, number) if named or number else None


class VisitCells:
    """Reads the cells of one encounters table."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self._table, self._findings = table, findings
        self._file = table.file
        self.lost = LostValues(table, findings)
        self._patients = PatientCells(table, findings, self.lost)
        self._payers = PayerCells(table, findings, self.lost)
        self._lines = LineCells(table, findings)
        layout = table.layout
        self._at = {name: layout.at(name) for name in _SINGLE}
        self._code = layout.at("code")
        self._status = RowStatus(table, findings)
        self._dx = layout.columns.get("dx", [])
        self._days = table.day_reader("date_of_service")
        self._ends = table.day_reader("last_date")
        self._again = [(layout.at(name), at) for name in _TOLD_AGAIN for at in layout.again(name)]

    def _cell(self, row: list[str], name: str) -> str:
        """Give the cell of a field that stands once; empty when there is no such column."""
        place = self._at[name]
        return row[place] if place >= 0 else ""

    def facts(self, number: int, row: list[str]) -> VisitFacts | None:
        """Give what a row says, or None when it was rejected for its date of service."""
        if paid := self._payment(row):
            shown = self._table.shown(row)
            self._findings.reject(self._file, number, "payment", shown, kind=paid)
            return None
        written = self._cell(row, "date_of_service")
        day = self._days.read(written)
        if day is None:
            self._bad_day(number, row, written)
            return None
        self._compare(number, row)
        not_billable, is_void = self._status.read(number, row)
        charges = self._lines.charges(number, row)
        if deleted := self._status.applied(row, charges):
            not_billable, is_void = deleted, True
        facts = VisitFacts(
            self._file, number, self._visit_id(number, row), self._patient(number, row),
            day.value, day.last or day.value, day.utc, self._provider(row),
            self._payers.facts(number, row, day.value),
            place_of_service=self._place(number, row),
            kind=self._cell(row, "kind")[:120],
            department=self._department(row),
            reason=(self._cell(row, "reason") or self._cell(row, "description"))[:500],
            reason_code=self._cell(row, "reason_code")[:40],
            note=self._cell(row, "note"),
            not_billable=not_billable,
            is_void=is_void,
            diagnoses=self._diagnoses(number, row),
            charges=charges,
            signature=hash(tuple(row)),
            values=self._table.shower(row),
            referrer=self._referrer(row),
        )  # fmt: skip
        if facts.dos_last == facts.dos:
            self._set_end(facts, row)
        return facts

    def _compare(self, number: int, row: list[str]) -> None:
        """Tell of two columns under one heading that say two things in this row."""
        for first, other in self._again:
            if row[first] and row[other] and row[first].casefold() != row[other].casefold():
                heading = self._table.layout.headings[first]
                self._findings.warn(
                    self._file, number, "told_again", heading=heading, first=row[first],
                    other=row[other],
                )  # fmt: skip

    def _payment(self, row: list[str]) -> str:
        """Give what a ledger calls a row that is money, not a service; empty for a visit."""
        code = row[self._code] if self._code >= 0 else ""
        if _MONEY_CODE.match(code):
            return code
        kind = self._cell(row, "kind")
        return kind if self._code >= 0 and _MONEY.match(kind) and not is_service(code) else ""

    def _department(self, row: list[str]) -> str:
        """Give the department, else the place's name; an id tells a person nothing."""
        place = self._cell(row, "facility")
        named = "" if re.fullmatch(r"[0-9a-fA-F-]{32,36}", place) else place
        return (self._cell(row, "department") or named)[:120]

    def _bad_day(self, number: int, row: list[str], written: str) -> None:
        """Reject a row for its date of service, in words that fit what stands there."""
        if not written:
            code = "no_date"
        elif re.match(r"^\d{1,2}[/.-]\d{1,2}$", written):
            code = "no_year"
        else:
            code = "no_real_date"
        shown = self._table.shown(row)
        self._findings.reject(self._file, number, code, shown, date=written)

    def _set_end(self, facts: VisitFacts, row: list[str]) -> None:
        """Take the last day from its own column; one before the first is left out."""
        written = self._cell(row, "last_date")
        end = self._ends.read(written)
        if end is None or end.value < facts.dos or (end.value - facts.dos).days >= _LONGEST:
            self.lost.note(facts.row or 0, "last_date", written)
        else:
            facts.dos_last = end.value

    def _visit_id(self, number: int, row: list[str]) -> str:
        """Give the visit's id; warn of one that a spreadsheet destroyed."""
        cell = self._cell(row, "encounter_id")
        if is_damaged(cell):
            self._findings.warn(self._file, number, "id_damaged", id=cell)
        return read_id(cell)

    def _patient(self, number: int, row: list[str]) -> PatientFacts:
        return self._patients.facts(number, row)

    def _provider(self, row: list[str]) -> ProviderFacts:
        """Give who rendered the visit."""
        name, beside = npi_beside(self._cell(row, "provider"))
        last, first, credentials = read_provider(name)
        last = self._cell(row, "provider_last") or last
        first = self._cell(row, "provider_first") or first
        number = read_id(self._cell(row, "provider_id"))
        npi = plain_number(self._cell(row, "provider_npi")) or beside
        return ProviderFacts(number, npi, last, first, credentials)

    def _referrer(self, row: list[str]) -> Referrer | None:
        """Give who referred the patient, as it is written; None when nobody is named."""
        return referrer(self._cell(row, "referring"), self._cell(row, "referring_npi"))

    def _place(self, number: int, row: list[str]) -> str:
        """Give the place of service; tell of words that name none."""
        written = self._cell(row, "place_of_service")
        place = read_place(written)
        if not place:
            self.lost.note(number, "place_of_service", written)
        return place

    def _diagnoses(self, number: int, row: list[str]) -> tuple[str, ...]:
        """Give the codes of all diagnosis cells in their order, none twice."""
        codes: list[str] = []
        for place in self._dx:
            if row[place]:
                found, odd = read_diagnoses(row[place])
                codes.extend(found)
                for words in odd:
                    self._findings.warn(self._file, number, "dx_odd", code=words)
        return tuple(dict.fromkeys(codes))


_TOLD_AGAIN = ("date_of_service", "encounter_id", "patient_id", "mrn", "patient_name", "birth")
"""Fields of which two columns under one heading must say the same."""
_SINGLE = (
    "date_of_service", "last_date", "encounter_id", "provider", "provider_id", "provider_npi",
    "provider_last", "provider_first", "place_of_service", "kind", "department", "facility",
    "reason", "reason_code", "note", "description", "referring", "referring_npi",
)  # fmt: skip
