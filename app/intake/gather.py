"""Rows into visits: the lines of one visit come together, repeats are told from lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.intake import netting, repeats
from app.intake.facts import Line, PayerFacts, VisitFacts
from app.intake.findings import Findings
from app.intake.parties import Payers, Providers
from app.intake.people import Nobody, PatientDraft, People
from app.intake.staged import (
    NOTHING,
    StagedCharge,
    StagedHint,
    StagedMerge,
    StagedNote,
    StagedPaper,
    StagedVisit,
)  # fmt: skip
from app.values.states import HintKind

LONGEST_SPREAD = timedelta(days=31)
_EARLIEST = date(1902, 1, 1)
_FILLED = (
    "place_of_service", "kind", "department", "reason", "reason_code", "not_billable", "referrer",
)  # fmt: skip


@dataclass(slots=True)
class VisitDraft:
    """One visit while the list is read."""

    key: str
    facts: VisitFacts
    patient: PatientDraft
    provider_key: str
    coverage_key: str
    is_self_pay: bool
    lines: list[Line] = field(default_factory=list)
    values: Mapping[str, str] = field(default_factory=lambda: NOTHING)


class Gatherer:
    """Joins what the files say; the rooms of a list meet here."""

    def __init__(self, today: date, findings: Findings, late: str = "future") -> None:
        self.findings = findings
        self.people = People(findings)
        self.providers = Providers(findings)
        self.payers = Payers(findings)
        self.visits: dict[str, VisitDraft] = {}
        self.notes: dict[str, StagedNote] = {}
        self.hints: dict[str, StagedHint] = {}
        self.papers: list[StagedPaper] = []
        self.merges: list[StagedMerge] = []
        self._today, self._late = today, late
        self._refused_ids: set[str] = set()
        self._by_bare: dict[str, list[str]] | None = None
        self._by_day: dict[tuple[str, date], list[str]] = {}
        self._with_id: dict[tuple[str, date, str], set[str]] = {}

    def add_visit(self, facts: VisitFacts) -> bool:
        """Take a row into its visit, new or known; false when it was rejected."""
        if reason := self._bad_day(facts.dos):
            return self._reject(facts, reason)
        try:
            patient = self.people.find(facts.patient, facts.file, facts.row)
        except Nobody as nobody:
            return self._reject(facts, nobody.code, **nobody.values)
        if not patient.settle_birth(facts.dos):
            if facts.utc_dos is None or not patient.settle_birth(facts.utc_dos):
                patient.refused += 1
                return self._reject(facts, "before_birth")
            facts.dos = facts.utc_dos
            facts.dos_last = max(facts.dos, facts.dos_last)
        provider = self.providers.of_visit(facts.provider, (facts.file, facts.row))
        return self._join(facts, patient, provider)

    def _bad_day(self, dos: date) -> str:
        """Give why a date of service cannot be; empty for a good one."""
        if dos > self._today:
            return self._late
        return "no_real_date" if dos < _EARLIEST else ""

    def _reject(self, facts: VisitFacts, code: str, **values: str) -> bool:
        """Say why a row is not taken, and remember its visit for the charges file."""
        shown = {"date": facts.dos.isoformat(), **values}
        self.findings.reject(facts.file, facts.row, code, facts.values(), **shown)
        if facts.source_id:
            self._refused_ids.add(facts.source_id.casefold())
        return False

    def _join(self, facts: VisitFacts, patient: PatientDraft, provider: str) -> bool:
        """Join a row to its visit, or begin the visit; a voided row is judged with the others."""
        void = facts.not_billable if facts.is_void else ""
        facts.not_billable = "" if void else facts.not_billable
        key = self._visit_key(facts, patient, provider)
        mine = self.visits.get(key)
        if mine is None:
            mine = self._begun(key, facts, patient, provider)
        elif conflict := self._conflict(mine, facts, patient):
            patient.refused += 1
            return self._reject(facts, conflict, id=facts.source_id)
        else:
            self._filled(mine, facts, provider)
        mine.lines.append(
            Line(facts.file, facts.row, facts.signature, facts.charges, facts.diagnoses, void)
        )
        if facts.note:
            self.add_note(f"note:{key}", key, facts.note.encode("utf-8"))
        return True

    def _visit_key(self, facts: VisitFacts, patient: PatientDraft, provider: str) -> str:
        """Give a visit's key: its id; a row without one joins the one visit of that day."""
        if facts.source_id:
            return f"id:{facts.source_id.casefold()}"
        told = self._with_id.get((patient.key, facts.dos, provider), set())
        return next(iter(told)) if len(told) == 1 else f"day:{patient.key}|{facts.dos}|{provider}"

    def _begun(
        self, key: str, facts: VisitFacts, patient: PatientDraft, provider: str
    ) -> VisitDraft:
        """Begin a visit with its first row."""
        place = (facts.file, facts.row)
        coverages = [self.payers.of_visit(p, patient.key, place) for p in facts.payers]
        own_pay = any(p.rank == 1 and self.payers.is_self_pay(p) for p in facts.payers)
        first = coverages[0] if coverages and facts.payers[0].rank == 1 else ""
        mine = VisitDraft(key, facts, patient, provider, first, own_pay and not first)
        if not patient.is_listed:
            mine.values = facts.values()
        self.visits[key] = mine
        if facts.source_id:
            self._with_id.setdefault((patient.key, facts.dos, provider), set()).add(key)
        self._by_day.setdefault((patient.key, facts.dos), []).append(key)
        if facts.reason or facts.reason_code:
            self.add_hint(
                StagedHint(
                    f"reason:{key}", key, HintKind.REASON, "", facts.reason_code, facts.reason
                )
            )
        return mine

    def _conflict(self, mine: VisitDraft, facts: VisitFacts, patient: PatientDraft) -> str:
        """Tell what keeps a row from the visit whose id it bears; warn of another day."""
        if patient is not mine.patient:
            return "two_patients"
        if facts.dos == mine.facts.dos:
            return ""
        if abs(facts.dos - mine.facts.dos) > LONGEST_SPREAD:
            return "two_dates"
        self.findings.warn(facts.file, facts.row, "other_day", date=facts.dos.isoformat())
        return ""

    def _filled(self, mine: VisitDraft, facts: VisitFacts, provider: str) -> None:
        """Fill what an earlier row of the visit left blank."""
        for name in _FILLED:
            if not getattr(mine.facts, name) and (told := getattr(facts, name)):
                setattr(mine.facts, name, told)
        mine.provider_key = mine.provider_key or provider
        if not mine.coverage_key and not mine.is_self_pay and facts.payers:
            place = (facts.file, facts.row)
            mine.coverage_key = self.payers.of_visit(facts.payers[0], mine.patient.key, place)

    def add_charge(self, visit: str, line: Line) -> str:
        """Add services of a charges file to a visit, by its id or key; give why it cannot be."""
        key = visit if visit in self.visits else self.visit_by_id(visit)
        if key not in self.visits:
            return "visit_rejected" if visit.casefold() in self._refused_ids else "no_visit"
        self.visits[key].lines.append(line)
        return ""

    def visit_by_id(self, number: str) -> str:
        """Give the key of a visit by its id, also by one that lost its zeros; empty for none."""
        key = f"id:{number.casefold()}"
        if key in self.visits or not number.isdigit():
            return key if key in self.visits else ""
        if self._by_bare is None:
            self._by_bare = {}
            for told in self.visits:
                if (bare := told.removeprefix("id:")).isdigit():
                    self._by_bare.setdefault(bare.lstrip("0"), []).append(told)
        alike = self._by_bare.get(number.lstrip("0"), [])
        return alike[0] if len(alike) == 1 and number not in self._refused_ids else ""

    def visits_on(self, patient: PatientDraft, dos: date) -> list[str]:
        """Give the keys of a patient's visits of a day, for charges without a visit id."""
        return self._by_day.get((patient.key, dos), [])

    def add_note(self, key: str, visit_key: str, content: bytes, title: str = "") -> None:
        """Keep a note in plain text of a visit."""
        if key in self.notes and self.notes[key].content != content:
            content = self.notes[key].content + b"\n\n" + content
        self.notes[key] = StagedNote(key, visit_key, title, "text/plain", content)

    def add_hint(self, hint: StagedHint) -> None:
        """Keep a hint of a visit."""
        self.hints[hint.key] = hint


def finished(gatherer: Gatherer) -> tuple[list[StagedVisit], list[StagedCharge]]:
    """Give the visits and their service lines, repeated rows taken once."""
    visits: list[StagedVisit] = []
    charges: list[StagedCharge] = []
    for draft in gatherer.visits.values():
        lines = draft.lines
        if len(lines) > 1 or lines[0].void or lines[0].charges:
            lines, void = netting.without_void(lines, gatherer.findings)
            lines = repeats.without_repeats(lines, gatherer.findings)
            netting.net(lines, gatherer.findings)
            draft.facts.not_billable = draft.facts.not_billable or void
        diagnoses = tuple(dict.fromkeys(dx for line in lines for dx in line.diagnoses))
        visits.append(_staged_visit(draft, diagnoses))
        charges.extend(_staged_charges(draft.key, lines, diagnoses))
    return visits, charges


def _staged_visit(draft: VisitDraft, diagnoses: tuple[str, ...]) -> StagedVisit:
    """Give a visit as it will be taken in."""
    facts = draft.facts
    return StagedVisit(
        draft.key, facts.file, facts.row, facts.source_id, draft.patient.key, facts.dos,
        facts.dos_last, draft.provider_key, draft.coverage_key, draft.is_self_pay,
        facts.place_of_service, facts.kind, facts.department, facts.reason, facts.reason_code,
        facts.not_billable, diagnoses, draft.values, facts.referrer,
    )  # fmt: skip


def _staged_charges(key: str, lines: list[Line], diagnoses: tuple[str, ...]) -> list[StagedCharge]:
    """Number the services of a visit; each points at the diagnoses of its own row."""
    places = {code: place for place, code in enumerate(diagnoses, 1)}
    staged: list[StagedCharge] = []
    for line in lines:
        pointers = tuple(places[code] for code in line.diagnoses[:4] if places[code] <= 12)
        for charge in line.charges:
            staged.append(
                StagedCharge(
                    key, line.file, line.row, len(staged) + 1, charge.code, charge.modifiers,
                    charge.units, charge.amount, pointers, charge.source_id,
                )
            )  # fmt: skip
    return staged


def payer_list(*payers: PayerFacts) -> tuple[PayerFacts, ...]:
    """Give the payers that a row really names, primary first."""
    return tuple(payer for payer in payers if payer.name or payer.source_id)
