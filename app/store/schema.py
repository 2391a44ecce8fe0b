"""Bring an office file's tables to what this program expects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as driver

import migrations
from app.store.plain import Snapshot, prepare_connection
from app.values.problem import Outside

if TYPE_CHECKING:
    import sqlalchemy as sa


def revision_of(snapshot: Snapshot) -> str | None:
    """Give the schema revision of an office file; None: no tables yet.

    Raises:
        Outside: office.damaged, when the file has tables but not ours.
    """
    names = {row[0] for row in snapshot.rows("SELECT name FROM sqlite_schema", {})}
    if not names:
        return None
    if "alembic_version" not in names:
        raise Outside("office.damaged")
    found = snapshot.rows("SELECT version_num FROM alembic_version", {})
    return str(found[0][0]) if found else None


def upgrade(path: Path, data_key: bytes) -> bool:
    """Make or upgrade the tables in one transaction; tell whether anything was done.

    Raises:
        Outside: office.newer, when a newer program made the file; office.damaged, disk_full,
            office.read_only.
    """
    # A start only asks for the revision, and does so before SQLAlchemy is loaded.
    from app.store.store import told  # noqa: PLC0415  (as above)

    with told():
        connection = driver.connect(str(path), isolation_level=None)
        try:
            prepare_connection(connection, data_key)
            found = revision_of(Snapshot(connection))
        finally:
            connection.close()
        if found == migrations.HEAD:
            return False
        _run(path, data_key, found)
    return True


def config_for(connection: sa.Connection | None = None) -> Any:
    """Give an Alembic configuration that finds our scripts from any working directory."""
    # Alembic takes longer to import than the window to open; it is needed only here.
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    folder = str(Path(migrations.__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.attributes["connection"] = connection
    return config


def _run(path: Path, data_key: bytes, found: str | None) -> None:
    import sqlalchemy as sa  # noqa: PLC0415  (as above)
    from alembic import command  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    if found is not None:
        known = {
            script.revision for script in ScriptDirectory.from_config(config_for()).walk_revisions()
        }
        if found not in known:
            raise Outside("office.newer")
    engine = sa.create_engine(sa.URL.create("sqlite", database=str(path)), module=driver)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        prepare_connection(connection, data_key)
        # Batch rebuilds drop a table that others refer to; checked again below.
        connection.execute("PRAGMA foreign_keys = OFF")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            command.upgrade(config_for(connection), "head")
            _referenced(connection)
    finally:
        engine.dispose()


def _referenced(connection: sa.Connection) -> None:
    """See that no row points to a missing one, now that references were not watched."""
    if connection.exec_driver_sql("PRAGMA foreign_key_check").fetchone():
        raise Outside("office.damaged")


def head() -> str:
    """Give the newest revision this program knows."""
    return migrations.HEAD
