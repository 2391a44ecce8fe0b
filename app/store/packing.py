"""What a backup file holds: the folded-in database and its key file, in a ZIP, stored."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import sqlcipher3.dbapi2 as driver

from app.store.plain import prepare_connection
from app.values.problem import Outside

DATABASE, KEY_FILE = "office.db", "office.key"
SUFFIX = ".twohats-backup"


def fold_in(path: Path, data_key: bytes) -> None:
    """Fold the side files into the database, so that the one file is all of it.

    Raises:
        Outside: office.damaged.
    """
    connection = driver.connect(str(path), isolation_level=None)
    try:
        prepare_connection(connection, data_key)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except driver.DatabaseError as error:
        raise Outside("office.damaged") from error
    finally:
        connection.close()


def pack(target: Path, database: Path, key_file: Path) -> None:
    """Put a folded-in database and its key file into one backup file, and see it on the disk."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as packed:
        packed.write(database, DATABASE)
        packed.write(key_file, KEY_FILE)
    with target.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """See the names in a folder on the disk, where the system can tell."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
