"""What the palette opens elsewhere: pages, settings, reports, and what other desks can do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.values.words import has_words
from ui.actions import ANYONE, EVERYWHERE, Action, all_actions
from ui.admin.tree import TREE, group_words, leaf_words
from ui.screen import Target
from ui.text import tr

_DESKS = ("coder", "biller", "remittance", "denials", "accounts", "statements", "plans")
_AT_HOME = {
    "billing.log-contact": "accounts",
    "billing.why": "accounts",
    "file.print": "statements",
}
"""Actions of every desk that want something chosen, and the desk where one chooses it."""
_REPORTS = ("find", "accuracy", "looks", "levels", "kept", "lag")
_PARTS = re.compile(r"[^\w./]+")


@dataclass(frozen=True, slots=True)
class Way:
    """One page that is found by its name from anywhere; ``words`` are shown as they stand.

    ``side`` says where it is; ``also`` are other words that find it, separated by commas.
    ``is_small``: a field of a page, shown after pages and actions unless it begins so.
    """

    words: str
    opens: Target
    icon: str
    permission: str = "look"
    side: str = ""
    also: str = ""
    is_small: bool = False


def ways(desk: str, here: Iterable[Action] = ()) -> list[Way]:
    """Give the ways from a desk to others; what can be done here is left to its actions."""
    can = {action.id for action in here}
    return [*_eob(desk), *_pages(), *_reports(), *_elsewhere(can), *_settings()]


def plain(words: str) -> str:
    """Give the words of an action without the mark of its letter."""
    return tr(words).replace("&", "")


def also_of(name: str) -> str:
    """Give the other words of an action or a page; empty when it has none."""
    key = f"palette.also.{name}"
    return tr(key) if has_words(key) else ""


def parts_of(typed: str) -> list[str]:
    """Give what was typed word by word, each without the s of a plural."""
    return [_single(part) for part in _PARTS.split(typed.casefold()) if part]


def hit(words: str, also: str, wanted: Sequence[str]) -> str | None:
    """Give how all that is wanted is found: "" in the words, else the other words that hold it.

    None when it is not found.
    """
    folded = words.casefold()
    missing = [part for part in wanted if part not in folded]
    if not missing:
        return ""
    for phrase in also.split(", "):
        begins = [_single(word) for word in phrase.split()]
        if all(any(word.startswith(part) for word in begins) for part in missing):
            return phrase
    return None


def _single(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _eob(desk: str) -> list[Way]:
    if desk == "remittance":
        return []
    where = Target("remittance", ("new",))
    return [Way(plain("eob.action.new"), where, "receipt", "payer.post")]


def _pages() -> list[Way]:
    return [
        Way(
            tr("shell.palette.page", group=group_words(group), page=leaf_words(leaf)),
            Target("office", (leaf.name,)),
            leaf.icon,
            also=also_of(f"page.{leaf.name}"),
        )
        for group, leaves in TREE
        for leaf in leaves
    ]


def _reports() -> list[Way]:
    return [
        Way(
            tr("shell.palette.page", group=tr("report_screen.title"), page=page),
            Target("reports", (name,)),
            "chart-column",
            also=also_of(f"report.{name}"),
        )
        for name in _REPORTS
        for page in (tr(f"report_screen.page.{name}"),)
    ]


def _elsewhere(can: set[str]) -> list[Way]:
    """Give what other desks can do: chosen, it leads to the desk, where one chooses on what."""
    found = []
    for action in all_actions():
        desk = _AT_HOME.get(action.id, action.scope)
        if desk == EVERYWHERE or desk not in _DESKS or action.id in can or not action.bound:
            continue
        if not action.menu or action.keys[:1] in [(str(n),) for n in range(10)]:
            continue
        permission = "look" if action.permission == ANYONE else action.permission
        where = tr("palette.elsewhere", desk=plain(f"actions.go.{desk}"))
        words, also = plain(action.text), also_of(action.id)
        found.append(Way(words, Target(desk), action.icon, permission, where, also))
    return found


def _settings() -> list[Way]:
    from ui.settings_pages.settings_page import GROUPS, of_group  # noqa: PLC0415  (forms, late)

    return [
        Way(
            tr(f"settings.{one.key}.name"),
            Target("office", (f"settings-{group}",)),
            "settings",
            side=tr("palette.setting", page=tr(f"office.page.settings-{group}.title")),
            is_small=True,
        )
        for group in GROUPS
        for one in of_group(group)
    ]
