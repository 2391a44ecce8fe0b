from __future__ import annotations

import subprocess
import sys
from datetime import date
from importlib.resources import files

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from tests.ui.conftest import dress
from tests.ui.kit.test_gallery import contrast
from ui import theme
from ui.fields import DateField
from ui.looks import Looks


def test_the_accent_is_the_worn_hats_color(dressed):
    theme.apply(dressed, "light", "coder")
    coder = theme.color("accent")
    theme.apply(dressed, "light", "biller")
    assert coder == theme.color("coder")
    assert theme.color("accent") == theme.color("biller")


def test_an_unknown_theme_is_refused(dressed):
    with pytest.raises(ValueError, match="no such"):
        theme.apply(dressed, "sepia", "coder")


def test_an_icon_wears_its_tone_and_greys_when_disabled():
    icon = theme.icon("octagon-x", "block")

    def inks(mode: QIcon.Mode) -> set[str]:
        image = icon.pixmap(QSize(64, 64), 1.0, mode).toImage()
        colors = (image.pixelColor(x, y) for x in range(64) for y in range(64))
        return {color.name() for color in colors if color.alpha() == 255}

    assert theme.color("block").name() in inks(QIcon.Mode.Normal)
    assert theme.color("block").name() in inks(QIcon.Mode.Selected)
    assert theme.color("disabled").name() in inks(QIcon.Mode.Disabled)


def test_the_calendar_of_a_date_field_is_tinted_anew(qtbot, dressed):
    field = DateField("From", date(2026, 9, 30))
    qtbot.addWidget(field)
    field.show()
    dress(field)
    before = field._pick.icon().pixmap(16, 16).toImage()
    Looks("contrast").put_on()
    assert field._pick.icon().pixmap(16, 16).toImage() != before


def test_icons_are_drawn_anew_for_another_theme(dressed):
    before = theme.icon("clock", "warn").cacheKey()
    theme.apply(dressed, "dark", "biller")
    assert theme.icon("clock", "warn").cacheKey() != before


def test_every_status_and_hat_has_its_icon():
    named = [*theme.tokens()["status"].values(), *theme.tokens()["hat"].values()]
    missing = [
        n["icon"]
        for n in named
        if not (files("resources") / "icons" / f"{n['icon']}.svg").is_file()
    ]
    assert missing == []


def test_a_tone_is_worn_at_once(qtbot, dressed):
    words = QLabel("Denied")
    qtbot.addWidget(words)
    words.ensurePolished()
    theme.set_tone(words, "block")
    assert words.palette().windowText().color() == theme.color("block")


def test_the_theme_loads_nothing_heavy():
    code = (
        "import sys, ui.theme, ui.fields, ui.kit.pdf_view;"
        "print([m for m in ('fontTools', 'pypdfium2', 'PySide6.QtPrintSupport', 'reportlab')"
        " if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_fonts_are_small_and_carry_their_license():
    folder = files("resources") / "fonts"
    assert "SIL OPEN FONT LICENSE" in (folder / "OFL.txt").read_text("utf-8").upper()
    sizes = [len(page.read_bytes()) for page in folder.iterdir() if page.name.endswith(".ttf")]
    assert len(sizes) == 5, "four cuts of Inter, and OCR-A for the scan line"
    assert max(sizes) <= 200_000


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_what_an_empty_field_hints_can_be_read(qtbot, dressed, name):
    field = QLineEdit()
    field.setPlaceholderText("MMMM WWWW")
    window = QWidget()
    QVBoxLayout(window).addWidget(field)
    qtbot.addWidget(window)
    window.resize(300, 80)
    window.show()
    dress(window)
    theme.apply(dressed, name, "coder")
    image = field.grab().toImage()
    inside = [image.pixelColor(x, y) for x in range(10, 200) for y in range(8, image.height() - 8)]
    ground = max(set(one.name() for one in inside), key=[one.name() for one in inside].count)
    assert max(contrast(one.name(), ground) for one in inside) >= 4.5
