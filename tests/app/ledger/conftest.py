"""Fixtures of the ledger's tests: the closing checks are on, as in a real office."""

from __future__ import annotations

import pytest

from app.ledger import closing
from tests import builders


@pytest.fixture(autouse=True)
def _closing(store):
    store.closing_checks = list(closing.CHECKS)


@pytest.fixture
def insured(store, amy):
    """Give (who, coverage, charge): 150.00 with a payer, its claim pending."""
    with store.write(amy) as work:
        who = builders.patient(work)
        cover = builders.coverage(work, who.patient_id)
        charge = builders.charge(work, who, "150.00", coverage_id=cover)
        builders.claim(work, who, cover, (charge,))
    return who, cover, charge


@pytest.fixture
def own(store, amy):
    """Give (who, charge): 100.00 that the patient pays."""
    with store.write(amy) as work:
        who = builders.patient(work)
        charge = builders.charge(work, who, "100.00")
    return who, charge
