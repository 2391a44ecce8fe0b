"""A new clinic's first lists: bulk FHIR with notes, a wrong NPI, and visits typed by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from app.practice import fees
from app.store.actor import PROGRAM
from app.superbills import frozen
from app.values.states import CodingStatus, DocumentKind
from models.claim import Claim
from models.document import Document
from models.encounter import Encounter
from models.patient import Patient
from models.practice import Provider
from tests.stories.conftest import Person, own_practice

KEYS_A_SECOND, A_DECISION, MOST = 4, 1.2, 45
LIST = (
    "Appt Date,Chart No,Patient,DOB,Provider,Provider NPI,Insurance,CPT\n"
    '09/02/2026,M1,"Okafor, Teresa",02/03/1961,"Varga, Ilse MD",1234567890,Blue Prairie,99213\n'
)


def fee_list(person: Person, folder: Path) -> None:
    """Bring a fee that holds on every day of the lists."""
    (folder / "fees.csv").write_text("code,description,amount\n99213,Office visit,290\n", "utf-8")
    with person.store.write(PROGRAM) as work:
        fees.load_file(work, folder / "fees.csv", "2018", date(2018, 1, 1))


def test_bulk_fhir_comes_in_and_a_visit_is_coded_from_its_note(begin, tmp_path, shared):
    person = begin()
    own_practice(person)
    fee_list(person, tmp_path)
    person.press("Ctrl+Shift+O", "F6")
    person.enter(str(shared / "data" / "encounters" / "fhir-bulk"))
    person.shot("fhir-seen")
    person.press("Ctrl+Return")
    with person.store.read() as session:
        assert session.query(Encounter).count() == 1_215
        assert session.query(Document).filter_by(kind=DocumentKind.NOTE).count() == 1_215
    person.press("Ctrl+Return", "Down", "Down", "Down", "Return")
    person.enter("M81.0")
    person.press("Shift+F6", "Ctrl+F")
    person.type("osteoporosis")
    person.press("Escape", "Ctrl+E", "F6")
    person.enter("99213")
    person.shot("fhir-coded")
    person.press("Ctrl+Return")
    with person.store.read() as session:
        (visit,) = session.query(Encounter).filter_by(status=CodingStatus.HANDED_OFF)
        bill = frozen.superbill(session, frozen.latest_of(session, visit.id))
        assert [one.code for one in bill.diagnoses] == ["M810"]
        assert [(line.code, line.pointers) for line in bill.lines] == [("99213", "1")]


def test_a_wrong_npi_is_met_before_the_claim_and_mended_on_the_way(begin, tmp_path):
    person = begin()
    own_practice(person)
    fee_list(person, tmp_path)
    (tmp_path / "day.csv").write_text(LIST, "utf-8")
    person.press("Ctrl+Shift+O", "F6")
    person.enter(str(tmp_path / "day.csv"))
    person.press("Ctrl+Return", "Ctrl+Return", "Return")
    person.enter("R05.9")
    person.press("Ctrl+Return", "Ctrl+3")
    person.counted()
    person.shot("npi-wrong")
    person.press("Ctrl+Return", "Return", "Tab", "Tab", "Tab", "Ctrl+A")
    person.type("1234567893")
    person.press("Ctrl+Return", "Ctrl+3", "Ctrl+Return")
    assert person.counted() == 10
    with person.store.read() as session:
        assert session.query(Claim).count() == 1
        assert session.query(Provider).one().npi == "1234567893"


class Typist:
    """Counts keys and decisions of a visit typed by hand."""

    def __init__(self, person: Person) -> None:
        self.person, self.keys, self.decisions = person, 0, 0

    def line(self, words: str) -> None:
        """Type what a field wants, which is a decision, and go on."""
        self.keys += len(words) + 1
        self.decisions += 1
        if words:
            self.person.type(words)
        self.person.press("Return")

    @property
    def seconds(self) -> float:
        """Give the time of a person who types evenly and decides at each field."""
        return self.keys / KEYS_A_SECOND + self.decisions * A_DECISION


def test_a_visit_is_typed_in_under_45_seconds_for_a_new_and_for_a_known_patient(begin, tmp_path):
    person = begin()
    own_practice(person)
    fee_list(person, tmp_path)
    (tmp_path / "day.csv").write_text(LIST, "utf-8")
    person.press("Ctrl+Shift+O", "F6")
    person.enter(str(tmp_path / "day.csv"))
    person.press("Ctrl+Return", "Ctrl+2", "Ctrl+N")
    typist = Typist(person)
    for words in ("Castellanos, Evangelina", "", "3/14/80", "f", "", "v", "", "", "sore throat"):
        typist.line(words)
    person.press("Ctrl+Return")
    assert typist.seconds + 1 / KEYS_A_SECOND <= MOST, typist.seconds
    typist = Typist(person)
    for words in ("castel", "", "", "", "", "follow-up"):
        typist.line(words)
    person.press("Ctrl+Return")
    assert typist.seconds + 1 / KEYS_A_SECOND <= MOST / 2, typist.seconds
    with person.store.read() as session:
        who = session.query(Patient).filter_by(last="Castellanos").one()
        assert (who.first, who.birth) == ("Evangelina", date(1980, 3, 14))
        reasons = session.query(Encounter.reason).filter_by(patient_id=who.id)
        assert sorted(one for (one,) in reasons) == ["follow-up", "sore throat"]
