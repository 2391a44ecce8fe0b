"""A visit on the list, a fee list, and the official code set as the coder meets it."""

from __future__ import annotations

import pytest

from app.coding.codebook import ReferenceBook


@pytest.fixture(scope="session")
def book(starter):
    """The official release that the set-up brings, asked as the coding rules ask."""
    return ReferenceBook(starter)
