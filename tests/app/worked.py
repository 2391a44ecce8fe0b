"""Comparing what was found with what was worked out by hand."""

from __future__ import annotations


def fits(found, expected):
    """Tell whether everything that is expected is found, at any depth."""
    if isinstance(expected, dict):
        return all(key in found and fits(found[key], part) for key, part in expected.items())
    if isinstance(expected, list):
        pairs = zip(found, expected, strict=False)
        return len(found) == len(expected) and all(fits(*pair) for pair in pairs)
    return found == expected
