"""What coverage articles say of a service: where, since when, and for which diagnoses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot

from app.codesets import articles, lookup
from app.codesets.articles import CoverageGroup, Standing
from app.coding.draft import CodingDraft, Diagnosis
from app.values.dates import show_date
from ui.coding.at_hand import AtHand
from ui.coding.templates_picker import Picker, PickRow, Question
from ui.kit.two_line import TwoLines
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk

_ORDER = (Standing.ACTIVE, Standing.TO_COME, Standing.ENDED)


@dataclass(frozen=True, slots=True)
class Said:
    """The paragraphs that speak of a service, and the titles of the diagnoses they name."""

    code: str
    groups: tuple[CoverageGroup, ...]
    titles: dict[str, str]


class CoverageDeeds(QObject):
    """The deed of the desk that shows the articles; from one of them a code is looked up."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self.picker = Picker(screen.codes)
        screen.codes.resized.connect(self.picker.place)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deed by the id of its action."""
        return {"coding.coverage": self.ask}

    def close_panel(self) -> bool:
        """Close the list; False when it is not open."""
        return self.picker.close_panel()

    def ask(self) -> None:
        """Read what is said of the service under the cursor, else of the first one."""
        screen, draft = self._screen, self._screen.keeper.draft
        if draft is None or not draft.lines:
            screen.say(tr("coverage_list.no_service"))
            return
        chosen = screen.codes.selected_code()
        code = chosen[1] if chosen is not None and not chosen[0] else draft.lines[0].code
        then = partial(self._show, draft)
        screen.desk.read(
            read_articles, screen.hand, draft, code, then=then, owner=self, latest="articles"
        )

    def _show(self, draft: CodingDraft, said: Said) -> None:
        now = self._screen.keeper.draft
        if not self._screen.isVisible() or now is None or now.encounter_id != draft.encounter_id:
            return  # somebody went on before the answer came
        state, code = draft.circumstances.state, said.code
        key = "words" if state else "words_all"
        asked = Question(
            tr("coverage_list.title", code=code),
            tr(f"coverage_list.{key}", code=code, state=state),
            tr("coverage_list.field"), tr("coverage_list.take"),
            tr("coverage_list.none", code=code), tr("coverage_list.nothing"),
        )  # fmt: skip
        rows = [_row(n, one, draft) for n, one in enumerate(said.groups)]
        self._screen.show_pane(self._screen.codes)
        self.picker.ask(asked, rows, partial(self._chosen, draft, said))

    def _chosen(self, draft: CodingDraft, said: Said, row: PickRow, _stays: bool) -> None:
        group = said.groups[int(str(row.key))]
        none, nothing = tr("coverage_list.dx.none"), tr("coverage_list.dx.nothing")
        asked = Question(
            tr("coverage_list.dx.title", article=group.article),
            tr("coverage_list.dx.words", title=group.title),
            tr("coverage_list.dx.field"), tr("coverage_list.dx.take"), none, nothing,
        )  # fmt: skip
        mine = {one.code for one in draft.diagnoses}
        rows = [_dx(code, "covered", said, mine) for code in sorted(group.covered)]
        rows += [_dx(code, "noncovered", said, mine) for code in sorted(group.noncovered)]
        self.picker.ask(asked, rows, self._look_up)

    @Slot(object, bool)
    def _look_up(self, row: PickRow, _stays: bool) -> None:
        self.picker.close_panel()
        self._screen.codes.encoder.look_up(str(Diagnosis(str(row.key))))


def read_articles(_session: Any, hand: AtHand, draft: CodingDraft, code: str) -> Said:
    """Read every paragraph that names a service, those that hold here and today first."""
    if hand.reference is None:
        return Said(code, (), {})
    found = articles.everywhere(hand.reference, [code], draft.dos, draft.circumstances.state)
    found.sort(key=lambda one: (_ORDER.index(one.standing(draft.dos)), not one.is_here))
    named = {dx for one in found for dx in one.covered | one.noncovered}
    lines = lookup.lines_of(hand.reference, named, draft.dos)
    return Said(code, tuple(found), {dx: line.title for dx, line in lines.items()})


def _row(number: int, group: CoverageGroup, draft: CodingDraft) -> PickRow:
    title = tr("coverage_list.head", article=group.article, title=group.title)
    standing = tr(f"coverage_list.standing.{group.standing(draft.dos)}")
    where = tr("coverage_list.national")
    if group.contractor:
        where = tr("coverage_list.contractor", number=group.contractor)
    count = len(group.covered)
    # What a narrow pane cuts off is the contractor's number.
    parts = [
        "" if group.is_here else tr("coverage_list.elsewhere"),
        tr("coverage_list.covers", n=count) if count else tr("coverage_list.covers_all"),
        tr("coverage_list.excludes", n=len(group.noncovered)) if group.noncovered else "",
        where,
    ]
    lines = TwoLines(title, "", " · ".join(part for part in parts if part), standing)
    return PickRow(number, lines, f"{title} {where}", f"{_days(group)} {_meets(group, draft)}")


def _days(group: CoverageGroup) -> str:
    first = show_date(group.valid_from)
    if group.valid_to is None:
        return tr("coverage_list.since", day=first)
    return tr("coverage_list.until", day=first, last=show_date(group.valid_to))


def _meets(group: CoverageGroup, draft: CodingDraft) -> str:
    codes = ", ".join(str(one) for one in draft.diagnoses if one.code in group.covered)
    return tr("coverage_list.meets", codes=codes) if codes else tr("coverage_list.meets_none")


def _dx(code: str, side: str, said: Said, mine: set[str]) -> PickRow:
    shown, title = str(Diagnosis(code)), said.titles.get(code, "")
    here = tr("coverage_list.dx.here") if code in mine else ""
    lines = TwoLines(shown, here, title, tr(f"coverage_list.dx.{side}"))
    return PickRow(code, lines, f"{shown} {code} {title}")
