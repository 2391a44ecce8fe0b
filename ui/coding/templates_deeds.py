"""Templates, favorites and the last visit's codes, taken and kept at the coder's desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.coding import draft as drafts
from app.coding import favorites, repeating, templates
from app.coding.draft import CodingDraft, Line
from app.coding.favorites import Pick
from app.coding.templates import Template
from ui.coding.templates_naming import NamingPanel
from ui.coding.templates_picker import Picker, PickRow, Question
from ui.coding.templates_reading import (
    Favored,
    Offered,
    choice_row,
    favorite_row,
    read_favorites,
    read_last,
    read_templates,
    template_row,
)
from ui.screen import Notice
from ui.text import tr

if TYPE_CHECKING:
    from ui.coding.coder_desk import CoderDesk


class TemplateDeeds(QObject):
    """The deeds of the desk that bring in codes many at a time."""

    def __init__(self, screen: CoderDesk) -> None:
        super().__init__(screen)
        self._screen = screen
        self.picker, self.naming = Picker(screen.codes), NamingPanel(screen.codes)
        screen.codes.resized.connect(self.picker.place)
        screen.codes.resized.connect(self.naming.place)
        screen.codes.confirmed.connect(self.confirm_number)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """Give the deeds by the ids of ``ui.coding.actions``."""
        return {
            "coding.template": self.choose_template,
            "coding.keep-template": self.keep_template,
            "coding.favorites": self.choose_favorite,
            "coding.favor": self.favor,
            "coding.repeat": self.repeat,
            "coding.confirm": self.confirm,
        }

    def choose_template(self) -> None:
        """List the templates, checked on the visit's day."""
        self._read(read_templates, self._list_templates)

    def choose_favorite(self) -> None:
        """List the favorites of the visit's provider and of the practice."""
        self._read(read_favorites, self._list_favorites)

    def keep_template(self) -> None:
        """Ask for a name and keep the visit's codes as a template of the practice."""
        draft = self._screen.keeper.draft
        if draft is None or draft.is_empty:
            self._screen.say(tr("templates.keep.nothing"), "warn")
            return
        self._screen.show_pane(self._screen.codes)
        visit = self._screen.visit
        self.naming.ask(visit.chart.visit.provider if visit else "", self._keep)

    def favor(self) -> None:
        """Put the selected code on the practice's list."""
        draft, chosen = self._screen.keeper.draft, self._screen.codes.selected_code()
        if draft is None or chosen is None:
            self._screen.say(tr("templates.picks.no_code"), "warn")
            return
        is_diagnosis, code = chosen
        line = next((one for one in draft.lines if one.code == code), None)
        modifiers = () if is_diagnosis or line is None else line.modifiers
        wanted = Pick(code, is_diagnosis, modifiers=modifiers)
        said = tr("templates.picks.added", code=wanted.shown)
        self._screen.desk.do(
            favorites.add, wanted, then=partial(self._say, said), owner=self
        )  # fmt: skip

    def repeat(self) -> None:
        """Copy the codes of the last visit; each diagnosis waits to be confirmed."""
        screen = self._screen
        visit = screen.visit
        before = [one for one in visit.chart.earlier if one.diagnoses] if visit else []
        if not screen.keeper.is_open or not before:
            screen.say(tr("coder_desk.say.nothing_to_repeat"))
            return
        screen.desk.read(
            read_last, screen.hand, before[0].id, then=self._copy, owner=self, latest="repeat"
        )

    def confirm(self) -> None:
        """Confirm the copied diagnosis under the cursor, else the first that waits."""
        draft = self._screen.keeper.draft
        waiting = repeating.waiting(draft) if draft else ()
        if not waiting:
            self._screen.say(tr("templates.repeat.nothing"))
            return
        at = self._screen.codes.diagnoses.number()
        self.confirm_number(at if at in waiting else waiting[0])

    @Slot(int)
    def confirm_number(self, number: int) -> None:
        """Confirm a copied diagnosis and go to the next that waits."""
        screen = self._screen
        draft = screen.keeper.draft
        if draft is None or not screen.keeper.change(repeating.confirm(draft, number)):
            return
        waiting = repeating.waiting(screen.keeper.draft or draft)
        table = screen.codes.diagnoses
        table.select_id(waiting[0] if waiting else number)
        shown = str(draft.diagnoses[number - 1])
        if not waiting:
            screen.said.emit(Notice(tr("templates.repeat.confirmed", code=shown)))

    @property
    def asks(self) -> bool:
        """Tell whether a list or a question is open and waits for an answer."""
        return not (self.picker.isHidden() and self.naming.isHidden())

    def close_panel(self) -> bool:
        """Close the list or the question that is open; False when none is."""
        return self.picker.close_panel() or self.naming.close_panel()

    def _read(self, query: Callable[..., object], then: Callable[..., object]) -> None:
        screen = self._screen
        visit = screen.visit
        if visit is None or not screen.keeper.is_open:
            return
        screen.show_pane(screen.codes)
        screen.desk.read(
            query, screen.hand, visit.chart.visit.dos, visit.chart.visit.provider_id,
            then=then, owner=self, latest="picks",
        )  # fmt: skip

    def _list_templates(self, found: tuple[Offered, ...]) -> None:
        draft = self._screen.keeper.draft
        if draft is None:
            return
        known = {one.template.id: one for one in found}
        rows = [template_row(one, draft.dos) for one in found]

        def taken(row: PickRow, _stays: bool) -> None:
            self._ask_choice(known[int(str(row.key))], ())

        def removed(row: PickRow) -> None:
            self._remove_template(known[int(str(row.key))].template)

        self.picker.ask(_question("take"), rows, taken, removed)

    def _ask_choice(self, offered: Offered, chosen: tuple[str, ...]) -> None:
        """Ask for the next choice of a template, or take it when all are made."""
        draft = self._screen.keeper.draft
        if draft is None:
            return
        if len(chosen) == len(offered.choices):
            self._take(offered, chosen)
            return
        places = [place for place in offered.template.places if place.is_choice]
        name = offered.template.name
        asked = places[len(chosen)].question or tr("templates.take.which", place=name)
        question = Question(
            asked, tr("templates.take.of_choices", n=len(chosen) + 1, all=len(places)),
            asked, tr("templates.take.take"),
            tr("templates.take.nothing"), tr("templates.take.nothing"),
        )  # fmt: skip
        rows = [choice_row(one, draft.dos) for one in offered.choices[len(chosen)]]

        def taken(row: PickRow, _stays: bool) -> None:
            self._ask_choice(offered, (*chosen, str(row.key)))

        self.picker.ask(question, rows, taken)

    def _take(self, offered: Offered, chosen: tuple[str, ...]) -> None:
        screen, one = self._screen, offered.template
        draft = screen.keeper.draft
        if draft is None:
            return
        screen.keeper.change(templates.apply(draft, one, chosen))
        screen.codes.encoder.setFocus()
        screen.said.emit(Notice(tr("templates.take.taken", name=one.name)))

    def _list_favorites(self, found: tuple[Favored, ...]) -> None:
        draft = self._screen.keeper.draft
        if draft is None:
            return
        known = {one.pick.id: one for one in found}
        rows = [favorite_row(one, draft.dos) for one in found]

        def taken(row: PickRow, stays: bool) -> None:
            self._add_pick(known[int(str(row.key))].pick, stays)

        def removed(row: PickRow) -> None:
            self._remove_pick(known[int(str(row.key))].pick)

        self.picker.ask(_question("picks"), rows, taken, removed)

    def _add_pick(self, pick: Pick, stays: bool) -> None:
        screen = self._screen
        draft = screen.keeper.draft
        if draft is None:
            return
        if pick.is_diagnosis:
            screen.keeper.change(drafts.add_diagnosis(draft, pick.code))
            number = len((screen.keeper.draft or draft).diagnoses)
            if not stays:
                screen.codes.diagnoses.select_id(number)
        else:
            screen.keeper.change(drafts.add_line(draft, Line(pick.code, pick.modifiers)))

    def _keep(self, name: str, own: bool) -> None:
        draft, visit = self._screen.keeper.draft, self._screen.visit
        if draft is None or visit is None:
            return
        owner = visit.chart.visit.provider_id if own else None
        wanted: Template = templates.of_draft(draft, name, owner)
        said = tr("templates.keep.kept", name=name)
        self._screen.desk.do(templates.keep, wanted, then=partial(self._say, said), owner=self)

    def _remove_template(self, one: Template) -> None:
        """Take a template away; undo keeps it again."""
        again = partial(self._screen.desk.do, templates.save, replace(one, id=0, version=0))
        said = Notice(tr("templates.take.removed", name=one.name), again)
        then = partial(self._on_removed, said, self.choose_template)
        self._screen.desk.do(templates.remove, one.id, then=then, owner=self)

    def _remove_pick(self, one: Pick) -> None:
        """Take a favorite off its list; undo puts it at the list's end."""
        again = partial(self._screen.desk.do, favorites.add, replace(one, id=0))
        said = Notice(tr("templates.picks.removed", code=one.shown), again)
        then = partial(self._on_removed, said, self.choose_favorite)
        self._screen.desk.do(favorites.remove, one.id, then=then, owner=self)

    def _on_removed(self, said: Notice, lists: Callable[[], object], _answer: object) -> None:
        self._screen.said.emit(said)
        lists()

    def _say(self, said: str, _answer: object) -> None:
        self._screen.said.emit(Notice(said))

    def _copy(self, earlier: CodingDraft) -> None:
        screen = self._screen
        draft = screen.keeper.draft
        if draft is None or not screen.keeper.change(repeating.repeat_last(draft, earlier)):
            return
        screen.show_pane(screen.codes)
        waiting = repeating.waiting(screen.keeper.draft or draft)
        if waiting:
            screen.codes.diagnoses.select_id(waiting[0])
            screen.codes.diagnoses.setFocus()
            screen.said.emit(Notice(tr("templates.repeat.copied", n=len(waiting))))


def _question(area: str) -> Question:
    parts = ("title", "words", "field", "take", "none", "nothing")
    return Question(*(tr(f"templates.{area}.{part}") for part in parts))
