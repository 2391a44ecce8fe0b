"""Tool tips: words from outside are shown as they are and fetch nothing."""

from PySide6.QtGui import Qt
from PySide6.QtWidgets import QWidget

from ui.kit.label import Squeezed
from ui.kit.tip import plain_tip, set_tip
from ui.shell_rail import Rail

_SPY = "Ames <img src='//elsewhere.example/a.png'>"


def test_a_name_that_looks_like_markup_is_no_markup_in_a_tip(qtbot):
    part = QWidget()
    qtbot.addWidget(part)
    set_tip(part, _SPY)
    assert "<img" not in part.toolTip()
    assert "&lt;img" in part.toolTip()


def test_plain_words_stay_the_same_words():
    for words in ("", "Ames & Ames", "less < more", "O'Hara, 5 > 4"):
        assert plain_tip(words) == words


def test_a_line_that_is_cut_tells_itself_whole_and_plain(qtbot):
    line = Squeezed(_SPY, "")
    qtbot.addWidget(line)
    line.resize(20, 20)
    line.show()
    assert "<img" not in line.toolTip()


def test_who_sits_at_the_desk_is_told_in_plain_text(qtbot):
    rail = Rail()
    qtbot.addWidget(rail)
    assert {part.textFormat() for part in (rail.who, rail.where)} == {Qt.TextFormat.PlainText}
