"""What the command line promises to scripts: statuses, and silence where nothing is answered."""

from __future__ import annotations

import json

import pytest

from app.codesets import load
from app.codesets.loaded import Asked
from app.commands import main as command_line
from app.commands import opening, typed
from app.commands.main import DONE, REFUSED, WRONG_USAGE, main
from app.store import trail
from app.store.actor import COMMAND_LINE
from app.store.office import default_folder
from app.values.problem import Outside
from tests.app.codesets import release_files as made


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "office"))
    monkeypatch.setenv("TWOHATS_PASSPHRASE", "four plain garden words")
    monkeypatch.setenv("TWOHATS_REFERENCE", str(tmp_path / "reference.sqlite"))
    return tmp_path


@pytest.mark.parametrize(
    "words",
    [
        ["codes", "search"],
        ["codes", "search", "asthma", "--limit", "0"],
        ["codes", "search", "asthma", "--batch", "queries.tsv"],
        ["codes", "search", "asthma", "--on", "0001-01-01"],
        ["codes", "load"],
        ["demo", "--encounters", "-5"],
        ["statements", "run", "--as-of", "9999-12-31"],
        ["statements", "run", "--as-of", "20260930"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_said_before_anything_is_opened(place, capsys, words):
    with pytest.raises(SystemExit) as left:
        main(words)
    assert left.value.code == WRONG_USAGE
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count("\n") == 1
    assert " --help\n" in told.err
    assert list(place.iterdir()) == []


def test_an_office_is_not_made_where_a_file_lies(place, capsys):
    (place / "office").write_text("mine", "utf-8")
    assert main(["office", "init"]) == REFUSED
    assert "is a file" in capsys.readouterr().err
    assert (place / "office").read_text("utf-8") == "mine"


@pytest.mark.parametrize("saved", [b"\xef\xbb\xbffour words", b"four words\r\n", b"four words"])
def test_a_passphrase_file_is_read_as_any_editor_saves_it(tmp_path, saved):
    path = tmp_path / "secret.txt"
    path.write_bytes(saved)
    assert typed.secret(path) == "four words"


def test_a_passphrase_that_is_changed_stands_in_the_audit_trail(place, monkeypatch, capsys):
    assert main(["office", "init", "--practice", "Elm Street", "--owner", "Ada Elm"]) == DONE
    fresh = place / "fresh.txt"
    fresh.write_text("another four garden words", encoding="utf-8")
    assert main(["office", "passphrase", "--new-passphrase-file", str(fresh)]) == DONE
    monkeypatch.setenv("TWOHATS_PASSPHRASE", "another four garden words")
    with opening.open_office(default_folder()) as office, office.store.read() as session:
        told = [(one.actor, one.deed) for one in trail.trail(session, trail.Asked())]
    assert (COMMAND_LINE.name, "passphrase.changed") in told


def test_a_new_passphrase_is_typed_twice_alike_and_a_short_one_is_told(place, monkeypatch, capsys):
    monkeypatch.delenv("TWOHATS_PASSPHRASE")
    assert main(["office", "init"]) == REFUSED
    assert "A new office needs a passphrase" in capsys.readouterr().err
    typed_words = iter(["four words", "for words", "four words", "four words"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", lambda _prompt: next(typed_words))
    assert main(["office", "init"]) == DONE
    told = capsys.readouterr().err
    assert "The two differ" in told
    assert "This passphrase is short" in told
    monkeypatch.setenv("TWOHATS_PASSPHRASE", "four words")
    assert main(["office", "info"]) == DONE


def test_a_passphrase_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(Outside) as outside:
        typed.secret(tmp_path / "secret.txt")
    assert outside.value.values == {"file": "secret.txt"}


@pytest.mark.parametrize("group", ["accounts", "plans"])
@pytest.mark.parametrize("text", ["[" * 100_000, '{"cases": ' + "[" * 5_000 + "]" * 5_000 + "}"])
def test_cases_nested_without_end_are_refused(place, capsys, group, text):
    path = place / "deep.json"
    path.write_text(text, "utf-8")
    assert main([group, "evaluate", str(path), "--jsonl"]) == REFUSED
    told = capsys.readouterr()
    assert told.out == ""
    assert "deep.json" in told.err


def test_an_account_without_an_id_is_rejected(place, capsys):
    assert main(["office", "init"]) == DONE
    path = place / "accounts.json"
    path.write_text(json.dumps({"cases": [{"id": None, "input": {"guarantor": "G"}}]}), "utf-8")
    capsys.readouterr()
    assert main(["import", "accounts", str(path), "--json"]) == command_line.FINDINGS
    told = json.loads(capsys.readouterr().out)
    assert told["rejected"] == [{"id": None, "reason": "malformed_case"}]


def test_what_is_in_an_office_reads_as_lines(place, capsys):
    main(["office", "init"])
    capsys.readouterr()
    assert main(["office", "info"]) == DONE
    lines = capsys.readouterr().out.splitlines()
    assert "  charge: 0" in lines
    assert not any("{" in line for line in lines)


def test_services_of_a_loaded_release_are_found_without_an_office(
    place, starter_path, monkeypatch, capsys
):
    where = place / "reference.sqlite"
    where.write_bytes(starter_path.read_bytes())
    asked = ["--on", "2026-05-01", "--json"]
    assert main(["codes", "search", "made-up", "--system", "hcpcs", *asked]) == DONE
    told = capsys.readouterr()
    assert json.loads(told.out)["hits"] == []
    assert "HCPCS" in told.err
    records = [made.hcpcs_record("J1100", "Injection of a made-up drug")]
    load.take([made.written(place / "HCPC2026_APR_ANWEB.txt", "\n".join(records))], Asked(where))
    assert main(["codes", "search", "made-up", "--system", "hcpcs", *asked]) == DONE
    told = capsys.readouterr()
    (hit,) = json.loads(told.out)["hits"]
    assert (hit["system"], hit["code"], hit["billable"]) == ("hcpcs", "J1100", True)
    assert hit["valid_to"] == "2026-06-30"
    assert told.err == ""
    assert main(["codes", "search", "made-up", *asked, "--limit", "5"]) == DONE
    assert "J1100" in capsys.readouterr().out


def test_a_dry_run_of_the_starter_says_what_it_brings_and_builds_nothing(
    place, monkeypatch, capsys
):
    monkeypatch.setenv("TWOHATS_REFERENCE", str(place / "none.sqlite"))
    assert main(["codes", "load", "--starter", "--dry-run"]) == DONE
    told = json.loads(capsys.readouterr().out)
    assert (told["dry_run"], told["valid_to"]) == (True, "2026-09-30")
    assert told["billable"] > 70_000
    assert not (place / "none.sqlite").exists()


def test_rejected_rows_need_a_place_before_anything_is_taken_in(place, capsys):
    words = ["import", "encounters", "day.csv", "--rejected", str(place / "gone" / "bad.csv")]
    assert main(words) == REFUSED
    assert "Nothing was imported" in capsys.readouterr().err


def test_a_file_without_rows_is_told_by_what_it_is_alone(place, capsys):
    assert main(["office", "init", "--practice", "Larkspur"]) == DONE
    bundle = place / "visits.json"
    resources = [
        {"resourceType": "Patient", "id": "p", "name": [{"family": "Reed", "given": ["Ann"]}]},
        {
            "resourceType": "Encounter", "id": "e", "status": "finished",
            "subject": {"reference": "Patient/p"}, "period": {"start": "2026-06-01"},
        },
    ]  # fmt: skip
    entries = [{"resource": one} for one in resources]
    bundle.write_text(
        json.dumps({"resourceType": "Bundle", "type": "collection", "entry": entries}), "utf-8"
    )
    capsys.readouterr()
    main(["import", "encounters", str(bundle), "--dry-run"])
    told = capsys.readouterr().err
    assert "visits.json: read as fhir.\n" in told
    assert "Visits: 1 new" in told
