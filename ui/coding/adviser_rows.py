"""The adviser's rows: a modifier, how it stands to the line, why, and the rule's source."""

from __future__ import annotations

from app.coding.advice import Advice, Weight
from ui.coding.templates_picker import PickRow, Question
from ui.kit.two_line import TwoLines
from ui.text import tr

_LOOKS = {
    Weight.APPLIES: ("circle-check", "ok"),
    Weight.CONSIDER: ("message-circle-question-mark", "note"),
    Weight.NOT_HERE: ("circle-minus", "wait"),
}


def advice_row(one: Advice) -> PickRow:
    """Show one advice; what stands on the line already says so."""
    state = "on" if one.is_on else one.weight.value
    icon, tone = _LOOKS[one.weight]
    lines = TwoLines(
        one.modifier, "", one.why, tr(f"adviser.weight.{state}"),
        "check" if one.is_on else icon, tone, f"{one.modifier}: {one.why} {one.source}",
    )  # fmt: skip
    return PickRow(one.modifier, lines, f"{one.modifier} {one.why}", f"{one.why} {one.source}.")


def question(number: int, code: str) -> Question:
    """Ask about one line."""
    return Question(
        tr("adviser.title", line=number, code=code), tr("adviser.words"), tr("adviser.field"),
        tr("adviser.take"), tr("adviser.none"), tr("adviser.nothing"),
    )  # fmt: skip
