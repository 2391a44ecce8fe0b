"""Codes of the standard sets: their shape only. Whether one exists on a date is codesets' word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True, order=True)
class CodedText:
    """A code held as its canonical text, whose shape is proved when it is made.

    ``text`` is what is stored and sent; ``str()`` is what people read.

    Raises:
        ValueError: the text has another shape.
    """

    text: str
    shape: ClassVar[re.Pattern[str]] = re.compile(r"[0-9A-Z]+")

    def __post_init__(self) -> None:
        if not self.shape.fullmatch(self.text):
            raise ValueError(f"not the shape of {type(self).__name__}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person or a file wrote: blanks around and lower case are mended.

        Raises:
            ValueError: the text has another shape.
        """
        return cls(cls.tidy(text.strip().upper()))

    @classmethod
    def tidy(cls, text: str) -> str:
        """Bring trimmed upper-case text to the canonical form; by default as it is."""
        return text

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, order=True)
class Icd10Cm(CodedText):
    """A diagnosis code, three to seven characters, held without its dot ("E119").

    Source: ICD-10-CM Official Guidelines, section I.A.2.
    """

    shape = re.compile(r"[A-Z][0-9A-Z][0-9A-Z]{1,5}")

    @classmethod
    def tidy(cls, text: str) -> str:
        """Take the dot out of its place after the third character; elsewhere it stays wrong."""
        return text[:3] + text[4:] if text[3:4] == "." else text

    @property
    def category(self) -> str:
        """Give the first three characters."""
        return self.text[:3]

    def __str__(self) -> str:
        """Give the code with its dot: "E11.9"; a category has none."""
        return f"{self.text[:3]}.{self.text[3:]}" if len(self.text) > 3 else self.text


@dataclass(frozen=True, slots=True, order=True)
class Icd10Pcs(CodedText):
    """An inpatient procedure code: seven characters, never the letters I or O."""

    shape = re.compile(r"[0-9A-HJ-NP-Z]{7}")


@dataclass(frozen=True, slots=True, order=True)
class Hcpcs(CodedText):
    """A HCPCS level II code: a letter and four digits; dental D codes are among them."""

    shape = re.compile(r"[A-Z][0-9]{4}")


@dataclass(frozen=True, slots=True, order=True)
class Cpt(CodedText):
    """A CPT code (HCPCS level I): five digits, or four and a letter.

    F closes category II, T category III, U and M laboratory codes, A vaccine administration.
    """

    shape = re.compile(r"[0-9]{4}[0-9AFMTU]")

    @property
    def category(self) -> int:
        """Give 1, 2 or 3."""
        return {"F": 2, "T": 3}.get(self.text[-1], 1)


@dataclass(frozen=True, slots=True, order=True)
class ServiceCode(CodedText):
    """The five characters that name a billed service: a CPT code or a HCPCS level II code."""

    shape = re.compile(f"{Cpt.shape.pattern}|{Hcpcs.shape.pattern}")


@dataclass(frozen=True, slots=True, order=True)
class Modifier(CodedText):
    """Two letters or digits after a service code."""

    shape = re.compile(r"[0-9A-Z]{2}")


@dataclass(frozen=True, slots=True, order=True)
class PlaceOfService(CodedText):
    """The two digits of where a service was given; 11 is the office."""

    shape = re.compile(r"[0-9]{2}")

    @classmethod
    def tidy(cls, text: str) -> str:
        """Give back the zero that a spreadsheet dropped."""
        return text.zfill(2) if len(text) == 1 else text


@dataclass(frozen=True, slots=True, order=True)
class RevenueCode(CodedText):
    """The four digits of a UB-04 revenue code, leading zero kept."""

    shape = re.compile(r"[0-9]{4}")

    @classmethod
    def tidy(cls, text: str) -> str:
        """Give back the leading zero of a code written with three digits."""
        return "0" + text if len(text) == 3 else text


@dataclass(frozen=True, slots=True, order=True)
class Taxonomy(CodedText):
    """A provider taxonomy code: ten characters, the last an X."""

    shape = re.compile(r"[0-9]{3}[0-9A-Z]{6}X")


@dataclass(frozen=True, slots=True, order=True)
class Carc(CodedText):
    """A claim adjustment reason code: up to three digits, or a letter and up to two."""

    shape = re.compile(r"[1-9][0-9]{0,2}|[A-Z][0-9]{1,2}")

    @classmethod
    def tidy(cls, text: str) -> str:
        """Drop zeros that a paper notice set before the number."""
        return text.lstrip("0")


@dataclass(frozen=True, slots=True, order=True)
class Rarc(CodedText):
    """A remittance advice remark code: M, MA or N and its number."""

    shape = re.compile(r"(?:M|MA|N)[1-9][0-9]{0,3}")
