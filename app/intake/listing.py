"""From files to staged, judged rows: the public face of reading an encounter list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.intake import (
    ccda,
    charge_rows,
    fhir,
    fhir_json,
    fhir_schedule,
    hl7_messages,
    hl7_segments,
    side_rows,
    visit_rows,
    workbook,
)
from app.intake.column_map import ROLES, ColumnMap
from app.intake.decoding import text_of
from app.intake.double_heading import joined_headings
from app.intake.fhir_json import Resources
from app.intake.findings import Findings
from app.intake.gather import Gatherer, finished
from app.intake.layout import (
    Layout,
    find_heading,
    heading_score,
    is_heading,
    lay_out,
    map_columns,
    mapped_role,
    merged_names,
)  # fmt: skip
from app.intake.pace import uncollected
from app.intake.sniff import Kind, read_bytes, recognize
from app.intake.staged import ListFiles, Reading, Staged, StagedFile
from app.intake.table import Table
from app.intake.text_table import Row, Sheet, read_text
from app.intake.web_page import page_text
from app.progress import Progress, unheard
from app.values.problem import Refused

Taker = Callable[[Table, Gatherer], Iterator[None]]
_TAKERS: dict[str, Taker] = {
    "patients": side_rows.take_patients,
    "payers": side_rows.take_payers,
    "providers": side_rows.take_providers,
    "encounters": visit_rows.take_visits,
    "charges": charge_rows.take_charges,
}
_NEEDED = {
    "patients": ("patient_id", "mrn", "patient_name", "last_name"),
    "charges": ("code", "amount"),
    "payers": ("payer", "payer_id"),
    "providers": ("provider", "provider_id", "provider_npi", "provider_last", "last_name"),
    "encounters": ("date_of_service",),
}
_LIST_NAME = re.compile(r"encounter|visit|superbill|schedule|claim|charge", re.IGNORECASE)
_SKIPPED = re.compile(r"^(?:\.|~\$|thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
_SAID_ONCE = ("amount", "units")
_STEP = 2000


@dataclass(slots=True)
class _Source:
    """One file to read: its role when that was said, and whether it came from a folder."""

    path: Path
    role: str = ""
    is_of_folder: bool = False


@dataclass(slots=True)
class _Opened:
    """One opened file with its tables, or a file of resources or messages."""

    source: _Source
    kind: Kind
    tables: list[Table]
    resources: Resources | str | bytes | None = None
    sheets: tuple[str, ...] = ()


def read_list(files: ListFiles, reading: Reading, progress: Progress = unheard) -> Staged:
    """Read the files of an encounter list and judge every row; nothing is written.

    Raises:
        Refused: a file is no list at all (empty, PDF, X12, broken workbook, no column for
            the date of service); the values name the file.
        Outside: a file cannot be read.
    """
    with uncollected():
        return _read(files, reading, progress)


def _read(files: ListFiles, reading: Reading, progress: Progress) -> Staged:
    """Open the files, then take the people, then the visits, then their charges."""
    findings = Findings()
    opened: list[_Opened] = []
    for source in _sources(files):
        progress(0, 0, "")
        if found := _open(source, reading, findings):
            opened.append(found)
    progress(0, 0, "")
    _choose_lists(opened, findings)
    gatherer = Gatherer(reading.today, findings, "far" if reading.is_schedule else "future")
    total = sum(len(table.rows) for one in opened for table in one.tables)
    done = 0
    for role in _TAKERS:
        for one in opened:
            for table in one.tables:
                if table.layout.role == role:
                    done = _take(table, gatherer, (done, total), progress)
    _take_resources(opened, gatherer, reading, progress)
    progress(total, total, "")
    return _staged(opened, gatherer, reading)


def _sources(files: ListFiles) -> list[_Source]:
    """List the files to read, folders opened up."""
    sources: list[_Source] = []
    for path in files.lists:
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.is_file() and not _SKIPPED.match(p.name))
            if not inside:
                raise Refused("intake.empty_folder", file=path.name)
            sources.extend(_Source(found, is_of_folder=True) for found in inside)
        else:
            sources.append(_Source(path))
    for role in ROLES[1:]:
        if path_of := getattr(files, role):
            sources.append(_Source(path_of, role))
    return sources


def _open(source: _Source, reading: Reading, findings: Findings) -> _Opened | None:
    """Open one file; one of a folder that is no list is passed over with a word."""
    name = source.path.name
    try:
        content = read_bytes(source.path)
        kind = recognize(name, content)
        if kind is Kind.FHIR:
            found = _resources(name, text_of(content), reading)
            if found.has_next_page:
                findings.warn(name, None, "next_page")
            return _Opened(source, kind, [], found)
        if kind is Kind.HL7:
            text = hl7_segments.message_text(content)
            hl7_messages.require_visits(name, text)
            return _Opened(source, kind, [], text)
        if kind is Kind.CDA:
            ccda.read(name, content)
            return _Opened(source, kind, [], content)
        sheets = _sheets(name, kind, content)
        tables = [table for sheet in sheets for table in _sections(source, sheet, reading)]
        opened = _Opened(source, kind, tables, sheets=tuple(sheet.name for sheet in sheets))
        _require_tables(opened)
    except Refused as refused:
        if not source.is_of_folder or refused.code == "intake.swelling":
            raise
        findings.warn(name, None, "file_skipped")
        return None
    _tell_hidden(opened, findings)
    return opened


def _resources(name: str, text: str, reading: Reading) -> Resources:
    """Read FHIR; a schedule's appointments become the visits that are expected.

    Raises:
        Refused: intake.appointments, when it tells of appointments alone and visits are wanted.
    """
    found = fhir_json.parse(name, text)
    if reading.is_schedule:
        fhir_schedule.expect(found)
    elif found.has("Appointment") and not found.has("Encounter"):
        raise Refused("intake.appointments", file=name)
    return found


def _sheets(name: str, kind: Kind, content: bytes) -> list[Sheet]:
    """Read a text, page or workbook into sheets."""
    if kind is Kind.WORKBOOK:
        return workbook.read_workbook(name, content)
    if kind is Kind.HTML:
        return [workbook.read_html(name, page_text(content))]
    return [read_text(text_of(content), heading_score)]


def _sections(source: _Source, sheet: Sheet, reading: Reading) -> Iterator[Table]:
    """Cut a sheet where another heading begins; each part is a table of its own."""
    saved = reading.saved_map
    wanted = [h for c in saved.roles.values() for hs in c.values() for h in hs] if saved else []
    if not wanted:
        sheet.rows = joined_headings(sheet.rows)
    start = find_heading(sheet.rows, wanted)
    while 0 <= start < len(sheet.rows):
        until = _next_heading(sheet.rows, start)
        rows = sheet.rows[start + 1 : until]
        role = source.role or (mapped_role(sheet.rows[start][1], saved.roles) if saved else "")
        layout = lay_out(sheet.rows[:until], start, role, source.path.name)
        if saved and layout.role in saved.roles:
            map_columns(layout, saved.roles[layout.role])
        _say_once(sheet, layout, rows)
        yield Table(source.path.name, sheet, layout, rows, reading)
        start = until if until < len(sheet.rows) else -1


def _say_once(sheet: Sheet, layout: Layout, rows: list[Row]) -> None:
    """Leave an amount that is merged over several rows in the first of them alone."""
    once = [at for name in _SAID_ONCE for at in layout.columns.get(name, ())]
    for number, cells in rows if sheet.repeated else ():
        for at in once:
            if (number, at) in sheet.repeated and at < len(cells):
                cells[at] = ""


def _next_heading(rows: list[Row], start: int) -> int:
    """Find the next row that is a heading unlike the one at ``start``."""
    mine = [cell.casefold() for cell in rows[start][1] if cell]
    for place in range(start + 1, len(rows)):
        cells = rows[place][1]
        if cells[0].isdigit() if cells else True:
            continue
        used = [cell.casefold() for cell in cells if cell]
        if used != mine and not any(c.isdigit() and len(c) > 2 for c in used) and is_heading(cells):
            return place
    return len(rows)


def _require_tables(opened: _Opened) -> None:
    """Refuse a file in which nothing can be found that its role needs."""
    source, name = opened.source, opened.source.path.name
    for table in opened.tables:
        needed = _NEEDED.get(table.layout.role, ())
        if table.layout.role and not set(needed) & set(table.layout.columns):
            table.layout.role = ""
    opened.tables = [table for table in opened.tables if table.layout.role]
    if not opened.tables:
        raise Refused("intake.no_columns" if source.role else "intake.no_date", file=name)


def _tell_hidden(opened: _Opened, findings: Findings) -> None:
    """Say what a person should know of a file: hidden sheets, no rows, dates day first."""
    name = opened.source.path.name
    for table in opened.tables[:1]:
        for hidden in table.sheet.hidden_sheets:
            findings.warn(name, None, "sheet_hidden", sheet=hidden)
    read = {table.sheet.name for table in opened.tables}
    for title in opened.sheets:
        if title not in read:
            findings.warn(name, None, "sheet_unread", sheet=title)
    if not any(table.rows for table in opened.tables):
        findings.warn(name, opened.tables[0].layout.heading_row, "no_rows")
    turned = [table for table in opened.tables if table.order.is_turned]
    if turned:
        findings.warn(name, turned[0].layout.heading_row, "day_first")


def _choose_lists(opened: list[_Opened], findings: Findings) -> None:
    """Refuse when no file holds visits; in a folder the files named so are the lists."""
    lists = [one for one in opened if _has_visits(one)]
    if not lists:
        given = [o.source.path.name for o in opened if not o.source.role]
        raise Refused("intake.no_date", file=given[0] if given else "")
    named = [o for o in lists if _LIST_NAME.search(o.source.path.stem)]
    for other in lists:
        if named and other.source.is_of_folder and other.tables and other not in named:
            other.tables = [t for t in other.tables if t.layout.role != "encounters"]
            findings.warn(other.source.path.name, None, "file_skipped")


def _has_visits(opened: _Opened) -> bool:
    """Tell whether a file can hold visits."""
    if isinstance(opened.resources, Resources):
        return opened.resources.has("Encounter")
    if opened.resources is not None:
        return True
    return any(table.layout.role == "encounters" for table in opened.tables)


def _take(table: Table, gatherer: Gatherer, count: tuple[int, int], progress: Progress) -> int:
    """Take the rows of a table; give how many rows are done in all."""
    done, total = count
    for step, _ in enumerate(_TAKERS[table.layout.role](table, gatherer), 1):
        if step % _STEP == 0:
            progress(done + step, total, table.layout.role)
    return done + len(table.rows)


def _take_resources(
    opened: list[_Opened], gatherer: Gatherer, reading: Reading, progress: Progress
) -> None:
    """Take FHIR resources, which refer to each other over files, messages and documents."""
    resources = [one.resources for one in opened if isinstance(one.resources, Resources)]
    if resources:
        fhir.take(resources, gatherer, reading, progress)
    for one in opened:
        if isinstance(one.resources, str):
            name = one.source.path.name
            hl7_messages.take(name, one.resources, gatherer, reading, progress)
        elif isinstance(one.resources, bytes):
            ccda.take(one.source.path.name, one.resources, gatherer, reading)


def _staged(opened: list[_Opened], gatherer: Gatherer, reading: Reading) -> Staged:
    """Freeze what was gathered."""
    visits, charges = finished(gatherer)
    wanted = {visit.key for visit in visits}
    return Staged(
        files=tuple(_staged_file(one) for one in opened),
        column_map=_column_map(opened, reading),
        patients=tuple(draft.staged() for draft in gatherer.people.taken()),
        visits=tuple(visits),
        charges=tuple(charges),
        providers=tuple(gatherer.providers.known.values()),
        payers=tuple(gatherer.payers.known.values()),
        coverages=tuple(gatherer.payers.coverages.values()),
        notes=tuple(note for note in gatherer.notes.values() if note.visit_key in wanted),
        hints=tuple(hint for hint in gatherer.hints.values() if hint.visit_key in wanted),
        papers=tuple(gatherer.papers),
        merges=tuple(gatherer.merges),
        rejected=tuple(gatherer.findings.rejected),
        warned=tuple(gatherer.findings.warned),
    )


def _staged_file(opened: _Opened) -> StagedFile:
    """Say how a file was understood."""
    tables = opened.tables
    return StagedFile(
        opened.source.path,
        tables[0].layout.role if tables else opened.kind.value,
        MappingProxyType(dict(merged_names(table.layout for table in tables))),
        tables[0].layout.unread() if tables else (),
        sum(len(table.rows) for table in tables),
        tables[0].order.slash if tables and tables[0].dos >= 0 else "",
    )


def _column_map(opened: list[_Opened], reading: Reading) -> ColumnMap:
    """Give the map of all files with what a person said of it, as it can be saved under a name."""
    said = reading.saved_map or ColumnMap()
    roles = {
        role: MappingProxyType(dict(found))
        for role in ROLES
        if (
            found := merged_names(
                t.layout for o in opened for t in o.tables if t.layout.role == role
            )
        )
    }
    return ColumnMap("", MappingProxyType(roles), said.dates, reading.blanks or said.blanks)
