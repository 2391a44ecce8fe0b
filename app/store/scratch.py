"""Offices made for one case: empty, locked by a key that nobody keeps, gone when it is told."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from app.store import schema
from app.store.store import ClosingCheck, Store

_KEY_BYTES = 32


@contextmanager
def scratch_office(checks: Sequence[ClosingCheck]) -> Iterator[Store]:
    """Lend the store of an empty office that is deleted at the end.

    Cases are invented, or are accounts of real people: what a killed program leaves on the disk
    cannot be opened by anyone.
    """
    folder, template, key = _template()
    with TemporaryDirectory(dir=folder.name) as place:
        path = Path(place) / "office.db"
        shutil.copyfile(template, path)
        store = Store(path, key, closing_checks=tuple(checks))
        try:
            yield store
        finally:
            store.close()


@cache
def _template() -> tuple[TemporaryDirectory[str], Path, bytes]:
    """Make an empty office once, with its key; its folder goes when the program ends."""
    folder, key = TemporaryDirectory(prefix="twohats-"), secrets.token_bytes(_KEY_BYTES)
    path = Path(folder.name) / "template.db"
    schema.upgrade(path, key)
    store = Store(path, key)
    with store.raw_connection(writable=True) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    store.close()
    return folder, path, key
