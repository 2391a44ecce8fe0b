"""A practice's own list of codes and fees, loaded and searched from the command line."""

import json

import pytest

from app.commands import main, own_codes
from app.store import office
from app.store.office import OfficeFolder

LIST = "Code,Description,Fee\n99213,Office visit est 20m,120.00\nJ1885,Ketorolac 15 mg,12.50\n"


@pytest.fixture
def place(tmp_path, monkeypatch):
    made, _ = office.create(OfficeFolder(tmp_path / "office"), "four plain words")
    made.close()
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "office"))
    monkeypatch.setenv("TWOHATS_PASSPHRASE", "four plain words")
    return tmp_path


def listed(place, name="fees.csv", text=LIST):
    path = place / name
    path.write_text(text, "utf-8")
    return str(path)


def test_a_fee_list_is_recognized_loaded_and_found_by_code_and_by_word(place, capsys):
    assert main.main(["codes", "load", listed(place), "--from", "2026-01-01"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["release"], told["system"], told["codes"]) == ("fees", "cpt", 2)
    assert (told["valid_from"], told["valid_to"]) == ("2026-01-01", None)

    asked = ["--on", "2026-06-01", "--json"]
    assert main.main(["codes", "search", "992", "--system", "cpt", *asked]) == 0
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert (hit["code"], hit["fee"], hit["system"]) == ("99213", "120.00", "cpt")
    main.main(["codes", "search", "ketor", "--system", "hcpcs", *asked])
    (hit,) = json.loads(capsys.readouterr().out)["hits"]
    assert hit["code"] == "J1885"


def test_the_same_list_a_second_time_changes_nothing(place, capsys):
    command = ["codes", "load", listed(place), "--from", "2026-01-01"]
    main.main(command)
    capsys.readouterr()
    assert main.main(command) == 0
    rows = json.loads(capsys.readouterr().out)["rows"]
    assert (rows["added"], rows["changed"], rows["unchanged"]) == (0, 0, 2)


def test_a_list_without_dates_takes_the_year_of_its_name_or_asks_for_a_day(place, capsys):
    assert main.main(["codes", "load", listed(place, "fees-2026.csv")]) == 0
    assert json.loads(capsys.readouterr().out)["valid_from"] == "2026-01-01"
    assert main.main(["codes", "load", listed(place)]) == 3
    assert "--from" in capsys.readouterr().err


def test_a_row_that_is_no_fee_is_named_and_the_others_are_taken(place, capsys):
    path = listed(place, text=LIST + "99214,Office visit est 30m,soon\n")
    assert main.main(["codes", "load", path, "--from", "2026-01-01"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [row["row"] for row in told["rows"]["refused"]] == [4]
    assert told["codes"] == 2


def test_without_an_office_a_fee_list_is_refused_and_a_search_of_everything_goes_on(
    place, monkeypatch, capsys
):
    monkeypatch.setenv("TWOHATS_OFFICE", str(place / "nowhere"))
    assert main.main(["codes", "load", listed(place), "--from", "2026-01-01"]) == 3
    assert "office" in capsys.readouterr().err
    assert own_codes.book() is None


def test_own_codes_keep_a_few_places_behind_the_official_ones():
    official = [{"code": f"A{n}"} for n in range(10)]
    own = [{"code": f"O{n}"} for n in range(5)]
    codes = [hit["code"] for hit in own_codes.joined(official, own, 10)]
    assert codes == [*(f"A{n}" for n in range(7)), "O0", "O1", "O2"]
    assert own_codes.joined(official, [], 10) == official
    assert len(own_codes.joined(official[:2], own, 10)) == 7
