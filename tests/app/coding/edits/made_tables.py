"""Small rule tables made for tests: the layout of the real ones, rows of our own choosing."""

from __future__ import annotations

from pathlib import Path

from app.codesets import rules_layout
from app.codesets.rules_layout import OPEN

RELEASES = (
    ("ptp", "practitioner"), ("mue", "practitioner"), ("addon", ""), ("pfs", ""), ("coverage", ""),
    ("hcpcs", ""),
)  # fmt: skip
PTP = (
    ("80053", "80048", 20200101, OPEN, 0), ("17000", "11102", 20200101, OPEN, 1),
    ("93000", "93010", 20200101, 20260331, 1), ("93000", "93005", 20200101, OPEN, 9),
)  # fmt: skip
MUE = (("83036", 1, "2"), ("J3301", 16, "3"), ("97110", 4, "1"))
ADDONS = (("17003", "17000", 1), ("99292", "99291", 1), ("90785", "", 2))
# code, status, global days, bilateral, assistant, PC/TC
FEES = (
    ("11641", "A", "010", "0", "1", "0"), ("27447", "A", "090", "1", "2", "0"),
    ("25600", "A", "090", "1", "1", "0"), ("80061", "X", "XXX", "9", "9", "9"),
    ("71046", "A", "XXX", "0", "0", "1"), ("69210", "A", "000", "2", "9", "0"),
    ("99024", "B", "XXX", "9", "9", "9"), ("99397", "N", "XXX", "9", "9", "9"),
    ("20610", "A", "000", "1", "1", "0"),
)  # fmt: skip
COVERED = ("E119", "E1142", "E1165")
RELEASE_COLUMNS = (
    "INSERT INTO release (system, setting, label, valid_from, valid_to, stored, licensed)"
    " VALUES (?, ?, 'made', 20260401, 20260930, ?, 0)"
)


def write_beside(reference: Path, hcpcs_rows: int = 3) -> None:
    """Write the tables where an opened reference looks for them."""
    made = rules_layout.connect_writing(rules_layout.beside(reference))
    ids = {}
    for system, setting in RELEASES:
        rows = hcpcs_rows if system == "hcpcs" else 9
        ids[system] = made.execute(RELEASE_COLUMNS, (system, setting, rows)).lastrowid
    made.execute("INSERT INTO rationale VALUES (1, 'made for a test')")
    for one, two, first, last, indicator in PTP:
        row = (ids["ptp"], one, two, first, last, indicator, 1, 1)
        made.execute("INSERT INTO ptp VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    for code, units, mai in MUE:
        made.execute("INSERT INTO mue VALUES (?, ?, ?, ?, 1)", (ids["mue"], code, units, mai))
    for code, base, kind in ADDONS:
        row = (ids["addon"], code, base, kind, 20200101, OPEN)
        made.execute("INSERT INTO addon VALUES (?, ?, ?, ?, ?, ?)", row)
    for fee in FEES:
        made.execute(
            "INSERT INTO pfs VALUES (?, ?, '', '', ?, ?, '0', '0', '0', '0', ?, ?, '0', '0', ?, '',"
            " '1', '1', '1', '1', '33')", _fee(ids["pfs"], *fee)
        )  # fmt: skip
    _article(made, ids["coverage"])
    made.close()


def _fee(release, code, status, days, bilat, assist, pctc):
    return release, code, status, days, bilat, assist, pctc


def _article(made, release):
    made.execute("INSERT INTO article VALUES (?, 'A1', 'Made', 20200101, ?)", (release, OPEN))
    made.execute("INSERT INTO article_code VALUES (?, '83036', 'A1', 1)", (release,))
    for code in COVERED:
        made.execute("INSERT INTO article_dx VALUES (?, 'A1', 1, ?, 1)", (release, code))
