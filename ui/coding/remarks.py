"""Which codes the biller's remark is about: those that it names, by code or by line."""

from __future__ import annotations

import re

_CODE = re.compile(r"[A-Z0-9]+(?:\.[A-Z0-9]+)?")
_LINE = re.compile(r"\bLINES?\s+(\d+)")


def about_code(remark: str, code: str) -> str:
    """Give the remark when it names a code, with its dot or without; else nothing."""
    named = {word.replace(".", "") for word in _CODE.findall(remark.upper())}
    return remark if code.replace(".", "") in named else ""


def about_line(remark: str, number: int, code: str) -> str:
    """Give the remark when it names a service by its code, or by its number in the list."""
    numbers = {int(found) for found in _LINE.findall(remark.upper())}
    return remark if number in numbers else about_code(remark, code)
