"""The day of the tests, and a small reference file to load releases into."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.codesets import load
from app.codesets.reference import Reference, open_reference

ON = date(2026, 6, 1)


@pytest.fixture
def where(tmp_path: Path) -> Path:
    """A reference file with a diagnosis or two, so that it can be opened."""
    from .test_load import order_text  # noqa: PLC0415  (it reads the day from here)

    path = tmp_path / "reference.sqlite"
    order = tmp_path / "icd10cm_order_2026.txt"
    order.write_text(order_text(("A00", 0, "Ailment"), ("A000", 1, "Ailment of left hand")))
    load.load_paths([order], path)
    return path


@pytest.fixture
def opened(where: Path) -> Iterator[Reference]:
    reference = open_reference(where)
    yield reference
    reference.close()
