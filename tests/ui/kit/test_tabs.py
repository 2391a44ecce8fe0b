"""The tabs of a page."""

from __future__ import annotations

from ui.kit.page import Tabs


def test_the_six_tabs_of_an_account_stand_beside_the_order_in_a_window_of_1280(qtbot):
    words = ("Ledger", "Statements 2", "Plan 0", "Contacts 0", "People 1", "Documents 0")
    many, few = Tabs("Parts", words), Tabs("Parts", words[:3])
    for made in (many, few):
        qtbot.addWidget(made)
        made.show()
    assert many.sizeHint().width() <= 551
    assert many.tabRect(0).width() < few.tabRect(0).width(), "three have room"
