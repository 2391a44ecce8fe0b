"""Pages that scroll, and rows of buttons that go on in the next one."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.kit.button import button
from ui.kit.flow import Flow
from ui.kit.scroll import InSight, scrolled


def long_page(qtbot, tall=30):
    page = QWidget()
    column = QVBoxLayout(page)
    high, low = QLineEdit(), QLabel("below")
    low.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    low.setFixedHeight(tall)
    between = QLabel("between")
    between.setFixedHeight(900)
    for part in (high, between, low):
        column.addWidget(part)
    area = scrolled(page)
    area.resize(300, 200)
    qtbot.addWidget(area)
    InSight(area)
    area.show()
    qtbot.waitExposed(area)
    area.activateWindow()
    high.setFocus()
    QApplication.processEvents()
    return area, high, low


def test_what_takes_the_focus_out_of_sight_is_scrolled_into_it(qtbot):
    area, high, low = long_page(qtbot)
    assert low.visibleRegion().isEmpty()
    low.setFocus()
    qtbot.waitUntil(lambda: low.visibleRegion().boundingRect().height() == 30)
    high.setFocus()
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() < 40)


def test_of_what_is_higher_than_the_page_the_top_is_shown(qtbot):
    area, _, low = long_page(qtbot, tall=400)
    low.setFocus()
    qtbot.waitUntil(lambda: low.mapTo(area.viewport(), low.rect().topLeft()).y() == 0)


def test_what_is_in_sight_stays_where_it_is(qtbot):
    area, high, _ = long_page(qtbot)
    area.verticalScrollBar().setValue(5)
    high.clearFocus()
    high.setFocus()
    QApplication.processEvents()
    assert area.verticalScrollBar().value() == 5


def places(flow):
    return [part.geometry() for part in flow.findChildren(QWidget) if part.parent() is flow]


def row_of_buttons(qtbot, *words):
    flow = Flow()
    qtbot.addWidget(flow)
    flow.set_parts([button("plain", one) for one in words])
    return flow


def test_a_button_that_leads_is_as_wide_as_the_row_of_the_others(qtbot):
    flow = row_of_buttons(qtbot, "Bill", "Bill another way", "Back to the coder")
    flow.lead(on=True)
    flow.resize(flow.sizeHint())
    flow.show()
    first, second, third = places(flow)
    assert first == QRect(0, 0, flow.width(), first.height())
    assert second.top() == third.top() > first.bottom()
    assert third.right() == first.right()
    assert flow.minimumSizeHint() == flow.sizeHint()


def test_under_a_longer_button_that_leads_the_others_share_its_width(qtbot):
    flow = row_of_buttons(qtbot, "Put all of it into one new plan today", "No", "Yes")
    flow.lead(on=True)
    flow.resize(flow.sizeHint())
    flow.show()
    first, second, third = places(flow)
    assert third.right() == first.right()
    assert abs(second.width() - third.width()) < 20


def test_icon_words_and_key_stay_together_in_a_wide_button(qtbot):
    made = button("primary", "Bill", "Ctrl+Enter")
    qtbot.addWidget(made)
    made.resize(400, 34)
    made.show()
    words, cap = made.findChildren(QLabel)
    assert cap.x() - (words.x() + words.width()) == 8
    assert abs(words.x() - (400 - cap.x() - cap.width())) <= 1
