"""The cells of the EOB grid in a real window: what is typed is seen, what is refused is led to."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionFrame

from tests.ui.billing_office import CTRL
from tests.ui.remittance.test_remittance_desk import cells, head

KEY = Qt.Key


def test_a_cell_shows_all_that_is_typed_into_it(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    screen.eob.grid.start(0)
    hands.type("1118.40")
    (line,) = screen.eob.grid.viewport().findChildren(QLineEdit)
    words = line.fontMetrics().horizontalAdvance(line.text())
    option = QStyleOptionFrame()
    line.initStyleOption(option)
    inner = QStyle.SubElement.SE_LineEditContents
    room = line.style().subElementRect(inner, option, line).width()
    assert room >= words


def test_an_answer_dated_before_the_claim_leads_to_the_date_of_the_check(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    head(hands, "165.00")
    screen.eob.grid.start(0)
    cells(hands, "165", "165")
    screen.eob.paid_on.set_value(date(2020, 1, 2))
    screen.eob.refresh()
    hands.press(KEY.Key_Return, CTRL)
    hands.settle()
    assert "Check the date" in screen.messages.words.text()
    assert screen.eob.paid_on.isAncestorOf(QApplication.focusWidget())


def test_f6_into_the_grid_comes_to_the_first_cell_that_is_typed(bench, hands, sheet):
    screen = sheet(bench.claim("99213"))
    screen.eob.finder.line.setFocus()
    hands.press(KEY.Key_F6)
    assert QApplication.focusWidget() is screen.eob.grid
    hands.type("165")
    hands.press(KEY.Key_Return)
    assert str(screen.eob.sheet.draft().claims[0].lines[0].allowed) == "165.00"
