"""How the program looks: colors, type, sizes and icons, all from one file of tokens.

``apply`` dresses the application once in a theme and a hat. Widgets say what they are by
dynamic properties (``kind``, ``tone``, ``panel`` …); only the style sheet knows colors.
"""

from __future__ import annotations

import sys
import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from string import Template
from typing import Final, cast

import shiboken6
from PySide6.QtCore import QByteArray, QSize, Qt, QTemporaryDir
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QGuiApplication,
    QIcon,
    QKeySequence,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QWidget

from ui import picture_folder

THEMES: Final = ("light", "dark", "contrast")
HATS: Final = ("coder", "biller")
_CUTS: Final = ("Regular", "Medium", "SemiBold", "Bold")
_PLATFORM: str = sys.platform
# Pictures the style sheet needs as files: its name for them, the icon, the token that tints it.
_SHEET_ICONS: Final = (
    ("down", "chevron-down", "text_soft"),
    ("right", "chevron-right", "text_soft"),
    ("up", "chevron-up", "text_soft"),
    ("down_off", "chevron-down", "disabled"),
    ("check", "check", "on_accent"),
    ("check_off", "check", "disabled"),
    ("menu_check", "check", "text"),
    ("dash", "minus", "on_accent"),
)


@dataclass(slots=True)
class _Worn:
    """What the application wears now; the colors include the four of the worn hat."""

    name: str = "light"
    hat: str = "coder"
    density: str = "comfortable"
    colors: dict[str, str] = field(default_factory=dict)
    icons: dict[tuple[str, str], QIcon] = field(default_factory=dict)
    window: QWidget | None = None


_worn = _Worn()
_drawings: dict[tuple[str, str, int, float], QPixmap] = {}


@cache
def tokens() -> dict[str, dict[str, object]]:
    """Give the tokens file as read; nobody changes it."""
    return tomllib.loads((files("resources") / "styles" / "tokens.toml").read_text("utf-8"))


def palette_of(name: str, hat: str) -> dict[str, str]:
    """Give every color of a theme by token, with ``accent`` and its kin for the hat."""
    colors = dict(cast("dict[str, str]", tokens()[name]))
    colors["accent"] = colors[hat]
    colors["accent_strong"] = colors[f"{hat}_strong"]
    colors["accent_soft"] = colors[f"{hat}_soft"]
    colors["on_accent"] = colors[f"on_{hat}"]
    colors["chip_edge"] = colors["edge" if name == "contrast" else "wait_soft"]
    if name != "contrast":
        colors["focus"] = colors[hat]
    return colors


_FUSION = "wears_fusion"


def system_theme() -> str:
    """Give the theme that fits the system's own settings."""
    hints = QGuiApplication.styleHints()
    if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
        return "contrast"
    return "dark" if hints.colorScheme() == Qt.ColorScheme.Dark else "light"


def apply(
    app: QApplication, name: str = "", hat: str = "coder", density: str = "comfortable"
) -> None:
    """Dress the application: style, font, palette and style sheet, in one go.

    ``name`` is "light", "dark", "contrast", or empty to follow the system. ``density`` is
    "comfortable" or "compact". Widgets that hold icons hear of it by their style change event.

    Raises:
        ValueError: the theme or the hat has no tokens.
    """
    name = name or system_theme()
    if name not in THEMES or hat not in HATS:
        raise ValueError("no such theme or hat")
    _worn.name, _worn.hat, _worn.density = name, hat, density
    _worn.colors = palette_of(name, hat)
    _worn.icons.clear()
    # Once a sheet is set the style no longer tells its name, and setting it dresses all anew.
    if not app.property(_FUSION):
        app.setStyle("Fusion")
        app.setProperty(_FUSION, True)
    load_fonts()
    app.setFont(font("body"))
    app.setPalette(_palette())
    _wearer(app).setStyleSheet(_sheet())


def dress_through(window: QWidget) -> None:
    """Put the style sheet on this window from now on, with all that opens inside it.

    A sheet on the application would dress every widget once for each of its ancestors, both
    when it changes and while a page is put together: seven times the work of a window's.
    """
    _worn.window = window


def dressed_window() -> QWidget | None:
    """Give the window that wears the sheet; what opens without a window of its own goes there."""
    window = _worn.window
    return window if window is not None and shiboken6.isValid(window) else None


def _wearer(app: QApplication) -> QApplication | QWidget:
    window = dressed_window()
    if window is None:
        return app
    if app.styleSheet():
        app.setStyleSheet("")
    return window


def worn() -> tuple[str, str]:
    """Give the theme and the hat that are worn now."""
    return _worn.name, _worn.hat


@cache
def load_fonts() -> tuple[str, ...]:
    """Give Qt the four cuts of Inter; returns the family names it knows them by."""
    families: list[str] = []
    for cut in _CUTS:
        data = (files("resources") / "fonts" / f"Inter-{cut}.ttf").read_bytes()
        number = QFontDatabase.addApplicationFontFromData(QByteArray(data))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def font(kind: str = "body", *, weight: int = 0) -> QFont:
    """Give the font of a step of the type scale, with tabular digits, always.

    ``kind`` is a name under ``[type]``; ``weight`` replaces its weight when not 0.
    """
    step = cast("dict[str, float]", tokens()["type"][kind])
    face = cast("dict[str, str]", tokens()["font"])
    made = QFont([face["family"], *face["fallback"]])
    made.setPointSizeF(step["pt"])
    made.setWeight(QFont.Weight(weight or int(step["weight"])))
    made.setFeature(QFont.Tag("tnum"), 1)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


def color(token: str) -> QColor:
    """Give the worn color of a token; "accent" and "on_accent" are the hat's."""
    if not _worn.colors:
        _worn.colors = palette_of(_worn.name, _worn.hat)
    return QColor(_worn.colors[token])


def size(token: str) -> int:
    """Give a size in logical pixels from ``[size]`` or ``[space]``."""
    sizes = tokens()["size"] if token in tokens()["size"] else tokens()["space"]
    return cast("int", sizes[token])


def row_height(lines: int = 1, *, compact: bool = False) -> int:
    """Give the height in pixels of a list row of one or two lines at the worn density."""
    density = "compact" if compact else _worn.density
    rows = cast("dict[str, dict[str, int]]", tokens()["rows"])
    return rows[density]["single" if lines == 1 else "double"]


def status_icon(tone: str) -> str:
    """Give the name of the icon that stands for a tone, such as "octagon-x" for block."""
    statuses = cast("dict[str, dict[str, str]]", tokens()["status"])
    return statuses[tone]["icon"]


def icon(name: str, tone: str = "text_soft") -> QIcon:
    """Give a Lucide icon tinted by a color token, with its selected and disabled looks.

    Raises:
        FileNotFoundError: no such icon is shipped.
    """
    key = (name, tone)
    if key not in _worn.icons:
        made = QIcon()
        # Qt draws a file only when it is shown, at the size and sharpness it is shown in.
        inked, off = _picture(name, tone), _picture(name, "disabled")
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Active, QIcon.Mode.Selected):
            made.addFile(inked, mode=mode)
        made.addFile(off, mode=QIcon.Mode.Disabled)
        _worn.icons[key] = made
    return _worn.icons[key]


def pixmap(name: str, tone: str, side: int, ratio: float = 1.0) -> QPixmap:
    """Give one icon of ``side`` logical pixels, sharp at the device's ``ratio``."""
    key = (name, color(tone).name(), side, ratio)
    if key not in _drawings:
        drawn = _drawn(svg(name, tone), round(side * ratio))
        drawn.setDevicePixelRatio(ratio)
        _drawings[key] = drawn
    return _drawings[key]


def svg(name: str, tone: str) -> str:
    """Give the text of an icon with its strokes in the token's color, 1.75 units wide."""
    tinted = _icon_text(name).replace("currentColor", color(tone).name())
    return tinted.replace('stroke-width="2"', 'stroke-width="1.75"')


def set_look(widget: QWidget, **properties: object) -> None:
    """Set dynamic properties that the style sheet selects on, and dress the widget again.

    The children are dressed too, since rules such as ``[tone="warn"] QLabel`` reach them.
    """
    for name, value in properties.items():
        widget.setProperty(name, value)
    for part in (widget, *widget.findChildren(QWidget)):
        part.style().unpolish(part)
        part.style().polish(part)
    widget.update()


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a widget the tone "block", "warn", "ok", "note", "wait" or "" and dress it again."""
    if widget.property("tone") != tone:
        set_look(widget, tone=tone)


def key_words(keys: str) -> str:
    """Give keys as the system writes them: "Ctrl+L", on a Mac "⌘L"; other text unchanged."""
    if _PLATFORM != "darwin" or "+" not in keys or "…" in keys:
        return keys
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText) or keys


@cache
def _icon_text(name: str) -> str:
    return (files("resources") / "icons" / f"{name}.svg").read_text("utf-8")


def _picture(name: str, tone: str) -> str:
    label = f"{name}-{color(tone).name()[1:]}"
    folder = picture_folder.folder()
    place = Path(folder.filePath(f"{label}.svg"))
    return place.as_posix() if place.exists() else _written(folder, label, svg(name, tone))


def _drawn(text: str, side: int) -> QPixmap:
    drawn = QPixmap(QSize(side, side))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(text.encode())).render(painter)
    painter.end()
    return drawn


def _palette() -> QPalette:
    role, off = QPalette.ColorRole, QPalette.ColorGroup.Disabled
    made = QPalette()
    tokens_by_role = {
        role.Window: "canvas",
        role.Base: "surface",
        role.AlternateBase: "surface",
        role.Button: "surface",
        role.ToolTipBase: "surface",
        role.WindowText: "text",
        role.Text: "text",
        role.ButtonText: "text",
        role.ToolTipText: "text",
        role.BrightText: "block",
        role.PlaceholderText: "text_faint",
        role.Highlight: "accent_soft",
        role.HighlightedText: "text",
        role.Accent: "accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Light: "surface",
        role.Midlight: "hover",
        role.Mid: "line",
        role.Dark: "edge",
        role.Shadow: "edge",
    }
    for place, token in tokens_by_role.items():
        made.setColor(place, color(token))
    for place in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(off, place, color("disabled"))
    made.setColor(off, role.Base, color("sunken"))
    return made


def _sheet() -> str:
    """Fill the style sheet template; its pictures lie with the icons.

    They stay as long as the process: a window that still wears an earlier sheet reads them too.
    """
    worn = f"{_worn.name}-{_worn.hat}"
    drawings = {label: svg(name, token) for label, name, token in _SHEET_ICONS} | _shapes()
    places = {
        f"icon_{label}": _written(picture_folder.folder(), f"{worn}-{label}", text)
        for label, text in drawings.items()
    }
    template = (files("resources") / "styles" / "twohats.qss").read_text("utf-8")
    return Template(template).substitute(_worn.colors | places)


def _written(folder: QTemporaryDir, label: str, text: str) -> str:
    place = Path(folder.filePath(f"{label}.svg"))
    if not place.exists():
        place.write_text(text, "utf-8")
    return place.as_posix()


def _shapes() -> dict[str, str]:
    """Give the drawings of the switch and the radio button, which no icon set has."""
    colors = _worn.colors

    def switch(ground: str, edge: str, knob: str, x: int) -> str:
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="36" height="20" viewBox="0 0 36 20">'
            f'<rect x=".75" y=".75" width="34.5" height="18.5" rx="9.25" fill="{ground}" '
            f'stroke="{edge}" stroke-width="1.5"/><circle cx="{x}" cy="10" r="6.5" '
            f'fill="{knob}"/></svg>'
        )

    def radio(edge: str, width: float, ground: str) -> str:
        return (
            '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">'
            f'<circle cx="8" cy="8" r="{8 - width / 2}" fill="{ground}" stroke="{edge}" '
            f'stroke-width="{width}"/></svg>'
        )

    accent, edge, surface = colors["accent"], colors["edge"], colors["surface"]
    return {
        "switch_on": switch(accent, accent, colors["on_accent"], 26),
        "switch_off": switch(surface, edge, edge, 10),
        "switch_dead": switch(colors["sunken"], colors["line"], colors["line"], 10),
        "radio_on": radio(accent, 5, surface),
        "radio_off": radio(edge, 1.5, surface),
        "radio_dead": radio(colors["line"], 1.5, colors["sunken"]),
    }
