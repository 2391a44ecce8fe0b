"""The sample practice: made by the rooms, sound, the same for a seed; and the main job on it."""

import json
from datetime import date
from random import Random

import pytest
import sqlalchemy as sa

from app.coding import storing
from app.coding.em import keeping
from app.commands import main, opening
from app.commands.sample import at_hand, main_job, story
from app.commands.sample.cast import Cast, Member
from app.commands.sample.visits import plan, weekdays
from app.plans import book as plans
from app.plans.view import Standing
from app.reports.today import today
from app.store.actor import PROGRAM
from app.store.check import check
from app.store.office import OfficeFolder
from app.values.person import Sex
from app.values.problem import Refused
from models.encounter import Encounter
from tests.app.superbills.visits import coded, visit


@pytest.fixture(scope="session")
def sample(tmp_path_factory, starter_reference):
    folder = OfficeFolder(tmp_path_factory.mktemp("sample") / "office")
    story.make(folder, None, encounters=90).close()
    return folder


def test_a_long_list_has_nobody_twice_on_a_day():
    born, man = date(1980, 4, 2), Sex.MALE
    everybody = tuple(Member(number, number, born, man, ()) for number in range(1, 21))
    days = tuple(weekdays(story.FIRST, story.LAST))
    planned = plan(Cast(everybody, (1, 2), {}), days, 10 * len(days), Random(1))
    assert sum(len(of_day) for of_day in planned.values()) == 10 * len(days)
    for of_day in planned.values():
        who = [one.member.patient_id for one in of_day]
        assert len(set(who)) == len(who)


def test_every_check_of_the_sample_passes(sample):
    with opening.open_office(sample) as office:
        failed = [r for r in check(office.store, opening.checks_of_the_books()) if not r.ok]
    assert failed == []


def test_it_opens_by_the_public_passphrase_and_stands_at_its_day(sample):
    assert sample.is_sample
    with opening.open_office(sample) as office:
        assert office.store.today() == date(2026, 9, 30)
        with office.store.read() as session:
            waiting = today(session, office.store.today())
            standings = {row.standing for row in plans.plans_due(session, office.store.today())}
    assert waiting.superbills.count > 0
    assert len(waiting.coding) >= 2
    assert standings <= set(Standing)


def test_days_to_come_are_those_of_the_office(sample, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TWOHATS_OFFICE", str(sample.path))
    path = tmp_path / "visits.csv"
    path.write_text(
        "MRN,Patient,DOB,DOS,CPT\n"
        '7,"Stone, Ada",02/03/1960,09/30/2026,99213\n7,"Stone, Ada",02/03/1960,10/01/2026,99213\n'
    )
    assert main.main(["import", "encounters", str(path), "--dry-run", "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["encounters_new"] == 1
    assert [row["row"] for row in answer["rejected"]] == [3]


def test_the_same_seed_tells_the_same_story(tmp_path, starter_reference, capsys):
    told = []
    for name in ("one", "two"):
        folder = str(tmp_path / name)
        assert (
            main.main(["demo", "--encounters", "12", "--seed", "7", "--office", folder, "--json"])
            == 0
        )
        facts = json.loads(capsys.readouterr().out)
        told.append((facts["counts"], facts["as_of"], facts["practice"]))
    assert told[0] == told[1]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path, starter_reference):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(Refused) as caught:
        story.make(OfficeFolder(tmp_path), None, encounters=2)
    assert caught.value.code == "office.exists"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_the_main_job_ends_in_statements_on_paper(tmp_path, starter_reference, monkeypatch):
    make = story.make
    monkeypatch.setattr(story, "make", lambda folder, word: make(folder, word, encounters=10))
    lies = main_job.do(tmp_path / "job" if (tmp_path / "job").mkdir() is None else tmp_path)
    assert lies.taken == 3
    assert str(lies.posted) == "87.12"
    assert len(lies.statements) == 3
    for paper in (lies.superbill, *lies.statements):
        assert paper.read_bytes().startswith(b"%PDF")


def test_the_biller_s_words_are_of_the_visit_that_is_sent_back(sample):
    with opening.open_office(sample) as office, office.store.read() as session:
        back = session.scalars(sa.select(Encounter.id).where(Encounter.status == "sent_back")).all()
        told = [[str(one) for one in storing.load(session, number).diagnoses] for number in back]
    assert told == [["J00"]]


@pytest.mark.parametrize(("codes", "ticked"), [(("I10", "E78.5"), 2), (("J00",), None)])
def test_a_worksheet_ticks_what_the_note_tells_or_is_not_kept(store, codes, ticked):
    with store.write(PROGRAM) as work:
        number = visit(work)
        storing.save(work, coded(work.session, number, codes=codes))
        at_hand.work_out_a_level(work)
        kept = keeping.latest(work.session, number)
    assert (kept and kept.sheet.counts) == (ticked and (("stable_chronic", ticked),))
