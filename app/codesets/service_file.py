"""Read service codes: HCPCS Level II as text or table, and a licensee's own CPT.

No dental codes (D) and no five-digit rows are stored: their words are not CMS's.

Source: CMS, HCPCS Level II record layout (320 bytes a record) and the columns of its workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.codesets.archive import Member
from app.codesets.rules_layout import OPEN
from app.codesets.sheet import Cells, at, lines_of, plain, rows_of
from app.codesets.table_file import BadRow, Columns, Got, Report, Stored, by_name, day_in

PROCEDURE, MODIFIER = "procedure", "modifier"
_RECORD = re.compile(r"^(?:[0-9A-Z]\d{3}[0-9A-Z]|   [0-9A-Z]{2})\d{5}[3478]")
_LEVEL_II = re.compile(r"[A-CE-V]\d{4}")
_MODIFIER = re.compile(r"[A-Z][0-9A-Z]")
_LICENSED = re.compile(r"D\d{4}|\d{4}[0-9A-Z]|\d[0-9A-Z]")
_CPT_LINE = re.compile(r"^(\d{4}[0-9AFTUM])(?:\t|  *)([A-Za-z(]\S.*?)\s*$")
_NAMES = {
    "code": ("hcpc", "hcpcs", "code"), "record": ("recid",), "long": ("long description",),
    "short": ("short description",), "coverage": ("cov",), "betos": ("betos",),
    "added": ("add dt",), "effective": ("act eff dt",), "ended": ("term dt",),
    "action": ("action cd",), "sequence": ("seqnum",),
}  # fmt: skip
_CPT_NAMES = {
    "code": ("cpt", "cpt code", "code", "procedure code"),
    "title": ("long", "long description", "description", "medium", "medium description",
              "descriptor", "long descriptor", "full description"),
    "short": ("short", "short description", "short descriptor"),
    "first": ("effective", "effective date"),
    "last": ("termination", "termination date", "end date", "terminated"),
}  # fmt: skip
_XREFS = ("xref1", "xref2", "xref3", "xref4", "xref5")


@dataclass(slots=True)
class _Record:
    """One record of the release, its words still in pieces."""

    line: int
    code: str
    kind: str
    long: list[str]
    short: str
    coverage: str
    betos: str
    added: str
    effective: str
    ended: str
    action: str
    others: str = ""


def is_records(lines: Iterable[str]) -> bool:
    """Know the text form by its first records."""
    seen = [line for line in lines if line.strip()][:20]
    return bool(seen) and all(len(s) > 250 and _RECORD.match(s) for s in seen)


def find_hcpcs(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of the workbook and of its CSV."""
    found = by_name(rows, _NAMES, "code record long")
    if found is not None:
        names = [plain(cell) for cell in rows[-1]]
        found |= {x: names.index(x) for x in _XREFS if x in names}
    return found


def hcpcs_text(member: Member, report: Report) -> Iterator[Stored]:
    """Give the codes and modifiers of the text form, continuation lines joined."""
    return _joined(_of_text(member), report)


def hcpcs_table(member: Member, report: Report) -> Iterator[Stored]:
    """Give the codes and modifiers of a workbook or its CSV, continuation rows joined."""
    return _joined(_of_table(member, report), report)


def _joined(records: Iterable[_Record], report: Report) -> Iterator[Stored]:
    open_: _Record | None = None
    for record in records:
        if record.kind == "":
            if open_ is not None and record.code == open_.code:
                open_.long += record.long
            continue
        if open_ is not None:
            yield from _judged(open_, report)
        open_ = record
    if open_ is not None:
        yield from _judged(open_, report)


def _judged(record: _Record, report: Report) -> Iterator[Stored]:
    report.step()
    try:
        made = _stored(record)
    except BadRow as problem:
        report.refuse(record.line, problem)
        return
    report.stored += 1
    yield made


def _stored(record: _Record) -> Stored:
    if _LICENSED.fullmatch(record.code):
        raise BadRow("licensed", record.code)
    pattern = _MODIFIER if record.kind == MODIFIER else _LEVEL_II
    if not pattern.fullmatch(record.code):
        raise BadRow("bad_code", record.code)
    title = " ".join(" ".join(record.long).split())
    if not title:
        raise BadRow("no_words", record.code)
    first = day_in(record.added, 0) or day_in(record.effective, 0)
    last = day_in(record.ended, OPEN)
    return (
        record.code, record.kind, title, record.short, first or 19_000_101, last,
        record.action, record.coverage, record.betos, record.others,
    )  # fmt: skip


def _kind(record_id: str) -> str:
    return {"3": PROCEDURE, "7": MODIFIER}.get(record_id, "")


def _of_text(member: Member) -> Iterator[_Record]:
    with member.open() as stream, lines_of(stream, member) as lines:
        for number, text in enumerate(lines, 1):
            line = text.rstrip("\r\n")
            if not line.strip():
                continue
            yield _Record(
                line=number,
                code=line[0:5].strip(),
                kind=_kind(line[10:11]),
                long=[line[11:91].strip()],
                short=line[91:119].strip(),
                coverage=line[229:230].strip(),
                betos=line[256:259].strip(),
                added=line[268:276].strip(),
                effective=line[276:284].strip(),
                ended=line[284:292].strip(),
                action=line[292:293].strip(),
                others=" ".join(line[204:229].split()),
            )


def _of_table(member: Member, report: Report) -> Iterator[_Record]:
    columns: Columns | None = None
    for row in rows_of(member, report.expect_more):
        if columns is None:
            columns = find_hcpcs([row.cells])
            continue
        got = {name: at(row.cells, place) for name, place in columns.items()}
        if not got["code"] or not got["record"]:
            continue
        if row.is_cut:
            report.step()
            report.refuse(row.line, BadRow("cut_off", got["code"]))
            continue
        yield _Record(
            line=row.line,
            code=got["code"],
            kind=_kind(got["record"]),
            long=[got["long"]],
            short=got.get("short", ""),
            coverage=got.get("coverage", ""),
            betos=got.get("betos", ""),
            added=got.get("added", ""),
            effective=got.get("effective", ""),
            ended=got.get("ended", ""),
            action=got.get("action", ""),
            others=" ".join(got[x] for x in _XREFS if got.get(x)),
        )


def is_cpt_lines(lines: Iterable[str]) -> bool:
    """Know a licensee's list without heading: code, tab or spaces, words, on nearly every line."""
    seen = [line for line in lines if line.strip()][:200]
    return bool(seen) and sum(1 for s in seen if _CPT_LINE.match(s)) >= 0.9 * len(seen)


def find_cpt(rows: Sequence[Cells]) -> Columns | None:
    """Know the heading of a licensee's table: a code and words."""
    return by_name(rows, _CPT_NAMES, "code title")


def cpt_lines(member: Member, report: Report) -> Iterator[Stored]:
    """Give the codes of a licensee's list without heading."""
    with member.open() as stream, lines_of(stream, member) as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            report.step()
            if found := _CPT_LINE.match(line):
                report.stored += 1
                yield found[1], PROCEDURE, found[2], "", 19_000_101, OPEN, "", "", "", ""
            else:
                report.refuse(number, BadRow("bad_code", line[:5]))


def cpt(got: Got) -> Stored:
    """Judge a row of a licensee's table."""
    code = got["code"].upper().zfill(5) if got["code"].isdigit() else got["code"].upper()
    if not re.fullmatch(r"\d{4}[0-9AFTUM]", code):
        raise BadRow("bad_code", got["code"])
    if not got["title"]:
        raise BadRow("no_words", code)
    days = day_in(got["first"], 19_000_101), day_in(got["last"], OPEN)
    return code, PROCEDURE, got["title"], got["short"], *days, "", "", "", ""
