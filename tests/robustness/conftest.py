"""An office made once and copied for each test that harms it."""

from pathlib import Path

import pytest

from tests.robustness import offices


@pytest.fixture(scope="session")
def office_to_copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("robust") / "office"
    offices.make(folder)
    return folder


@pytest.fixture
def folder(office_to_copy, tmp_path) -> Path:
    return offices.copied(office_to_copy, tmp_path / "office")
