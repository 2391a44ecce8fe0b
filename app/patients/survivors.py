"""In which registration each one ended, when two became one and that one another later."""

from __future__ import annotations

from collections.abc import Mapping


def survivors(ended_in: Mapping[int, int]) -> dict[int, int]:
    """Follow each registration that has ended to the one that stays, over several merges."""
    found: dict[int, int] = {}
    for ended, into in ended_in.items():
        seen, stays = {ended}, into
        while stays in ended_in and stays not in seen:
            seen.add(stays)
            stays = ended_in[stays]
        found[ended] = stays
    return found
