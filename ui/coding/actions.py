"""The actions of the coder's desk, as data for menus, palette, key bar and key help."""

from __future__ import annotations

from dataclasses import replace

from ui.actions import Action

_HERE = "coder"


def _act(
    verb: str, keys: tuple[str, ...] = (), icon: str = "", *, in_lists: bool = False
) -> Action:
    return Action(
        f"coding.{verb}", keys, icon, "code", _HERE, "coding", in_lists=in_lists,
        words=f"coder_desk.action.{verb}",
    )  # fmt: skip


def _template(
    verb: str, keys: tuple[str, ...] = (), icon: str = "", *, in_lists: bool = False
) -> Action:
    return replace(_act(verb, keys, icon, in_lists=in_lists), words=f"templates.action.{verb}")


POINTERS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "-", "=")
"""With Alt, the keys that point a service at the diagnoses A to L."""

ACTIONS: tuple[Action, ...] = (
    _act("search", ("Ctrl+Shift+F",), "search"),
    _act("link", ("Ctrl+E",), "link"),
    _act("repeat", ("Ctrl+R",), "history"),
    _template("template", ("Ctrl+T",), "clipboard-list"),
    _template("keep-template", ("Ctrl+Shift+T",)),
    _template("favorites", ("Ctrl+D",), "book-open"),
    _template("favor", ("Ctrl+Shift+D",)),
    _template("confirm", ("Y",), in_lists=True),
    replace(_act("worksheet", ("Ctrl+Shift+E",), "scale"), words="worksheet.action.worksheet"),
    replace(_act("print-worksheet"), words="worksheet.action.print-worksheet"),
    _act("modifiers", ("M",), in_lists=True),
    replace(_act("advise", ("Ctrl+M",)), words="adviser.action.modifiers"),
    replace(_act("coverage", ("Ctrl+Shift+P",)), menu="edit", words="coverage_list.action"),
    _act("units", ("U",), in_lists=True),
    replace(_act("drug", ("N",), in_lists=True), words="drug_entry.action"),
    _act("keep", ("W",), in_lists=True),
    replace(_act("code-note", ("Ctrl+Shift+I",), "bell"), words="code_notes.action"),
    _act("ask", ("Ctrl+J",), "message-circle-question-mark"),
    _act("not-billable", ("Ctrl+Shift+N",), "circle-minus"),
    _act("open-again", (), "undo-2"),
    replace(_act("put-away", ("Ctrl+Shift+K",), "pause"), words="away.action"),
    replace(
        _act("missing-note", ("Shift+F4",), "sticky-note"), menu="edit",
        words="chart_note.action",
    ),
    replace(_act("place", ("Shift+F2",)), menu="edit"),
    replace(_act("own", ("Ctrl+Shift+R",), "user"), menu="edit", words="owning.action"),
    replace(_act("look", ("Ctrl+B",), "glasses"), words="second_look.action"),
    Action(
        "coding.attach", ("Ctrl+Shift+A",), "paperclip", "import", _HERE, "coding",
        words="coder_desk.action.attach",
    ),
    _act("superbill", ("Alt+S",), "receipt"),
    *(
        Action(
            f"coding.point-{number}", (f"Alt+{key}",), "", "code", _HERE,
            words=f"coder_desk.point.{number}",
        )
        for number, key in enumerate(POINTERS, start=1)
    ),
    Action("coding.point-all", ("Alt+A",), "", "code", _HERE, words="coder_desk.point.all"),
)  # fmt: skip
