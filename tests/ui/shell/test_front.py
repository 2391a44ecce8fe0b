"""The window is there before it is furnished, and ends with everything let go."""

from PySide6.QtCore import QSettings

from ui.front import Front
from ui.sign_in.entry import Entry


def test_it_is_painted_empty_first_and_furnished_after(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "none"))
    front = Front()
    qtbot.addWidget(front)
    assert front.centralWidget() is None
    front.show()
    qtbot.waitUntil(lambda: front.sitting is not None)
    assert front.centralWidget() is front.sitting.window
    assert front.findChild(Entry) is not None
    assert front.sitting.desk.wait_idle()
    front.close()
    front.end()


def test_it_comes_back_where_it_was_on_the_ground_it_had(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "none"))
    first = Front()
    qtbot.addWidget(first)
    first.resize(720, 500)
    first.show()
    qtbot.waitUntil(lambda: first.sitting is not None)
    assert first.sitting.desk.wait_idle()
    first.close()
    first.end()
    assert QSettings("Twohats", "Twohats").value("window/ground").startswith("#")
    again = Front()
    qtbot.addWidget(again)
    assert again.size() == first.size()


def test_the_title_of_the_page_is_the_title_of_the_window(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "none"))
    front = Front()
    qtbot.addWidget(front)
    front.show()
    qtbot.waitUntil(lambda: front.sitting is not None)
    front.sitting.window.setWindowTitle("Today – Twohats")
    assert front.windowTitle() == "Today – Twohats"
    assert front.sitting.desk.wait_idle()
    front.close()
    front.end()


def test_the_first_window_is_no_larger_than_the_screen(qtbot, monkeypatch, tmp_path):
    monkeypatch.setenv("TWOHATS_OFFICE", str(tmp_path / "none"))
    QSettings("Twohats", "Twohats").clear()
    front = Front()
    qtbot.addWidget(front)
    room = front.screen().availableSize()
    assert front.width() <= room.width()
    assert front.height() <= room.height()
