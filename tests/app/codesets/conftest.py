from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.codesets import load, reference

ON = date(2026, 6, 1)


@pytest.fixture(scope="session")
def starter_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter release, built for real once a session."""
    path = tmp_path_factory.mktemp("reference") / "reference.sqlite"
    load.load_starter(path)
    return path


@pytest.fixture(scope="session")
def starter(starter_path: Path) -> Iterator[reference.Reference]:
    opened = reference.open_reference(starter_path)
    yield opened
    opened.close()
