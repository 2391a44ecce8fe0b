"""What stands at the edges of the window: the counts of the rail, the field in the menu bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow

from ui.places import PLACES
from ui.shell_palette_field import Corner, PaletteField
from ui.shell_rail import COUNT_ROLE, RailRows


def test_what_a_page_has_read_of_slow_desks_stands_until_it_is_read_again(qapp):
    rows = RailRows()
    rows.set_places(PLACES)

    def shown(desk: str) -> str:
        return str(rows.index(rows.row_of(desk)).data(COUNT_ROLE))

    rows.add_counts({"statements": 19, "plans": 0})
    rows.set_counts({"coder": 3})
    assert (shown("statements"), shown("plans"), shown("coder")) == ("19", "", "3")
    rows.add_counts({"statements": 0})
    assert shown("statements") == ""


def test_another_user_starts_without_the_counts_of_the_one_before(qapp):
    rows = RailRows()
    rows.set_places(PLACES)
    rows.add_counts({"statements": 19})
    rows.set_places(PLACES)
    rows.set_counts({})
    assert rows.index(rows.row_of("statements")).data(COUNT_ROLE) == ""


def test_the_search_field_keeps_to_the_right_edge_at_every_width(qtbot, dressed):
    window = QMainWindow()
    qtbot.addWidget(window)
    bar, corner = window.menuBar(), Corner(PaletteField())
    for name in ("File", "Edit", "Go", "Coding", "Billing", "View", "Help"):
        bar.addMenu(name)
    corner.fold(False)
    bar.setCornerWidget(corner, Qt.Corner.TopRightCorner)
    window.show()
    for wide, folded in ((1440, False), (720, True), (1440, False)):
        window.resize(wide, 400)
        qtbot.waitUntil(lambda wide=wide: bar.width() == wide)
        corner.fold(folded)
        assert corner.geometry().left() > bar.width() - 400
        assert bar.width() - corner.geometry().right() <= 8
        last = bar.actionGeometry(bar.actions()[-1])
        assert 0 < last.right() <= corner.geometry().left()
