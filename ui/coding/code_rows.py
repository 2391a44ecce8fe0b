"""The rows of the two lists of codes, made of a draft and of what is said of its codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from app.coding.draft import LETTERS, CodingDraft
from ui.coding.remarks import about_code, about_line
from ui.text import tr


class CodeRow(Protocol):
    """What both lists know of a row."""

    @property
    def number(self) -> int:
        """Give its number, from 1."""

    @property
    def code(self) -> str:
        """Give its code as it is stored."""


@dataclass(frozen=True, slots=True)
class DiagnosisRow:
    """A diagnosis as it stands: number from 1, stored and shown code, title, passages, tone."""

    number: int
    code: str
    shown: str
    title: str
    passages: int
    tone: str = ""
    lapse: str = ""
    """Says that the code set does not cover the visit's date; mostly empty."""
    remark: str = ""
    """What the biller who sent the visit back said of this code; mostly empty."""

    @property
    def letter(self) -> str:
        """Give its letter on the claim."""
        return LETTERS[self.number - 1]


@dataclass(frozen=True, slots=True)
class LineRow:
    """A service as it stands: number from 1, code with modifiers, wording, pointers, units, fee."""

    number: int
    code: str
    shown: str
    title: str
    pointers: str
    units: str
    fee: str
    passages: int
    tone: str = ""
    lapse: str = ""
    """Says that the list of services does not cover the visit's date; mostly empty."""
    remark: str = ""


def diagnosis_rows(
    draft: CodingDraft,
    title: Callable[[str], str],
    wrong: dict[str, str],
    lapse: str = "",
    remark: str = "",
) -> list[DiagnosisRow]:
    """Give the rows of a draft; ``wrong`` are tones by field, ``lapse`` what all codes share.

    ``remark`` is the biller's; it stands beside the codes that it names.
    """
    made = []
    for number, one in enumerate(draft.diagnoses[: len(LETTERS)], start=1):
        spans = sum(s.is_diagnosis and s.code == one.code for s in draft.evidence)
        tone = wrong.get(f"dx{number}", "")
        said = about_code(remark, one.code)
        made.append(
            DiagnosisRow(number, one.code, str(one), title(one.code), spans, tone, lapse, said)
        )
    return made


def line_rows(draft: CodingDraft, lapses: Mapping[str, str], remark: str = "") -> list[LineRow]:
    """Give the rows of a draft's services; the biller's remark beside those it names.

    ``lapses`` are words by code.
    """
    made = []
    for number, line in enumerate(draft.lines, start=1):
        shown = "-".join((line.code, *line.modifiers))
        fee = "" if line.amount is None else str(line.amount)
        spans = sum(not s.is_diagnosis and s.code == line.code for s in draft.evidence)
        words = line.wording
        if line.drug is not None:
            told = tr("drug_entry.shown", product=str(line.drug))
            words = f"{words} \N{MIDDLE DOT} {told}" if words else told
        made.append(
            LineRow(
                number,
                line.code,
                shown,
                words,
                line.letters,
                str(line.units),
                fee,
                spans,
                lapse=lapses.get(line.code, ""),
                remark=about_line(remark, number, line.code),
            )  # fmt: skip
        )
    return made
