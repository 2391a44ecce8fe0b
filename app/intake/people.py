"""Who is who in a list: rows that name the same person are one patient."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.intake.days import century_back
from app.intake.facts import PatientFacts
from app.intake.findings import Findings
from app.intake.persons import folded
from app.intake.same_person import other_person
from app.intake.staged import StagedPatient
from app.values.person import Sex

_FILLED = (
    "middle", "suffix", "deceased_on", "street", "extra", "city", "state", "zip", "phone", "email",
)  # fmt: skip


class Nobody(Exception):
    """The row cannot be given to a patient; ``code`` says why."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(slots=True)
class PatientDraft:
    """One patient while the list is read."""

    key: str
    file: str
    row: int | None
    facts: PatientFacts
    ids: list[str]
    is_listed: bool = True
    spellings: set[str] = field(default_factory=set)
    rows: int = 0
    refused: int = 0
    """How many of the rows that speak of him were not taken."""

    def staged(self) -> StagedPatient:
        """Give the patient as he will be taken in."""
        facts = self.facts
        return StagedPatient(
            self.key, self.file, self.row, self.ids[0] if self.ids else "", tuple(self.ids),
            facts.last, facts.first, facts.middle, facts.suffix, facts.birth, facts.sex,
            facts.deceased_on, facts.street, facts.extra, facts.city, facts.state, facts.zip,
            facts.phone, facts.email, self.is_listed,
        )  # fmt: skip

    def settle_birth(self, dos: date) -> bool:
        """Tell whether the visit is on or after the birth; a guessed century may give way."""
        birth = self.facts.birth
        if birth is None or birth <= dos:
            return True
        if not self.facts.is_birth_short:
            return False
        self.facts.birth = century_back(birth)
        return self.facts.birth <= dos


class People:
    """The patients of a list, found by any of their numbers, else by name and birth date."""

    def __init__(self, findings: Findings) -> None:
        self.drafts: list[PatientDraft] = []
        self.has_file = False
        self._findings = findings
        self._settled: dict[int, tuple[PatientFacts, PatientDraft]] = {}
        self._by_id: dict[str, PatientDraft] = {}
        self._by_bare: dict[str, list[PatientDraft]] = {}
        self._by_name: dict[tuple[str, str], list[PatientDraft]] = {}

    def find(self, facts: PatientFacts, file: str, row: int | None) -> PatientDraft:
        """Give the patient a row speaks of, made when he is new.

        Raises:
            Nobody: the row names nobody, or its number belongs to someone else.
        """
        if settled := self._settled.get(id(facts)):
            settled[1].rows += 1
            return settled[1]
        draft = self._known(facts)
        if draft is None:
            draft = self._made(facts, file, row)
        else:
            self._merge(draft, facts, file, row)
        draft.rows += 1
        # Rows with the same cells share one object: it need not be compared again.
        self._settled[id(facts)] = (facts, draft)
        return draft

    def taken(self) -> list[PatientDraft]:
        """Give the patients of whom some row was taken: a rejected row brings nobody in."""
        return [draft for draft in self.drafts if draft.rows > draft.refused]

    def known(self, facts: PatientFacts) -> PatientDraft | None:
        """Give the patient whom a row means without making one; None when it names nobody here."""
        try:
            return self._known(facts)
        except Nobody:
            return None

    def _known(self, facts: PatientFacts) -> PatientDraft | None:
        """Find the patient by number, by a number that lost its zeros, by name and birth."""
        for number in facts.ids:
            if draft := self._by_id.get(number.casefold()):
                return draft
        for number in facts.ids:
            bare = number.lstrip("0") if number.isdigit() else ""
            alike = [d for d in self._by_bare.get(bare, ()) if self._may_be(d, facts)]
            if bare and len(alike) == 1:
                return alike[0]
        return self._known_by_name(facts)

    def _may_be(self, draft: PatientDraft, facts: PatientFacts) -> bool:
        """Tell whether nothing in the row speaks against its being this patient."""
        if facts.birth and draft.facts.birth and facts.birth != draft.facts.birth:
            return False
        return (
            not facts.last or not draft.facts.last or folded(facts.last) == folded(draft.facts.last)
        )

    def _known_by_name(self, facts: PatientFacts) -> PatientDraft | None:
        """Find the patient by last and first name, birth date and a middle name that fits."""
        if not facts.ids and not facts.last:
            raise Nobody("nobody")
        if not facts.ids and facts.birth is None:
            raise Nobody("name_only")
        if facts.birth is None or not facts.last:
            return None
        alike = [
            draft
            for draft in self._by_name.get((folded(facts.last), folded(facts.first)), ())
            if self._same_person(draft, facts)
        ]
        if len(alike) > 1 and not facts.ids:
            raise Nobody("two_alike")
        return alike[0] if len(alike) == 1 else None

    def _same_person(self, draft: PatientDraft, facts: PatientFacts) -> bool:
        """Tell whether birth and middle name agree and the numbers do not part them."""
        if facts.ids and draft.ids:
            return False
        return draft.facts.birth == facts.birth and _middle_fits(draft.facts, facts)

    def _made(self, facts: PatientFacts, file: str, row: int | None) -> PatientDraft:
        """Keep a new patient."""
        key = f"id:{facts.ids[0].casefold()}" if facts.ids else _person_key(facts)
        if not facts.ids and any(d.key == key for d in self._named(facts)):
            key = f"{key}|{folded(facts.middle)}"
        listed = bool(facts.last) or not self.has_file
        draft = PatientDraft(key, file, row, facts, [], is_listed=listed)
        self.drafts.append(draft)
        self._learn_ids(draft, facts.ids)
        if facts.last:
            self._by_name.setdefault((folded(facts.last), folded(facts.first)), []).append(draft)
        return draft

    def _named(self, facts: PatientFacts) -> list[PatientDraft]:
        return self._by_name.get((folded(facts.last), folded(facts.first)), [])

    def _learn_ids(self, draft: PatientDraft, ids: tuple[str, ...]) -> None:
        """Let a patient be found by these numbers too."""
        for number in ids:
            if number.casefold() in self._by_id:
                continue
            self._by_id[number.casefold()] = draft
            draft.ids.append(number)
            if number.isdigit() and (bare := number.lstrip("0")):
                self._by_bare.setdefault(bare, []).append(draft)

    def _merge(self, draft: PatientDraft, facts: PatientFacts, file: str, row: int | None) -> None:
        """Fill what was not known; say what differs; the first spelling stays."""
        mine = draft.facts
        name_differs = bool(facts.last and mine.last) and _name(facts) != _name(mine)
        birth_differs = _settled_birth(mine, facts)
        if name_differs and other_person(facts, mine, births_differ=birth_differs):
            raise Nobody("two_people", id=facts.ids[0] if facts.ids else "")
        self._say_differences(draft, facts, (file, row), (name_differs, birth_differs))
        if facts.last and not mine.last:
            mine.last, mine.first, draft.is_listed = facts.last, facts.first, True
            self._by_name.setdefault((folded(mine.last), folded(mine.first)), []).append(draft)
        if mine.sex is Sex.UNKNOWN:
            mine.sex = facts.sex
        if not name_differs:
            _fill(mine, facts)
        self._learn_ids(draft, facts.ids)

    def _say_differences(
        self,
        draft: PatientDraft,
        facts: PatientFacts,
        place: tuple[str, int | None],
        differs: tuple[bool, bool],
    ) -> None:
        """Warn once of each other spelling and each other birth date."""
        spelled = _name(facts)
        if differs[0] and spelled not in draft.spellings:
            draft.spellings.add(spelled)
            self._findings.warn(*place, "name_differs")
        told = str(facts.birth)
        if differs[1] and told not in draft.spellings:
            draft.spellings.add(told)
            self._findings.warn(*place, "birth_differs")


def _settled_birth(mine: PatientFacts, facts: PatientFacts) -> bool:
    """Take a birth date that was missing or had a guessed century; tell whether two differ."""
    if mine.birth is None:
        mine.birth, mine.is_birth_short = facts.birth, facts.is_birth_short
    if facts.birth is None or mine.birth is None or facts.birth == mine.birth:
        return False
    if mine.is_birth_short and facts.birth == century_back(mine.birth):
        mine.birth = facts.birth
        return False
    return not (facts.is_birth_short and mine.birth == century_back(facts.birth))


def _fill(mine: PatientFacts, facts: PatientFacts) -> None:
    """Take what was not known yet."""
    for name in _FILLED:
        if not getattr(mine, name) and (told := getattr(facts, name)):
            setattr(mine, name, told)


def _name(facts: PatientFacts) -> str:
    """Give the name in the form in which spellings are compared, with a suffix, no middle."""
    return f"{folded(facts.last)}|{folded(facts.first)}|{folded(facts.suffix)}"


def _person_key(facts: PatientFacts) -> str:
    """Give the key of a patient who has no number."""
    return f"person:{folded(facts.last)}|{folded(facts.first)}|{facts.birth}"


def _middle_fits(one: PatientFacts, other: PatientFacts) -> bool:
    """Tell whether two middle names can be the same: one is missing or begins the other."""
    mine, told = folded(one.middle), folded(other.middle)
    return mine.startswith(told) or told.startswith(mine)
