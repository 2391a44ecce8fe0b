"""The judge's own sets, through the command line, each in a fresh office; and the big lists."""

from __future__ import annotations

import importlib.util
import io
import json
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa

from app.commands import main, opening
from app.intake.apply import take
from app.intake.listing import read_list
from app.intake.staged import ListFiles, Reading
from app.store.actor import Actor
from app.store.office import OfficeFolder, default_folder
from app.store.store import Store
from app.values.states import DocumentKind
from models.document import Document
from models.encounter import Encounter
from tests.app.intake.reading import TODAY

_BOOK = Path(__file__).resolve().parents[4] / "shared" / "cases" / "lists" / "expected.json"
SETS = json.loads(_BOOK.read_text("utf-8"))["sets"] if _BOOK.exists() else []


@pytest.fixture(scope="module")
def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("judge_of_lists", _BOOK.with_name("check.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh office to copy: making one takes longer than most of the lists."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWOHATS_PASSPHRASE", "dirty lists only")
        folder = tmp_path_factory.mktemp("offices") / "template"
        patch.setenv("TWOHATS_OFFICE", str(folder))
        with redirect_stderr(io.StringIO()), redirect_stdout(io.StringIO()):
            assert main.main(["office", "init"]) == 0
    return folder


@pytest.fixture
def office(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    shutil.copytree(template, folder)
    monkeypatch.setenv("TWOHATS_PASSPHRASE", "dirty lists only")
    monkeypatch.setenv("TWOHATS_OFFICE", str(folder))
    assert OfficeFolder(folder).exists
    return folder


def run(*words: str) -> tuple[int, dict[str, object], str, str]:
    """Run a command; give status, JSON document, standard output and error."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main.main(["import", "encounters", *words, "--json"])
    told = out.getvalue()
    return code, json.loads(told) if told.strip() else {}, told, err.getvalue()


def arguments(entry: dict[str, dict[str, object]]) -> list[str]:
    files, base = entry["files"], _BOOK.parent / str(entry["set"]) / str(entry["id"])
    words = [str(base / name) for name in files["encounters"]]  # type: ignore[attr-defined]
    for role in ("patients", "charges", "payers", "providers"):
        words += [f"--{role}", str(base / str(files[role]))] if role in files else []
    return words


@pytest.mark.skipif(not SETS, reason="the shared material is not beside this checkout")
@pytest.mark.parametrize("entry", SETS, ids=[entry["id"] for entry in SETS])
@pytest.mark.usefixtures("office")
def test_a_dirty_list_is_taken_as_the_judge_expects(
    entry: dict[str, dict[str, object]], judge: ModuleType
) -> None:
    code, answer, out, err = run(*arguments(entry))
    assert judge.judge(entry, code, answer, out, err) == []
    again, second, *_ = run(*arguments(entry))
    assert again == code
    assert [second.get(k) or 0 for k in ("new", "changed", "patients_new", "charges_new")] == [
        0
    ] * 4
    assert second.get("rejected") == answer.get("rejected")


@pytest.mark.usefixtures("office")
def test_a_dry_run_writes_nothing(shared: Path) -> None:
    path = str(shared / "cases/lists/open/duplicate-visits/encounters.csv")
    _, first, *_ = run(path, "--dry-run")
    _, second, *_ = run(path, "--dry-run")
    assert first == second
    assert first["new"] == 8


@pytest.mark.usefixtures("office")
def test_a_saved_map_is_found_by_its_name(shared: Path, tmp_path: Path) -> None:
    path = str(shared / "cases/lists/open/same-headings/billing sheet.csv")
    _, answer, *_ = run(path, "--save-map", "Billing")
    out = tmp_path / "rejected.csv"
    code, again, *_ = run(path, "--map", "Billing", "--rejected", str(out))
    assert (code, again["unchanged"], out.exists()) == (0, 7, True)
    assert answer["map"] == again["map"]
    assert run(path, "--map", "Nobody's")[0] == 3


@pytest.mark.usefixtures("office")
def test_what_a_person_said_of_a_list_stays_with_the_saved_map(tmp_path: Path) -> None:
    head = "Visit No,MRN,Last Name,First Name,DOS,CPT\n"
    told = tmp_path / "told.toml"
    told.write_text('dates = "day first"\nblanks = "above"\n[encounters]\n')
    june, july = tmp_path / "june.csv", tmp_path / "july.csv"
    june.write_text(head + "1,7,Stone,Ada,01/06/2026,99213\n2,,,,02/06/2026,99213\n")
    july.write_text(head + "3,8,Boswell,Ike,01/07/2026,99213\n4,,,,02/07/2026,99213\n")
    for path, given in ((june, str(told)), (july, "Day sheet"), (july, "Day sheet")):
        code, answer, *_ = run(str(path), "--map", given, "--save-map", "Day sheet")
        assert (code, answer["rejected"]) == (0, [])
    assert (answer["new"], answer["unchanged"]) == (0, 2)
    with opening.open_office(default_folder()) as office, office.store.read() as session:
        days = sa.select(Encounter.source_id, Encounter.dos).order_by(Encounter.source_id)
        found = [f"{number} {dos:%m/%d}" for number, dos in session.execute(days)]
    assert found == ["1 06/01", "2 06/02", "3 07/01", "4 07/02"]


def test_the_synthea_list_is_taken_in_one_pass(store: Store, amy: Actor, shared: Path) -> None:
    base = shared / "data/encounters/synthea"
    files = ListFiles((base / "encounters.csv",), base / "patients.csv", payers=base / "payers.csv")
    staged = read_list(files, Reading(TODAY))
    results = []
    for _ in range(2):
        with store.write(amy) as work:
            taken = take(work, staged)
        results.append((taken.new, taken.unchanged, taken.patients_new, len(taken.rejected)))
    assert results == [(11_501, 0, 129, 0), (0, 11_501, 0, 0)]


def test_bulk_fhir_is_taken_with_its_notes(store: Store, amy: Actor, shared: Path) -> None:
    staged = read_list(ListFiles((shared / "data/encounters/fhir-bulk",)), Reading(TODAY))
    with store.write(amy) as work:
        taken = take(work, staged)
        notes = work.session.query(Document).filter_by(kind=DocumentKind.NOTE).count()
    assert (taken.new, taken.patients_new, notes) == (1_215, 13, 1_215)
