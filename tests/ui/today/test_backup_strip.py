"""Today tells when the office was last backed up, and leads to the page that does it."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from app.store.backup import Backup
from ui.screen import Target
from ui.today.backup_strip import BackupStrip

TODAY = date(2026, 9, 30)


@pytest.fixture
def strip(qtbot, dressed):
    """The strip before anything was read."""
    made = BackupStrip()
    qtbot.addWidget(made)
    return made


def _made_on(day):
    return Backup(Path("office.backup"), 1, datetime(2026, 9, day, 12, 0, tzinfo=UTC))


def test_it_says_nothing_before_it_knows(strip):
    assert strip.isHidden()


def test_an_office_without_a_backup_leads_to_the_page_that_makes_one(qtbot, strip):
    strip.show_backup(None, TODAY)
    assert strip.state.text() == "No backup yet"
    with qtbot.waitSignal(strip.go) as went:
        strip.there.click()
    assert went.args == [Target("office", ("backup",))]


def test_a_fresh_backup_asks_for_nothing(strip):
    strip.show_backup(_made_on(29), TODAY)
    assert strip.state.text() == "Backed up and test-opened"
    assert "Sep 29" in strip.when.text()
    assert strip.there.isHidden()


def test_a_backup_of_two_weeks_ago_says_its_age(strip):
    strip.show_backup(_made_on(16), TODAY)
    assert strip.state.text() == "Last backup 14 days ago"
    assert not strip.there.isHidden()
