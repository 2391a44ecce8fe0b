"""Identifiers: those others gave (text), and the row numbers of our own books (int)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from app.values.codes import CodedText

PatientId = NewType("PatientId", int)
GuarantorId = NewType("GuarantorId", int)
AccountId = NewType("AccountId", int)
CoverageId = NewType("CoverageId", int)
EncounterId = NewType("EncounterId", int)
SuperbillId = NewType("SuperbillId", int)
ChargeId = NewType("ChargeId", int)
ClaimId = NewType("ClaimId", int)
ServiceLineId = NewType("ServiceLineId", int)
SubmissionId = NewType("SubmissionId", int)
RemittanceId = NewType("RemittanceId", int)
ClaimPaymentId = NewType("ClaimPaymentId", int)
DepositId = NewType("DepositId", int)
DenialId = NewType("DenialId", int)
AppealId = NewType("AppealId", int)
EntryId = NewType("EntryId", int)
MovementId = NewType("MovementId", int)
PeriodId = NewType("PeriodId", int)
PlanId = NewType("PlanId", int)
InstallmentId = NewType("InstallmentId", int)
StatementId = NewType("StatementId", int)
DocumentId = NewType("DocumentId", int)
ContactId = NewType("ContactId", int)
TaskId = NewType("TaskId", int)
ProviderId = NewType("ProviderId", int)
FacilityId = NewType("FacilityId", int)
UserId = NewType("UserId", int)
PayerKey = NewType("PayerKey", int)
"""The row of a payer; its PayerId is the text that claims carry."""

# What X12 text may hold, less the delimiters * : ~ ^ that we write.
_SENT = r"[!-)+-9;-\]_-}]"
# Source: CMS, "Understanding the Medicare Beneficiary Identifier format": no S L O I B Z.
_L = "[AC-HJKMNP-RT-Y]"
_LD = "[0-9AC-HJKMNP-RT-Y]"
_MBI = re.compile(f"[1-9]{_L}{_LD}[0-9]-?{_L}{_LD}[0-9]-?{_L}{{2}}[0-9]{{2}}")


class TaxIdKind(StrEnum):
    """Whose number it is: a person's (SSN) or an employer's (EIN)."""

    SSN = "ssn"
    EIN = "ein"


def masked(text: str) -> str:
    """Hide all but the last four characters; hide everything when there are fewer than eight."""
    kept = text[-4:] if len(text) >= 8 else ""
    return "\N{BULLET}" * (len(text) - len(kept)) + kept


@dataclass(frozen=True, slots=True, repr=False)
class TaxId:
    """Nine digits of an SSN or EIN; ``repr`` is masked, ``str`` is written out.

    Raises:
        ValueError: not nine digits.
    """

    kind: TaxIdKind
    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[0-9]{9}", self.digits):
            raise ValueError("a tax id has nine digits")

    @classmethod
    def parse(cls, text: str, kind: TaxIdKind | None = None) -> TaxId:
        """Read "12-3456789" as an EIN, "123-45-6789" as an SSN, nine digits as ``kind``.

        Raises:
            ValueError: another shape, dashes of the other kind, or digits and no ``kind``.
        """
        bare = text.strip()
        written = kind
        if re.fullmatch(r"[0-9]{2}-[0-9]{7}", bare):
            written = TaxIdKind.EIN
        elif re.fullmatch(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", bare):
            written = TaxIdKind.SSN
        elif "-" in bare:
            raise ValueError("not an SSN or EIN")
        if written is None or (kind or written) is not written:
            raise ValueError("not clearly an SSN or an EIN")
        return cls(written, bare.replace("-", ""))

    @property
    def text(self) -> str:
        """Give the nine digits."""
        return self.digits

    def masked(self) -> str:
        """Give only the last four digits, for lists and screens that need no more."""
        return masked(self.digits)

    def __str__(self) -> str:
        if self.kind is TaxIdKind.EIN:
            return f"{self.digits[:2]}-{self.digits[2:]}"
        return f"{self.digits[:3]}-{self.digits[3:5]}-{self.digits[5:]}"

    def __repr__(self) -> str:
        return f"TaxId({self.kind.value} {self.masked()})"


@dataclass(frozen=True, slots=True, order=True, repr=False)
class MemberId(CodedText):
    """A member's number at a payer, upper case, without blanks; ``repr`` is masked."""

    shape = re.compile(r"[!-)+-9;-\]_{-}]{1,80}")

    @classmethod
    def tidy(cls, text: str) -> str:
        """Drop blanks, and the dashes that a Medicare card prints but a claim must not hold."""
        bare = "".join(text.split())
        return bare.replace("-", "") if _MBI.fullmatch(bare) else bare

    @property
    def is_mbi(self) -> bool:
        """Tell whether it has the shape of a Medicare beneficiary identifier."""
        return "-" not in self.text and _MBI.fullmatch(self.text) is not None

    def __repr__(self) -> str:
        return f"MemberId({masked(self.text)})"


@dataclass(frozen=True, slots=True, order=True)
class PayerId(CodedText):
    """A payer's number at the clearinghouse, two characters or more."""

    shape = re.compile(r"[0-9A-Z][0-9A-Z-]{1,79}")


@dataclass(frozen=True, slots=True, order=True, repr=False)
class Mrn(CodedText):
    """A patient's medical record number, leading zeros kept; ``repr`` is masked."""

    shape = re.compile(r"[!-`{-~](?:[ -`{-~]{0,48}[!-`{-~])?")

    def __repr__(self) -> str:
        return f"Mrn({masked(self.text)})"


@dataclass(frozen=True, slots=True, order=True)
class ControlNumber(CodedText):
    """A number given to a claim, line or check, by us or by a payer; case is kept."""

    shape = re.compile(f"{_SENT}(?:(?:[ ]|{_SENT}){{0,48}}{_SENT})?")

    @classmethod
    def parse(cls, text: str) -> ControlNumber:
        """Read the number as it is, less blanks around it.

        Raises:
            ValueError: empty, over 50 characters, or holding an X12 delimiter.
        """
        return cls(text.strip())
