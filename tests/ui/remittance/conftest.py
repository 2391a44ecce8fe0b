"""The window of a small billing office, worked by keyboard."""

import pytest

from tests.ui import billing_office
from tests.ui.billing_office import Hands, only_these  # noqa: F401
from ui.screen import Target


@pytest.fixture
def bench(store):
    return billing_office.bench(store)


@pytest.fixture
def hands(qtbot, qapp, store, only_these):  # noqa: F811
    opened = billing_office.window(qtbot, store)
    yield Hands(qtbot, next(opened))
    next(opened, None)


@pytest.fixture
def sheet(hands):
    """Open the grid for one claim."""

    def open_it(claim_id):
        hands.window.go(Target("remittance", ("claim", claim_id)))
        hands.settle()
        hands.count = 0
        return hands.window.screens.here

    return open_it
