"""What is made ready while nobody waits: rooms, and the search of an older program's file."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlite

from app.codesets import layout, load, restoring
from ui.shell_ahead import Ahead

LISTED = "00001 A00     0 {0:<60} {0}\n00002 A000    1 {1:<60} {1}\n"


def test_after_an_update_the_search_is_built_again_by_itself(
    qtbot, desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "reference.sqlite"
    order = tmp_path / "icd10cm_order_2026.txt"
    order.write_text(LISTED.format("Ailment", "Ailment of left hand"), encoding="utf-8")
    load.load_paths([order], path)
    connection = sqlite.connect(str(path), isolation_level=None)
    connection.execute("UPDATE meta SET value = 'of old' WHERE key = ?", (layout.WORDS,))
    connection.close()
    monkeypatch.setenv("TWOHATS_REFERENCE", str(path))
    assert restoring.is_behind(path)
    ahead = Ahead(desk)
    ahead.begin()
    qtbot.waitUntil(lambda: not restoring.is_behind(path), timeout=20_000)
    assert desk.wait_idle()
    assert [one.label for one in restoring.every_release(path)] == ["FY2026"]
