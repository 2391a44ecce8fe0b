"""The window of a small billing office, worked by keyboard."""

import pytest

from tests.ui.billing_office import founded, hands, only_these
from ui.screen import Target

__all__ = ("founded", "hands", "only_these")


@pytest.fixture
def sheet(hands):
    """Open the grid for one claim."""

    def open_it(claim_id):
        hands.window.go(Target("remittance", ("claim", claim_id)))
        hands.settle()
        hands.count = 0
        return hands.window.screens.here

    return open_it
