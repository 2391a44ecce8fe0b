"""Rejected rows as a CSV file that a person can mend and import again."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from app.intake.staged import Rejected
from app.values.spreadsheet import harmless
from app.values.words import say


def rejects_csv(rejected: Sequence[Rejected]) -> str:
    """Write file, row, reason and the row's own cells; none can run in a spreadsheet."""
    headings = list(dict.fromkeys(name for row in rejected for name in row.values))
    told = [say(f"intake.rejects.{name}") for name in ("file", "row", "reason")]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([harmless(cell) for cell in (*told, *headings)])
    for row in rejected:
        number = "" if row.row is None else str(row.row)
        cells = [row.file, number, row.reason, *(row.values.get(name, "") for name in headings)]
        writer.writerow([harmless(cell) for cell in cells])
    return out.getvalue()
