"""The ways into taking encounter lists in and typing visits; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (
    Action("go.type-visit", ("Ctrl+N",), "user-plus", "import", menu="file"),
    Action("go.take-in", ("Ctrl+Shift+O",), "file-up", "import", menu="go"),
    Action("go.watched", ("Ctrl+Shift+W",), "folder-open", "import", menu="go"),
    Action("go.expected", ("Ctrl+Shift+V",), "calendar-check", "look", menu="go"),
)
