"""A visit on the list, a fee list, and the official code set as the coder meets it."""

from __future__ import annotations

import pytest

from app.codesets import load, reference
from app.coding.codebook import ReferenceBook


@pytest.fixture(scope="session")
def book(tmp_path_factory):
    """The official release that the set-up brings, built once for all tests of this folder."""
    path = tmp_path_factory.mktemp("reference") / "reference.db"
    load.load_starter(path)
    opened = reference.open_reference(path)
    yield ReferenceBook(opened)
    opened.close()
