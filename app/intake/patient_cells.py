"""Cells that say who a patient is, in encounter lists and in patients files alike."""

from __future__ import annotations

import re

from app.intake.days import Day
from app.intake.facts import PatientFacts
from app.intake.figures import NO_ID, is_damaged, plain_number
from app.intake.findings import Findings
from app.intake.lost_values import LostValues
from app.intake.persons import is_unsaid, read_name, read_phone, read_sex, read_state, read_zip
from app.intake.table import Table
from app.values.person import Sex

_BRACKETED = re.compile(
    r"[(\[]\s*((?:dob|born|id|mrn|acct|chart|no)\b[.:#]*|#)?\s*([^()\[\]]*?)\s*[)\]]",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    r"^#?\s*(?:(?:mrn|id|acct|chart)\b[.:# ]*)?([A-Za-z]{0,4}\d{3,12})\s*[-–:|]?\s+(?=[^\W\d])"
    r"|\s*(?:\s[-–|]|#|\b(?:mrn|id|acct|chart)\b)[.:#\s]*([A-Za-z]{0,4}\d{3,12})$",
    re.IGNORECASE,
)
"""A number before or behind a name: "70001 - Stone, Ada", "Stone, Ada #70001"."""
_NUMBER = re.compile(r"[A-Za-z]{0,4}\d{2,12}")
_AGE = re.compile(r"[FM]?\d{1,3}", re.IGNORECASE)
_SINGLE = (
    "patient_id", "mrn", "patient_name", "last_name", "first_name", "middle_name", "suffix",
    "birth", "sex", "death_date", "address", "address2", "city", "state", "zip", "phone", "email",
)  # fmt: skip


class PatientCells:
    """Reads the patient of each row of one table."""

    def __init__(self, table: Table, findings: Findings, lost: LostValues) -> None:
        self._file, self._findings, self._lost = table.file, findings, lost
        self._today = table.today
        self._at = {name: place for name in _SINGLE if (place := table.layout.at(name)) >= 0}
        self._births = table.day_reader("birth")
        self._deaths = table.day_reader("death_date")
        self._last_first = table.has_last_name_first()
        if self._last_first:
            findings.warn_once(table.file, table.layout.heading_row, "last_first")
        self._known: dict[tuple[str, ...], PatientFacts] = {}

    def facts(self, number: int, row: list[str]) -> PatientFacts:
        """Give who the row is about. Rows with the same cells share one answer."""
        key = tuple(row[place] for place in self._at.values())
        if key not in self._known:
            self._known[key] = self._read(number, dict(zip(self._at, key, strict=True)))
        return self._known[key]

    def _read(self, number: int, cells: dict[str, str]) -> PatientFacts:
        """Read the cells; warn of what had to be mended."""
        cells = {**cells, **self._aside(cells)}
        last, first, middle, suffix = self._name(cells)
        birth = self._birth(number, cells.get("birth", ""))
        died = self._deaths.read_birth(cells.get("death_date", ""))
        died = None if died and died.value > self._today else died
        state, sex = read_state(cells.get("state", "")), read_sex(cells.get("sex", ""))
        phone = read_phone(cells.get("phone", ""))
        is_sex = sex is not Sex.UNKNOWN or is_unsaid(cells.get("sex", ""))
        read = {"death_date": died, "state": state, "phone": phone, "sex": is_sex}
        for name in (name for name, found in read.items() if not found):
            self._lost.note(number, name, cells.get(name, ""))
        code, lost = read_zip(cells.get("zip", ""), state)
        if lost:
            self._findings.warn(self._file, number, "zip_zero", zip=code)
        elif cells.get("zip", "").strip("0-. ") and not code:
            self._findings.warn(self._file, number, "zip_bad", zip=cells["zip"])
        return PatientFacts(
            self._ids(number, cells), last, first, middle, suffix,
            birth.value if birth else None, bool(birth and birth.is_short),
            sex, died.value if died else None,
            one_line(cells.get("address", "")), one_line(cells.get("address2", "")),
            one_line(cells.get("city", "")), state, code, phone,
            cells.get("email", "")[:120],
        )  # fmt: skip

    def _birth(self, number: int, written: str) -> Day | None:
        """Read a birth date; warn of one that is none, or that only fills a blank."""
        birth = self._births.read_birth(written)
        if birth is None and written:
            code = "birth_bad" if self._births.read(written) is None else "birth_old"
            self._findings.warn(self._file, number, code, date=written)
        return birth

    def _aside(self, cells: dict[str, str]) -> dict[str, str]:
        """Give what stands in brackets behind the name and nowhere else: birth date, number."""
        found: dict[str, str] = {}
        if beside := _BESIDE.search(cells.get("patient_name", "")):
            found["patient_name"] = _BESIDE.sub("", cells["patient_name"])
            number = beside[1] or beside[2]
            found["patient_id"] = cells.get("patient_id") or cells.get("mrn") or number
        for label, words in _BRACKETED.findall(cells.get("patient_name", "")):
            if not label and _AGE.fullmatch(words):
                continue  # Taken for a number, an age would make one patient of all who have it.
            if _NUMBER.fullmatch(words):
                found["patient_id"] = cells.get("patient_id") or cells.get("mrn") or words
            elif self._births.read(words) is not None:
                found["birth"] = cells.get("birth") or words
        return found

    def _ids(self, number: int, cells: dict[str, str]) -> tuple[str, ...]:
        """Give the patient's numbers, the medical record number first."""
        found: list[str] = []
        for name in ("mrn", "patient_id"):
            bare = plain_number(cells.get(name, ""))
            if is_damaged(bare):
                self._findings.warn(self._file, number, "id_damaged", id=bare)
            elif bare and bare.lower() not in NO_ID and bare not in found:
                found.append(one_line(bare)[:60])
        return tuple(found)

    def _name(self, cells: dict[str, str]) -> tuple[str, str, str, str]:
        """Give last, first, middle and suffix, from their own columns or from one."""
        last, first, middle, suffix = read_name(
            one_line(cells.get("patient_name", "")), self._last_first
        )
        if cells.get("last_name"):
            last, _, own_suffix = cells["last_name"].partition(",")
            if "first_name" not in cells and own_suffix:
                last, first, middle, suffix = read_name(cells["last_name"])
                own_suffix = ""
            suffix = own_suffix.strip() or suffix
        first = cells.get("first_name") or first
        middle = cells.get("middle_name") or middle
        suffix = cells.get("suffix") or suffix
        parts = (one_line(part).replace(",", " ").strip() for part in (last, first, middle, suffix))
        last, first, middle, suffix = (" ".join(part.split())[:80] for part in parts)
        return last, first, middle, suffix


def one_line(text: str) -> str:
    """Bring text to one line of printable characters with single blanks."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
