"""Whether a coded visit holds the service that its kind on the schedule promised.

Only kinds of which it is plain what is billed for them are held to it; every other kind, such as
a follow-up, promises nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection

_CODE = re.compile(r"\b(?:[0-9]{4}[0-9A-Z]|[A-V][0-9]{4})\b")
_KINDS = tuple(
    (re.compile(kind, re.IGNORECASE), re.compile(codes))
    for kind, codes in (
        (r"\bnew (?:patient|pt)\b", r"9920[2-5]|9938[1-7]|9200[24]|G0438|G0402"),
        (
            r"\bphysical\b(?! (?:therap|med))|\bpreventive\b|\bwellness\b"
            r"|\bwell[ -](?:child|baby|woman|visit)\b|\bannual (?:exam|visit|check)",
            r"9938[1-7]|9939[1-7]|G0402|G0438|G0439|G0101|S061[0-3]",
        ),
        (
            r"\bvaccin|\bimmuni[sz]ation|\bflu shot",
            r"9046[01]|9047[1-4]|90480|G000[89]|G0010",
        ),
        (r"\b(?:ekg|ecg)\b", r"930[0-4][0-9]|G040[3-5]"),
    )
)


def is_missing(kind: str, codes: Collection[str]) -> bool:
    """Tell whether a kind of visit promised a service that none of the codes is.

    ``codes`` are those of the visit's services. A kind that names a code promises that code.
    """
    if any(named not in codes for named in _CODE.findall(kind.upper())):
        return True
    promised = (wanted for said, wanted in _KINDS if said.search(kind))
    return any(not any(map(wanted.fullmatch, codes)) for wanted in promised)
