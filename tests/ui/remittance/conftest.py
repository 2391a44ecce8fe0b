"""The window of a small billing office, worked by keyboard."""

import pytest

from tests.ui import billing_office
from tests.ui.billing_office import Hands, only_these  # noqa: F401


@pytest.fixture
def bench(store):
    return billing_office.bench(store)


@pytest.fixture
def hands(qtbot, qapp, store, only_these):  # noqa: F811
    opened = billing_office.window(qtbot, store)
    yield Hands(qtbot, next(opened))
    next(opened, None)
