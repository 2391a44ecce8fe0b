"""The table of a read visit: what the coder gave beside what the auditor gave, and the verdicts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.auditing.side_by_side import Item
from app.auditing.unfinished import AGREE
from app.values.money import ZERO
from app.values.states import Discrepancy as Kind
from ui.columns import Column
from ui.text import tr

KINDS: tuple[str, ...] = (
    AGREE, Kind.OVER, Kind.UNDER, Kind.WRONG, Kind.SEQUENCE, Kind.MODIFIER, Kind.MISSED,
    Kind.EXTRA, Kind.UNITS, Kind.POINTER,
)  # fmt: skip
"""The verdicts in the order of their digits, 1 to 9 and 0."""


@dataclass(frozen=True, slots=True)
class JudgeRow:
    """One row. ``kind`` is the verdict, empty while undecided; ``likely`` what it looks like."""

    number: int
    item: Item
    kind: str
    likely: str
    has_words: bool

    @property
    def differs(self) -> bool:
        """Tell whether a verdict is asked for."""
        return self.item.difference is not None

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing more is asked of it: an error comes with words for the coder."""
        return not self.differs or self.kind == AGREE or (bool(self.kind) and self.has_words)


def kind_words(kind: str) -> str:
    """Name a verdict."""
    return tr(f"audit_screen.kind.{kind}")


def columns() -> Sequence[Column[JudgeRow]]:
    """Give the columns: what it is, both sides, the verdict, and the money."""
    return (
        Column(tr("audit_screen.judge.what"), _what, tone=_quiet),
        Column(tr("audit_screen.judge.coder"), lambda row: row.item.coder or _NOTHING, tone=_quiet,
               stretch=True, bold=lambda row: row.differs),
        Column(tr("audit_screen.judge.auditor"), lambda row: row.item.auditor or _NOTHING,
               tone=_quiet, stretch=True, bold=lambda row: row.differs),
        Column(tr("audit_screen.judge.verdict"), _verdict, tone=_tone, icon=_icon),
        Column(tr("audit_screen.judge.effect"), _effect, numeric=True),
    )  # fmt: skip


_NOTHING = "\N{EN DASH}"


def _what(row: JudgeRow) -> str:
    return tr(f"audit_screen.judge.{'diagnosis' if row.item.is_diagnosis else 'service'}")


def _quiet(row: JudgeRow) -> str:
    return "" if row.differs else "text_soft"


def _verdict(row: JudgeRow) -> str:
    if not row.differs:
        return tr("audit_screen.judge.both")
    if not row.kind:
        return tr("audit_screen.judge.likely", kind=kind_words(row.likely))
    if not row.is_complete:
        return tr("audit_screen.judge.no_words", kind=kind_words(row.kind))
    return kind_words(row.kind)


def _tone(row: JudgeRow) -> str:
    if not row.differs:
        return "text_soft"
    if not row.is_complete:
        return "warn"
    return "ok" if row.kind == AGREE else "block"


def _icon(row: JudgeRow) -> str:
    icons = {"warn": "triangle-alert", "ok": "circle-check", "block": "circle-x"}
    return icons.get(_tone(row), "check")


def _effect(row: JudgeRow) -> str:
    effect = row.item.effect
    if effect is None or row.kind == AGREE:
        return ""
    return f"+{effect}" if effect > ZERO else str(effect)
