"""What a case of edits expects of the findings, and whether they meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def misses(case: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> list[str]:
    """Give what is wrong with the findings of a case; empty when all is as expected."""
    wrong = [f"misses {want}" for want in case.get("expect", []) if not _met(want, findings)]
    forbidden = set(case.get("forbid") or [])
    wrong += [f"says {f['rule']}: {f['message']}" for f in findings if f["rule"] in forbidden]
    for never in case.get("forbid_at") or []:
        levels = never["severity"].split("|")
        wrong += [
            f"says {f['rule']} as {f['severity']}"
            for f in findings
            if f["rule"] == never["rule"] and f["severity"] in levels
        ]
    return wrong


def _met(want: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> bool:
    rules = {want["rule"], *(want.get("or") or [])}
    levels = want["severity"].split("|") if want.get("severity") else None
    return any(
        f["rule"] in rules
        and want.get("target") in (None, f["target"])
        and (levels is None or f["severity"] in levels)
        and set(want.get("codes") or []) <= set(f["codes"])
        for f in findings
    )
