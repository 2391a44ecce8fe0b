"""Kept warnings counted by rule, coder, month and reason."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.coding import kept_findings, storing
from app.coding.draft import Kept
from app.coding.kept_findings import KeptCount
from app.values.words import say
from tests.app.superbills import visits


@pytest.fixture
def encounter(store, amy):
    with store.write(amy) as work:
        return visits.visit(work)


def _keep(store, amy, encounter, rule, reason):
    with store.write(amy) as work:
        draft = storing.load(work.session, encounter)
        storing.keep(work, draft, Kept(rule, "E11.9 E10.9", "said", reason))


def test_kept_warnings_are_counted_by_rule_coder_month_and_reason(store, amy, encounter, clock):
    _keep(store, amy, encounter, "icd.excludes1", "unrelated")
    _keep(store, amy, encounter, "icd.excludes1", "unrelated")
    _keep(store, amy, encounter, "em.modifier25", "documented")
    clock.now = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    _keep(store, amy, encounter, "icd.excludes1", "other")
    with store.read() as session:
        found = kept_findings.counts(session, date(2026, 9, 1), date(2026, 10, 31))
        later = kept_findings.counts(session, date(2026, 11, 1), date(2026, 11, 30))
    september = date(2026, 9, 1)
    assert found == (
        KeptCount("icd.excludes1", "amy", september, "unrelated", 2),
        KeptCount("em.modifier25", "amy", september, "documented", 1),
    )
    assert [one.month for one in later] == [date(2026, 11, 1)]


def test_every_reason_has_words_and_every_rule_a_usual_one():
    for code in kept_findings.REASONS:
        assert say(f"coder_desk.problems.reasons.{code}")
    assert kept_findings.usual("icd.excludes1") == "unrelated"
    assert kept_findings.usual("line.side") in kept_findings.REASONS
