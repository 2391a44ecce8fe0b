"""What this workstation remembers: the looks, the window's place, the last office."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QApplication

from ui import theme

THEMES = {
    "view.follow-system": "",
    "view.light": "light",
    "view.dark": "dark",
    "view.contrast": "contrast",
}
DENSITIES = {"view.comfortable": "comfortable", "view.compact": "compact"}


@dataclass(slots=True)
class Looks:
    """Theme ("" follows the system), density and hat as they are worn."""

    name: str = ""
    density: str = "comfortable"
    hat: str = "coder"

    def put_on(self) -> None:
        """Dress the application."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, self.name, self.hat, self.density)


class Workstation:
    """The settings of this computer and this system user; no practice's data."""

    def __init__(self) -> None:
        self._store = QSettings("Twohats", "Twohats")

    def looks(self) -> Looks:
        """Read the looks; whatever is not known falls back to the system's."""
        name = self._text("looks/theme")
        density = self._text("looks/density")
        hat = self._text("looks/hat")
        return Looks(
            name if name in theme.THEMES else "",
            density if density in DENSITIES.values() else "comfortable",
            hat if hat in theme.HATS else "coder",
        )

    def keep_looks(self, looks: Looks) -> None:
        """Remember the looks."""
        self._store.setValue("looks/theme", looks.name)
        self._store.setValue("looks/density", looks.density)
        self._store.setValue("looks/hat", looks.hat)

    def geometry(self) -> QByteArray:
        """Give the window's last place and size; empty at the first start."""
        kept = self._store.value("window/geometry")
        return kept if isinstance(kept, QByteArray) else QByteArray()

    def keep_geometry(self, geometry: QByteArray) -> None:
        """Remember the window's place and size."""
        self._store.setValue("window/geometry", geometry)

    def last_office(self) -> str:
        """Give the folder of the office opened last, empty when none was."""
        return self._text("office/folder")

    def keep_office(self, folder: str) -> None:
        """Remember the office folder."""
        self._store.setValue("office/folder", folder)

    def last_user(self) -> str:
        """Give the sign-in name used last here, empty when none was."""
        return self._text("office/user")

    def keep_user(self, user: str) -> None:
        """Remember the sign-in name, never the password."""
        self._store.setValue("office/user", user)

    def _text(self, key: str) -> str:
        kept = self._store.value(key)
        return kept if isinstance(kept, str) else ""
