"""``statements run``, as a script calls it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from app.commands import opening
from app.commands.main import REFUSED, WRONG_USAGE, main
from app.reports import leaving
from app.store import trail
from app.store.actor import COMMAND_LINE
from app.store.office import OfficeFolder
from tests import builders


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfficeFolder:
    """An office with an account from an old system, one of our own, and one below the minimum."""
    folder = OfficeFolder(tmp_path / "office")
    made, _key = opening.create(folder, "four plain garden words")
    with made.store.write(COMMAND_LINE) as work:
        old = builders.account(work, source_key="accounts:G-17", zip="62799")
        for account_id, amount in (
            (old, "150.00"),
            (builders.account(work, number=777), "80.00"),
            (builders.account(work, number=778), "3.20"),
        ):
            builders.charge(work, builders.patient(work, account_id), amount)
    made.close()
    monkeypatch.setenv("TWOHATS_OFFICE", str(folder.path))
    monkeypatch.setenv("TWOHATS_PASSPHRASE", "four plain garden words")
    return folder


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, object]:
    assert main(["statements", "run", "--as-of", "2026-07-31", "--json", *arguments]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def test_a_simulation_says_who_is_due_and_writes_nothing(office, capsys, tmp_path):
    told = said(capsys, "--simulate", "--out", str(tmp_path / "out"))
    assert told == {
        "due": [
            {"account": "777", "amount": "80.00", "file": None},
            {"account": "G-17", "amount": "150.00", "file": None},
        ],
        "skipped": [{"account": "778", "reason": "below_minimum"}],
        "pdf": None,
    }
    assert not (tmp_path / "out").exists()
    assert len(said(capsys, "--simulate")["due"]) == 2


def test_a_run_writes_each_statement_and_the_whole_run_once(office, capsys, tmp_path):
    out = tmp_path / "deep" / "out"
    told = said(capsys, "--out", str(out))
    files = [Path(row["file"]) for row in told["due"]]
    assert [path.name for path in files] == ["S-000001.pdf", "S-000002.pdf"]
    assert all(path.read_bytes().startswith(b"%PDF") for path in (*files, Path(told["pdf"])))
    assert {path.suffix for path in out.iterdir()} == {".pdf"}
    again = said(capsys, "--out", str(out))
    assert again["due"] == []
    with opening.open_office(office) as opened, opened.store.read() as session:
        [told] = trail.trail(session, trail.Asked(deed=leaving.SAVED))
    assert (told.subject, told.subject_id) == ("statement_run", "1")
    assert "S-000001 to S-000002" in told.facts
    assert {row["reason"] for row in again["skipped"]} == {"cycle", "below_minimum"}


def test_without_a_folder_the_papers_stay_in_the_office(office, capsys):
    told = said(capsys)
    assert [row["file"] for row in told["due"]] == [None, None]
    assert told["pdf"] is None


def test_a_folder_that_cannot_be_written_is_told_before_anybody_is_billed(office, capsys, tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    arguments = ["statements", "run", "--as-of", "2026-07-31", "--out", str(tmp_path / "file")]
    assert main(arguments) == REFUSED
    assert "cannot be written" in capsys.readouterr().err
    assert len(said(capsys, "--simulate")["due"]) == 2


def test_a_date_that_is_none_is_wrong_usage(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["statements", "run", "--as-of", str(date(2026, 1, 31)).replace("31", "32")])
    assert stopped.value.code == WRONG_USAGE


def test_plain_output_lists_one_account_a_line(office, capsys):
    assert main(["statements", "run", "--as-of", "2026-07-31", "--simulate"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines() == [
        "777\tsend\t80.00",
        "G-17\tsend\t150.00",
        "778\tbelow_minimum\t3.20",
    ]
    assert "Nothing was written" in told.err


def test_an_address_that_the_window_cannot_hold_is_told(office, capsys):
    made, long = opening.open_office(office), "Riverside Professional and Community Center"
    with made, made.store.write(COMMAND_LINE) as work:
        number = 779
        account_id = builders.account(
            work, "Featherstone-Whitmore Castellan-Villanueva", number=number,
            extra=f"{long}, Building Twelve", street=f"{long} Road West",
        )  # fmt: skip
        builders.charge(work, builders.patient(work, account_id), "60.00")
    told = said(capsys, "--simulate")
    cut = {row["account"]: row.get("address_cut") for row in told["due"]}
    assert cut == {"777": None, "G-17": None, str(number): "extra"}
    assert main(["statements", "run", "--as-of", "2026-07-31", "--simulate"]) == 0
    assert f"{number}: the address is too long" in capsys.readouterr().err
