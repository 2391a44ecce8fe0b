"""A file that was made by other words than the program's is built again, and followed."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from app.codesets import layout, load, reference, restoring, search, service_search
from app.codesets.loaded import Asked
from app.progress import Cancelled

from . import release_files as made
from .conftest import ON
from .test_load import order_text

EARLY = date(2018, 10, 1)
INDEX = """<ICD10CM.index><version>2026</version><title>INDEX TO DISEASES</title>
<letter><title>Q</title><mainTerm><title>Quagmire</title><code>A00.0</code></mainTerm></letter>
</ICD10CM.index>"""


def as_an_older_program_made_it(path: Path, *, told: bool = True) -> None:
    """Leave the words out of the search, and another stamp in the file, or none at all."""
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("DELETE FROM meta WHERE key = ?", (layout.WORDS,))
    if told:
        connection.execute("INSERT INTO meta VALUES (?, 'of old')", (layout.WORDS,))
    connection.execute("UPDATE doc SET terms = 't0nothing|'")
    connection.execute("UPDATE word SET word = 'zz' || word")
    connection.execute("DELETE FROM gram")
    connection.close()


def found(opened: reference.Reference, query: str, on: date = ON) -> list[str]:
    return [str(hit.code) for hit in search.search(opened, query, on, 5)]


@pytest.fixture
def where(tmp_path: Path) -> Path:
    path = tmp_path / "reference.sqlite"
    for year, title in (("2019", "Ailment of old"), ("2026", "Ailment of left hand")):
        order = tmp_path / f"icd10cm_order_{year}.txt"
        order.write_text(order_text(("A00", 0, "Ailment"), ("A000", 1, title)))
        load.load_paths([order], path)
    index = tmp_path / "icd10cm_index_2026.xml"
    index.write_text(INDEX, encoding="utf-8")
    load.take([index], Asked(path))
    record = made.hcpcs_record("G2212", "Made-up longer visit")
    hcpcs = made.written(tmp_path / "HCPC2026_APR_ANWEB.txt", record)
    load.take([hcpcs], Asked(path))
    return path


@pytest.mark.parametrize("told", [True, False])
def test_an_older_file_is_built_again_from_itself_and_nothing_is_lost(
    where: Path, *, told: bool
) -> None:
    releases = restoring.every_release(where)
    as_an_older_program_made_it(where, told=told)
    opened = reference.open_reference(where)
    assert found(opened, "left hand") == []
    assert load.refresh(where)
    assert found(opened, "left hand") == ["A00.0"]
    assert found(opened, "quagmire") == ["A00.0"]
    assert found(opened, "old", EARLY) == ["A00.0"]
    assert service_search.search_services(opened, "made-up longer", ON)
    opened.close()
    assert restoring.every_release(where) == releases
    assert {release.system for release in releases} == {"icd10cm", "hcpcs"}
    assert not load.refresh(where)


def test_loading_anything_brings_the_rest_up_to_date_too(where: Path) -> None:
    as_an_older_program_made_it(where)
    load.load_paths([where.with_name("icd10cm_order_2019.txt")], where)
    opened = reference.open_reference(where)
    assert found(opened, "left hand") == ["A00.0"]
    opened.close()
    assert not restoring.is_behind(where)


def test_a_thread_in_the_middle_of_a_question_reads_the_old_file_to_the_end(where: Path) -> None:
    opened = reference.open_reference(where)
    release = opened.serving(ON).release.id
    words = opened.rows("SELECT count(*) FROM word WHERE release_id = ?", release)
    as_an_older_program_made_it(where)
    assert load.refresh(where)
    assert opened.rows("SELECT count(*) FROM word WHERE release_id = ?", release) == words
    answers: list[list[str]] = []
    other = threading.Thread(target=lambda: answers.append(found(opened, "left hand")))
    other.start()
    other.join()
    assert answers == [["A00.0"]]
    assert opened.serving(ON).release.id != release
    assert found(opened, "left hand") == ["A00.0"]
    opened.close()


def test_a_stop_or_a_file_that_came_meanwhile_leaves_everything_as_it_is(where: Path) -> None:
    as_an_older_program_made_it(where)
    before = where.read_bytes()

    def stop(_done: int, _total: int, _note: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        load.refresh(where, stop)
    assert where.read_bytes() == before

    def replaced(done: int, _total: int, _note: str = "") -> None:
        other = where.with_name("other.sqlite")
        other.write_bytes(before)
        other.replace(where)

    assert not load.refresh(where, replaced)
    assert where.read_bytes() == before
    assert not list(where.parent.glob("*.building*"))


def test_without_a_file_there_is_nothing_to_do(tmp_path: Path) -> None:
    assert not load.refresh(tmp_path / "none.sqlite")
