"""Every action of the window as data: menus, palette, key bar and key help are made from it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EVERYWHERE = "everywhere"
ANYONE = "anyone"
"""The permission of what each signed-in user may do."""

MENUS = ("file", "edit", "go", "coding", "billing", "view", "help")
"""The menu bar, in order."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the user can do, wherever it is shown.

    ``id`` is "area.verb"; its words are ``words`` or else ``actions.<id>``, with a mnemonic
    mark (&). A desk keeps the words of its own actions in its own area.
    ``keys`` are Qt key names, the first one shown. ``scope`` is EVERYWHERE or a desk id.
    ``menu`` is one of MENUS. ``in_lists`` keys (letters, digits, Space, Enter) act only while a
    list or a choice has the focus, never in a field. ``bound`` is False where a widget
    itself takes the key (Enter, Esc) and the menu only tells of it.
    """

    id: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    permission: str = ANYONE
    scope: str = EVERYWHERE
    menu: str = ""
    in_lists: bool = False
    bound: bool = True
    words: str = ""

    @property
    def text(self) -> str:
        """Give the key of its words."""
        return self.words or f"actions.{self.id}"


_GO = (
    Action("go.today", ("Ctrl+1",), "sun", menu="go"),
    Action("go.coder", ("Ctrl+2",), "file-text", "look", menu="go"),
    Action("go.queries", ("Ctrl+Shift+J",), "message-circle-question-mark", "look", menu="go"),
    Action("go.biller", ("Ctrl+3",), "receipt", "look", menu="go"),
    Action("go.remittance", ("Ctrl+4",), "inbox", "look", menu="go"),
    Action("go.denials", ("Ctrl+5",), "shield-alert", "look", menu="go"),
    Action("go.accounts", ("Ctrl+6",), "users", menu="go"),
    Action("go.statements", ("Ctrl+7",), "mail", "look", menu="go"),
    Action("go.plans", ("Ctrl+8",), "calendar-check", "look", menu="go"),
    Action("go.reports", ("Ctrl+9",), "chart-column", "look", menu="go"),
    Action("go.office", ("Ctrl+0",), "building-2", menu="go"),
    Action("go.back", ("Alt+Left",), "arrow-left", menu="go"),
    Action("go.forward", ("Alt+Right",), "arrow-right", menu="go"),
    Action("go.next-pane", ("F6",), menu="go"),
    Action("go.previous-pane", ("Shift+F6",), menu="go"),
)

_WORK = (
    Action("file.load", ("Ctrl+L",), "folder-open", "import", menu="file"),
    Action("file.save", ("Ctrl+S",), "save", menu="file"),
    Action("file.print", ("Ctrl+P",), "printer", menu="file"),
    Action("file.another", icon="hospital", menu="file"),
    Action("file.restore", icon="history", permission="restore", menu="file"),
    Action("file.lock", ("Ctrl+Shift+L",), "lock", menu="file"),
    Action("file.quit", ("Ctrl+Q",), menu="file"),
    Action("edit.undo", ("Ctrl+Z",), "undo-2", menu="edit"),
    Action("edit.redo", ("Ctrl+Y", "Ctrl+Shift+Z"), menu="edit"),
    Action("edit.find", ("Ctrl+F",), "search", menu="edit"),
    Action("edit.find-here", ("/",), "search", menu="edit", in_lists=True),
    Action("edit.palette", ("Ctrl+K",), "search", menu="edit"),
    Action("edit.change", ("F2",), "pencil", menu="edit"),
    Action("edit.note", ("F4",), "sticky-note", menu="edit"),
    Action("edit.open", ("Enter",), menu="edit", in_lists=True, bound=False),
    Action("edit.look", ("Space",), "eye", menu="edit", in_lists=True),
    Action("edit.close", ("Esc",), menu="edit", bound=False),
    Action("billing.next-step", ("Ctrl+Enter", "Ctrl+Return"), menu="billing"),
    Action("billing.take-payment", ("F9",), "wallet", "payment.take", menu="billing"),
    Action("billing.log-contact", ("F8",), "phone", "contacts.log", menu="billing"),
    Action("billing.why", ("?",), "message-circle-question-mark", menu="billing", in_lists=True),
)

_LOOKS = (
    Action("view.change-hat", ("Ctrl+Shift+H",), "refresh-cw", menu="view"),
    Action("view.follow-system", menu="view"),
    Action("view.light", menu="view"),
    Action("view.dark", menu="view"),
    Action("view.contrast", menu="view"),
    Action("view.comfortable", menu="view"),
    Action("view.compact", menu="view"),
    Action("help.keys", ("F1",), "keyboard", menu="help"),
    Action("help.about", icon="info", menu="help"),
)

ACTIONS: tuple[Action, ...] = (*_WORK, *_GO, *_LOOKS)
"""What the window itself offers; desks add their own (``ui.<desk>.actions.ACTIONS``)."""

DESK_ACTIONS = (
    "ui.today.actions",
    "ui.coding.actions",
    "ui.auditing.actions",
    "ui.queries.actions",
    "ui.claims.actions",
    "ui.remittance.actions",
    "ui.denials.actions",
    "ui.ledger.actions",
    "ui.patients.actions",
    "ui.statements.actions",
    "ui.plans.actions",
    "ui.reports.actions",
    "ui.admin.actions",
    "ui.intake.actions",
)
"""Modules that may export ACTIONS for one desk; one that is not there yet is passed over.

They hold data only, so reading them does not load the desk's screens.
"""


def all_actions() -> tuple[Action, ...]:
    """Give the window's actions and those of each desk that has any."""
    return (*ACTIONS, *_of_desks(DESK_ACTIONS))


def _of_desks(modules: Iterable[str]) -> list[Action]:
    found: list[Action] = []
    for name in modules:
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name is None or not name.startswith(missing.name):
                raise
            continue
        found.extend(module.ACTIONS)
    return found


def clashes(actions: Sequence[Action]) -> list[tuple[str, str, str]]:
    """Find actions that share a key where both could act: (key, one id, other id)."""
    found: list[tuple[str, str, str]] = []
    for place, one in enumerate(actions):
        for other in actions[place + 1 :]:
            if not _meet(one.scope, other.scope):
                continue
            found.extend((key, one.id, other.id) for key in one.keys if key in other.keys)
    return found


def _meet(one: str, other: str) -> bool:
    return one == other or EVERYWHERE in (one, other)
