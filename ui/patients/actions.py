"""The way to joining two registrations of one patient; data only."""

from __future__ import annotations

from ui.actions import Action

ACTIONS = (Action("go.merges", ("Ctrl+Shift+M",), "git-merge", "look", menu="go"),)
