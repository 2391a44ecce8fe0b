"""Reports on the command line: rows, totals, files, and their exit status."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from app.commands import main, opening
from app.commands.sample import story
from app.reports import leaving
from app.store.office import OfficeFolder


@pytest.fixture(scope="module")
def office(tmp_path_factory, starter_reference) -> Path:
    """A small sample practice, its folder."""
    folder = OfficeFolder(tmp_path_factory.mktemp("report") / "office")
    story.make(folder, None, encounters=40).close()
    return folder.path


def report(office, capsys, *words):
    assert main.main(["--office", str(office), "report", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_visits_with_a_family_of_codes_are_told_with_their_number(office, capsys):
    told = report(office, capsys, "visits", "--codes", "E11*")
    assert told["totals"]["visits"] == len(told["rows"]) > 0
    assert all("E11" in row["diagnoses"] for row in told["rows"])
    told = report(office, capsys, "visits", "--codes", "99211-99215")
    fewer = report(office, capsys, "visits", "--codes", "99211-99215", "--from", "2026-09-01")
    assert 0 < fewer["totals"]["visits"] < told["totals"]["visits"]
    assert report(office, capsys, "visits", "--modifier", "59")["totals"] == {"visits": 0}


def test_visits_are_written_out_and_that_stands_in_the_audit_trail(office, capsys, tmp_path):
    told = report(office, capsys, "visits", "--codes", "I10", "--csv", str(tmp_path / "v.csv"),
                  "--deidentified", str(tmp_path / "research"), "--years-only")  # fmt: skip
    with (tmp_path / "v.csv").open(encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == told["totals"]["visits"]
    with (tmp_path / "research" / "visits.csv").open(encoding="utf-8", newline="") as file:
        assert {row["date_of_service"] for row in csv.DictReader(file)} == {"2026"}
    with opening.open_office(OfficeFolder(office)) as opened, opened.store.read() as session:
        deeds = session.connection().exec_driver_sql(
            "SELECT deed, facts FROM audit_entry ORDER BY id"
        )
        told_of = [
            json.loads(facts).get("what", "") if deed == "visits exported" else deed
            for deed, facts in deeds
            if deed in ("visits exported", leaving.BEGUN)
        ]
    assert told_of == [leaving.BEGUN, "visits", "visits without the patient"]


@pytest.mark.parametrize("name", ["coding-accuracy", "second-looks", "visit-levels"])
def test_each_report_has_rows_and_totals_and_a_file(office, capsys, tmp_path, name):
    told = report(office, capsys, name, "--csv", str(tmp_path / f"{name}.csv"))
    assert told["report"] == name
    assert told["totals"]
    assert (tmp_path / f"{name}.csv").exists()
    if name == "second-looks":
        kinds = ("waiting", "read", "passed_by", "by_another", "taken_back")
        for row in told["rows"]:
            assert sum(int(row[kind]) for kind in kinds) >= int(row["held"]), "no look is lost"
    if name == "visit-levels":
        counted = sum(int(row["visits"]) for row in told["rows"])
        assert str(counted) == told["totals"]["visits"]


def test_a_code_that_is_none_is_refused_and_nothing_is_written(office, capsys, tmp_path):
    words = ["--office", str(office), "report", "visits", "--codes", "sugar!", "--csv",
             str(tmp_path / "v.csv")]  # fmt: skip
    assert main.main(words) == 3
    assert "SUGAR!" in capsys.readouterr().err
    assert not (tmp_path / "v.csv").exists()


def test_without_json_the_rows_are_lines_and_the_totals_are_said_apart(office, capsys):
    assert main.main(["--office", str(office), "report", "visit-levels"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("code 992")
    assert err.startswith("visits ")


def test_a_day_that_is_none_is_wrong_usage(office, capsys):
    with pytest.raises(SystemExit) as caught:
        main.main(["--office", str(office), "report", "visits", "--from", "yesterday"])
    assert caught.value.code == 2
