"""What superbills froze beside their codes is as it was when one more kind of fact comes in."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations

from migrations.versions import r0018_facts_of_superbills as before
from migrations.versions import r0019_who_referred as after


@pytest.fixture
def connection():
    engine = sa.create_engine("sqlite://")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def test_frozen_facts_are_carried_as_they_are_and_still_cannot_be_changed(connection):
    connection.execute(sa.text("PRAGMA foreign_keys = ON"))
    connection.execute(sa.text("CREATE TABLE encounter (id INTEGER PRIMARY KEY)"))
    connection.execute(sa.text("CREATE TABLE superbill (id INTEGER PRIMARY KEY)"))
    connection.execute(sa.text("INSERT INTO superbill VALUES (7)"))
    facts = [(7, 1, "supervising", "Ida Varga", "", "", ""), (7, 2, "kept", "a", "b", "c", "d")]
    with Operations.context(MigrationContext.configure(connection)):
        before.upgrade()
        for fact in facts:
            connection.execute(sa.text(f"INSERT INTO superbill_fact VALUES {fact}"))  # noqa: S608
        after.upgrade()
    told = "SELECT superbill_id, position, kind, name, detail, words, reason FROM superbill_fact"
    assert [tuple(row) for row in connection.execute(sa.text(told))] == facts
    row = "INSERT INTO superbill_fact VALUES (7, {}, '{}', 'Ana Ruiz', '', '', '')"
    connection.execute(sa.text(row.format(3, "referring")))
    with pytest.raises(sa.exc.IntegrityError, match="superbillfactkind"):
        connection.execute(sa.text(row.format(4, "other")))
    with pytest.raises(sa.exc.IntegrityError, match="append-only"):
        connection.execute(sa.text("DELETE FROM superbill_fact"))
