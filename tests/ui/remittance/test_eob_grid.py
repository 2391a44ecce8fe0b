"""The cells of the EOB grid in a real window: what is typed is seen, what is refused is led to."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QStyle, QStyleOptionFrame

from tests.ui.billing_office import CTRL
from tests.ui.remittance.test_remittance_desk import cells, head
from ui.remittance.eob_grid import COLUMNS

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


def widths(grid):
    return sum(grid.columnWidth(place) for place in range(grid.model().columnCount()))


def test_a_narrow_grid_shows_all_that_is_typed_and_tells_under_it_whose_line_it_is(
    bench, hands, sheet
):
    hands.window.resize(720, 450)
    screen = sheet(bench.claim("99213"))
    grid = screen.eob.grid
    grid.start(0)
    hands.settle()
    hidden = {COLUMNS[place] for place in range(len(COLUMNS)) if grid.isColumnHidden(place)}
    assert hidden == {"patient", "dos", "charged", "already"}
    assert widths(grid) <= grid.viewport().width()
    patient = screen.eob.sheet.claims[0].patient
    assert screen.eob._told.text().startswith(patient)
    assert "charged 165.00" in screen.eob._told.text()


def test_a_patients_name_is_whole_in_the_grid_of_a_window_of_1280_pixels(bench, hands, sheet):
    hands.window.resize(1280, 800)
    grid = sheet(bench.claim("99213")).eob.grid
    hands.settle()
    place = COLUMNS.index("patient")
    assert not grid.isColumnHidden(place)
    assert grid.columnWidth(place) >= grid.sizeHintForColumn(place)
    assert widths(grid) <= grid.viewport().width()
