"""Whether the provider of a visit has the number that a claim cannot do without.

Source: 45 CFR 162.410; the rendering provider's NPI is 2310B NM109 of the 837P and item 24J.
"""

from __future__ import annotations

from enum import StrEnum

from app.claims import life
from app.values.npi import is_valid_npi
from app.values.problem import Refused
from models.practice import Provider


class NpiState(StrEnum):
    """What a payer would find: a good number, none, or one that no provider can have."""

    READY = "ready"
    MISSING = "missing"
    WRONG = "wrong"


def state_of(provider: Provider | None) -> NpiState:
    """Tell what stands in the place of the NPI."""
    number = (provider.npi or "").strip() if provider is not None else ""
    if not number:
        return NpiState.MISSING
    return NpiState.READY if is_valid_npi(number) else NpiState.WRONG


def check(provider: Provider | None) -> None:
    """Keep a claim from being made with a number that fails its check digit.

    One without any number is made: it may be written on the paper by hand.

    Raises:
        Refused: claims.npi_wrong.
    """
    if provider is not None and state_of(provider) is NpiState.WRONG:
        raise Refused(
            "claims.npi_wrong", npi=provider.npi or "", provider=life.provider_name(provider)
        )
