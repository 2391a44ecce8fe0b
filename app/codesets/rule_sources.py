"""For each kind of rule file: its table, its setting, its window, and its rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.codesets import (
    coverage_file,
    fee_schedule_file,
    index_file,
    list_file,
    ptp_file,
    service_file,
    units_file,
    waived_file,
    windows,
)
from app.codesets.archive import Member
from app.codesets.ptp_file import Rationales
from app.codesets.recognizing import Known
from app.codesets.sheet import plain, text_of
from app.codesets.table_file import Find, Judge, Report, Stored, table_rows

_PART = re.compile(r"f(\d{1,2})(?!\d)")
_VERSION = re.compile(r"<version>\s*(20\d\d)\s*</version>")


_SERVICES: dict[str, Callable[[Member, Report], Iterator[Stored]]] = {
    "hcpcs": service_file.hcpcs_table,
    "hcpcs_text": service_file.hcpcs_text,
    "cpt_text": service_file.cpt_lines,
}


@dataclass(slots=True)
class Means:
    """What reading needs beside the file: the rationales known, a license for CPT."""

    rationales: Rationales
    has_cpt_license: bool


def system_of(known: Known) -> str:
    """Give the system a file belongs to."""
    return known.kind.removesuffix("_text")


def setting_of(known: Known) -> str:
    """Give the setting of a file, empty where its system has none."""
    names = known.member.names
    if known.kind == "index":
        return index_file.kind_in(text_of(known.member.head))
    if known.kind == "ptp":
        text = " ".join(" ".join(row) for row in known.rows[:8])
        sign = "outpatient" if "ccioph" in names or "hospital" in names else ""
        return units_file.setting_of(f"{text} {sign}", names)
    if known.kind == "mue":
        has_indicator = "adjudication" in known.heading
        return units_file.setting_of(known.heading, names, has_indicator=has_indicator)
    if known.kind == "pfs":
        is_second = "qpp" in names.replace("nonqpp", "")
        return "qpp" if is_second else ""
    return ""


def first_day(known: Known) -> date | None:
    """Give the first day a file holds, from its content, else from its names; None unknown."""
    if known.kind == "pfs" and (told := fee_schedule_file.first_day(known.rows)):
        return told
    if known.kind == "index":
        return _index_day(known)
    own = windows.first_day(known.member.name.lower())
    return own or windows.first_day(known.member.outer.lower()) or _content_day(known)


def _index_day(known: Known) -> date | None:
    found = _VERSION.search(text_of(known.member.head))
    april = "apr" in known.member.names
    if not found:
        return None
    year = int(found[1])
    return date(year, 4, 1) if april else date(year - 1, 10, 1)


def archive_days(found: Sequence[Known]) -> dict[Path, date]:
    """Give the one day of the coverage tables of each archive: its members may be a day apart."""
    days: dict[Path, date] = {}
    for known in found:
        told = first_day(known) if known.kind == "coverage" and known.member.entry else None
        if told is not None:
            path = known.member.path
            days[path] = max(told, days.get(path, told))
    return days


def _content_day(known: Known) -> date | None:
    """Give the day on which an archive says that its member was written, for coverage."""
    if known.kind == "coverage" and known.member.entry is not None:
        year, month, day = known.member.entry.date_time[:3]
        return date(year, month, day) if year > 1990 else None
    return None


def part_of(known: Known) -> int:
    """Give the number of a file among the files of one set; 0 where there is only one."""
    found = _PART.search(known.member.name.lower())
    return int(found[1]) if known.kind == "ptp" and found else 0


def rows(known: Known, means: Means, report: Report) -> Iterator[tuple[str, Stored]]:
    """Give what is to be stored of a file: the table and the row without its release."""
    if known.kind == "index":
        yield from _terms(known, report)
    elif known.kind == "coverage":
        yield from _coverage(known, report)
    elif known.kind == "waived":
        yield from (("entry", row) for row in waived_file.waived_rows(known.member, report))
    elif known.kind in _SERVICES:
        yield from (("service", row) for row in _SERVICES[known.kind](known.member, report))
    else:
        table, find, judge = _table(known, means)
        yield from ((table, row) for row in table_rows(known.member, find, judge, report))


def _terms(known: Known, report: Report) -> Iterator[tuple[str, Stored]]:
    with known.member.open() as stream:
        terms = index_file.index_terms(stream, known.member.name, report)
        for seq, t in enumerate(terms, 1):
            yield "term", (seq, t.kind, t.words, t.code, t.manifestation)


def _table(known: Known, means: Means) -> tuple[str, Find, Judge]:
    kind = known.kind
    fee_rows = fee_schedule_file.FeeRows(keep_titles=means.has_cpt_license)
    plain_: dict[str, tuple[str, Find, Callable[..., Stored | None]]] = {
        "mue": ("mue", units_file.find_mue, units_file.Units(means.rationales)),
        "addon": ("addon", units_file.find_addon, units_file.addon),
        "pfs": ("pfs", fee_schedule_file.find_pfs, fee_rows),
        "gpci": ("gpci", fee_schedule_file.find_gpci, fee_schedule_file.gpci),
        "locality": (
            "locality", fee_schedule_file.find_locality, fee_schedule_file.Localities()
        ),
        "anes": ("anes", fee_schedule_file.find_anes, fee_schedule_file.anes),
        "nucc": ("entry", list_file.find_nucc, list_file.nucc),
        "cpt": ("service", service_file.find_cpt, service_file.cpt),
    }  # fmt: skip
    if kind in plain_:
        return plain_[kind]
    return "entry", list_file.find_list, list_file.Entries(kind)


def _coverage(known: Known, report: Report) -> Iterator[tuple[str, Stored]]:
    names = known.member.names
    for row in known.rows:
        table = coverage_file.find([row], names)
        if table is not None:
            break
    else:
        return
    columns, heading = table.columns, [plain(cell) for cell in row]

    def find(seen: object) -> dict[str, int] | None:
        last = seen[-1] if isinstance(seen, (list, tuple)) else []
        return columns if [plain(cell) for cell in last] == heading else None

    for stored in table_rows(known.member, find, table.judge, report):
        yield table.table, stored


def ptp_rows(known: Known, means: Means, report: Report) -> Iterator[ptp_file.Edit]:
    """Give the edits of a PTP file; apart, since they are many and go straight in."""
    return ptp_file.edits(known.member, report, means.rationales)
