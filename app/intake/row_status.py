"""Whether a row stands: its status, its marks of being voided, and what it does to others."""

from __future__ import annotations

import re

from app.intake import coded
from app.intake.facts import ChargeFacts
from app.intake.findings import Findings
from app.intake.table import Table
from app.values.words import say

_NOT_SO = frozenset({"n", "no", "f", "false", "not voided", "not deleted", "active"})
_WAITS = (coded.NOT_FINISHED, coded.NOT_HELD)
_TAKES_BACK = re.compile(
    r"(?:d|del(?:eted?)?|void(?:ed)?|revers(?:e|ed|al)|cancel(?:l?ed)?|remove[d]?|credit)\.?",
    re.IGNORECASE,
)


class RowStatus:
    """Reads the status of each row of one table."""

    def __init__(self, table: Table, findings: Findings) -> None:
        self._file, self._findings = table.file, findings
        layout = table.layout
        self._status, self._action = layout.at("status"), layout.at("action")
        self._dropped = [(at, layout.headings[at]) for at in layout.columns.get("dropped", ())]

    def read(self, number: int, row: list[str]) -> tuple[str, bool]:
        """Give why a row cannot be billed, and whether that is since it was voided.

        A status nobody knows is warned of once.
        """
        kind, told = self._judged(number, row)
        return told, kind == "voided"

    def of_service(self, number: int, row: list[str]) -> str:
        """Give why the services of a row do not stand; empty where they do, or only wait.

        A charge that is pending, open or on hold is not paid yet, and was given all the same.
        """
        kind, told = self._judged(number, row)
        return "" if kind in _WAITS else told

    def _judged(self, number: int, row: list[str]) -> tuple[str, str]:
        """Give the kind of what keeps a row from billing and its words; both empty for nothing."""
        for at, heading in self._dropped:
            if row[at].strip("0/-: .") and row[at].casefold() not in _NOT_SO:
                flag = "no-show" if "show" in heading.casefold() else "voided"
                told = say("intake.not_billable", kind=flag, status=f"{heading}: {row[at]}"[:40])
                return flag, told
        status = row[self._status] if self._status >= 0 else ""
        kind = coded.not_billable(status)
        if kind is None:
            self._findings.warn_once(self._file, number, "status_unknown", status=status)
        if not kind:
            return "", ""
        return kind, say("intake.not_billable", kind=kind, status=status[:40])

    def _taken_back(self, row: list[str]) -> str:
        """Give the action of a row that deletes what an earlier one told; empty for others."""
        action = row[self._action]
        return action if _TAKES_BACK.fullmatch(action.strip()) else ""

    def applied(self, row: list[str], charges: list[ChargeFacts]) -> str:
        """Make credits of the services that a row deletes; give why, where it has none."""
        if self._action < 0:
            return ""
        action = self._taken_back(row)
        for charge in charges if action else ():
            charge.is_credit, charge.negative = True, ""
        told = say("intake.not_billable", kind="voided", status=action[:40]) if action else ""
        return "" if charges else told
