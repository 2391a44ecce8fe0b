"""The program's log: codes and counts, never a word of a person's."""

import json

import pytest

from app.store.journal import KEPT, LARGEST, Journal
from app.values.problem import Refused
from models.coverage import Payer
from models.patient import Patient
from tests import builders
from tests.conftest import NOON


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "logs")


def lines(journal):
    return [json.loads(line) for line in journal._path.read_text("ascii").splitlines()]


def test_a_unit_of_work_is_noted_with_its_tables_counts_and_time(store, amy, journal):
    store.journal = journal
    with store.write(amy) as work:
        builders.patient(work, last="Quillfeather")
        work.add_rows(Payer, [{"name": f"Meadow {n}", "kind": "commercial"} for n in range(3)])
    (line,) = lines(journal)
    assert line.pop("ms") >= 0
    rows = {"account": 1, "patient": 1, "payer": 3}
    assert line == {"at": NOON.isoformat(timespec="milliseconds"), "event": "work",
                    "user": 0, "rows": rows}  # fmt: skip


def test_a_unit_of_work_that_writes_nothing_is_not_noted(store, amy, journal):
    store.journal = journal
    with store.write(amy):
        pass
    assert not journal._path.exists()


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (Refused("ledger.too_much", name="Quillfeather"), "ledger.too_much"),
        (RuntimeError("Quillfeather, born 1961-07-23"), "RuntimeError"),
    ],
)
def test_work_that_was_undone_is_noted_by_its_code_alone(store, amy, journal, error, why):
    store.journal = journal
    with pytest.raises(type(error)), store.write(amy) as work:
        builders.patient(work, last="Quillfeather")
        raise error
    assert [(line["event"], line["why"]) for line in lines(journal)] == [("undone", why)]
    with store.read() as session:
        assert session.get(Patient, 1) is None


def test_text_that_is_no_code_is_withheld(journal):
    journal.note("work", NOON, why="Quillfeather, Thessaly", rows={"1961-07-23": 1})
    assert "Quill" not in journal._path.read_text()
    assert lines(journal)[0]["why"] == "(withheld)"


def test_a_full_file_is_put_aside_and_old_ones_go(journal):
    for _ in range(KEPT + 3):
        journal.note("work", NOON)
        journal._path.write_bytes(b"x" * (LARGEST + 1))
        journal.note("work", NOON)
    assert len(list(journal._path.parent.iterdir())) == KEPT + 1
    assert len(lines(journal)) == 1


def test_a_journal_that_cannot_be_written_stops_no_work(tmp_path):
    (tmp_path / "logs").write_text("a file stands here")
    Journal(tmp_path / "logs").note("work", NOON)
