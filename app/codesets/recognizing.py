"""Tell by content what a release file is; names and checksums are never asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.codesets import (
    addenda,
    coverage_file,
    fee_schedule_file,
    index_file,
    list_file,
    ptp_file,
    service_file,
    units_file,
    waived_file,
)
from app.codesets.archive import Member
from app.codesets.listing import form_of
from app.codesets.sheet import Cells, first_rows, is_binary, plain, text_of
from app.codesets.table_file import Columns, Find, columns_found
from app.codesets.tabular import ROOT as TABULAR_ROOT
from app.values.problem import Refused

ICD_KINDS = ("tabular", "order", "codes", "bare", "addenda")
"""What the reference file is built from; everything else goes to the rule tables."""

_TABLES: tuple[tuple[str, Find], ...] = (
    ("ptp", ptp_file.find),
    ("mue", units_file.find_mue),
    ("addon", units_file.find_addon),
    ("pfs", fee_schedule_file.find_pfs),
    ("gpci", fee_schedule_file.find_gpci),
    ("locality", fee_schedule_file.find_locality),
    ("anes", fee_schedule_file.find_anes),
    ("hcpcs", service_file.find_hcpcs),
    ("nucc", list_file.find_nucc),
    ("waived", waived_file.find_waived),
)


@dataclass(frozen=True, slots=True)
class Known:
    """A member and what it is; ``heading`` are the words of its heading, ``rows`` its first."""

    member: Member
    kind: str
    heading: str = ""
    rows: tuple[Cells, ...] = ()


def known(members: Sequence[Member]) -> list[Known]:
    """Give what is known among some members; a workbook beside its own text is left out.

    Raises:
        Refused: ``codes.missing_column`` for a fee schedule that lacks a column.
    """
    found = [k for k in (_known(m) for m in members) if k is not None]
    texts = {(k.member.outer, _stem(k.member)) for k in found if not k.member.is_workbook}
    return [
        k
        for k in found
        if not k.member.is_workbook or (k.member.outer, _stem(k.member)) not in texts
    ]


def _stem(member: Member) -> str:
    return member.name.rpartition(".")[0].lower()


def _known(member: Member) -> Known | None:
    if member.is_workbook:
        return _table(member)
    if is_binary(member.head) or not member.head.strip():
        return None
    text = text_of(member.head)
    if text.lstrip().startswith("<"):
        return _xml(member, text)
    lines = text.splitlines()
    lines = lines if member.size <= len(member.head) or len(lines) < 2 else lines[:-1]
    if kind := _by_lines(lines):
        return Known(member, kind)
    return _table(member) or (
        Known(member, "cpt_text") if service_file.is_cpt_lines(lines) else None
    )


def _xml(member: Member, text: str) -> Known | None:
    for root, kind in ((TABULAR_ROOT, "tabular"), (index_file.ROOT, "index")):
        if f"<{root}" in text:
            return Known(member, kind)
    return None


def _by_lines(lines: list[str]) -> str:
    if addenda.is_addenda(lines):
        return "addenda"
    if service_file.is_records(lines):
        return "hcpcs_text"
    return form_of(lines) or ""


def _table(member: Member) -> Known | None:
    rows = first_rows(member)
    for kind, find in _TABLES:
        if columns_found(rows, find):
            return Known(member, kind, _heading(rows, find), tuple(rows))
    for number, row in enumerate(rows):
        if fee_schedule_file.missing_pfs([row]):
            raise Refused("codes.missing_column", file=member.name)
        if coverage_file.find([row], member.names):
            return Known(member, "coverage", "", tuple(rows))
        columns = list_file.find_list([row])
        if columns and (found := _list(member, rows, number, columns)):
            return found
    return None


def _list(member: Member, rows: list[Cells], number: int, columns: Columns) -> Known | None:
    system = list_file.system_of(rows[number + 1 :], columns, rows[number])
    return Known(member, system, "", tuple(rows)) if system else None


def _heading(rows: Sequence[Cells], find: Find) -> str:
    """Give the words of the heading itself, for the setting that some tables tell there."""
    for number, row in enumerate(rows):
        if find(rows[max(0, number - 4) : number + 1]):
            return " ".join(plain(cell) for cell in row)
    return ""
