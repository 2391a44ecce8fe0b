"""What the coding audit offers: its pages from anywhere, its deeds while a visit is read."""

from __future__ import annotations

from ui.actions import Action
from ui.coding.actions import POINTERS

_AUDIT = "coding.audit"


def _act(verb: str, keys: tuple[str, ...], icon: str = "", *, words: str = "") -> Action:
    return Action(
        f"audit.{verb}", keys, icon, _AUDIT, "audit", "coding",
        in_lists=len(keys[0]) == 1, words=words or f"audit_screen.action.{verb}",
    )  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    Action("go.audits", ("Ctrl+Shift+G",), "scale", _AUDIT, menu="coding"),
    Action("go.lessons", ("Ctrl+Shift+Y",), "book-open", "look", menu="go"),
    Action(
        "audits.new", ("N",), "plus", _AUDIT, "audits", "coding", in_lists=True,
        words="audit_screen.action.new",
    ),
    Action(
        "audits.save-paper", ("Ctrl+Shift+S",), "save", _AUDIT, "audits", "coding",
        words="audit_screen.action.save-paper",
    ),
    Action(
        "lessons.dissent", ("D",), "message-circle-question-mark", "code", "lessons", "coding",
        in_lists=True, words="audit_screen.action.dissent",
    ),
    Action(
        "lessons.note", ("N",), "bell", "code", "lessons", "coding",
        in_lists=True, words="audit_screen.action.note",
    ),
    Action(
        "lessons.visit", ("V",), "file-text", "look", "lessons", "coding",
        in_lists=True, words="audit_screen.action.visit",
    ),
    _act("search", ("Ctrl+Shift+F",), "search", words="coder_desk.action.search"),
    _act("link", ("Ctrl+E",), "link"),
    _act("worksheet", ("Ctrl+Shift+E",), "scale", words="worksheet.action.worksheet"),
    _act("modifiers", ("M",), words="coder_desk.action.modifiers"),
    _act("advise", ("Ctrl+M",), words="adviser.action.modifiers"),
    _act("units", ("U",), words="coder_desk.action.units"),
    _act("show", ("Ctrl+Shift+B",), "eye"),
    _act("next", ("Ctrl+PgDown",), "arrow-right"),
    _act("previous", ("Ctrl+PgUp",), "arrow-left"),
    *(
        Action(
            f"audit.point-{number}", (f"Alt+{key}",), "", _AUDIT, "audit",
            words=f"coder_desk.point.{number}",
        )
        for number, key in enumerate(POINTERS, start=1)
    ),
    Action("audit.point-all", ("Alt+A",), "", _AUDIT, "audit", words="coder_desk.point.all"),
)  # fmt: skip
