"""``accounts evaluate`` and ``import accounts``, as a script calls them."""

from __future__ import annotations

import json

import pytest
import sqlalchemy as sa

from app.commands import case_file, opening
from app.commands.main import REFUSED, main
from app.store.office import OfficeFolder
from models.account import Account
from tests.app.ledger.hand_cases import ONE, case, void


@pytest.fixture
def given(tmp_path):
    path = tmp_path / "accounts.json"
    cases = [
        {"id": "A", "input": case(ONE)},
        {"id": "B", "input": case(ONE, void("t1", "2026-04-01", "t9"))},
    ]
    path.write_text(json.dumps({"cases": cases}), "utf-8")
    return path


@pytest.fixture
def office(tmp_path, monkeypatch):
    secret = tmp_path / "passphrase"
    secret.write_text("four plain garden words\n", "utf-8")
    folder = OfficeFolder(tmp_path / "office")
    made, _key = opening.create(folder, "four plain garden words")
    made.close()
    monkeypatch.setenv("TWOHATS_OFFICE", str(folder.path))
    monkeypatch.setenv("TWOHATS_PASSPHRASE_FILE", str(secret))
    return folder


def test_every_case_is_answered_on_a_line_of_its_own(given, capsys):
    assert main(["accounts", "evaluate", str(given), "--jsonl"]) == 0
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (first["id"], first["result"]["patient_balance"]) == ("A", "200.00")
    assert second == {"id": "B", "result": {"error": "unknown_ref"}, "event": "t1"}


@pytest.mark.parametrize("text", ["not json", "[]", '{"cases": 7}', '{"cases": [7]}', None])
def test_a_file_of_something_else_is_refused(tmp_path, capsys, text):
    path = tmp_path / "odd.json"
    if text is not None:
        path.write_text(text, "utf-8")
    assert main(["accounts", "evaluate", str(path), "--jsonl"]) == REFUSED
    told = capsys.readouterr()
    assert told.out == ""
    assert "odd.json" in told.err


def test_accounts_are_brought_in_once_and_one_rejected_stops_no_other(given, office, capsys):
    assert main(["import", "accounts", str(given), "--json"]) == 1
    assert main(["import", "accounts", str(given), "--json"]) == 1
    first, second = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    rejected = [{"id": "B", "reason": "unknown_ref", "event": "t1"}]
    assert first == {"accounts_new": 1, "unchanged": 0, "rejected": rejected}
    assert second == {"accounts_new": 0, "unchanged": 1, "rejected": rejected}
    assert main(["import", "accounts", str(given)]) == 1
    told = capsys.readouterr().err
    assert "1 rejected" in told
    assert "B: unknown_ref (t1)" in told


def test_a_guarantor_comes_in_with_language_large_print_and_no_paper(tmp_path, office, capsys):
    people = {
        "g": {
            "name": "Vega, Rosa", "address": "12 Oak Lane, Springfield, IL 62701",
            "language": "es", "large_print": True, "paperless": True,
        }
    }  # fmt: skip
    case = {"guarantor": "g", "charges": [], "transactions": [], "as_of": "2026-07-31"}
    path = tmp_path / "wishes.json"
    path.write_text(json.dumps({"cases": [{"id": "W", "input": case, "people": people}]}))
    assert main(["import", "accounts", str(path), "--json"]) == 0
    with opening.open_office(office) as opened, opened.store.read() as session:
        found = session.execute(
            sa.select(Account.language, Account.large_print, Account.paperless)
        ).all()
    assert found == [("es", True, True)]


def test_the_books_are_sound_after_an_import(given, office):
    main(["import", "accounts", str(given), "--json"])
    with opening.open_office(office) as opened, opened.store.read() as session:
        for check in opening.checks_of_the_books():
            assert list(check.run(session)) == [], check.name


def test_cases_are_read_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "accounts.json"
    path.write_text('{"cases": []}', "utf-8-sig")
    assert case_file.cases_of(path, "ledger.unreadable", "ledger.not_cases") == []
