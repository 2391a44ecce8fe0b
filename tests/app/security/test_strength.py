"""How strong a passphrase is said to be."""

from __future__ import annotations

import pytest

from app.security.strength import Strength, strength_of


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", Strength.SHORT),
        ("eleven char", Strength.SHORT),
        ("aaaaaaaaaaaaaaaaaaaaaa", Strength.WEAK),
        ("111 111 111 111", Strength.WEAK),
        ("123456789012", Strength.WEAK),
        ("maple maple maple maple", Strength.WEAK),
        ("maplegarden1", Strength.GOOD),
        ("maple river candle tin", Strength.STRONG),
        ("kq7-wv93-zt4x-8rpl-aa", Strength.STRONG),
        ("kq7-wv93-zt4x-8rpl-a", Strength.STRONG),
        ("kq7-wv93-zt4x-8rpl-", Strength.GOOD),
        ("maple river candle", Strength.GOOD),
    ],
)
def test_length_words_and_different_letters_count(typed, told):
    assert strength_of(typed) is told
