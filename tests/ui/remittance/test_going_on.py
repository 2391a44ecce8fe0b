"""What the remittance desk offers next: the EOB that is begun, the first one, what to correct."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.billing_office import CTRL
from tests.ui.remittance.test_remittance_desk import cells, head

KEY = Qt.Key


def posted(bench, hands, sheet):
    """Post a check for one claim by keys; the desk then shows it."""
    screen = sheet(bench.claim("99213"))
    head(hands, "78.56")
    screen.eob.grid.start(0)
    cells(hands, "98.20", "78.56", "", "", "=")
    hands.press(KEY.Key_Return, CTRL)
    return screen


def test_an_eob_that_is_begun_is_offered_before_a_new_one(bench, hands, sheet):
    screen = posted(bench, hands, sheet)
    assert screen.primary().text() == "Post a paper EOB"
    sheet(bench.claim("99213"))
    hands.press(KEY.Key_Escape)
    assert not screen._is_typing
    assert screen.primary().text() == "Go on with the EOB"
    hands.press(KEY.Key_Return, CTRL)
    assert screen._is_typing
    assert len(screen.eob.sheet.claims) == 1


def test_on_an_empty_desk_the_key_of_the_next_step_begins_the_first_eob(bench, hands):
    hands.press(KEY.Key_4, CTRL)
    hands.press(KEY.Key_Return, CTRL)
    assert hands.window.screens.here._is_typing


def test_a_check_posted_twice_leads_to_its_number_and_a_day_to_come_to_the_date(
    bench, hands, sheet
):
    screen = posted(bench, hands, sheet)
    sheet(bench.claim("99213"))
    head(hands, "78.56")
    screen.eob.grid.start(0)
    cells(hands, "98.20", "78.56", "", "", "=")
    hands.press(KEY.Key_Return, CTRL)
    assert QApplication.focusWidget() is screen.eob.trace.line
    hands.type("7")
    screen.eob.paid_on.setFocus()
    hands.type("+3")
    hands.press(KEY.Key_Return)
    hands.press(KEY.Key_Return, CTRL)
    assert screen.eob.paid_on.isAncestorOf(QApplication.focusWidget())
