"""The keys that the key bar shows for each pane of the coder's desk, and the way out of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.coding import repeating
from ui.coding.visit import LookMode
from ui.screen import KeyHint
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_ARROWS = "↑↓"
_AWAY = (("Ctrl+Enter", "take"), ("Tab", "next"), ("Esc", "close"))
_LOOK = (("1…9", "choose"), ("Enter", "reason"), ("Ctrl+Enter", "take"), ("Esc", "close"))
_SHEET = (
    ("Ctrl+S", "sheet_take"), ("PgDn", "sheet_part"), ("Tab", "next"), ("Space", "tick"),
    ("Esc", "close"),
)  # fmt: skip
"""The worksheet; under it lists to pick from, and a question."""
_PICK = ((_ARROWS, "move"), ("Enter", "take"), ("Esc", "close"))
_ASK = (("Enter", "take"), ("Esc", "close"))
_REASON = ((_ARROWS, "which_reason"), ("Enter", "keep"), ("Esc", "close"))
"""While the reason of a finding is written."""
_NAME = (("Enter", "take"), ("Tab", "next"), ("Space", "tick"), ("Esc", "close"))
_CHANGES = (
    "add", "link", "template", "repeat", "point", "ask", "modifier", "units", "order", "remove",
    "undo", "confirm", "keep", "cure",
)  # fmt: skip
"""What changes the codes, or is done while they may change."""
_PAPER = (("Ctrl+P", "print"), ("Ctrl+S", "save"), ("Esc", "close"))
_QUERY = (("Ctrl+Enter", "send"), ("Ctrl+J", "quote"), ("Ctrl+S", "keep"), ("Esc", "close"))


_LAST = {LookMode.BLIND: "finish", LookMode.CHOOSE: "choose", LookMode.WAITS: "can_be_done"}
"""What Ctrl+Enter does with a visit that is held; everywhere else it releases."""


def hints(desk: CoderDesk) -> tuple[KeyHint, ...]:
    """Give the keys of the pane with the focus, the most used first."""
    held = _LAST.get(desk.deeds.looks.mode)
    release = last = tr("coder_desk.key.release")
    if held is not None:
        last = tr(f"second_look.key.{held}")
    elif desk.deeds.can("coding.open-again"):
        last = tr("coder_desk.key.reopen")
    found = _of_panel(desk) or _of_form(desk) or _of_shown_pane(desk)
    return tuple(
        replace(one, words=last) if (one.key, one.words) == ("Ctrl+Enter", release) else one
        for one in found
    )


def step_out(desk: CoderDesk) -> bool:
    """Go from note and codes to the encoder, from there to the worklist; False elsewhere."""
    focus = QApplication.focusWidget()
    if desk.codes.encoder.field.hasFocus():
        desk.work.setFocus()
    elif focus is not None and any(one.isAncestorOf(focus) for one in (desk.codes, desk.chart)):
        desk.codes.encoder.setFocus(Qt.FocusReason.OtherFocusReason)
    else:
        return False
    return True


def _of_form(desk: CoderDesk) -> tuple[KeyHint, ...]:
    """Give the keys of what is filled in over the codes; none while there is nothing."""
    if desk.deeds.queries.primary() is not None:
        return tuple(KeyHint(key, tr(f"query_panel.key.{words}")) for key, words in _QUERY)
    if desk.deeds.looks.primary() is not None:
        return tuple(KeyHint(key, tr(f"second_look.panel_key.{words}")) for key, words in _LOOK)
    if desk.deeds.away.primary() is not None:
        return tuple(KeyHint(key, tr(f"away.key.{words}")) for key, words in _AWAY)
    if desk.deeds.notes.primary() is not None:
        return tuple(KeyHint(key, tr(f"chart_note.key.{words}")) for key, words in _AWAY)
    return ()


def _of_shown_pane(desk: CoderDesk) -> tuple[KeyHint, ...]:
    """Give the keys of the pane; codes that are only shown leave out those that change them."""
    found = _of_pane(desk)
    if not desk.deeds.looks.stops:
        return found
    changes = {tr(f"coder_desk.key.{words}") for words in _CHANGES}
    return tuple(one for one in found if one.words not in changes)


def _of_pane(desk: CoderDesk) -> tuple[KeyHint, ...]:
    focus = QApplication.focusWidget()
    codes = desk.codes
    if focus is None or desk.work.isAncestorOf(focus):
        return _told(
            (_ARROWS, "move"), ("Enter", "open"), ("Ctrl+Enter", "release"), ("Ctrl+K", "find")
        )
    if desk.chart.isAncestorOf(focus):
        if focus is desk.deeds.paper():
            return _told(*_PAPER)
        if desk.visit is not None and not desk.visit.chart.notes:
            return _told(
                ("F4", "note"), ("Ctrl+Shift+A", "attach"), ("Shift+F4", "missing"),
                ("Ctrl+Enter", "release"),
            )  # fmt: skip
        return _told(
            ("Shift+→", "select"), ("Ctrl+E", "link"), ("Ctrl+Shift+A", "attach"),
            ("Ctrl+Enter", "release"),
        )  # fmt: skip
    if focus is codes.services:
        return _told(
            ("Alt+1…9", "point"), ("M", "modifier"), ("U", "units"), ("Alt+↑↓", "order"),
            ("Del", "remove"), ("Ctrl+Z", "undo"), ("Ctrl+Enter", "release"),
        )  # fmt: skip
    if focus is codes.diagnoses:
        return _told(
            *_confirming(desk), ("Ctrl+E", "link"), ("Alt+↑↓", "order"), ("Del", "remove"),
            ("Ctrl+Z", "undo"), ("Ctrl+Enter", "release"),
        )  # fmt: skip
    if codes.problems.isAncestorOf(focus):
        return _told(*_of_problem(desk))
    return _told(
        ("Enter", "add"), ("Ctrl+E", "link"), ("Ctrl+T", "template"), ("Ctrl+R", "repeat"),
        ("Alt+1…9", "point"), ("Ctrl+J", "ask"), ("Ctrl+Enter", "release"),
    )  # fmt: skip


def picking() -> tuple[KeyHint, ...]:
    """Give the keys of a list to pick from that lies over the codes."""
    return _told(*_PICK)


def ticking() -> tuple[KeyHint, ...]:
    """Give the keys of the worksheet that lies over the codes."""
    return _told(*_SHEET)


def _of_panel(desk: CoderDesk) -> tuple[KeyHint, ...]:
    """Give the keys of a panel that lies over the codes; none while there is none."""
    deeds = desk.deeds
    if deeds.worksheets.is_open:
        return ticking()
    if not deeds.templates.picker.isHidden():
        return _told(*_PICK[:2], ("Del", "remove"), _PICK[2])
    if not deeds.templates.naming.isHidden():
        return _told(*_NAME)
    pickers = (deeds.queries.picker, deeds.unbilled.picker, deeds.coverage.picker)
    if deeds.worksheets.advising.is_open or not all(one.isHidden() for one in pickers):
        return picking()
    return _told(*_ASK) if not deeds.asking.isHidden() else ()


def _of_problem(desk: CoderDesk) -> tuple[tuple[str, str], ...]:
    """Give the keys of the finding with the focus: what keeps it, or confirms a copied code."""
    problems = desk.codes.problems
    row = problems.current()
    if problems.is_asking or row is None:
        return _REASON
    own = _confirming(desk) if row.problem.code == repeating.RULE else ()
    keeps = (("W", "keep"),) if row.can_keep else ()
    return ((_ARROWS, "move"), *own, ("Enter", "cure"), *keeps, ("Ctrl+Enter", "release"))


def _confirming(desk: CoderDesk) -> tuple[tuple[str, str], ...]:
    """Give the key that confirms copied diagnoses, while any waits."""
    draft = desk.keeper.draft
    return (("Y", "confirm"),) if draft is not None and repeating.waiting(draft) else ()


def _told(*keys: tuple[str, str]) -> tuple[KeyHint, ...]:
    return tuple(KeyHint(key, tr(f"coder_desk.key.{words}")) for key, words in keys)
