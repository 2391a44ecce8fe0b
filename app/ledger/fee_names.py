"""What a fee is called; a charge of one keeps a code of ours and no wording."""

from __future__ import annotations

from app.values.words import say

NSF, LATE, INTEREST = "NSF", "LATE", "INTEREST"


def fee_kind(code: str) -> str:
    """Give "nsf", "late" or "interest"; "other" for what is none of ours."""
    return code.lower() if code in (NSF, LATE, INTEREST) else "other"


def fee_key(code: str) -> str:
    """Give the key of a fee's name, for whoever has words of a language at hand."""
    return f"common.fee.{fee_kind(code)}"


def service_name(wording: str, code: str, *, is_fee: bool, language: str = "en") -> str:
    """Give what was done in words: as the books call it, a fee by its kind, else the code."""
    if is_fee and not wording:
        return say(fee_key(code), language, fallback=True)
    return wording or code
