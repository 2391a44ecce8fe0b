"""Where a part of the office file is damaged no list says that there is nothing."""

import pytest
from PySide6.QtWidgets import QAbstractItemView

from app.values.problem import Outside
from tests.ui.billing_office import founded, hands, only_these
from ui.screen import Target
from ui.text import tr

__all__ = ("founded", "hands", "only_these")


@pytest.mark.parametrize("desk", ["biller", "remittance", "denials"])
def test_a_list_that_cannot_be_read_does_not_say_that_it_is_empty(bench, hands, desk):
    hands.window.go(Target(desk))
    hands.settle()
    page = hands.window.screens.here
    page.desk.refused.emit(Outside("office.damaged"))
    empty = [
        view
        for view in page.findChildren(QAbstractItemView)
        if hasattr(view, "say_nothing") and not view.model().rowCount()
    ]
    assert empty
    assert {view.accessibleDescription() for view in empty} == {tr("shell.unread")}
