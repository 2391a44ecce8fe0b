from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from tests.ui.kit import gallery
from ui import theme
from ui.kit.button import WordedButton


def nameless(root: QWidget) -> list[str]:
    found = []
    for part in root.findChildren(QWidget):
        hears = part.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not hears or not part.isVisibleTo(root) or part.focusProxy() is not None:
            continue
        face = QAccessible.queryAccessibleInterface(part)
        if not face.text(QAccessible.Text.Name):
            found.append(type(part).__name__)
    return found


@pytest.mark.parametrize("hat", theme.HATS)
@pytest.mark.parametrize("name", theme.THEMES)
def test_every_part_shows_in_every_theme_and_is_named(qtbot, dressed, name, hat):
    theme.apply(dressed, name, hat)
    shown = gallery.window()
    qtbot.addWidget(shown)
    shown.show()
    assert nameless(shown) == []
    assert shown.grab().toImage().pixelColor(1, 1) == theme.color("surface")


def test_no_words_are_narrower_than_they_need(qtbot):
    shown = gallery.window()
    qtbot.addWidget(shown)
    shown.resize(1740, 1200)
    shown.show()
    cut = [
        part.text()
        for part in shown.findChildren(QLabel)
        if part.isVisible()
        and not part.wordWrap()
        and part.width() < part.sizeHint().width()
        and part.sizePolicy().horizontalPolicy() != part.sizePolicy().Policy.Ignored
    ]
    assert cut == []
    small = [
        b.text() for b in shown.findChildren(WordedButton) if b.isVisible() and b.height() < 28
    ]
    assert small == []


def test_a_theme_change_tints_what_is_already_shown(qtbot, dressed):
    page = gallery.empty_page()
    qtbot.addWidget(page)
    page.resize(640, 480)
    page.show()

    def accents() -> int:
        image = page.grab().toImage()
        wanted = theme.color("accent")
        return sum(image.pixelColor(x, y) == wanted for x in range(40, 120) for y in range(40, 100))

    before = accents()
    theme.apply(dressed, "dark", "coder")
    QApplication.processEvents()
    assert before > 0
    assert accents() > 0


def lightness(color: str) -> float:
    parts = []
    for part in QColor(color).getRgbF()[:3]:
        parts.append(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((lightness(one), lightness(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("kind", "least"), [("text_4_5", 4.5), ("shape_3", 3.0)])
@pytest.mark.parametrize("name", theme.THEMES)
def test_every_listed_pair_has_its_contrast(name, kind, least):
    pairs = theme.tokens()["pairs"][kind]
    colors = theme.tokens()[name]
    assert len(pairs) > 5
    weak = [pair for pair in pairs if contrast(colors[pair[0]], colors[pair[1]]) < least]
    assert weak == []


@pytest.mark.parametrize("kind", ["hint", "body", "head", "strong", "title", "figure"])
def test_all_digits_have_one_width(kind):
    metrics = QFontMetricsF(theme.font(kind))
    widths = {round(metrics.horizontalAdvance(digit * 6), 3) for digit in "0123456789"}
    assert len(widths) == 1
    plus, minus = (metrics.horizontalAdvance(sign) for sign in "+\N{MINUS SIGN}")
    assert plus == pytest.approx(minus)


def test_the_shipped_font_is_the_one_drawn():
    from PySide6.QtGui import QFontInfo

    for kind in ("body", "head", "strong"):
        info = QFontInfo(theme.font(kind))
        assert info.family().startswith("Inter")
        assert info.weight() == theme.font(kind).weight()
