"""Small release files of the official shapes, made up for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl

PTP_HEAD = (
    "CPT only copyright.  All rights reserved.\t\t\t\t\t\t\n"
    "Column1/Column2 Edits\t\t\t\t\t\t\n"
    "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale\n"
    "\t\tprior to 1996\tDate\tDate\t0=not allowed\t\n\t\t\t\t*=no data\t1=allowed\t\n"
    "\t\t\t\t\t9=not applicable\t\n"
)
MUE_HEAD = (
    '"A notice.\n\nOver several lines, with a comma.",,,\n'
    '"HCPCS/\nCPT Code",{what} MUE Values,MUE Adjudication Indicator,MUE Rationale\n'
)
ADDON_HEAD = (
    "Add-On Code\tAdd-On Edit Type\tPrimary Code\tAdd-On Deletion Date\tPrimary Deletion Date\t"
    "Edit Effective Date\tEdit Deletion Date\tSpecial Instruction/Notes\n"
)
PFS_TITLE = ",,2026 National Physician Fee Schedule Relative Value File {month} Release{more}\n"
PFS_STACK = (
    ",,,,NOT USED,,,,,,,,,,,,,,,,,,{p},,,PHYSICIAN,,DIAGNOSTIC,PE USED,PE USED,MP USED\n"
    ",,,,FOR,,,NON-FAC,,FACILITY,,,,,,,,,,,,,{p},,,SUPERVISION OF,,IMAGING,FOR OPPS,FOR OPPS,"
    "FOR OPPS\n"
    ",,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,"
    "POST,MULT,BILAT,ASST,CO-,TEAM,{pric}ENDO,CONV,DIAGNOSTIC,CALCULATION,FAMILY,PAYMENT,PAYMENT,"
    "PAYMENT\n"
    "HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,"
    "DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG,{ind}BASE,FACTOR,PROCEDURES,FLAG,INDICATOR,AMOUNT,"
    "AMOUNT,AMOUNT\n"
)


def ptp(*rows: str) -> bytes:
    """Give a PTP file; each row is "A B effective deletion indicator"."""
    lines = []
    for row in rows:
        one, two, first, last, indicator = row.split()
        lines.append(f"{one}\t{two}\t\t{first}\t{last}\t{indicator}\tMade-up reason\r\n")
    return (PTP_HEAD + "".join(lines)).encode("cp1252")


def mue(*rows: str, what: str = "Practitioner Services") -> bytes:
    """Give an MUE file of rows as they stand in it."""
    return (MUE_HEAD.format(what=what) + "\n".join(rows) + "\n").encode("utf-8-sig")


def pfs(*rows: str, month: str = "July", wide: bool = True) -> bytes:
    """Give a fee schedule of 32 columns, or of the 31 it had until 2025."""
    stack = PFS_STACK.format(
        p="," if wide else "", pric="PRIC," if wide else "", ind="IND," if wide else ""
    )
    title = PFS_TITLE.format(month=month, more=",CPT only copyright")
    return (title + stack + "\n".join(rows) + "\n").encode("cp1252")


def pfs_row(
    code: str, modifier: str = "", days: str = "010", *, wide: bool = True, work: str = "1.50"
) -> str:
    """Give a row of a fee schedule."""
    pric = "9," if wide else ""
    return (
        f"{code},{modifier},Somebody's words,A,,{work},2.25,,1.10,,0.20,3.95,2.80,0,{days},0.10,"
        f"0.80,0.10,2,1,1,0,0,{pric}11400,33.4009,09,0,99,0.00,0.00,0.00"
    )


def hcpcs_record(
    code: str,
    words: str,
    *,
    kind: str = "3",
    sequence: int = 10,
    added: str = "20200101",
    ended: str = "",
) -> str:
    """Give a record of 320 characters; ``kind`` 3 and 4 are a procedure, 7 and 8 a modifier."""
    shown = code if len(code) == 5 else f"   {code}"
    line = f"{shown}{sequence:05d}{kind}{words:<80}{words[:28]:<28}".ljust(229)
    line += "C" + " " * 26 + "D1E" + " " * 9
    return f"{line}{added:<8}{'20210101':<8}{ended:<8}N".ljust(320)


def coverage(covered: str = "") -> dict[str, str]:
    """Give the tables of the coverage database by file name."""
    return {
        "article.csv": (
            "article_id,article_version,title,article_eff_date,article_end_date\n"
            '52000,3,"Billing: scopes","2024-01-01 00:00:00",\n'
            "52000,2,Old words,2020-01-01,2023-12-31\n"
        ),
        "article_x_hcpc_code.csv": (
            "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,range,"
            "last_updated,long_description,short_description\n"
            "52000,3,43235,1,1,,2024-01-01,Words of the AMA,Words\n"
            "52000,3,45378,1,2,,2024-01-01,Words of the AMA,Words\n"
            "52000,2,99999,1,1,,2020-01-01,Words of the AMA,Words\n"
        ),
        "article_x_icd10_covered.csv": (
            "article_id,article_version,icd10_code_id,icd10_code_version,icd10_covered_group,"
            "range,last_updated,description\n"
            "52000,3,K21.9,1,1,,2024-01-01,Words\n52000,3,K57.30,1,2,,2024-01-01,Words\n"
            f"{covered}"
        ),
        "article_x_icd10_noncovered.csv": (
            "article_id,article_version,icd10_code_id,icd10_code_version,icd10_noncovered_group,"
            "range,last_updated,description\n52000,3,Z12.11,1,1,,2024-01-01,Words\n"
        ),
        "article_x_contractor.csv": (
            "article_id,article_version,contractor_id,contractor_type_id,contractor_version\n"
            "52000,3,305,9,1\n"
        ),
    }


def zipped(path: Path, members: dict[str, bytes | str]) -> Path:
    """Write an archive."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def written(path: Path, content: bytes | str) -> Path:
    """Write a bare file."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(rows: Iterable[Sequence[str]]) -> bytes:
    """Give a workbook with one sheet of rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
