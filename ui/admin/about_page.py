"""What this program is, its license, and those of what it stands on."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from ui.admin.page import OfficePage
from ui.columns import Column
from ui.desk import Desk
from ui.kit.label import label
from ui.kit.panel import Panel
from ui.rows_model import RowsModel, rows_table
from ui.text import tr

_NAME = re.compile(r"[A-Za-z0-9._-]+")
_UNTOLD = {"sqlcipher3": "Zlib"}
"""Packages whose own facts leave the license out; it stands in their source."""
_NOTICES = ("codes", "cpt", "font", "icons", "qt")


@dataclass(frozen=True, slots=True)
class Part:
    """One library the program stands on; ``license`` is what the package says of itself."""

    name: str
    version: str
    license: str


class AboutPage(OfficePage):
    """The notices first, then every library with its license."""

    NAME = "about"
    KEYS = (("Tab", "next"), ("Esc", "back"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        panel = Panel(tr("office.about.notices"), tr("office.about.version", version=_version()))
        inside = panel.inset(16, 12)
        inside.setSpacing(8)
        for notice in _NOTICES:
            inside.addWidget(label(tr(f"office.about.{notice}"), wrap=True))
        self.rows: RowsModel[Part] = RowsModel(_columns(), lambda part: part.name)
        self.table = rows_table(self.rows, tr("office.about.parts"), compact=True)
        parts = Panel(tr("office.about.parts"))
        parts.setMinimumHeight(260)
        parts.add(self.table, 1)
        self.add_block(panel)
        self.add_block(parts, stretch=1)

    def refresh(self) -> None:
        """Ask the installed packages for their licenses, once."""
        if not self.rows.rows:
            self.desk.aside(parts, then=self._show)

    def begin(self) -> None:
        """Start in the list."""
        self.table.setFocus()

    def panes(self) -> Sequence[QWidget]:
        """Give the list."""
        return (self.table,)

    def _show(self, found: Sequence[Part]) -> None:
        self.rows.set_rows(found)
        if found:
            self.table.select_id(found[0].name)


def parts() -> list[Part]:
    """Give every library that Twohats needs and that is installed, in order of name."""
    found: dict[str, Part] = {}
    waiting = ["twohats"]
    while waiting:
        asked = waiting.pop()
        key = asked.lower().replace("_", "-")
        if key in found:
            continue
        try:
            package = importlib.metadata.distribution(asked)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[key] = Part(package.metadata["Name"], package.version, _license(package))
        needs = [one for one in package.requires or () if "extra ==" not in one]
        waiting += [match[0] for one in needs if (match := _NAME.match(one))]
    found.pop("twohats", None)
    return [found[key] for key in sorted(found)]


def _license(package: importlib.metadata.Distribution) -> str:
    told = package.metadata.get_all("License-Expression") or []
    if told:
        return str(told[0])
    classifiers = package.metadata.get_all("Classifier") or []
    named = [one.rsplit(" :: ", 1)[-1] for one in classifiers if one.startswith("License ::")]
    short = [one.strip().split("\n")[0] for one in package.metadata.get_all("License") or []]
    return ", ".join(named or short) or _UNTOLD.get(package.metadata["Name"], "")


def _version() -> str:
    try:
        return importlib.metadata.version("twohats")
    except importlib.metadata.PackageNotFoundError:
        return ""


def _columns() -> list[Column[Part]]:
    return [
        Column(tr("office.field.name"), lambda part: part.name),
        Column(tr("office.about.is_version"), lambda part: part.version),
        Column(tr("office.about.license"), lambda part: part.license, stretch=True),
    ]
