"""The tables come from migrations alone, and are what the models say."""

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import migrations
import models.everything  # noqa: F401  (fills the metadata)
from app.store import schema
from app.store.schema import config_for
from models.base import Base, append_only_tables, append_only_triggers
from tests.conftest import KEY


def test_the_newest_script_is_the_one_the_program_expects():
    scripts = ScriptDirectory.from_config(config_for())
    assert scripts.get_heads() == [migrations.HEAD] == [schema.head()]


def test_tables_made_by_migrations_are_those_of_the_models(store):
    with store.read() as session:
        context = MigrationContext.configure(
            session.connection(), opts={"render_as_batch": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_every_constraint_of_the_models_is_in_the_file(store):
    with store.read() as session:
        inspected = sa.inspect(session.connection())
        for table in Base.metadata.sorted_tables:
            made = {found["name"] for found in inspected.get_check_constraints(table.name)}
            wanted = {
                str(constraint.name)
                for constraint in table.constraints
                if isinstance(constraint, sa.CheckConstraint)
            }
            assert {name for name in wanted if name.startswith("ck_")} <= made, table.name


def test_the_guards_of_posted_rows_stand_at_the_newest_revision(store):
    with store.read() as session:
        made = session.connection().exec_driver_sql(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
        )
        present = {row[0] for row in made}
    wanted = {sql for table in append_only_tables() for sql in append_only_triggers(table)}
    assert wanted <= present


def test_an_upgrade_that_breaks_half_way_leaves_no_table(tmp_path, monkeypatch):
    import sqlcipher3.dbapi2 as driver

    from app.store.store import prepare_connection

    path = tmp_path / "office.db"
    monkeypatch.setattr(schema, "_referenced", lambda connection: 1 / 0)
    try:
        schema.upgrade(path, KEY)
    except ZeroDivisionError:
        pass
    else:
        raise AssertionError("the upgrade should have failed")
    connection = driver.connect(str(path))
    prepare_connection(connection, KEY)
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    connection.close()
    monkeypatch.undo()
    assert schema.upgrade(path, KEY) is True
