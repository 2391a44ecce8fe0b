"""An office of every release opens in the program of today, and nothing in it is lost."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import sqlcipher3.dbapi2 as driver
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

import models.everything  # noqa: F401  (fills the metadata)
from app.commands import opening
from app.store import backup, cipher, office, schema
from app.store.check import check
from app.store.office import OfficeFolder
from app.store.store import prepare_connection
from models.base import Base, append_only_tables, append_only_triggers

SAVED = sorted((Path(__file__).parent / "saved").glob("*.sql.gz"))
COUNTED = ("patient", "encounter", "entry", "movement", "statement", "audit_entry", "document")


@pytest.fixture(params=SAVED, ids=lambda path: path.name.split(".")[0])
def saved(request, tmp_path) -> OfficeFolder:
    """Give the encrypted office of a release, opened by "sample"."""
    folder = OfficeFolder(tmp_path / "office")
    folder.path.mkdir()
    keys = cipher.make_keys("sample")
    office.write_header(folder.key_file, keys.header)
    connection = driver.connect(str(folder.database), isolation_level=None)
    prepare_connection(connection, keys.data_key)
    connection.executescript(
        "PRAGMA foreign_keys = OFF;" + gzip.decompress(request.param.read_bytes()).decode("utf-8")
    )
    connection.close()
    return folder


def counts(folder: OfficeFolder) -> list[tuple[str, int]]:
    """Count the rows and add up the money, as the file itself says."""
    key = cipher.unlock(cipher.read_header(folder.key_file), "sample")
    connection = driver.connect(str(folder.database))
    prepare_connection(connection, key)
    told = [
        (table, connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608
        for table in COUNTED
    ]
    told.append(("cents", connection.execute("SELECT sum(amount) FROM movement").fetchone()[0]))
    connection.close()
    return told


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.name.split(".")[0])
def test_a_saved_office_is_of_the_revision_it_is_named_by(path):
    dump = gzip.decompress(path.read_bytes()).decode("utf-8")
    revision = path.name.split(".")[0]
    assert f"INSERT INTO \"alembic_version\" VALUES('{revision}');" in dump


def test_an_office_of_an_earlier_release_opens_with_all_that_was_in_it(saved):
    before = counts(saved)
    assert dict(before)["cents"] > 0
    with office.open_office(saved, "sample") as opened:
        found = check(opened.store, opening.checks_of_the_books())
        assert [(result.name, result.findings) for result in found if not result.ok] == []
        with opened.store.read() as session:
            context = MigrationContext.configure(session.connection())
            assert compare_metadata(context, Base.metadata) == []
            present = {
                row[0]
                for row in session.connection().exec_driver_sql(
                    "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
                )
            }
        guards = {sql for table in append_only_tables() for sql in append_only_triggers(table)}
        assert guards <= present
    assert counts(saved) == before


def test_an_office_is_kept_as_it_was_before_its_tables_change(saved, tmp_path):
    before = counts(saved)
    office.open_office(saved, "sample").close()
    kept = saved.backups / f"before-update-to-{schema.head()}.twohats-backup"
    held = kept.read_bytes()
    office.open_office(saved, "sample").close()
    assert [path.name for path in saved.backups.iterdir()] == [kept.name]
    assert kept.read_bytes() == held
    again = OfficeFolder(tmp_path / "again")
    assert backup.restore(again, kept, "sample", checks=opening.checks_of_the_books()) is None
    assert counts(again) == before


def test_an_update_that_cannot_be_kept_first_changes_nothing(saved, monkeypatch):
    before = counts(saved)

    def full(*_about: object) -> None:
        raise OSError(28, "no room")

    monkeypatch.setattr("app.store.packing.pack", full)
    with pytest.raises(office.Outside, match="disk_full"):
        office.open_office(saved, "sample")
    monkeypatch.undo()
    assert counts(saved) == before
    office.open_office(saved, "sample").close()
