"""The favorites: list, add, change and remove, with what a release has ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.coding import favorites, template_text
from app.coding.favorites import Pick
from app.coding.template_health import Health
from app.coding.template_text import PickDraft
from app.practice import fees as fee_lists
from app.practice import providers
from app.practice.fees import FeeBook
from app.security import permissions
from ui.admin.coded_page import CodedPage, Named, help_line
from ui.admin.form import DraftForm
from ui.admin.records_page import Records
from ui.columns import Column
from ui.desk import Desk
from ui.fields import ChoiceField, TextField
from ui.text import tr


@dataclass(frozen=True, slots=True)
class FavoriteRow:
    """A favorite in the list; ``ended`` names its code when it cannot be billed today."""

    id: int
    code: str
    words: str
    pick_list: str
    owner: str
    ended: tuple[str, ...]


class FavoritesPage(CodedPage[FavoriteRow, PickDraft]):
    """Favorites by owner, list and place in the list."""

    NAME = "favorites"
    ICON = "book-open"
    ASIDE = (2, 3, 4)

    def __init__(self, desk: Desk) -> None:
        records = Records(self._read, _draft, PickDraft, _save, permissions.CODE, favorites.remove)
        super().__init__(desk, records, _columns(), _form())
        self.table.make_room((640, (2, 3)))

    def _read(self, session: Any) -> Sequence[FavoriteRow]:
        names = {row.id: row.name for row in providers.providers(session)}
        picks = favorites.every_pick(session)
        health = Health(self.reference, self.desk.today, picks)
        fees = fee_lists.book(session)
        return [
            FavoriteRow(
                one.id, one.shown, one.wording or self._usual_words(one, health, fees),
                one.pick_list or tr("templates.picks.general"),
                names.get(one.provider_id or 0, "") or tr("templates.page.everybody"),
                health.of(one),
            )
            for one in picks
        ]  # fmt: skip

    def _usual_words(self, one: Pick, health: Health, fees: FeeBook) -> str:
        """Give the title of a diagnosis, or the practice's own wording of a service."""
        if one.is_diagnosis:
            return health.title(one.code)
        fee = fees.fee_on(one.code, one.modifiers, self.desk.today)
        return "" if fee is None else fee.wording


def _draft(session: Any, favorite_id: int) -> PickDraft:
    return template_text.pick_draft_of(favorites.favorite(session, favorite_id))


def _save(work: Any, draft: PickDraft) -> int:
    return favorites.save(work, draft.pick())


def _columns() -> list[Column[FavoriteRow]]:
    named: Named[FavoriteRow] = Named(lambda row: row.ended)
    return [
        Column(tr("templates.page.code"), lambda row: row.code, bold=lambda _row: True),
        Column(tr("templates.page.words"), lambda row: row.words, stretch=True),
        Column(tr("templates.page.list"), lambda row: row.pick_list),
        Column(tr("templates.page.whose"), lambda row: row.owner),
        named.column(),
    ]


def _form() -> DraftForm:
    made = DraftForm(label_wide=88)
    made.add("code", TextField(tr("templates.page.code"), needed=True, longest=24))
    made.add("", help_line("code"))
    made.add("wording", TextField(tr("templates.page.words"), longest=80))
    made.add("pick_list", TextField(tr("templates.page.list"), longest=40))
    everybody = tr("templates.page.everybody")
    made.add("provider", ChoiceField(tr("templates.page.whose"), blank=everybody))
    return made
