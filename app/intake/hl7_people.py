"""Patients and providers as HL7 v2 messages name them."""

from __future__ import annotations

import re

import hl7

from app.intake.days import DayReader
from app.intake.facts import PatientFacts, ProviderFacts
from app.intake.hl7_segments import Message
from app.intake.lost_facts import Told
from app.intake.patient_cells import one_line
from app.intake.persons import read_phone, read_sex, read_state, read_zip
from app.intake.staged import Referrer

_NO_MRN = frozenset({"SS", "SSN", "DL", "PPN", "TAX", "MC", "MA", "PN", "BC"})


def patient(message: Message, days: DayReader, pid: hl7.Segment | None = None) -> PatientFacts:
    """Read PID: the number typed MR, the legal name, never the social security number."""
    pid = message.first("PID") if pid is None else pid
    name = _legal(message.repeats(pid, 5, is_person=True))
    address = (message.repeats(pid, 11, is_person=True) or [[]])[0]
    state = read_state(at(address, 4))
    birth = days.read_birth(message.text(pid, 7))
    died = days.read_past(message.text(pid, 29))
    return PatientFacts(
        numbers(message, pid), tidy(at(name, 1)), tidy(at(name, 2)), tidy(at(name, 3)),
        tidy(at(name, 4)), birth.value if birth else None, bool(birth and birth.is_short),
        read_sex(message.text(pid, 8)), died.value if died else None, one_line(at(address, 1)),
        one_line(at(address, 2)), one_line(at(address, 3)), state,
        read_zip(at(address, 5), state)[0], read_phone(message.text(pid, 13)),
    )  # fmt: skip


def told_of(message: Message) -> Told:
    """Give what PID says in words of its own, by its field and the number HL7 has for it."""
    pid = message.first("PID")
    address = (message.repeats(pid, 11, is_person=True) or [[]])[0]
    return {
        "birth": ("PID-7", message.text(pid, 7)),
        "sex": ("PID-8", message.text(pid, 8)),
        "death_date": ("PID-29", message.text(pid, 29)),
        "state": ("PID-11.4", at(address, 4)),
        "zip": ("PID-11.5", at(address, 5)),
        "phone": ("PID-13", message.text(pid, 13)),
    }


def numbers(
    message: Message, segment: hl7.Segment | None, field: int = 3, others: tuple[int, ...] = (2, 4)
) -> tuple[str, ...]:
    """Give a person's number, the one typed MR first; ``others`` only without ``field``."""
    repeats = [r for r in message.repeats(segment, field) if at(r, 1)]
    repeats = [r for r in repeats if at(r, 5).upper() not in _NO_MRN]
    ranked = sorted(repeats, key=_rank)
    found = [at(r, 1) for r in ranked[:1]]
    return tuple(found or [n for f in others if (n := message.text(segment, f))][:1])


def _rank(number: list[str]) -> int:
    """Order a person's numbers: the medical record, one without a type or of the place, others."""
    kind = at(number, 5).upper()
    return 0 if kind in ("MR", "MRN") else 1 if kind in ("PI", "") else 2


def provider(who: list[str]) -> ProviderFacts:
    """Read a person of XCN shape: number or NPI, last and first name, degree."""
    number = at(who, 1)
    is_npi = bool(re.fullmatch(r"\d{10}", number))
    return ProviderFacts(
        "" if is_npi else number, number if is_npi else "", tidy(at(who, 2)),
        tidy(at(who, 3)), tidy(at(who, 7) or at(who, 6))[:20],
    )  # fmt: skip


def referrer(repeats: list[list[str]]) -> Referrer | None:
    """Read the first person of XCN shape as who referred; None when there is none."""
    return provider((repeats or [[]])[0]).as_referrer()


def at(parts: list[str], place: int) -> str:
    """Give a component by its number, empty when there are fewer."""
    return parts[place - 1] if len(parts) >= place else ""


def tidy(text: str) -> str:
    """Give a name on one line, without commas, at most 80 characters."""
    return one_line(text.replace(",", " "))[:80]


def _legal(names: list[list[str]]) -> list[str]:
    """Choose the legal name of several, else the first."""
    legal = [name for name in names if at(name, 7) in ("L", "")]
    return (legal or names or [[]])[0]
