"""The providers and payers of a list, each known once however rows write them."""

from __future__ import annotations

import dataclasses
import re

from app.intake.facts import PayerFacts, ProviderFacts
from app.intake.figures import is_damaged
from app.intake.findings import Findings
from app.intake.persons import folded
from app.intake.staged import StagedCoverage, StagedPayer, StagedProvider
from app.values.npi import is_valid_npi

_SELF_PAY = re.compile(
    r"^(?:self[\s_-]*(?:pay|paid)?|no[\s_-]*insurance|un-?insured|cash(?:[\s_-]*pay)?|private[\s_-]*pay"
    r"|patient[\s_-]*pay|none|n/?a|sp|slf)$",
    re.IGNORECASE,
)
Place = tuple[str, int | None]


class Providers:
    """Found by the list's id, else by NPI, else by name."""

    def __init__(self, findings: Findings) -> None:
        self.known: dict[str, StagedProvider] = {}
        self._settled: dict[ProviderFacts, str] = {}
        self.has_file = False
        self._findings = findings
        self._aliases: dict[str, str] = {}

    def add(self, facts: ProviderFacts, place: Place) -> str:
        """Keep or complete a provider and give the key; empty when the facts name none."""
        npi = self._npi(facts.npi, place)
        names = self._names(facts, npi)
        if not names:
            return ""
        key = next((self._aliases[name] for name in names if name in self._aliases), "")
        mine = self.known.get(key) or StagedProvider(key=names[0])
        self.known[mine.key] = dataclasses.replace(
            mine,
            source_id=mine.source_id or facts.source_id,
            npi=mine.npi or npi,
            last=mine.last or facts.last,
            first=mine.first if mine.last else facts.first,
            credentials=mine.credentials or facts.credentials,
            taxonomy=mine.taxonomy or facts.taxonomy,
        )
        for name in names:
            self._aliases.setdefault(name, mine.key)
        return mine.key

    def is_another(self, facts: ProviderFacts) -> bool:
        """Tell whether the id is already that of someone with another NPI or last name."""
        mine = self.known.get(self._aliases.get(f"id:{facts.source_id.casefold()}", ""))
        if not facts.source_id or mine is None:
            return False
        if facts.npi and mine.npi:
            return facts.npi != mine.npi
        return bool(facts.last and mine.last) and folded(facts.last) != folded(mine.last)

    def of_visit(self, facts: ProviderFacts, place: Place) -> str:
        """Give the provider a visit names; an id that no file explains is warned of."""
        if key := self._settled.get(facts):
            return key
        key = self._found(facts, place)
        if key:
            self._settled[facts] = key
        return key

    def _found(self, facts: ProviderFacts, place: Place) -> str:
        """Find or make the provider of facts that were not met before."""
        if facts.source_id and not facts.npi and not facts.last:
            key = self._aliases.get(f"id:{facts.source_id.casefold()}", "")
            if key:
                return key
            if self.has_file:
                self._findings.warn(*place, "provider_unknown", id=facts.source_id)
                return ""
            self._findings.warn_once(*place, "provider_by_id")
        return self.add(facts, place)

    def _npi(self, npi: str, place: Place) -> str:
        """Keep an NPI as it came; warn once of one that cannot be right."""
        if not npi:
            return ""
        if is_damaged(npi) or not re.fullmatch(r"\d{10}", npi):
            self._findings.warn_once(*place, "npi_shape", npi=npi)
            return ""
        if not is_valid_npi(npi):
            self._findings.warn_once(*place, "npi_check", npi=npi)
        return npi

    def _names(self, facts: ProviderFacts, npi: str) -> list[str]:
        """Give what the provider can be found by, the surest first."""
        names = [f"id:{facts.source_id.casefold()}"] if facts.source_id else []
        if npi:
            names.append(f"npi:{npi}")
        elif facts.last:
            names.append(f"name:{folded(facts.last)}|{folded(facts.first)[:12]}")
        return names


class Payers:
    """Found by the list's id, else by name; with the coverages that visits tell of."""

    def __init__(self, findings: Findings) -> None:
        self.known: dict[str, StagedPayer] = {}
        self.coverages: dict[str, StagedCoverage] = {}
        self._settled: dict[tuple[PayerFacts, str], str] = {}
        self.has_file = False
        self._findings = findings
        self._aliases: dict[str, str] = {}
        self._self_pay: set[str] = set()

    def add(self, facts: PayerFacts) -> str:
        """Keep a payer and give the key; empty for none and for self-pay."""
        if facts.name and _SELF_PAY.match(_bare(facts.name)):
            if facts.source_id:
                self._self_pay.add(facts.source_id.casefold())
            return ""
        names = [f"id:{facts.source_id.casefold()}"] if facts.source_id else []
        names += [f"name:{folded(facts.name)}"] if facts.name else []
        if not names:
            return ""
        key = next((self._aliases[name] for name in names if name in self._aliases), names[0])
        if key not in self.known:
            name = facts.name or facts.source_id
            self.known[key] = StagedPayer(key, name, facts.source_id, facts.payer_id)
        for name in names:
            self._aliases.setdefault(name, key)
        return key

    def is_another(self, facts: PayerFacts) -> bool:
        """Tell whether the id is already that of an insurer of another name."""
        mine = self.known.get(self._aliases.get(f"id:{facts.source_id.casefold()}", ""))
        if not facts.source_id or not facts.name or mine is None:
            return False
        return folded(facts.name) != folded(mine.name)

    def is_self_pay(self, facts: PayerFacts) -> bool:
        """Tell whether the row says that nobody insures this visit."""
        named = facts.name or facts.source_id
        return bool(_SELF_PAY.match(_bare(named))) or facts.source_id.casefold() in self._self_pay

    def of_visit(self, facts: PayerFacts, patient_key: str, place: Place) -> str:
        """Give the key of the coverage of a visit; empty when there is none to keep."""
        told = (facts, patient_key)
        if key := self._settled.get(told):
            return key
        key = self._covered(facts, patient_key, place)
        if key:
            self._settled[told] = key
        return key

    def _covered(self, facts: PayerFacts, patient_key: str, place: Place) -> str:
        """Find or make the coverage of facts that were not met before."""
        if self.is_self_pay(facts) or not (facts.source_id or facts.name):
            return ""
        if not facts.name and self.has_file and not self._is_known(facts):
            self._findings.warn(*place, "payer_unknown", id=facts.source_id)
            return ""
        payer = self.add(facts)
        member = re.sub(r"[\s-]", "", facts.member_id).upper()
        key = f"{patient_key}|{payer}|{member}"
        mine = self.coverages.get(key)
        if mine is None:
            self.coverages[key] = StagedCoverage(
                key, patient_key, payer, facts.member_id, facts.group_number, facts.rank,
                facts.begins, facts.ends,
            )  # fmt: skip
        elif facts.begins or facts.ends:
            self.coverages[key] = _joined(mine, facts)
        return key

    def _is_known(self, facts: PayerFacts) -> bool:
        return f"id:{facts.source_id.casefold()}" in self._aliases


def _joined(mine: StagedCoverage, told: PayerFacts) -> StagedCoverage:
    """Give a coverage that holds on all days on which two rows say that it does."""
    if mine.valid_from is None and mine.valid_to is None:
        return dataclasses.replace(mine, valid_from=told.begins, valid_to=told.ends)
    begins, ends = (mine.valid_from, told.begins), (mine.valid_to, told.ends)
    return dataclasses.replace(
        mine,
        valid_from=None if None in begins else min(day for day in begins if day),
        valid_to=None if None in ends else max(day for day in ends if day),
    )


def _bare(name: str) -> str:
    """Take marks around a name away, as in "** CASH **"."""
    return name.strip("*-_ .#")
