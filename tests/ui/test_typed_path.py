"""What is typed or pasted as a path is read, and nothing that is typed ends in an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from ui.typed_path import holds, typed_path


def test_quotes_blanks_and_the_home_of_the_user_are_understood(tmp_path):
    assert typed_path(f' "{tmp_path}" ') == tmp_path
    assert typed_path("~/lists") == Path.home() / "lists"
    assert typed_path("  ") is None
    assert typed_path('""') is None


@pytest.mark.parametrize("words", ["~nobody-of-that-name/x", "/a" + "b" * 5000, "a\0b"])
def test_what_cannot_be_a_place_is_not_there(words):
    path = typed_path(words)
    assert path is not None
    assert not holds(path, Path.exists)
    assert not holds(path, Path.is_file)
