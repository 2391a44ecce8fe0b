"""Of a FHIR resource told in several versions the newest counts. Invented people only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading, Staged
from tests.app.intake.reading import TODAY, read, warnings

_ADA = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-02-03",
        "name": [{"family": "Stone", "given": ["Ada"]}]}  # fmt: skip


def _visit(status: str, day: str, number: str = "", made: str = "", **more: Any) -> dict[str, Any]:
    meta = {"versionId": number} if number else {}
    meta |= {"lastUpdated": made} if made else {}
    return {"resourceType": "Encounter", "id": "e1", "status": status, "meta": meta,
            "subject": {"reference": "Patient/p1"}, "period": {"start": day}, **more}  # fmt: skip


def _history(*entries: dict[str, Any]) -> str:
    told = [e if "request" in e else {"resource": e} for e in (*entries, _ADA)]
    return json.dumps({"resourceType": "Bundle", "type": "history", "entry": told})


def _gone(kind: str = "Encounter/e1") -> dict[str, Any]:
    return {"request": {"method": "DELETE", "url": kind}}


def _told(staged: Staged) -> list[tuple[str, bool]]:
    return [(one.dos.isoformat(), not one.not_billable) for one in staged.visits]


_PLANNED = _visit("planned", "2026-06-02", "1", "2026-05-20T08:00:00Z")
_DONE = _visit("finished", "2026-06-01", "2", "2026-06-01T17:00:00-04:00")
_WRONG = _visit("entered-in-error", "2026-06-01", "3", "2026-06-02T08:00:00Z")


@pytest.mark.parametrize(
    ("entries", "visits"),
    [
        ((_DONE, _PLANNED), [("2026-06-01", True)]),
        ((_PLANNED, _DONE), [("2026-06-01", True)]),
        ((_WRONG, _DONE, _PLANNED), [("2026-06-01", False)]),
        ((_visit("finished", "2026-06-01", "10"), _visit("planned", "2026-06-02", "9")),
         [("2026-06-01", True)]),
        ((_gone(), _DONE), [("2026-06-01", False)]),
    ],
)  # fmt: skip
def test_the_newest_version_of_a_visit_counts(
    tmp_path: Path, entries: tuple[dict[str, Any], ...], visits: list[tuple[str, bool]]
) -> None:
    staged = read(tmp_path, _history(*entries), "b.json")
    assert _told(staged) == visits
    assert "older version" in warnings(staged)
    assert staged.rejected == ()


def test_versions_that_say_no_time_stay_both(tmp_path: Path) -> None:
    staged = read(
        tmp_path,
        _history(_visit("finished", "2026-06-01"), _visit("entered-in-error", "2026-06-01")),
        "b.json",
    )
    assert _told(staged) == [("2026-06-01", False)]
    assert "older version" not in warnings(staged)


def test_a_deletion_alone_is_told_and_a_charge_that_was_deleted_is_gone(tmp_path: Path) -> None:
    charge = {"resourceType": "ChargeItem", "id": "c1", "status": "billable",
              "subject": {"reference": "Patient/p1"}, "context": {"reference": "Encounter/e1"},
              "code": {"coding": [{"code": "99213"}]},
              "meta": {"versionId": "1"}}  # fmt: skip
    staged = read(
        tmp_path, _history(_DONE, charge, _gone("ChargeItem/c1"), _gone("Encounter/e9")), "b.json"
    )
    assert (_told(staged), staged.charges) == ([("2026-06-01", True)], ())
    assert "deleted visit e9" in warnings(staged)


def test_one_id_that_two_systems_gave_to_two_people_is_no_version(tmp_path: Path) -> None:
    for place, born in (("north", "1960-02-03"), ("south", "1955-11-30")):
        who = _ADA | {"birthDate": born, "name": [{"family": place, "given": ["Ada"]}]}
        (tmp_path / f"{place}.ndjson").write_text(
            "\n".join(json.dumps(each) for each in (who, _DONE if place == "north" else _WRONG))
        )
    files = ListFiles((tmp_path / "north.ndjson", tmp_path / "south.ndjson"))
    staged = read_list(files, Reading(TODAY))
    assert len(staged.patients) == 2
    assert len(staged.visits) + len(staged.rejected) == 2


@pytest.mark.parametrize(("day", "place"), [("2021-12-31", "02"), ("2022-01-01", "10")])
def test_a_visit_by_video_was_at_home_from_the_first_day_that_has_that_place(
    tmp_path: Path, day: str, place: str
) -> None:
    staged = read(
        tmp_path, _history(_visit("finished", day, **{"class": {"code": "VR"}})), "b.json"
    )
    assert [one.place_of_service for one in staged.visits] == [place]
