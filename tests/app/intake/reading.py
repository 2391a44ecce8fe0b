"""Reads a list that a test writes out, as the tests of this room need it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading, Staged

TODAY = date(2026, 9, 30)
HEAD = (
    "Acct #,Pt Name,DOB,Sex,DOS,Prov,Rendering NPI,POS,"
    "Ins 1,Member ID,Dx 1,Dx 2,CPT,Mod,Units,Charge"
)


def row(**cells: str) -> str:
    """Give a row under HEAD; cells that are not named are sensible."""
    usual = {
        "acct": "70001", "name": '"STONE, ADA B"', "dob": "02/03/1960", "sex": "F",
        "dos": "03/04/2026", "prov": '"Reed, Amos MD"', "npi": "1234567893", "pos": "11",
        "ins": "Aetna", "member": "W100200300", "dx1": "E11.9", "dx2": "", "cpt": "99213",
        "mod": "", "units": "1", "charge": "125.00",
    }  # fmt: skip
    return ",".join((usual | cells).values())


def sheet(*rows: str, head: str = HEAD) -> str:
    """Give a whole list with Windows line ends."""
    return "\r\n".join([head, *rows]) + "\r\n"


def read(folder: Path, content: str | bytes, name: str = "visits.csv", **roles: str) -> Staged:
    """Write a list and the files beside it, then read them."""
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    beside: dict[str, Path] = {}
    for role, text in roles.items():
        beside[role] = folder / f"{role}.csv"
        beside[role].write_text(text, encoding="utf-8", newline="")
    return read_list(ListFiles((path,), **beside), Reading(TODAY))


def reasons(staged: Staged) -> list[tuple[int | None, str]]:
    """Give row and reason of the rejects."""
    return [(found.row, found.reason) for found in staged.rejected]


def warnings(staged: Staged) -> str:
    """Give all warnings as one text."""
    return "\n".join(found.reason for found in staged.warned)
