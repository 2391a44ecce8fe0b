"""An office with an account that owes, and a desk on it, for the tests of payment plans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest

from app.ledger import closing
from app.plans import keeping
from app.store.store import Store
from tests import builders
from tests.conftest import AMY
from ui.desk import Desk
from ui.looks import Looks

TODAY = date(2026, 9, 30)


@dataclass
class PlanOffice:
    """The office and the account of its first guarantor, who owes 845.37."""

    store: Store
    desk: Desk
    account_id: int
    patient_id: int


def owing(store: Store, last: str = "Hollander", amounts=("212.45", "388.92", "244.00")):
    """Register a person who owes these amounts, a visit each; give the patient."""
    with store.write(AMY) as work:
        account = builders.account(work, last)
        who = builders.patient(work, account, last=last)
        days = (date(2026, 7, 30), date(2026, 7, 30), date(2026, 8, 27))
        for amount, day in zip(amounts, days, strict=False):
            builders.charge(work, who, amount, dos=day)
    return who


@pytest.fixture
def office(store: Store, qapp: object) -> Iterator[PlanOffice]:
    Looks("light", hat="biller").put_on()
    store.closing_checks.extend((*keeping.CHECKS, *closing.CHECKS))
    with store.write(AMY) as work:
        builders.practice(work, "Cedar Hollow Clinic")
    who = owing(store)
    desk = Desk(store, AMY)
    yield PlanOffice(store, desk, who.account_id, who.patient_id)
    desk.close()
