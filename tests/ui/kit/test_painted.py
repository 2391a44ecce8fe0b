"""Who waits for the first paint keeps no window: it would end amid its own event."""

from weakref import ref

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QWidget

from ui.kit.painted import Painted
from ui.shell_later import Later


class _Page(QWidget):
    """A window that waits for its own paint."""

    def __init__(self) -> None:
        super().__init__()
        self.painted = Painted(self)


def _paint(window):
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.UpdateRequest))


def test_a_window_whose_paint_is_waited_for_ends_with_its_last_name(qapp):
    page = _Page()
    page.painted.wait(page)
    gone = ref(page)
    del page
    assert gone() is None


def test_a_window_that_ended_before_its_paint_is_not_painted(qapp):
    # Freed amid the event that Qt hands to it, the program would end here.
    for _ in range(20):
        page = _Page()
        page.show()
        QCoreApplication.processEvents()
        page.painted.wait(page)
        page.update()
        del page
        QCoreApplication.processEvents()


def test_a_paint_is_told_once_and_the_filter_leaves_with_it(qtbot):
    page = _Page()
    qtbot.addWidget(page)
    told = []
    page.painted.seen.connect(lambda: told.append(True))
    page.painted.wait(page)
    with qtbot.waitSignal(page.painted.seen, timeout=900):
        _paint(page)
    _paint(page)
    qtbot.wait(60)
    assert told == [True]


def test_a_window_that_is_gone_is_waited_for_no_longer(qtbot, qapp):
    keeper = QWidget()
    qtbot.addWidget(keeper)
    painted = Painted(keeper)
    window = QWidget()
    painted.wait(window)
    shiboken6.delete(window)
    painted.leave()
    painted.wait(keeper)
    with qtbot.waitSignal(painted.seen, timeout=900):
        _paint(keeper)


def test_what_comes_later_keeps_no_window(desk):
    later = Later(desk)
    window = QWidget()
    gone = ref(window)
    later.begin(window)
    del window
    assert gone() is None
    assert desk.wait_idle()
