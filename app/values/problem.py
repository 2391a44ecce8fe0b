"""What can be wrong: a Problem is a finding, Refused and Outside are exceptions."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Severity(StrEnum):
    """How much a finding weighs: block stops the step, warn asks, note only tells."""

    BLOCK = "block"
    WARN = "warn"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Problem:
    """A finding about what was entered or read; a value, never raised.

    ``code`` is the contract ("icd.not_billable"); its words live in resources/text under
    "problem.<code>" and take ``values``. ``field`` names the draft's field or the place
    ("dx1", "line2"); empty for the whole. ``source`` names the rule's document and release.
    """

    code: str
    severity: Severity = Severity.BLOCK
    field: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=lambda: MappingProxyType({}))
    source: str = ""


class Refused(Exception):
    """The step may not be done now; nothing was saved.

    ``code`` is stable and its words live in resources/text under "refused.<code>".
    ``values`` fill the words and must never hold a patient's name, birth date or ids.
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


class Outside(Exception):
    """Something outside the program failed: disk full, file locked, file unreadable.

    ``code`` and ``values`` as in Refused; words under "outside.<code>".
    """

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
